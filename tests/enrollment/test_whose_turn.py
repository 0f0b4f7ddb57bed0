"""What is missing, said by whose turn it is; and what an enrolment that ended leaves behind."""

import pytest
from django.urls import reverse

from courses.models import Assignment, AttendanceRule
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment, MakeUp, Submission
from enrollment.queries.own import current_first, own_page, own_pages
from enrollment.services import accept_submission, ask_for_more, cancel_enrollment, reopen_session, send_submission
from enrollment.services.announce import confirmed as enrolled
from enrollment.services.places import CancellationRefused
from enrollment.wording.own import next_task, what_is_missing
from enrollment.wording.own_sessions import own_line
from messaging.dates import moment
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
from tests.factories import (
    CertificateOfferFactory,
    CourseRunFactory,
    EnrollmentFactory,
    SectorFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

WAITS = "Läsnäolot odottavat kouluttajan vahvistusta."


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


LIMIT = "Korvattuja kertoja lasketaan mukaan enintään 1."
LOST = f"Sinulta jäi väliin 2 tapaamiskertaa. {LIMIT}"


@pytest.fixture
def lost(past, aino, tasks, trainer):
    """Aino missed two sessions of three, of which one may be replaced."""
    for number, status in ((1, ABSENT), (2, ABSENT), (3, PRESENT)):
        hold(session_of(past, number), {aino: status}, by=trainer)
    return aino


def test_more_missed_than_may_be_replaced_where_enough_still_count_is_said_on_the_page_and_in_the_mail(
    past, aino, tasks, trainer
):
    AttendanceRule.objects.update(minimum=2)
    for number, status in ((1, ABSENT), (2, ABSENT), (3, PRESENT)):
        hold(session_of(past, number), {aino: status}, by=trainer)

    first, second = Message.objects.filter(kind="enrollment.missed").order_by("pk")
    assert missing(aino) == f"Todistukseen tarvitaan vielä 2 täydennystehtävää. {LIMIT}"
    assert (LIMIT in first.body, LIMIT in second.body) == (False, True)


def test_who_can_no_longer_get_the_certificate_is_told_so_and_asked_for_nothing(lost):
    page = own_page(lost.enrollment)

    assert (page.is_out_of_reach, what_is_missing(page, NOW), next_task(page, NOW)) == (True, LOST, None)
    assert [(item.state, item.state_label, item.note, item.action_url) for item in own_line(page, NOW)] == [
        ("absent", "poissa", "", ""),
        ("absent", "poissa", "", ""),
        ("present", "paikalla", "", ""),
    ]
    assert told(lost) == ["enrollment.missed", "enrollment.out_of_reach"]


def test_the_pages_of_who_can_no_longer_get_the_certificate_agree(lost, past):
    CertificateOfferFactory(run=past)

    page = soup(signed_in(lost).get(reverse("own-enrollment", args=[lost.enrollment.pk])))

    next_step, card = page.select_one(".next-step"), page.select_one("#todistus")
    assert next_step.h2.get_text() == "Et saa todistusta tästä toteutuksesta"
    assert next_step.select_one(".next-step__text").get_text() == LOST
    assert card.p.get_text() == (
        "Et saa todistusta tästä toteutuksesta. Voit ilmoittautua koulutuksen seuraavaan toteutukseen."
    )
    assert "Aloita tehtävä" not in page.get_text()


def test_the_assignment_of_who_can_no_longer_get_the_certificate_promises_nothing(lost):
    submission = Submission.objects.first()

    page = signed_in(lost).get(reverse("assignment", args=[submission.enrollment_id, submission.assignment_id]))

    assert says(page, "joten et saa tästä toteutuksesta todistusta, vaikka tekisit tehtävän.")


def test_a_later_looser_rule_brings_the_certificate_within_reach_again(lost, past):
    rule_set = past.rule_sets.create(number=2, in_force_from=NOW)
    AttendanceRule.objects.create(rule_set=rule_set, minimum=None, max_replaced=2)

    assert own_page(lost.enrollment).is_out_of_reach is False


def test_a_correction_brings_the_certificate_within_reach_again(lost, past, trainer):
    second = session_of(past, 2)
    reopen_session(second, by=trainer, reason="Aino oli paikalla.", now=NOW)

    assert own_page(lost.enrollment).is_out_of_reach is False


def test_a_missed_session_of_a_run_that_replaces_none_ends_the_way_to_the_certificate(past, aino, trainer):
    AttendanceRule.objects.update(max_replaced=0)
    hold(session_of(past, 1), {aino: ABSENT}, by=trainer)

    assert missing(aino) == "Sinulta jäi väliin 1 tapaamiskerta. Väliin jäänyttä kertaa ei voi korvata."


def test_a_passed_due_date_is_told_as_passed(submission):
    Submission.objects.update(due_at=NOW - days(1))

    (item,) = [each for each in own_line(own_page(submission.enrollment), NOW) if each.asks]

    assert item.by == (
        f"Määräaika oli {moment(NOW - days(1))}. Voit vielä lähettää vastauksen; kouluttaja päättää, hyväksytäänkö se."
    )


def test_a_request_for_more_after_the_due_date_names_no_passed_date(submission, trainer):
    Submission.objects.update(due_at=NOW - days(1))
    submission.refresh_from_db()
    send_submission(submission, "Opin kuuntelemaan.", now=NOW)
    ask_for_more(submission, turn=1, comment="Kerro esimerkki.", by=trainer, now=NOW)

    assert "viimeistään" not in Message.objects.get(kind="enrollment.submission_revision").body


def test_a_sent_answer_is_the_trainers_turn(past, submission):
    send_submission(submission, "Ajattelin asiaa.", now=NOW)

    said = what_is_missing(own_page(submission.enrollment), NOW)
    assert said == "Kouluttaja käy vastaustasi läpi."


def test_somebody_who_joined_after_confirming_waits_for_the_mark(past, trainer, tasks):
    aino = participant(past)
    for number in (1, 2, 3):
        hold(session_of(past, number), {aino: PRESENT}, by=trainer)
    eino = participant(past, "Eino")

    items = own_line(own_page(eino.enrollment), NOW)

    assert {(item.state, item.state_label, item.note) for item in items} == {
        ("unmarked", "läsnäolo odottaa vahvistusta", "")
    }
    assert missing(eino) == WAITS


def test_a_missed_session_without_an_assignment_asks_to_write_to_the_contact(past, aino, trainer):
    hold(session_of(past, 1), {aino: ABSENT}, by=trainer)

    (missed,) = [item for item in own_line(own_page(aino.enrollment), NOW) if item.state == "absent"]
    assert missed.note == "Kysy yhteyshenkilöltä, miten voit korvata tämän kerran."


def test_an_accepted_assignment_is_told_with_the_way_to_the_comment(past, submission, trainer):
    send_submission(submission, "Ajattelin.", now=NOW)
    accept_submission(submission, turn=1, comment="Kiitos!", by=trainer, now=NOW)

    made_up = own_line(own_page(submission.enrollment), NOW)[1]

    address = reverse("assignment", args=[submission.enrollment_id, submission.assignment_id])
    assert (made_up.state, made_up.note, made_up.action_url) == ("made_up", "Korvattu täydennystehtävällä", address)


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


def test_what_has_been_held_is_not_cancelled_though_the_stated_instant_is_to_come(past, aino):
    type(past).objects.update(cancel_by_at=NOW + days(1))

    assert own_page(aino.enrollment).may_cancel(NOW) is False
    with pytest.raises(CancellationRefused):
        cancel_enrollment(aino.enrollment, by=aino, now=NOW)


def test_between_the_sessions_an_unmarked_person_may_cancel_until_the_stated_instant(past, aino):
    past.sessions.filter(number=3).update(starts_at=NOW + days(2), ends_at=NOW + days(2.1))
    type(past).objects.update(cancel_by_at=NOW + days(1))

    assert own_page(aino.enrollment).may_cancel(NOW) is True


def test_who_need_not_do_anything_is_told_so_once_and_given_no_button(past, aino):
    page = soup(signed_in(aino).get(reverse("own-enrollment", args=[aino.enrollment.pk])))

    next_step = page.select_one(".next-step")
    assert (next_step.h2.get_text(), next_step.select(".button")) == ("Kaikki kerrat on pidetty", [])
    assert page.get_text().count("Sinun ei tarvitse tehdä mitään.") == 1


def test_whoever_comes_back_gets_the_assignments_of_what_was_missed(past, tasks, trainer):
    aino = participant(past)
    hold(session_of(past, 1), {aino: ABSENT}, by=trainer)
    Submission.objects.all().delete()
    MakeUp.objects.all().delete()
    Enrollment.objects.update(state=EnrollmentState.REMOVED)
    type(past).objects.update(enrolment_closes_at=NOW + days(1), cut_off_at=NOW + days(1))

    join(past, aino)

    assert Submission.objects.get().enrollment.state == EnrollmentState.CONFIRMED
    assert told(aino)[-2:] == ["enrollment.recorded", "enrollment.missed"]


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
    pages = own_pages([(each, each.run) for each in (ended, waiting, aino.enrollment, held)])

    assert [page.enrollment for page in current_first(pages, NOW)] == [held, aino.enrollment, waiting, ended]


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

    letter = Message.objects.get(kind="enrollment.recorded")
    assert "Kaikki kerrat on jo pidetty, ja kouluttaja vahvistaa, olitko paikalla." in letter.body
    promises = ("Ensimmäinen kerta on", "Liity tästä", "peru ilmoittautumisesi")
    assert ([each in letter.body for each in promises], letter.attachments) == ([False] * 3, [])


def test_a_rule_that_allows_no_replacing_opens_no_assignment(past, aino, tasks, trainer):
    AttendanceRule.objects.update(max_replaced=0)
    hold(session_of(past, 1), {aino: ABSENT}, by=trainer)

    assert (Submission.objects.count(), told(aino)) == (0, [])


def test_whoever_joins_when_every_session_is_over_reads_the_same_on_both_pages(past, sanna):
    past.enrolment_closes_at, past.cancel_by_at = NOW + days(1), NOW + days(1)
    past.save()
    client = signed_in(sanna)
    typed = {"name": "Sanna", "organisation": "", "sector": SectorFactory().pk, "profession": "opettaja"}
    client.post(reverse("enroll", args=[past.pk]), typed)

    done, own = client.get(reverse("enroll-done", args=[past.pk])), client.get("/omat/")

    assert soup(done).h1.get_text() == "Ilmoittautumisesi on kirjattu"
    assert soup(own).select_one(".next-step__big").get_text() == "Ilmoittautumisesi on kirjattu"
    assert soup(own).select_one(".next-step__text").get_text() == "Kouluttaja vahvistaa, olitko paikalla."
    hrefs = [link["href"] for page in (done, own) for link in soup(page).select("main a")]
    assert [href for href in hrefs if href.endswith((".ics", "/peru/"))] == []
