"""Questions about one person's rows, for persons' rights."""

from datetime import datetime

from django.db.models import Prefetch

from accounts.models import User
from courses.queries import last_session_end, runs_with_everything
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment


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
