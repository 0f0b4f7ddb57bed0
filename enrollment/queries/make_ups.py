"""What follows for those a session does not count for: one decision, shown before confirming and carried out by it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from courses.enums import AssignmentPurpose
from courses.models import Assignment, CourseRun, Session
from courses.progress import Cover
from courses.queries import runs_with_everything, unit_key
from enrollment.enums import AttendanceStatus, MakeUpCause
from enrollment.models import Attendance, Enrollment, MakeUp, Submission
from enrollment.queries.progress import Facts, make_up_key, replaceable_units
from enrollment.signals import proof_asked


class News(Enum):
    """What somebody who missed a session hears of it, and what else is done."""

    HAS_PROOF = "has_proof"  # nothing: an issued certificate stands until staff have decided
    NOT_REPLACEABLE = "not_replaceable"  # nothing: the rule lets no missed session be made up for
    NO_ASSIGNMENT = "no_assignment"  # nothing: there is no assignment, staff get a task
    TOLD_ALREADY = "told_already"  # nothing: the assignment has been given before
    ASSIGNMENT = "assignment"  # a letter with the assignment
    TOO_MANY = "too_many"  # the same, and that more has been missed than may be made up for
    OUT_OF_REACH = "out_of_reach"  # a letter: no certificate from this run any more


LETTERS = frozenset({News.ASSIGNMENT, News.TOO_MANY, News.OUT_OF_REACH})


@dataclass(frozen=True)
class Missing:
    """Somebody the session does not count for, and what follows. `limit`: how many sessions may be made up for."""

    enrollment: Enrollment
    status: AttendanceStatus
    news: News
    limit: int = 0

    @property
    def is_written_to(self) -> bool:
        """Whether a letter leaves: there is one to send, and an address to send it to."""
        return self.news in LETTERS and bool(self.enrollment.person.mail_address)

    @property
    def is_unreached(self) -> bool:
        """Whether the person has something to do and no address to hear of it by: the trainer tells them."""
        return self.news in LETTERS | {News.TOLD_ALREADY} and not self.enrollment.person.mail_address


@dataclass(frozen=True)
class Consequences:
    """What confirming a session leads to: for those it does not count for, in the order of the participants, and how
    the unit of the others is covered, by enrolment.
    """

    run: CourseRun
    assignment: Assignment | None
    missing: list[Missing]
    covered: dict[UUID, Cover]


def consequences(session: Session, people: Iterable[int] | None = None) -> Consequences:
    """What follows from the session's marks, as if it were confirmed already; of all participants, or of some people.

    Constant in queries. Nobody who is not marked is in it.
    """
    run = runs_with_everything().get(pk=session.run_id)
    marks = Attendance.objects.filter(session=session)
    statuses = dict(marks.values_list("person", "status"))
    enrollments = [each for each in participants_of(session, people) if each.person_id in statuses]
    facts = Facts([(enrollment, run) for enrollment in enrollments], confirming=session)
    covered = {
        each.pk: unit.cover
        for each in enrollments
        for unit in facts.progress(each, run).units
        if unit.key == unit_key(session) and unit.cover
    }
    missing = [
        Missing(each, AttendanceStatus(statuses[each.person_id]), News.ASSIGNMENT, replaceable_units(each, run))
        for each in enrollments
        if each.pk not in covered
    ]
    assignment = supplementary_assignment(session)
    known = _Known(session, missing, assignment, facts, run)
    return Consequences(run, assignment, [replace(each, news=known.news_of(each)) for each in missing], covered)


class _Known:
    """What the people have been given so far, read once for all of them."""

    def __init__(
        self, session: Session, missing: list[Missing], assignment: Assignment | None, facts: Facts, run: CourseRun
    ) -> None:
        enrollments = [each.enrollment for each in missing]
        self.assignment, self.facts, self.run, self.unit = assignment, facts, run, unit_key(session)
        self.proven = with_proof(enrollments)
        given = Submission.objects.filter(assignment=assignment, enrollment__in=enrollments) if assignment else []
        self.given = {submission.enrollment_id for submission in given}
        self.open: dict[UUID, set[str]] = {each.pk: {unit_key(session)} for each in enrollments}
        for make_up in MakeUp.objects.filter(enrollment__in=enrollments, closed_at=None):
            if make_up.cause != MakeUpCause.NEW_TIME:  # these use up none of the sessions that may be made up for
                self.open[make_up.enrollment_id].add(make_up_key(make_up))

    def news_of(self, missing: Missing) -> News:
        """The one decision."""
        enrollment = missing.enrollment
        if enrollment.pk in self.proven:
            return News.HAS_PROOF
        if enrollment.pk in self.given and (enrollment.pk, self.unit) in self.facts.new_time:
            return News.TOLD_ALREADY
        if not missing.limit:
            return News.NOT_REPLACEABLE
        if self.assignment is None:
            return News.NO_ASSIGNMENT
        if enrollment.pk in self.given:
            return News.TOLD_ALREADY
        if len(self.open[enrollment.pk]) <= missing.limit:
            return News.ASSIGNMENT
        return News.OUT_OF_REACH if self.facts.is_out_of_reach(enrollment, self.run) else News.TOO_MANY


def with_proof(enrollments: list[Enrollment]) -> set[UUID]:
    """Those of the enrolments an app above has given lasting proof of completion, a certificate."""
    answers: Any = proof_asked.send(sender=Enrollment, enrollments=[each.pk for each in enrollments])
    return {key for _receiver, found in answers for key in found}


def participants_of(session: Session, people: Iterable[int] | None = None) -> QuerySet[Enrollment]:
    """Those with a place in the session's run, in the order they joined; all, or of these people."""
    participants = Enrollment.objects.confirmed().filter(run=session.run_id)
    if people is not None:
        participants = participants.filter(person__in=people)
    return participants.select_related("person", "rule_set", "run__course").order_by("created_at", "pk")


def supplementary_assignment(session: Session) -> Assignment | None:
    """The assignment of the run that makes up for this session, or None."""
    suits = Q(makes_up_for_session=session)
    if session.topic_id:
        suits |= Q(makes_up_for_topic=session.topic_id)
    offered = Assignment.objects.filter(suits, run=session.run_id, purpose=AssignmentPurpose.SUPPLEMENTARY)
    return offered.order_by("key").first()


def unit_filter(session: Session) -> dict[str, object]:
    """The make-ups of what this session covers, as a filter or as columns."""
    if session.topic_id:
        return {"missed_topic_id": session.topic_id, "missed_session": None}
    return {"missed_topic": None, "missed_session_id": session.pk}
