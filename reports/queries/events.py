"""How many runs and sessions were held, and how long they took."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from courses.models import CourseRun, Session
from reports.queries.figures import COUNTED_ELSEWHERE


@dataclass
class Events:
    """Runs and sessions of a report; a planned session that was not held does not count as held."""

    runs: int = 0
    with_names: int = 0  # of the runs those people enrol in here
    called_off_runs: int = 0
    sessions: int = 0
    held: int = 0
    called_off: int = 0
    confirmed: int = 0
    minutes: int = 0


def count_events(runs: QuerySet[CourseRun], as_of: datetime) -> Events:
    """The runs that were not called off and their sessions, in two queries."""
    events = Events()
    for cancelled_at, admission in runs.order_by().values_list("cancelled_at", "admission"):
        is_off = cancelled_at is not None and cancelled_at <= as_of
        events.with_names += admission not in COUNTED_ELSEWHERE
        events.called_off_runs += is_off
        events.runs += not is_off
    for session in Session.objects.filter(run__in=runs.order_by().values("pk")).order_by().iterator():
        _add(events, session, as_of)
    return events


def _add(events: Events, session: Session, as_of: datetime) -> None:
    events.sessions += 1
    if session.cancelled_at is not None and session.cancelled_at <= as_of:
        events.called_off += 1
        return
    is_confirmed = session.attendance_confirmed_at is not None and session.attendance_confirmed_at <= as_of
    ended_at = session.ends_at or session.starts_at
    if is_confirmed or (ended_at is not None and ended_at <= as_of):
        events.held += 1
        events.confirmed += is_confirmed
        events.minutes += session.counted_minutes or _minutes(session)


def _minutes(session: Session) -> int:
    """From start to end; nothing where one of the two is not known."""
    if session.starts_at is None or session.ends_at is None:
        return 0
    return round((session.ends_at - session.starts_at).total_seconds() / 60)
