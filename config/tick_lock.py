"""One tick at a time, on however many machines. For tidiness: what may happen once only is guarded by its row."""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import Error, connection

logger = logging.getLogger(__name__)

POSTGRES_KEY = 7_398_253  # any number no other program locks in this database


@contextmanager
def only_tick() -> Iterator[bool]:
    """Whether no other tick is at work on this database; held until the block ends or the process dies."""
    lock = _advisory_lock if connection.vendor == "postgresql" else _file_lock
    with lock() as is_mine:
        yield is_mine


@contextmanager
def _advisory_lock() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [POSTGRES_KEY])
        is_mine = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine:
            _unlock()


def _unlock() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [POSTGRES_KEY])
    except Error as fault:  # the lock went with the connection
        logger.warning("The tick lock ended with its connection: %s", type(fault).__name__)


@contextmanager
def _file_lock() -> Iterator[bool]:
    """SQLite means one machine: a lock on a file beside the database, which the system lets go with the process."""
    with Path(f"{connection.settings_dict['NAME']}.tick").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
