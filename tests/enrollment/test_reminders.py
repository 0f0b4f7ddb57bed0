"""The reminder at 15.00 on the working day before a session: once, true, and to those whom it concerns."""

from datetime import datetime

import pytest

from enrollment.models import Transition
from enrollment.services import Slot, cancel_session, decline_new_time, move_session, remind_of_sessions, tell_absence
from messaging.enums import MessageState
from messaging.models import Message
from tests.clock import HELSINKI, NOW, hours
from tests.enrollment.conftest import join, session_of
from tests.factories import EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db

EVE = datetime(2027, 5, 26, 15, 0, tzinfo=HELSINKI)  # of the first session, Thursday 27 May
MINUTE = hours(1 / 60)
NIGHT = datetime(2027, 5, 27, 8, 0, tzinfo=HELSINKI)


def reminders(**wanted):
    return Message.objects.filter(kind="enrollment.reminder", **wanted)


def test_the_reminder_comes_at_fifteen_on_the_day_before_and_once(run, aino):
    assert remind_of_sessions(EVE - MINUTE) == 0
    assert remind_of_sessions(EVE) == 1
    assert remind_of_sessions(EVE + MINUTE) == 0

    message = reminders().get()
    assert (message.recipient, message.subject) == (aino, "Huomenna: Sytykettä yhteistyöhön")
    lines = [line.replace("\xa0", " ") for line in message.body.splitlines()]
    assert "Tämä kerta on tulossa: 1. kerta: to 27.5.2027 klo 9.00–12.00." in lines
    assert "Liity tästä: https://teams.microsoft.com/l/meetup-join/salainen" in lines


def test_a_monday_session_is_told_of_on_friday_by_its_day(run, aino, helmi):
    monday = datetime(2027, 6, 7, 9, 0, tzinfo=HELSINKI)
    move_session(session_of(run, 1), Slot(monday, monday + hours(3)), seen=0, by=helmi, now=NOW)

    assert remind_of_sessions(datetime(2027, 6, 4, 15, 0, tzinfo=HELSINKI)) == 1

    assert reminders().get().subject == "ma 7.6.2027: Sytykettä yhteistyöhön"


def test_a_clock_that_stood_still_reminds_late_but_never_after_the_start(run, aino):
    assert remind_of_sessions(NIGHT) == 1
    assert reminders().get().subject == "Tänään: Sytykettä yhteistyöhön"
    reminders().delete()

    assert remind_of_sessions(session_of(run, 1).starts_at) == 0


def test_only_those_with_a_place_are_reminded(run, eino):
    EnrollmentFactory(run=run, cancelled=True)
    EnrollmentFactory(run=run, state="offered", queued_at=NOW, offer_expires_at=EVE + hours(1))

    assert remind_of_sessions(EVE) == 0


def test_nobody_is_reminded_who_joined_after_the_reminders(run, outi):
    run.enrolment_closes_at = EVE + hours(4)
    run.save()
    join(run, outi, now=EVE + hours(2))

    assert remind_of_sessions(EVE + hours(3)) == 0


def test_who_got_the_place_just_before_is_reminded(run, outi):
    enrollment = EnrollmentFactory(run=run, person=outi)
    Transition.objects.filter(enrollment=enrollment).update(effective_at=EVE - MINUTE)

    assert remind_of_sessions(EVE) == 1


def test_a_moved_session_is_reminded_of_on_its_new_eve_only(run, aino, helmi):
    later = datetime(2027, 6, 1, 9, 0, tzinfo=HELSINKI)
    move_session(session_of(run, 1), Slot(later, later + hours(3)), seen=0, by=helmi, now=NOW)

    assert remind_of_sessions(EVE) == 0
    assert remind_of_sessions(datetime(2027, 5, 31, 15, 0, tzinfo=HELSINKI)) == 1


def test_a_reminder_still_unsent_is_withdrawn_when_the_session_moves_and_the_new_time_gets_its_own(run, aino, helmi):
    remind_of_sessions(EVE)
    later = datetime(2027, 6, 1, 9, 0, tzinfo=HELSINKI)

    move_session(session_of(run, 1), Slot(later, later + hours(3)), seen=0, by=helmi, now=EVE + hours(1))
    remind_of_sessions(datetime(2027, 5, 31, 15, 0, tzinfo=HELSINKI))

    assert list(reminders().order_by("pk").values_list("state", flat=True)) == [
        MessageState.DROPPED, MessageState.QUEUED,
    ]  # fmt: skip


def test_a_session_moved_on_its_eve_is_told_of_by_the_change_alone(run, aino, helmi):
    start = session_of(run, 1).starts_at + hours(2)

    move_session(session_of(run, 1), Slot(start, start + hours(3)), seen=0, by=helmi, now=EVE + hours(1))

    assert remind_of_sessions(EVE + hours(2)) == 0


def test_who_cannot_come_at_the_new_time_is_not_reminded(run, aino, helmi):
    later = datetime(2027, 6, 1, 9, 0, tzinfo=HELSINKI)
    move_session(session_of(run, 1), Slot(later, later + hours(3)), seen=0, by=helmi, now=NOW)
    decline_new_time(aino.enrollment, session_of(run, 1), by=aino, now=NOW)

    assert remind_of_sessions(datetime(2027, 5, 31, 15, 0, tzinfo=HELSINKI)) == 0


def test_who_told_not_to_come_is_not_reminded(run, aino):
    tell_absence(aino.enrollment, session_of(run, 1), by=aino, now=NOW)

    assert remind_of_sessions(EVE) == 0


def test_a_cancelled_session_is_not_reminded_of_and_an_unsent_reminder_is_withdrawn(run, aino, helmi):
    remind_of_sessions(EVE)

    cancel_session(session_of(run, 1), by=helmi, now=EVE + MINUTE)

    assert remind_of_sessions(EVE + hours(1)) == 0
    assert reminders().get().state == MessageState.DROPPED


def test_people_without_an_address_keep_nobody_waiting(run):
    person = UserFactory()
    EnrollmentFactory(run=run, person=person)
    type(person).objects.filter(pk=person.pk).update(email=None)

    assert remind_of_sessions(EVE) == 0


def test_a_run_not_on_the_site_reminds_nobody(run, aino):
    run.published_at = None
    run.save()

    assert remind_of_sessions(EVE) == 0


def test_looking_for_reminders_costs_as_many_queries_for_thirty_as_for_one(run, aino, django_assert_num_queries):
    remind_of_sessions(EVE)
    with django_assert_num_queries(4):
        remind_of_sessions(EVE + MINUTE)
    for _ in range(29):
        EnrollmentFactory(run=run)
    run.places = None
    run.save()
    remind_of_sessions(EVE + MINUTE)

    with django_assert_num_queries(4):
        assert remind_of_sessions(EVE + 2 * MINUTE) == 0
