"""What a participant sees of the own enrolments."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from courses.models import CourseRun, RuleSet, Session
from courses.progress import Progress, Unit
from courses.queries import cancel_deadline, held_sessions, last_session_end, runs_with_rules, unit_key
from enrollment.enums import EnrollmentState, SubmissionState
from enrollment.models import Attendance, Enrollment, MakeUp, Submission
from enrollment.queries.places import queue_position
from enrollment.queries.progress import make_up_key, progress_of_many, unmet

ROWS_SHOWN = 50  # enrolments listed on the own page; nobody has more in a decade
STILL_AT_HAND = timedelta(days=90)  # an unfinished run stays on top this long after its last session


def runs_of_person(user: User) -> QuerySet[Enrollment]:
    """The person's enrolments with their runs loaded, newest first, at most fifty."""
    own = Enrollment.objects.filter(person=user).select_related("person", "rule_set", "completed_under")
    return own.prefetch_related(Prefetch("run", runs_with_rules())).order_by("-created_at")[:ROWS_SHOWN]


def current_first(enrollments: Sequence[Enrollment], now: datetime) -> list[Enrollment]:
    """Places with sessions to come, places with something left to do, the queue, what is done, what has ended; the
    nearest session first in each.
    """
    return sorted(enrollments, key=lambda enrollment: (_turn(enrollment, now), _nearness(enrollment, now)))


def _turn(enrollment: Enrollment, now: datetime) -> int:
    ends = last_session_end(enrollment.run)
    if not enrollment.is_live:
        return 4
    if not enrollment.holds_place:
        return 2
    if ends is None or ends > now:
        return 0
    return 1 if enrollment.completed_at is None and now - ends < STILL_AT_HAND else 3


def _nearness(enrollment: Enrollment, now: datetime) -> float:
    sessions = held_sessions(enrollment.run)
    coming = [each.starts_at for each in sessions if each.ends_at and each.ends_at > now and each.starts_at]
    return min(coming).timestamp() if coming else -enrollment.created_at.timestamp()


def is_needless(submission: Submission) -> bool:
    """Whether a correction of the attendance made the assignment needless before it was accepted."""
    make_ups = MakeUp.objects.filter(enrollment=submission.enrollment_id, by_assignment=submission.assignment_id)
    is_closed = make_ups.exists() and not make_ups.filter(closed_at=None).exists()
    return is_closed and submission.state != SubmissionState.ACCEPTED


class Standing(Enum):
    """Where one unit stands for a person, by what happens next."""

    COVERED = "covered"
    TO_WRITE = "to_write"  # an assignment makes up for it, and the person has the turn
    IN_REVIEW = "in_review"
    COMING = "coming"
    UNCONFIRMED = "unconfirmed"  # held, and the trainer has the turn
    MISSED = "missed"  # nothing on the site makes up for it


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

    def sessions_of(self, unit: Unit) -> list[Session]:
        """The held sessions that can cover the unit, by number."""
        return [session for session in self.held if unit_key(session) == unit.key]

    def task_of(self, unit: Unit) -> Submission | None:
        """The assignment that makes up for the unit, where one has been opened."""
        make_up = self.make_ups.get(unit.key)
        return self.submissions.get(make_up.by_assignment_id) if make_up and make_up.by_assignment_id else None

    def standing(self, unit: Unit, now: datetime) -> Standing:
        """Whose turn it is with this unit. A held session that has no time yet is still to come."""
        task, sessions = self.task_of(unit), self.sessions_of(unit)
        if unit.cover:
            return Standing.COVERED
        if task:
            return Standing.IN_REVIEW if task.state == SubmissionState.SUBMITTED else Standing.TO_WRITE
        if any(session.ends_at is None or session.ends_at > now for session in sessions):
            return Standing.COMING
        is_decided = all(each.attendance_confirmed_at and each.pk in self.attendances for each in sessions)
        return Standing.MISSED if is_decided else Standing.UNCONFIRMED

    def units_in(self, standing: Standing, now: datetime) -> list[Unit]:
        """The units that stand so, in order."""
        return [unit for unit in self.progress.units if self.standing(unit, now) == standing]

    def may_cancel(self, now: datetime) -> bool:
        """Whether the cancel button is shown; the service decides again."""
        if self.enrollment.state == EnrollmentState.WAITING:
            return True
        if not self.enrollment.is_live or self.enrollment.completed_at or self.attendances:
            return False
        return self.cancel_by is None or now < self.cancel_by


def pages_of(run: CourseRun, enrollments: Sequence[Enrollment]) -> list[OwnPage]:
    """The same facts for many people of one run, in as many queries as for one; places in the queue are left out.

    `run` comes from `runs_with_rules`, and the enrolments have completed nothing yet.
    """
    progresses = progress_of_many(run, enrollments)
    marks = Attendance.objects.filter(session__run=run, person__in=[each.person_id for each in enrollments])
    attendances = _grouped(marks, lambda mark: mark.person_id)
    make_ups = _grouped(
        MakeUp.objects.filter(enrollment__in=enrollments, closed_at=None), lambda row: row.enrollment_id
    )
    rows = Submission.objects.filter(enrollment__in=enrollments).prefetch_related("assignment")
    submissions = _grouped(rows, lambda row: row.enrollment_id)
    rule_sets = {rule_set.pk: rule_set for rule_set in run.rule_sets.all()}
    sessions = sorted(run.sessions.all(), key=lambda session: session.number)
    pages = []
    for each in enrollments:
        rule_set, progress = rule_sets.get(each.rule_set_id), progresses[each.pk]  # type: ignore[arg-type]
        pages.append(
            OwnPage(
                enrollment=each,
                run=run,
                rule_set=rule_set,
                progress=progress,
                missing=[rule.missing(progress) for rule in unmet(rule_set, progress)] if rule_set else [],
                sessions=sessions,
                attendances={mark.session_id: mark for mark in attendances[each.person_id]},
                make_ups={make_up_key(row): row for row in make_ups[each.pk]},
                submissions={row.assignment_id: row for row in submissions[each.pk]},
                position=0,
                cancel_by=None,
            )
        )
    return pages


def _grouped(rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def own_page(enrollment: Enrollment, run: CourseRun | None = None) -> OwnPage:
    """The facts of one enrolment's page, in a constant number of queries; `run` comes from `runs_of_person`."""
    run = run or runs_with_rules().get(pk=enrollment.run_id)
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
