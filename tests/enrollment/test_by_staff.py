"""Places given, brought back and taken away by hand: an exception with a reason (architecture §3, I1)."""

import pytest

from enrollment.enums import AttendanceStatus, EnrollmentState, Verb
from enrollment.models import Attendance, Enrollment
from enrollment.queries import place_count
from enrollment.services import StaffRefused, cancel_enrollment, give_place, reinstate, remove
from messaging.models import Message
from tests.clock import NOW, days, hours
from tests.enrollment.conftest import enrollment_in, told
from tests.factories import CourseRunFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db

WHY = "Sovittu puhelimessa."


@pytest.fixture
def full(db):
    """One place, taken."""
    run = CourseRunFactory(places=1)
    EnrollmentFactory(run=run)
    return run


def last_step(enrollment) -> tuple[str, str, str, int | None]:
    return enrollment.transitions.order_by("pk").values_list("verb", "to_state", "reason", "by").last()


def state(enrollment) -> str:
    return Enrollment.objects.get(pk=enrollment.pk).state


GIVEN = {"confirmed": None, "transferred": None, "called_off": None}
BACK = {"applied": None, "waiting": None, "offered": None, "confirmed": None, "transferred": None, "called_off": None}


@pytest.mark.parametrize("before", EnrollmentState.values)
def test_giving_a_place_from_every_state(before, run, outi, sanna):
    enrollment = enrollment_in(before, run, outi)

    if before in GIVEN:
        with pytest.raises(StaffRefused):
            give_place(enrollment, by=sanna, reason=WHY, now=NOW)
        assert state(enrollment) == before
        return
    give_place(enrollment, by=sanna, reason=WHY, now=NOW)
    verb = Verb.CONFIRM if before in ("applied", "waiting", "offered") else Verb.REINSTATE
    assert last_step(enrollment) == (verb, "confirmed", WHY, sanna.pk)
    assert told(outi) == ["enrollment.confirmed"]


def test_a_place_given_in_a_full_run_is_over_the_limit_and_takes_nobodys(full, sanna):
    waiter = EnrollmentFactory(run=full, waiting=True)

    give_place(waiter, by=sanna, reason=WHY, now=NOW)

    assert (Enrollment.objects.get(pk=waiter.pk).over_limit, place_count(full).held) == (True, 1)


def test_an_offered_place_given_by_hand_stays_within_the_limit(run, sanna):
    run.places = 1
    run.save()
    offered = EnrollmentFactory(run=run, state="offered", queued_at=NOW, offer_expires_at=NOW + days(1))

    give_place(offered, by=sanna, reason=WHY, now=NOW)

    enrollment = Enrollment.objects.get(pk=offered.pk)
    assert (enrollment.over_limit, enrollment.offer_expires_at, place_count(run).held) == (False, None, 1)


@pytest.mark.parametrize("before", EnrollmentState.values)
def test_bringing_back_from_every_state(before, run, outi, sanna):
    enrollment = enrollment_in(before, run, outi)

    if before in BACK:
        with pytest.raises(StaffRefused):
            reinstate(enrollment, by=sanna, reason=WHY, now=NOW)
        assert state(enrollment) == before
        return
    reinstate(enrollment, by=sanna, reason=WHY, now=NOW)
    assert last_step(enrollment) == (Verb.REINSTATE, "confirmed", WHY, sanna.pk)


def test_bringing_back_to_a_full_run_gives_the_last_number_in_the_queue(full, outi, sanna):
    earlier = EnrollmentFactory(run=full, waiting=True, queued_at=NOW + hours(1))
    enrollment = enrollment_in("cancelled", full, outi)

    reinstate(enrollment, by=sanna, reason=WHY, now=NOW)

    enrollment.refresh_from_db()
    assert (enrollment.state, enrollment.over_limit) == ("waiting", False)
    assert enrollment.queued_at > earlier.queued_at
    assert told(outi) == ["enrollment.queued"]


def test_nobody_is_brought_back_to_a_queue_that_has_closed(outi, sanna):
    run = CourseRunFactory(places=1, cut_off_at=NOW)
    EnrollmentFactory(run=run)
    enrollment = enrollment_in("cancelled", run, outi)

    with pytest.raises(StaffRefused) as refusal:
        reinstate(enrollment, by=sanna, reason=WHY, now=NOW)

    assert str(refusal.value.message) == (
        "Toteutus on täynnä ja sen jono on suljettu. Voit silti antaa paikan yli enimmäismäärän."
    )


def test_the_second_confirmation_is_sent_too(run, outi, sanna):
    enrollment = EnrollmentFactory(run=run, person=outi)
    cancel_enrollment(enrollment, by=outi, now=NOW)
    reinstate(enrollment, by=sanna, reason=WHY, now=NOW + hours(1))
    cancel_enrollment(enrollment, by=outi, now=NOW + hours(2))
    reinstate(enrollment, by=sanna, reason=WHY, now=NOW + hours(3))

    assert told(outi) == ["enrollment.cancelled", "enrollment.confirmed"] * 2


REMOVED = {"applied", "waiting", "offered", "confirmed"}


@pytest.mark.parametrize("before", EnrollmentState.values)
def test_ending_from_every_state(before, run, outi, sanna):
    enrollment = enrollment_in(before, run, outi)

    if before not in REMOVED:
        with pytest.raises(StaffRefused):
            remove(enrollment, by=sanna, reason=WHY, now=NOW)
        assert state(enrollment) == before
        return
    remove(enrollment, by=sanna, reason=WHY, now=NOW)
    assert last_step(enrollment) == (Verb.REMOVE, "removed", WHY, sanna.pk)
    letter = Message.objects.get(recipient=outi)
    assert (letter.kind, WHY in letter.body) == ("enrollment.removed", False)


def test_the_place_of_somebody_removed_goes_to_the_queue(full, sanna):
    holder, waiter = full.enrollments.get(), EnrollmentFactory(run=full, waiting=True)

    remove(holder, by=sanna, reason=WHY, now=NOW)

    assert (state(holder), state(waiter)) == ("removed", "confirmed")


def test_nobody_who_has_been_at_a_session_is_removed(run, outi, sanna):
    enrollment = EnrollmentFactory(run=run, person=outi)
    Attendance.objects.create(session=run.sessions.first(), person=outi, status=AttendanceStatus.PRESENT, marked_at=NOW)

    with pytest.raises(StaffRefused):
        remove(enrollment, by=sanna, reason=WHY, now=NOW)


@pytest.mark.parametrize("verb", [give_place, reinstate, remove])
@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_is_decided_by_hand_without_a_reason(verb, reason, run, outi, sanna):
    enrollment = enrollment_in("waiting" if verb is not reinstate else "cancelled", run, outi)

    with pytest.raises(StaffRefused) as refusal:
        verb(enrollment, by=sanna, reason=reason, now=NOW)

    assert str(refusal.value.message) == "Kirjoita syy."


@pytest.mark.parametrize("verb", [give_place, reinstate])
def test_somebody_who_enrolled_again_is_not_in_the_run_twice(verb, run, outi, sanna):
    ended = enrollment_in("cancelled", run, outi)
    EnrollmentFactory(run=run, person=outi)

    with pytest.raises(StaffRefused) as refusal:
        verb(ended, by=sanna, reason=WHY, now=NOW)

    assert str(refusal.value.message) == "Henkilö on sen jälkeen ilmoittautunut toteutukseen uudelleen."


@pytest.mark.parametrize("verb", [give_place, reinstate])
def test_no_place_is_given_in_a_cancelled_run_or_to_an_erased_person(verb, run, outi, sanna):
    ended = enrollment_in("cancelled", run, outi)
    run.cancelled_at = NOW
    run.save()
    with pytest.raises(StaffRefused):
        verb(ended, by=sanna, reason=WHY, now=NOW)

    run.cancelled_at = None
    run.save()
    outi.__class__.objects.filter(pk=outi.pk).update(erased_at=NOW)
    with pytest.raises(StaffRefused):
        verb(ended, by=sanna, reason=WHY, now=NOW)
