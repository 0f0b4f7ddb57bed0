"""A database of our own on SQLite or PostgreSQL, dropped afterwards."""

import os
import sqlite3
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


def postgres_answers() -> bool:
    """Whether there is a PostgreSQL to measure on."""
    try:
        psycopg.connect(POSTGRES_URL, connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


class Database:
    """Where the product or a floor keeps its rows; `url` is what DATABASE_URL wants."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind = kind
        self.name = f"bench_{uuid.uuid4().hex[:12]}"
        self.file = folder / f"{self.name}.sqlite3"
        self.url = f"sqlite:///{self.file}" if kind == "SQLite" else urlunsplit(self._parts())

    def _parts(self) -> Any:
        return urlsplit(POSTGRES_URL)._replace(path=f"/{self.name}")

    def __enter__(self) -> "Database":
        if self.kind == "PostgreSQL":
            self._as_owner(f"CREATE DATABASE {self.name}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.kind == "PostgreSQL":
            self._as_owner(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def _as_owner(self, statement: str) -> None:
        with psycopg.connect(POSTGRES_URL, autocommit=True) as connection:
            connection.execute(statement.encode())

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """The answer to one question."""
        if self.kind == "PostgreSQL":
            with psycopg.connect(self.url) as connection:
                return connection.execute(statement.encode()).fetchall()
        connection = sqlite3.connect(self.file, timeout=60)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()
