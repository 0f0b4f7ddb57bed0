"""Moving and cancelling a session: who is told what, and what becomes of the rule (journeys T6, E1, E2)."""

from datetime import datetime

import pytest
from django.urls import reverse
from icalendar import Calendar
from wagtail.models import ModelLogEntry

from courses.models import Session, SessionChange
from enrollment.enums import EnrollmentState, MakeUpCause
from enrollment.links import new_time_path
from enrollment.models import Attendance, Enrollment, MakeUp, Submission, Todo
from enrollment.queries.progress import progress_of
from enrollment.services import (
    AnswerRefused,
    SessionRefused,
    Slot,
    cancel_session,
    come_after_all,
    confirm_session,
    decline_new_time,
    mark_attendance,
    move_session,
)
from enrollment.services.attendance import Mark
from messaging.models import Message
from tests.clock import HELSINKI, NOW, days, hours
from tests.conftest import signed_in
from tests.enrollment.conftest import ABSENT, PRESENT, hold, participant, says, session_of, soup, told, words
from tests.factories import CourseRunFactory, EnrollmentFactory, TextAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

WEDNESDAY = datetime(2027, 6, 9, 9, 0, tzinfo=HELSINKI)
SLOT = Slot(WEDNESDAY, WEDNESDAY + hours(6), "Tulliportinkatu 31, Kuopio")


def move(session, slot=SLOT, *, by, now=NOW, seen=None) -> int:
    return move_session(session, slot, seen=session.sequence if seen is None else seen, by=by, now=now)


def letter(person, kind) -> Message:
    return Message.objects.get(recipient=person, kind=f"enrollment.{kind}")


def event(message):
    (attachment,) = message.attachments
    calendar = Calendar.from_ical(attachment["text"])
    (found,) = calendar.walk("VEVENT")
    return str(calendar["method"]), found


# moving


def test_moving_keeps_what_was_and_raises_the_sequence(run, aino, helmi):
    session = session_of(run, 2)

    told_count = move(session, by=helmi)

    after = session_of(run, 2)
    assert (after.starts_at, after.ends_at, after.venue, after.sequence) == (
        SLOT.starts_at,
        SLOT.ends_at,
        SLOT.venue,
        1,
    )
    (change,) = SessionChange.objects.all()
    assert (change.session, change.starts_at, change.ends_at, change.venue, change.at, change.by) == (
        session, session.starts_at, session.ends_at, "", NOW, helmi,
    )  # fmt: skip
    assert told_count == 1
    assert ModelLogEntry.objects.filter(object_id=str(session.pk), action="enrollment.session_moved").count() == 1


def test_e1_a_moved_session_is_told_with_both_times_and_moves_the_entry(run, aino, helmi):
    move(session_of(run, 2), by=helmi)

    message = letter(aino, "session_moved")
    assert message.subject == "Muutos: Sytykettä yhteistyöhön"
    lines = [line.replace("\xa0", " ") for line in message.body.splitlines()]
    assert "Uusi aika: *ke 9.6.2027 klo 9.00–15.00*" in lines
    assert "Entinen aika: to 3.6.2027 klo 9.00–12.00" in lines
    assert "Uusi pitopaikka: *Tulliportinkatu 31, Kuopio*" in lines
    assert "Entinen pitopaikka: Etänä" in lines
    method, entry = event(message)
    assert (method, entry["sequence"], entry.decoded("dtstart")) == ("PUBLISH", 1, WEDNESDAY)
    assert str(entry["uid"]) == f"{session_of(run, 2).pk}@sytyke"


def test_everybody_live_is_told_and_only_those_with_a_place_get_entry_link_and_answer(run, aino, eino, helmi):
    EnrollmentFactory(run=run, cancelled=True)

    assert move(session_of(run, 2), by=helmi) == 2

    assert Message.objects.filter(kind="enrollment.session_moved").count() == 2
    queued = letter(eino, "session_moved")
    assert queued.attachments == []
    assert ("uusi-aika" in queued.body, "teams" in queued.body) == (False, False)
    own = letter(aino, "session_moved")
    assert (new_time_path(aino.enrollment, session_of(run, 2)) in own.body, "teams" in own.body) == (True, True)


def test_a_swedish_reader_is_told_in_swedish(run, aino, helmi):
    aino.language = "sv"
    aino.save()

    move(session_of(run, 2), by=helmi)

    assert "Ny tid: *ons\xa09.6.2027 kl.\xa09.00–15.00*" in letter(aino, "session_moved").body


def test_a_new_venue_alone_tells_no_time_and_asks_nothing(run, aino, helmi):
    session = session_of(run, 2)

    move(session, Slot(session.starts_at, session.ends_at, "Kuopio"), by=helmi)

    body = letter(aino, "session_moved").body
    assert ("Uusi aika" in body, "Uusi pitopaikka: *Kuopio*" in body, "uusi-aika" in body) == (False, True, False)


def test_moving_twice_to_the_same_time_tells_once(run, aino, helmi):
    move(session_of(run, 2), by=helmi)

    assert move(session_of(run, 2), by=helmi, seen=0) == 0

    assert SessionChange.objects.count() == 1


def test_two_trainers_never_move_over_each_other(run, aino, helmi):
    move(session_of(run, 2), by=helmi)

    with pytest.raises(SessionRefused, match="muuttanut"):
        move(session_of(run, 2), Slot(WEDNESDAY + days(1), WEDNESDAY + days(1) + hours(2)), by=helmi, seen=0)

    assert session_of(run, 2).starts_at == WEDNESDAY


@pytest.mark.parametrize(
    ("slot", "said"),
    [
        (Slot(WEDNESDAY, WEDNESDAY), "Kerta päättyy ennen kuin se alkaa. Tarkista kellonajat."),
        (Slot(NOW - hours(1), NOW + hours(1)), "Uusi aika on jo mennyt. Valitse aika, joka on vielä edessä."),
    ],
)
def test_an_impossible_time_is_refused(run, helmi, slot, said):
    with pytest.raises(SessionRefused) as refusal:
        move(session_of(run, 2), slot, by=helmi)

    assert str(refusal.value) == said


@pytest.mark.parametrize("act", [move, lambda session, by: cancel_session(session, by=by, now=NOW)])
def test_what_has_been_held_is_neither_moved_nor_cancelled(past, trainer, act):
    aino = participant(past)
    hold(session_of(past, 1), {aino: PRESENT}, by=trainer)

    with pytest.raises(SessionRefused, match="vahvistettu"):
        act(session_of(past, 1), by=trainer)

    assert (session_of(past, 1).cancelled_at, SessionChange.objects.count()) == (None, 0)


def test_a_session_somebody_is_marked_at_is_not_moved(past, trainer):
    aino = participant(past)
    mark_attendance(session_of(past, 1), [Mark(aino.pk, PRESENT)], by=trainer, now=NOW)

    with pytest.raises(SessionRefused, match="merkitty"):
        move(session_of(past, 1), by=trainer)


def test_a_cancelled_session_is_not_moved(run, helmi):
    cancel_session(session_of(run, 2), by=helmi, now=NOW)

    with pytest.raises(SessionRefused, match="peruttu"):
        move(session_of(run, 2), by=helmi)


# the new time does not suit


@pytest.fixture
def moved(run, aino, helmi) -> Session:
    TextAssignmentFactory(
        run=run, makes_up_for_topic=session_of(run, 2).topic, title="Kysymyksiä hitaasti", due_days=14
    )
    move(session_of(run, 2), by=helmi)
    return session_of(run, 2)


def test_declining_opens_the_ways_at_once_and_records_no_fault(aino, moved):
    decline_new_time(aino.enrollment, moved, by=aino, now=NOW)
    decline_new_time(aino.enrollment, moved, by=aino, now=NOW + hours(1))

    make_up = MakeUp.objects.get()
    assert (make_up.cause, make_up.missed_topic, make_up.chosen_by) == (MakeUpCause.NEW_TIME, moved.topic, aino)
    assert Submission.objects.get().due_at == datetime(2027, 6, 23, 23, 59, tzinfo=HELSINKI)
    assert Attendance.objects.count() == 0
    body = letter(aino, "new_time_noted").body
    assert ("Kysymyksiä hitaasti" in body, "ke\xa023.6.2027 klo\xa023.59" in body) == (True, True)


def test_declining_uses_up_none_of_the_sessions_that_may_be_made_up_for(run, aino, moved, helmi):
    decline_new_time(aino.enrollment, moved, by=aino, now=NOW)

    (unit,) = [each for each in progress_of(aino.enrollment).units if each.number == 2]

    assert unit.uses_up_replacement is False


def test_absence_after_declining_writes_nothing_more_and_leaves_the_one_replacement(run, aino, moved, helmi):
    TextAssignmentFactory(run=run, makes_up_for_topic=session_of(run, 1).topic, key="t1")
    decline_new_time(aino.enrollment, moved, by=aino, now=NOW)
    hold(session_of(run, 1), {aino: ABSENT}, by=helmi, now=NOW + days(8))

    hold(session_of(run, 2), {aino: ABSENT}, by=helmi, now=WEDNESDAY + hours(7))

    assert told(aino).count("enrollment.missed") == 1
    assert told(aino).count("enrollment.out_of_reach") == 0
    assert list(MakeUp.objects.filter(closed_at=None).order_by("cause").values_list("cause", flat=True)) == [
        "absent", "new_time",
    ]  # fmt: skip


def test_who_came_after_all_needs_no_assignment(run, aino, moved, helmi):
    decline_new_time(aino.enrollment, moved, by=aino, now=NOW)

    mark_attendance(moved, [Mark(aino.pk, PRESENT)], by=helmi, now=WEDNESDAY + hours(1))
    confirm_session(moved, by=helmi, now=WEDNESDAY + hours(7))

    assert MakeUp.objects.filter(closed_at=None).count() == 0


def test_the_answer_can_be_taken_back(aino, moved):
    decline_new_time(aino.enrollment, moved, by=aino, now=NOW)

    assert come_after_all(aino.enrollment, moved, now=NOW) is True

    assert (MakeUp.objects.filter(closed_at=None).count(), Submission.objects.count()) == (0, 0)


def test_without_assignment_and_other_group_staff_get_a_task(run, aino, helmi):
    move(session_of(run, 2), by=helmi)

    decline_new_time(aino.enrollment, session_of(run, 2), by=aino, now=NOW)

    assert Todo.objects.get().session_id == session_of(run, 2).pk


def test_the_other_groups_session_is_offered_too(run, aino, helmi):
    other = CourseRunFactory(course=run.course, label="Ryhmä 2", first_session_at=NOW + days(9))
    move(session_of(run, 2), by=helmi)

    decline_new_time(aino.enrollment, session_of(run, 2), by=aino, now=NOW)

    assert "Ryhmä 2: la\xa05.6.2027" in letter(aino, "new_time_noted").body
    assert (other.label, Todo.objects.count()) == ("Ryhmä 2", 0)


@pytest.mark.parametrize("when", [WEDNESDAY + hours(6), WEDNESDAY + days(3)])
def test_nothing_is_answered_once_the_session_is_over(aino, moved, when):
    with pytest.raises(AnswerRefused):
        decline_new_time(aino.enrollment, moved, by=aino, now=when)


def test_a_session_that_was_not_moved_is_not_declined(run, aino):
    with pytest.raises(AnswerRefused):
        decline_new_time(aino.enrollment, session_of(run, 1), by=aino, now=NOW)


def test_looking_at_the_answer_changes_nothing_and_a_press_answers(client, aino, moved):
    address = new_time_path(aino.enrollment, moved)

    page = client.get(address)

    assert (MakeUp.objects.count(), page.status_code) == (0, 200)
    assert says(page, "Uusi aika ei sovi minulle")
    assert says(page, "Entinen aika: to 3.6.2027 klo 9.00–12.00")
    assert client.post(address, {"answer": "decline"}).status_code == 302
    assert MakeUp.objects.filter(closed_at=None).count() == 1
    assert says(client.get(address), "Kiitos, kun kerroit.")
    client.post(address, {"answer": "come"})
    assert MakeUp.objects.filter(closed_at=None).count() == 0


def test_a_late_answer_is_refused_in_words(client, aino, moved, time_machine_to):
    address = new_time_path(aino.enrollment, moved)
    time_machine_to(WEDNESDAY + days(1))

    page = client.post(address, {"answer": "decline"}, follow=True)

    assert says(page, "Tähän ei voi enää vastata. Kirjoita yhteyshenkilölle.")
    assert MakeUp.objects.count() == 0


@pytest.mark.parametrize("token", ["x", "eyJ:x"])
def test_a_false_address_is_answered_with_404(client, db, token):
    assert client.get(reverse("new-time", args=[token])).status_code == 404


def test_the_own_page_tells_the_former_time_and_leads_to_the_answer(aino, moved):
    page = signed_in(aino).get(reverse("own-enrollment", args=[aino.enrollment.pk]))

    assert says(page, "Entinen aika: to 3.6.2027 klo 9.00–12.00")
    assert soup(page).select_one(f"a[href='{new_time_path(aino.enrollment, moved)}']").get_text() == (
        "Uusi aika ei sovi minulle"
    )
    decline_new_time(aino.enrollment, moved, by=aino, now=NOW)
    assert says(signed_in(aino).get(reverse("own")), "Uusi aika ei sovi sinulle.")


# cancelling


def test_e2_a_cancelled_session_leaves_the_total_and_is_told(run, aino, eino, helmi):
    assert cancel_session(session_of(run, 2), by=helmi, now=NOW) == 2
    assert cancel_session(session_of(run, 2), by=helmi, now=NOW) == 0

    session, message = session_of(run, 2), letter(aino, "session_cancelled")
    assert (session.cancelled_at, session.sequence) == (NOW, 1)
    assert [unit.number for unit in progress_of(aino.enrollment).units] == [1, 3]
    assert message.subject == "Kerta on peruttu: Sytykettä yhteistyöhön"
    assert "2. kerta: to\xa03.6.2027 klo\xa09.00–12.00" in message.body
    assert "Tämä otetaan huomioon todistuksen ehdoissa." in message.body
    method, entry = event(message)
    assert (method, entry["sequence"], str(entry["status"])) == ("CANCEL", 1, "CANCELLED")
    assert letter(eino, "session_cancelled").attachments == []


@pytest.mark.parametrize("address", ["own", "enroll"])
def test_e2_a_cancelled_session_stays_struck_through_and_in_words(run, aino, helmi, client, address):
    cancel_session(session_of(run, 2), by=helmi, now=NOW)

    page = signed_in(aino).get(reverse("own")) if address == "own" else client.get(reverse("enroll", args=[run.pk]))

    assert [each.get_text().replace("\xa0", " ") for each in soup(page).select("s")] == ["to 3.6.2027 klo 9.00–12.00"]
    assert says(page, "Peruttu")
    assert says(page, "Tämä otetaan huomioon todistuksen ehdoissa.")


def test_cancelling_completes_those_who_have_filled_what_is_left(past, trainer):
    aino, eino = participant(past), participant(past, "Eino Odottaja")
    for number in (1, 2):
        hold(session_of(past, number), {aino: PRESENT, eino: ABSENT}, by=trainer)

    cancel_session(session_of(past, 3), by=trainer, now=NOW)

    stamped = dict(Enrollment.objects.values_list("name", "completed_at"))
    assert (stamped["Aino Esimerkki"] is not None, stamped["Eino Odottaja"]) == (True, None)


def test_the_last_session_is_not_cancelled_alone(run, helmi):
    cancel_session(session_of(run, 1), by=helmi, now=NOW)
    cancel_session(session_of(run, 2), by=helmi, now=NOW)

    with pytest.raises(SessionRefused, match="Peru koko toteutus"):
        cancel_session(session_of(run, 3), by=helmi, now=NOW)


def test_an_open_make_up_of_a_cancelled_session_closes(aino, moved, helmi):
    decline_new_time(aino.enrollment, moved, by=aino, now=NOW)

    cancel_session(moved, by=helmi, now=NOW)

    assert MakeUp.objects.filter(closed_at=None).count() == 0


# the screens


def form(**changes) -> dict[str, str]:
    typed = {"day": "9.6.2027", "starts": "9.00", "ends": "15.00", "venue": "Kuopio", "seen": "0", "step": "look"}
    return {**typed, **changes}


def test_the_trainer_sees_question_and_letter_before_anything_is_moved(run, aino, eino, helmi):
    address = reverse("desk-move", args=[session_of(run, 2).pk])

    page = signed_in(helmi).post(address, form())

    assert says(page, "Siirretäänkö 2. kerta: to 3.6. 9.00–12.00 → ke 9.6. 9.00–15.00?")
    assert says(page, "2 henkilöä saa viestin, ja kalenterimerkinnät päivittyvät.")
    bold = soup(page).select("#letter ~ .prose strong")[1].get_text()
    assert bold.replace("\xa0", " ") == "ke 9.6.2027 klo 9.00–15.00"
    assert new_time_path(aino.enrollment, session_of(run, 2)).encode() not in page.content
    assert (session_of(run, 2).sequence, Message.objects.count()) == (0, 0)


def test_the_second_press_moves(run, aino, helmi):
    address = reverse("desk-move", args=[session_of(run, 2).pk])

    page = signed_in(helmi).post(address, form(step="move"), follow=True)

    assert says(page, "Kerta on siirretty. 1 henkilö saa viestin.")
    assert session_of(run, 2).starts_at == WEDNESDAY


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": "huomenna"}, "Kirjoita päivä muodossa päivä.kuukausi.vuosi, esimerkiksi 1.6.2027."),
        ({"starts": "yhdeksän"}, "Kirjoita kellonaika näin: 9.00"),
        ({"ends": "8.00"}, "Kerta päättyy ennen kuin se alkaa. Tarkista kellonajat."),
        ({"day": "1.5.2027"}, "Uusi aika on jo mennyt. Valitse aika, joka on vielä edessä."),
        ({"day": "28.3.2028", "starts": "9", "ends": ""}, "Kirjoita, milloin kerta päättyy."),
    ],
)
def test_a_wrong_time_is_refused_in_words_and_kept(run, helmi, typed, said):
    page = signed_in(helmi).post(reverse("desk-move", args=[session_of(run, 2).pk]), form(**typed))

    assert says(page, said)
    assert {name: soup(page).select_one(f"[name={name}]").get("value", "") for name in typed} == typed


def test_a_time_the_clock_leaps_over_is_refused(run, helmi):
    typed = form(day="26.3.2028", starts="3.30", ends="5.00")

    page = signed_in(helmi).post(reverse("desk-move", args=[session_of(run, 2).pk]), typed)

    assert says(page, "Kelloja siirretään tänä päivänä, eikä tätä aikaa ole. Valitse toinen aika.")


def test_a_public_holiday_is_pointed_out(run, helmi):
    page = signed_in(helmi).post(reverse("desk-move", args=[session_of(run, 2).pk]), form(day="25.6.2027"))

    assert says(page, "Päivä on pyhäpäivä tai aatto: pe 25.6.2027.")


def test_what_somebody_moved_meanwhile_is_looked_at_again(run, helmi):
    move(session_of(run, 2), by=helmi)

    page = signed_in(helmi).post(
        reverse("desk-move", args=[session_of(run, 2).pk]), form(day="10.6.2027", step="move"), follow=True
    )

    assert says(page, "Joku muu on muuttanut tätä kertaa sillä välin. Katso se uudelleen.")


def test_the_trainer_cancels_after_seeing_the_letter(run, aino, helmi):
    address = reverse("desk-cancel", args=[session_of(run, 2).pk])

    page = signed_in(helmi).get(address)

    assert says(page, "Perutaanko 2. kerta: to 3.6.2027 klo 9.00–12.00?")
    assert session_of(run, 2).cancelled_at is None
    assert says(signed_in(helmi).post(address, follow=True), "Kerta on peruttu. 1 henkilö saa viestin.")
    assert session_of(run, 2).cancelled_at == NOW


def test_the_session_list_names_those_the_new_time_does_not_suit(run, aino, moved, helmi):
    decline_new_time(aino.enrollment, moved, by=aino, now=NOW)

    assert says(signed_in(helmi).get(reverse("desk-session", args=[moved.pk])), "Uusi aika ei sovi: Aino Esimerkki.")


@pytest.mark.parametrize("name", ["desk-move", "desk-cancel"])
def test_a_trainer_elsewhere_finds_nothing(run, johannes, name):
    address = reverse(name, args=[session_of(run, 2).pk])

    assert [getattr(signed_in(johannes), method)(address).status_code for method in ("get", "post")] == [404, 404]


def test_bold_words_are_bold_and_nothing_else_becomes_a_tag(aino, moved):
    Message.objects.filter(recipient=aino).update(
        body="*uusi <b>aika</b>*\n2 * 3 * 4\n*ke 9.6.* https://x.example/*a*b"
    )

    page = signed_in(aino).get(reverse("letters"))

    assert [each.get_text() for each in soup(page).select(".prose strong")] == ["uusi <b>aika</b>", "ke 9.6."]
    assert soup(page).select(".prose b") == []
    assert "2 * 3 * 4" in words(page)


def test_people_without_an_address_are_not_counted(run, helmi):
    person = UserFactory(name="Nimi Vain")
    EnrollmentFactory(run=run, person=person)
    type(person).objects.filter(pk=person.pk).update(email=None)

    assert move(session_of(run, 2), by=helmi) == 0
    assert Enrollment.objects.get(person=person).state == EnrollmentState.CONFIRMED
