"""Letters about a change as their first reader will get them, before anything is changed or sent."""

from copy import copy
from datetime import datetime

from courses.models import CourseRun, Session, SessionChange
from courses.queries import held_sessions, runs_to_join
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment
from enrollment.queries.sessions import other_runs
from enrollment.services import announce_changes
from enrollment.services.sessions import Slot
from messaging.services import Letter


def letter_of_moving(session: Session, slot: Slot, enrollment: Enrollment, now: datetime) -> Letter:
    """What this person reads when the session is moved there."""
    run = runs_to_join().get(pk=session.run_id)
    before = SessionChange(starts_at=session.starts_at, ends_at=session.ends_at, venue=session.venue)
    shown = next(each for each in run.sessions.all() if each.pk == session.pk)
    shown.starts_at, shown.ends_at, shown.venue = slot.starts_at, slot.ends_at, slot.venue
    enrollment.run = run
    return announce_changes.preview_of_move(enrollment, shown, before, now)


def letter_of_cancelling(session: Session, enrollment: Enrollment, now: datetime) -> Letter:
    """What this person reads when the session is cancelled."""
    enrollment.run = runs_to_join().get(pk=session.run_id)
    shown = next(each for each in enrollment.run.sessions.all() if each.pk == session.pk)
    told = copy(shown)
    shown.cancelled_at = now  # it is no longer among those the letter lists
    return announce_changes.preview_of_cancelling(enrollment, told, now)


def letter_of_calling_off(run: CourseRun, enrollment: Enrollment, reason: str, now: datetime) -> Letter:
    """What this person reads when the run is cancelled for this reason."""
    enrollment.run = runs_to_join().get(pk=run.pk)
    enrollment.run.cancel_reason = " ".join(reason.split())
    coming = [each for each in held_sessions(enrollment.run) if not each.attendance_confirmed_at]
    had_place = enrollment.state == EnrollmentState.CONFIRMED
    return announce_changes.preview_of_calling_off(enrollment, coming, other_runs(run, now), now, had_place=had_place)
