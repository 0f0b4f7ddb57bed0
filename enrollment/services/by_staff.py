"""Places staff decide about by hand: an exception from the queue and its limit, always with a reason in the history."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.services import forget_cached_pages
from courses.models import CourseRun
from courses.queries import queue_is_closed
from enrollment.enums import EnrollmentState, Verb
from enrollment.models import Enrollment
from enrollment.queries.parallel import in_the_course
from enrollment.queries.places import (
    has_been_marked,
    may_be_given_a_place,
    may_be_reinstated,
    may_be_removed,
    place_count,
)
from enrollment.services import announce, announce_groups
from enrollment.services.absences import forget_told_absences
from enrollment.services.offers import begin, hand_on, offer_next_places
from enrollment.services.queue import next_in_queue
from enrollment.services.tickets import GivenUp, give_up_the_rest
from enrollment.services.transitions import change_state, lock_enrollment, lock_run


class StaffRefused(Exception):
    """The change is not possible; `message` says why, for staff."""

    def __init__(self, message: Any) -> None:
        self.message = message
        super().__init__(message)


@transaction.atomic
def give_place(enrollment: Enrollment, *, by: User, reason: str, now: datetime) -> None:
    """Give a place to somebody in the queue, to whom one is offered, or whose enrolment ended; the person is told.

    In a full run the place is over the limit: it takes nobody's. Raises StaffRefused without a reason, in a cancelled
    run, and where `may_be_given_a_place` says so.
    """
    run, current = _locked(enrollment, reason)
    if not may_be_given_a_place(current):
        raise StaffRefused(_("The person has a place already, or takes part in another group."))
    _refuse_twins(current, now)
    is_over = not current.holds_place and place_count(run).left == 0
    verb, given_up = Verb.CONFIRM if current.is_live else Verb.REINSTATE, give_up_the_rest(current, now=now, by=by)
    change_state(current, EnrollmentState.CONFIRMED, verb, now=now, by=by, reason=reason.strip(), over_limit=is_over)
    announce_groups.place_taken(current, given_up, now, cause=str(now.timestamp()))
    begin(current, given_up, now=now)
    hand_on(given_up, now=now)
    forget_cached_pages()


@transaction.atomic
def reinstate(enrollment: Enrollment, *, by: User, reason: str, now: datetime) -> None:
    """Bring an ended enrolment back by the way everybody comes: a free place, else the end of the queue.

    Raises StaffRefused without a reason, in a cancelled run, and where `may_be_reinstated` says so.
    """
    run, current = _locked(enrollment, reason)
    if not may_be_reinstated(current):
        raise StaffRefused(_("The enrolment has not ended."))
    _refuse_twins(current, now)
    cause, is_full = str(now.timestamp()), place_count(run).is_full
    if is_full and queue_is_closed(run, now):
        raise StaffRefused(_("The run is full and its queue has closed. You can still give a place over the limit."))
    state = EnrollmentState.WAITING if is_full else EnrollmentState.CONFIRMED
    current.queued_at = next_in_queue(run, now) if is_full else current.queued_at
    given_up = GivenUp() if is_full else give_up_the_rest(current, now=now, by=by)
    change_state(current, state, Verb.REINSTATE, now=now, by=by, reason=reason.strip(), over_limit=False)
    if is_full:
        announce.queued(current, now, cause=cause)
    else:
        announce_groups.place_taken(current, given_up, now, cause=cause)
        begin(current, given_up, now=now)
        hand_on(given_up, now=now)
    forget_cached_pages()


@transaction.atomic
def remove(enrollment: Enrollment, *, by: User, reason: str, now: datetime) -> None:
    """End somebody's enrolment and hand the place on; the person is told that it ended and whom to ask, never why.

    Raises StaffRefused without a reason, and where `may_be_removed` says so.
    """
    run, current = _locked(enrollment, reason, also_cancelled=True)
    if not may_be_removed(current, is_marked=has_been_marked(current)):
        raise StaffRefused(_("Somebody who has ended, been at a session or completed the run is not removed."))
    held_place = current.holds_place
    forget_told_absences(current, by=by, now=now)
    change_state(current, EnrollmentState.REMOVED, Verb.REMOVE, now=now, by=by, reason=reason.strip())
    announce.removed(current, now, held_place=held_place)
    offer_next_places(run, now=now)
    forget_cached_pages()


def _locked(enrollment: Enrollment, reason: str, *, also_cancelled: bool = False) -> tuple[CourseRun, Enrollment]:
    run, current = lock_run(enrollment.run_id), lock_enrollment(enrollment)
    if not reason.strip():
        raise StaffRefused(_("Write the reason."))
    if run.cancelled_at and not also_cancelled:
        raise StaffRefused(_("The run has been cancelled."))
    if current.person.erased_at:
        raise StaffRefused(_("The person's details have been erased."))
    current.run = run
    return run, current


def _refuse_twins(enrollment: Enrollment, now: datetime) -> None:
    """Refuse what would be a second enrolment in the run, or one place too many among parallel runs; an ended one comes
    back as part of the wish that stands.
    """
    if enrollment.is_live:
        return
    standing = in_the_course(enrollment.run, enrollment.person, now)
    if standing.own:
        raise StaffRefused(_("The person has enrolled in the run again since."))
    if standing.held:
        told = _("The person has a place in another group of this training: %(group)s.")
        raise StaffRefused(told % {"group": standing.held.run.label})
    enrollment.ticket = standing.open_ticket or uuid4()
    enrollment.save(update_fields=["ticket"])
