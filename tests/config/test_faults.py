"""Faults: which pass by themselves, and what may be told of them."""

import sqlite3

import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection
from psycopg import errors

from accounts.models import User
from config.faults import is_passing, told, trace
from tests.factories import UserFactory

SECRET = "Aino Esimerkki aino@esimerkki.example"


def caused(fault: Exception, cause: Exception) -> Exception:
    fault.__cause__ = cause
    return fault


def away(module: str, name: str) -> Exception:
    """A fault like those of a library that need not be installed."""
    return type(name, (Exception,), {"__module__": module})(SECRET)


@pytest.mark.parametrize(
    ("fault", "passes"),
    [
        (OperationalError("database is locked"), True),
        (InterfaceError("connection already closed"), True),
        (caused(RuntimeError(), OperationalError()), True),
        (away("redis.exceptions", "ConnectionError"), True),
        (away("redis.exceptions", "TimeoutError"), True),
        (away("botocore.exceptions", "EndpointConnectionError"), True),
        (away("redis.exceptions", "DataError"), False),
        (IntegrityError(SECRET), False),
        (ValueError(SECRET), False),
        (None, False),
    ],
)
def test_waiting_helps_only_where_a_service_is_away(fault, passes):
    assert is_passing(fault) is passes


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        (ValueError(SECRET), "ValueError"),
        (KeyError(SECRET), "KeyError"),
        (RuntimeError(SECRET), "RuntimeError"),
        (UnicodeEncodeError("ascii", SECRET, 0, 1, "no"), "UnicodeEncodeError"),
        (AttributeError("'int' has no 'run'"), "AttributeError: 'int' has no 'run'"),
        (OSError(28, "No space left on device", SECRET), "OSError: No space left on device"),
        (DatabaseError(SECRET), "DatabaseError"),
        (caused(DatabaseError(SECRET), errors.DiskFull(SECRET)), "DatabaseError: DiskFull 53100"),
        (
            caused(IntegrityError(SECRET), sqlite3.IntegrityError("UNIQUE constraint failed: accounts_user.email")),
            "IntegrityError: UNIQUE constraint failed: accounts_user.email",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_told_without_values(fault, text):
    assert told(fault) == text


@pytest.mark.django_db
def test_a_refused_row_is_told_by_its_constraint_and_not_by_its_content():
    UserFactory(email="aino@esimerkki.example")

    with pytest.raises(IntegrityError) as refusal:
        User.objects.create(email="aino@esimerkki.example", calendar_secret="x")

    lines = "\n".join(trace(refusal.value))
    assert "aino@esimerkki.example" not in lines
    wanted = "UniqueViolation 23505 accounts_user_email" if connection.vendor == "postgresql" else "accounts_user.email"
    assert wanted in lines.splitlines()[0]


def test_the_trace_tells_where_newest_first_and_what_led_to_it():
    def inner() -> None:
        raise KeyError(SECRET)

    with pytest.raises(ValueError, match=SECRET) as fault:  # noqa: PT012 - the chain is what is tested
        try:
            inner()
        except KeyError as cause:
            raise ValueError(SECRET) from cause

    lines = trace(fault.value)
    assert [line for line in lines if not line.startswith("  ")] == ["ValueError", "KeyError"]
    assert [line.rpartition(" ")[2] for line in lines if line.startswith("  ")][-2:] == [
        "inner",
        "test_the_trace_tells_where_newest_first_and_what_led_to_it",
    ]
    assert SECRET not in "\n".join(lines)
