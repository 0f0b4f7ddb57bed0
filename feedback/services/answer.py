"""Taking one answer: who answered and what was answered, as two writes that nothing joins (security.md §5.4)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from enrollment.models import Enrollment
from feedback.answering import CANNOT_SAY, answers_that_count, is_possible
from feedback.enums import QuestionKind
from feedback.models import Answer, FeedbackRound, Question, Receipt, Response
from feedback.queries import is_open
from feedback.services.refusal import FeedbackRefused, Refusal


@transaction.atomic
def answer_round(feedback_round: FeedbackRound, person: User, answers: Mapping[int, str], *, now: datetime) -> None:
    """Store the person's receipt and, apart from it, the answers; neither can be taken back.

    `answers` holds values by question id: "1" to "5" or "dk", the key of a choice, or text. Blank ones and follow-ups
    that were not asked are left out. Raises FeedbackRefused, or ValueError for a value the question cannot have.
    Returns nothing on purpose: whoever holds the response could tell whose it is.
    """
    # The same lock as closing takes: no answer slips in between the shuffling and the end.
    locked = FeedbackRound.objects.select_for_update(no_key=True).get(pk=feedback_round.pk)
    questions = list(Question.objects.filter(form_id=locked.form_id))
    kept = answers_that_count(questions, answers)
    if reason := _reason_to_refuse(locked, person, kept, now):
        raise FeedbackRefused(reason)
    _write_receipt(locked, person)
    _write_response(locked, questions, kept)


def _reason_to_refuse(
    feedback_round: FeedbackRound, person: User, kept: Mapping[int, str], now: datetime
) -> Refusal | None:
    if not Enrollment.objects.confirmed().filter(run_id=feedback_round.run_id, person=person).exists():
        return Refusal.NOT_PARTICIPANT
    if Receipt.objects.filter(round=feedback_round, person=person).exists():
        return Refusal.ANSWERED
    if not is_open(feedback_round, now):
        return Refusal.NOT_OPEN
    return None if kept else Refusal.NOTHING_ANSWERED


def _write_receipt(feedback_round: FeedbackRound, person: User) -> None:
    try:
        with transaction.atomic():
            Receipt.objects.create(round=feedback_round, person=person)
    except IntegrityError as twice:
        raise FeedbackRefused(Refusal.ANSWERED) from twice


def _write_response(feedback_round: FeedbackRound, questions: Sequence[Question], kept: Mapping[int, str]) -> None:
    response = Response.objects.create(round=feedback_round)
    Answer.objects.bulk_create(
        _answer(response, question, kept[question.pk]) for question in questions if question.pk in kept
    )


def _answer(response: Response, question: Question, value: str) -> Answer:
    if not is_possible(question, value):
        raise ValueError(f"Question {question.key} cannot be answered so")
    if question.kind == QuestionKind.TEXT:
        return Answer(response=response, question=question, text=value)
    if question.kind == QuestionKind.SCALE and value != CANNOT_SAY:
        return Answer(response=response, question=question, scale=int(value))
    return Answer(response=response, question=question, choice=value)
