"""A mistyped address is asked about once; a refused press leaves nobody behind."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from accounts.models import User
from courses.enums import RoleKind
from enrollment.addresses import suggested_address
from enrollment.models import Enrollment
from enrollment.queries import runs_of_trainer
from enrollment.queries.desk import sessions_of_trainer
from enrollment.services import add_walk_in
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.factories import CourseRunFactory, EnrollmentFactory, RunRoleFactory, SectorFactory, UserFactory

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("aino@gmial.com", "aino@gmail.com"),
        ("aino@gmail.con", "aino@gmail.com"),
        ("aino@hotmial.com", "aino@hotmail.com"),
        ("aino@pohde.f", "aino@pohde.fi"),
        ("aino@gmail.com", ""),
        ("aino@outlook.fi", ""),
        ("aino@esimerkki.example", ""),
        ("aino@koulu.kunta.fi", ""),
    ],
)
def test_a_mistyped_domain_is_noticed(typed: str, meant: str) -> None:
    assert suggested_address(typed) == meant


def press(run, **typed):
    fields = {"name": "Aino Esimerkki", "email": "aino@gmial.com", "sector": SectorFactory().pk}
    return Client().post(reverse("enroll", args=[run.pk]), {**fields, **typed})


def test_a_mistyped_address_is_asked_about_and_kept_when_pressed_again(run) -> None:
    first = press(run)
    second = press(run, email_asked="aino@gmial.com")

    assert "Tarkoititko osoitetta aino@gmail.com?" in first.content.decode()
    assert 'name="email_asked" value="aino@gmial.com"' in first.content.decode()
    assert second.status_code == 302
    assert list(Enrollment.objects.values_list("person__email", flat=True)) == ["aino@gmial.com"]


def test_the_suggested_address_is_one_press_away(run) -> None:
    asked = press(run)
    button = BeautifulSoup(asked.content, "html.parser").select_one("main button[name=use_email]")

    taken = press(run, use_email=button["value"])

    assert (button["value"], taken.status_code) == ("aino@gmail.com", 302)
    assert list(Enrollment.objects.values_list("person__email", flat=True)) == ["aino@gmail.com"]


def test_whoever_is_asked_about_the_queue_has_not_been_stored(run) -> None:
    run.places = 1
    run.save()
    EnrollmentFactory(run=run)
    before = set(User.objects.values_list("email", flat=True))

    answer = press(run, email="outi@esimerkki.example")

    assert "haluatko varasijalle 1?" in answer.content.decode()
    assert set(User.objects.values_list("email", flat=True)) == before


def test_a_substitute_sees_the_session_and_nothing_else_of_the_run(run, johannes) -> None:
    first, second = run.sessions.order_by("number")[:2]
    RunRoleFactory(run=run, session=first, person=johannes, role=RoleKind.TRAINER)
    client = signed_in(johannes)

    assert list(sessions_of_trainer(johannes)) == [first]
    assert list(runs_of_trainer(johannes)) == []
    assert client.get(reverse("desk-session", args=[first.pk])).status_code == 200
    assert client.get(reverse("desk-session", args=[second.pk])).status_code == 404
    assert client.get(reverse("report-run", args=[run.pk])).status_code == 404


def test_somebody_who_completed_an_earlier_run_comes_as_a_new_participant(run, helmi) -> None:
    earlier = EnrollmentFactory(run=CourseRunFactory(course=run.course, finished=True), person=UserFactory())
    earlier.completed_at, earlier.completed_under = NOW - days(20), earlier.rule_set
    earlier.save()
    session = run.sessions.first()
    session.starts_at = NOW - hours(1)
    session.save()

    add_walk_in(session, earlier.name, earlier.person.email, by=helmi, now=NOW)

    assert Enrollment.objects.confirmed().filter(run=run, person=earlier.person).count() == 1
