"""Dates typed the Finnish way in the admin, what it answers to a press, and its closed door."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.admin_helpers.moments import read_moment
from courses.models import CourseRun
from tests.clock import NOW
from tests.conftest import signed_in
from tests.factories import CourseFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CLOSES = "2027-01-10 16:00"


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("su 10.1.2027 klo 16.00", "10.1.2027 16.00"),
        ("su\xa010.1.2027 klo\xa016.00", "10.1.2027 16.00"),
        ("10.1.2027 klo 16", "10.1.2027 16.00"),
        ("10.1.2027 klo 16:00", "10.1.2027 16:00"),
        ("10.1.2027 16.00", "10.1.2027 16.00"),
        ("10.1.2027 16:00", "10.1.2027 16:00"),
        ("  ma 4.1.2027  ", "4.1.2027"),
        ("sön 10.1.2027 kl. 16.00", "10.1.2027 16.00"),
        ("10.1.2027", "10.1.2027"),
        ("ensi maanantaina", "ensi maanantaina"),
        ("", ""),
    ],
)
def test_weekday_and_clock_word_are_read(typed: str, read: str) -> None:
    assert read_moment(typed) == read


def new_run(client, **typed):
    fields = {
        "course": CourseFactory().pk, "label": "Kevät 2027", "language": "fi", "mode": "online", "admission": "open",
        "after_cut_off": "end", "enrolment_opens_at": "ma 4.1.2027 klo 9",
        "enrolment_closes_at": "su 10.1.2027 klo 16.00",
    }  # fmt: skip
    return client.post(reverse("courserun:add"), {**fields, **typed}, follow=True)


def test_a_run_is_saved_with_the_times_as_they_are_written_on_the_site(sanna) -> None:
    page = new_run(signed_in(sanna))

    run = CourseRun.objects.get()
    assert run.enrolment_closes_at.astimezone(NOW.tzinfo).strftime("%Y-%m-%d %H:%M") == CLOSES
    assert soup(page).select(".messages .success") != []


def test_what_cannot_be_read_stays_as_typed_with_how_to_write_it(sanna) -> None:
    page = new_run(signed_in(sanna), enrolment_closes_at="ensi sunnuntaina")

    field = soup(page).select_one("[name=enrolment_closes_at]")
    assert (CourseRun.objects.count(), field["value"]) == (0, "ensi sunnuntaina")
    assert "Kirjoita päivä ja kellonaika näin: 10.1.2027 klo 16.00" in page.content.decode()


def test_a_mistake_between_two_fields_is_said_at_the_second_one(sanna) -> None:
    page = new_run(signed_in(sanna), enrolment_opens_at="11.1.2027 9.00")

    assert page.context["form"].errors == {
        "enrolment_closes_at": ["Ilmoittautumisen täytyy avautua, ennen kuin se päättyy."]
    }
    assert "could not be saved" not in page.content.decode()


def test_a_run_of_less_than_nothing_is_refused_at_its_field(sanna) -> None:
    page = new_run(signed_in(sanna), extent_hours="-2")

    assert page.context["form"].errors == {"extent_hours": ["Laajuuden täytyy olla suurempi kuin 0."]}


def test_the_calendar_never_replaces_what_was_typed(sanna) -> None:
    page = signed_in(sanna).get(reverse("courserun:add"))

    assert '"validateOnBlur": false' in page.content.decode().replace("&quot;", '"')


def test_a_participant_at_the_door_of_the_staff_reads_why(aino) -> None:
    answer = signed_in(aino).get("/hallinta/", follow=True)

    assert (answer.status_code, soup(answer).h1.get_text()) == (403, "Et voi avata tätä sivua")


@pytest.mark.parametrize("typed", ["10.1.2027", "su 10.1.2027", "2027-01-10"])
def test_a_moment_without_its_clock_time_is_refused(sanna, typed) -> None:
    page = new_run(signed_in(sanna), enrolment_closes_at=typed)

    assert CourseRun.objects.count() == 0
    assert page.context["form"].errors == {
        "enrolment_closes_at": ["Kirjoita myös kellonaika, esimerkiksi 5.4.2027 klo 16.00."]
    }


@pytest.mark.parametrize(("language", "shown"), [("fi", "10.1.2027 klo 16.00"), ("sv", "10.1.2027 kl. 16.00")])
def test_a_saved_time_stands_in_its_field_as_it_is_written_and_is_read_again(sanna, language, shown) -> None:
    sanna.language = language
    sanna.save()
    client = signed_in(sanna)
    new_run(client, enrolment_closes_at="10.01.2027 16:00")
    run = CourseRun.objects.get()

    page = soup(client.get(reverse("courserun:edit", args=[run.pk])))

    field = page.select_one("[name=enrolment_closes_at]")
    assert (field["value"], read_moment(field["value"])) == (shown, "10.1.2027 16.00")
    assert page.select_one("[name=enrolment_opens_at]")["value"].startswith("4.1.2027 k")
