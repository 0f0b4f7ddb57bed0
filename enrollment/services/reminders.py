"""The reminder of the day before: once for each person and session, at 15.00 on the working day before it."""

from datetime import datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Max, Q

from accounts.services.nights import do_each
from courses.enums import Precision
from courses.models import Session, SessionChange
from courses.queries import runs_to_join
from enrollment.enums import AttendanceStatus, EnrollmentState
from enrollment.models import Attendance, Enrollment
from enrollment.queries.sessions import declined_new_time
from enrollment.services import announce_changes
from enrollment.services.transitions import lock_run
from messaging.queries import spoken_keys
from messaging.workdays import eve_at

SENT_AT = time(15)  # Finnish time
LONGEST_WAIT = timedelta(days=8)  # no working day lies farther from the next than over Christmas or Easter


def remind_of_sessions(now: datetime) -> int:
    """Remind the participants of the sessions whose eve it is, late too while the session has not begun; returns of
    how many sessions. Run by `tick`: every person once for a session at its time.

    Nobody is reminded who got the place after the reminders, or whose session was moved after them: they have just
    read the time; nor who has said that the new time does not suit, or that they cannot come. One session that fails
    never stops the others; RuntimeError in the end.
    """
    coming = Session.objects.filter(
        starts_at__gt=now, starts_at__lte=now + LONGEST_WAIT, precision=Precision.TIME,
        cancelled_at=None, run__cancelled_at=None, run__published_at__lte=now,
    )  # fmt: skip
    due = [session for session in coming.order_by("starts_at", "pk") if _is_eve(session, now)]
    return do_each([session for session in due if _unreminded(session)], partial(_remind, now=now))


def _is_eve(session: Session, now: datetime) -> bool:
    return session.starts_at is not None and eve_at(session.starts_at, SENT_AT) <= now


def _unreminded(session: Session) -> list[Enrollment]:
    """Those with a place since before the reminders who have not been reminded of the session at this time."""
    if session.starts_at is None:
        return []
    eve = eve_at(session.starts_at, SENT_AT)
    if SessionChange.objects.filter(session=session, at__gte=eve).exists():
        return []
    places = Enrollment.objects.confirmed().filter(run=session.run_id).select_related("person")
    places = places.exclude(pk__in=declined_new_time(session).order_by().values("enrollment"))
    away = Attendance.objects.filter(session=session, status=AttendanceStatus.EXCUSED)
    places = places.exclude(person__in=away.values("person"))
    gained = Max("transitions__effective_at", filter=Q(transitions__to_state=EnrollmentState.CONFIRMED))
    since = places.annotate(place_since=gained).filter(Q(place_since=None) | Q(place_since__lt=eve))
    keys = {announce_changes.reminder_key(enrollment, session): enrollment for enrollment in since.order_by("pk")}
    spoken = spoken_keys(keys)
    return [each for key, each in keys.items() if key not in spoken and each.person.mail_address]


@transaction.atomic
def _remind(session: Session, now: datetime) -> None:
    """Write the letters under the run's lock: whoever moves or cancels the session waits and withdraws them."""
    lock_run(session.run_id)
    run = runs_to_join().get(pk=session.run_id)
    current = next(each for each in run.sessions.all() if each.pk == session.pk)
    if current.cancelled_at or run.cancelled_at or current.sequence != session.sequence:
        return
    for enrollment in _unreminded(current):
        enrollment.run = run
        announce_changes.reminder(enrollment, current, now)
