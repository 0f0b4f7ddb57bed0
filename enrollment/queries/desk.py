"""What the trainer's desk shows: sessions to confirm, lists to mark, answers to go through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime

from accounts.collation import in_finnish_order
from accounts.models import User
from accounts.queries import is_administrator, is_trainer
from courses.enums import RUNS_SESSIONS
from courses.models import RunRole, Session
from enrollment.enums import EnrollmentState, SubmissionState
from enrollment.models import Attendance, Enrollment, Submission
from enrollment.queries.roles import runs_of_trainer

COMING_SHOWN = 20
HELD_SHOWN = 10
PAST_SHOWN = 50  # sessions; a trainer with more behind has other worries
QUEUE_PAGE = 25


@dataclass(frozen=True)
class DeskSession:
    """A session on the desk: how many participants, and how many of them nobody has marked."""

    session: Session
    expected: int
    unmarked: int


@dataclass(frozen=True)
class Desk:
    """The trainer's day: what waits to be confirmed, what is today, comes and was, and how many answers wait."""

    to_confirm: Sequence[DeskSession]
    today: Sequence[DeskSession]
    coming: Sequence[DeskSession]
    held: Sequence[DeskSession]
    waiting_submissions: int


def sessions_of_trainer(user: User) -> QuerySet[Session]:
    """Sessions the person may mark: of their runs, and single ones they substitute in; all for administrators."""
    sessions = Session.objects.filter(cancelled_at=None, starts_at__isnull=False, run__cancelled_at=None)
    if is_administrator(user):
        return sessions
    if not is_trainer(user):
        return sessions.none()
    mine = RunRole.objects.filter(Q(session=None) | Q(session=OuterRef("pk")), run=OuterRef("run"), person=user)
    return sessions.filter(Exists(mine.filter(role__in=RUNS_SESSIONS)))


def desk(user: User, now: datetime) -> Desk:
    """Everything the first screen of the desk shows, in a constant number of queries."""
    midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = localtime(midnight + timedelta(hours=36)).replace(hour=0, minute=0, second=0, microsecond=0)
    sessions = with_counts(sessions_of_trainer(user)).select_related("run__course", "topic")
    late_joiner = Q(attendance_confirmed_at__isnull=False, marked_count__lt=F("expected_count"))
    waits = Q(ends_at__lte=now) & (Q(attendance_confirmed_at=None) | late_joiner)
    today = sessions.filter(~waits, starts_at__gte=midnight, starts_at__lt=tomorrow)
    coming = sessions.filter(starts_at__gte=tomorrow)
    return Desk(
        to_confirm=_rows(sessions.filter(waits).order_by("starts_at")[:PAST_SHOWN]),
        today=_rows(today.order_by("starts_at")),
        coming=_rows(coming.order_by("starts_at")[:COMING_SHOWN]),
        held=_rows(
            sessions.filter(~waits, ends_at__lte=now, starts_at__lt=midnight).order_by("-starts_at")[:HELD_SHOWN]
        ),
        waiting_submissions=submissions_for_review(user).count(),
    )


def with_counts(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions with `expected_count` participants and `marked_count` of them that somebody has marked."""
    confirmed = Q(run__enrollments__state=EnrollmentState.CONFIRMED)
    marked = confirmed & Q(run__enrollments__person__attendances__session=F("pk"))
    return sessions.annotate(
        expected_count=Count("run__enrollments", filter=confirmed, distinct=True),
        marked_count=Count("run__enrollments", filter=marked, distinct=True),
    )


def _rows(sessions: QuerySet[Session]) -> list[DeskSession]:
    return [
        DeskSession(session, session.expected_count, session.expected_count - session.marked_count)  # type: ignore[attr-defined]
        for session in sessions
    ]


@dataclass(frozen=True)
class ListedPerson:
    """One line of an attendance list; `enrollment` None = a guest of another group."""

    person: User
    name: str
    enrollment: Enrollment | None
    attendance: Attendance | None


@dataclass(frozen=True)
class AttendanceList:
    """Everybody who belongs to a session, in Finnish alphabetical order."""

    session: Session
    people: Sequence[ListedPerson]

    @property
    def unmarked(self) -> list[ListedPerson]:
        """Those nobody has marked."""
        return [listed for listed in self.people if listed.attendance is None]

    @property
    def marked_count(self) -> int:
        """How many have a mark."""
        return len(self.people) - len(self.unmarked)


def attendance_list(session: Session) -> AttendanceList:
    """Participants of the run and guests marked here, each with the mark that stands."""
    attendances = {
        attendance.person_id: attendance
        for attendance in Attendance.objects.filter(session=session).select_related("marked_by", "person")
    }
    participants = (
        Enrollment.objects.confirmed().filter(run=session.run_id)
        .select_related("person", "sector").order_by(in_finnish_order("name"))
    )  # fmt: skip
    people = [
        ListedPerson(enrollment.person, enrollment.name, enrollment, attendances.pop(enrollment.person_id, None))
        for enrollment in participants
    ]
    guests = [ListedPerson(each.person, each.person.name, None, each) for each in attendances.values()]
    return AttendanceList(session, [*people, *guests])


def submissions_for_review(user: User) -> QuerySet[Submission]:
    """Sent answers of the person's runs that nobody has decided on, the own ones left out."""
    waiting = Submission.objects.filter(state=SubmissionState.SUBMITTED, assignment__run__in=runs_of_trainer(user))
    return waiting.exclude(enrollment__person=user)


def review_queue(user: User) -> QuerySet[Submission]:
    """The same, oldest first, with what the list shows."""
    return (
        submissions_for_review(user)
        .select_related("enrollment__run__course")
        .prefetch_related("assignment")
        .order_by(Coalesce("submitted_at", "due_at"), "pk")
    )


def decided_submissions(user: User) -> QuerySet[Submission]:
    """Answers of the person's runs that have been decided on, newest first."""
    decided = Submission.objects.filter(assignment__run__in=runs_of_trainer(user), decided_at__isnull=False)
    return decided.exclude(enrollment__person=user).select_related("enrollment__run__course").prefetch_related(
        "assignment"
    ).order_by("-decided_at")  # fmt: skip
