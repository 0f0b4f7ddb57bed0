"""What a moved or cancelled session means to people."""

from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from courses.models import CourseRun, Session, SessionChange
from courses.queries import first_session_start, runs_to_join
from enrollment.enums import EnrollmentState, MakeUpCause
from enrollment.models import Enrollment, MakeUp
from enrollment.queries.make_ups import unit_filter
from enrollment.queries.places import runs_giving_a_place

OTHERS_SHOWN = 5
LAST = datetime.max.replace(tzinfo=UTC)  # a run without a day yet comes after the others


def people_told(run_id: UUID) -> list[Enrollment]:
    """Those a change of the run's sessions is told to: everybody who has enrolled or waits and has an address."""
    live = Enrollment.objects.live().filter(run=run_id).select_related("person").order_by("created_at", "pk")
    return [enrollment for enrollment in live if enrollment.person.mail_address]


def last_move(session: Session) -> SessionChange | None:
    """What the session was before it was last held at another time; None where its time has stayed."""
    earlier = SessionChange.objects.filter(session=session).exclude(
        starts_at=session.starts_at, ends_at=session.ends_at
    )
    return earlier.order_by("-at", "-pk").first()


def last_moves(sessions: list[Session]) -> dict[UUID, SessionChange]:
    """The same of many sessions, by session; no query while none of them has ever changed."""
    changed = {session.pk: session for session in sessions if session.sequence}
    if not changed:
        return {}
    rows = SessionChange.objects.filter(session__in=changed).order_by("at", "pk")
    return {
        row.session_id: row
        for row in rows
        if (row.starts_at, row.ends_at) != (changed[row.session_id].starts_at, changed[row.session_id].ends_at)
    }


def may_decline_new_time(enrollment: Enrollment, session: Session, now: datetime) -> bool:
    """Whether the person may still say that the session's new time does not suit: it was moved, has not ended, and
    the person has a place in its run.
    """
    is_ahead = session.ends_at is not None and now < session.ends_at and session.cancelled_at is None
    has_place = enrollment.state == EnrollmentState.CONFIRMED and enrollment.run_id == session.run_id
    return is_ahead and has_place and session.attendance_confirmed_at is None and last_move(session) is not None


def declined_new_time(session: Session) -> QuerySet[MakeUp]:
    """Who has said that the new time does not suit, with the enrolments."""
    open_ones = MakeUp.objects.filter(cause=MakeUpCause.NEW_TIME, closed_at=None, enrollment__run=session.run_id)
    rows = open_ones.filter(**unit_filter(session)).select_related("enrollment__person", "by_assignment")
    return rows.order_by("opened_at", "pk")


def sessions_instead(session: Session, now: datetime) -> list[Session]:
    """Coming sessions of other groups that cover the same topic, the nearest first, at most five."""
    if session.topic_id is None:
        return []
    others = Session.objects.filter(
        topic=session.topic_id, starts_at__gt=now, cancelled_at=None, run__cancelled_at=None, run__published_at__lte=now
    ).exclude(run=session.run_id)
    return list(others.select_related("run__course", "topic").order_by("starts_at", "pk")[:OTHERS_SHOWN])


def other_runs(run: CourseRun, now: datetime) -> list[CourseRun]:
    """The course's other runs in which a place is free now, the nearest first, at most five."""
    runs = list(runs_to_join().filter(course=run.course_id, cancelled_at=None).exclude(pk=run.pk))
    free = runs_giving_a_place(runs, now)
    found = [each for each in runs if each.pk in free]
    return sorted(found, key=lambda each: first_session_start(each) or LAST)[:OTHERS_SHOWN]
