"""Saving and loading a whole database: SQLite by its online backup, PostgreSQL by its own programs."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import cast

from django.db import connection

from config.backups.archive import BackupRefused

FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
# DATABASE_URL's options by the environment variable under which PostgreSQL's programs know them.
OPTIONS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
LOCK_SECONDS = 15  # a web process left running would hold the tables for ever


def save(path: Path) -> None:
    """Write the database as it stands at one instant, while the site goes on."""
    if connection.vendor == "sqlite":
        _save_sqlite(path)
    else:
        _program("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}")


def load(path: Path) -> None:
    """Put the saved database in the place of the present one, all of it or nothing."""
    if connection.vendor == "sqlite":
        _load_sqlite(path)
    else:
        _load_postgres(path)
    connection.close()


def _raw() -> sqlite3.Connection:
    connection.ensure_connection()
    return cast(sqlite3.Connection, connection.connection)


def _save_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as copy:
        _raw().backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, whatever the original keeps beside it
        _require_sound(copy)


def _load_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as copy:
        _require_sound(copy)
        copy.backup(_raw())


def _require_sound(database: sqlite3.Connection) -> None:
    answer = database.execute("PRAGMA integrity_check").fetchone()[0]
    if answer != "ok":
        raise BackupRefused(f"The database in the backup is damaged: {answer}")


def _load_postgres(path: Path) -> None:
    script, removal = path.with_suffix(".sql"), path.with_suffix(".removal.sql")
    flags = ["--clean", "--if-exists", "--no-owner", "--no-privileges"]
    _program("pg_restore", *flags, f"--file={script}", str(path))
    removal.write_text(
        "".join(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)} CASCADE;\n" for name in tables())
    )
    connection.close()
    # One transaction: what cannot be loaded leaves the present database as it is. Tables go first, so that those of a
    # newer version, which the backup does not know, go too.
    _program(
        "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null",
        f"--file={removal}", f"--file={script}",
    )  # fmt: skip


def tables() -> list[str]:
    """The tables there are."""
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)


def _program(name: str, *arguments: str) -> None:
    if not shutil.which(name):
        raise BackupRefused(f"{name} is missing. Install PostgreSQL's client programs: apt install postgresql-client")
    answer = subprocess.run(  # noqa: S603 - fixed programs and arguments of ours
        [name, *arguments], env={**os.environ, **_environment()}, capture_output=True, text=True, check=False
    )
    if answer.returncode:
        raise BackupRefused(f"{name} failed: {answer.stderr.strip()}")


def _environment() -> dict[str, str]:
    """Where the database is. Not on the command line, which everybody on the machine can read."""
    facts = connection.settings_dict
    named = {
        "PGHOST": facts["HOST"],
        "PGPORT": facts["PORT"],
        "PGUSER": facts["USER"],
        "PGPASSWORD": facts["PASSWORD"],
        "PGDATABASE": facts["NAME"],
        "PGOPTIONS": f"-c lock_timeout={LOCK_SECONDS}s",
    }
    named |= {variable: facts["OPTIONS"].get(option) for option, variable in OPTIONS.items()}
    return {variable: str(value) for variable, value in named.items() if value}
