"""How many were at a session, told without names on the trainer's page."""

import pytest
from django.urls import reverse

from enrollment.enums import Covers, FigureKind, Qualifier
from enrollment.models import Figure
from enrollment.queries.figures import session_headcounts
from enrollment.services import record_figure, record_headcount
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.enrollment.conftest import ABSENT, PARTIAL, PRESENT, mark, participant, session_of, soup, words

pytestmark = pytest.mark.django_db

ALL, UNNAMED = Covers.EVERYONE, Covers.UNNAMED


def at(session) -> str:
    return reverse("desk-headcount", args=[session.pk])


def typed(value: object, qualifier: str = "exact", covers: str = "everyone") -> dict[str, object]:
    return {"value": value, "qualifier": qualifier, "covers": covers}


def standing(session) -> dict[str, str]:
    return {covers: figure.in_words() for covers, figure in session_headcounts(session).items()}


@pytest.fixture
def desk(trainer):
    return signed_in(trainer)


def test_a_headcount_is_kept_beside_the_attendance(first, desk, trainer, past):
    answer = desk.post(at(first), typed("40", "about"), follow=True)

    figure = Figure.objects.get()
    assert (figure.run, figure.session, figure.kind, figure.by) == (past, first, FigureKind.HEADCOUNT, trainer)
    assert (figure.qualifier, figure.value, figure.covers, figure.as_of) == (
        Qualifier.ABOUT, 40, ALL, first.starts_at.date(),
    )  # fmt: skip
    assert "Paikalla noin 40, kaikki mukaan luettuna. Kirjannut Helmi Harju." in words(answer)
    assert first.attendances.count() == 0


def test_everyone_and_those_without_a_name_are_two_numbers(first, desk):
    desk.post(at(first), typed("40", "about"))
    desk.post(at(first), typed("3", covers="unnamed"))

    assert standing(first) == {ALL: "noin 40", UNNAMED: "3"}


def test_a_correction_takes_the_place_of_the_number(first, desk):
    desk.post(at(first), typed("40", "about"))
    page = soup(desk.get(reverse("desk-session", args=[first.pk])))
    assert (page.find(id="id_value")["value"], page.select_one("[name=qualifier][checked]")["value"]) == ("40", "about")

    desk.post(at(first), typed("38"))

    assert (standing(first), Figure.objects.count()) == ({ALL: "38"}, 1)


def test_an_empty_number_takes_it_back(first, desk):
    desk.post(at(first), typed("40"))
    answer = desk.post(at(first), typed(""), follow=True)

    assert ("Kävijämäärä poistettiin." in words(answer), standing(first)) == (True, {ALL: "tieto puuttuu"})
    assert soup(answer).find(id="id_value").get("value") is None


def test_an_empty_number_where_none_was_told_is_asked_for(first, desk):
    answer = desk.post(at(first), typed(""))

    assert soup(answer).find(id="id_value_error").get_text(strip=True) == (
        "Kirjoita, montako oli paikalla. Poistettavaa lukua ei ole."
    )
    assert Figure.objects.count() == 0


def test_a_very_large_number_is_asked_about_and_kept_with_a_second_press(first, desk):
    answer = desk.post(at(first), typed("4000"))

    assert soup(answer).find(id="id_value_error").get_text(strip=True) == (
        "Luku on hyvin suuri: 4000. Tarkista se. Jos se on oikein, tallenna vielä kerran."
    )
    assert Figure.objects.count() == 0
    desk.post(at(first), typed("4000") | {"asked": "4000"})
    assert standing(first) == {ALL: "4000"}


def test_what_was_saved_is_told(first, desk):
    answer = desk.post(at(first), typed("3", "about", "unnamed"), follow=True)

    assert "Kävijämäärä tallennettiin. Listan ulkopuolelta paikalla noin 3." in words(answer)


def test_a_number_told_later_in_the_admin_is_the_one_that_is_corrected(first, trainer, past):
    record_figure(
        past, FigureKind.HEADCOUNT, Qualifier.OVER, value=50, session=first, as_of=NOW.date(), by=trainer
    )  # fmt: skip

    record_headcount(first, 52, Qualifier.EXACT, ALL, by=trainer, now=NOW)

    assert standing(first) == {ALL: "52"}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("kymmenen", "Kirjoita luku numeroin."),
        ("-1", "Kirjoita luku numeroin."),
        ("4,5", "Kirjoita luku numeroin."),
        ("100000", "Tarkista luku: se on liian suuri."),
    ],
)
def test_what_is_no_number_is_told_at_the_field_and_kept(value, said, first, desk):
    answer = desk.post(at(first), typed(value))

    page = soup(answer)
    assert page.find(id="id_value_error").get_text(strip=True) == said
    assert (page.find(id="id_value")["value"], page.select_one("details[open]") is not None) == (value, True)
    assert Figure.objects.count() == 0


def test_fewer_than_were_marked_present_is_asked_about_and_kept_with_a_second_press(past, first, desk, trainer):
    marked = [(participant(past, name), status) for name, status in zip("ABC", (PRESENT, PARTIAL, ABSENT), strict=True)]
    for person, status in marked:
        mark(first, person, status, by=trainer)
    question = "Paikalla olleiksi merkittyjä: 2. Tarkista luku. Jos se on oikein, tallenna se uudelleen."

    asked = soup(desk.post(at(first), typed("0")))
    assert asked.find(id="id_value_error").get_text(strip=True) == question
    assert (asked.find(attrs={"name": "asked"})["value"], Figure.objects.count()) == ("0", 0)
    assert soup(desk.post(at(first), {**typed("1"), "asked": "0"})).find(id="id_value_error") is not None

    desk.post(at(first), {**typed("1"), "asked": "1"})
    desk.post(at(first), typed("1", covers="unnamed"))

    assert standing(first) == {ALL: "1", UNNAMED: "1"}


def test_as_many_as_were_marked_present_is_taken_at_once(past, first, desk, trainer):
    mark(first, participant(past), PRESENT, by=trainer)

    desk.post(at(first), typed("1"))

    assert standing(first) == {ALL: "1"}


@pytest.mark.parametrize("admission", ["no_enrolment", "record_only"])
def test_where_nobody_enrols_the_headcount_is_all_there_is_to_record(admission, past, first, desk):
    type(past).objects.update(admission=admission)
    address = reverse("desk-session", args=[first.pk])

    page = desk.get(address)
    assert soup(page).select_one(".empty-state").get_text(" ", strip=True) == (
        "Tähän ei ilmoittauduta Kirjaa kävijämäärä."
    )
    assert soup(page).select_one("#headcount ~ details[open]") is not None
    links = {link["href"] for link in soup(page).select("main a")}
    assert links & {reverse(name, args=[first.pk]) for name in ("desk-confirm", "desk-sheet")} == set()

    desk.post(at(first), typed("40"))
    assert soup(desk.get(address)).select_one(".empty-state").get_text(" ", strip=True) == "Tähän ei ilmoittauduta"


def test_with_nobody_on_the_list_there_is_nobody_to_confirm(first, desk):
    page = soup(desk.get(reverse("desk-confirm", args=[first.pk])))

    assert page.select_one(".lede").get_text() == "Listalla ei ole ketään, joten läsnäoloja ei ole vahvistettavaksi."
    assert page.select("main button[type=submit]") == []


@pytest.mark.parametrize("data", [typed("4", "over"), typed("4", covers="nobody"), {"value": "4"}])
def test_only_the_offered_ways_of_telling_are_taken(data, first, desk):
    assert desk.post(at(first), data).status_code == 200
    assert Figure.objects.count() == 0


def test_nothing_is_told_of_a_session_that_has_not_begun(first, desk):
    first.starts_at, first.ends_at = NOW + days(1), NOW + days(2)
    first.save()

    assert desk.post(at(first), typed("40")).status_code == 302
    assert (Figure.objects.count(), soup(desk.get(reverse("desk-session", args=[first.pk]))).find(id="headcount")) == (
        0,
        None,
    )


@pytest.mark.parametrize("viewer", ["outi", "johannes"])
def test_others_tell_nothing(viewer, first, request):
    client = signed_in(request.getfixturevalue(viewer))

    assert client.post(at(first), typed("40")).status_code == 404
    assert Figure.objects.count() == 0


def test_another_session_has_a_headcount_of_its_own(past, first, desk):
    desk.post(at(first), typed("40"))

    assert standing(session_of(past, 2)) == {}
