"""Taking a place, queueing, cancelling, and handing free places on."""

import pytest

from courses.enums import Admission
from courses.models import AttendanceRule
from enrollment.enums import DenialReason, EnrollmentState, Origin, Verb
from enrollment.models import Enrollment, Transition
from enrollment.queries import denial_reason, place_count, queue_position
from enrollment.services import (
    CancellationRefused,
    EnrollmentRefused,
    LastPlaceGone,
    Snapshot,
    WishRefused,
    ask_for_certificate,
    cancel_enrollment,
    enroll,
    offer_next_places,
    offer_waiting_places,
)
from messaging.models import Message
from tests.clock import NOW, days, hours
from tests.enrollment.conftest import enrollment_in, join, participant, told
from tests.factories import (
    CourseRunFactory,
    EnrollmentFactory,
    OrganisationFactory,
    SectorFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(db):
    """Two places, both held."""
    run = CourseRunFactory(places=2)
    EnrollmentFactory.create_batch(2, run=run)
    return run


def trail(enrollment: Enrollment) -> list[tuple[str, str, str]]:
    return list(enrollment.transitions.values_list("verb", "from_state", "to_state"))


# enroll


def test_enrolling_gives_a_place_with_a_snapshot_a_trace_and_a_letter(run, outi):
    organisation, sector = OrganisationFactory(), SectorFactory()
    snapshot = Snapshot("Outi U.", organisation, sector, None, "opettaja")

    enrollment = enroll(run, outi, snapshot, now=NOW)

    assert (enrollment.state, enrollment.origin, enrollment.over_limit) == (
        EnrollmentState.CONFIRMED,
        Origin.SELF,
        False,
    )
    assert (enrollment.name, enrollment.organisation_name, enrollment.sector) == ("Outi U.", organisation.name, sector)
    assert (enrollment.profession_text, enrollment.queued_at, enrollment.rule_set) == (
        "opettaja",
        None,
        run.rule_sets.get(),
    )
    assert (enrollment.created_at, enrollment.counts_from) == (NOW, NOW)
    transition = Transition.objects.get(enrollment=enrollment)
    assert (transition.verb, transition.from_state, transition.to_state, transition.by, transition.at) == (
        Verb.ENROLL,
        "",
        EnrollmentState.CONFIRMED,
        outi,
        NOW,
    )
    assert told(outi) == ["enrollment.confirmed"]


def test_the_confirmation_carries_times_join_link_and_calendar(run, outi):
    join(run, outi)

    letter = Message.objects.get(recipient=outi)
    assert (letter.reply_to, letter.sender_name) == ("helmi@esimerkki.example", "Itä-Suomen osaamiskeskus")
    assert letter.body.count("https://teams.microsoft.com/l/meetup-join/salainen") == 1
    assert "to\xa027.5.2027 klo\xa09.00–12.00" in letter.body
    (attachment,) = letter.attachments
    assert (attachment["name"], attachment["type"]) == ("kalenteri.ics", "text/calendar")
    assert attachment["text"].count("BEGIN:VEVENT") == 3


def test_the_last_place_is_given(outi):
    run = CourseRunFactory(places=1)

    assert join(run, outi).state == EnrollmentState.CONFIRMED
    assert place_count(run).left == 0


def test_a_run_without_a_limit_never_queues(outi):
    run = CourseRunFactory(places=None)
    EnrollmentFactory.create_batch(3, run=run)

    assert join(run, outi).state == EnrollmentState.CONFIRMED


def test_a_full_run_asks_before_it_queues(small, outi):
    with pytest.raises(LastPlaceGone) as asked:
        join(small, outi)

    assert asked.value.position == 1
    assert (outi.enrollments.count(), told(outi)) == (0, [])


def test_the_question_names_the_number_after_those_who_wait(small, outi):
    EnrollmentFactory.create_batch(2, run=small, waiting=True)

    with pytest.raises(LastPlaceGone) as asked:
        join(small, outi)

    assert asked.value.position == 3


def test_a_yes_to_the_question_queues(small, outi):
    enrollment = join(small, outi, accepts_queue=True)

    assert (enrollment.state, enrollment.queued_at) == (EnrollmentState.WAITING, NOW)
    assert queue_position(enrollment) == 1
    assert trail(enrollment) == [(Verb.QUEUE, "", EnrollmentState.WAITING)]
    assert told(outi) == ["enrollment.queued"]


def test_the_queue_letter_has_the_number_and_no_join_link(small, outi):
    EnrollmentFactory(run=small, waiting=True)

    join(small, outi, accepts_queue=True)

    letter = Message.objects.get(recipient=outi)
    assert " 2" in letter.subject
    assert ("teams.microsoft.com" in letter.body, letter.attachments) == (False, [])


def test_two_people_in_the_same_instant_queue_one_after_the_other(small):
    first, second = (join(small, UserFactory(), accepts_queue=True) for _ in range(2))

    assert first.queued_at < second.queued_at
    assert (queue_position(first), queue_position(second)) == (1, 2)


def test_a_request_stamped_earlier_queues_behind_those_who_queue_already(small):
    first = join(small, UserFactory(), accepts_queue=True)

    late = join(small, UserFactory(), accepts_queue=True, now=NOW - hours(1))

    assert (queue_position(first), queue_position(late)) == (1, 2)


def test_nobody_overtakes_the_queue_when_a_place_is_free(outi):
    run = CourseRunFactory(places=2)
    EnrollmentFactory(run=run)
    EnrollmentFactory(run=run, waiting=True)

    with pytest.raises(LastPlaceGone):
        join(run, outi)


def test_a_yes_to_the_queue_gets_a_place_that_became_free_meanwhile(run, outi):
    assert join(run, outi, accepts_queue=True).state == EnrollmentState.CONFIRMED
    assert told(outi) == ["enrollment.confirmed"]


def test_enrolling_twice_makes_one_enrolment_and_tells_the_owner_once_a_day(run, outi):
    first = join(run, outi)

    again = [join(run, outi), join(run, outi), join(run, outi, now=NOW + days(1))]

    assert {each.pk for each in again} == {first.pk}
    assert told(outi) == ["enrollment.confirmed", "enrollment.already", "enrollment.already"]
    assert trail(first) == [(Verb.ENROLL, "", EnrollmentState.CONFIRMED)]


def test_somebody_who_waits_keeps_the_number_when_enrolling_again(small, outi):
    first = join(small, outi, accepts_queue=True)
    join(small, UserFactory(), accepts_queue=True)

    again = join(small, outi, accepts_queue=True, now=NOW + hours(1))

    assert (again.pk, again.queued_at, queue_position(again)) == (first.pk, first.queued_at, 1)
    assert "teams.microsoft.com" not in Message.objects.filter(recipient=outi).last().body


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"published_at": None}, DenialReason.NOT_PUBLISHED),
        ({"published_at": NOW + hours(1)}, DenialReason.NOT_PUBLISHED),
        ({"cancelled_at": NOW}, DenialReason.CANCELLED),
        ({"enrolment_opens_at": NOW + hours(1)}, DenialReason.NOT_OPEN_YET),
        ({"enrolment_closes_at": NOW}, DenialReason.CLOSED),
        ({"finished": True}, DenialReason.CLOSED),
        *(({"admission": each}, DenialReason.NO_ENROLMENT) for each in Admission if each != Admission.OPEN),
    ],
)
def test_enrolling_is_refused_with_its_reason(changes, reason, outi):
    run = CourseRunFactory(**changes)

    with pytest.raises(EnrollmentRefused) as refusal:
        join(run, outi)

    assert refusal.value.reason == reason
    assert denial_reason(run, outi, NOW) == reason
    assert (Enrollment.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize("accepts_queue", [True, False])
def test_a_full_run_whose_queue_is_closed_takes_nobody(accepts_queue, outi):
    run = CourseRunFactory(places=1, cut_off_at=NOW)
    EnrollmentFactory(run=run)

    with pytest.raises(EnrollmentRefused) as refusal:
        join(run, outi, accepts_queue=accepts_queue)

    assert (refusal.value.reason, outi.enrollments.count()) == (DenialReason.QUEUE_CLOSED, 0)


def test_enrolment_is_open_until_the_last_instant_before_it_closes(outi):
    run = CourseRunFactory(enrolment_closes_at=NOW + hours(1))

    assert join(run, outi, now=NOW + hours(1) - hours(0.001)).state == EnrollmentState.CONFIRMED


def test_the_gate_knows_who_is_enrolled(run, aino, outi):
    assert denial_reason(run, aino, NOW) == DenialReason.ALREADY_ENROLLED
    assert (denial_reason(run, outi, NOW), denial_reason(run, None, NOW)) == (None, None)


def test_the_enrolment_comes_under_the_rule_set_in_force(run, outi):
    newer = run.rule_sets.create(number=2, in_force_from=NOW - days(1))
    for rule_set in (newer, run.rule_sets.create(number=3, in_force_from=NOW + days(1))):
        AttendanceRule.objects.create(rule_set=rule_set)

    assert join(run, outi).rule_set == newer


def test_the_wish_for_a_certificate_is_kept(run, outi):
    assert join(run, outi, wants_certificate=True).wants_certificate is True


def test_the_wish_for_a_certificate_can_be_told_later_and_twice(run, aino):
    run.rule_sets.update(needs_opt_in=True)

    ask_for_certificate(aino.enrollment, now=NOW)
    ask_for_certificate(aino.enrollment, now=NOW)

    aino.enrollment.refresh_from_db()
    assert aino.enrollment.wants_certificate is True


@pytest.mark.parametrize(("needs_opt_in", "state"), [(False, "confirmed"), (True, "waiting"), (True, "cancelled")])
def test_a_wish_that_leads_to_nothing_is_refused(needs_opt_in, state, run, outi):
    run.rule_sets.update(needs_opt_in=needs_opt_in)
    enrollment = enrollment_in(state, run, outi)

    with pytest.raises(WishRefused):
        ask_for_certificate(enrollment, now=NOW)

    enrollment.refresh_from_db()
    assert enrollment.wants_certificate is False


# cancel_enrollment


def test_cancelling_frees_the_place_for_the_oldest_waiter(small):
    holder = small.enrollments.first()
    second, first = (
        EnrollmentFactory(run=small, waiting=True, queued_at=NOW - hours(1)),
        EnrollmentFactory(run=small, waiting=True, queued_at=NOW - hours(2)),
    )

    cancel_enrollment(holder, by=holder.person, now=NOW)

    for each in (holder, first, second):
        each.refresh_from_db()
    assert (holder.state, first.state, second.state) == (
        EnrollmentState.CANCELLED,
        EnrollmentState.CONFIRMED,
        EnrollmentState.WAITING,
    )
    assert trail(holder)[-1] == (Verb.CANCEL, EnrollmentState.CONFIRMED, EnrollmentState.CANCELLED)
    assert trail(first)[-1] == (Verb.PROMOTE, EnrollmentState.WAITING, EnrollmentState.CONFIRMED)
    assert told(holder.person) == ["enrollment.cancelled"]
    assert told(first.person) == ["enrollment.promoted"]
    assert told(second.person) == []


def test_somebody_promoted_gets_the_join_link_and_the_calendar(small):
    waiter = EnrollmentFactory(run=small, waiting=True)

    cancel_enrollment(small.enrollments.confirmed().first(), by=waiter.person, now=NOW)

    letter = Message.objects.get(recipient=waiter.person)
    assert letter.body.count("https://teams.microsoft.com/l/meetup-join/salainen") == 1
    assert [each["name"] for each in letter.attachments] == ["kalenteri.ics"]


def test_leaving_the_queue_gives_nobody_a_place(small):
    first, second = (EnrollmentFactory(run=small, waiting=True) for _ in range(2))

    cancel_enrollment(first, by=first.person, now=NOW)

    second.refresh_from_db()
    assert (second.state, queue_position(second)) == (EnrollmentState.WAITING, 1)


def test_cancelling_twice_changes_nothing_more(aino):
    cancel_enrollment(aino.enrollment, by=aino, now=NOW)
    cancel_enrollment(aino.enrollment, by=aino, now=NOW)

    assert [verb for verb, *_ in trail(aino.enrollment)] == [Verb.ENROLL, Verb.CANCEL]
    assert told(aino) == ["enrollment.cancelled"]


def test_one_may_enrol_again_after_cancelling(run, aino):
    cancel_enrollment(aino.enrollment, by=aino, now=NOW)

    again = join(run, aino)

    assert (again.state, again.pk == aino.enrollment.pk) == (EnrollmentState.CONFIRMED, False)
    assert told(aino) == ["enrollment.cancelled", "enrollment.confirmed"]


@pytest.mark.parametrize(
    ("cancel_by", "at", "is_refused"),
    [
        (None, NOW + days(7) - hours(0.1), False),  # until the first session begins
        (None, NOW + days(7), True),
        (NOW + days(1), NOW + days(1) - hours(0.1), False),
        (NOW + days(1), NOW + days(1), True),
    ],
)
def test_cancelling_is_possible_until_the_stated_instant(cancel_by, at, is_refused):
    enrollment = EnrollmentFactory(run=CourseRunFactory(cancel_by_at=cancel_by))

    if is_refused:
        with pytest.raises(CancellationRefused):
            cancel_enrollment(enrollment, by=enrollment.person, now=at)
    else:
        cancel_enrollment(enrollment, by=enrollment.person, now=at)

    enrollment.refresh_from_db()
    assert enrollment.is_live is is_refused


def test_the_queue_may_be_left_also_after_the_stated_instant():
    run = CourseRunFactory(cancel_by_at=NOW - days(1))
    waiter = EnrollmentFactory(run=run, waiting=True)

    cancel_enrollment(waiter, by=waiter.person, now=NOW)

    waiter.refresh_from_db()
    assert waiter.state == EnrollmentState.CANCELLED


def test_a_completed_training_cannot_be_cancelled(run, aino):
    aino.enrollment.completed_at, aino.enrollment.completed_under = NOW, run.rule_sets.get()
    aino.enrollment.save()

    with pytest.raises(CancellationRefused):
        cancel_enrollment(aino.enrollment, by=aino, now=NOW)

    aino.enrollment.refresh_from_db()
    assert aino.enrollment.state == EnrollmentState.CONFIRMED


# offer_next_places, offer_waiting_places


def test_free_places_go_to_the_queue_in_order():
    run = CourseRunFactory(places=2)
    waiters = [EnrollmentFactory(run=run, waiting=True, queued_at=NOW - hours(hour)) for hour in (1, 3, 2)]

    assert offer_next_places(run, now=NOW) == 2

    for each in waiters:
        each.refresh_from_db()
    assert [each.state for each in waiters] == [
        EnrollmentState.WAITING,
        EnrollmentState.CONFIRMED,
        EnrollmentState.CONFIRMED,
    ]


def test_offering_twice_gives_nothing_twice():
    run = CourseRunFactory(places=1)
    waiter = EnrollmentFactory(run=run, waiting=True)

    assert (offer_next_places(run, now=NOW), offer_next_places(run, now=NOW)) == (1, 0)
    assert told(waiter.person) == ["enrollment.promoted"]


def test_a_full_run_offers_nothing(small):
    EnrollmentFactory(run=small, waiting=True)

    assert offer_next_places(small, now=NOW) == 0


def test_walk_ins_over_the_limit_leave_no_place_when_they_go(small):
    EnrollmentFactory(run=small, over_limit=True)
    EnrollmentFactory(run=small, waiting=True)

    assert place_count(small).held == 2
    assert offer_next_places(small, now=NOW) == 0


def test_a_lifted_limit_takes_the_whole_queue_in():
    run = CourseRunFactory(places=None)
    EnrollmentFactory.create_batch(3, run=run, waiting=True)

    assert offer_next_places(run, now=NOW) == 3


@pytest.mark.parametrize(
    "changes",
    [{"cancelled_at": NOW}, {"cut_off_at": NOW}, {"first_session_at": NOW}],
    ids=["cancelled run", "after the cut-off", "after the first session"],
)
def test_no_place_is_offered_any_more(changes):
    run = CourseRunFactory(**changes)
    EnrollmentFactory(run=run, waiting=True)

    assert offer_next_places(run, now=NOW) == 0


def test_a_stated_cut_off_may_lie_after_the_first_session():
    run = CourseRunFactory(first_session_at=NOW - days(1), cut_off_at=NOW + hours(1))
    EnrollmentFactory(run=run, waiting=True)

    assert offer_next_places(run, now=NOW) == 1


def test_tick_serves_every_queue_that_waits_for_a_free_place(small):
    free, cancelled = CourseRunFactory(), CourseRunFactory(cancelled_at=NOW)
    for run in (free, free, cancelled, small):
        EnrollmentFactory(run=run, waiting=True)

    assert offer_waiting_places(NOW) == 2
    assert list(Enrollment.objects.waiting().values_list("run", flat=True).order_by("run")) == sorted(
        [cancelled.pk, small.pk]
    )
    assert offer_waiting_places(NOW) == 0


# every state and verb

LIVE_ONES = ["applied", "waiting", "offered", "confirmed"]
ENDED = ["cancelled", "removed", "not_selected", "expired", "transferred", "called_off"]
CANCELS = dict.fromkeys(LIVE_ONES, "cancelled") | {state: state for state in ENDED}
PROMOTES = {state: state for state in (*LIVE_ONES, *ENDED)} | {"waiting": "confirmed"}


def test_the_tables_name_every_state():
    assert sorted(CANCELS) == sorted(PROMOTES) == sorted(EnrollmentState.values)


@pytest.mark.parametrize(("before", "after"), CANCELS.items())
def test_cancelling_from_every_state(before, after, run, outi):
    enrollment = enrollment_in(before, run, outi)

    cancel_enrollment(enrollment, by=outi, now=NOW)

    enrollment.refresh_from_db()
    assert (enrollment.state, enrollment.transitions.count()) == (after, 1 + (before != after))


@pytest.mark.parametrize(("before", "after"), PROMOTES.items())
def test_offering_places_from_every_state(before, after, run, outi):
    enrollment = enrollment_in(before, run, outi)

    count = offer_next_places(run, now=NOW)

    enrollment.refresh_from_db()
    assert (enrollment.state, count) == (after, int(before != after))


@pytest.mark.parametrize("before", EnrollmentState.values)
def test_enrolling_from_every_state(before, run, outi):
    enrollment = enrollment_in(before, run, outi)

    result = join(run, outi, accepts_queue=True)

    enrollment.refresh_from_db()
    assert enrollment.state == before
    if before in LIVE_ONES:
        assert (result.pk, told(outi)) == (enrollment.pk, ["enrollment.already"])
    else:
        assert (result.pk == enrollment.pk, result.state) == (False, EnrollmentState.CONFIRMED)


def test_a_participant_of_one_run_may_take_a_place_in_another(run, past):
    user = participant(past)

    assert join(run, user).state == EnrollmentState.CONFIRMED
