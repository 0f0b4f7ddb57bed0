"""The catalogue and the course page: which runs they show, what they say of places, and at what cost."""

from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import ngettext

from courses.enums import Admission, Phase
from courses.models import AttendanceRule, CourseRun
from courses.queries import (
    announced_runs,
    cancel_deadline,
    catalog_entries,
    current_rule_set,
    days_in_words,
    held_sessions,
    next_change,
    next_change_of,
    phase,
    queue_cut_off,
    rule_sentence,
    shared_rule,
    trainer_names,
    unit_count,
)
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.courses.conftest import add_course_page
from tests.factories import (
    CourseFactory,
    CourseRunFactory,
    EnrollmentFactory,
    RunRoleFactory,
    SessionFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response) -> str:
    return " ".join(soup(response).get_text(" ").split())


def cold(client, address: str):
    cache.clear()
    return client.get(address)


# which runs are shown


def test_the_course_page_shows_published_runs_with_the_way_in(client, catalog):
    page = add_course_page(catalog)
    run = CourseRunFactory(course=page.course, label="Ryhmä A")

    answer = client.get(page.url)

    assert "Ryhmä A" in words(answer)
    assert soup(answer).find("a", href=reverse("enroll", args=[run.pk])) is not None
    assert "teams.microsoft.com" not in answer.content.decode()


@pytest.mark.parametrize(
    "changes",
    [{"published_at": None}, {"published_at": NOW + hours(1)}, {"admission": Admission.RECORD_ONLY}],
    ids=["unpublished", "published later", "recorded only"],
)
def test_runs_not_for_the_public_are_on_no_page(client, catalog, changes):
    page = add_course_page(catalog)
    CourseRunFactory(course=page.course, label="Salainen ryhmä", **changes)

    assert "Salainen" not in words(client.get(page.url))
    assert "Salainen" not in words(client.get(catalog.url))


def test_a_run_appears_by_itself_when_its_time_comes(client, catalog):

    page = add_course_page(catalog)
    CourseRunFactory(course=page.course, label="Ryhmä A", published_at=NOW + timedelta(minutes=1))
    client.get(page.url)

    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert "Ryhmä A" in words(client.get(page.url))


@pytest.mark.parametrize(("held", "left"), [(0, 4), (3, 1)])
def test_the_places_left_are_said(client, catalog, held, left):
    page = add_course_page(catalog)
    run = CourseRunFactory(course=page.course, places=4)
    EnrollmentFactory.create_batch(held, run=run)

    said = ngettext("%(count)s place left", "%(count)s places left", left) % {"count": left}
    assert said in words(client.get(page.url))
    assert said in words(client.get(catalog.url))


# the same number of queries for one and for thirty


def queries_of(client, address: str) -> int:
    cold(client, address)
    cache.clear()
    client.get(address)  # Wagtail keeps the site's root in the cache
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{address}?page=1").status_code == 200
    return len(queries)


def test_the_catalogue_takes_as_many_queries_for_thirty_courses_as_for_one(client, catalog):
    def add() -> None:
        run = CourseRunFactory(course=add_course_page(catalog).course)
        EnrollmentFactory.create_batch(2, run=run)

    add()
    one = queries_of(client, catalog.url)
    for _ in range(29):
        add()

    assert queries_of(client, catalog.url) == one == 14


def test_the_course_page_takes_as_many_queries_for_thirty_runs_as_for_one(client, catalog):
    page = add_course_page(catalog)
    EnrollmentFactory(run=CourseRunFactory(course=page.course))
    one = queries_of(client, page.url)

    for number in range(29):
        EnrollmentFactory(run=CourseRunFactory(course=page.course, label=f"Ryhmä {number}"))

    assert queries_of(client, page.url) == one == 13


def test_the_catalogue_is_paged(catalog):
    for _ in range(21):
        add_course_page(catalog)

    assert [len(catalog_entries(catalog, number).object_list) for number in (None, "2", "99", "x")] == [20, 1, 1, 20]


# questions about a run


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Phase.OPEN),
        ({"published_at": None}, Phase.UNPUBLISHED),
        ({"published_at": NOW + hours(1)}, Phase.UNPUBLISHED),
        ({"published_at": NOW}, Phase.OPEN),
        ({"cancelled_at": NOW}, Phase.CANCELLED),
        ({"enrolment_opens_at": NOW + hours(1)}, Phase.SOON),
        ({"enrolment_opens_at": NOW}, Phase.OPEN),
        ({"enrolment_closes_at": NOW}, Phase.CLOSED),
        ({"finished": True}, Phase.OVER),
        ({"first_session_at": NOW - days(30)}, Phase.OPEN),  # enrolment may last longer than the sessions
        ({"enrolment_opens_at": None, "enrolment_closes_at": None}, Phase.CLOSED),
    ],
)
def test_where_a_run_stands(changes, expected):
    assert phase(CourseRunFactory(**changes), NOW) == expected


def test_a_run_is_over_only_when_its_last_session_has_ended():
    run = CourseRunFactory(enrolment_closes_at=NOW, first_session_at=NOW - days(14) - hours(3))

    assert (phase(run, NOW - timedelta(seconds=1)), phase(run, NOW)) == (Phase.OPEN, Phase.OVER)


def test_deadlines_are_the_stated_or_the_first_session():
    plain, stated = CourseRunFactory(), CourseRunFactory(cancel_by_at=NOW, cut_off_at=NOW + hours(1))

    assert (cancel_deadline(plain), queue_cut_off(plain)) == (NOW + days(7), NOW + days(7))
    assert (cancel_deadline(stated), queue_cut_off(stated)) == (NOW, NOW + hours(1))


def test_held_sessions_leave_the_cancelled_out(run):
    run.sessions.filter(number=2).update(cancelled_at=NOW)

    assert [session.number for session in held_sessions(run)] == [1, 3]
    assert unit_count(run) == 2


def test_two_sessions_on_one_topic_are_one_unit(run):
    first = run.sessions.get(number=1)
    SessionFactory(run=run, topic=first.topic)
    SessionFactory(run=run, topic=None)

    assert unit_count(run) == 4


def test_the_rule_set_in_force_is_the_newest_begun_else_the_first(run):
    second = run.rule_sets.create(number=2, in_force_from=NOW)
    AttendanceRule.objects.create(rule_set=second)

    assert current_rule_set(run, NOW) == second
    assert current_rule_set(run, NOW - days(300)).number == 1


def test_trainers_are_shown_once_in_the_form_they_chose(run, helmi):
    RunRoleFactory(run=run, person=helmi, role="trainer", shown_as="Helmi H., kouluttaja")
    RunRoleFactory(run=run, person=UserFactory(name="Mira"), role="expert", shown_as="Mira")
    RunRoleFactory(run=run, person=UserFactory(name="Piilo"), role="contact")
    RunRoleFactory(run=run, person=UserFactory(name="Mira"), role="guest", shown_as="Mira")

    assert trainer_names(run) == ["Helmi Harju", "Helmi H., kouluttaja", "Mira"]


def test_a_run_still_without_a_rule_and_a_day_says_nothing_against_the_shared_one(catalog):
    page = add_course_page(catalog)
    run, undated = CourseRunFactory(course=page.course), CourseRunFactory(course=page.course, session_count=0)
    undated.rule_sets.all().delete()

    assert shared_rule([run, undated]) == rule_sentence(run)


def test_a_trainer_of_several_runs_is_one_person_in_the_form_chosen_last(client, catalog, helmi):
    page = add_course_page(catalog)
    runs = [CourseRunFactory(course=page.course, label=label) for label in "AB"]
    for run, shown_as in zip(runs, ("Helmi Harju, kouluttaja", "Helmi Harju, perheterapeutti"), strict=True):
        RunRoleFactory(run=run, person=helmi, role="lead", shown_as=shown_as)

    shown = soup(client.get(page.url)).select("section[aria-labelledby=trainers] li")

    assert [name.get_text() for name in shown] == ["Helmi Harju, perheterapeutti"]


def test_days_are_read_as_a_list_or_as_the_period(run):
    assert " ".join(days_in_words(run).split()) == "to 27.5., to 3.6. ja to 10.6.2027"
    vague = CourseRunFactory(session_count=0, period_from=NOW.date(), period_until=NOW.date() + days(30))
    assert days_in_words(vague) == "20.5.–19.6.2027"
    assert days_in_words(CourseRunFactory(session_count=0)) == ""


def test_the_next_change_is_the_nearest_coming_instant():
    course = CourseFactory()
    CourseRunFactory(course=course, enrolment_closes_at=NOW + hours(2))
    CourseRunFactory(course=course, enrolment_closes_at=NOW + hours(1), published_at=None)
    CourseRunFactory(enrolment_closes_at=NOW + hours(1.5))

    assert (next_change_of(announced_runs(course), NOW), next_change(NOW)) == (NOW + hours(2), NOW + hours(1.5))
    assert next_change_of([], NOW) is None


def test_ones_own_run_says_so_and_leads_to_the_own_page(catalog, outi):
    page = add_course_page(catalog)
    mine, other = CourseRunFactory(course=page.course, label="A"), CourseRunFactory(course=page.course, label="B")
    enrollment = EnrollmentFactory(run=mine, person=outi)

    cards = soup(signed_in(outi).get(page.url)).select(".run-card")

    shown = {
        card.h3.get_text(): (card.select_one(".badge").get_text(), card.select_one(".button")["href"]) for card in cards
    }
    assert shown["A"] == ("Olet mukana", reverse("own-enrollment", args=[enrollment.pk]))
    assert shown["B"][1] == reverse("enroll", args=[other.pk])


def test_a_rule_all_runs_share_is_said_once_and_different_ones_on_their_cards(client, catalog):
    page = add_course_page(catalog)
    runs = [CourseRunFactory(course=page.course, label=label) for label in "AB"]

    shared = soup(client.get(page.url))
    AttendanceRule.objects.filter(rule_set__run=runs[1]).update(minimum=2, max_replaced=0)
    cache.clear()
    different = soup(client.get(page.url))

    rules = [rule_sentence(CourseRun.objects.get(pk=run.pk)) for run in runs]
    assert ([shared.select_one(".rule-note p + p").get_text()], shared.select(".run-card__rule")) == (rules[:1], [])
    assert [rule.get_text() for rule in different.select(".run-card__rule")] == rules
    assert different.select_one(".rule-note") is None
