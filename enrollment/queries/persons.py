"""Questions about one person's rows, for persons' rights."""

from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from accounts.collation import in_finnish_order
from accounts.models import User
from courses.queries import last_session_end, runs_with_everything
from enrollment.enums import AttendanceStatus, EnrollmentState
from enrollment.models import Attendance, Enrollment


def places_ended_by_erasure(person: User, now: datetime) -> list[Enrollment]:
    """Live enrolments that an erasure cancels: whatever waits, and places in runs with a session still to come.

    What is over or completed stays as it was, without the name: figures do not change (journeys E26).
    """
    runs = Prefetch("run", runs_with_everything())
    live = Enrollment.objects.live().filter(person=person).prefetch_related(runs).order_by("created_at")
    return [enrollment for enrollment in live if _is_to_be_ended(enrollment, now)]


def _is_to_be_ended(enrollment: Enrollment, now: datetime) -> bool:
    if enrollment.state != EnrollmentState.CONFIRMED:
        return True
    ended = last_session_end(enrollment.run)
    return enrollment.completed_at is None and (ended is None or ended > now)


def names_of_the_missing(session_id: UUID) -> list[str]:
    """Who of the run's participants was marked as not there all the time, in alphabetical order; one query."""
    away = Attendance.objects.filter(session=session_id).exclude(status=AttendanceStatus.PRESENT)
    mine = Enrollment.objects.confirmed().filter(run__sessions=session_id, person__in=away.values("person"))
    return [enrollment.shown_name for enrollment in mine.select_related("person").order_by(in_finnish_order("name"))]
