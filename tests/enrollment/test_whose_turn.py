"""What is missing, said by whose turn it is; and what an enrolment that ended leaves behind."""

import pytest
from django.urls import reverse

from courses.models import Assignment, AttendanceRule
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment, MakeUp, Submission
from enrollment.queries.own import current_first, own_page
from enrollment.services import accept_submission, ask_for_more, cancel_enrollment, reopen_session, send_submission
from enrollment.services.announce import confirmed as enrolled
from enrollment.services.places import CancellationRefused
from enrollment.wording.own import checklist, own_line, what_is_missing
from messaging.models import Message
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.enrollment.conftest import (
    ABSENT,
    PRESENT,
    hold,
    join,
    mark,
    participant,
    says,
    session_of,
    soup,
    told,
)
from tests.factories import CourseRunFactory, EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db

WAITS = "Läsnäolot odottavat kouluttajan vahvistusta. Sinun ei tarvitse tehdä mitään."


@pytest.fixture
def aino(past):
    return participant(past)


def missing(person) -> str:
    return what_is_missing(own_page(person.enrollment), NOW)


def test_before_confirming_nothing_is_asked_of_the_participant(past, aino, tasks, trainer):
    mark(session_of(past, 1), aino, PRESENT, by=trainer)

    assert missing(aino) == WAITS


def test_an_assignment_to_write_is_what_is_missing_with_its_hours(past, aino, tasks, trainer):
    Assignment.objects.update(hours_estimate=2)
    for number, status in ((1, PRESENT), (2, ABSENT), (3, PRESENT)):
        hold(session_of(past, number), {aino: status}, by=trainer)

    assert missing(aino) == "Todistukseen tarvitaan vielä 1 täydennystehtävä (noin 2 tuntia)."


def test_more_missed_than_may_be_replaced_is_said_on_the_page_and_in_the_mail(past, aino, tasks, trainer):
    for number, status in ((1, ABSENT), (2, ABSENT), (3, PRESENT)):
        hold(session_of(past, number), {aino: status}, by=trainer)

    limit = "Korvattuja kertoja lasketaan mukaan enintään 1."
    first, second = Message.objects.filter(kind="enrollment.missed").order_by("pk")
    assert missing(aino) == f"Todistukseen tarvitaan vielä 2 täydennystehtävää. {limit}"
    assert (limit in first.body, limit in second.body) == (False, True)


def test_a_sent_answer_is_the_trainers_turn(past, submission):
    send_submission(submission, "Ajattelin asiaa.", now=NOW)

    said = what_is_missing(own_page(submission.enrollment), NOW)
    assert said == "Kouluttaja käy vastaustasi läpi. Sinun ei tarvitse tehdä mitään."


def test_somebody_who_joined_after_confirming_waits_for_the_mark(past, trainer, tasks):
    aino = participant(past)
    for number in (1, 2, 3):
        hold(session_of(past, number), {aino: PRESENT}, by=trainer)
    eino = participant(past, "Eino")

    items = checklist(own_page(eino.enrollment), NOW)

    assert {(item.state, item.detail) for item in items} == {
        ("waiting", "Kouluttaja vahvistaa läsnäolot. Sinun ei tarvitse tehdä mitään.")
    }
    assert missing(eino) == WAITS


def test_a_missed_session_without_an_assignment_asks_to_write_to_the_contact(past, aino, trainer):
    hold(session_of(past, 1), {aino: ABSENT}, by=trainer)

    (missed,) = [item for item in checklist(own_page(aino.enrollment), NOW) if item.state == "missing"]
    assert missed.detail == "Kysy yhteyshenkilöltä, miten voit korvata tämän kerran."


def test_an_accepted_assignment_is_told_with_the_way_to_the_comment(past, submission, trainer):
    send_submission(submission, "Ajattelin.", now=NOW)
    accept_submission(submission, turn=1, comment="Kiitos!", by=trainer, now=NOW)

    made_up = checklist(own_page(submission.enrollment), NOW)[1]

    address = reverse("assignment", args=[submission.enrollment_id, submission.assignment_id])
    assert (made_up.state, made_up.detail, made_up.action_url) == ("done", "Korvattu täydennystehtävällä", address)


@pytest.mark.parametrize("state", [EnrollmentState.WAITING, EnrollmentState.CANCELLED])
def test_without_a_place_the_session_line_makes_no_promises(run, state):
    queued_at = NOW if state == EnrollmentState.WAITING else None
    enrollment = EnrollmentFactory(run=run, state=state, queued_at=queued_at)

    assert {(item.state, item.state_label) for item in own_line(own_page(enrollment), NOW)} == {("", "")}


def test_a_correction_tells_that_the_assignment_is_not_needed_and_says_so_on_its_page(past, submission, trainer):
    aino, second = submission.enrollment.person, session_of(past, 2)
    reopen_session(second, by=trainer, reason="Aino oli paikalla.", now=NOW)
    version = second.attendances.get().version
    mark(second, aino, PRESENT, by=trainer, seen=str(version))
    hold(second, {}, by=trainer)

    assert told(aino)[-1] == "enrollment.assignment_not_needed"
    assert MakeUp.objects.get().closed_at == NOW
    page = signed_in(aino).get(reverse("assignment", args=[submission.enrollment_id, submission.assignment_id]))
    assert says(page, "Sinun ei tarvitse tehdä tätä tehtävää: kerta on kirjattu sinulle.")


# What an enrolment that ended leaves behind


def test_whoever_has_been_marked_no_longer_cancels(past, aino, trainer):
    type(past).objects.update(cancel_by_at=NOW + days(1))
    mark(session_of(past, 1), aino, ABSENT, by=trainer)

    assert own_page(aino.enrollment).may_cancel(NOW) is False
    with pytest.raises(CancellationRefused):
        cancel_enrollment(aino.enrollment, by=aino, now=NOW)


def test_after_the_sessions_an_unmarked_person_may_still_cancel_until_the_stated_instant(past, aino):
    type(past).objects.update(cancel_by_at=NOW + days(1))

    assert own_page(aino.enrollment).may_cancel(NOW) is True


def test_whoever_comes_back_gets_the_assignments_of_what_was_missed(past, tasks, trainer):
    aino = participant(past)
    hold(session_of(past, 1), {aino: ABSENT}, by=trainer)
    Submission.objects.all().delete()
    MakeUp.objects.all().delete()
    Enrollment.objects.update(state=EnrollmentState.REMOVED)
    type(past).objects.update(enrolment_closes_at=NOW + days(1), cut_off_at=NOW + days(1))

    join(past, aino)

    assert Submission.objects.get().enrollment.state == EnrollmentState.CONFIRMED
    assert told(aino)[-2:] == ["enrollment.confirmed", "enrollment.missed"]


def test_the_list_says_that_a_marked_person_has_left(past, aino, trainer):
    mark(session_of(past, 1), aino, PRESENT, by=trainer)
    Enrollment.objects.update(state=EnrollmentState.REMOVED)

    page = signed_in(trainer).get(reverse("desk-session", args=[session_of(past, 1).pk]))

    about = soup(page).select_one(".attendance-row__about").get_text()
    assert about.startswith(str(EnrollmentState.REMOVED.label))


def test_leaving_the_queue_has_its_own_words_in_banner_and_mail(run):
    run.places = 1
    run.save()
    EnrollmentFactory(run=run)
    eino = UserFactory(name="Eino")
    waiting = join(run, eino, accepts_queue=True)

    answer = signed_in(eino).post(reverse("cancel", args=[waiting.pk]), follow=True)

    assert says(answer, "Luovuit varasijastasi.")
    assert told(eino) == ["enrollment.queued", "enrollment.left_queue"]


def test_a_held_place_comes_before_the_queue_and_an_unfinished_run_before_both_ended_ones(run, past):
    aino = participant(past)
    waiting = EnrollmentFactory(run=CourseRunFactory(), person=aino, state=EnrollmentState.WAITING, queued_at=NOW)
    held = EnrollmentFactory(run=run, person=aino)
    ended = EnrollmentFactory(run=CourseRunFactory(), person=aino, state=EnrollmentState.CANCELLED)
    everything = [ended, waiting, aino.enrollment, held]

    assert current_first(everything, NOW) == [held, aino.enrollment, waiting, ended]


def test_the_own_page_opens_with_the_assignment_that_is_due(submission):
    page = signed_in(submission.enrollment.person).get("/omat/")

    button = soup(page).select_one(".next-step a")
    address = reverse("assignment", args=[submission.enrollment_id, submission.assignment_id])
    assert (button["href"], button.get_text()) == (address, "Aloita tehtävä")


def test_an_answer_that_needs_more_is_not_called_a_new_assignment(submission, trainer):
    Assignment.objects.update(hours_estimate=2)
    send_submission(submission, "Opin kuuntelemaan.", now=NOW)
    ask_for_more(submission, turn=1, comment="Kerro esimerkki.", by=trainer, now=NOW)

    page = soup(signed_in(submission.enrollment.person).get("/omat/"))

    assert page.select_one(".next-step__big").get_text() == "Vastaukseesi pyydetään tarkennusta"
    assert page.select_one(".next-step__text").get_text() == (
        "Kouluttaja on lukenut vastauksesi ja pyytää siihen tarkennusta."
    )
    assert page.select_one(".next-step a").get_text() == "Lue kommentti ja jatka"


def test_whoever_joins_when_every_session_is_over_is_promised_none(past, sanna):
    past.enrolment_closes_at = NOW + days(1)
    past.save()
    page = signed_in(sanna).get(reverse("enroll", args=[past.pk]))
    assert says(page, "Tämän toteutuksen kaikki kerrat on jo pidetty. Kouluttaja merkitsee, olitko paikalla.")

    enrolled(EnrollmentFactory(run=past, person=sanna), NOW)

    letter = Message.objects.get(kind="enrollment.confirmed").body
    assert ("Ensimmäinen kerta on" in letter, "Liity tästä" in letter, "1. kerta:" in letter) == (False, False, True)


def test_a_rule_that_allows_no_replacing_opens_no_assignment(past, aino, tasks, trainer):
    AttendanceRule.objects.update(max_replaced=0)
    hold(session_of(past, 1), {aino: ABSENT}, by=trainer)

    assert (Submission.objects.count(), told(aino)) == (0, [])
