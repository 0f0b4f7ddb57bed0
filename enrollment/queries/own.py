"""What a participant sees of the own enrolments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from courses.models import CourseRun, RuleSet, Session
from courses.progress import Progress
from courses.queries import cancel_deadline, held_sessions, last_session_end, runs_with_everything
from enrollment.enums import EnrollmentState
from enrollment.models import Attendance, Enrollment, MakeUp, Submission
from enrollment.queries.places import queue_position
from enrollment.queries.progress import make_up_key, progress_of_many, unmet

ROWS_SHOWN = 50  # enrolments listed on the own page; nobody has more in a decade


def runs_of_person(user: User) -> QuerySet[Enrollment]:
    """The person's enrolments with their runs loaded, newest first, at most fifty."""
    runs = Prefetch("run", runs_with_everything())
    return Enrollment.objects.filter(person=user).prefetch_related(runs).order_by("-created_at")[:ROWS_SHOWN]


def current_first(enrollments: Sequence[Enrollment], now: datetime) -> list[Enrollment]:
    """Live enrolments before ended ones, and among the live the one with the nearest coming session first."""

    def rank(enrollment: Enrollment) -> tuple[bool, bool, float]:
        ends = last_session_end(enrollment.run)
        is_past = bool(ends and ends <= now)
        coming = [s.starts_at for s in held_sessions(enrollment.run) if s.ends_at and s.ends_at > now and s.starts_at]
        nearest = min(coming).timestamp() if coming else -enrollment.created_at.timestamp()
        return (not enrollment.is_live, is_past, nearest)

    return sorted(enrollments, key=rank)


@dataclass(frozen=True)
class OwnPage:
    """Everything the page of one enrolment is made of; facts only, the words are in `enrollment/wording/`."""

    enrollment: Enrollment
    run: CourseRun
    rule_set: RuleSet | None
    progress: Progress
    missing: Sequence[str]
    sessions: Sequence[Session]  # cancelled ones included, by number
    attendances: dict[UUID, Attendance]
    make_ups: dict[str, MakeUp]
    submissions: dict[UUID, Submission]
    position: int
    cancel_by: datetime | None

    @property
    def held(self) -> list[Session]:
        """The sessions that are part of the total."""
        return held_sessions(self.run)

    def may_cancel(self, now: datetime) -> bool:
        """Whether the cancel button is shown; the service decides again."""
        if not self.enrollment.is_live or self.enrollment.completed_at:
            return False
        is_waiting = self.enrollment.state == EnrollmentState.WAITING
        return is_waiting or self.cancel_by is None or now < self.cancel_by


def own_page(enrollment: Enrollment) -> OwnPage:
    """The facts of one enrolment's page, in a constant number of queries."""
    run = runs_with_everything().get(pk=enrollment.run_id)
    shown = enrollment.completed_under_id or enrollment.rule_set_id  # a later, looser rule may have been the one filled
    rule_set = next((each for each in run.rule_sets.all() if each.pk == shown), None)
    progress = progress_of_many(run, [enrollment], rule_set)[enrollment.pk]
    attendances = Attendance.objects.filter(session__run=run, person=enrollment.person_id)
    make_ups = MakeUp.objects.filter(enrollment=enrollment, closed_at=None)
    submissions = Submission.objects.filter(enrollment=enrollment).prefetch_related("assignment")
    return OwnPage(
        enrollment=enrollment,
        run=run,
        rule_set=rule_set,
        progress=progress,
        missing=[rule.missing(progress) for rule in unmet(rule_set, progress)] if rule_set else [],
        sessions=sorted(run.sessions.all(), key=lambda session: session.number),
        attendances={attendance.session_id: attendance for attendance in attendances},
        make_ups={make_up_key(make_up): make_up for make_up in make_ups},
        submissions={submission.assignment_id: submission for submission in submissions},
        position=queue_position(enrollment),
        cancel_by=cancel_deadline(run),
    )
