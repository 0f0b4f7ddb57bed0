"""Finnish order in the database: PostgreSQL has the collation, SQLite is taught it."""

from typing import Any

from django.db.models import F
from django.db.models.functions import Collate

from accounts.names import finnish_key

FINNISH = "fi-x-icu"  # PostgreSQL's own name for it, used on both databases


def _compare(left: str, right: str) -> int:
    left_key, right_key = finnish_key(left), finnish_key(right)
    return (left_key > right_key) - (left_key < right_key)


def teach_sqlite_finnish(*, connection: Any, **_: Any) -> None:
    """Give every new SQLite connection the collation PostgreSQL calls `fi-x-icu`."""
    if connection.vendor == "sqlite":
        connection.connection.create_collation(FINNISH, _compare)


def in_finnish_order(field: str) -> Collate:
    """Order by a text column as the Finnish alphabet does: … z å ä ö."""
    return Collate(F(field), FINNISH)
