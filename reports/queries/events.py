"""How many runs and sessions were held, and how long they took."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from courses.enums import WITHOUT_A_LIST
from courses.models import CourseRun, Session
from enrollment.queries.desk import with_counts
from reports.queries.stages import RunStage, stage_of


@dataclass
class Events:
    """Runs and sessions of a report; a planned session that was not held does not count as held."""

    runs: int = 0  # that had begun
    runs_to_come: int = 0
    with_names: int = 0  # of the runs those people enrol in here
    called_off_runs: int = 0
    sessions: int = 0
    held: int = 0
    called_off: int = 0
    with_a_list: int = 0  # of the held those somebody was expected at: the others are not confirmed
    confirmed: int = 0
    minutes: int = 0


def count_events(runs: QuerySet[CourseRun], as_of: datetime) -> Events:
    """The runs by how far they had come, and their sessions, in two queries."""
    columns = ("first_at", "ends_at", "period_from", "period_until", "published_at", "cancelled_at", "admission")
    rows = list(runs.order_by().values_list(*columns, named=True))
    stages = Counter(stage_of(row, as_of) for row in rows)
    events = Events(
        runs=stages[RunStage.BEGUN] + stages[RunStage.ENDED],
        runs_to_come=stages[RunStage.TO_COME],
        called_off_runs=stages[RunStage.CALLED_OFF],
        with_names=sum(row.admission not in WITHOUT_A_LIST for row in rows),
    )
    for session in with_counts(Session.objects.filter(run__in=runs.order_by().values("pk"))).order_by().iterator():
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
        events.with_a_list += is_confirmed or session.has_list  # type: ignore[attr-defined]
        events.minutes += session.counted_minutes or _minutes(session)


def _minutes(session: Session) -> int:
    """From start to end; nothing where one of the two is not known."""
    if session.starts_at is None or session.ends_at is None:
        return 0
    return round((session.ends_at - session.starts_at).total_seconds() / 60)
