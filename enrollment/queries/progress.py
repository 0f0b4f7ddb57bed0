"""How far people are: facts from the database, shaped for the pure rules of courses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q, QuerySet

from courses.models import AttendanceRule, CompletionRule, CourseRun, RuleSet, Session
from courses.progress import Cover, Progress, Unit
from courses.queries import held_sessions, runs_with_everything, session_title, unit_key
from enrollment.enums import AttendanceStatus, EnrollmentState, MakeUpCause, SubmissionState
from enrollment.models import Attendance, Enrollment, MakeUp, Submission


@dataclass(frozen=True)
class _Evidence:
    """One fact that covers a unit."""

    cover: Cover
    at: datetime
    reference: str


def rule_sets_for(enrollment: Enrollment, run: CourseRun) -> list[RuleSet]:
    """The person's rule set and every later one: loosening helps everybody, tightening only meets newcomers."""
    own = enrollment.rule_set
    return [rule_set for rule_set in run.rule_sets.all() if own and rule_set.number >= own.number]


def unmet(rule_set: RuleSet, progress: Progress) -> list[CompletionRule]:
    """The conditions of the rule set the facts do not fill yet."""
    return [rule for rule in rule_set.rules.all() if not rule.is_met(progress)]


def replaceable_units(enrollment: Enrollment, run: CourseRun) -> int:
    """How many missed sessions can be made up for, under the own rule set or a later, looser one; 0 for none."""
    rules = [rule for rule_set in rule_sets_for(enrollment, run) for rule in rule_set.rules.all()]
    return max((rule.max_replaced for rule in rules if isinstance(rule, AttendanceRule)), default=0)


def progress_of(enrollment: Enrollment, rule_set: RuleSet | None = None) -> Progress:
    """One person's progress under the given rule set, or the own one."""
    run = runs_with_everything().get(pk=enrollment.run_id)
    return progress_of_many(run, [enrollment], rule_set)[enrollment.pk]


def progress_of_many(
    run: CourseRun, enrollments: Sequence[Enrollment], rule_set: RuleSet | None = None
) -> dict[UUID, Progress]:
    """Everybody's progress in a constant number of queries; `run` comes from `runs_with_everything`."""
    facts = Facts([(enrollment, run) for enrollment in enrollments])
    return {enrollment.pk: facts.progress(enrollment, run, rule_set) for enrollment in enrollments}


def would_complete(submission: Submission, now: datetime) -> bool:
    """Whether accepting the answer that was sent fills the rule for somebody who has not completed the training."""
    enrollment, accepted = submission.enrollment, copy(submission)
    if enrollment.completed_at or submission.state != SubmissionState.SUBMITTED:
        return False
    run = runs_with_everything().get(pk=enrollment.run_id)
    facts = Facts([(enrollment, run)])
    accepted.decided_at = now
    facts.accepted[enrollment.pk].append(accepted)
    return any(
        rule_set.rules.all() and not unmet(rule_set, facts.progress(enrollment, run, rule_set))
        for rule_set in rule_sets_for(enrollment, run)
    )


def _units(sessions: Sequence[Session]) -> list[tuple[str, list[Session]]]:
    """The run's units in the order of their first session, each with the sessions that can cover it."""
    groups: dict[str, list[Session]] = {}
    for session in sessions:
        groups.setdefault(unit_key(session), []).append(session)
    return list(groups.items())


class Facts:
    """Everything that can cover a unit for these enrolments, of one run or of many, loaded at once."""

    def __init__(self, rows: Sequence[tuple[Enrollment, CourseRun]], confirming: Session | None = None) -> None:
        """`confirming`: a session that counts already, before it is confirmed."""
        enrollments, runs = [enrollment for enrollment, _run in rows], {run.pk: run for _enrollment, run in rows}
        sessions = [session for run in runs.values() for session in held_sessions(run)]
        topics = {session.topic_id for session in sessions if session.topic_id}
        self.attendances: dict[int, list[Attendance]] = defaultdict(list)
        for attendance in _confirmed_attendance(enrollments, runs, topics, confirming):
            self.attendances[attendance.person_id].append(attendance)
        self.accepted: dict[UUID, list[Submission]] = defaultdict(list)
        done = Submission.objects.filter(enrollment__in=enrollments, state=SubmissionState.ACCEPTED)
        for submission in done.prefetch_related("assignment"):
            self.accepted[submission.enrollment_id].append(submission)
        self.earlier_runs = _earlier_runs(enrollments)
        self.new_time: set[tuple[UUID, str]] = set()
        for make_up in MakeUp.objects.filter(enrollment__in=enrollments, cause=MakeUpCause.NEW_TIME, closed_at=None):
            self.new_time.add((make_up.enrollment_id, make_up_key(make_up)))

    def progress(self, enrollment: Enrollment, run: CourseRun, rule_set: RuleSet | None = None) -> Progress:
        """One person's progress under the given rule set, or the own one; no query."""
        chosen = rule_set or enrollment.rule_set
        return Progress([_unit(key, group, enrollment, chosen, self) for key, group in _units(held_sessions(run))])

    def is_out_of_reach(self, enrollment: Enrollment, run: CourseRun) -> bool:
        """Whether neither the own rule set nor a later one can be filled in this run any more; no query."""
        if enrollment.completed_at:
            return False
        allowed = rule_sets_for(enrollment, run)
        return bool(allowed) and not any(self._is_reachable(enrollment, run, rule_set) for rule_set in allowed)

    def _is_reachable(self, enrollment: Enrollment, run: CourseRun, rule_set: RuleSet) -> bool:
        progress = self.progress(enrollment, run, rule_set)
        return all(rule.is_reachable(progress) for rule in rule_set.rules.all())


def _earlier_runs(enrollments: Sequence[Enrollment]) -> dict[UUID, set[UUID]]:
    """By ticket, the groups the person left for the present one: being there was no making up in another group."""
    left = Enrollment.objects.filter(
        ticket__in={each.ticket for each in enrollments},
        state=EnrollmentState.TRANSFERRED,
        continued_in__person=F("person"),
    )
    earlier: dict[UUID, set[UUID]] = defaultdict(set)
    for ticket, run_id in left.values_list("ticket", "run"):
        earlier[ticket].add(run_id)
    return earlier


def make_up_key(make_up: MakeUp) -> str:
    """The key of the unit a make-up is about."""
    return f"topic:{make_up.missed_topic_id}" if make_up.missed_topic_id else f"session:{make_up.missed_session_id}"


def _confirmed_attendance(
    enrollments: Sequence[Enrollment], runs: Iterable[UUID], topics: set[int], confirming: Session | None
) -> QuerySet[Attendance]:
    """The marks of these people at the runs' own sessions, and at other groups' sessions on the same topics."""
    there = Q(session__run__in=list(runs)) | Q(session__topic__in=topics)
    people = {enrollment.person_id for enrollment in enrollments}
    counts = Q(session__attendance_confirmed_at__isnull=False) | Q(session=confirming)
    return Attendance.objects.filter(there, counts, person__in=people, session__cancelled_at=None).select_related(
        "session"
    )


def _unit(key: str, sessions: list[Session], enrollment: Enrollment, rule_set: RuleSet | None, facts: Facts) -> Unit:
    marks = facts.attendances[enrollment.person_id]
    evidence = (
        _presence(sessions, marks, facts.earlier_runs.get(enrollment.ticket, set()), rule_set)
        or _elsewhere(sessions, marks, enrollment, rule_set)
        or _assignment(sessions, facts.accepted[enrollment.pk])
    )
    decided = {mark.session_id for mark in marks}
    return Unit(
        key=key,
        number=sessions[0].number,
        title=session_title(sessions[0]),
        cover=evidence.cover if evidence else None,
        covered_at=evidence.at if evidence else None,
        uses_up_replacement=(enrollment.pk, key) not in facts.new_time,
        evidence=evidence.reference if evidence else "",
        may_be_attended=any(session.pk not in decided for session in sessions),
    )


def counts_as_present(attendance: Attendance, session: Session, partial_from: Decimal | None) -> bool:
    """Whether the mark covers the session: present, or part of the time when the rule counts that much of it."""
    if attendance.status == AttendanceStatus.PRESENT:
        return True
    if attendance.status != AttendanceStatus.PARTIAL or partial_from is None or attendance.minutes is None:
        return False
    return attendance.minutes >= partial_from * session_minutes(session)


def session_minutes(session: Session) -> int:
    """The length that counts, in minutes: without breaks when the organiser said so, else from start to end."""
    if session.counted_minutes:
        return session.counted_minutes
    if session.starts_at and session.ends_at:
        return int((session.ends_at - session.starts_at).total_seconds() // 60)
    return 0


def _evidence_of(attendance: Attendance, cover: Cover) -> _Evidence:
    confirmed_at = attendance.session.attendance_confirmed_at or attendance.marked_at
    return _Evidence(cover, max(confirmed_at, attendance.marked_at), f"session:{attendance.session_id}")


def _presence(
    sessions: list[Session], attendances: list[Attendance], earlier_runs: set[UUID], rule_set: RuleSet | None
) -> _Evidence | None:
    own, topics = {session.pk for session in sessions}, {session.topic_id for session in sessions if session.topic_id}
    partial_from = rule_set.partial_from if rule_set else None
    for attendance in attendances:
        session = attendance.session
        was_own = session.run_id in earlier_runs and session.topic_id in topics
        if (session.pk in own or was_own) and counts_as_present(attendance, session, partial_from):
            return _evidence_of(attendance, Cover.PRESENT)
    return None


def _elsewhere(
    sessions: list[Session], attendances: list[Attendance], enrollment: Enrollment, rule_set: RuleSet | None
) -> _Evidence | None:
    topics = {session.topic_id for session in sessions if session.topic_id}
    partial_from = rule_set.partial_from if rule_set else None
    for attendance in attendances:
        session = attendance.session
        held_since = session.starts_at and session.starts_at >= enrollment.counts_from
        is_elsewhere = session.topic_id in topics and session.run_id != enrollment.run_id
        if is_elsewhere and held_since and counts_as_present(attendance, session, partial_from):
            return _evidence_of(attendance, Cover.OTHER_GROUP)
    return None


def _assignment(sessions: list[Session], accepted: list[Submission]) -> _Evidence | None:
    topics = {session.topic_id for session in sessions if session.topic_id}
    keys = {session.pk for session in sessions}
    for submission in accepted:
        assignment = submission.assignment
        makes_up = assignment.makes_up_for_topic_id in topics or assignment.makes_up_for_session_id in keys
        if makes_up and submission.decided_at:
            return _Evidence(Cover.ASSIGNMENT, submission.decided_at, f"assignment:{assignment.pk}")
    return None
