"""Everything that points at a person, and what becomes of it: export, erasure, merge, retention.

Each app registers its models in its `registrations.py`; a test walks every foreign key to `User` and fails on one
that nobody registered. The commands of persons' rights (export, erase, merge) read this table and nothing else.
"""

from dataclasses import dataclass
from enum import Enum

from django.db.models import Model


class OnErasure(Enum):
    """What erasing the person does to the row."""

    DELETE = "delete"
    EMPTY = "empty"  # the row stays and counts, its personal columns are emptied
    KEEP = "keep"  # law or a certificate's verification needs it; the reason stands beside it
    UNLINK = "unlink"  # the row stays, the reference to the person is cleared


class OnMerge(Enum):
    """What merging two persons does to the row."""

    MOVE = "move"
    STAY = "stay"  # belongs to the history of the merged row


@dataclass(frozen=True)
class PersonLink:
    """One foreign key to a person. `keep_months` None = as long as the row it belongs to."""

    model: type[Model]
    field: str
    export: tuple[str, ...]  # columns the person gets in the export; empty = another person's record
    on_erasure: OnErasure
    on_merge: OnMerge
    keep_months: int | None = None
    reason: str = ""


_links: dict[tuple[str, str], PersonLink] = {}


def register_person_link(link: PersonLink) -> None:
    """Declare a foreign key to a person; declaring it twice raises ValueError."""
    key = (link.model._meta.label, link.field)
    if key in _links:
        raise ValueError(f"{key} is registered already")
    link.model._meta.get_field(link.field)
    _links[key] = link


def person_links() -> list[PersonLink]:
    """Every declared link, by model and field name."""
    return [_links[key] for key in sorted(_links)]
