"""Rows of feedback that the database itself refuses."""

import pytest

from feedback.models import Answer, FeedbackRound, Question, Receipt, Response
from tests.clock import NOW, days
from tests.constraints import assert_refused, constraint_names
from tests.factories import CourseRunFactory, FeedbackFormFactory, FeedbackRoundFactory, UserFactory

pytestmark = pytest.mark.django_db


def same_form(**facts) -> None:
    for _ in range(2):
        FeedbackFormFactory(**facts)


def two_rounds(**facts) -> None:
    form, run = FeedbackFormFactory(), CourseRunFactory()
    session = run.sessions.first() if facts.pop("of_a_session", False) else None
    for _ in range(2):
        FeedbackRoundFactory(form=form, run=run, session=session, **facts)


def two_questions() -> None:
    form = FeedbackFormFactory()
    for _ in range(2):
        Question.objects.create(form=form, key="sama", kind="text", text="?")


def two_receipts() -> None:
    feedback_round, person = FeedbackRoundFactory(), UserFactory()
    for _ in range(2):
        Receipt.objects.create(round=feedback_round, person=person)


def answers(*scales: int) -> None:
    feedback_round = FeedbackRoundFactory()
    response = Response.objects.create(round=feedback_round)
    for scale in scales:
        Answer.objects.create(response=response, question=feedback_round.form.questions.first(), scale=scale)


BREAKS = {
    "feedbackform_one_of_a_number": lambda: same_form(key="kysely", is_default=False),
    "feedbackform_one_default_per_moment_and_language": lambda: same_form(language="sv"),
    "feedbackform_is_open_some_time": lambda: FeedbackFormFactory(open_days=0),
    "feedbackround_opens_before_it_closes": lambda: FeedbackRoundFactory(opens_at=NOW, closes_at=NOW - days(1)),
    "feedbackround_one_per_run": two_rounds,
    "feedbackround_one_per_session": lambda: two_rounds(of_a_session=True),
    "question_one_of_a_key": two_questions,
    "receipt_one_per_round_and_person": two_receipts,
    "answer_one_per_question": lambda: answers(3, 4),
    "answer_scale_is_1_to_5": lambda: answers(6),
    "answer_says_one_thing": lambda: answers(None),
}


def test_every_constraint_is_tried():
    assert set(BREAKS) == constraint_names("feedback")


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(name):
    assert_refused(name, BREAKS[name])


def test_each_language_has_its_own_form_of_the_same_key_number_and_moment():
    for language in ("fi", "sv", "en"):
        FeedbackFormFactory(key="kysely", language=language)

    assert FeedbackRound.objects.count() == 0
