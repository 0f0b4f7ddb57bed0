"""People who came without being on the list."""

import pytest

from accounts.models import User
from enrollment.enums import AttendanceStatus, EnrollmentState
from enrollment.models import Enrollment
from enrollment.queries import attendance_list
from enrollment.services import AttendanceRefused, add_walk_in, confirm_session, remove_walk_in
from enrollment.services.walk_ins import NamesakeOnList
from tests.clock import NOW, days
from tests.enrollment.conftest import (
    ABSENT,
    PRESENT,
    enrollment_in,
    hold,
    mark,
    mark_facts,
    participant,
    session_of,
    told,
)
from tests.factories import CourseRunFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def aino(past):
    return participant(past)


def test_a_stranger_who_came_becomes_a_participant_marked_present(past, first, trainer):
    person = add_walk_in(first, " Tuula  Tuli ", "Tuula@Esimerkki.example", by=trainer, now=NOW).person

    enrollment = Enrollment.objects.get(run=past)
    assert (person.name, person.email, enrollment.person) == ("Tuula Tuli", "tuula@esimerkki.example", person)
    assert (enrollment.state, enrollment.origin, enrollment.over_limit) == (EnrollmentState.CONFIRMED, "walk_in", False)
    assert (mark_facts(first), told(person)) == ({"Tuula Tuli": PRESENT}, ["enrollment.walk_in"])


def test_a_name_is_enough(past, first, trainer):
    person = add_walk_in(first, "Tuula Tuli", "", by=trainer, now=NOW).person

    assert (person.email, told(person), mark_facts(first)) == (None, [], {"Tuula Tuli": PRESENT})


def test_an_existing_person_keeps_the_name(first, trainer, outi):
    add_walk_in(first, "Joku Muu", outi.email, by=trainer, now=NOW)

    outi.refresh_from_db()
    assert (outi.name, outi.enrollments.get().name) == ("Outi Ulkopuolinen", "Joku Muu")


def test_a_participant_is_only_marked(past, first, aino, trainer):
    add_walk_in(first, aino.name, aino.email, by=trainer, now=NOW)

    assert (past.enrollments.count(), mark_facts(first), told(aino)) == (1, {aino.name: PRESENT}, [])


def test_a_mark_that_stands_is_kept(first, aino, trainer):
    mark(first, aino, ABSENT, by=trainer)

    add_walk_in(first, aino.name, aino.email, by=trainer, now=NOW)

    assert mark_facts(first) == {aino.name: ABSENT}


@pytest.mark.parametrize("state", ["applied", "waiting", "offered", "confirmed"])
def test_whoever_has_a_live_enrolment_and_comes_gets_the_place(state, past, first, trainer, outi):
    enrollment = enrollment_in(state, past, outi)

    add_walk_in(first, outi.name, outi.email, by=trainer, now=NOW)

    enrollment.refresh_from_db()
    assert (enrollment.state, enrollment.over_limit, outi.enrollments.count()) == (EnrollmentState.CONFIRMED, False, 1)
    assert enrollment.transitions.count() == (1 if state == "confirmed" else 2)


@pytest.mark.parametrize("state", ["cancelled", "removed", "not_selected", "expired"])
def test_whoever_has_an_ended_enrolment_and_comes_gets_a_new_one(state, past, first, trainer, outi):
    enrollment = enrollment_in(state, past, outi)

    add_walk_in(first, outi.name, outi.email, by=trainer, now=NOW)

    enrollment.refresh_from_db()
    assert (enrollment.state, past.enrollments.confirmed().get().person) == (state, outi)


def test_a_full_run_takes_whoever_came_over_the_limit(trainer):
    run = CourseRunFactory(finished=True, places=2)
    EnrollmentFactory(run=run)
    held = EnrollmentFactory(run=run, state="offered", offer_expires_at=NOW + days(1))
    waiter = EnrollmentFactory(run=run, waiting=True)
    session = session_of(run, 1)

    add_walk_in(session, "Tuula Tuli", "tuula@esimerkki.example", by=trainer, now=NOW)
    for each in (held, waiter):
        add_walk_in(session, each.name, each.person.email, by=trainer, now=NOW)

    facts = dict(run.enrollments.confirmed().values_list("person__email", "over_limit"))
    assert (facts["tuula@esimerkki.example"], facts[held.person.email], facts[waiter.person.email]) == (
        True,
        False,
        True,
    )


def test_a_participant_of_another_group_gets_the_attendance_only(past, other_group, aino, trainer):
    session = session_of(other_group, 2)

    add_walk_in(session, aino.name, aino.email, by=trainer, now=NOW)

    assert (other_group.enrollments.count(), mark_facts(session), told(aino)) == (0, {aino.name: PRESENT}, [])


def test_a_guest_added_to_a_confirmed_session_counts_at_once(past, other_group, aino, trainer):
    for number, status in enumerate([PRESENT, ABSENT, PRESENT], start=1):
        hold(session_of(past, number), {aino: status}, by=trainer)
    session = session_of(other_group, 2)
    confirm_session(session, by=trainer, now=NOW)

    add_walk_in(session, aino.name, aino.email, by=trainer, now=NOW)

    assert Enrollment.objects.get(pk=aino.enrollment.pk).completed_at == NOW


def test_nobody_walks_in_before_the_session_begins(run, helmi):
    with pytest.raises(AttendanceRefused):
        add_walk_in(session_of(run, 1), "Tuula Tuli", "tuula@esimerkki.example", by=helmi, now=NOW)

    assert Enrollment.objects.count() == 0


@pytest.mark.parametrize("status", AttendanceStatus)
def test_who_came_unannounced_stands_on_the_lists_of_the_other_sessions(status, past, first, trainer):
    person = add_walk_in(first, "Tuula Tuli", "", by=trainer, now=NOW).person

    mark(session_of(past, 2), person, status, by=trainer)

    assert mark_facts(session_of(past, 2)) == {"Tuula Tuli": status}


def test_somebody_added_by_mistake_is_taken_off_the_list_again(past, first, trainer):
    person = add_walk_in(first, "Tuula Tuli", "", by=trainer, now=NOW).person

    remove_walk_in(first, person.pk, by=trainer, now=NOW)

    enrollment = Enrollment.objects.get(run=past)
    last = enrollment.transitions.last()
    assert (enrollment.state, last.verb, last.by) == (EnrollmentState.REMOVED, "remove", trainer)
    assert (mark_facts(first), first.marks.count()) == ({}, 2)


def test_taking_off_the_list_gives_the_place_to_the_queue(past, first, trainer):
    type(past).objects.update(places=1, cut_off_at=NOW + days(1))
    person = add_walk_in(first, "Tuula Tuli", "", by=trainer, now=NOW).person
    waiting = EnrollmentFactory(run=past, state=EnrollmentState.WAITING, queued_at=NOW)

    remove_walk_in(first, person.pk, by=trainer, now=NOW)

    waiting.refresh_from_db()
    assert waiting.state == EnrollmentState.CONFIRMED


def test_a_participant_is_not_taken_off_the_list(past, first, aino, trainer):
    with pytest.raises(AttendanceRefused):
        remove_walk_in(first, aino.pk, by=trainer, now=NOW)

    assert Enrollment.objects.get().state == EnrollmentState.CONFIRMED


def test_of_the_same_name_another_is_added_only_when_that_is_meant(past, first, aino, trainer):
    with pytest.raises(NamesakeOnList):
        add_walk_in(first, "aino  ESIMERKKI", "", by=trainer, now=NOW)
    with pytest.raises(NamesakeOnList):
        add_walk_in(first, aino.name, "toinen@esimerkki.example", by=trainer, now=NOW)
    assert (past.enrollments.count(), User.objects.filter(email="toinen@esimerkki.example").count()) == (1, 0)

    add_walk_in(first, aino.name, "", by=trainer, now=NOW, is_another=True)

    assert (past.enrollments.count(), list(first.attendances.values_list("status", flat=True))) == (2, [PRESENT])


def test_whoever_is_added_is_called_as_on_the_list(past, first, trainer, outi):
    added = add_walk_in(first, "Outi U.", outi.email, by=trainer, now=NOW)

    assert (added.name, [listed.name for listed in attendance_list(first).people]) == ("Outi U.", ["Outi U."])


def test_a_guest_marked_by_mistake_is_taken_off_and_stays_in_the_own_group(past, other_group, aino, trainer):
    session = session_of(other_group, 2)
    add_walk_in(session, aino.name, aino.email, by=trainer, now=NOW)

    name = remove_walk_in(session, aino.pk, by=trainer, now=NOW)

    aino.enrollment.refresh_from_db()
    assert (name, aino.enrollment.state, mark_facts(session)) == (aino.name, EnrollmentState.CONFIRMED, {})
    assert list(session.marks.values_list("status", "source")) == [("present", "walk_in"), ("", "undo")]


def test_a_guest_of_a_confirmed_session_is_not_taken_off(past, other_group, aino, trainer):
    session = session_of(other_group, 2)
    add_walk_in(session, aino.name, aino.email, by=trainer, now=NOW)
    confirm_session(session, by=trainer, now=NOW)

    with pytest.raises(AttendanceRefused):
        remove_walk_in(session, aino.pk, by=trainer, now=NOW)

    assert mark_facts(session) == {aino.name: PRESENT}


def test_only_those_who_can_be_taken_off_are_offered(past, first, aino, trainer):
    tuula = add_walk_in(first, "Tuula Tuli", "", by=trainer, now=NOW).person
    marked = add_walk_in(first, "Veera Vieras", "", by=trainer, now=NOW).person
    mark(first, aino, PRESENT, by=trainer)
    mark(session_of(past, 2), marked, PRESENT, by=trainer)

    assert [listed.person for listed in attendance_list(first).people if listed.removable] == [tuula]

    hold(first, {}, by=trainer)
    first.refresh_from_db()
    assert [listed.person for listed in attendance_list(first).people if listed.removable] == []


def test_after_confirming_or_with_a_mark_elsewhere_nobody_is_taken_off(past, first, trainer):
    person = add_walk_in(first, "Tuula Tuli", "", by=trainer, now=NOW).person
    mark(session_of(past, 2), person, PRESENT, by=trainer)
    with pytest.raises(AttendanceRefused):
        remove_walk_in(first, person.pk, by=trainer, now=NOW)

    hold(first, {}, by=trainer)
    with pytest.raises(AttendanceRefused):
        remove_walk_in(first, person.pk, by=trainer, now=NOW)
