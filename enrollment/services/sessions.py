"""Moving and cancelling a session people have enrolled for."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from cms.services import forget_cached_pages
from courses.enums import Precision
from courses.models import CourseRun, Session, SessionChange
from courses.queries import held_sessions, runs_to_join, runs_with_everything, unit_key
from enrollment.enums import AttendanceStatus
from enrollment.models import Attendance, Enrollment, MakeUp
from enrollment.queries.make_ups import unit_filter
from enrollment.services import announce_changes
from enrollment.services.absences import forget_absences_from
from enrollment.services.attendance import lock_session
from enrollment.services.completion import settle_run
from enrollment.services.offers import offer_next_places
from enrollment.services.transitions import lock_run


class SessionRefused(Exception):
    """The session cannot be moved or cancelled now; the text says why, for staff."""


@dataclass(frozen=True)
class Slot:
    """When and where a session is held; aware instants."""

    starts_at: datetime
    ends_at: datetime
    venue: str = ""

    def is_of(self, session: Session) -> bool:
        """Whether the session is held then and there already."""
        return (self.starts_at, self.ends_at, self.venue) == (session.starts_at, session.ends_at, session.venue)


@transaction.atomic
def move_session(session: Session, slot: Slot, *, seen: int, by: User, now: datetime) -> int:
    """Hold the session at another time or place, and tell everybody who has enrolled or waits; returns how many
    letters were written.

    `seen` is the session's sequence the screen showed. Doing it twice changes nothing. Raises SessionRefused where
    `refusal_to_move` says so, and when somebody else has changed the session meanwhile.
    """
    run, session = _locked(session)
    if slot.is_of(session):
        return 0
    if refusal := refusal_to_move(session, slot, now):
        raise SessionRefused(refusal)
    if session.sequence != seen:
        raise SessionRefused(_("Somebody else has changed this session meanwhile. Look at it again."))
    told = _live(run)
    announce_changes.withdraw_unsent_reminders(told, session)
    before = note_change(session, by=by, now=now)
    if (slot.starts_at, slot.ends_at) != (session.starts_at, session.ends_at):
        forget_absences_from(session, by=by, now=now)
    session.starts_at, session.ends_at, session.venue = slot.starts_at, slot.ends_at, slot.venue
    session.precision = Precision.TIME
    session.save(update_fields=["starts_at", "ends_at", "venue", "precision", "sequence"])
    log(instance=session, action="enrollment.session_moved", user=by, data={"sequence": session.sequence})
    run = runs_to_join().get(pk=run.pk)
    count = 0
    for enrollment in told:
        enrollment.run = run
        count += announce_changes.moved(enrollment, session, before, now)
    offer_next_places(run, now=now)  # a first session held later may open the queue again
    forget_cached_pages()
    return count


def refusal_to_move(session: Session, slot: Slot, now: datetime) -> str:
    """Why the session cannot be held then, for staff; empty when it can."""
    if refusal := _refusal(session):
        return refusal
    if Attendance.objects.filter(session=session).exclude(status=AttendanceStatus.EXCUSED).exists():
        return _("Somebody has been marked at this session already, so it is not moved.")
    if slot.ends_at <= slot.starts_at:
        return _("The session ends before it begins. Check the clock times.")
    if slot.starts_at <= now and (slot.starts_at, slot.ends_at) != (session.starts_at, session.ends_at):
        return _("The new time has passed already. Choose a moment that is still to come.")
    return ""


def note_change(session: Session, *, by: User, now: datetime) -> SessionChange:
    """Record the time and place the session has had until now, and raise its sequence; the caller holds the lock,
    changes the session and saves `sequence` with the rest.
    """
    session.sequence += 1
    return SessionChange.objects.create(
        session=session, starts_at=session.starts_at, ends_at=session.ends_at, venue=session.venue, at=now, by=by
    )


@transaction.atomic
def cancel_session(session: Session, *, by: User, now: datetime) -> int:
    """Take the session out of the run's total and tell everybody who has enrolled or waits; whoever has then filled
    the rule completes the training. Returns how many letters were written; doing it twice changes nothing.

    Raises SessionRefused where `refusal_to_cancel` says so.
    """
    run, session = _locked(session)
    if session.cancelled_at:
        return 0
    if refusal := refusal_to_cancel(session, run):
        raise SessionRefused(refusal)
    told = _live(run)
    announce_changes.withdraw_unsent_reminders(told, session)
    mark_cancelled(session, by=by, now=now)
    run = runs_with_everything().get(pk=run.pk)
    _close_make_ups(session, run, now)
    count = 0
    for enrollment in told:
        enrollment.run = run
        count += announce_changes.session_cancelled(enrollment, session, now)
    settle_run(run, now=now)
    offer_next_places(run, now=now)
    forget_cached_pages()
    return count


def refusal_to_cancel(session: Session, run: CourseRun) -> str:
    """Why the session cannot be cancelled, for staff; empty when it can."""
    if refusal := _refusal(session):
        return refusal
    if [each.pk for each in held_sessions(run)] == [session.pk]:
        return _("This is the only session left. Cancel the whole run instead.")
    return ""


def mark_cancelled(session: Session, *, by: User, now: datetime) -> None:
    """Store that the session is not held; the caller holds the locks and has checked that it may."""
    session.cancelled_at = now
    session.sequence += 1
    session.save(update_fields=["cancelled_at", "sequence"])
    log(instance=session, action="enrollment.session_cancelled", user=by)


def _locked(session: Session) -> tuple[CourseRun, Session]:
    """The run before its session, as everywhere: whoever enrols meanwhile waits and reads the new time."""
    run = lock_run(session.run_id)
    return run, lock_session(session.pk)


def _refusal(session: Session) -> str:
    if session.cancelled_at:
        return _("This session has been cancelled.")
    if session.run.cancelled_at:
        return _("The run has been cancelled.")
    if session.attendance_confirmed_at:
        return _("The attendance of this session is confirmed, so it has been held.")
    return ""


def _live(run: CourseRun) -> list[Enrollment]:
    """Everybody it concerns, in the order they enrolled."""
    return list(Enrollment.objects.live().filter(run=run).select_related("person").order_by("created_at", "pk"))


def _close_make_ups(session: Session, run: CourseRun, now: datetime) -> None:
    """Nobody makes up for what nobody missed: the unit has left the total."""
    if unit_key(session) in {unit_key(each) for each in held_sessions(run)}:
        return
    MakeUp.objects.filter(enrollment__run=run, closed_at=None, **unit_filter(session)).update(closed_at=now)
