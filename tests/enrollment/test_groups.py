"""Parallel groups as one workshop: one place among them, and changing it for another (issue 4 §2, journeys §1)."""

from types import SimpleNamespace

import pytest
from django.urls import reverse
from icalendar import Calendar

from certificates.models import Certificate
from certificates.services import make_prepared_certificates
from config.invariants import broken_invariants
from courses.models import Course, CourseRun
from courses.progress import Cover
from courses.queries import announced_runs
from enrollment.enums import DenialReason, Verb
from enrollment.models import Enrollment, MakeUp, Submission
from enrollment.queries import attendance_list, denial_reason, place_count, queue_position
from enrollment.queries.progress import progress_of
from enrollment.services import (
    EnrollmentRefused,
    LastPlaceGone,
    Snapshot,
    StaffRefused,
    accept_offer,
    accept_submission,
    add_walk_in,
    cancel_enrollment,
    change_group,
    enroll,
    give_place,
    reinstate,
    send_submission,
)
from enrollment.services.calling_off import call_off_run
from enrollment.services.disown import disown
from enrollment.signals import proof_asked
from enrollment.templatetags.place_panels import run_cards
from enrollment.wording.desk import attendance_rows
from messaging.models import Message
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.enrollment.conftest import ABSENT, PRESENT, hold, join, mark, says, session_of, soup, told
from tests.factories import (
    CertificateOfferFactory,
    CourseRunFactory,
    EnrollmentFactory,
    RunRoleFactory,
    SectorFactory,
    TextAssignmentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LINK = "https://teams.microsoft.com/l/meetup-join/salainen"


@pytest.fixture
def group(db) -> CourseRun:
    return CourseRunFactory(label="Ryhmä 1", places=2)


@pytest.fixture
def other(group) -> CourseRun:
    """The same workshop a day later."""
    return CourseRunFactory(course=group.course, label="Ryhmä 2", places=2, first_session_at=NOW + days(8))


@pytest.fixture
def place(group, outi) -> Enrollment:
    return EnrollmentFactory(run=group, person=outi)


def fill(run: CourseRun) -> list[Enrollment]:
    left = place_count(run).left or 0
    return EnrollmentFactory.create_batch(left, run=run)


def states(person) -> dict[str, str]:
    """The newest enrolment of the person in each group."""
    return dict(person.enrollments.order_by("created_at").values_list("run__label", "state"))


def move(place: Enrollment, run: CourseRun, **options) -> Enrollment:
    return change_group(place, run, by=place.person, now=options.pop("now", NOW), **options)


def calendars(person) -> list[tuple[str, str, list[str]]]:
    """Name, method and sessions of each calendar file of the newest letter."""
    found = []
    for file in Message.objects.filter(recipient=person).latest("pk").attachments:
        calendar = Calendar.from_ical(file["text"])
        found.append((file["name"], str(calendar["method"]), [str(event["uid"]) for event in calendar.walk("VEVENT")]))
    return found


def uids(run: CourseRun) -> list[str]:
    return [f"{session.pk}@sytyke" for session in run.sessions.order_by("number")]


# one place among parallel runs


def test_somebody_with_a_place_gets_none_in_a_parallel_run(place, other, outi):
    assert denial_reason(other, outi, NOW) == DenialReason.IN_ANOTHER_GROUP
    with pytest.raises(EnrollmentRefused) as refused:
        join(other, outi)

    assert refused.value.reason == DenialReason.IN_ANOTHER_GROUP
    assert states(outi) == {"Ryhmä 1": "confirmed"}


def test_a_course_may_allow_more_places_at_a_time(place, other, outi):
    Course.objects.update(parallel_places=2)

    join(CourseRun.objects.get(pk=other.pk), outi)

    assert states(outi) == {"Ryhmä 1": "confirmed", "Ryhmä 2": "confirmed"}
    assert broken_invariants(NOW) == []


@pytest.mark.parametrize("why", ["over", "cancelled", "completed", "another course"])
def test_a_run_that_is_not_parallel_stands_in_nobodys_way(place, other, outi, why):
    run = place.run
    if why == "over":
        run.sessions.update(starts_at=NOW - days(2), ends_at=NOW - days(1))
    if why == "cancelled":
        call_off_run(run, reason="Kouluttaja sairastui.", by=outi, now=NOW)
    if why == "completed":
        Enrollment.objects.update(completed_at=NOW, completed_under=place.rule_set)
    target = CourseRunFactory(label="Ryhmä 2") if why == "another course" else other

    assert join(target, outi).state == "confirmed"
    assert broken_invariants(NOW) == []


def test_the_audit_finds_somebody_with_two_places(place, other, outi):
    second = EnrollmentFactory(run=other, person=outi)

    assert [(each.invariant, each.row) for each in broken_invariants(NOW)] == [
        ("Places within the course", f"course {other.course_id}, person {outi.pk}: 2 of 1")
    ]
    second.run.sessions.update(starts_at=NOW - days(2), ends_at=NOW - days(1))
    assert broken_invariants(NOW) == []


def test_the_audit_finds_a_place_that_goes_on_elsewhere_under_another_ticket(place, outi):
    stray = EnrollmentFactory(run=CourseRunFactory(), person=outi)
    Enrollment.objects.filter(pk=place.pk).update(state="transferred", continued_in=stray)
    place.transitions.update(to_state="transferred")

    assert [(each.invariant, each.row) for each in broken_invariants(NOW)] == [
        ("Changed places go on", f"enrolment {place.pk}")
    ]


def test_the_signed_in_are_asked_whether_they_want_to_change(place, other, outi):
    response = signed_in(outi).get(reverse("enroll", args=[other.pk]), follow=True)

    assert response.redirect_chain == [(reverse("change-group", args=[place.pk, other.pk]), 302)]
    assert says(
        response,
        "Olet jo mukana: Sytykettä yhteistyöhön, to 27.5., to 3.6. ja to 10.6.2027. "
        "Haluatko vaihtaa tähän aikaan: pe 28.5., pe 4.6. ja pe 11.6.2027?",
    )


def test_a_typed_address_learns_nothing_and_its_owner_is_asked_by_mail(client, place, other, outi, group):
    typed = {"name": "Outi", "sector": SectorFactory().pk}
    answers = [
        client.post(reverse("enroll", args=[other.pk]), {**typed, "email": email}, follow=True).content.decode()
        for email in (outi.email, "uusi@esimerkki.example")
    ]

    assert answers[0].replace(outi.email, "") == answers[1].replace("uusi@esimerkki.example", "")
    assert states(outi) == {"Ryhmä 1": "confirmed"}
    (letter,) = Message.objects.filter(recipient=outi)
    assert letter.kind == "enrollment.in_another_group"
    body = " ".join(letter.body.split())
    assert "Olet jo mukana: Sytykettä yhteistyöhön, Ryhmä 1: to 27.5., to 3.6. ja to 10.6.2027" in body
    assert "Haluatko vaihtaa tähän aikaan: Ryhmä 2: pe 28.5., pe 4.6. ja pe 11.6.2027?" in body
    assert reverse("change-group", args=[place.pk, other.pk]) in body
    assert "jonossa" not in body


def test_a_typed_address_takes_nobody_out_of_a_queue(client, group, other, outi):
    fill(group)
    join(group, outi, accepts_queue=True)

    client.post(reverse("enroll", args=[other.pk]), {"name": "Outi", "sector": SectorFactory().pk, "email": outi.email})

    assert states(outi) == {"Ryhmä 1": "waiting"}
    letter = Message.objects.filter(recipient=outi).latest("pk")
    assert "Olet jo jonossa: Sytykettä yhteistyöhön, Ryhmä 1" in " ".join(letter.body.split())
    assert "mukana:" not in letter.body


def test_taking_a_place_ends_the_queue_of_the_other_group(group, other, outi):
    fill(group)
    waiting = join(group, outi, accepts_queue=True)

    new = join(other, outi)

    waiting.refresh_from_db()
    assert (states(outi), new.ticket == waiting.ticket) == ({"Ryhmä 1": "expired", "Ryhmä 2": "confirmed"}, True)
    assert waiting.transitions.last().verb == Verb.SERVED
    assert "Et ole enää jonossa: Ryhmä 1" in Message.objects.latest("pk").body
    assert broken_invariants(NOW) == []


def test_the_first_freed_place_ends_the_other_queues_of_the_wish(group, other, outi):
    holders, _ = fill(group), fill(other)
    for run in (group, other):
        join(run, outi, accepts_queue=True)

    cancel_enrollment(holders[0], by=holders[0].person, now=NOW)

    assert states(outi) == {"Ryhmä 1": "confirmed", "Ryhmä 2": "expired"}
    assert told(outi) == ["enrollment.queued", "enrollment.queued", "enrollment.promoted"]
    assert "Ryhmä 2" in Message.objects.filter(recipient=outi).latest("pk").body
    assert broken_invariants(NOW) == []


def test_an_offer_given_up_for_a_place_elsewhere_goes_to_the_next(group, other, outi):
    CourseRun.objects.filter(pk=group.pk).update(offer_hours=24, cut_off_at=NOW + days(6))
    holders, nea = fill(group), UserFactory()
    for person in (outi, nea):
        join(group, person, accepts_queue=True)
    cancel_enrollment(holders[0], by=holders[0].person, now=NOW)

    join(other, outi)

    assert (states(outi), states(nea)) == ({"Ryhmä 1": "expired", "Ryhmä 2": "confirmed"}, {"Ryhmä 1": "offered"})
    assert broken_invariants(NOW) == []


def test_staff_do_not_give_a_second_place_by_hand(place, other, outi, sanna):
    ended = EnrollmentFactory(run=other, person=outi, cancelled=True)

    for verb in (give_place, reinstate):
        with pytest.raises(StaffRefused) as refused:
            verb(ended, by=sanna, reason="Pyysi.", now=NOW)
        assert str(refused.value.message) == "Henkilöllä on paikka tämän koulutuksen toisessa ryhmässä: Ryhmä 1."


def test_staff_giving_a_place_carry_out_the_wish_to_change(place, other, outi, sanna):
    fill(other)
    waiting = move(place, other, accepts_queue=True)

    give_place(waiting, by=sanna, reason="Sovittiin.", now=NOW)

    assert states(outi) == {"Ryhmä 1": "transferred", "Ryhmä 2": "confirmed"}
    assert told(outi) == ["enrollment.queued_to_change", "enrollment.moved"]


# one queue for the groups that suit


def test_ticking_groups_queues_for_each_under_one_ticket_with_one_letter(group, other, outi):
    fill(group)
    fill(other)
    join(other, UserFactory(), accepts_queue=True)

    own = join(group, outi, accepts_queue=True, also=[other])

    rows = list(outi.enrollments.order_by("run__label"))
    assert [(row.run, row.state, row.ticket) for row in rows] == [
        (group, "waiting", own.ticket),
        (other, "waiting", own.ticket),
    ]
    assert [queue_position(row) for row in rows] == [1, 2]
    (letter,) = Message.objects.filter(recipient=outi)
    assert "Ryhmä 2: pe 28.5., pe 4.6. ja pe 11.6.2027: varasija 2" in " ".join(letter.body.split())
    assert broken_invariants(NOW) == []


def test_the_queues_of_a_wish_are_served_in_the_order_people_came(group, other, outi):
    """Whoever ticked two groups overtakes nobody in either, and is overtaken by nobody."""
    holders, others = fill(group), fill(other)
    first, last = UserFactory(), UserFactory()
    join(other, first, accepts_queue=True)
    join(group, outi, accepts_queue=True, also=[other], now=NOW + hours(1))
    join(group, last, accepts_queue=True, now=NOW + hours(2))

    cancel_enrollment(others[0], by=others[0].person, now=NOW + hours(3))
    assert (states(first), states(outi)) == ({"Ryhmä 2": "confirmed"}, {"Ryhmä 1": "waiting", "Ryhmä 2": "waiting"})
    cancel_enrollment(holders[0], by=holders[0].person, now=NOW + hours(4))
    assert (states(outi), states(last)) == ({"Ryhmä 1": "confirmed", "Ryhmä 2": "expired"}, {"Ryhmä 1": "waiting"})
    assert broken_invariants(NOW + hours(4)) == []


def test_a_ticked_group_that_has_room_by_now_gives_the_place_at_once(group, other, outi):
    fill(group)

    join(group, outi, accepts_queue=True, also=[other])

    assert states(outi) == {"Ryhmä 1": "expired", "Ryhmä 2": "confirmed"}
    assert told(outi) == ["enrollment.queued", "enrollment.promoted"]
    assert broken_invariants(NOW) == []


@pytest.mark.parametrize("why", ["closed", "waits there"])
def test_a_ticked_group_that_takes_nobody_is_left_out(group, other, outi, why):
    fill(group)
    fill(other)
    if why == "closed":
        CourseRun.objects.filter(pk=other.pk).update(enrolment_closes_at=NOW)
    else:
        join(other, outi, accepts_queue=True)

    join(group, outi, accepts_queue=True, also=[other])

    assert outi.enrollments.filter(run=other).count() == (0 if why == "closed" else 1)
    assert states(outi)["Ryhmä 1"] == "waiting"


def test_the_form_of_a_full_run_offers_the_other_groups(client, group, other):
    third = CourseRunFactory(course=group.course, label="Ryhmä 3", first_session_at=NOW + days(9))
    fill(group)
    fill(other)
    page = soup(client.get(reverse("enroll", args=[group.pk])))

    ticks = page.select("input[name=also]")
    assert [(tick["value"], " ".join(tick.find_parent("label").text.split())) for tick in ticks] == [
        (str(other.pk), "Ryhmä 2, pe 28.5., pe 4.6. ja pe 11.6.2027")
    ]
    assert [
        " ".join(link.text.split()) for link in page.select(f'main a[href="{reverse("enroll", args=[third.pk])}"]')
    ] == ["Ryhmä 3, la 29.5., la 5.6. ja la 12.6.2027"]

    typed = {"name": "Outi", "email": "outi@esimerkki.example", "sector": SectorFactory().pk, "queue_seen": "on"}
    client.post(reverse("enroll", args=[group.pk]), {**typed, "also": [str(other.pk), "x", str(third.course_id)]})
    rows = Enrollment.objects.waiting().filter(person__email="outi@esimerkki.example")
    assert (rows.count(), rows.values("ticket").distinct().count()) == (2, 1)


def test_what_was_ticked_stays_ticked_when_something_is_to_be_corrected(client, group, other):
    fill(group)
    fill(other)

    answer = client.post(reverse("enroll", args=[group.pk]), {"name": "", "queue_seen": "on", "also": str(other.pk)})

    assert soup(answer).select_one("input[name=also]").has_attr("checked")


def test_whoever_reads_the_mail_takes_back_every_queue_of_the_press(group, other, outi):
    fill(group)
    others = fill(other)
    own = join(group, outi, accepts_queue=True, also=[other])
    cancel_enrollment(others[0], by=others[0].person, now=NOW)
    assert states(outi) == {"Ryhmä 1": "expired", "Ryhmä 2": "confirmed"}

    for _ in range(2):
        disown(own, now=NOW)

    assert states(outi) == {"Ryhmä 1": "expired", "Ryhmä 2": "removed"}
    assert broken_invariants(NOW) == []


# changing the group


def test_changing_moves_the_place_and_hands_the_old_one_on(place, group, other, outi):
    fill(group)
    eino = UserFactory()
    join(group, eino, accepts_queue=True)

    new = move(place, other)

    place.refresh_from_db()
    assert (place.state, place.continued_in, new.state) == ("transferred", new, "confirmed")
    assert (new.ticket, new.counts_from, new.created_at) == (place.ticket, place.counts_from, NOW)
    assert (new.name, new.organisation_name, new.sector) == (place.name, place.organisation_name, place.sector)
    assert new.rule_set == other.rule_sets.get()
    assert [(each.verb, each.to_state) for each in (place.transitions.last(), new.transitions.get())] == [
        (Verb.TRANSFER, "transferred"),
        (Verb.TRANSFER, "confirmed"),
    ]
    assert states(eino) == {"Ryhmä 1": "confirmed"}
    assert broken_invariants(NOW) == []


def test_one_letter_tells_both_times_and_moves_the_calendar_entries(place, group, other, outi):
    move(place, other)

    (letter,) = Message.objects.filter(recipient=outi)
    assert letter.kind == "enrollment.moved"
    body = " ".join(letter.body.split())
    for words in ("Ryhmä 2", "pe 28.5.2027 klo 9.00–12.00", "Ryhmä 1", "to 27.5.2027 klo 9.00–12.00", LINK):
        assert words in body, words
    assert calendars(outi) == [
        ("kalenteri.ics", "PUBLISH", uids(other)),
        ("peruttu.ics", "CANCEL", uids(group)),
    ]


def test_changing_twice_changes_nothing_more(place, other, outi):
    first, again = move(place, other), move(place, other)

    assert (again, outi.enrollments.count(), told(outi)) == (first, 2, ["enrollment.moved"])


def test_changing_there_and_back_is_one_chain(place, group, other, outi):
    second = move(place, other)
    third = move(second, group, now=NOW + hours(1))

    place.refresh_from_db()
    second.refresh_from_db()
    assert (place.continued_in, second.continued_in, third.state) == (second, third, "confirmed")
    assert calendars(outi) == [("kalenteri.ics", "PUBLISH", uids(group)), ("peruttu.ics", "CANCEL", uids(other))]
    assert broken_invariants(NOW) == []


def test_a_full_group_is_asked_for_before_it_is_queued_for(place, other, outi):
    fill(other)

    with pytest.raises(LastPlaceGone) as asked:
        move(place, other)

    assert (asked.value.position, states(outi)) == (1, {"Ryhmä 1": "confirmed"})


def test_waiting_for_a_full_group_keeps_the_place_until_one_is_freed_there(place, group, other, outi):
    holders = fill(other)

    waiting = move(place, other, accepts_queue=True)
    assert (states(outi), waiting.ticket) == ({"Ryhmä 1": "confirmed", "Ryhmä 2": "waiting"}, place.ticket)
    assert broken_invariants(NOW) == []

    cancel_enrollment(holders[0], by=holders[0].person, now=NOW)
    assert states(outi) == {"Ryhmä 1": "transferred", "Ryhmä 2": "confirmed"}
    assert told(outi) == ["enrollment.queued_to_change", "enrollment.moved"]
    assert place_count(group).left == 2
    assert broken_invariants(NOW) == []


def test_an_offered_change_happens_when_it_is_accepted(place, group, other, outi):
    CourseRun.objects.filter(pk=other.pk).update(offer_hours=24, cut_off_at=NOW + days(6))
    holders, eino = fill(other), UserFactory()
    fill(group)
    join(group, eino, accepts_queue=True)
    waiting = move(place, other, accepts_queue=True)
    cancel_enrollment(holders[0], by=holders[0].person, now=NOW)
    assert states(outi) == {"Ryhmä 1": "confirmed", "Ryhmä 2": "offered"}

    accept_offer(waiting, by=outi, now=NOW + hours(1))

    assert (states(outi), states(eino)) == (
        {"Ryhmä 1": "transferred", "Ryhmä 2": "confirmed"},
        {"Ryhmä 1": "confirmed"},
    )
    assert told(outi)[-1] == "enrollment.moved"


def test_one_freed_place_lets_a_whole_row_of_people_change(group, other):
    """Everybody of two full groups wants the other one: whoever goes makes room for the next."""
    CourseRun.objects.filter(pk=group.pk).update(places=3)
    bystander = EnrollmentFactory(run=group)
    first = [EnrollmentFactory(run=group) for _ in range(2)]
    second = [EnrollmentFactory(run=other) for _ in range(2)]
    for number, (there, here) in enumerate(zip(first, second, strict=True)):
        move(there, other, accepts_queue=True, now=NOW + hours(number))
        move(here, group, accepts_queue=True, now=NOW + hours(number))

    cancel_enrollment(bystander, by=bystander.person, now=NOW + hours(3))

    confirmed = Enrollment.objects.confirmed()
    assert set(confirmed.filter(run=group).values_list("person", flat=True)) == {each.person_id for each in second}
    assert set(confirmed.filter(run=other).values_list("person", flat=True)) == {each.person_id for each in first}
    assert broken_invariants(NOW + hours(3)) == []


REFUSALS = {
    "completed": DenialReason.NOT_TO_BE_CHANGED,
    "certificate": DenialReason.NOT_TO_BE_CHANGED,
    "over": DenialReason.NOT_TO_BE_CHANGED,
    "cancelled": DenialReason.NOT_TO_BE_CHANGED,
    "another course": DenialReason.NOT_TO_BE_CHANGED,
    "held": DenialReason.NOT_TO_BE_CHANGED,
    "closed": DenialReason.CLOSED,
}


@pytest.mark.parametrize("why", REFUSALS)
def test_a_change_is_refused_with_its_reason(place, other, outi, why):
    target = other
    if why == "completed":
        Enrollment.objects.update(completed_at=NOW, completed_under=place.rule_set)
    if why == "certificate":
        proof_asked.connect(lambda *, enrollments, **_: set(enrollments), weak=False, dispatch_uid="proof")
    if why == "over":
        place.run.sessions.update(starts_at=NOW - days(2), ends_at=NOW - days(1))
    if why == "cancelled":
        cancel_enrollment(place, by=outi, now=NOW)
    if why == "another course":
        target = CourseRunFactory()
    if why == "held":
        other.sessions.update(starts_at=NOW - days(2), ends_at=NOW - days(1))
    if why == "closed":
        CourseRun.objects.filter(pk=other.pk).update(enrolment_closes_at=NOW)

    try:
        with pytest.raises(EnrollmentRefused) as refused:
            move(place, target)
    finally:
        proof_asked.disconnect(dispatch_uid="proof")

    assert (refused.value.reason, outi.enrollments.count()) == (REFUSALS[why], 1)


# what has been done comes along


@pytest.fixture
def begun(helmi) -> tuple[CourseRun, CourseRun]:
    """Two groups that anybody may still join: the first has held its first session, the second has not begun."""
    closes = {"enrolment_closes_at": NOW + days(20), "max_replaced": 1, "cut_off_at": NOW + days(20)}
    first = CourseRunFactory(label="Ryhmä 1", first_session_at=NOW - days(1), **closes)
    later = CourseRunFactory(course=first.course, label="Ryhmä 2", first_session_at=NOW + days(8), **closes)
    return first, later


def test_presence_in_the_group_that_was_left_is_presence_and_no_making_up(begun, outi, helmi):
    first, later = begun
    place = EnrollmentFactory(run=first, person=outi)
    hold(session_of(first, 1), {outi: PRESENT}, by=helmi)

    new = move(place, later)

    assert [unit.cover for unit in progress_of(new).units] == [Cover.PRESENT, None, None]
    assert new.counts_from == place.counts_from


def test_presence_confirmed_after_the_change_counts_too(begun, outi, helmi):
    first, later = begun
    place, stays = EnrollmentFactory(run=first, person=outi), EnrollmentFactory(run=first)
    session = session_of(first, 1)
    mark(session, outi, PRESENT, by=helmi)
    new = move(place, later)

    hold(session, {stays.person: PRESENT}, by=helmi)

    assert progress_of(new).units[0].cover == Cover.PRESENT
    assert [unit.number for unit in progress_of(new).covered] == [1]


def test_make_ups_and_answers_go_along(begun, outi, helmi):
    first, later = begun
    place = EnrollmentFactory(run=first, person=outi)
    task = TextAssignmentFactory(run=first, makes_up_for_topic=session_of(first, 1).topic)
    hold(session_of(first, 1), {outi: ABSENT}, by=helmi)

    new = move(place, later)

    answer = Submission.objects.get()
    assert (answer.enrollment, MakeUp.objects.get().enrollment) == (new, new)
    old_address = reverse("assignment", args=[place.pk, task.pk])
    assert signed_in(outi).get(old_address).status_code == 200
    send_submission(answer, "Ajattelin.", now=NOW)
    accept_submission(answer, turn=1, comment="", by=helmi, now=NOW)
    assert progress_of(new).units[0].cover == Cover.ASSIGNMENT


def test_the_certificate_comes_once_from_the_group_it_was_completed_in(begun, outi, helmi):
    first, later = begun
    for run in begun:
        CertificateOfferFactory(run=run)
    place = EnrollmentFactory(run=first, person=outi)
    hold(session_of(first, 1), {outi: PRESENT}, by=helmi)
    new = move(place, later)

    for number, status in ((1, ABSENT), (2, PRESENT), (3, PRESENT)):
        hold(session_of(later, number), {outi: status}, by=helmi, now=NOW + days(30))

    new.refresh_from_db()
    place.refresh_from_db()
    assert (new.completed_at is not None, place.completed_at) == (True, None)
    make_prepared_certificates(NOW + days(31))
    assert [each.enrollment for each in Certificate.objects.filter(enrollment__person=outi)] == [new]


# a guest of another group


def test_who_waits_for_a_group_and_comes_there_is_a_guest(begun, outi, helmi):
    first, later = begun
    place = EnrollmentFactory(run=later, person=outi)
    CourseRun.objects.filter(pk=first.pk).update(places=1)
    EnrollmentFactory(run=first)
    move(place, CourseRun.objects.get(pk=first.pk), accepts_queue=True)

    add_walk_in(session_of(first, 1), outi.name, outi.email, by=helmi, now=NOW)

    assert states(outi) == {"Ryhmä 1": "waiting", "Ryhmä 2": "confirmed"}
    assert session_of(first, 1).attendances.get().person == outi
    (guest,) = [row for row in attendance_rows(attendance_list(session_of(first, 1))) if row.name == outi.name]
    about = "Vieras ryhmästä: Ryhmä 2\xa0· Kuopion kaupunki, sivistystoimi\xa0· koulukuraattori"
    assert (guest.detail, guest.status) == (about, "present")


def test_a_guest_stands_on_the_days_list_with_the_own_group(begun, outi, helmi):
    first, later = begun
    EnrollmentFactory(run=later, person=outi)
    EnrollmentFactory(run=CourseRunFactory(label="Toinen koulutus"), person=outi)

    add_walk_in(session_of(first, 1), outi.name, outi.email, by=helmi, now=NOW)

    (guest,) = attendance_rows(attendance_list(session_of(first, 1)))
    assert (guest.name, guest.detail) == (outi.name, "Vieras ryhmästä: Ryhmä 2")
    RunRoleFactory(run=first, person=helmi)
    page = signed_in(helmi).get(reverse("desk-session", args=[session_of(first, 1).pk]))
    assert says(page, guest.detail)


# pages


def test_the_own_page_and_the_cancel_page_offer_the_change(place, other, outi):
    browser = signed_in(outi)
    address = reverse("groups", args=[place.pk])

    change = reverse("change-group", args=[place.pk, other.pk])
    for page in (reverse("own-enrollment", args=[place.pk]), reverse("cancel", args=[place.pk])):
        assert [link.text for link in soup(browser.get(page)).select(f'a[href="{address}"]')] == ["Vaihda ryhmää"]
    rows = soup(browser.get(address)).select(".run-row a")
    assert [(row.text, row["href"]) for row in rows] == [("Ryhmä 2", change)]


def test_the_cards_of_the_other_groups_offer_the_change(place, group, other, outi):
    runs = list(announced_runs(group.course))

    cards = run_cards({"viewer": SimpleNamespace(user=outi)}, runs)["cards"]

    assert {(card.label, card.action_label) for card in cards} == {
        ("Ryhmä 1", "Avaa oma koulutuksesi"),
        ("Ryhmä 2", "Vaihda tähän ryhmään"),
    }


def test_nothing_is_offered_where_there_is_no_other_group(place, outi):
    browser, address = signed_in(outi), reverse("groups", args=[place.pk])

    assert address not in browser.get(reverse("own-enrollment", args=[place.pk])).content.decode()
    assert says(browser.get(address), "Mihinkään muuhun ryhmään ei voi nyt ilmoittautua")


def test_a_press_changes_the_group_and_the_old_address_leads_on(place, other, outi):
    browser = signed_in(outi)

    response = browser.post(reverse("change-group", args=[place.pk, other.pk]), follow=True)

    new = Enrollment.objects.get(run=other)
    assert response.redirect_chain == [(reverse("own-enrollment", args=[new.pk]), 302)]
    assert says(response, "Vaihdoit ryhmää. Lähetimme uudet ajat sähköpostiisi.")
    again = browser.get(reverse("own-enrollment", args=[place.pk]))
    assert (again.status_code, again.url) == (302, reverse("own-enrollment", args=[new.pk]))
    assert "Ryhmä 1" not in browser.get("/omat/").content.decode()


def test_a_press_on_a_full_group_asks_and_then_queues(place, other, outi):
    fill(other)
    browser, address = signed_in(outi), reverse("change-group", args=[place.pk, other.pk])

    asked = browser.post(address)
    assert (asked.status_code, states(outi)) == (200, {"Ryhmä 1": "confirmed"})
    assert says(asked, "Viimeinen paikka ehti mennä.")
    answered = browser.post(address, {"queue_seen": "on"}, follow=True)

    assert states(outi) == {"Ryhmä 1": "confirmed", "Ryhmä 2": "waiting"}
    assert says(answered, "Olet tämän ryhmän jonossa. Pidät nykyisen paikkasi siihen asti.")
    waiting = Enrollment.objects.get(run=other, person=outi)
    assert browser.get(address).url == reverse("own-enrollment", args=[waiting.pk])


def test_a_change_that_is_not_possible_says_why(place, other, outi):
    CourseRun.objects.filter(pk=other.pk).update(enrolment_closes_at=NOW)
    browser, address = signed_in(outi), reverse("change-group", args=[place.pk, other.pk])

    assert says(browser.get(address), "Ilmoittautuminen päättyi")
    assert says(browser.post(address, follow=True), "Ilmoittautuminen päättyi")
    assert states(outi) == {"Ryhmä 1": "confirmed"}


@pytest.mark.parametrize("stranger", ["another course", "another person"])
def test_only_the_own_place_is_changed_and_only_within_the_course(place, other, outi, aino, stranger):
    run = CourseRunFactory() if stranger == "another course" else other
    browser = signed_in(outi if stranger == "another course" else aino)

    answer = browser.post(reverse("change-group", args=[place.pk, run.pk]))

    assert (answer.status_code, states(outi)) == (404, {"Ryhmä 1": "confirmed"})


def test_enrolling_under_a_fresh_lock_finds_the_place_taken_meanwhile(place, other, outi):
    """The form was open while the place in the other group was taken: the service decides, the page asks."""
    with pytest.raises(EnrollmentRefused):
        enroll(other, outi, Snapshot(outi.name), now=NOW, accepts_queue=True)
