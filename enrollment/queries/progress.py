"""How far people are: facts from the database, shaped for the pure rules of courses."""

from collections import defaultdict
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from courses.models import AttendanceRule, CompletionRule, CourseRun, RuleSet, Session
from courses.progress import Cover, Progress, Unit
from courses.queries import held_sessions, runs_with_everything, session_title, unit_key
from enrollment.enums import AttendanceStatus, MakeUpCause, SubmissionState
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
    """Everybody's progress in five queries whatever their number; `run` comes from `runs_with_everything`."""
    facts = _Facts(run, held_sessions(run), enrollments)
    return {enrollment.pk: _progress(run, enrollment, rule_set, facts) for enrollment in enrollments}


def _progress(run: CourseRun, enrollment: Enrollment, rule_set: RuleSet | None, facts: "_Facts") -> Progress:
    groups = _units(held_sessions(run))
    return Progress([_unit(key, sessions, enrollment, rule_set, facts) for key, sessions in groups])


def would_complete(submission: Submission, now: datetime) -> bool:
    """Whether accepting the answer that was sent fills the rule for somebody who has not completed the training."""
    enrollment, accepted = submission.enrollment, copy(submission)
    if enrollment.completed_at or submission.state != SubmissionState.SUBMITTED:
        return False
    run = runs_with_everything().get(pk=enrollment.run_id)
    facts = _Facts(run, held_sessions(run), [enrollment])
    accepted.decided_at = now
    facts.accepted[enrollment.pk].append(accepted)
    return any(
        rule_set.rules.all() and not unmet(rule_set, _progress(run, enrollment, rule_set, facts))
        for rule_set in rule_sets_for(enrollment, run)
    )


def _units(sessions: Sequence[Session]) -> list[tuple[str, list[Session]]]:
    """The run's units in the order of their first session, each with the sessions that can cover it."""
    groups: dict[str, list[Session]] = {}
    for session in sessions:
        groups.setdefault(unit_key(session), []).append(session)
    return list(groups.items())


class _Facts:
    """Everything that can cover a unit for these enrolments, loaded at once."""

    def __init__(self, run: CourseRun, sessions: Sequence[Session], enrollments: Sequence[Enrollment]) -> None:
        people = {enrollment.person_id for enrollment in enrollments}
        topics = {session.topic_id for session in sessions if session.topic_id}
        self.own = _by_person(_confirmed_attendance(people).filter(session__run=run))
        self.elsewhere = _by_person(
            _confirmed_attendance(people).filter(session__topic__in=topics).exclude(session__run=run)
        )
        self.accepted: dict[UUID, list[Submission]] = defaultdict(list)
        done = Submission.objects.filter(enrollment__in=enrollments, state=SubmissionState.ACCEPTED)
        for submission in done.prefetch_related("assignment"):
            self.accepted[submission.enrollment_id].append(submission)
        self.new_time: set[tuple[UUID, str]] = set()
        for make_up in MakeUp.objects.filter(enrollment__in=enrollments, cause=MakeUpCause.NEW_TIME, closed_at=None):
            self.new_time.add((make_up.enrollment_id, make_up_key(make_up)))


def make_up_key(make_up: MakeUp) -> str:
    """The key of the unit a make-up is about."""
    return f"topic:{make_up.missed_topic_id}" if make_up.missed_topic_id else f"session:{make_up.missed_session_id}"


def _confirmed_attendance(people: set[int]):  # type: ignore[no-untyped-def]
    return Attendance.objects.filter(
        person__in=people, session__attendance_confirmed_at__isnull=False, session__cancelled_at=None
    ).select_related("session")


def _by_person(attendances) -> dict[int, list[Attendance]]:  # type: ignore[no-untyped-def]
    grouped: dict[int, list[Attendance]] = defaultdict(list)
    for attendance in attendances:
        grouped[attendance.person_id].append(attendance)
    return grouped


def _unit(key: str, sessions: list[Session], enrollment: Enrollment, rule_set: RuleSet | None, facts: _Facts) -> Unit:
    chosen = rule_set or enrollment.rule_set
    evidence = (
        _presence(sessions, facts.own[enrollment.person_id], chosen)
        or _elsewhere(sessions, facts.elsewhere[enrollment.person_id], enrollment, chosen)
        or _assignment(sessions, facts.accepted[enrollment.pk])
    )
    return Unit(
        key=key,
        number=sessions[0].number,
        title=session_title(sessions[0]),
        cover=evidence.cover if evidence else None,
        covered_at=evidence.at if evidence else None,
        uses_up_replacement=(enrollment.pk, key) not in facts.new_time,
        evidence=evidence.reference if evidence else "",
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


def _presence(sessions: list[Session], attendances: list[Attendance], rule_set: RuleSet | None) -> _Evidence | None:
    own = {session.pk: session for session in sessions}
    partial_from = rule_set.partial_from if rule_set else None
    for attendance in attendances:
        session = own.get(attendance.session_id)
        if session and counts_as_present(attendance, session, partial_from):
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
        if session.topic_id in topics and held_since and counts_as_present(attendance, session, partial_from):
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
