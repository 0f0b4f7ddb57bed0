"""Which form asks: that of the run's language, else the Finnish one; the page says in what language it asks."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from courses.models import CourseRun
from feedback.enums import Moment
from feedback.models import FeedbackForm, FeedbackRound
from feedback.queries import default_forms, round_results
from feedback.services import answer_round, close_due_rounds, open_due_rounds
from messaging.models import Message
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.factories import CourseRunFactory, FeedbackFormFactory, FeedbackRoundFactory
from tests.feedback.conftest import answers_to, participants, questionnaire

pytestmark = pytest.mark.django_db


def ended(language: str, *, days_ago: int = 1) -> CourseRun:
    """A run in that language whose last session ended so many days ago at noon."""
    return CourseRunFactory(finished=True, first_session_at=NOW - days(14 + days_ago), language=language)


def under_way(language: str) -> CourseRun:
    """Its first session ended a day ago, the others are to come."""
    return CourseRunFactory(
        first_session_at=NOW - days(1) - hours(3), enrolment_closes_at=NOW - days(2), language=language
    )


def asked_with() -> dict[str, str]:
    """The language of the form by that of the run."""
    return dict(FeedbackRound.objects.values_list("run__language", "form__language"))


def page(person: User, feedback_round: FeedbackRound) -> BeautifulSoup:
    address = reverse("feedback-answer", args=[feedback_round.pk])
    return BeautifulSoup(signed_in(person).get(address, follow=True).content, "html.parser")


def marked(soup: BeautifulSoup) -> list[tuple[str, str]]:
    return [(tag.get_text(" ", strip=True), tag["lang"]) for tag in soup.select("main [lang]")]


def test_a_run_is_asked_in_its_language():
    for language in ("fi", "sv"):
        questionnaire(key="loppu", language=language)
        ended(language)

    assert open_due_rounds(NOW) == 2

    assert asked_with() == {"fi": "fi", "sv": "sv"}


def test_so_is_a_session():
    for language in ("fi", "sv"):
        FeedbackFormFactory(key="pika", moment=Moment.SESSION, language=language, open_days=3)
        under_way(language)

    assert open_due_rounds(NOW) == 2

    assert asked_with() == {"fi": "fi", "sv": "sv"}


def test_a_language_without_a_form_of_its_own_gets_the_finnish_one():
    questionnaire(key="loppu", language="sv", is_default=False)
    finnish = questionnaire(key="loppu")
    for language in ("sv", "en"):
        ended(language)

    open_due_rounds(NOW)

    assert asked_with() == {"sv": "fi", "en": "fi"}
    assert default_forms(Moment.END) == {"fi": finnish, "sv": finnish, "en": finnish}


def test_without_a_finnish_form_only_the_languages_with_their_own_are_asked():
    questionnaire(language="sv")
    for language in ("fi", "sv", "en"):
        ended(language)

    assert open_due_rounds(NOW) == 1

    assert asked_with() == {"sv": "sv"}


def test_each_language_keeps_the_open_days_of_its_form():
    questionnaire(key="loppu", open_days=3)
    questionnaire(key="loppu", language="sv", open_days=10)
    for language in ("fi", "sv"):
        ended(language, days_ago=5)

    assert open_due_rounds(NOW) == 1

    opened = FeedbackRound.objects.get()
    assert (opened.run.language, opened.closes_at - opened.opens_at) == ("sv", days(10))


def test_on_the_last_day_the_session_is_asked_about_where_no_form_asks_at_the_end():
    questionnaire(key="loppu", language="sv")
    FeedbackFormFactory(key="pika", moment=Moment.SESSION, open_days=3)
    for language in ("fi", "sv"):
        ended(language)

    open_due_rounds(NOW)

    kinds = {(each.run.language, each.session is None) for each in FeedbackRound.objects.select_related("session")}
    assert kinds == {("fi", False), ("sv", True)}


def test_a_form_in_the_runs_language_that_comes_later_opens_no_second_round():
    questionnaire(key="loppu")
    ended("sv")
    open_due_rounds(NOW)
    questionnaire(key="loppu", language="sv")

    assert open_due_rounds(NOW + hours(1)) == 0


@pytest.mark.parametrize("count", [1, 30])
def test_finding_nothing_due_costs_the_same_however_many_runs_and_languages(count):
    for moment in (Moment.END, Moment.SESSION):
        for language in ("fi", "sv"):
            FeedbackFormFactory(key=moment, moment=moment, language=language)
    for number in range(count):
        ended("sv" if number % 2 else "fi")
    open_due_rounds(NOW)

    with CaptureQueriesContext(connection) as asked:
        open_due_rounds(NOW)

    assert len(asked) == 6


def test_a_swedish_participant_of_a_swedish_run_is_asked_in_swedish_alone():
    FeedbackFormFactory(language="sv", title="Responsenkät", intro="Du måste inte svara på något.")
    run = ended("sv")
    person = participants(run, 1)[0]
    User.objects.filter(pk=person.pk).update(language="sv")
    open_due_rounds(NOW)

    soup = page(person, FeedbackRound.objects.get())

    letter = Message.objects.get()
    assert (letter.language, letter.subject) == ("sv", "Berätta hur det gick (4 min)")
    assert (soup.html["lang"], soup.h1.text, marked(soup)) == ("sv", "Responsenkät", [])


def test_questions_in_another_language_than_the_readers_are_marked(run, aino):
    form = FeedbackFormFactory(questions=None, language="sv", title="Responsenkät", intro="Kort.")
    form.questions.all().delete()
    lengths = [{"key": "right", "label": "Lagom"}]
    form.questions.create(key="pace", position=1, kind="scale", text="Takten var lagom.")
    form.questions.create(key="length", position=2, kind="choice", text="Lagom lång?", choices=lengths)
    form.questions.create(key="wonders", position=3, kind="text", text="Vad funderar du på?")

    soup = page(aino, FeedbackRoundFactory(run=run, form=form))

    texts = ["Responsenkät", "Kort.", "Takten var lagom.", "Lagom lång?", "Lagom", "Vad funderar du på?"]
    assert soup.html["lang"] == "fi"
    assert marked(soup) == [(text, "sv") for text in texts]


def test_sectors_are_told_apart_by_key_in_every_language():
    form = questionnaire(language="sv")
    run = ended("sv")
    asked = FeedbackRoundFactory(run=run, form=form)
    for number, person in enumerate(participants(run, 10)):
        sector = "health" if number < 5 else "police"
        answer_round(asked, person, answers_to(asked, knows="4", sector=sector), now=NOW)
    close_due_rounds(asked.closes_at)

    results = round_results(asked, asked.closes_at)

    assert [column.label for column in results.by_sector.columns][2:] == ["Health", "Police"]


def test_choices_and_sectors_in_the_results_are_marked_with_the_language_of_the_form(sanna):
    form = questionnaire(language="sv")
    asked = FeedbackRoundFactory(run=ended("sv"), form=form)
    for number, person in enumerate(participants(asked.run, 10)):
        sector = "health" if number < 5 else "police"
        answer_round(asked, person, answers_to(asked, knows="4", length="right", sector=sector), now=NOW)
    FeedbackRound.objects.update(closes_at=NOW - hours(1))
    close_due_rounds(NOW)

    address = reverse("feedback-results", args=[asked.pk])
    results = BeautifulSoup(signed_in(sanna).get(address).content, "html.parser")

    keys = [(item.contents[1].strip(), item.get("lang")) for item in results.select(".distribution__key li")]
    tables = [(cell.text, cell.get("lang")) for cell in results.select(".distribution__table th[scope=row]")]
    steps = ["1 täysin eri mieltä", "2", "3", "4", "5 täysin samaa mieltä", "en osaa sanoa"]
    expected = [
        *((step, None) for step in steps),
        *((choice, "sv") for choice in ("Sopiva", "Liian pitkä", "Health", "Police")),
    ]
    assert (keys, tables) == (expected, expected)
    assert [title.get("lang") for title in results.select("svg.distribution__bar title")] == [None, "sv", "sv"]
    heads = [(cell.text, cell.get("lang")) for cell in results.select(".feedback-sectors [role=columnheader]")]
    assert heads == [("Kysymys", None), ("Kaikki", None), ("Health", "sv"), ("Police", "sv")]
    assert results.select_one(".feedback-sectors [role=rowheader]")["lang"] == "sv"


def test_the_admin_says_what_is_wrong_with_a_second_default_of_a_language(sanna):
    FeedbackFormFactory(language="sv")
    typed = {"title": "Toinen", "key": "toinen", "number": "1", "language": "sv", "moment": "end", "open_days": "14"}

    response = signed_in(sanna).post(reverse("feedbackform:add"), {**typed, "is_default": "on"})

    told = BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)
    assert "Toinen samankielinen lomake on käytössä kaikissa toteutuksissa samassa vaiheessa." in told
    assert FeedbackForm.objects.count() == 1


def test_the_admin_lists_the_language(sanna):
    FeedbackFormFactory(language="sv")

    listed = BeautifulSoup(signed_in(sanna).get(reverse("feedbackform:index")).content, "html.parser")

    assert "ruotsi" in {cell.get_text(strip=True) for cell in listed.select("tbody td")}
