"""“Tämä en ollut minä”: an enrolment made with somebody else's address is taken back by whoever reads the mail."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from enrollment.enums import AttendanceStatus, EnrollmentState, Verb
from enrollment.links import disown_link
from enrollment.models import Attendance, Enrollment
from enrollment.services import tell_absence
from enrollment.services.disown import DisownRefused, disown
from messaging.models import Message
from reports.queries.people import people, registered
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.enrollment.conftest import says
from tests.factories import CourseRunFactory, EnrollmentFactory, SectorFactory

pytestmark = pytest.mark.django_db


def path(enrollment) -> str:
    return disown_link(enrollment).removeprefix("http://testserver")


def state(enrollment) -> str:
    return Enrollment.objects.get(pk=enrollment.pk).state


@pytest.fixture
def address(aino, settings):
    settings.SITE_URL = "http://testserver"
    return path(aino.enrollment)


def test_the_confirmation_leads_to_the_page(run, client, settings):
    settings.SITE_URL = "http://testserver"
    facts = {"name": "Aino Esimerkki", "email": "aino@esimerkki.example", "sector": str(SectorFactory().pk)}
    client.post(reverse("enroll", args=[run.pk]), facts)

    body = Message.objects.get(kind="enrollment.confirmed").body
    link = re.search(r"Etkö ilmoittautunut itse\? (\S+)$", body)[1]
    assert link == disown_link(Enrollment.objects.get())


def test_opening_the_page_changes_nothing_and_shows_no_name(client, address, aino):
    page = client.get(address)

    assert (page.status_code, state(aino.enrollment)) == (200, EnrollmentState.CONFIRMED)
    assert "Aino" not in page.content.decode()
    assert says(page, "Käyttikö joku muu osoitettasi?")


def test_a_press_frees_the_place_for_the_next_in_the_queue_and_tells_the_address_nothing(client, address, aino, eino):
    run = aino.enrollment.run
    run.places = 1
    run.save()

    for _press in range(2):
        answer = client.post(address, follow=True)
        assert says(answer, "Ilmoittautuminen ei ole voimassa")

    assert (state(aino.enrollment), state(eino.enrollment)) == (EnrollmentState.REMOVED, EnrollmentState.CONFIRMED)
    assert [(step.verb, step.by) for step in aino.enrollment.transitions.all()][-1] == (Verb.DISOWN, None)
    assert list(Message.objects.values_list("kind", "recipient__name")) == [("enrollment.promoted", "Eino Odottaja")]


def test_it_counts_in_no_figure_even_of_the_days_before(aino, run):
    disown(aino.enrollment, now=NOW)

    for as_of in (NOW - days(1), NOW + days(1)):
        assert people([run], as_of).filter(registered(as_of)).count() == 0


def test_another_enrolment_of_the_same_person_in_the_run_still_counts(aino, run):
    disown(aino.enrollment, now=NOW)
    EnrollmentFactory(run=run, person=aino, created_at=NOW + days(1))

    assert people([run], NOW + days(2)).filter(registered(NOW + days(2))).count() == 1


def test_who_has_been_marked_at_a_session_is_not_taken_back(client, aino, settings):
    settings.SITE_URL = "http://testserver"
    run = CourseRunFactory(finished=True)
    enrollment = EnrollmentFactory(run=run, person=aino)
    session = run.sessions.first()
    session.attendances.create(person=aino, status=AttendanceStatus.PRESENT, marked_at=NOW)

    answer = client.post(path(enrollment), follow=True)

    assert says(answer, "Tätä ei voi perua tässä")
    assert state(enrollment) == EnrollmentState.CONFIRMED
    with pytest.raises(DisownRefused):
        disown(enrollment, now=NOW)


def test_a_false_token_finds_nothing(client, address, eino):
    forged = address.replace(str(address.split("/")[-2].split(":")[0]), str(eino.enrollment.pk))

    assert [client.get(each).status_code for each in (forged, "/ilmoittaudu/en-ollut-mina/x/")] == [404, 404]


def test_the_link_does_not_answer_an_offer_and_an_offer_link_does_not_disown(client, address):
    token = address.split("/")[-2]

    assert client.get(reverse("offer", args=[token])).status_code == 404


def test_a_press_without_the_page_is_refused(address, aino):
    stranger = Client(enforce_csrf_checks=True)

    assert stranger.post(address).status_code == 403
    assert state(aino.enrollment) == EnrollmentState.CONFIRMED


def test_somebody_signed_in_as_another_person_may_press_too_because_the_mail_is_the_key(address, aino, outi):
    assert signed_in(outi).post(address).status_code == 302
    assert state(aino.enrollment) == EnrollmentState.REMOVED


def test_an_absence_told_beforehand_leaves_the_list_with_the_place(aino):
    tell_absence(aino.enrollment, aino.enrollment.run.sessions.first(), by=aino, now=NOW)

    disown(aino.enrollment, now=NOW)

    assert (state(aino.enrollment), Attendance.objects.count()) == (EnrollmentState.REMOVED, 0)
