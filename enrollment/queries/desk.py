"""What the trainer's desk shows: sessions to confirm, lists to mark, answers to go through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localtime
from wagtail.models import ModelLogEntry

from accounts.models import User
from accounts.names import finnish_key, folded
from courses.enums import WITHOUT_A_LIST
from courses.models import Session
from enrollment.enums import Origin, SubmissionState
from enrollment.models import Attendance, Enrollment, Submission
from enrollment.queries.roles import has_screen, runs_with, sessions_with
from enrollment.rights import Right

COMING_SHOWN = 20
HELD_SHOWN = 10
PAST_SHOWN = 50  # sessions; a trainer with more behind has other worries
QUEUE_PAGE = 25


@dataclass(frozen=True)
class DeskSession:
    """A session on the desk: how many participants, how many of them unmarked, whether its list opens, and its link."""

    session: Session
    expected: int
    unmarked: int
    is_open: bool
    join_link: str

    @property
    def is_without_list(self) -> bool:
        """Whether nobody enrols here and nobody was added by name either: a headcount is all there is to record."""
        return self.session.run.admission in WITHOUT_A_LIST and not self.session.has_list  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Desk:
    """The trainer's day: what waits to be confirmed, what is today, comes and was, and how many answers wait."""

    to_confirm: Sequence[DeskSession]
    today: Sequence[DeskSession]
    coming: Sequence[DeskSession]
    held: Sequence[DeskSession]
    waiting_submissions: int
    confirms: bool  # whether confirming, reviewing and figures are the person's business in any run
    reviews: bool
    sees_figures: bool

    @property
    def next_today(self) -> DeskSession | None:
        """Today's first session whose attendance is still to be confirmed."""
        return next((row for row in self.today if not row.session.attendance_confirmed_at), None)


def sessions_of_trainer(user: User, right: Right = Right.MARK) -> QuerySet[Session]:
    """Sessions with a time in which the person has the right, by default to mark; all for administrators."""
    return sessions_with(user, right).filter(cancelled_at=None, starts_at__isnull=False, run__cancelled_at=None)


def desk(user: User, now: datetime) -> Desk:
    """Everything the first screen of the desk shows, in a constant number of queries."""
    midnight = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow = localtime(midnight + timedelta(hours=36)).replace(hour=0, minute=0, second=0, microsecond=0)
    sessions = with_counts(_with_rights(user)).select_related("run__course", "topic")
    waits = Q(is_to_confirm=True) & waits_for_confirming(now)
    today = sessions.filter(~waits, starts_at__gte=midnight, starts_at__lt=tomorrow)
    coming = sessions.filter(starts_at__gte=tomorrow)
    return Desk(
        to_confirm=_rows(sessions.filter(waits).order_by("starts_at")[:PAST_SHOWN], now),
        today=_rows(today.order_by("starts_at"), now),
        coming=_rows(coming.order_by("starts_at")[:COMING_SHOWN], now),
        held=_rows(
            sessions.filter(~waits, ends_at__lte=now, starts_at__lt=midnight).order_by("-starts_at")[:HELD_SHOWN], now
        ),
        waiting_submissions=submissions_for_review(user).count(),
        confirms=has_screen(user, Right.CONFIRM),
        reviews=has_screen(user, Right.REVIEW),
        sees_figures=has_screen(user, Right.SEE_FIGURES),
    )


def _with_rights(user: User) -> QuerySet[Session]:
    """The sessions the person sees, with `is_open` (the list may be marked) and `is_to_confirm`."""
    same = {"pk": OuterRef("pk")}
    return sessions_of_trainer(user, Right.SEE_SESSIONS).annotate(
        is_open=Exists(sessions_with(user, Right.MARK).filter(**same)),
        is_to_confirm=Exists(sessions_with(user, Right.CONFIRM).filter(**same)),
    )


def sessions_to_confirm(user: User, now: datetime) -> QuerySet[Session]:
    """The sessions whose attendance waits for the person; all for administrators."""
    return with_counts(sessions_of_trainer(user, Right.CONFIRM)).filter(waits_for_confirming(now))


def waits_for_confirming(now: datetime) -> Q:
    """Of `with_counts` those that have ended with somebody on the list and are not confirmed, or joined later."""
    late_joiner = Q(attendance_confirmed_at__isnull=False, marked_count__lt=F("expected_count"))
    return Q(ends_at__lte=now) & (Q(attendance_confirmed_at=None, has_list=True) | late_joiner)


def with_counts(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Sessions with `expected_count` participants and `marked_count` of them that somebody has marked.

    `has_list`: there is anybody to confirm, a participant or a guest.
    """
    # Counted apart: joined, every session would be multiplied by its people and each of them by all their marks.
    expected = Enrollment.objects.confirmed().filter(run=OuterRef("run")).order_by()
    marked = expected.filter(
        Exists(Attendance.objects.filter(session=OuterRef(OuterRef("pk")), person=OuterRef("person")))
    )
    anybody = Exists(expected) | Exists(Attendance.objects.filter(session=OuterRef("pk")))
    return sessions.annotate(
        expected_count=_number_of(expected),
        marked_count=_number_of(marked),
        has_list=ExpressionWrapper(anybody, BooleanField()),
    )


def _number_of(enrollments: QuerySet[Enrollment]) -> Coalesce:
    return Coalesce(Subquery(enrollments.values("run").annotate(number=Count("pk")).values("number")), 0)


def _rows(sessions: QuerySet[Session], now: datetime) -> list[DeskSession]:
    return [
        DeskSession(
            session,
            session.expected_count,  # type: ignore[attr-defined]
            session.expected_count - session.marked_count,  # type: ignore[attr-defined]
            session.is_open,  # type: ignore[attr-defined]
            join_link(session, now),
        )
        for session in sessions
    ]


def join_link(session: Session, now: datetime) -> str:
    """The link those who hold the session join by, any time beforehand; empty once it is over."""
    return "" if session.ends_at and session.ends_at <= now else session.link


@dataclass(frozen=True)
class ListedPerson:
    """One line of an attendance list; `enrollment` None = a guest of another group.

    An enrolment that has ended stands for somebody who was marked before leaving the run. `removable`: put on the list
    by hand, by mistake perhaps.
    """

    person: User
    name: str
    enrollment: Enrollment | None
    attendance: Attendance | None
    removable: bool = False

    @property
    def is_walk_in(self) -> bool:
        """Whether the person came to the run without having enrolled."""
        return self.enrollment is not None and self.enrollment.origin == Origin.WALK_IN


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
    participants = Enrollment.objects.confirmed().filter(run=session.run_id).select_related("person", "rule_set")
    added = added_by_hand(session)
    people = [
        ListedPerson(
            enrollment.person,
            enrollment.shown_name,
            enrollment,
            attendances.pop(enrollment.person_id, None),
            removable=enrollment.person_id in added,
        )
        for enrollment in participants
    ]
    ended = Enrollment.objects.filter(run=session.run_id, person__in=attendances).order_by("created_at")
    left = {enrollment.person_id: enrollment for enrollment in ended}
    others = [
        ListedPerson(
            each.person,
            each.person.shown_name,
            left.get(each.person_id),
            each,
            removable=each.person_id in added,
        )
        for each in attendances.values()
    ]
    in_order = sorted([*people, *others], key=lambda listed: (finnish_key(listed.name), listed.person.pk))
    return AttendanceList(session, in_order)


def last_reopening(session: Session) -> ModelLogEntry | None:
    """The log entry of the last time the session's attendance was opened for corrections, or None."""
    entries = ModelLogEntry.objects.for_instance(session).filter(action="enrollment.session_reopened")
    return entries.select_related("user").order_by("-timestamp").first()


def added_by_hand(session: Session) -> set[int]:
    """Whom a trainer may take off the list again, nobody once the session has been confirmed.

    Those added on the day who are marked at no other session of the run, and guests of another group.
    """
    if session.attendance_confirmed_at:
        return set()
    marks = Attendance.objects.filter(person=OuterRef("person"), session__run=session.run_id)
    in_run = Enrollment.objects.filter(run=session.run_id)
    walk_ins = in_run.confirmed().filter(
        ~Exists(marks.exclude(session=session)), origin=Origin.WALK_IN, completed_at=None
    )
    guests = Attendance.objects.filter(~Exists(in_run.filter(person=OuterRef("person"))), session=session)
    return {*walk_ins.values_list("person", flat=True), *guests.values_list("person", flat=True)}


def has_namesake(session: Session, name: str) -> bool:
    """Whether somebody of this name, whatever its case, is on the session's list."""
    return folded(name) in {folded(listed.name) for listed in attendance_list(session).people}


def submissions_for_review(user: User) -> QuerySet[Submission]:
    """Sent answers of the person's runs that nobody has decided on, the own ones left out."""
    waiting = Submission.objects.filter(
        state=SubmissionState.SUBMITTED, assignment__run__in=runs_with(user, Right.REVIEW)
    )
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
    decided = Submission.objects.filter(assignment__run__in=runs_with(user, Right.REVIEW), decided_at__isnull=False)
    return decided.exclude(enrollment__person=user).select_related("enrollment__run__course").prefetch_related(
        "assignment"
    ).order_by("-decided_at")  # fmt: skip
