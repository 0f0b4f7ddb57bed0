"""Telling beforehand that one cannot come to a session, and taking it back (journeys E4: "marks absence known")."""

import pytest
from django.urls import reverse

from config.invariants import broken_invariants
from enrollment.enums import AbsenceRefusal, AttendanceStatus, EnrollmentState, MakeUpCause, MarkSource
from enrollment.models import Attendance, AttendanceMark, MakeUp
from enrollment.queries import attendance_list
from enrollment.queries.own import own_page
from enrollment.services import (
    AbsenceRefused,
    cancel_enrollment,
    confirm_session,
    mark_rest_present,
    remove,
    take_absence_back,
    tell_absence,
    undo_marks,
)
from enrollment.wording.desk import attendance_rows
from enrollment.wording.own_sessions import own_line
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.enrollment.conftest import (
    ABSENT,
    EXCUSED,
    PRESENT,
    enrollment_in,
    hold,
    mark,
    mark_facts,
    participant,
    says,
    session_of,
    soup,
)
from tests.factories import CourseRunFactory, EnrollmentFactory, RunRoleFactory, TextAssignmentFactory

pytestmark = pytest.mark.django_db


def traces(session) -> list[tuple[str, str, int]]:
    """Every change of a mark at the session, oldest first: the status, its source and who made it."""
    return list(AttendanceMark.objects.filter(session=session).values_list("status", "source", "by"))


def told_by(user, session, *, now=NOW) -> None:
    tell_absence(user.enrollment, session, by=user, now=now)


def address(user, session) -> str:
    return reverse("absence", args=[user.enrollment.pk, session.pk])


@pytest.fixture
def going_on(db, helmi):
    """A run whose first session has begun an hour ago and whose others are to come."""
    run = CourseRunFactory(first_session_at=NOW - hours(1), enrolment_closes_at=NOW - hours(2), label="Menossa")
    RunRoleFactory(run=run, person=helmi)
    return run


@pytest.mark.parametrize("number", [1, 2])
def test_an_absence_is_told_before_and_after_the_start_and_recorded_once(going_on, number):
    aino, session = participant(going_on), session_of(going_on, number)

    told_by(aino, session)
    told_by(aino, session, now=NOW + hours(1))

    assert mark_facts(session) == {"Aino Esimerkki": EXCUSED}
    assert traces(session) == [(EXCUSED, MarkSource.CANCELLATION, aino.pk)]
    aino.enrollment.refresh_from_db()
    assert (aino.enrollment.state, broken_invariants(NOW + hours(1))) == (EnrollmentState.CONFIRMED, [])


def test_taking_it_back_leaves_the_person_unmarked_and_a_trace(going_on):
    aino, session = participant(going_on), session_of(going_on, 2)
    told_by(aino, session)

    take_absence_back(aino.enrollment, session, by=aino, now=NOW)
    take_absence_back(aino.enrollment, session, by=aino, now=NOW)

    assert mark_facts(session) == {}
    assert traces(session) == [(EXCUSED, MarkSource.CANCELLATION, aino.pk), ("", MarkSource.UNDO, aino.pk)]


def test_once_the_trainer_has_marked_or_confirmed_it_is_refused(going_on, helmi):
    aino, eino, session = participant(going_on), participant(going_on, "Eino"), session_of(going_on, 1)
    told_by(eino, session)
    mark(session, aino, PRESENT, by=helmi)

    with pytest.raises(AbsenceRefused) as marked:
        told_by(aino, session)
    confirm_session(session, by=helmi, now=NOW)
    with pytest.raises(AbsenceRefused) as confirmed:
        take_absence_back(eino.enrollment, session, by=eino, now=NOW)

    assert (marked.value.reason, confirmed.value.reason) == (AbsenceRefusal.MARKED, AbsenceRefusal.CONFIRMED)
    assert mark_facts(session) == {"Aino Esimerkki": PRESENT, "Eino": EXCUSED}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"cancelled_at": NOW}, AbsenceRefusal.CANCELLED),
        ({"starts_at": None, "ends_at": None, "precision": "unknown"}, AbsenceRefusal.NO_TIME),
        ({"starts_at": NOW - hours(3), "ends_at": NOW}, AbsenceRefusal.OVER),
    ],
)
def test_there_must_be_a_session_to_be_away_from(run, aino, changes, reason):
    run.sessions.filter(number=1).update(**changes)

    with pytest.raises(AbsenceRefused) as refused:
        told_by(aino, session_of(run, 1))

    assert (refused.value.reason, Attendance.objects.count()) == (reason, 0)


@pytest.mark.parametrize("state", sorted(set(EnrollmentState) - {EnrollmentState.CONFIRMED}))
def test_only_somebody_with_a_place_tells_an_absence(run, outi, state):
    enrollment = enrollment_in(state, run, outi)

    with pytest.raises(AbsenceRefused) as refused:
        tell_absence(enrollment, session_of(run, 1), by=outi, now=NOW)

    assert refused.value.reason == AbsenceRefusal.NO_PLACE


def test_the_rest_are_marked_present_and_the_absence_stands_until_the_trainer_says_otherwise(going_on, helmi):
    aino, session = participant(going_on), session_of(going_on, 1)
    participant(going_on, "Eino")
    told_by(aino, session)

    mark_rest_present(session, by=helmi, now=NOW, batch="b")
    version = str(session.attendances.get(person=aino).version)
    rested = mark_facts(session)
    mark(session, aino, PRESENT, by=helmi, seen=version, batch="c")
    came = mark_facts(session)
    undo_marks(session, "c", by=helmi, now=NOW)

    assert rested == {"Aino Esimerkki": EXCUSED, "Eino": PRESENT}
    assert came == {"Aino Esimerkki": PRESENT, "Eino": PRESENT}
    assert mark_facts(session) == rested


def test_confirming_opens_the_assignment_for_an_absence_that_was_told(going_on, helmi):
    aino, session = participant(going_on), session_of(going_on, 1)
    TextAssignmentFactory(run=going_on, makes_up_for_topic=session.topic)
    told_by(aino, session)

    confirm_session(session, by=helmi, now=NOW)

    assert MakeUp.objects.get(enrollment=aino.enrollment).cause == MakeUpCause.EXCUSED


def test_a_told_absence_keeps_nobody_from_cancelling_and_leaves_the_list_with_the_place(run, aino, sanna):
    eino = participant(run, "Eino")
    for person in (aino, eino):
        told_by(person, session_of(run, 1))
    may = own_page(aino.enrollment).may_cancel(NOW)

    cancel_enrollment(aino.enrollment, by=aino, now=NOW)
    remove(eino.enrollment, by=sanna, reason="Väärä ryhmä", now=NOW)

    assert (may, Attendance.objects.count()) == (True, 0)
    assert attendance_list(session_of(run, 1)).people == []
    assert broken_invariants(NOW) == []


def test_a_confirmed_absence_is_part_of_what_happened(going_on, helmi):
    aino = participant(going_on)
    hold(session_of(going_on, 1), {aino: EXCUSED}, by=helmi)
    type(going_on).objects.update(cancel_by_at=NOW + days(1))

    assert own_page(aino.enrollment).may_cancel(NOW) is False


# the own page


def test_the_own_page_offers_it_at_every_session_to_come_and_takes_it_back(going_on):
    aino = participant(going_on)
    client = signed_in(aino)
    page_of = reverse("own-enrollment", args=[aino.enrollment.pk])
    forms = [form["action"] for form in soup(client.get(page_of)).select(".session-line form")]

    answer = client.post(address(aino, session_of(going_on, 2)), follow=True)

    assert forms == [address(aino, session_of(going_on, number)) for number in (1, 2, 3)]
    assert answer.redirect_chain == [(page_of, 302)]
    assert says(answer, "Kiitos, kun kerroit. Paikkasi säilyy.")
    second = soup(answer).select(".session-line__item")[1]
    assert second.select_one(".session-line__state").get_text() == "poissa, tieto etukäteen"
    assert second.select_one(".session-line__note").get_text() == (
        "Kerroit, ettet pääse tälle kerralle. Paikkasi säilyy. "
        "Kun läsnäolot on vahvistettu, kerromme, miten voit korvata kerran."
    )
    assert second.button.get_text() == "Pääsen sittenkin"

    back = client.post(address(aino, session_of(going_on, 2)), {"back": "1"}, follow=True)

    assert says(back, "Sinua odotetaan taas tälle kerralle.")
    assert soup(back).select(".session-line__item")[1].button.get_text() == "En pääse tälle kerralle"


def test_the_next_thing_is_the_first_session_one_can_come_to(going_on):
    aino = participant(going_on)
    first, second, _third = going_on.sessions.order_by("number")
    told_by(aino, first)

    page = own_page(aino.enrollment)

    assert page.next_session(NOW) == second
    assert [item.state for item in own_line(page, NOW)] == ["excused", "next", "upcoming"]


def test_whoever_comes_to_none_is_shown_the_first_without_the_join_link(going_on):
    aino = participant(going_on)
    for session in going_on.sessions.all():
        told_by(aino, session)

    answer = signed_in(aino).get("/omat/")

    assert own_page(aino.enrollment).next_session(NOW) == session_of(going_on, 1)
    assert says(answer, "Kerroit, ettet pääse tälle kerralle. Paikkasi säilyy.")
    assert soup(answer).find("a", href=session_of(going_on, 1).link) is None


def test_whoever_would_miss_the_only_session_cancels_while_that_is_possible(helmi):
    before = participant(CourseRunFactory(session_count=1))
    after = participant(CourseRunFactory(session_count=1, first_session_at=NOW - hours(1)), "Eino")

    found = [
        len(soup(signed_in(user).get("/omat/")).select(".session-line form, main a[href$='/peru/']"))
        for user in (before, after)
    ]
    offers = [bool(own_line(own_page(user.enrollment), NOW)[0].absence_url) for user in (before, after)]

    assert (found, offers) == ([1, 1], [False, True])


def test_what_is_too_late_is_said_in_words(going_on, helmi):
    aino, session = participant(going_on), session_of(going_on, 1)
    hold(session, {aino: ABSENT}, by=helmi)

    answer = signed_in(aino).post(address(aino, session), follow=True)

    assert says(
        answer, "Tämän kerran läsnäolot on jo vahvistettu. Jos merkintäsi on väärin, kirjoita yhteyshenkilölle."
    )
    assert mark_facts(session) == {"Aino Esimerkki": ABSENT}
    assert [form["action"] for form in soup(answer).select(".session-line form")] == [
        address(aino, session_of(going_on, number)) for number in (2, 3)
    ]


def test_nobody_tells_anothers_absence_nor_one_of_another_run(run, aino, outi, going_on):
    client = signed_in(outi)
    EnrollmentFactory(run=run, person=outi)

    assert client.post(address(aino, session_of(run, 1))).status_code == 404
    foreign = reverse("absence", args=[outi.enrollments.get().pk, session_of(going_on, 1).pk])
    assert client.post(foreign).status_code == 404
    assert signed_in(aino).get(address(aino, session_of(run, 1))).status_code == 405
    assert Attendance.objects.count() == 0


# the trainer's desk


def test_the_desk_shows_it_before_and_after_the_start(going_on, helmi):
    aino = participant(going_on)
    for number in (1, 2):
        told_by(aino, session_of(going_on, number))

    begun, coming = (
        signed_in(helmi).get(reverse("desk-session", args=[session_of(going_on, number).pk])) for number in (1, 2)
    )

    said = "Poissa, tieto etukäteen: to 20.5.2027 klo 9.00"
    assert soup(begun).select_one(".attendance-row__marked").get_text().replace("\xa0", " ") == said
    assert soup(begun).select(".attendance-row input[type=radio][checked]") == []
    assert soup(coming).select(".person-row__detail")[-1].get_text().replace("\xa0", " ") == said


def test_the_list_saved_without_scripts_leaves_the_absence_as_it_was_told(going_on, helmi):
    aino, session = participant(going_on), session_of(going_on, 1)
    told_by(aino, session)
    (row,) = attendance_rows(attendance_list(session))
    posted = {f"seen-{aino.pk}": row.version, f"minutes-{aino.pk}": ""}

    signed_in(helmi).post(reverse("desk-session", args=[session.pk]), posted)

    assert (row.status, mark_facts(session)) == (AttendanceStatus.EXCUSED, {"Aino Esimerkki": EXCUSED})


def test_the_paper_says_who_is_not_coming(going_on, helmi):
    aino = participant(going_on)
    participant(going_on, "Eino Odottaja")
    told_by(aino, session_of(going_on, 2))

    page = soup(signed_in(helmi).get(reverse("desk-sheet", args=[session_of(going_on, 2).pk])))

    names = [cell.get_text() for cell in page.select(".sign-in-sheet tbody th[scope=row]")]
    assert names == ["Aino Esimerkki (Poissa, tieto etukäteen)", "Eino Odottaja"]
