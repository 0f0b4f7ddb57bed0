"""What went wrong: told without anybody's data, and whether waiting helps."""

import traceback
from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, OperationalError

LONGEST_CHAIN = 8
# Their texts name code, never a value somebody typed. KeyError and ValueError are not among them.
TELLING = (ArithmeticError, AttributeError, ImportError, NameError, NotImplementedError, TypeError)
# Raised by the cache and the object store while they are away; neither library is there without the production extra.
AWAY = {
    "redis.exceptions": ("ConnectionError", "TimeoutError", "BusyLoadingError"),
    "botocore.exceptions": ("ConnectionError", "EndpointConnectionError", "ConnectTimeoutError", "ReadTimeoutError"),
}


def chain(fault: BaseException | None) -> Iterator[BaseException]:
    """The fault and what led to it, newest first."""
    for _ in range(LONGEST_CHAIN):
        if fault is None:
            return
        yield fault
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)


def is_passing(fault: BaseException | None) -> bool:
    """Whether a service the site stands on was away, full or locked: the same request may succeed in a moment."""
    return any(isinstance(each, OperationalError | InterfaceError) or _is_away(each) for each in chain(fault))


def _is_away(fault: BaseException) -> bool:
    return any(kind.__name__ in AWAY.get(kind.__module__, ()) for kind in type(fault).__mro__)


def told(fault: BaseException) -> str:
    """Class and cause in a few words. Values are left out: a database repeats the row it refuses, a parser the text."""
    name = type(fault).__name__
    if isinstance(fault, DatabaseError) and fault.__cause__:
        return f"{name}: {_told_by_database(fault.__cause__)}"
    if isinstance(fault, OSError) and fault.strerror:
        return f"{name}: {fault.strerror}"
    return f"{name}: {fault}" if isinstance(fault, TELLING) else name


def _told_by_database(cause: BaseException) -> str:
    if type(cause).__module__ == "sqlite3":
        return str(cause)  # names tables and columns only
    diagnosis = getattr(cause, "diag", None)
    parts = [getattr(cause, "sqlstate", None), getattr(diagnosis, "constraint_name", None)]
    return " ".join([type(cause).__name__, *(part for part in parts if part)])


def trace(fault: BaseException) -> list[str]:
    """Where it happened, newest fault first: one line per fault and per frame, without source lines or values."""
    lines = []
    for each in chain(fault):
        lines.append(told(each))
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}"
            for frame in reversed(traceback.extract_tb(each.__traceback__, limit=-12))
        ]
    return lines
