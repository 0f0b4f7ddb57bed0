"""Somebody else used the address: whoever reads its mail frees the place again."""

from datetime import datetime

from django.db import transaction

from cms.services import forget_cached_pages
from enrollment.enums import EnrollmentState, Verb
from enrollment.models import Enrollment
from enrollment.queries.places import has_been_marked, may_be_removed
from enrollment.services.absences import forget_told_absences
from enrollment.services.offers import offer_next_places
from enrollment.services.transitions import change_state, lock_enrollment, lock_run


class DisownRefused(Exception):
    """Somebody has been at a session by this enrolment, or it is completed: the organiser finds out who it was."""


@transaction.atomic
def disown(enrollment: Enrollment, *, now: datetime) -> None:
    """Take back an enrolment its person did not make and hand the place on; it counts in no figure.

    Nobody is told: the page that was pressed says it. Doing it twice, or after it has ended, changes nothing.
    Raises DisownRefused where `may_be_removed` says so.
    """
    run, current = lock_run(enrollment.run_id), lock_enrollment(enrollment)
    if not current.is_live:
        return
    if not may_be_removed(current, is_marked=has_been_marked(current)):
        raise DisownRefused
    forget_told_absences(current, by=None, now=now)
    change_state(current, EnrollmentState.REMOVED, Verb.DISOWN, now=now, by=None)
    offer_next_places(run, now=now)
    forget_cached_pages()
