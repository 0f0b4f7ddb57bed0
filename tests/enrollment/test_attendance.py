"""Marking who was there: every exit, two trainers at once, undoing, and who stands on the list."""

import pytest
from django.contrib.auth.models import Group

from accounts.enums import Role
from enrollment.enums import AttendanceStatus, MarkSource
from enrollment.models import Attendance, AttendanceMark
from enrollment.queries import attendance_list
from enrollment.queries.marks import last_press
from enrollment.services import (
    AttendanceRefused,
    add_walk_in,
    confirm_session,
    mark_attendance,
    mark_rest_present,
    remove_walk_in,
    undo_marks,
)
from enrollment.services.attendance import Mark, unmarked_people
from tests.clock import NOW, days, hours
from tests.enrollment.conftest import ABSENT, EXCUSED, PARTIAL, PRESENT, hold, mark, mark_facts, participant, session_of
from tests.factories import EnrollmentFactory, RunRoleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def pekka(past):
    """A second trainer of the same run."""
    user = UserFactory(name="Pekka Toinen")
    user.groups.add(Group.objects.get(name=Role.TRAINER))
    RunRoleFactory(run=past, person=user)
    return user


@pytest.fixture
def aino(past):
    return participant(past)


def marks_of(session) -> list[tuple[str, str, bool]]:
    return list(session.marks.values_list("status", "source", "effective"))


@pytest.mark.parametrize("status", AttendanceStatus)
def test_a_mark_is_stored_with_who_and_when(status, first, aino, trainer):
    result = mark(first, aino, status, by=trainer)

    attendance = Attendance.objects.get(session=first, person=aino)
    assert (attendance.status, attendance.marked_by, attendance.marked_at) == (status, trainer, NOW)
    assert (result.stands, result.is_conflict) == (attendance, False)
    assert marks_of(first) == [(status, MarkSource.TRAINER, True)]


@pytest.mark.parametrize(("status", "kept"), [(PARTIAL, 90), (PRESENT, None), (ABSENT, None)])
def test_minutes_belong_to_partial_presence_only(status, kept, first, aino, trainer):
    mark(first, aino, status, by=trainer, minutes=90)

    assert Attendance.objects.get().minutes == kept


def test_nobody_is_marked_before_the_session_begins(run, helmi):
    aino, session = participant(run), session_of(run, 1)

    with pytest.raises(AttendanceRefused):
        mark(session, aino, PRESENT, by=helmi, now=session.starts_at - hours(0.01))

    assert AttendanceMark.objects.count() == 0
    mark(session, aino, PRESENT, by=helmi, now=session.starts_at)
    assert mark_facts(session) == {"Aino Esimerkki": PRESENT}


def test_a_cancelled_session_is_not_marked(first, aino, trainer):
    first.cancelled_at = NOW
    first.save()

    with pytest.raises(AttendanceRefused):
        mark(first, aino, PRESENT, by=trainer)


def test_a_session_without_a_time_is_not_marked(first, aino, trainer):
    first.precision, first.starts_at, first.ends_at = "unknown", None, None
    first.save()

    with pytest.raises(AttendanceRefused):
        mark(first, aino, PRESENT, by=trainer)


def test_a_stranger_is_not_marked_and_neither_is_anybody_pressed_with_them(first, aino, trainer, outi):
    with pytest.raises(AttendanceRefused):
        mark_attendance(first, [Mark(aino.pk, PRESENT), Mark(outi.pk, PRESENT)], by=trainer, now=NOW)

    assert (Attendance.objects.count(), AttendanceMark.objects.count()) == (0, 0)


@pytest.mark.parametrize("trait", [{"waiting": True}, {"cancelled": True}])
def test_only_participants_stand_on_the_list(trait, past, first, trainer):
    user = EnrollmentFactory(run=past, **trait).person

    with pytest.raises(AttendanceRefused):
        mark(first, user, PRESENT, by=trainer)


def test_marking_the_same_again_changes_nothing(first, aino, trainer, pekka):
    before = mark(first, aino, PRESENT, by=trainer).stands

    again = mark(first, aino, PRESENT, by=pekka)

    assert (again.stands.version, again.is_conflict) == (before.version, False)
    assert Attendance.objects.get().marked_by == trainer


def test_a_mark_made_on_the_version_that_stands_replaces_it(first, aino, trainer, pekka):
    version = str(mark(first, aino, PRESENT, by=trainer).stands.version)

    result = mark(first, aino, ABSENT, by=pekka, seen=version)

    assert (result.is_conflict, result.stands.status, result.stands.marked_by) == (False, ABSENT, pekka)
    assert str(result.stands.version) != version


@pytest.mark.parametrize("is_seen", [True, False], ids=["an older version", "not marked"])
def test_a_mark_made_on_a_stale_screen_changes_nothing_and_says_whose_stands(is_seen, first, aino, trainer, pekka):
    old = str(mark(first, aino, PRESENT, by=trainer).stands.version)
    newest = mark(first, aino, PARTIAL, by=trainer, seen=old).stands

    result = mark(first, aino, ABSENT, by=pekka, seen=old if is_seen else "")

    assert (result.is_conflict, result.stands.version, result.stands.marked_by) == (True, newest.version, trainer)
    assert Attendance.objects.get().status == PARTIAL
    assert marks_of(first)[-1] == (ABSENT, MarkSource.TRAINER, False)


def test_a_mark_made_on_one_that_was_taken_back_meanwhile_is_stored(first, aino, trainer, pekka):
    seen = str(mark(first, aino, PRESENT, by=trainer, batch="b1").stands.version)
    undo_marks(first, "b1", by=trainer, now=NOW)

    result = mark(first, aino, ABSENT, by=pekka, seen=seen)

    assert (result.is_conflict, result.stands.status) == (False, ABSENT)


def test_one_conflict_does_not_stop_the_other_marks_of_the_press(past, first, aino, trainer, pekka):
    eeva = participant(past, "Eeva")
    mark(first, aino, PRESENT, by=trainer)

    results = mark_attendance(first, [Mark(aino.pk, ABSENT), Mark(eeva.pk, ABSENT)], by=pekka, now=NOW)

    assert [result.is_conflict for result in results] == [True, False]
    assert mark_facts(first) == {"Aino Esimerkki": PRESENT, "Eeva": ABSENT}


def test_a_confirmed_mark_is_not_changed(first, aino, trainer):
    hold(first, {aino: PRESENT}, by=trainer)
    version = str(Attendance.objects.get().version)

    with pytest.raises(AttendanceRefused):
        mark(first, aino, ABSENT, by=trainer, seen=version)

    assert (Attendance.objects.get().status, AttendanceMark.objects.count()) == (PRESENT, 1)


# the rest


def test_the_rest_are_marked_present_and_nobody_else_is_touched(past, first, aino, trainer):
    participant(past, "Eeva")
    EnrollmentFactory(run=past, waiting=True)
    mark(first, aino, ABSENT, by=trainer)

    count = mark_rest_present(first, by=trainer, now=NOW, batch="b1")

    assert (count, mark_facts(first)) == (1, {"Aino Esimerkki": ABSENT, "Eeva": PRESENT})
    assert marks_of(first)[-1] == (PRESENT, MarkSource.REST, True)


def test_marking_the_rest_with_nobody_left_marks_nobody(first, aino, trainer):
    mark(first, aino, ABSENT, by=trainer)

    assert mark_rest_present(first, by=trainer, now=NOW, batch="b1") == 0


def test_the_rest_are_not_marked_before_the_session_begins(run, helmi):
    participant(run)

    with pytest.raises(AttendanceRefused):
        mark_rest_present(session_of(run, 1), by=helmi, now=NOW, batch="b1")


# undo


def test_undoing_the_rest_takes_exactly_them_back(past, first, aino, trainer):
    eeva = participant(past, "Eeva")
    mark(first, aino, ABSENT, by=trainer)
    mark_rest_present(first, by=trainer, now=NOW, batch="b1")

    assert undo_marks(first, "b1", by=trainer, now=NOW) == [eeva.pk]
    assert mark_facts(first) == {"Aino Esimerkki": ABSENT}
    assert marks_of(first)[-1] == ("", MarkSource.UNDO, True)


def test_undoing_a_change_brings_the_earlier_mark_back(first, aino, trainer):
    version = str(mark(first, aino, PARTIAL, by=trainer, minutes=80).stands.version)
    mark(first, aino, ABSENT, by=trainer, seen=version, batch="b2")

    assert undo_marks(first, "b2", by=trainer, now=NOW) == [aino.pk]

    attendance = Attendance.objects.get()
    assert (attendance.status, attendance.minutes) == (PARTIAL, 80)


def test_undoing_twice_takes_nothing_more_back(first, aino, trainer):
    mark(first, aino, PRESENT, by=trainer, batch="b1")

    assert [undo_marks(first, "b1", by=trainer, now=NOW) for _ in range(2)] == [[aino.pk], []]


def test_what_another_trainer_has_marked_since_stays(first, aino, trainer, pekka):
    version = str(mark(first, aino, PRESENT, by=trainer, batch="b1").stands.version)
    mark(first, aino, ABSENT, by=pekka, seen=version)

    assert undo_marks(first, "b1", by=trainer, now=NOW) == []
    assert mark_facts(first) == {"Aino Esimerkki": ABSENT}


@pytest.mark.parametrize("batch", ["b1", "", "tuntematon"])
def test_nobody_undoes_another_trainers_press(batch, first, aino, trainer, pekka):
    mark(first, aino, PRESENT, by=trainer, batch="b1")

    assert undo_marks(first, batch, by=pekka, now=NOW) == []
    assert mark_facts(first) == {"Aino Esimerkki": PRESENT}


def test_a_confirmed_session_is_not_undone(first, aino, trainer):
    mark(first, aino, PRESENT, by=trainer, batch="b1")
    confirm_session(first, by=trainer, now=NOW)

    with pytest.raises(AttendanceRefused):
        undo_marks(first, "b1", by=trainer, now=NOW)

    assert mark_facts(first) == {"Aino Esimerkki": PRESENT}


def test_the_presses_are_offered_for_undoing_newest_first(past, first, aino, trainer, pekka):
    eeva = participant(past, "Eeva")
    mark(first, aino, PRESENT, by=trainer, batch="b1")
    mark(first, eeva, ABSENT, by=trainer, batch="b2")

    assert (last_press(first, trainer), last_press(first, pekka)) == ("b2", "")
    undo_marks(first, "b2", by=trainer, now=NOW)
    assert last_press(first, trainer) == "b1"
    undo_marks(first, "b1", by=trainer, now=NOW)
    assert last_press(first, trainer) == ""


def test_after_adding_somebody_no_earlier_mark_is_offered_for_undoing(first, aino, trainer):
    mark(first, aino, PRESENT, by=trainer, batch="b1")
    ville = add_walk_in(first, "Ville Vieras", "", by=trainer, now=NOW).person
    assert last_press(first, trainer) == ""

    remove_walk_in(first, ville.pk, by=trainer, now=NOW)

    assert last_press(first, trainer) == "b1"


def test_a_confirmed_session_offers_no_undoing(first, aino, trainer):
    mark(first, aino, PRESENT, by=trainer, batch="b1")
    confirm_session(first, by=trainer, now=NOW)

    first.refresh_from_db()
    assert last_press(first, trainer) == ""


# the list


def test_the_list_is_in_finnish_order_with_guests_among_the_others(past, first, trainer, other_group):
    names = ["Öhman Ö", "Åberg Å", "Aalto A", "Čuonna Č", "Ärling Ä"]
    for name in names:
        participant(past, name)
    guest = participant(other_group, "Aatu Vieras")
    Attendance.objects.create(session=first, person=guest, status=PRESENT, marked_at=NOW)

    people = attendance_list(first)

    assert [listed.name for listed in people.people] == [
        "Aalto A",
        "Aatu Vieras",
        "Čuonna Č",
        "Åberg Å",
        "Ärling Ä",
        "Öhman Ö",
    ]
    assert (people.marked_count, len(people.unmarked), people.people[1].enrollment) == (1, 5, None)


def test_the_list_shows_the_name_at_sign_up(past, first):
    user = participant(past, "Aino Esimerkki")
    user.name = "Aino Uusi"
    user.save()

    assert [listed.name for listed in attendance_list(first).people] == ["Aino Esimerkki"]


def test_the_unmarked_are_the_participants_without_a_mark(past, first, aino, trainer):
    eeva = participant(past, "Eeva")
    mark(first, aino, EXCUSED, by=trainer, now=NOW - days(20))

    assert unmarked_people(first) == {eeva.pk}
