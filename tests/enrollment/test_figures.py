"""Numbers told: how they are kept, said and added."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from enrollment.enums import Covers, FigureKind, Qualifier
from enrollment.models import Figure
from enrollment.quantities import Quantity, among_the_same_people, together
from enrollment.queries import standing_figures
from enrollment.services import record_figure
from tests.clock import NOW
from tests.factories import CourseRunFactory

DAY = date(2027, 5, 20)
HEADCOUNT, REGISTERED = FigureKind.HEADCOUNT, FigureKind.REGISTERED

TOLD = [  # as domain/events.json tells them
    ({"qualifier": Qualifier.EXACT, "value": 35}, "35", Quantity(35, 35)),
    ({"qualifier": Qualifier.EXACT, "value": 0}, "0", Quantity(0, 0)),
    ({"qualifier": Qualifier.ABOUT, "value": 100}, "noin 100", Quantity(100, 100, is_rough=True)),
    ({"qualifier": Qualifier.OVER, "value": 900}, "yli 900", Quantity(900, None)),
    ({"qualifier": Qualifier.RANGE, "low": 34, "high": 70}, "34–70", Quantity(34, 70)),
    ({"qualifier": Qualifier.MORE_THAN_REGISTERED}, "enemmän kuin ilmoittautuneita", None),
    ({"qualifier": Qualifier.UNKNOWN}, "tieto puuttuu", None),
]
IMPOSSIBLE = [
    ({"qualifier": Qualifier.EXACT}, {"value"}),
    ({"qualifier": Qualifier.OVER, "low": 900}, {"value", "low"}),
    ({"qualifier": Qualifier.ABOUT, "value": 100, "high": 110}, {"high"}),
    ({"qualifier": Qualifier.RANGE, "low": 34}, {"high"}),
    ({"qualifier": Qualifier.RANGE, "low": 70, "high": 34}, {"high"}),
    ({"qualifier": Qualifier.RANGE, "low": 34, "high": 34}, {"high"}),
    ({"qualifier": Qualifier.UNKNOWN, "value": 0}, {"value"}),
    ({"qualifier": Qualifier.MORE_THAN_REGISTERED, "value": 148}, {"value"}),
    ({"qualifier": Qualifier.EXACT, "value": -1}, {"value"}),
    ({"qualifier": "noin", "value": 1}, {"qualifier", "value"}),
]


def told(run, kind=REGISTERED, qualifier=Qualifier.EXACT, *, as_of=DAY, by=None, **rest) -> Figure:
    return record_figure(run, kind, qualifier, as_of=as_of, by=by, **rest)


@pytest.mark.parametrize(("columns", "words", "quantity"), TOLD)
def test_a_number_is_said_with_its_qualifier(run, columns, words, quantity):
    figure = told(run, **columns)

    figure.refresh_from_db()
    assert (figure.in_words(), figure.quantity) == (words, quantity)


@pytest.mark.parametrize(("columns", "faults"), IMPOSSIBLE)
def test_an_impossible_number_is_refused_at_its_columns(run, columns, faults):
    with pytest.raises(ValidationError) as refusal:
        told(run, **columns)

    assert refusal.value.message_dict.keys() == faults
    assert Figure.objects.count() == 0


def test_a_session_of_another_run_is_refused(run):
    other = CourseRunFactory(course=run.course, label="Ryhmä 2")

    with pytest.raises(ValidationError) as refusal:
        told(run, HEADCOUNT, value=3, session=other.sessions.first())

    assert refusal.value.message_dict.keys() == {"session"}


def test_a_correction_of_the_same_day_takes_the_number_s_place_and_leaves_a_trace(run, helmi, sanna):
    session = run.sessions.first()
    told(run, HEADCOUNT, value=12, session=session, by=helmi)
    told(run, HEADCOUNT, Qualifier.ABOUT, value=15, session=session, by=sanna, source="Kouluttajan arvio")

    assert list(Figure.objects.values_list("qualifier", "value", "source", "by")) == [
        ("about", 15, "Kouluttajan arvio", sanna.pk)
    ]
    entries = ModelLogEntry.objects.filter(action="enrollment.figure_recorded").order_by("pk")
    assert [(entry.user, entry.data["qualifier"], entry.data["value"]) for entry in entries] == [
        (helmi, "exact", 12),
        (sanna, "about", 15),
    ]


def test_runs_sessions_kinds_and_covers_each_have_their_own_number(run):
    session = run.sessions.first()
    told(run, HEADCOUNT, value=1)
    told(run, HEADCOUNT, value=2, session=session)
    told(run, HEADCOUNT, value=3, session=session, covers=Covers.UNNAMED)
    told(run, FigureKind.ATTENDED, value=4)

    assert [(each.session_id, each.kind, each.value) for each in standing_figures([run.pk], DAY)] == [
        (None, "attended", 4),
        (None, "headcount", 1),
        (session.pk, "headcount", 2),
        (session.pk, "headcount", 3),
    ]


def test_the_newest_day_stands_as_of_each_day(run):
    told(run, qualifier=Qualifier.ABOUT, value=100, as_of=date(2027, 5, 1))
    told(run, value=104, as_of=date(2027, 5, 10))

    def said(day):
        return [figure.in_words() for figure in standing_figures([run.pk], day)]

    assert (said(date(2027, 4, 30)), said(date(2027, 5, 1)), said(date(2027, 5, 10))) == ([], ["noin 100"], ["104"])


def test_a_number_taken_back_is_not_known(run):
    told(run, value=104, as_of=date(2027, 5, 1))
    told(run, qualifier=Qualifier.UNKNOWN, as_of=DAY)

    assert [figure.in_words() for figure in standing_figures([run.pk], DAY)] == ["tieto puuttuu"]


def test_the_number_of_a_cancelled_session_does_not_stand(run):
    session = run.sessions.first()
    told(run, HEADCOUNT, value=12, session=session)
    run.sessions.filter(pk=session.pk).update(cancelled_at=NOW)

    assert standing_figures([run.pk], DAY) == []


SUMS = [
    ([Quantity(27, 27), Quantity(27, 27)], "54"),  # R02
    ([Quantity(34, 70)] * 5, "170–350"),  # R12
    ([Quantity(300, 300, is_rough=True), Quantity(34, 70)], "noin 334–370"),
    ([Quantity(100, 100, is_rough=True), Quantity(92, 92)], "noin 192"),
    ([Quantity(900, None), Quantity(35, 35), Quantity(1, 2)], "yli 936"),
    ([Quantity(900, None), Quantity(100, 100, is_rough=True)], "noin 1000 tai enemmän"),
]


@pytest.mark.parametrize(("parts", "words"), SUMS)
def test_told_numbers_of_one_kind_add_up_by_their_bounds(parts, words):
    assert together(parts).in_words() == words


def test_nothing_adds_up_to_nothing():
    assert (together([]), among_the_same_people([])) == (None, None)


def test_different_people_of_several_sessions_lie_between_the_largest_and_the_sum():
    assert among_the_same_people([Quantity(12, 12), Quantity(30, 30)]) == Quantity(30, 42)
    assert among_the_same_people([Quantity(12, 12)]) == Quantity(12, 12)
    assert among_the_same_people([Quantity(900, None), Quantity(1, 1)]) == Quantity(900, None)


def test_only_an_exact_number_is_a_number():
    parts = [Quantity(5, 5), Quantity(5, 6), Quantity(5, 5, is_rough=True), Quantity(5, None)]

    assert [quantity.exactly for quantity in parts] == [5, None, None, None]
