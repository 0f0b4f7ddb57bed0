"""Cancelling a whole run: everybody is told, nobody stays, nobody gets a certificate for it (journeys §8, 7)."""

import pytest
from django.urls import reverse
from icalendar import Calendar

from certificates.models import Certificate
from certificates.services import make_prepared_certificates
from config.invariants import broken_invariants
from courses.models import CourseRun
from enrollment.enums import EnrollmentState, Verb
from enrollment.models import Enrollment, Transition
from enrollment.services import (
    AttendanceRefused,
    CallingOffRefused,
    StaffRefused,
    add_walk_in,
    call_off_run,
    cancel_enrollment,
    give_place,
    offer_waiting_places,
    reinstate,
    remind_of_sessions,
    settle_run,
)
from messaging.enums import MessageState
from messaging.models import Message
from reports.queries.figures import DEFINITIONS
from reports.queries.people import people
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.enrollment.conftest import PRESENT, enrollment_in, hold, participant, says, session_of, soup, words
from tests.factories import CertificateOfferFactory, CourseRunFactory, EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db

REASON = "Kouluttaja on sairastunut."


def call_off(run, by, *, reason=REASON, now=NOW) -> int:
    return call_off_run(run, reason=reason, by=by, now=now)


def letter(person) -> Message:
    return Message.objects.get(recipient=person, kind="enrollment.called_off")


@pytest.mark.parametrize("state", ["waiting", "offered", "confirmed"])
def test_everybody_live_ends_as_called_off_by_the_organiser(run, sanna, state):
    person = UserFactory()
    enrollment = enrollment_in(state, run, person)

    assert call_off(run, sanna) == 1

    enrollment.refresh_from_db()
    change = Transition.objects.get(enrollment=enrollment, verb=Verb.CALL_OFF)
    assert (enrollment.state, enrollment.offer_expires_at) == (EnrollmentState.CALLED_OFF, None)
    assert (change.from_state, change.by, change.reason) == (state, sanna, REASON)
    assert broken_invariants(NOW) == []


@pytest.mark.parametrize("state", ["cancelled", "removed", "expired"])
def test_who_had_left_before_hears_nothing(run, sanna, state):
    enrollment = enrollment_in(state, run, UserFactory())

    assert call_off(run, sanna) == 0

    assert Enrollment.objects.get(pk=enrollment.pk).state == state


def test_the_letter_tells_why_and_which_other_runs_there_are(run, aino, sanna):
    other = CourseRunFactory(course=run.course, label="Ryhmä 2")
    CourseRunFactory(course=run.course, label="Täynnä", places=1)
    EnrollmentFactory(run=CourseRun.objects.get(label="Täynnä"))

    call_off(run, sanna)

    message = letter(aino)
    assert message.subject == "Peruttu: Sytykettä yhteistyöhön"
    assert f"Syy: {REASON}" in message.body
    assert "Ryhmä 2, to\xa027.5., to\xa03.6. ja to\xa010.6.2027" in message.body
    assert (f"/ilmoittaudu/{other.pk}/" in message.body, "Täynnä" in message.body) == (True, False)


def test_every_entry_goes_off_the_calendar_of_those_who_had_a_place(run, aino, eino, sanna):
    call_off(run, sanna)

    (attachment,) = letter(aino).attachments
    calendar = Calendar.from_ical(attachment["text"])
    entries = calendar.walk("VEVENT")
    assert str(calendar["method"]) == "CANCEL"
    assert [str(entry["uid"]) for entry in entries] == [f"{session_of(run, number).pk}@sytyke" for number in (1, 2, 3)]
    assert letter(eino).attachments == []


def test_calling_off_twice_tells_once(run, aino, sanna):
    call_off(run, sanna)

    assert call_off(run, sanna, reason="Muu syy") == 0

    assert CourseRun.objects.get(pk=run.pk).cancel_reason == REASON


def test_a_reason_is_asked_for(run, aino, sanna):
    with pytest.raises(CallingOffRefused, match="Kirjoita syy"):
        call_off(run, sanna, reason="  ")

    assert CourseRun.objects.get(pk=run.pk).cancelled_at is None


def test_a_run_that_is_over_is_not_cancelled(past, sanna):
    with pytest.raises(CallingOffRefused, match="Kaikki kerrat on pidetty"):
        call_off(past, sanna)


def test_what_has_begun_is_confirmed_first(sanna):
    run = CourseRunFactory(first_session_at=NOW - days(2))
    participant(run)

    with pytest.raises(CallingOffRefused, match="Vahvista ensin alkaneiden kertojen läsnäolot"):
        call_off(run, sanna)


def test_sessions_held_before_stay_and_the_coming_ones_are_cancelled(sanna):
    run = CourseRunFactory(first_session_at=NOW - days(2))
    aino = participant(run)
    hold(session_of(run, 1), {aino: PRESENT}, by=sanna)

    call_off(run, sanna)

    assert list(run.sessions.order_by("number").values_list("cancelled_at", flat=True)) == [None, NOW, NOW]


def test_nobody_completes_a_run_that_was_called_off(sanna):
    run = CourseRunFactory(first_session_at=NOW - days(2))
    CertificateOfferFactory(run=run)
    aino = participant(run)
    hold(session_of(run, 1), {aino: PRESENT}, by=sanna)

    call_off(run, sanna)
    Enrollment.objects.update(state=EnrollmentState.CONFIRMED)  # past every service
    settle_run(CourseRun.objects.get(pk=run.pk), now=NOW)

    assert (Enrollment.objects.get().completed_at, Certificate.objects.count()) == (None, 0)


def test_who_had_completed_before_keeps_it_and_gets_the_certificate(sanna):
    run = CourseRunFactory(first_session_at=NOW - days(2), minimum=1)
    CertificateOfferFactory(run=run)
    aino, eino = participant(run), participant(run, "Eino Odottaja")
    hold(session_of(run, 1), {aino: PRESENT, eino: "absent"}, by=sanna)

    call_off(run, sanna)
    make_prepared_certificates(NOW)

    assert dict(Enrollment.objects.values_list("name", "state")) == {
        "Aino Esimerkki": EnrollmentState.CONFIRMED, "Eino Odottaja": EnrollmentState.CALLED_OFF,
    }  # fmt: skip
    assert Certificate.objects.get().enrollment == aino.enrollment
    assert broken_invariants(NOW) == []


def test_nothing_goes_on_in_a_cancelled_run(run, aino, eino, sanna):
    call_off(run, sanna)

    assert offer_waiting_places(NOW) == 0
    assert remind_of_sessions(NOW + days(6) + hours(7)) == 0
    with pytest.raises(AttendanceRefused):
        add_walk_in(session_of(run, 1), "Uusi Tulija", "", by=sanna, now=NOW + days(7))
    for verb in (give_place, reinstate):
        with pytest.raises(StaffRefused):
            verb(aino.enrollment, by=sanna, reason="Syy", now=NOW)


def test_an_offer_still_unsent_is_withdrawn(run, sanna):
    run.places, run.offer_hours = 1, 24
    run.save()
    holder = EnrollmentFactory(run=run)
    waiter = EnrollmentFactory(run=run, waiting=True)
    cancel_enrollment(holder, by=holder.person, now=NOW)

    call_off(run, sanna)

    offer = Message.objects.get(recipient=waiter.person, dedup_key__startswith="enrollment.offered")
    assert offer.state == MessageState.DROPPED


def test_in_reports_nobody_has_cancelled(run, aino, sanna):
    call_off(run, sanna)

    after = NOW + hours(1)
    counts = {each.key: each.among(people([run], after), after).count() for each in DEFINITIONS}
    assert (counts["registered"], counts["cancelled"], counts["waiting"]) == (1, 0, 0)


def test_the_own_page_says_that_the_run_is_cancelled_and_why(run, aino, sanna):
    call_off(run, sanna)

    page = signed_in(aino).get(reverse("own-enrollment", args=[aino.enrollment.pk]))

    assert soup(page).select_one("#next-step").get_text() == "Toteutus on peruttu"
    assert says(page, REASON)
    assert len(soup(page).select("s")) == 3
    assert not says(page, "Tämä otetaan huomioon todistuksen ehdoissa.")


def test_the_public_page_says_that_the_run_is_cancelled_and_why(run, aino, sanna, client):
    call_off(run, sanna)

    assert says(client.get(reverse("enroll", args=[run.pk])), "Tämä toteutus on peruttu.")


# the screen


def test_the_administrator_sees_the_letter_before_the_press(run, aino, eino, sanna):
    address = reverse("courserun:call-off", args=[run.pk])

    asked = signed_in(sanna).get(address)
    shown = signed_in(sanna).post(address, {"reason": REASON, "step": "look"})

    assert says(asked, "2 henkilöä saa viestin.")
    assert "Peruttu: Sytykettä yhteistyöhön" in words(shown)
    assert f"Syy: {REASON}" in words(shown)
    assert CourseRun.objects.get(pk=run.pk).cancelled_at is None
    done = signed_in(sanna).post(address, {"reason": REASON, "step": "cancel"}, follow=True)
    assert says(done, "Toteutus on peruttu. 2 henkilöä saa viestin.")
    assert CourseRun.objects.get(pk=run.pk).cancelled_at == NOW


def test_without_a_reason_nothing_is_cancelled(run, aino, sanna):
    page = signed_in(sanna).post(reverse("courserun:call-off", args=[run.pk]), {"reason": "", "step": "cancel"})

    assert says(page, "Kirjoita syy.")
    assert CourseRun.objects.get(pk=run.pk).cancelled_at is None


def test_a_trainer_does_not_cancel_a_run(run, helmi):
    response = signed_in(helmi).post(reverse("courserun:call-off", args=[run.pk]), {"reason": REASON, "step": "cancel"})

    assert response.status_code == 302
    assert CourseRun.objects.get(pk=run.pk).cancelled_at is None
