"""The questionnaire and the results, for each kind of visitor."""

import pytest
from bs4 import BeautifulSoup
from django.db.models import BooleanField, F, Value
from django.test import Client
from django.urls import reverse

from feedback.models import Answer, FeedbackRound, Receipt, Response
from feedback.services import answer_round, close_due_rounds
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.feedback.conftest import answers_to, participants

pytestmark = pytest.mark.one_database


def fields(asked, **values: str) -> dict[str, str]:
    return {f"question_{key}": value for key, value in answers_to(asked, **values).items()}


def answer_url(asked) -> str:
    return reverse("feedback-answer", args=[asked.pk])


def results_url(asked) -> str:
    return reverse("feedback-results", args=[asked.pk])


def page(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def texts(soup: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(tag.get_text(" ").split()) for tag in soup.select(selector)]


def test_addresses_are_those_printed_in_mails(asked):
    assert answer_url(asked) == f"/palaute/{asked.pk}/"
    assert results_url(asked) == f"/kouluttaja/palaute/{asked.pk}/"


@pytest.mark.parametrize("address", [answer_url, results_url])
def test_stranger_is_sent_to_sign_in(asked, address):
    response = Client().get(address(asked))

    assert response.status_code == 302
    assert response.url == f"/tili/login/?next={address(asked)}"


def test_the_door_says_why_an_anonymous_survey_begins_with_it(asked):
    at_the_door = Client().get(f"/tili/login/?next={answer_url(asked)}").content.decode()

    why = "Kysymme, kuka olet, vain siksi että jokainen vastaa kerran"
    assert (why in at_the_door, why in Client().get("/tili/login/").content.decode()) == (True, False)


@pytest.mark.parametrize(
    ("persona", "answering", "results"),
    [
        ("aino", 200, 404),
        ("eino", 404, 404),
        ("outi", 404, 404),
        ("helmi", 404, 200),
        ("johannes", 404, 404),
        ("sanna", 404, 200),
    ],
)
def test_each_person_sees_what_is_theirs(request, asked, persona, answering, results):
    client = signed_in(request.getfixturevalue(persona))

    assert client.get(answer_url(asked)).status_code == answering
    assert client.get(results_url(asked)).status_code == results


@pytest.mark.parametrize("persona", ["eino", "outi", "helmi"])
def test_answer_of_somebody_else_is_not_taken(request, asked, persona):
    response = signed_in(request.getfixturevalue(persona)).post(answer_url(asked), fields(asked, knows="4"))

    assert response.status_code == 404
    assert Response.objects.count() == 0


def test_nobody_reads_a_round_before_it_opens(asked, aino):
    asked.opens_at = NOW + days(1)
    asked.save()

    assert signed_in(aino).get(answer_url(asked)).status_code == 404


@pytest.mark.parametrize("address", [answer_url, results_url])
def test_pages_are_stored_nowhere(asked, aino, helmi, address):
    person = aino if address is answer_url else helmi

    header = signed_in(person).get(address(asked))["Cache-Control"]

    assert {"no-store", "private"} <= set(header.split(", "))


def test_terms_are_told_before_the_first_question(asked, aino):
    soup = page(signed_in(aino).get(answer_url(asked)))

    terms, form = soup.select_one(".feedback-terms"), soup.select_one("form.feedback-form")
    assert len(terms.select("li")) == 4
    assert form in terms.find_all_next("form")


def test_follow_up_stands_in_the_page_right_after_its_question_with_its_condition(asked, aino):
    soup = page(signed_in(aino).get(answer_url(asked)))

    groups = soup.select(".question-group")
    assert len(groups) == 5
    followup = groups[1].select_one(".followup")
    assert followup["class"] == ["followup", "followup--after-scale", "followup--1", "followup--2"]
    assert texts(followup, ".field__hint") == ["Vastaa tähän, jos valitsit edellä: 1 tai 2."]
    assert [radio["value"] for radio in groups[1].select("input[type=radio]")] == ["1", "2", "3", "4", "5", "dk"]


def test_answering_leads_to_the_page_that_says_it_was_received(asked, aino):
    client = signed_in(aino)

    response = client.post(answer_url(asked), fields(asked, knows="4", will_try="Kysyn ensin."), follow=True)

    assert response.redirect_chain == [(answer_url(asked), 302)]
    soup = page(response)
    assert texts(soup, ".next-step__big") == ["Kiitos! Vastauksesi on otettu vastaan"]
    assert texts(soup, ".next-step__text") == [
        "Tulokset näytetään kouluttajille, kun kysely on sulkeutunut (ti 1.6.2027 klo 9.00) "
        "ja vastauksia on vähintään 5."
    ]
    assert soup.select_one(".next-step a")["href"] == f"/omat/{aino.enrollment.pk}/"
    assert soup.select("form.feedback-form") == []
    assert list(Answer.objects.order_by("question__position").values_list("scale", "text")) == [
        (4, ""),
        (None, "Kysyn ensin."),
    ]


def test_double_press_makes_one_answer_and_ends_on_the_same_page(asked, aino):
    client = signed_in(aino)
    client.post(answer_url(asked), fields(asked, knows="4"))

    again = client.post(answer_url(asked), fields(asked, knows="1"))

    assert texts(page(again), ".next-step__big") == ["Kiitos! Vastauksesi on otettu vastaan"]
    assert (Receipt.objects.count(), Response.objects.count()) == (1, 1)


def test_answer_that_lost_the_race_is_told_by_the_page_after(asked, aino, monkeypatch):
    answer_round(asked, aino, answers_to(asked, knows="4"), now=NOW)
    monkeypatch.setattr("feedback.views.queries.rounds_asked_of", _forgetful)

    response = signed_in(aino).post(answer_url(asked), fields(asked, knows="1"))

    assert (response.status_code, response.url) == (302, answer_url(asked))
    assert Response.objects.count() == 1


def _forgetful(person, now):
    """The rounds as they stood before the other press was stored."""
    not_yet = Value(False, BooleanField())
    return FeedbackRound.objects.annotate(is_answered=not_yet, enrollment_id=F("run__enrollments__pk"))


def test_empty_form_is_sent_back_with_what_to_do(asked, aino):
    response = signed_in(aino).post(answer_url(asked), {})

    assert response.status_code == 200
    assert texts(page(response), ".error-summary li") == ["Vastaa ainakin yhteen kysymykseen ennen lähettämistä."]
    assert Response.objects.count() == 0


def test_a_text_that_names_a_person_is_stopped_and_kept(asked, aino):
    soup = page(signed_in(aino).post(answer_url(asked), fields(asked, will_try="Soitan: 040 123 4567")))

    assert texts(soup, ".error-summary li") == [
        "Tekstissä näyttää olevan henkilötunnus tai puhelinnumero. Poista se ennen lähettämistä."
    ]
    assert soup.select("textarea")[1].text.strip() == "Soitan: 040 123 4567"
    assert Response.objects.count() == 0


def test_typed_answers_stay_when_one_cannot_be_taken(asked, aino):
    typed = fields(asked, knows="4", length="too_long", will_try="a" * 4001, sector="police")

    soup = page(signed_in(aino).post(answer_url(asked), typed))

    assert [radio["value"] for radio in soup.select("input[type=radio][checked]")] == ["4", "too_long", "police"]
    assert soup.select("textarea")[1].text.strip() == "a" * 4001
    assert len(soup.select(".error-summary a")) == 1
    assert Response.objects.count() == 0


def test_value_nobody_offered_is_not_taken(asked, aino):
    response = signed_in(aino).post(answer_url(asked), fields(asked, knows="9"))

    assert response.status_code == 200
    assert Response.objects.count() == 0


def test_closed_round_says_so_and_takes_nothing(asked, aino):
    asked.closes_at = NOW
    asked.save()
    client = signed_in(aino)

    assert texts(page(client.get(answer_url(asked))), ".next-step__big") == ["Kysely on sulkeutunut"]
    assert texts(page(client.post(answer_url(asked), fields(asked, knows="4"))), ".next-step__big") == [
        "Kysely on sulkeutunut"
    ]
    assert Response.objects.count() == 0


def test_answered_round_says_after_closing_that_the_results_are_with_the_trainers(asked, aino):
    answer_round(asked, aino, answers_to(asked, knows="4"), now=NOW)
    asked.closes_at = NOW
    asked.save()

    soup = page(signed_in(aino).get(answer_url(asked)))

    assert texts(soup, ".next-step__big") == ["Kiitos! Vastauksesi on otettu vastaan"]
    assert texts(soup, ".next-step__text") == [
        "Kysely sulkeutui to 20.5.2027 klo 9.00. Kouluttajat näkevät tulokset, jos vastauksia on vähintään 5."
    ]


def test_form_needs_its_token(asked, aino):
    client = Client(enforce_csrf_checks=True)
    client.force_login(aino, backend="django.contrib.auth.backends.ModelBackend")

    assert client.post(answer_url(asked), fields(asked, knows="4")).status_code == 403


def answered(run, asked, count: int, **values: str) -> None:
    for person in participants(run, count):
        answer_round(asked, person, answers_to(asked, **values), now=NOW)


def closed(asked) -> None:
    asked.opens_at, asked.closes_at = NOW - days(14), NOW
    asked.save()
    close_due_rounds(NOW)


def test_trainer_sees_only_the_number_while_the_round_is_open(run, asked, helmi):
    answered(run, asked, 6, knows="5", will_try="Salaisuus.")

    soup = page(signed_in(helmi).get(results_url(asked)))

    assert texts(soup, ".next-step__big") == ["Vastauksia on nyt 6."]
    assert texts(soup, ".next-step__text") == [
        "Tulokset näytetään, kun kysely on sulkeutunut ja vastauksia on vähintään 5."
    ]
    assert soup.select(".distribution, .quotes, .figure-tile, .data-table") == []
    assert "Salaisuus" not in str(soup)


def test_trainer_sees_no_results_of_four_answers_even_after_closing(run, asked, helmi):
    answered(run, asked, 4, knows="5", will_try="Salaisuus.")
    closed(asked)

    soup = page(signed_in(helmi).get(results_url(asked)))

    assert texts(soup, ".next-step__big") == ["Vastauksia tuli 4."]
    assert soup.select(".distribution, .quotes, .figure-tile") == []
    assert "Salaisuus" not in str(soup)


def test_trainer_sees_distributions_quotes_and_rate_of_five_answers_after_closing(run, asked, helmi):
    answered(run, asked, 5, knows="5", length="right", will_try="Kysyn <b>ensin</b>.", sector="health")
    participants(run, 3)
    closed(asked)

    soup = page(signed_in(helmi).get(results_url(asked)))

    assert texts(soup, ".figure-tile__value") == ["5", "63 %"]
    assert texts(soup, ".figure-tile__note") == ["8 osallistujaa"]
    assert [tag["aria-hidden"] for tag in soup.select(".distribution__key")] == ["true", "true"]
    assert texts(soup, ".distribution caption") == ["Tunnen lastensuojelun työtä.", "Oliko pituus sopiva?"]
    assert texts(soup, ".quotes blockquote") == ["Kysyn <b>ensin</b>."] * 5
    assert soup.select(".data-table") == []


def test_means_by_sector_are_shown_to_the_trainer_when_cells_are_large_enough(run, asked, sanna):
    answered(run, asked, 5, knows="5", sector="health")
    answered(run, asked, 5, knows="3", sector="education")
    closed(asked)

    soup = page(signed_in(sanna).get(results_url(asked)))

    assert texts(soup, ".data-table thead th") == ["Kysymys", "Kaikki", "Education", "Health"]
    assert texts(soup, ".data-table tbody td") == ["4,0 (n = 10)", "3,0 (n = 5)", "5,0 (n = 5)"]


@pytest.mark.parametrize("count", [5, 30])
def test_results_page_asks_the_same_queries_at_any_number_of_answers(
    run, asked, helmi, count, django_assert_num_queries
):
    answered(run, asked, count, knows="5", sector="health", will_try="Kysyn.")
    closed(asked)
    client = signed_in(helmi)
    client.get(results_url(asked))

    with django_assert_num_queries(10):  # two of them for the links to the modules
        client.get(results_url(asked))


def test_results_are_read_only(asked, helmi):
    assert signed_in(helmi).post(results_url(asked)).status_code == 405
