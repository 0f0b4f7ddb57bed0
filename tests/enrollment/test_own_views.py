"""The participant's own pages: what they show, and to nobody else (journeys S4-S6)."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar

from courses.enums import Precision
from courses.models import AttendanceRule, RuleSet
from enrollment.enums import EnrollmentState, SubmissionState
from enrollment.models import Enrollment, Submission
from enrollment.services import (
    Snapshot,
    accept_submission,
    ask_for_more,
    cancel_enrollment,
    enroll,
    save_draft,
    send_submission,
)
from messaging.dates import clock, moment
from messaging.models import Message
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.enrollment.conftest import ABSENT, PRESENT, hold, mark, participant, says, session_of, soup
from tests.factories import (
    CertificateOfferFactory,
    CourseRunFactory,
    EnrollmentFactory,
    FeedbackRoundFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

JOIN_LINK = "https://teams.microsoft.com/l/meetup-join/salainen"


def line_states(response) -> list[str]:
    """The states of the session line, in order."""
    items = soup(response).select(".session-line__item")
    return [item["class"][1].removeprefix("session-line__item--") for item in items]


def addresses(enrollment: Enrollment) -> dict[str, str]:
    return {
        name: reverse(name, args=[enrollment.pk])
        for name in ("own-enrollment", "cancel", "own-calendar", "certificate-wish")
    }


def assignment_url(submission: Submission) -> str:
    return reverse("assignment", args=[submission.enrollment_id, submission.assignment_id])


@pytest.fixture
def writer(submission) -> Client:
    return signed_in(submission.enrollment.person)


# whose pages


def test_pages_of_ones_own_open(aino):
    client = signed_in(aino)

    own = addresses(aino.enrollment)
    for address in ("/omat/", "/omat/viestit/", own["own-enrollment"], own["cancel"], own["own-calendar"]):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("viewer", ["outi", "eino", "johannes", "helmi", "sanna"])
def test_nobody_elses_pages_open(viewer, aino, request):
    client = signed_in(request.getfixturevalue(viewer))

    for name, address in addresses(aino.enrollment).items():
        if name != "certificate-wish":
            assert client.get(address).status_code == 404
        if name in ("cancel", "certificate-wish"):
            assert client.post(address).status_code == 404
    aino.enrollment.refresh_from_db()
    assert (aino.enrollment.state, aino.enrollment.wants_certificate) == (EnrollmentState.CONFIRMED, False)


@pytest.mark.parametrize("viewer", ["outi", "helmi", "sanna"])
@pytest.mark.parametrize("action", ["save", "send", "take_back"])
def test_nobody_writes_anothers_answer(viewer, action, submission, request):
    client = signed_in(request.getfixturevalue(viewer))

    assert client.get(assignment_url(submission)).status_code == 404
    assert (
        client.post(assignment_url(submission), {"action": action, "text": "x", "is_checked": "on"}).status_code == 404
    )
    assert Submission.objects.get().state == SubmissionState.OPEN


def test_ones_own_enrolment_opens_no_other_assignment(submission, outi, past):
    mine = EnrollmentFactory(run=past, person=outi)

    assert signed_in(outi).get(reverse("assignment", args=[mine.pk, submission.assignment_id])).status_code == 404


@pytest.mark.parametrize("address", ["/omat/", "/omat/viestit/"])
def test_strangers_are_led_to_the_door(client, address):
    assert client.get(address).url == f"{reverse('account_login')}?next={address}"


def test_strangers_are_led_to_the_door_from_every_page_of_a_participant(client, aino):
    for name, address in addresses(aino.enrollment).items():
        answer = client.post(address) if name == "certificate-wish" else client.get(address)
        assert answer.url.startswith(reverse("account_login"))


# the own page


def test_somebody_without_trainings_is_shown_where_to_begin(outi):
    page = soup(signed_in(outi).get("/omat/"))

    assert page.select_one('main a.button[href="/koulutukset/"]') is not None


def test_the_nearest_training_is_opened_and_the_others_are_rows(run, aino):
    soon = CourseRunFactory(first_session_at=NOW + days(1), label="Ryhmä 2", course__title_fi="Lähin koulutus")
    EnrollmentFactory(run=soon, person=aino)
    EnrollmentFactory(run=CourseRunFactory(label="Ryhmä 3"), person=aino, cancelled=True)

    page = signed_in(aino).get("/omat/")

    assert "Lähin koulutus" in soup(page).select_one(".next-step").get_text()
    links = [link["href"] for link in soup(page).select(".person-list a")]
    assert links[0] == reverse("own-enrollment", args=[aino.enrollment.pk])
    assert len(links) == 2


@pytest.mark.parametrize(
    ("until_start", "is_shown"),
    [
        (hours(1), False),
        (hours(0.2501), False),
        (hours(0.25), True),
        (hours(0), True),
        (hours(-2.99), True),
        (hours(-3), False),
    ],
)
def test_the_join_button_shows_from_fifteen_minutes_before_to_the_end(until_start, is_shown):
    run = CourseRunFactory(first_session_at=NOW + until_start)
    user = participant(run)

    page = soup(signed_in(user).get("/omat/"))

    assert [link["href"] for link in page.find_all("a", href=JOIN_LINK)] == [JOIN_LINK] * is_shown


def test_somebody_who_waits_sees_the_number_and_no_join_link():
    run = CourseRunFactory(places=1, first_session_at=NOW + hours(0.1), cut_off_at=NOW + days(1))
    EnrollmentFactory(run=run)
    EnrollmentFactory(run=run, waiting=True, queued_at=NOW - days(2))
    eino = EnrollmentFactory(run=run, waiting=True).person

    answer = signed_in(eino).get("/omat/")

    assert says(answer, _("You are number %(number)s in the queue") % {"number": 2})
    assert JOIN_LINK not in answer.content.decode()
    address = reverse("own-calendar", args=[eino.enrollments.get().pk])
    assert (soup(answer).find("a", href=address), signed_in(eino).get(address).status_code) == (None, 404)


def test_the_own_calendar_has_the_join_link(aino):
    answer = signed_in(aino).get(reverse("own-calendar", args=[aino.enrollment.pk]))

    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(event["url"]) for event in events] == [JOIN_LINK] * 3
    assert answer["Cache-Control"] == "private, no-store"


def test_the_session_line_tells_each_session_with_a_mark(past, trainer, tasks):
    aino = participant(past)
    hold(session_of(past, 1), {aino: PRESENT}, by=trainer)
    hold(session_of(past, 2), {aino: ABSENT}, by=trainer)
    mark(session_of(past, 3), aino, PRESENT, by=trainer)

    assert line_states(signed_in(aino).get("/omat/")) == ["present", "making_up", "unmarked"]


def test_one_who_has_completed_asks_for_the_certificate_at_the_top_and_in_its_card(past, trainer):
    RuleSet.objects.update(needs_opt_in=True)
    CertificateOfferFactory(run=past)
    aino = participant(past)
    for number in (1, 2, 3):
        hold(session_of(past, number), {aino: PRESENT}, by=trainer)
    client, address = signed_in(aino), reverse("certificate-wish", args=[aino.enrollment.pk])

    page = soup(client.get("/omat/"))

    assert page.select_one(".next-step__big").get_text() == "Voit nyt pyytää todistuksen"
    assert [form.button.get_text() for form in page.find_all("form", action=address)] == ["Haluan todistuksen"] * 2
    client.post(address)
    assert soup(client.get("/omat/")).find("form", action=address) is None


# the other trainings in the list


def statuses(response) -> list[str]:
    return [badge.get_text() for badge in soup(response).select(".person-list .badge")]


def test_an_assignment_to_write_comes_before_a_completed_training(submission, past):
    aino = submission.enrollment.person
    type(past).objects.update(label="Vanha")
    past.sessions.update(starts_at=NOW - days(400), ends_at=NOW - days(399.9))
    done = EnrollmentFactory(run=CourseRunFactory(finished=True, label="Suoritettu"), person=aino)
    Enrollment.objects.filter(pk=done.pk).update(completed_at=NOW, completed_under=done.rule_set)

    page = signed_in(aino).get("/omat/")

    assert soup(page).select_one(".next-step__big").get_text() == "Sinua odottaa täydennystehtävä"
    assert statuses(page) == ["Suoritettu"]


def test_each_other_training_says_how_it_stands(run, submission, trainer):
    aino = submission.enrollment.person
    EnrollmentFactory(run=run, person=aino)
    unconfirmed = EnrollmentFactory(run=CourseRunFactory(finished=True), person=aino, created_at=NOW - days(40))
    EnrollmentFactory(run=CourseRunFactory(), person=aino, waiting=True)
    EnrollmentFactory(run=CourseRunFactory(), person=aino, cancelled=True)
    client = signed_in(aino)

    before = statuses(client.get("/omat/"))
    send_submission(submission, "Ajattelin.", now=NOW)
    FeedbackRoundFactory(run=unconfirmed.run)

    assert before == [
        "Tehtävä lähettämättä",
        "Odottaa läsnäolojen vahvistusta",
        "Varasijalla 1",
        "Ilmoittautuminen peruttu",
    ]
    assert sorted(statuses(client.get("/omat/"))) == [
        "Ilmoittautuminen peruttu",
        "Palaute antamatta",
        "Varasijalla 1",
        "Vastaus odottaa läpikäyntiä",
    ]


def test_an_ended_training_that_brings_no_certificate_has_ended(past, run, trainer):
    AttendanceRule.objects.update(max_replaced=0)
    aino = participant(past)
    EnrollmentFactory(run=run, person=aino)
    hold(session_of(past, 1), {aino: ABSENT}, by=trainer)

    client = signed_in(aino)

    assert statuses(client.get("/omat/")) == ["Päättynyt"]
    page = client.get(reverse("own-enrollment", args=[aino.enrollment.pk]))
    assert soup(page).select_one(".eyebrow").get_text().endswith("· Päättynyt")


def test_what_is_missing_is_a_sentence_and_a_list(submission, writer):
    answer = writer.get("/omat/")

    assert says(answer, "Todistukseen tarvitaan vielä 1 täydennystehtävä.")
    assert soup(answer).select_one(f'main a[href="{assignment_url(submission)}"]') is not None


def test_an_answer_that_waits_counts_as_done_in_what_is_missing(past, trainer, tasks):
    aino = participant(past)
    hold(session_of(past, 1), {aino: ABSENT}, by=trainer)
    past.sessions.filter(number__gte=2).update(starts_at=NOW + days(7), ends_at=NOW + days(7.2))
    send_submission(Submission.objects.get(enrollment=aino.enrollment), "Ajattelin.", now=NOW)

    page = soup(signed_in(aino).get("/omat/"))

    told = page.find("section", attrs={"aria-labelledby": "missing"}).strong.get_text()
    assert told == "Kouluttaja käy vastaustasi läpi. Lisäksi 2 kertaa on tulossa."


def test_what_waits_for_the_person_stands_under_the_coming_session(past, trainer, tasks):
    aino = participant(past)
    hold(session_of(past, 1), {aino: ABSENT}, by=trainer)
    past.sessions.filter(number__gte=2).update(starts_at=NOW + days(7), ends_at=NOW + days(7.2))
    FeedbackRoundFactory(run=past)

    page = soup(signed_in(aino).get("/omat/"))

    task = Submission.objects.get(enrollment=aino.enrollment)
    assert [link["href"] for link in page.select(".also-waits a")] == [assignment_url(task), "#palaute"]


def test_after_the_first_session_an_absence_is_told_in_the_list_of_sessions(past, trainer):
    aino = participant(past)
    hold(session_of(past, 1), {aino: PRESENT}, by=trainer)
    past.sessions.filter(number__gte=2).update(starts_at=NOW + days(7), ends_at=NOW + days(7.2))

    page = signed_in(aino).get("/omat/")

    assert says(page, "Ilmoittautumista ei voi enää perua tässä. Jos et pääse jollekin kerralle, kerro siitä")
    buttons = [button.get_text() for button in soup(page).select(".session-line button")]
    assert buttons == ["En pääse tälle kerralle"] * 2


def test_every_session_is_told_once_with_its_time_place_and_state(past, trainer, tasks):
    aino = participant(past)
    past.sessions.filter(number=3).update(venue="Kuopion kaupungintalo")
    hold(session_of(past, 1), {aino: PRESENT}, by=trainer)
    hold(session_of(past, 2), {aino: ABSENT}, by=trainer)

    page = soup(signed_in(aino).get("/omat/"))

    items = page.select(".session-line__item")
    facts = [[each.get_text().replace("\xa0", " ") for each in item.select("p")] for item in items]
    assert facts == [
        ["ke 21.4.2027 klo 9.00–12.00 paikalla", "1. Aihe 1", "Etänä"],
        [
            "ke 28.4.2027 klo 9.00–12.00 poissa, korvataan täydennystehtävällä", "2. Aihe 2", "Etänä",
            "Täydennystehtävä: Tehtävä 2", "Lähetä viimeistään to 10.6.2027 klo 23.59.", "Aloita tehtävä",
        ],
        ["ke 5.5.2027 klo 9.00–12.00 läsnäolo odottaa vahvistusta", "Aihe 3", "Kuopion kaupungintalo"],
    ]  # fmt: skip
    assert page.select_one("main").get_text().count("Aihe 2") == 1


def test_a_session_made_up_for_is_told(submission, writer, trainer):
    send_submission(submission, "Ajattelin.", now=NOW)
    accept_submission(submission, turn=1, comment="", by=trainer, now=NOW)

    answer = writer.get("/omat/")

    assert line_states(answer) == ["present", "made_up", "present"]
    assert says(answer, _("Nothing is missing."))


def test_a_training_completed_under_a_later_rule_misses_nothing(past, trainer):
    aino = participant(past)
    hold(session_of(past, 1), {aino: PRESENT}, by=trainer)
    rule_set = past.rule_sets.create(number=2, in_force_from=NOW)
    AttendanceRule.objects.create(rule_set=rule_set, minimum=1, max_replaced=0)
    hold(session_of(past, 2), {aino: ABSENT}, by=trainer)

    assert says(signed_in(aino).get("/omat/"), _("Nothing is missing."))


def test_a_cancelled_session_is_struck_and_said(run, aino):
    run.sessions.filter(number=2).update(cancelled_at=NOW)

    answer = signed_in(aino).get("/omat/")

    assert line_states(answer)[1] == "cancelled"
    assert says(answer, _("This is taken into account in the rule of the certificate."))


@pytest.mark.parametrize(
    ("session_count", "said"),
    [(0, "Päiviä ei ole vielä sovittu."), (1, "Todistukseen tarvitaan vielä 1 kerta.")],
)
def test_a_run_without_its_times_promises_them_later(session_count, said):
    run = CourseRunFactory(session_count=session_count)
    run.sessions.update(starts_at=None, ends_at=None, precision=Precision.UNKNOWN)

    page = soup(signed_in(participant(run)).get("/omat/"))

    assert page.select_one(".next-step__big").get_text() == "Ajankohdat tulevat myöhemmin"
    assert page.select_one("section[aria-labelledby=missing] strong").get_text() == said


def test_the_wish_for_a_certificate_is_one_press(aino):
    CertificateOfferFactory(run=aino.enrollment.run)
    aino.enrollment.rule_set.needs_opt_in = True
    aino.enrollment.rule_set.save()
    client, address = signed_in(aino), reverse("certificate-wish", args=[aino.enrollment.pk])
    assert soup(client.get("/omat/")).find("form", action=address) is not None

    client.post(address)

    aino.enrollment.refresh_from_db()
    assert aino.enrollment.wants_certificate is True
    assert soup(client.get("/omat/")).find("form", action=address) is None
    assert client.get(address).status_code == 405


# cancelling


def test_cancelling_asks_once_and_then_cancels(aino):
    client, address = signed_in(aino), reverse("cancel", args=[aino.enrollment.pk])
    client.get(address)
    assert Enrollment.objects.get().state == EnrollmentState.CONFIRMED

    answer = client.post(address, follow=True)

    assert Enrollment.objects.get().state == EnrollmentState.CANCELLED
    assert says(answer, _("Thank you for telling us. Your enrolment is cancelled."))


def test_whoever_enrols_again_is_led_from_the_old_address_to_the_enrolment_that_stands(run, aino):
    client, old = signed_in(aino), reverse("own-enrollment", args=[aino.enrollment.pk])
    cancel_enrollment(aino.enrollment, by=aino, now=NOW)
    alone = soup(client.get("/omat/")).select(".person-list a")
    again = enroll(run, aino, Snapshot("Aino"), now=NOW + hours(1))

    answer = client.get(old)

    assert (answer.status_code, answer.url) == (302, reverse("own-enrollment", args=[again.pk]))
    assert [link["href"] for link in alone] == [old]
    assert soup(client.get("/omat/")).select(".person-list a") == []


def test_what_was_cancelled_twice_is_listed_once(run, aino):
    cancel_enrollment(aino.enrollment, by=aino, now=NOW)
    again = enroll(run, aino, Snapshot("Aino"), now=NOW + hours(1))
    cancel_enrollment(again, by=aino, now=NOW + hours(2))

    links = [link["href"] for link in soup(signed_in(aino).get("/omat/")).select(".person-list a")]

    assert links == [reverse("own-enrollment", args=[again.pk])]


def test_a_late_cancellation_says_what_to_do():
    run = CourseRunFactory(cancel_by_at=NOW)
    aino = participant(run)
    client = signed_in(aino)

    assert soup(client.get("/omat/")).find("a", href=reverse("cancel", args=[aino.enrollment.pk])) is None
    asked = client.get(reverse("cancel", args=[aino.enrollment.pk]), follow=True)
    answer = client.post(reverse("cancel", args=[aino.enrollment.pk]), follow=True)

    assert Enrollment.objects.get().state == EnrollmentState.CONFIRMED
    told = _("The enrolment can no longer be cancelled here. Please write to the contact person.")
    assert (says(asked, told), says(answer, told)) == (True, True)


# messages


def test_the_letters_are_shown_newest_first_and_only_ones_own(run, aino, outi):
    cancel_enrollment(aino.enrollment, by=aino, now=NOW)
    Message.objects.create(
        kind="x", recipient=aino, address="a@esimerkki.example", subject="Uusin", body="https://sytyke.example/omat/",
        dedup_key="1", created_at=NOW + hours(1), send_after=NOW,
    )  # fmt: skip
    Message.objects.create(
        kind="x", recipient=aino, address="a@esimerkki.example", subject="Piilossa", body="x", in_inbox=False,
        dedup_key="2", created_at=NOW, send_after=NOW,
    )  # fmt: skip

    page = soup(signed_in(aino).get("/omat/viestit/"))

    subjects = [each.get_text() for each in page.select("details strong")]
    assert (subjects[0], len(subjects)) == ("Uusin", 2)
    assert page.find("a", href="https://sytyke.example/omat/") is not None
    assert soup(signed_in(outi).get("/omat/viestit/")).select("details.letter") == []


# the assignment


def json_post(client: Client, address: str, **data: str):
    return client.post(address, data, headers={"accept": "application/json"})


def test_the_assignment_page_warns_and_shows_the_due_date(submission, writer):
    answer = writer.get(assignment_url(submission))

    assert says(answer, submission.assignment.instructions)
    caution = _("Write nothing about clients or families from which they could be recognised.")
    assert caution in soup(answer).find(id="caution").get_text()
    assert says(answer, moment(submission.due_at))


def test_a_draft_is_saved_and_comes_back(submission, writer):
    answer = writer.post(assignment_url(submission), {"action": "save", "text": "Alku"}, follow=True)

    assert Submission.objects.get().text == "Alku"
    assert soup(answer).find("textarea").get_text().strip() == "Alku"
    assert says(answer, _("Draft saved at %(clock)s") % {"clock": clock(NOW)})


def test_a_draft_is_saved_while_it_is_written(submission, writer):
    answer = json_post(writer, assignment_url(submission), action="save", text="Alku")

    assert (answer.status_code, answer.json()) == (200, {"saved": _("Draft saved at %(clock)s") % {"clock": "9.00"}})
    assert Submission.objects.get().text == "Alku"


def test_a_draft_of_another_day_is_told_with_its_day(submission, writer):
    save_draft(submission, "Alku", now=NOW - days(1))

    assert says(writer.get(assignment_url(submission)), f"Luonnos tallennettu {moment(NOW - days(1))}")


def test_a_draft_of_a_sent_answer_is_refused(submission, writer):
    send_submission(submission, "Valmis", now=NOW)

    answer = json_post(writer, assignment_url(submission), action="save", text="Myöhässä")

    told = "Vastauksesi on jo lähetetty. Paina Tallenna luonnos, niin näet molemmat tekstit. Kirjoittamasi jää sivulle."
    assert (answer.status_code, answer.json()) == (409, {"saved": "", "told": told})
    assert Submission.objects.get().text == "Valmis"


def test_what_was_written_after_the_sending_stays_on_the_page(submission, writer):
    send_submission(submission, "Valmis", now=NOW)

    page = soup(writer.post(assignment_url(submission), {"action": "save", "text": "Kirjoitin vielä tätä."}))

    box = page.find("textarea", id="id_text")
    assert (box.get_text(), box.has_attr("readonly")) == ("Kirjoitin vielä tätä.", True)
    assert [link.get_text() for link in page.select("#error-summary a")] == ["Vastauksesi on jo lähetetty."]
    assert "Valmis" in page.select_one(".prose + .stack, .assignment").get_text()


def opened(client: Client, submission: Submission) -> dict[str, str]:
    """What a page of the assignment that has just been opened sends along."""
    form = soup(client.get(assignment_url(submission))).find("form", attrs={"data-draft": True})
    return {name: form.find("input", attrs={"name": name})["value"] for name in ("page", "seen")}


def test_a_draft_saved_from_an_older_page_is_refused_and_both_texts_are_shown(submission, writer):
    first, second = opened(writer, submission), opened(writer, submission)
    writer.post(assignment_url(submission), {"action": "save", "text": "Ensimmäisen teksti", **first})

    page = soup(writer.post(assignment_url(submission), {"action": "save", "text": "Toisen teksti", **second}))

    told = "Luonnosta on muutettu toisella sivulla tai laitteella. Sitä, mitä kirjoitit tähän, ei ole tallennettu."
    assert [link.get_text() for link in page.select("#error-summary a")] == [told]
    assert Submission.objects.get().text == "Ensimmäisen teksti"
    assert page.find("section", attrs={"aria-labelledby": "other-text"}).select_one(".prose").get_text(strip=True) == (
        "Ensimmäisen teksti"
    )
    assert page.find("textarea").get_text().strip() == "Toisen teksti"
    assert page.find("form", attrs={"data-draft": True})["data-draft"] == "both"  # nothing is saved before a press


def test_whoever_has_seen_both_texts_decides_with_the_next_press(submission, writer):
    first, second = opened(writer, submission), opened(writer, submission)
    writer.post(assignment_url(submission), {"action": "save", "text": "Ensimmäisen teksti", **first})
    page = soup(writer.post(assignment_url(submission), {"action": "save", "text": "Toisen teksti", **second}))
    both = {name: page.find("input", attrs={"name": name})["value"] for name in ("page", "seen")}

    writer.post(assignment_url(submission), {"action": "save", "text": "Molemmat", **both})

    assert Submission.objects.get().text == "Molemmat"


def test_a_page_saves_again_and_again_whatever_it_saw_first(submission, writer):
    page = opened(writer, submission)

    answers = [json_post(writer, assignment_url(submission), action="save", text=text, **page) for text in "abc"]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert Submission.objects.get().text == "c"


def test_a_page_that_has_been_overtaken_is_told_while_it_is_written(submission, writer):
    first, second = opened(writer, submission), opened(writer, submission)
    json_post(writer, assignment_url(submission), action="save", text="Uusi", **second)

    answer = json_post(writer, assignment_url(submission), action="save", text="Vanha", **first)

    assert (answer.status_code, answer.json()["told"]) == (
        409,
        "Luonnosta on muutettu toisella sivulla tai laitteella. Sitä, mitä kirjoitit tähän, ei ole tallennettu. "
        "Paina Tallenna luonnos, niin näet molemmat tekstit. Kirjoittamasi jää sivulle.",
    )
    assert Submission.objects.get().text == "Uusi"


def test_an_older_page_does_not_send_its_text_over_a_newer_draft(submission, writer):
    first, second = opened(writer, submission), opened(writer, submission)
    json_post(writer, assignment_url(submission), action="save", text="Uusi", **second)

    writer.post(assignment_url(submission), {"action": "send", "text": "Vanha", "is_checked": "on", **first})

    assert (Submission.objects.get().state, Submission.objects.get().text) == (SubmissionState.DRAFT, "Uusi")


def test_a_text_too_long_to_save_is_told_while_it_is_written(submission, writer):
    answer = json_post(writer, assignment_url(submission), action="save", text="a" * 40_001)

    assert (answer.status_code, bool(answer.json()["told"])) == (409, True)


def test_everything_that_keeps_an_answer_from_being_sent_is_told_at_once(submission, writer):
    page = soup(writer.post(assignment_url(submission), {"action": "send", "text": "131052-308T"}))

    assert [link["href"] for link in page.select("#error-summary a")] == ["#id_text", "#id_is_checked"]


def test_an_answer_is_sent_after_the_pause(submission, writer):
    answer = writer.post(
        assignment_url(submission), {"action": "send", "text": "Ajattelin.", "is_checked": "on"}, follow=True
    )

    assert Submission.objects.get().state == SubmissionState.SUBMITTED
    assert soup(answer).find("textarea") is None


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({"text": "Ajattelin."}, "is_checked", "Tick that nobody can be recognised from your answer."),
        ({"text": " ", "is_checked": "on"}, "text", "Write your answer before sending it."),
        (
            {"text": "Soita 040 123 4567", "is_checked": "on"},
            "text",
            "The text seems to contain an identity code or a phone number. Remove it before sending.",
        ),
    ],
)
def test_what_keeps_an_answer_from_being_sent_is_told_and_the_text_kept(data, field, message, submission, writer):
    answer = writer.post(assignment_url(submission), {"action": "send", **data})

    page = soup(answer)
    assert " ".join(page.find(id=f"id_{field}_error").get_text().split()) == _(message)
    assert page.find("textarea").get_text().strip() == data["text"].strip()
    assert Submission.objects.get().state == SubmissionState.OPEN


def test_an_answer_can_be_taken_back_from_the_page(submission, writer):
    send_submission(submission, "Ajattelin.", now=NOW)
    assert soup(writer.get(assignment_url(submission))).find("button", value="take_back") is not None

    answer = writer.post(assignment_url(submission), {"action": "take_back"}, follow=True)

    assert Submission.objects.get().state == SubmissionState.DRAFT
    assert soup(answer).find("textarea").get_text().strip() == "Ajattelin."


def test_taking_back_too_late_says_so(submission, writer, trainer):
    send_submission(submission, "Ajattelin.", now=NOW)
    accept_submission(submission, turn=1, comment="Kiitos!", by=trainer, now=NOW)

    answer = writer.post(assignment_url(submission), {"action": "take_back"})

    assert (answer.status_code, Submission.objects.get().state) == (200, SubmissionState.ACCEPTED)


def test_a_comment_is_shown_with_the_history(submission, writer, trainer):
    send_submission(submission, "Ajattelin.", now=NOW)
    ask_for_more(submission, turn=1, comment="Kerro vielä yksi esimerkki.", by=trainer, now=NOW)

    answer = writer.get(assignment_url(submission))

    assert (
        "Kerro vielä yksi esimerkki." in soup(answer).find("section", attrs={"aria-labelledby": "comment"}).get_text()
    )
    assert "Ajattelin." in soup(answer).select_one("main details").get_text()


def test_a_late_answer_may_be_sent_and_the_page_says_so(submission, writer):
    Submission.objects.update(due_at=NOW - days(1))

    said = _(
        "The due date was %(moment)s. You can still send your answer: the trainer decides whether it is accepted."
    ) % {"moment": moment(NOW - days(1))}
    assert says(writer.get(assignment_url(submission)), said)


def test_nothing_of_an_answer_is_kept_by_a_browser(submission, writer):
    assert writer.get(assignment_url(submission))["Cache-Control"] == "private, no-store"


def test_what_is_written_is_shown_as_text(submission, writer):
    send_submission(submission, "<script>alert(1)</script>", now=NOW)

    assert "<script>alert" not in writer.get(assignment_url(submission)).content.decode()


def test_somebody_without_a_name_is_greeted_all_the_same():
    user = UserFactory(name="")

    assert signed_in(user).get("/omat/").status_code == 200
