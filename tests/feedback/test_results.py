"""What staff may know of a round, and when."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enrollment.services import cancel_enrollment
from feedback.models import Receipt
from feedback.queries import is_frozen, open_rounds_for, round_results
from feedback.services import answer_round, close_due_rounds
from tests.clock import NOW, days
from tests.factories import EnrollmentFactory
from tests.feedback.conftest import answers_to, participants, questionnaire


def answer(asked, people, **values) -> None:
    for person in people:
        answer_round(asked, person, answers_to(asked, **values), now=NOW)


def test_open_round_tells_only_the_number_of_answers(run, asked):
    answer(asked, participants(run, 6), knows="4", will_try="Kokeilen.")

    results = round_results(asked, NOW)

    assert (results.answer_count, results.is_closed, results.is_shown) == (6, False, False)
    assert (results.questions, results.by_sector, results.participant_count) == ([], None, 0)


@pytest.mark.parametrize(("count", "shown", "numbers"), [(4, False, []), (5, True, [5, 0, 0, 0, 0, 0])])
def test_closed_round_is_shown_from_five_answers_on(run, asked, count, shown, numbers):
    answer(asked, participants(run, count), knows="4")

    results = round_results(asked, asked.closes_at)

    assert (results.answer_count, results.is_closed, results.is_shown) == (count, True, shown)
    assert [question.n for question in results.questions] == numbers


def test_late_tick_hides_nothing_and_changes_no_figure(run, asked):
    answer(asked, participants(run, 5), knows="4", smooth="1", what_failed="Ääni pätki.")
    before = round_results(asked, asked.closes_at)

    close_due_rounds(asked.closes_at + days(1))

    assert round_results(asked, asked.closes_at + days(1)).questions == before.questions
    assert before.questions[2].texts == ["Ääni pätki."] * 5


def test_response_rate_is_of_those_who_were_asked(run, asked):
    people = participants(run, 8)
    answer(asked, people[:5], knows="4")
    EnrollmentFactory(run=run, waiting=True)

    results = round_results(asked, asked.closes_at)

    assert (results.participant_count, results.response_rate_text) == (8, "63\xa0%")


def test_response_rate_never_passes_one_hundred_though_people_leave_after_answering(run, asked):
    people = participants(run, 5)
    answer(asked, people, knows="4")
    cancel_enrollment(people[0].enrollments.get(), by=people[0], now=NOW)

    assert round_results(asked, asked.closes_at).response_rate_text == "100\xa0%"


def test_sectors_are_told_apart_when_every_cell_is_large_enough(run, asked):
    answer(asked, participants(run, 5), knows="4", sector="education")
    answer(asked, participants(run, 5), knows="2", sector="health")

    table = round_results(asked, asked.closes_at).by_sector

    assert table is not None
    assert [[cell.text for cell in line] for line in table.rows] == [
        ["Tunnen lastensuojelun työtä.", "3,0 (n\xa0=\xa010)", "4,0 (n\xa0=\xa05)", "2,0 (n\xa0=\xa05)"]
    ]


def test_texts_are_ordered_by_their_random_keys_not_by_answering(run, asked):
    people = participants(run, 6)
    for turn, person in enumerate(people):
        answer_round(asked, person, answers_to(asked, will_try=str(turn)), now=NOW)

    texts = round_results(asked, asked.closes_at).questions[4].texts

    stored = asked.responses.values_list("answers__text", "answers__pk")
    assert texts == [text for text, _key in sorted(stored, key=lambda row: str(row[1]))]


@pytest.mark.parametrize("count", [5, 30])
def test_results_ask_the_same_queries_whatever_the_number_of_answers(run, asked, count):
    answer(asked, participants(run, count), knows="4", sector="health", will_try="Kysyn.")

    with CaptureQueriesContext(connection) as asked_queries:
        round_results(asked, asked.closes_at)

    assert len(asked_queries) == 4


@pytest.mark.parametrize("count", [1, 30])
def test_open_round_asks_one_query(run, asked, count, django_assert_num_queries):
    answer(asked, participants(run, count), knows="4")

    with django_assert_num_queries(1):
        round_results(asked, NOW)


def test_open_rounds_of_a_person_say_whether_they_are_answered(asked, aino, eino, django_assert_num_queries):
    with django_assert_num_queries(1):
        before = [(item.round, item.is_answered) for item in open_rounds_for(aino, NOW)]
    answer(asked, [aino], knows="4")

    assert before == [(asked, False)]
    assert [(item.round, item.is_answered) for item in open_rounds_for(aino, NOW)] == [(asked, True)]
    assert open_rounds_for(aino, asked.closes_at) == []
    assert open_rounds_for(aino, asked.opens_at - days(1)) == []
    assert open_rounds_for(eino, NOW) == []


def test_form_is_frozen_by_its_first_answer(asked, aino):
    assert is_frozen(asked.form) is False

    answer(asked, [aino], knows="4")

    assert is_frozen(asked.form) is True
    assert is_frozen(questionnaire(is_default=False)) is False


def test_erased_receipt_leaves_the_answer(asked, aino):
    answer(asked, [aino], knows="4")
    Receipt.objects.all().delete()

    assert round_results(asked, NOW).answer_count == 1
