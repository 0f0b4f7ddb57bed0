"""What a form of the admin refuses, asks about and passes on, in words at the field."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.models import RetentionPeriod, User
from courses.enums import OrganiserPart
from courses.models import Course, CourseRun
from enrollment.models import Figure
from tests.admin.conftest import told
from tests.admin.test_locks import run_form, session_form
from tests.admin.test_newer_saves import course_form, faults
from tests.clock import NOW, days
from tests.factories import CourseRunFactory, FeedbackRoundFactory, OrganiserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def soup(admin: Any, url: str) -> BeautifulSoup:
    return BeautifulSoup(admin.get(url).content, "html.parser")


def figure_form(**changes: Any) -> dict[str, Any]:
    typed = {"kind": "attended", "covers": "everyone", "qualifier": "exact", "value": "7", "as_of": "1.5.2027"}
    return {**typed, "low": "", "high": "", "session": "", "source": "", **changes}


# A number, a day, a person


@pytest.mark.parametrize("months", ["-5", "0"])
def test_a_number_too_small_is_told_in_one_way(admin, months):
    response = admin.post(reverse("retentionperiod:add"), {"kind": "messages", "months": months})

    assert faults(response) == {"months": ["Tämän luvun on oltava vähintään 1."]}
    assert not RetentionPeriod.objects.exists()


def test_a_broken_constraint_is_told_at_its_field(admin, run):
    response = admin.post(reverse("course:edit", args=[run.course.pk]), course_form(run.course, parallel_places="0"))

    assert faults(response) == {"parallel_places": ["Tämän luvun on oltava vähintään 1."]}


def test_a_number_that_cannot_be_read_is_not_called_empty_too(admin, run):
    response = admin.post(f"{reverse('figure:add')}?run={run.pk}", figure_form(value="-5"))

    assert faults(response) == {"value": ["Tämän luvun on oltava vähintään 0."]}


def test_a_range_the_wrong_way_says_which_number_is_wrong(admin, run):
    typed = figure_form(qualifier="range", value="", low="30", high="20")

    response = admin.post(f"{reverse('figure:add')}?run={run.pk}", typed)

    assert faults(response) == {"high": ["Kirjoita tähän suurempi luku kuin kohtaan Vähintään."]}


@pytest.mark.parametrize(("day", "is_kept"), [(NOW.date(), True), ((NOW + days(1)).date(), False)])
def test_a_number_is_of_a_day_that_has_come(admin, run, day, is_kept):
    typed = figure_form(as_of=f"{day.day}.{day.month}.{day.year}")

    response = admin.post(f"{reverse('figure:add')}?run={run.pk}", typed)

    assert Figure.objects.exists() is is_kept
    if not is_kept:
        text = "Päivä on vasta tulossa. Kirjoita päivä, jona luku piti paikkansa."
        assert faults(response) == {"as_of": [text]}


def test_a_person_chosen_and_another_typed_is_asked_about(admin, run, helmi):
    typed = {"person": helmi.pk, "email": "outi@esimerkki.example", "name": "Outi Outo", "role": "guest"}

    response = admin.post(f"{reverse('runrole:add')}?run={run.pk}", typed)

    text = "Valitse henkilö tai kirjoita toinen, ei molempia. Tyhjennä se, jota et tarkoita."
    assert faults(response) == {"person": [text]}
    assert not User.objects.filter(email="outi@esimerkki.example").exists()


def test_an_address_of_the_web_is_asked_for_with_an_example(admin, run):
    response = admin.post(f"{reverse('session:add')}?run={run.pk}", session_form(run.sessions.first(), link="teams"))

    example = "Kirjoita koko osoite niin kuin selain sen näyttää, esimerkiksi https://www.esimerkki.example/"
    assert faults(response)["link"] == [example]


# Times of sessions


def test_more_minutes_than_the_session_lasts_are_refused_at_their_field(admin, run):
    url = f"{reverse('session:add')}?run={run.pk}"

    response = admin.post(url, {**session_form(run.sessions.first()), "number": "9", "counted_minutes": "121"})

    assert faults(response) == {"counted_minutes": ["Kerta ei kestä näin kauan. Tarkista minuutit tai kellonajat."]}
    admin.post(url, {**session_form(run.sessions.first()), "number": "9", "counted_minutes": "120"})
    assert run.sessions.get(number=9).counted_minutes == 120


def test_a_session_is_numbered_from_one(admin, run):
    response = admin.post(
        f"{reverse('session:add')}?run={run.pk}", {**session_form(run.sessions.first()), "number": "0"}
    )

    assert faults(response) == {"number": ["Tämän luvun on oltava vähintään 1."]}


def test_odd_times_are_saved_and_asked_about(admin, run):
    first = run.sessions.get(number=1)
    first.starts_at, first.ends_at = NOW.replace(month=3, day=10), NOW.replace(month=3, day=10) + timedelta(hours=1)
    first.save()
    times = {"starts_at": "01.03.2027 9.00", "ends_at": "25.03.2027 12.00", "number": "9"}

    response = admin.post(f"{reverse('session:add')}?run={run.pk}", session_form(first, **times), follow=True)

    assert told(response)[:3] == [
        "Kerta kestää yli vuorokauden. Tarkista, milloin se alkaa ja päättyy.",
        "Kerta alkaa menneisyydessä. Tarkista päivä.",
        "Samaan aikaan on toteutuksen kerta 1. Tarkista ajat.",
    ]
    assert told(response)[3].splitlines()[0] == "Lisätty: 9. kerta: Aihe 1"


# Where one gets from where


def test_the_usual_organiser_of_the_training_leads_a_new_run(admin, run):
    run.course.default_organiser = OrganiserFactory(name="Tavallinen")
    run.course.save()

    admin.post(reverse("courserun:add"), run_form(run, label="Uusi"))

    (part,) = CourseRun.objects.get(label="Uusi").organisers.all()
    assert (part.organiser.name, part.part) == ("Tavallinen", OrganiserPart.LEAD)


def test_a_new_training_opens_its_page_which_leads_to_its_parts(admin, db):
    typed = {"title_fi": "Vahvuudet esiin", "code": "vahvuudet", "status": "active", "parallel_places": "1"}

    response = admin.post(reverse("course:add"), typed)

    course = Course.objects.get(code="vahvuudet")
    assert response.url == reverse("course:inspect", args=[course.pk])
    links = {a["href"] for a in soup(admin, response.url).main.select("a.button")}
    adds = {f"{reverse(f'{name}:add')}?course={course.pk}" for name in ("courserun", "topic", "section")}
    assert adds | {reverse("wagtailadmin_explore_root")} <= links


def test_a_run_added_from_its_training_has_the_training_chosen(admin, run):
    chosen = soup(admin, f"{reverse('courserun:add')}?course={run.course.pk}").select_one("#id_course option[selected]")

    assert chosen["value"] == str(run.course.pk)


def test_a_list_of_parts_has_no_button_that_could_not_add(admin, run):
    page = soup(admin, reverse("ruleset:index"))

    assert page.select(f'a[href="{reverse("ruleset:add")}"]') == []


def test_a_feedback_round_opens_its_results(admin, db):
    row = FeedbackRoundFactory()

    assert soup(admin, reverse("feedbackround:index")).select(f'a[href="{reverse("feedback-results", args=[row.pk])}"]')


def test_a_run_and_a_session_lead_to_the_attendance_list(admin, run):
    session = run.sessions.first()
    way = f'a[href="{reverse("desk-session", args=[session.pk])}"]'

    assert soup(admin, reverse("courserun:inspect", args=[run.pk])).select(way)
    assert soup(admin, reverse("session:edit", args=[session.pk])).select(way)


def test_runs_stand_with_what_is_on_or_to_come_first_and_the_newest_of_the_past_after(admin, run):
    label = CourseRun.label.field.name
    for name, day in {"Tuleva": 60, "Käynnissä": -1, "Vanha": -400, "Viime vuosi": -200}.items():
        other = CourseRunFactory(course=run.course, **{label: name}, session_count=2)
        for number, session in enumerate(other.sessions.order_by("number")):
            at = NOW + days(day + (3 * number if day == -1 else number))
            type(session).objects.filter(pk=session.pk).update(starts_at=at, ends_at=at + timedelta(hours=2))
    CourseRunFactory(course=run.course, label="Ei päiviä", session_count=0)

    rows = [cell.get_text(strip=True) for cell in soup(admin, reverse("courserun:index")).select("td.title a")]

    order = ["Käynnissä", run.label, "Tuleva", "Ei päiviä", "Viime vuosi", "Vanha"]
    assert [row for row in rows if row in order] == order


def test_a_run_without_enrolment_is_not_said_to_have_closed_it(admin, run):
    CourseRun.objects.update(admission="no_enrolment", enrolment_opens_at=None, enrolment_closes_at=None)

    facts = soup(admin, reverse("courserun:inspect", args=[run.pk])).main.dl.get_text(" ", strip=True)

    assert "Ilman ilmoittautumista" in facts
    assert "Ilmoittautuminen on päättynyt" not in facts
