"""Taking an answer: every way it is taken or refused."""

from datetime import timedelta

import pytest

from feedback.models import Answer, Receipt, Response
from feedback.services import FeedbackRefused, Refusal, answer_round, close_due_rounds
from feedback.services import answer as answer_module
from tests.clock import NOW
from tests.feedback.conftest import answers_to


def stored() -> tuple[int, int, int]:
    return Receipt.objects.count(), Response.objects.count(), Answer.objects.count()


def refusal_of(feedback_round, person, answers, now=NOW) -> Refusal:
    with pytest.raises(FeedbackRefused) as refused:
        answer_round(feedback_round, person, answers, now=now)
    return refused.value.reason


def test_answering_writes_a_receipt_and_apart_from_it_the_answers(asked, aino):
    values = answers_to(asked, knows="4", smooth="dk", length="right", will_try="  Kysyn ensin.  ", sector="police")

    assert answer_round(asked, aino, values, now=NOW) is None

    assert list(Receipt.objects.values_list("round", "person")) == [(asked.pk, aino.pk)]
    assert list(Response.objects.values_list("round", flat=True)) == [asked.pk]
    rows = Answer.objects.order_by("question__position").values_list("question__key", "scale", "choice", "text")
    assert list(rows) == [
        ("knows", 4, "", ""),
        ("smooth", None, "dk", ""),
        ("length", None, "right", ""),
        ("will_try", None, "", "Kysyn ensin."),
        ("sector", None, "police", ""),
    ]


@pytest.mark.parametrize(("smooth", "kept"), [("1", True), ("2", True), ("3", False), ("dk", False), ("", False)])
def test_follow_up_is_stored_only_after_the_answer_that_reveals_it(asked, aino, smooth, kept):
    answer_round(asked, aino, answers_to(asked, knows="5", smooth=smooth, what_failed="Ääni pätki."), now=NOW)

    assert Answer.objects.filter(question__key="what_failed").exists() is kept


def test_refused_before_the_round_opens(asked, aino):
    early = asked.opens_at - timedelta(microseconds=1)

    assert refusal_of(asked, aino, answers_to(asked, knows="4"), early) == Refusal.NOT_OPEN
    assert stored() == (0, 0, 0)


def test_refused_from_the_closing_instant_on_though_the_tick_is_late(asked, aino):
    assert refusal_of(asked, aino, answers_to(asked, knows="4"), asked.closes_at) == Refusal.NOT_OPEN
    assert stored() == (0, 0, 0)

    answer_round(asked, aino, answers_to(asked, knows="4"), now=asked.closes_at - timedelta(microseconds=1))
    assert stored() == (1, 1, 1)


def test_refused_after_the_shuffling_whatever_the_clock_of_the_request_says(asked, aino):
    close_due_rounds(asked.closes_at)

    assert refusal_of(asked, aino, answers_to(asked, knows="4"), NOW) == Refusal.NOT_OPEN


def test_refused_for_somebody_in_the_queue(asked, eino):
    assert refusal_of(asked, eino, answers_to(asked, knows="4")) == Refusal.NOT_PARTICIPANT


def test_refused_for_an_outsider(asked, outi):
    assert refusal_of(asked, outi, answers_to(asked, knows="4")) == Refusal.NOT_PARTICIPANT


def test_second_answer_is_refused_and_the_first_one_stands(asked, aino):
    answer_round(asked, aino, answers_to(asked, knows="4"), now=NOW)

    assert refusal_of(asked, aino, answers_to(asked, knows="1")) == Refusal.ANSWERED
    assert stored() == (1, 1, 1)
    assert Answer.objects.get().scale == 4


def test_second_receipt_is_stopped_by_the_database_too(asked, aino, monkeypatch):
    monkeypatch.setattr(answer_module, "_reason_to_refuse", lambda *facts: None)
    answer_round(asked, aino, answers_to(asked, knows="4"), now=NOW)

    assert refusal_of(asked, aino, answers_to(asked, knows="1")) == Refusal.ANSWERED
    assert stored() == (1, 1, 1)


@pytest.mark.parametrize("values", [{}, {"knows": "", "will_try": "   "}, {"what_failed": "Ääni pätki."}])
def test_refused_when_nothing_at_all_was_answered(asked, aino, values):
    assert refusal_of(asked, aino, answers_to(asked, **values)) == Refusal.NOTHING_ANSWERED
    assert stored() == (0, 0, 0)


@pytest.mark.parametrize("values", [{"knows": "6"}, {"knows": "right"}, {"length": "dk"}, {"will_try": "a" * 4001}])
def test_impossible_value_stores_nothing(asked, aino, values):
    with pytest.raises(ValueError, match="cannot be answered so"):
        answer_round(asked, aino, answers_to(asked, **values), now=NOW)

    assert stored() == (0, 0, 0)


def test_refusal_says_why_in_words():
    assert {str(FeedbackRefused(reason)) for reason in Refusal} == {str(label) for label in Refusal.labels}
