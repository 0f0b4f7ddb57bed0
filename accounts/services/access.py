"""The log of who looked at whose data."""

from datetime import datetime

from accounts.enums import AccessKind
from accounts.models import AccessEntry, User


def record_access(
    viewer: User, person: User, kind: AccessKind, *, subject: str, reference: object, now: datetime
) -> AccessEntry | None:
    """Note that somebody opened another person's text or file; None, and nothing noted, for one's own.

    Call it when the content is given out, also when it is opened again. `subject` says in words what it was, such as
    the assignment's title, never whose; `reference` is the key of the row. The person sees the entry under Omat tiedot.
    """
    if viewer.pk == person.pk:
        return None
    return AccessEntry.objects.create(
        viewer=viewer, person=person, kind=kind, subject=subject[:200], reference=str(reference)[:64], at=now
    )
