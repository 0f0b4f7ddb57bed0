"""Feedback on the screens of lower apps."""

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template

from feedback.services import answer_round
from tests.clock import NOW, days
from tests.factories import CourseRunFactory, EnrollmentFactory, FeedbackRoundFactory
from tests.feedback.conftest import answers_to, participants

pytestmark = pytest.mark.one_database


def drawn(tag: str, **context) -> BeautifulSoup:
    html = Template(f"{{% load feedback_panels %}}{{% {tag} %}}").render(Context(context))
    return BeautifulSoup(html, "html.parser")


def words(soup: BeautifulSoup) -> str:
    return " ".join(soup.get_text(" ").split())


def test_own_page_invites_to_an_open_round_in_one_query(asked, aino, django_assert_num_queries):
    with django_assert_num_queries(1):
        soup = drawn("feedback_panel enrollment", enrollment=aino.enrollment)

    assert words(soup) == (
        "Palaute Vastaat nimettömästi, ja vastaaminen vie noin neljä minuuttia. "
        "Vastaa viimeistään ti 1.6.2027 klo 9.00. Anna palautetta"
    )
    assert soup.select_one("a.button")["href"] == f"/palaute/{asked.pk}/"


def test_own_page_says_that_the_answer_has_been_received_and_when_results_come(asked, aino):
    answer_round(asked, aino, answers_to(asked, knows="4"), now=NOW)

    soup = drawn("feedback_panel enrollment", enrollment=aino.enrollment)

    assert words(soup) == (
        "Palaute Vastauksesi on otettu vastaan. Tulokset näytetään kouluttajille, kun kysely on sulkeutunut "
        "(ti 1.6.2027 klo 9.00) ja vastauksia on vähintään 5."
    )
    assert soup.select("a") == []


def test_own_page_says_nothing_without_an_open_round(asked, aino, eino):
    other = EnrollmentFactory(person=aino, run=CourseRunFactory())
    assert words(drawn("feedback_panel enrollment", enrollment=other)) == ""
    assert words(drawn("feedback_panel enrollment", enrollment=eino.enrollment)) == ""

    asked.closes_at = NOW
    asked.save()
    assert words(drawn("feedback_panel enrollment", enrollment=aino.enrollment)) == ""


@pytest.mark.parametrize("count", [1, 30])
def test_page_of_several_runs_asks_one_query(asked, form, aino, count, django_assert_num_queries):
    for _ in range(count - 1):
        FeedbackRoundFactory(form=form, run=EnrollmentFactory(person=aino, run=CourseRunFactory()).run)

    with django_assert_num_queries(1):
        soup = drawn("feedback_panels person", person=aino)

    assert len(soup.select("a.button")) == count
    assert soup.select_one("h2").text == "Palaute: Sytykettä yhteistyöhön"


def test_trainers_desk_leads_to_results_with_the_number_of_answers(run, asked, django_assert_num_queries):
    for person in participants(run, 3):
        answer_round(asked, person, answers_to(asked, knows="4"), now=NOW)

    with django_assert_num_queries(1):
        soup = drawn("feedback_results_link run", run=run)

    assert words(soup) == "Palaute 3 vastausta"
    assert soup.select_one("a")["href"] == f"/kouluttaja/palaute/{asked.pk}/"


def test_trainers_desk_says_nothing_of_a_run_without_a_round(run, asked):
    asked.opens_at = NOW + days(1)
    asked.save()

    assert words(drawn("feedback_results_link run", run=run)) == ""
