"""Timed offers of freed places: who gets one, until when; what silence, a no and a late clock do (journeys §1, E24)."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.enums import AfterCutOff
from courses.models import CourseRun
from courses.queries import first_session_start
from enrollment.enums import EnrollmentState, Verb
from enrollment.links import offer_path
from enrollment.models import Enrollment
from enrollment.offer_times import answer_by
from enrollment.queries import place_count
from enrollment.services import (
    OfferGone,
    accept_offer,
    cancel_enrollment,
    decline_offer,
    end_queues,
    offer_next_places,
    offer_waiting_places,
)
from messaging.enums import MessageState
from messaging.models import Message
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.enrollment.conftest import join, says, soup, told, words
from tests.factories import CourseRunFactory, EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db

MINUTE = hours(1 / 60)
LINK = "https://teams.microsoft.com/l/meetup-join/salainen"


@pytest.fixture
def run(db):
    """One place, taken; a day to answer; the first session in a month."""
    return CourseRunFactory(places=1, offer_hours=24, first_session_at=NOW + days(30))


@pytest.fixture
def holder(run):
    return EnrollmentFactory(run=run)


@pytest.fixture
def queue(run, holder):
    """Aino and then Eino wait."""
    people = [UserFactory(name=name) for name in ("Aino Esimerkki", "Eino Odottaja")]
    return [EnrollmentFactory(run=run, person=person, waiting=True, queued_at=NOW - hours(9 - number))
            for number, person in enumerate(people)]  # fmt: skip


def free(holder, now=NOW):
    cancel_enrollment(holder, by=holder.person, now=now)


def states(queue) -> list[str]:
    return [Enrollment.objects.get(pk=each.pk).state for each in queue]


def fresh(enrollment) -> Enrollment:
    return Enrollment.objects.select_related("person").get(pk=enrollment.pk)


def sent(person):
    Message.objects.filter(recipient=person).update(state=MessageState.SENT, sent_at=NOW)


# until when


@pytest.mark.parametrize(
    ("given", "left", "window"),
    [
        (24, None, hours(24)),
        (24, days(30), hours(24)),
        (24, days(2), hours(24)),
        (24, days(1), hours(12)),
        (24, hours(6), hours(3)),
        (24, hours(1.5), hours(1)),
        (24, hours(0.5), hours(0.5)),
        (1, days(30), hours(1)),
    ],
)
def test_the_time_to_answer_shrinks_as_the_cut_off_nears_and_never_passes_it(given, left, window):
    assert answer_by(given, NOW, NOW + left if left else None) == NOW + window


def test_the_time_to_answer_is_told_in_whole_minutes():
    now = datetime(2027, 5, 20, 9, 30, 41, 5, tzinfo=UTC)

    assert answer_by(2, now, None) == datetime(2027, 5, 20, 11, 30, tzinfo=UTC)
    assert answer_by(2, now, now + hours(1 / 3600)) == now + hours(1 / 3600)


# offering


def test_a_freed_place_is_offered_to_the_first_in_the_queue_and_held_for_them(run, holder, queue):
    free(holder)

    assert states(queue) == ["offered", "waiting"]
    aino = fresh(queue[0])
    assert aino.offer_expires_at == NOW + days(1)
    assert list(aino.transitions.values_list("verb", "from_state", "to_state"))[-1] == (
        Verb.OFFER,
        "waiting",
        "offered",
    )
    assert (place_count(run).held, place_count(run).left) == (1, 0)
    letter = Message.objects.get(recipient=aino.person)
    assert letter.subject == "Paikka vapautui – vastaa viimeistään pe 21.5.2027 klo 9.00"
    assert offer_path(aino) in letter.body


def test_without_hours_to_answer_the_place_is_theirs_at_once(run, holder, queue):
    run.offer_hours = None
    run.save()

    free(holder)

    assert states(queue) == ["confirmed", "waiting"]
    assert told(queue[0].person) == ["enrollment.promoted"]


def test_an_offer_is_made_once_however_often_it_is_asked_for(run, holder, queue):
    free(holder)

    assert [offer_next_places(run, now=NOW), offer_waiting_places(NOW + MINUTE)] == [0, 0]
    assert told(queue[0].person) == ["enrollment.offered"]


# answering


def test_accepting_gives_the_place_with_its_confirmation(run, holder, queue):
    free(holder)
    aino = queue[0]

    accept_offer(aino, by=aino.person, now=NOW + hours(2))
    accept_offer(aino, by=aino.person, now=NOW + hours(2))  # a double press

    assert states(queue) == ["confirmed", "waiting"]
    assert fresh(aino).offer_expires_at is None
    assert told(aino.person) == ["enrollment.offered", "enrollment.confirmed"]
    assert [row.verb for row in aino.transitions.order_by("pk")][-1] == Verb.ACCEPT


def test_declining_moves_the_place_on_at_once(run, holder, queue):
    free(holder)
    aino = queue[0]

    decline_offer(aino, by=aino.person, now=NOW + hours(2))
    decline_offer(aino, by=aino.person, now=NOW + hours(2))

    assert states(queue) == ["cancelled", "offered"]
    assert fresh(queue[1]).offer_expires_at == NOW + hours(26)
    assert told(aino.person) == ["enrollment.offered", "enrollment.declined"]


@pytest.mark.parametrize("lead", [days(30), hours(20), hours(1 / 6)])
def test_the_join_link_and_the_calendar_come_only_with_the_acceptance(holder, queue, time_machine_to, lead):
    CourseRun.objects.filter(pk=holder.run_id).update(cut_off_at=NOW + days(60), enrolment_closes_at=NOW + days(60))
    free(holder)
    aino, starts = fresh(queue[0]), first_session_start(holder.run)
    Enrollment.objects.filter(pk=aino.pk).update(offer_expires_at=NOW + days(40))
    own, calendar = (reverse(name, args=[aino.pk]) for name in ("own-enrollment", "own-calendar"))
    time_machine_to(starts - lead)
    browser = signed_in(aino.person)

    def shown() -> list[bool]:
        pages = browser.get(own), browser.get("/omat/")
        return [LINK in page.content.decode() or "kalenteri.ics" in page.content.decode() for page in pages]

    join(holder.run, aino.person, now=timezone.now(), accepts_queue=True)
    assert (shown(), browser.get(calendar).status_code) == ([False, False], 404)
    assert [LINK in letter.body or bool(letter.attachments) for letter in letters_to(aino)] == [False, False]

    accept_offer(fresh(aino), by=aino.person, now=timezone.now())
    assert (shown(), LINK in browser.get(calendar).content.decode()) == ([True, True], True)
    assert [LINK in letter.body and bool(letter.attachments) for letter in letters_to(aino)] == [False, False, True]


def letters_to(enrollment) -> list[Message]:
    return list(Message.objects.filter(recipient=enrollment.person).order_by("pk"))


def test_cancelling_an_offered_place_from_the_own_page_moves_it_on_too(run, holder, queue):
    free(holder)

    cancel_enrollment(queue[0], by=queue[0].person, now=NOW + hours(1))

    assert states(queue) == ["cancelled", "offered"]


def test_silence_moves_the_place_on_when_the_time_is_over(run, holder, queue):
    free(holder)
    sent(queue[0].person)

    assert offer_waiting_places(NOW + days(1) - MINUTE) == 0
    assert offer_waiting_places(NOW + days(1)) == 1

    assert states(queue) == ["expired", "offered"]
    letter = Message.objects.get(recipient=queue[0].person, kind="enrollment.offer_ran_out")
    said = letter.body.replace("\xa0", " ")
    assert "Vastausaika päättyi pe 21.5.2027 klo 9.00, ja paikka siirtyi seuraavalle." in said


def test_an_answer_after_the_time_is_refused_even_before_the_clock_has_noticed(run, holder, queue):
    free(holder)

    for answer in (accept_offer, decline_offer):
        with pytest.raises(OfferGone):
            answer(queue[0], by=queue[0].person, now=NOW + days(1))
    assert states(queue) == ["offered", "waiting"]


@pytest.mark.parametrize("state", ["waiting", "expired", "removed", "not_selected"])
def test_only_an_offered_place_is_answered(state, run):
    enrollment = EnrollmentFactory(run=run, state=state, queued_at=NOW)

    for answer in (accept_offer, decline_offer):
        with pytest.raises(OfferGone):
            answer(enrollment, by=enrollment.person, now=NOW)


# a late clock


def test_nobody_loses_a_place_for_a_letter_that_was_never_sent(run, holder, queue):
    free(holder)

    assert offer_waiting_places(NOW + days(2)) == 0

    assert states(queue) == ["offered", "waiting"]
    assert fresh(queue[0]).offer_expires_at == NOW + days(3)
    first, second = Message.objects.filter(recipient=queue[0].person).order_by("pk")
    assert (first.state, first.body, first.in_inbox) == (MessageState.DROPPED, "", False)
    assert "su 23.5.2027 klo 9.00" in second.subject


def test_a_place_found_free_only_after_the_cut_off_still_goes_to_the_next_person(run, holder, queue):
    free(holder)
    sent(queue[0].person)

    assert offer_waiting_places(NOW + days(30) + MINUTE) == 1

    assert states(queue) == ["expired", "confirmed"]
    assert told(queue[1].person) == ["enrollment.promoted"]


def test_an_offer_that_lasted_to_the_cut_off_goes_to_nobody_after_it(run, holder, queue):
    free(holder, now=NOW + days(30) - hours(0.5))
    assert fresh(queue[0]).offer_expires_at == NOW + days(30)
    sent(queue[0].person)

    assert offer_waiting_places(NOW + days(30)) == 0

    assert states(queue) == ["expired", "waiting"]


def test_nothing_is_handed_out_once_every_session_has_been_held(run, holder, queue):
    free(holder)
    sent(queue[0].person)

    assert offer_waiting_places(NOW + days(90)) == 0
    assert states(queue) == ["expired", "waiting"]


# E24: after the cut-off


def test_e24_the_queue_ends_at_the_cut_off_and_says_so_once(run, queue):
    at = NOW + days(30)

    assert [end_queues(at - MINUTE), end_queues(at), end_queues(at + MINUTE)] == [0, 2, 0]

    assert states(queue) == ["expired", "expired"]
    letter = Message.objects.get(recipient=queue[0].person)
    assert letter.subject == "Jonotus päättyi: Sytykettä yhteistyöhön, Kevät 2027"
    assert "http" in letter.body
    assert "/koulutukset/" in letter.body


def test_e24_by_the_organisers_choice_those_who_wait_may_come_straight_along(run, queue):
    run.after_cut_off = AfterCutOff.COME
    run.save()
    at = NOW + days(30)

    assert [end_queues(at), end_queues(at + MINUTE)] == [2, 0]

    assert states(queue) == ["waiting", "waiting"]
    assert told(queue[0].person) == ["enrollment.may_come"]
    end_queues(NOW + days(90))
    assert states(queue) == ["expired", "expired"]
    assert told(queue[0].person) == ["enrollment.may_come", "enrollment.queue_ended"]


def test_e24_once_the_queue_has_ended_a_free_place_is_anybodys(run, holder, queue):
    at = NOW + days(30)
    run.enrolment_closes_at = at + days(5)
    run.cancel_by_at = at + days(5)
    run.save()
    end_queues(at)
    free(holder, now=at + hours(1))

    assert (place_count(run).left, place_count(run).is_full) == (1, False)


# the page


def test_opening_the_page_accepts_nothing(client, run, holder, queue):
    free(holder)
    address = offer_path(fresh(queue[0]))

    page = client.get(address)

    assert says(page, "Sinulle vapautui paikka")
    assert says(page, "Vastaa viimeistään pe 21.5.2027 klo 9.00.")
    assert "no-store" in page["Cache-Control"]
    assert states(queue) == ["offered", "waiting"]


def test_one_press_takes_the_place_without_signing_in(client, run, holder, queue):
    free(holder)
    address = offer_path(fresh(queue[0]))

    page = client.post(address, {"answer": "accept"}, follow=True)

    assert says(page, "Olet mukana.")
    assert states(queue) == ["confirmed", "waiting"]
    assert says(client.get(address), "Olet mukana.")


def test_a_no_on_the_page_thanks_and_offers_the_way_back(client, run, holder, queue):
    free(holder)

    page = client.post(offer_path(fresh(queue[0])), {"answer": "decline"}, follow=True)

    assert says(page, "Kiitos, kun kerroit")
    assert soup(page).find("a", href=reverse("enroll", args=[run.pk])) is not None
    assert states(queue) == ["cancelled", "offered"]


def test_a_press_too_late_is_told_so(client, run, holder, queue, time_machine_to):
    free(holder)
    address = offer_path(fresh(queue[0]))
    time_machine_to(NOW + days(1))

    page = client.post(address, {"answer": "accept"}, follow=True)

    assert "Vastausaika on päättynyt" in words(page)
    assert states(queue) == ["offered", "waiting"]


def test_a_press_without_an_answer_changes_nothing(client, run, holder, queue):
    free(holder)

    client.post(offer_path(fresh(queue[0])), {"answer": "maybe"})

    assert states(queue) == ["offered", "waiting"]


@pytest.mark.parametrize("token", ["abc", "WyJ4Il0:1abc:xyz"])
def test_a_false_address_is_not_found(client, token):
    assert client.get(reverse("offer", args=[token])).status_code == 404


def test_the_address_of_an_earlier_offer_answers_no_later_one(client, run, holder, queue):
    free(holder)
    address = offer_path(fresh(queue[0]))
    offer_waiting_places(NOW + days(2))  # the letter was never sent: offered anew

    assert client.post(address, {"answer": "accept"}).status_code == 404
    assert states(queue) == ["offered", "waiting"]


def test_the_own_page_leads_to_the_offer(client, run, holder, queue):
    free(holder)
    aino = fresh(queue[0])
    client.force_login(aino.person)

    page = client.get(reverse("own-enrollment", args=[aino.pk]))

    link = soup(page).find("a", string="Vastaa tarjoukseen")
    assert re.fullmatch(r"/paikka/[\w:-]+/", link["href"])
    assert client.get(link["href"]).status_code == 200
    assert EnrollmentState(aino.state) == EnrollmentState.OFFERED
