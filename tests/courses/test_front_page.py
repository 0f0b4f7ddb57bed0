"""The front page: what to do first, the coming runs by date, three ways in; kept no longer than it is true."""

from datetime import timedelta
from itertools import product

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.enums import Admission, Phase, Precision
from courses.queries import every_session_is_held, phase, runs_ahead
from tests.clock import NOW, days, hours
from tests.courses.conftest import add_course_page
from tests.factories import CourseRunFactory, EnrollmentFactory, SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def front(client) -> BeautifulSoup:
    return BeautifulSoup(client.get("/").content, "html.parser")


def words(node) -> str:
    return " ".join(node.get_text(" ").split())


def coming(page: BeautifulSoup) -> list[str]:
    return [words(row) for row in page.select(".run-row__label")]


def test_the_next_step_is_the_soonest_run_with_a_free_place(client, catalog):
    course = add_course_page(catalog).course
    full = CourseRunFactory(course=course, label="Täysi", places=1, first_session_at=NOW + days(7))
    EnrollmentFactory(run=full)
    free = CourseRunFactory(course=course, label="Vapaa", first_session_at=NOW + days(9))
    CourseRunFactory(course=course, label="Myöhempi", first_session_at=NOW + days(30))

    step = front(client).select_one(".next-step")

    assert words(step.h2) == "la 29.5., la 5.6. ja la 12.6.2027"
    assert words(step.select_one(".next-step__text")) == "Vapaa"
    assert (step.a["href"], words(step.a)) == (reverse("enroll", args=[free.pk]), "Ilmoittaudu")


def test_the_next_step_is_in_the_readers_language_where_one_is(client, catalog):
    course = add_course_page(catalog).course
    CourseRunFactory(course=course, label="Grupp", language="sv", first_session_at=NOW + days(7))
    CourseRunFactory(course=course, label="Ryhmä", first_session_at=NOW + days(9))

    page = front(client)

    assert words(page.select_one(".next-step__text")) == "Ryhmä"
    assert coming(page) == [
        "Sytykettä yhteistyöhön · Ryhmä · Etänä",
        "Sytykettä yhteistyöhön · Grupp · Etänä · Pidetään ruotsiksi",
    ]


def test_the_next_step_says_which_language_it_is_in(client, catalog):
    course = add_course_page(catalog).course
    CourseRunFactory(course=course, label="Grupp", language="sv")

    assert words(front(client).select_one(".next-step__text")) == "Grupp · Pidetään ruotsiksi"


def test_when_every_run_is_full_the_next_step_is_the_queue(client, catalog):
    run = CourseRunFactory(course=add_course_page(catalog).course, places=0)

    step = front(client).select_one(".next-step")

    assert (step.a["href"], words(step.a)) == (reverse("enroll", args=[run.pk]), "Ilmoittaudu varasijalle")


def test_the_coming_runs_stand_by_date_with_the_way_to_their_training(client, catalog):
    page = add_course_page(catalog)
    for label, first in (("Toinen", 20), ("Ensimmäinen", 10)):
        CourseRunFactory(course=page.course, label=label, first_session_at=NOW + days(first))
    CourseRunFactory(
        course=page.course, label="Avautuu", enrolment_opens_at=NOW + days(1), first_session_at=NOW + days(40)
    )

    shown = front(client)

    assert coming(shown) == [
        f"Sytykettä yhteistyöhön · {label} · Etänä" for label in ("Ensimmäinen", "Toinen", "Avautuu")
    ]
    assert {link["href"] for link in shown.select(".run-row a")} == {page.url}


@pytest.mark.parametrize(
    "facts",
    [
        {"published_at": None},
        {"cancelled_at": NOW},
        {"finished": True},
        {"enrolment_closes_at": NOW},
        {"admission": Admission.RECORD_ONLY},
    ],
    ids=["unpublished", "cancelled", "over", "closed", "recorded only"],
)
def test_runs_nobody_can_enrol_in_are_left_out(client, catalog, facts):
    CourseRunFactory(course=add_course_page(catalog).course, **facts)

    page = front(client)

    assert (coming(page), page.select(".next-step")) == ([], [])
    assert "Tulevia toteutuksia ei juuri nyt ole." in words(page)


@pytest.mark.parametrize(
    ("opens_at", "closes_at"),
    [
        (opens_at, closes_at)
        for opens_at, closes_at in product((None, NOW - days(1), NOW, NOW + days(1)), (None, NOW, NOW + days(2)))
        if not (opens_at and closes_at) or opens_at < closes_at
    ],
)
@pytest.mark.parametrize("admission", [Admission.OPEN, Admission.NO_ENROLMENT])
@pytest.mark.parametrize("session_count", [3, 0])
def test_the_runs_ahead_are_those_whose_phase_is_open_or_soon(catalog, opens_at, closes_at, admission, session_count):
    run = CourseRunFactory(
        course=add_course_page(catalog).course,
        session_count=session_count,
        admission=admission, enrolment_opens_at=opens_at, enrolment_closes_at=closes_at,
    )  # fmt: skip
    has_time_left = closes_at is not None and closes_at > NOW

    shown = runs_ahead(NOW, 5)

    assert shown == ([run] if has_time_left and phase(run, NOW) in (Phase.OPEN, Phase.SOON) else [])


@pytest.mark.parametrize(
    ("ends", "is_shown"), [([-2, -1], False), ([-1, 1], True), ([-1, None], True), ([None], True), ([], True)]
)
def test_a_run_is_ahead_as_long_as_a_session_is(catalog, ends, is_shown):
    run = CourseRunFactory(course=add_course_page(catalog).course, session_count=0)
    for number, day in enumerate(ends, 1):
        unknown = {"starts_at": None, "ends_at": None, "precision": Precision.UNKNOWN}
        times = {"starts_at": NOW + days(day) - hours(3), "ends_at": NOW + days(day)} if day else unknown
        SessionFactory(run=run, number=number, **times)
    SessionFactory(run=run, number=9, cancelled_at=NOW)

    assert runs_ahead(NOW, 5) == ([run] if is_shown else [])
    assert every_session_is_held(run, NOW) is not is_shown


def test_a_run_whose_training_has_no_live_page_is_left_out(client, catalog):
    page = add_course_page(catalog)
    CourseRunFactory(course=page.course)
    CourseRunFactory()
    page.unpublish()

    assert coming(front(client)) == []


def test_three_kinds_of_visitor_find_their_way(client, catalog):
    ways = {words(way.h3): way.a["href"] for way in front(client).select(".way")}

    assert ways == {"Osallistuja": "/omat/", "Kouluttaja": "/kouluttaja/", "Todistuksen tarkistaja": "/tarkista/"}


def test_every_link_leads_somewhere(client, catalog):
    CourseRunFactory(course=add_course_page(catalog).course)

    links = {words(link): link["href"] for link in front(client).select("main a")}

    assert links["Katso koulutukset"] == "/koulutukset/"
    assert [text for text, address in links.items() if not address] == []


def test_the_front_page_stops_being_kept_when_enrolment_closes(client, catalog):
    closes = NOW + timedelta(minutes=2)
    CourseRunFactory(course=add_course_page(catalog).course, label="Pian kiinni", enrolment_closes_at=closes)
    assert len(coming(front(client))) == 1

    with time_machine.travel(closes, tick=False):
        assert coming(front(client)) == []


def test_the_front_page_costs_the_same_for_thirty_runs(client, catalog):
    def cost() -> list[str]:
        cache.clear()
        client.get("/tarkista/")
        with CaptureQueriesContext(connection) as queries:
            front(client)
        return [each["sql"] for each in queries]

    def add() -> None:
        EnrollmentFactory(run=CourseRunFactory(course=add_course_page(catalog).course))

    add()
    one = cost()
    for _ in range(29):
        add()
    many = cost()

    assert len(one) == len(many) <= 14
    assert [sql for sql in set(many) if many.count(sql) > 1] == []
