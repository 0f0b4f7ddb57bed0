"""Somebody else used the address: whoever reads its mail frees the place again."""

from datetime import datetime

from django.db import transaction

from cms.services import forget_cached_pages
from enrollment.enums import EnrollmentState, Verb
from enrollment.models import Enrollment
from enrollment.queries.places import has_been_marked, may_be_removed
from enrollment.services.absences import forget_told_absences
from enrollment.services.offers import offer_next_places
from enrollment.services.transitions import change_state, lock_run


class DisownRefused(Exception):
    """Somebody has been at a session by this enrolment, or it is completed: the organiser finds out who it was."""


@transaction.atomic
def disown(enrollment: Enrollment, *, now: datetime) -> None:
    """Take back an enrolment its person did not make, with those made by the same press for other groups, and hand the
    places on; it counts in no figure.

    Nobody is told: the page that was pressed says it. Doing it twice, or after it has ended, changes nothing.
    Raises DisownRefused where `may_be_removed` says so.
    """
    lock_run(enrollment.run_id)
    made = {"ticket": enrollment.ticket, "created_at": enrollment.created_at}
    rows = list(Enrollment.objects.live().filter(**made).order_by("pk").select_for_update(of=("self",)))
    if not all(may_be_removed(row, is_marked=has_been_marked(row)) for row in rows):
        raise DisownRefused
    for row in rows:
        forget_told_absences(row, by=None, now=now)
        change_state(row, EnrollmentState.REMOVED, Verb.DISOWN, now=now, by=None)
    for row in sorted(rows, key=lambda each: each.run_id):
        offer_next_places(row.run, now=now)
    if rows:
        forget_cached_pages()
