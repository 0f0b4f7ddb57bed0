"""Nothing joins who answered with what was answered: no column, key or order of storage (security.md §0.9, §5.4)."""

import random
from secrets import SystemRandom

import pytest
from django.db import connection, models

from feedback.models import Answer, FeedbackRound, Question, Receipt, Response
from feedback.services import answer_round, close_due_rounds
from feedback.services.close import at_random
from tests.clock import NOW, days
from tests.feedback.conftest import answers_to, participants

PEOPLE = 30
# The keys of responses are drawn by lot, so of thirty pairs one is right by luck; ten are in one run of ten million.
BY_LUCK = 10


def storage_order(model: type[models.Model], columns: str) -> list[tuple]:
    """Rows as the database file holds them: what somebody with the file would try to join by."""
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {model._meta.db_table} ORDER BY {place}")  # noqa: S608 - own names
        return cursor.fetchall()


def receipts_as_stored() -> list[int]:
    return [row[0] for row in storage_order(Receipt, "person_id")]


def texts_as_stored() -> list[str]:
    return [row[0] for row in storage_order(Answer, "text") if row[0]]


def responses_as_stored() -> list[str]:
    """The text of each response, in the order the responses are stored."""
    said = {str(key): text for key, text in Answer.objects.exclude(text="").values_list("response_id", "text")}
    keys = [str(row[0]) for row in storage_order(Response, "id")]
    return [said[key if "-" in key else f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"] for key in keys]


@pytest.fixture
def answered(run, asked):
    """Thirty people answer one after the other, each with the number of the turn; gives them in that order."""
    people = participants(run, PEOPLE)
    random.Random(7).shuffle(people)
    for turn, person in enumerate(people):
        answer_round(asked, person, answers_to(asked, knows=str(turn % 5 + 1), will_try=str(turn)), now=NOW)
    return people


def agreements(people: list, persons: list[int], said: list[str]) -> int:
    """How many would be recognised by pairing the n-th receipt with the n-th answer."""
    turn_of = {person.pk: str(turn) for turn, person in enumerate(people)}
    return sum(turn_of[person] == text for person, text in zip(persons, said, strict=True))


def test_an_open_round_can_be_joined_by_storage_order_which_is_why_closing_rewrites_it(answered):
    assert agreements(answered, receipts_as_stored(), responses_as_stored()) == PEOPLE


def test_closing_stores_everything_in_exactly_the_order_chance_gave(asked, answered):
    people = sorted(person.pk for person in answered)
    random.Random(1).shuffle(people)
    given = []

    def shuffle(rows: list) -> None:
        random.Random(len(given) + 1).shuffle(rows)
        given.append(list(rows))

    close_due_rounds(asked.closes_at, shuffle=shuffle)

    assert [len(rows) for rows in given] == [PEOPLE, PEOPLE, 2 * PEOPLE]
    assert receipts_as_stored() == people == given[0]
    assert [row[0] for row in storage_order(Receipt, "id")] == sorted(row[0] for row in storage_order(Receipt, "id"))
    said = dict(Answer.objects.exclude(text="").values_list("response_id", "text"))
    assert responses_as_stored() == [said[response.pk] for response in given[1]]
    assert texts_as_stored() == [answer.text for answer in given[2] if answer.text]


def test_closed_round_is_not_joined_by_storage_order_whatever_is_paired(asked, answered):
    turns = iter(range(1, 4))
    close_due_rounds(asked.closes_at, shuffle=lambda rows: random.Random(next(turns)).shuffle(rows))

    by_key = list(Answer.objects.exclude(text="").order_by("pk").values_list("text", flat=True))
    receipts_by_key = list(Receipt.objects.order_by("pk").values_list("person_id", flat=True))
    in_turn = [person.pk for person in answered]
    assert agreements(answered, receipts_as_stored(), responses_as_stored()) < BY_LUCK
    assert agreements(answered, receipts_as_stored(), texts_as_stored()) < BY_LUCK
    assert receipts_as_stored() == receipts_by_key
    assert receipts_as_stored() != in_turn
    assert sorted(by_key) == sorted(str(turn) for turn in range(PEOPLE))


def test_without_any_shuffling_the_order_of_answering_is_gone_already(asked, answered):
    response_keys, answer_keys = [
        sorted(model.objects.values_list("pk", flat=True), key=str) for model in (Response, Answer)
    ]
    texts = {answer.pk: answer.text for answer in Answer.objects.all()}
    said = dict(Answer.objects.exclude(text="").values_list("response_id", "text"))

    close_due_rounds(asked.closes_at, shuffle=lambda rows: None)

    assert receipts_as_stored() == sorted(person.pk for person in answered)
    assert responses_as_stored() == [said[key] for key in response_keys]
    assert texts_as_stored() == [texts[key] for key in answer_keys if texts[key]]


def test_chance_is_the_operating_systems():
    assert isinstance(at_random.__self__, SystemRandom)
    assert close_due_rounds.__kwdefaults__ == {"shuffle": at_random}


def test_every_key_is_new_after_closing(asked, answered):
    def keys() -> set:
        return {key for model in (Receipt, Response, Answer) for key in model.objects.values_list("pk", flat=True)}

    before = keys()
    close_due_rounds(asked.closes_at)

    assert before & keys() == set()


@pytest.mark.postgres
def test_closing_writes_all_rows_of_a_round_in_one_transaction(asked, answered):
    if connection.vendor != "postgresql":
        pytest.skip("xmin is PostgreSQL's")
    close_due_rounds(asked.closes_at)

    written_by = {row[0] for model in (Receipt, Response, Answer) for row in storage_order(model, "xmin::text")}
    assert len(written_by) == 1


def contents() -> list[tuple]:
    answers = {}
    for response, key, scale, text in Answer.objects.values_list("response_id", "question__key", "scale", "text"):
        answers.setdefault(response, []).append((key, scale, text))
    return sorted(sorted(rows, key=str) for rows in answers.values())


def test_closing_changes_no_answer(asked, answered):
    before = contents(), sorted(receipts_as_stored())

    assert close_due_rounds(asked.closes_at) == 1

    assert (contents(), sorted(receipts_as_stored())) == before


def test_closed_round_bears_its_own_closing_time_however_late_the_tick_is(asked):
    assert close_due_rounds(asked.closes_at + days(3)) == 1

    asked.refresh_from_db()
    assert asked.shuffled_at == asked.closes_at


def test_round_is_shuffled_once_and_not_before_its_time(asked):
    assert close_due_rounds(asked.closes_at - days(1)) == 0
    assert close_due_rounds(asked.closes_at) == 1
    assert close_due_rounds(asked.closes_at) == 0


def test_closing_touches_no_other_round(asked, answered, form):
    other = FeedbackRound.objects.create(
        form=form, run=asked.run, session=asked.run.sessions.first(), opens_at=NOW, closes_at=NOW + days(30)
    )
    answer_round(other, answered[0], answers_to(other, will_try="toinen"), now=NOW)
    kept = list(Response.objects.filter(round=other).values_list("pk", flat=True))

    close_due_rounds(asked.closes_at)

    assert list(Response.objects.filter(round=other).values_list("pk", flat=True)) == kept


def test_answers_point_only_at_their_round_and_question():
    def points_at(model: type[models.Model]) -> set:
        return {field.related_model for field in model._meta.get_fields() if field.is_relation and field.concrete}

    assert points_at(Response) == {FeedbackRound}
    assert points_at(Answer) == {Response, Question}


def test_nothing_that_is_stored_of_an_answer_has_a_time_or_a_counted_key():
    for model in (Receipt, Response, Answer):
        kinds = {type(field) for field in model._meta.concrete_fields}
        assert not kinds & {models.DateTimeField, models.DateField, models.TimeField}, model
    for model in (Response, Answer):
        assert isinstance(model._meta.pk, models.UUIDField)
        assert model._meta.pk.default.__name__ == "uuid4"


def test_only_the_receipt_points_back_at_nothing_but_person_and_round():
    columns = {field.name for field in Receipt._meta.concrete_fields}

    assert columns == {"id", "round", "person"}
