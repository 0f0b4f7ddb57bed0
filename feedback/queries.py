"""Questions about rounds: whose turn it is to answer, and what the answers say once they may be told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.timezone import localdate

from accounts.enums import Language
from accounts.models import User
from courses.enums import Admission
from courses.models import CourseRun, Session
from enrollment.enums import WAS_THERE, EnrollmentState
from enrollment.models import Attendance, Enrollment
from enrollment.queries import runs_with, sessions_with
from enrollment.rights import Right
from feedback.breakdown import Table, sector_table
from feedback.distributions import MINIMUM, SECTOR_KEY, AnsweredRow, QuestionResult, percent_text, question_result
from feedback.enums import Moment, QuestionKind
from feedback.models import Answer, FeedbackForm, FeedbackRound, Question, Receipt, Response
from messaging.models import Message


@dataclass(frozen=True)
class AskedRound:
    """A round somebody is asked to answer, and whether they have."""

    round: FeedbackRound
    is_answered: bool


@dataclass(frozen=True)
class RoundResults:
    """What staff may see of a round at one instant: until it has closed with five answers, only their number."""

    round: FeedbackRound
    answer_count: int
    is_closed: bool
    participant_count: int = 0
    questions: list[QuestionResult] = field(default_factory=list)
    by_sector: Table | None = None

    @property
    def is_shown(self) -> bool:
        """Whether anything but the number may be shown."""
        return self.is_closed and self.answer_count >= MINIMUM

    @property
    def response_rate_text(self) -> str:
        """`62 %` of the participants; empty without participants."""
        return percent_text(self.answer_count, self.participant_count)


def default_forms(moment: Moment) -> dict[str, FeedbackForm]:
    """The questionnaire asked at that moment by the language of the run. One query.

    A language without a form of its own gets the Finnish one; without that its runs are not asked.
    """
    own = {form.language: form for form in FeedbackForm.objects.filter(moment=moment, is_default=True)}
    chosen = {language: own.get(language, own.get(Language.FINNISH)) for language in Language.values}
    return {language: form for language, form in chosen.items() if form is not None}


def is_frozen(form: FeedbackForm) -> bool:
    """Whether somebody has answered the form: it may not be changed any more, only followed by a new number."""
    return Response.objects.filter(round__form=form).exists()


def runs_due_for_feedback(forms: Mapping[str, FeedbackForm], now: datetime) -> QuerySet[CourseRun]:
    """Runs whose last held session has ended within the open days of their language's form and that have no end round.

    Each carries `last_session_ended_at`. A held session without a known time holds the round back.
    """
    asked_already = FeedbackRound.objects.filter(run=OuterRef("pk"), session=None, form__moment=Moment.END)
    return (
        _with_end(_runs_asked_about(now))
        .filter(
            _ended_in_time(forms, now, language="language", ended_at="last_session_ended_at"),
            ~Exists(asked_already),
            without_time_count=0,
            last_session_ended_at__lte=now,
        )
        .order_by("last_session_ended_at", "pk")
    )


def _ended_in_time(forms: Mapping[str, FeedbackForm], now: datetime, *, language: str, ended_at: str) -> Q:
    """What ended so lately that the form of its language would still be open; nothing where no form asks."""
    in_time = Q(pk__in=[])
    for spoken, form in forms.items():
        in_time |= Q(**{language: spoken, f"{ended_at}__gt": now - timedelta(days=form.open_days)})
    return in_time


def _runs_asked_about(now: datetime) -> QuerySet[CourseRun]:
    return CourseRun.objects.filter(admission=Admission.OPEN, published_at__lte=now, cancelled_at=None)


def _with_end(runs: QuerySet[CourseRun]) -> QuerySet[Any]:
    held = Q(sessions__cancelled_at=None)
    return runs.annotate(
        last_session_ended_at=Max("sessions__ends_at", filter=held),
        without_time_count=Count("sessions", filter=held & Q(sessions__ends_at=None)),
    )


def sessions_due_for_feedback(forms: Mapping[str, FeedbackForm], now: datetime) -> list[Session]:
    """Sessions that have ended within the open days of their run's form and have no round yet, the first ended first.

    Each has its run. On the day the whole run ends the end form asks, and it alone. Three queries however many
    sessions.
    """
    asked_already = FeedbackRound.objects.filter(session=OuterRef("pk"), form__moment=Moment.SESSION)
    ended = Session.objects.select_related("run").filter(
        _ended_in_time(forms, now, language="run__language", ended_at="ends_at"),
        ~Exists(asked_already),
        cancelled_at=None,
        ends_at__lte=now,
        run__in=_runs_asked_about(now).values("pk"),
    )
    due = list(ended.order_by("ends_at", "pk"))
    at_the_end = default_forms(Moment.END)
    last_days = _last_days({session.run_id for session in due if session.run.language in at_the_end})
    return [session for session in due if session.ends_at and localdate(session.ends_at) != last_days[session.run_id]]


def _last_days(run_ids: set[UUID]) -> defaultdict[UUID, date | None]:
    """The Finnish day on which each run's end form opens; None while a session has no known time."""
    ends = _with_end(CourseRun.objects.filter(pk__in=run_ids)).filter(without_time_count=0)
    known = ends.values_list("pk", "last_session_ended_at")
    return defaultdict(lambda: None, {pk: localdate(ended_at) for pk, ended_at in known})


def is_open(feedback_round: FeedbackRound, now: datetime) -> bool:
    """Whether answers are taken at this instant; the closing instant itself is too late."""
    return feedback_round.opens_at <= now < feedback_round.closes_at and feedback_round.shuffled_at is None


def rounds_to_invite_to(now: datetime) -> QuerySet[FeedbackRound]:
    """Every round that takes answers now, with its run and course; one of a session only until the end form asks."""
    rounds = FeedbackRound.objects.filter(opens_at__lte=now, closes_at__gt=now, shuffled_at=None)
    of_the_end = FeedbackRound.objects.filter(run=OuterRef("run"), form__moment=Moment.END, opens_at__lte=now)
    asked = rounds.filter(Q(session=None) | ~Exists(of_the_end))
    return asked.select_related("run__course", "form", "session__topic").order_by("opens_at", "pk")


def rounds_asked_of(person: User, now: datetime) -> QuerySet[FeedbackRound]:
    """Rounds, open or over, of the person's runs as a participant; each carries `is_answered` and `enrollment_id`.

    Also those of a session the person was marked away from after being asked: an invitation stands.
    """
    return (
        FeedbackRound.objects.filter(
            run__enrollments__person=person, run__enrollments__state=EnrollmentState.CONFIRMED, opens_at__lte=now
        )
        .annotate(
            is_answered=Exists(Receipt.objects.filter(round=OuterRef("pk"), person=person)),
            enrollment_id=F("run__enrollments__pk"),
        )
        .select_related("run__course", "form", "session__topic")
    )


def open_rounds_for(person: User, now: datetime, *, run: CourseRun | None = None) -> list[AskedRound]:
    """The rounds the person is asked to answer now or has answered already, the first to close first. One query.

    Nobody is asked about a session they were away from.
    """
    rounds = rounds_asked_of(person, now).filter(closes_at__gt=now, shuffled_at=None).order_by("closes_at", "pk")
    rounds = rounds.exclude(Exists(_absences().filter(session=OuterRef("session"), person=person)))
    if run is not None:
        rounds = rounds.filter(run=run)
    return [AskedRound(asked, asked.is_answered) for asked in rounds]  # type: ignore[attr-defined]  # annotated


def _absences() -> QuerySet[Attendance]:
    return Attendance.objects.exclude(status__in=sorted(WAS_THERE))


def _asked(feedback_round: FeedbackRound) -> Q:
    """Of people: who takes part in the run, and was not marked away from the session the round is about."""
    participants = Enrollment.objects.confirmed().filter(run_id=feedback_round.run_id, person=OuterRef("pk"))
    away = _absences().filter(session=feedback_round.session_id, person=OuterRef("pk"))
    return Exists(participants) & ~Exists(away)


def invitation_key(feedback_round: FeedbackRound, person_id: int) -> str:
    """The name of one invitation; the outbox takes each once."""
    return f"{_invitations(feedback_round)}{person_id}"


def _invitations(feedback_round: FeedbackRound) -> str:
    return f"feedback-invitation:{feedback_round.pk}:"


def people_to_invite(feedback_round: FeedbackRound) -> QuerySet[User]:
    """Those asked who have an address and have neither been invited to the round nor answered it. One query."""
    key = Concat(Value(_invitations(feedback_round)), Cast(OuterRef("pk"), CharField()))
    return User.objects.filter(
        Q(email__isnull=False) | ~Q(contact_email=""),
        _asked(feedback_round),
        ~Exists(Message.objects.filter(dedup_key=key)),
        ~Exists(Receipt.objects.filter(round=feedback_round, person=OuterRef("pk"))),
        erased_at=None,
    ).order_by("pk")


def rounds_of_runs(runs: Iterable[CourseRun], now: datetime) -> list[FeedbackRound]:
    """The runs' rounds so far, newest first, each with `answer_count`. One query however many runs."""
    return list(_with_counts(now).filter(run__in=[run.pk for run in runs]))


def rounds_read_by(user: User) -> QuerySet[FeedbackRound]:
    """The rounds whose results the person may read: of their runs, and of single sessions they train in."""
    runs = runs_with(user, Right.READ_FEEDBACK).order_by().values("pk")
    sessions = sessions_with(user, Right.READ_FEEDBACK).order_by().values("pk")
    return FeedbackRound.objects.filter(Q(run__in=runs) | Q(session__in=sessions))


def rounds_of_session(session: Session, reader: User, now: datetime) -> list[FeedbackRound]:
    """The session's own round and those of the whole run, as far as the reader may see them, newest first."""
    rounds = _with_counts(now).filter(Q(session=session) | Q(session=None), run=session.run_id)
    return list(rounds.filter(pk__in=rounds_read_by(reader).order_by().values("pk")))


def _with_counts(now: datetime) -> QuerySet[FeedbackRound]:
    rounds = FeedbackRound.objects.filter(opens_at__lte=now).annotate(answer_count=Count("responses"))
    return rounds.select_related("run__course", "form", "session__topic").order_by("-opens_at", "pk")


def questions_of(feedback_round: FeedbackRound) -> list[Question]:
    """The questions of the round's form in order, each with the question that reveals it. One query."""
    return list(feedback_round.form.questions.select_related("shown_if").order_by("position", "pk"))


def round_results(feedback_round: FeedbackRound, now: datetime) -> RoundResults:
    """What may be told of the round now. One query before it has closed, four after, whatever the number of answers."""
    answer_count = Response.objects.filter(round=feedback_round).count()
    results = RoundResults(feedback_round, answer_count, is_closed=feedback_round.closes_at <= now)
    if not results.is_shown:
        return results
    questions = questions_of(feedback_round)
    rows = _rows_by_question(feedback_round)
    sector = next((q for q in questions if q.key == SECTOR_KEY and q.kind == QuestionKind.CHOICE), None)
    return RoundResults(
        feedback_round,
        answer_count,
        is_closed=True,
        participant_count=_participant_count(feedback_round),
        questions=[question_result(question, rows[question.pk], answer_count) for question in questions],
        by_sector=sector_table(sector, questions, rows) if sector else None,
    )


def _participant_count(feedback_round: FeedbackRound) -> int:
    # Whoever answered and left the run later was asked too: without them the rate could pass one hundred.
    receipts = Receipt.objects.filter(round=feedback_round, person=OuterRef("pk"))
    return User.objects.filter(_asked(feedback_round) | Exists(receipts)).count()


def _rows_by_question(feedback_round: FeedbackRound) -> dict[int, Sequence[AnsweredRow]]:
    """Every answer by question, by its random key: the same order at every look, and never the order of answering."""
    answers = Answer.objects.filter(response__round=feedback_round).order_by("pk")
    rows: dict[int, list[AnsweredRow]] = defaultdict(list)
    for question_id, response_id, scale, choice, text in answers.values_list(
        "question_id", "response_id", "scale", "choice", "text"
    ):
        rows[question_id].append(AnsweredRow(response_id, str(scale) if scale else choice or text))
    return rows  # type: ignore[return-value]
