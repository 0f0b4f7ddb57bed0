"""What a participant sees of the own enrolments."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.models import User
from courses.models import CourseRun, RuleSet, Session, SessionChange
from courses.progress import Progress, Unit
from courses.queries import (
    cancel_deadline,
    every_session_is_held,
    held_sessions,
    last_session_end,
    runs_with_rules,
    unit_key,
)
from enrollment.enums import LIVE, EnrollmentState, SubmissionState
from enrollment.models import Attendance, Enrollment, MakeUp, Submission
from enrollment.queries.places import may_be_cancelled, queue_positions
from enrollment.queries.progress import Facts, make_up_key, unmet
from enrollment.queries.sessions import last_moves

ROWS_SHOWN = 50  # enrolments listed on the own page; nobody has more in a decade
STILL_AT_HAND = timedelta(days=90)  # an unfinished run stays on top this long after its last session


def runs_of_person(user: User) -> QuerySet[Enrollment]:
    """The person's enrolments with their runs loaded, newest first, at most fifty; one that ended is left out when
    the person has enrolled in the same run again, or goes on in another group.
    """
    own = Enrollment.objects.filter(person=user)
    again = own.filter(run=OuterRef("run"), created_at__gt=OuterRef("created_at"))
    own = own.exclude(state=EnrollmentState.TRANSFERRED, continued_in__person=user)
    own = own.filter(Q(state__in=LIVE) | ~Exists(again)).select_related("person", "rule_set", "completed_under")
    return own.prefetch_related(Prefetch("run", runs_with_rules())).order_by("-created_at")[:ROWS_SHOWN]


def live_twin(enrollment: Enrollment) -> Enrollment | None:
    """The enrolment that stands instead of this one, which ended: the person's in the group they changed to, else in
    the same run; or None.
    """
    if enrollment.is_live:
        return None
    if enrollment.continued_in_id:
        return Enrollment.objects.filter(pk=enrollment.continued_in_id, person=enrollment.person_id).first()
    return Enrollment.objects.live().filter(run=enrollment.run_id, person=enrollment.person_id).first()


def current_first(pages: Sequence["OwnPage"], now: datetime) -> list["OwnPage"]:
    """Places with sessions to come, places with an assignment to write, those held lately and unfinished, the queue,
    what is done, what has ended; the nearest session first in each.
    """
    return sorted(pages, key=lambda page: (_turn(page, now), _nearness(page, now)))


def _turn(page: "OwnPage", now: datetime) -> int:
    enrollment, ends = page.enrollment, last_session_end(page.run)
    if not enrollment.is_live:
        return 5
    if not enrollment.holds_place:
        return 3
    if ends is None or ends > now:
        return 0
    if page.tasks(now):
        return 1
    return 2 if enrollment.completed_at is None and now - ends < STILL_AT_HAND else 4


def _nearness(page: "OwnPage", now: datetime) -> float:
    coming = [each.starts_at for each in page.held if each.ends_at and each.ends_at > now and each.starts_at]
    return min(coming).timestamp() if coming else -page.enrollment.created_at.timestamp()


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
    moves: dict[UUID, SessionChange]  # what moved sessions were before
    is_out_of_reach: bool = False  # the certificate can no longer be had from this run
    position: int = 0

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

    def tasks(self, now: datetime) -> list[Submission]:
        """The assignments the person has the turn with and that bring the certificate nearer, as their sessions are."""
        if self.is_out_of_reach or self.enrollment.completed_at or not self.enrollment.holds_place:
            return []
        return [task for unit in self.units_in(Standing.TO_WRITE, now) if (task := self.task_of(unit))]

    @property
    def cancel_by(self) -> datetime | None:
        """Until when a participant may cancel."""
        return cancel_deadline(self.run)

    def may_cancel(self, now: datetime) -> bool:
        """Whether the cancel button is shown; the service decides again."""
        return may_be_cancelled(self.enrollment, self.run, now, is_marked=self._is_marked)

    @property
    def _is_marked(self) -> bool:
        return not all(mark.is_told_ahead for mark in self.attendances.values())

    def is_told_away(self, session: Session) -> bool:
        """Whether the person has told that they cannot come to the session."""
        mark = self.attendances.get(session.pk)
        return mark is not None and mark.is_told_ahead

    def next_session(self, now: datetime) -> Session | None:
        """The first session to come that the person has not told to be away from; when there is none, the first."""
        coming = [session for session in self.held if session.ends_at and session.ends_at > now]
        return next((each for each in coming if not self.is_told_away(each)), coming[0] if coming else None)

    @property
    def is_added_afterwards(self) -> bool:
        """Whether the person enrolled when every session had been held already."""
        return every_session_is_held(self.run, self.enrollment.created_at)


def own_pages(rows: Sequence[tuple[Enrollment, CourseRun]]) -> list[OwnPage]:
    """The facts of many enrolments, of one run or of many, in as many queries as for one; the runs come from
    `runs_with_rules`. Places in the queue are left out.
    """
    enrollments = [enrollment for enrollment, _run in rows]
    facts = Facts(rows)
    marks = Attendance.objects.filter(
        session__run__in={run.pk for _enrollment, run in rows}, person__in={each.person_id for each in enrollments}
    ).select_related("session")
    attendances = _grouped(marks, lambda mark: (mark.person_id, mark.session.run_id))
    make_ups = _grouped(
        MakeUp.objects.filter(enrollment__in=enrollments, closed_at=None), lambda row: row.enrollment_id
    )
    answers = Submission.objects.filter(enrollment__in=enrollments).prefetch_related("assignment")
    submissions = _grouped(answers, lambda row: row.enrollment_id)
    moves = last_moves([session for _enrollment, run in rows for session in run.sessions.all()])
    return [
        _own_page(
            enrollment,
            run,
            facts,
            attendances={mark.session_id: mark for mark in attendances[(enrollment.person_id, run.pk)]},
            make_ups={make_up_key(row): row for row in make_ups[enrollment.pk]},
            submissions={row.assignment_id: row for row in submissions[enrollment.pk]},
            moves=moves,
        )
        for enrollment, run in rows
    ]


def _own_page(enrollment: Enrollment, run: CourseRun, facts: Facts, **found: Any) -> OwnPage:
    shown = enrollment.completed_under_id or enrollment.rule_set_id  # a later, looser rule may have been the one filled
    rule_set = next((each for each in run.rule_sets.all() if each.pk == shown), None)
    progress = facts.progress(enrollment, run, rule_set)
    return OwnPage(
        enrollment=enrollment,
        run=run,
        rule_set=rule_set,
        progress=progress,
        missing=[rule.missing(progress) for rule in unmet(rule_set, progress)] if rule_set else [],
        sessions=sorted(run.sessions.all(), key=lambda session: session.number),
        is_out_of_reach=facts.is_out_of_reach(enrollment, run),
        **found,
    )


def pages_of(run: CourseRun, enrollments: Sequence[Enrollment]) -> list[OwnPage]:
    """The same facts for many people of one run, which comes from `runs_with_rules`."""
    return own_pages([(enrollment, run) for enrollment in enrollments])


def _grouped(rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    groups: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def own_page(enrollment: Enrollment) -> OwnPage:
    """The facts of one enrolment's page, in a constant number of queries."""
    (page,) = own_pages([(enrollment, runs_with_rules().get(pk=enrollment.run_id))])
    return with_positions([page])[0]


def with_positions(pages: Sequence[OwnPage]) -> list[OwnPage]:
    """The same pages with the person's number in each queue."""
    positions = queue_positions([page.enrollment for page in pages])
    return [replace(page, position=positions.get(page.enrollment.pk, 0)) for page in pages]
