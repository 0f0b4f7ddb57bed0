"""Which figures may be shown, and how they are drawn. Pure."""

import pytest

from feedback.breakdown import sector_table
from feedback.distributions import AnsweredRow, cells_to_show, percent_text, question_result
from feedback.enums import QuestionKind
from feedback.models import Question

SCALE = Question(pk=1, key="knows", kind=QuestionKind.SCALE, text="Tunnen lastensuojelun työtä.")
TEXT = Question(pk=2, key="will_try", kind=QuestionKind.TEXT, text="Mitä aiot kokeilla?")
LENGTH = Question(
    pk=3,
    key="length",
    kind=QuestionKind.CHOICE,
    text="Oliko pituus sopiva?",
    choices=[{"key": "right", "label": "Sopiva"}, {"key": "long", "label": "Liian pitkä"}],
)
SECTOR = Question(
    pk=4,
    key="sector",
    kind=QuestionKind.CHOICE,
    text="Millä toimialalla?",
    choices=[{"key": key, "label": key.title()} for key in ("a", "b", "c")],
)


def rows(*values: str) -> list[AnsweredRow]:
    return [AnsweredRow(number, value) for number, value in enumerate(values)]


@pytest.mark.parametrize(
    ("count", "whole", "text"),
    [(0, 0, ""), (0, 3, "0\xa0%"), (1, 3, "33\xa0%"), (2, 3, "67\xa0%"), (1, 8, "13\xa0%"), (62, 100, "62\xa0%")],
)
def test_percent_is_rounded_half_up_with_a_no_break_space(count, whole, text):
    assert percent_text(count, whole) == text


@pytest.mark.parametrize(
    ("counts", "whole", "shown"),
    [
        ({"a": 4, "b": 8}, 12, []),  # b's complement is the four of a
        ({"a": 5, "b": 5}, 10, ["a", "b"]),
        ({"a": 5, "b": 4}, 10, ["a"]),
        ({"a": 5, "b": 4}, 9, []),  # a's complement has four
        ({"a": 12}, 12, []),  # says of everybody what each has told
        ({"a": 10, "b": 5, "c": 2}, 17, ["a"]),  # the two would be had by subtraction: b goes with them
        ({"a": 5, "b": 10, "c": 5}, 20, ["a", "b", "c"]),
        ({"a": 5, "b": 6, "c": 7}, 20, ["b", "c"]),
        ({}, 9, []),
    ],
)
def test_cell_is_shown_only_when_it_and_the_rest_are_five_and_nothing_smaller_is_left_over(counts, whole, shown):
    assert cells_to_show(counts, whole) == shown


def test_scale_is_drawn_in_six_parts_with_n_and_mean():
    result = question_result(SCALE, rows("4", "5", "5", "2", "dk", "4", "4", "5", "5", "dk"), 12)

    assert (result.n, result.mean_text) == (10, "Keskiarvo 4,2 (n = 8) · 2 ei osaa sanoa")
    assert [(bar.count, bar.percent_text, bar.x, bar.width) for bar in result.bars] == [
        (0, "0\xa0%", 0.0, 0.0),
        (1, "10\xa0%", 0.0, 10.0),
        (0, "0\xa0%", 10.0, 0.0),
        (3, "30\xa0%", 10.0, 30.0),
        (4, "40\xa0%", 40.0, 40.0),
        (2, "20\xa0%", 80.0, 20.0),
    ]


def test_a_mean_is_of_five_people_or_more():
    assert question_result(SCALE, rows(*["dk"] * 5), 5).mean_text == ""
    assert question_result(SCALE, rows("1", "4", "4", "5", "dk"), 5).mean_text == ""


@pytest.mark.parametrize(("count", "bars"), [(4, 0), (5, 2)])
def test_question_with_fewer_than_five_answers_is_not_drawn(count, bars):
    result = question_result(LENGTH, rows(*["right"] * count), 12)

    assert (result.n, len(result.bars)) == (count, bars)


def test_texts_are_given_in_the_order_they_come():
    result = question_result(TEXT, rows("toinen", "ensimmäinen"), 5)

    assert (result.is_text, result.n, result.texts, result.bars) == (True, 2, ["toinen", "ensimmäinen"], [])


def test_small_sectors_and_those_who_did_not_tell_are_one_part():
    result = question_result(SECTOR, rows(*["a"] * 6, *["b"] * 3), 12)

    assert result.n == 12
    assert [(str(bar.label), bar.count) for bar in result.bars] == [
        ("A", 6),
        ("Muut toimialat ja ne, jotka eivät kertoneet toimialaansa", 6),
    ]


def test_sectors_are_not_told_apart_at_all_when_none_may_be():
    assert question_result(SECTOR, rows(*["a"] * 4, *["b"] * 4), 8).bars == []


def test_means_by_sector_hold_the_rule_in_every_cell():
    sectors = ["a"] * 6 + ["b"] * 5 + ["c"] * 2
    steps = rows(*["5"] * 5, "dk", *["3"] * 5, "1", "1")

    table = sector_table(SECTOR, [SCALE, TEXT, SECTOR], {1: steps, 4: rows(*sectors)})

    assert table is not None
    assert [column.label for column in table.columns] == ["Kysymys", "Kaikki", "A"]  # b goes with the two of c
    assert [[cell.text for cell in line] for line in table.rows] == [
        ["Tunnen lastensuojelun työtä.", "3,5 (n\xa0=\xa012)", "5,0 (n\xa0=\xa05)"]
    ]


def test_cell_too_small_in_one_question_is_not_shown_there():
    other = Question(pk=5, key="smooth", kind=QuestionKind.SCALE, text="Oli sujuvaa.")
    sectors = rows(*["a"] * 5 + ["b"] * 5)

    table = sector_table(
        SECTOR, [SCALE, other], {1: rows(*["4"] * 10), 5: rows(*["4"] * 3, "dk", "dk", *["2"] * 5), 4: sectors}
    )

    assert table is not None
    assert [[cell.text for cell in line[1:]] for line in table.rows] == [
        ["4,0 (n\xa0=\xa010)", "4,0 (n\xa0=\xa05)", "4,0 (n\xa0=\xa05)"]
    ]


def test_no_table_when_no_sector_may_be_told_apart():
    assert sector_table(SECTOR, [SCALE], {1: rows(*["4"] * 8), 4: rows(*["a"] * 4 + ["b"] * 4)}) is None
