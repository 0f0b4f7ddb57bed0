"""Runs of one course that go on side by side: a person holds as many places among them as the course allows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch

from accounts.models import User
from courses.models import CourseRun
from courses.queries import every_session_is_held, runs_with_sessions
from enrollment.models import Enrollment


@dataclass(frozen=True)
class InTheCourse:
    """A person's live enrolments in a course, seen from one of its runs.

    Enrolments of one ticket are one wish for a place: at most one of them is confirmed. `own` is the one in the run
    itself, `elsewhere` those in its parallel runs, the oldest first.
    """

    own: Enrollment | None
    elsewhere: Sequence[Enrollment]
    allowed: int

    @property
    def is_at_limit(self) -> bool:
        """Whether the person has as many places, or wishes for one, as the course allows."""
        return len({each.ticket for each in self.elsewhere}) >= self.allowed

    @property
    def open_ticket(self) -> UUID | None:
        """The oldest ticket that has no place yet, which a further group is a wish of; None below the limit."""
        with_place = {each.ticket for each in self.elsewhere if each.is_confirmed}
        without = [each.ticket for each in self.elsewhere if each.ticket not in with_place]
        return without[0] if without and self.is_at_limit else None

    @property
    def held(self) -> Enrollment | None:
        """The place that can only be changed for one in the run, because the course allows no further one."""
        if not self.is_at_limit or self.open_ticket:
            return None
        return next(each for each in self.elsewhere if each.is_confirmed)


def in_the_course(run: CourseRun, person: User, now: datetime) -> InTheCourse:
    """What the person has in the run and in its parallel ones: those with something still to come.

    A completed enrolment, one in a cancelled run and one whose every session has been held stand in nobody's way.
    """
    live = Enrollment.objects.live().filter(person=person, run__course=run.course_id).select_related("person")
    rows = list(live.prefetch_related(Prefetch("run", runs_with_sessions())).order_by("created_at", "pk"))
    own = next((each for each in rows if each.run_id == run.pk), None)
    elsewhere = [each for each in rows if each.run_id != run.pk and is_parallel(each, now)]
    return InTheCourse(own, elsewhere, run.course.parallel_places)


def is_parallel(enrollment: Enrollment, now: datetime) -> bool:
    """Whether the enrolment counts among those of runs side by side, and could be changed for another."""
    run = enrollment.run
    return not (run.cancelled_at or enrollment.completed_at or every_session_is_held(run, now))
