"""The accessibility statement, its form open to anyone, and the 14 days staff have to answer."""

from datetime import date

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from cms.enums import Conformance
from cms.models import AccessibilityPage, AccessibilityRequest
from cms.queries import statements_to_review
from cms.services import answer_request, receive_request
from cms.services.accessibility import AnswerRefused, forget_senders
from cms.viewsets import clock
from messaging.models import Message
from messaging.services import send_due_messages
from tests.admin.conftest import told
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.constraints import assert_refused, constraint_names
from tests.enrollment.conftest import says, soup, words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

PAGE, SEND, THANKS = "/saavutettavuus/", "/saavutettavuus/palaute/", "/saavutettavuus/palaute/kiitos/"
TYPED = {"text": "Kuva ei lukeudu", "page": "/koulutukset/", "reply_to": "Matti@Esimerkki.example", "website": ""}
MANDATORY = (
    "service", "status", "assessed_by", "assessment", "published_on", "reviewed_on", "responsible", "contact_email",
    "authority", "authority_url", "complaint",
)  # fmt: skip


def request_(**facts) -> AccessibilityRequest:
    return receive_request(facts.pop("text", "Kuva ei lukeudu"), **{"page": "", "reply_to": "", "now": NOW, **facts})


# The statement


def test_the_statement_says_everything_the_law_asks(client, statement):
    page = client.get(PAGE)

    assert [heading.get_text() for heading in soup(page).select("h2")] == [
        "Mitä palvelua seloste koskee", "Kuinka saavutettava palvelu on", "Mikä ei ole saavutettavaa",
        "Miten saavutettavuutta on arvioitu", "Huomasitko puutteen?", "Valvontaviranomainen",
    ]  # fmt: skip
    for text in (
        "Palvelu täyttää saavutettavuusvaatimukset osittain.",
        "Seloste on laadittu 22. marraskuuta 2026 ja tarkistettu viimeksi 20. toukokuuta 2027.",
        "Olemme arvioineet palvelun itse.",
        "Todistusten PDF-tiedostot",
        "Puute on vielä korjaamatta",
        "Saat vastauksen 14 päivän kuluessa.",
        "Liikenne- ja viestintävirasto Traficom",
        "saavutettavuuskantelun tai selvityspyynnön",
    ):
        assert says(page, text), text


@pytest.mark.parametrize("field", MANDATORY)
def test_a_statement_without_a_mandatory_part_is_refused(statement, field):
    setattr(statement, field, None if field.endswith("_on") else "")

    with pytest.raises(ValidationError) as refused:
        statement.full_clean()

    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"gaps": []}, "gaps"),
        ({"status": Conformance.FULL}, "status"),
        ({"reviewed_on": date(2026, 1, 1)}, "reviewed_on"),
    ],
)
def test_a_statement_that_contradicts_itself_is_refused(statement, facts, field):
    for name, value in facts.items():
        setattr(statement, name, value)

    with pytest.raises(ValidationError) as refused:
        statement.full_clean()

    assert list(refused.value.message_dict) == [field]


def test_a_wholly_accessible_service_lists_no_gaps(client, statement):
    AccessibilityPage.objects.update(status=Conformance.FULL, gaps="[]")
    AccessibilityPage.objects.get().full_clean()

    assert "Mikä ei ole saavutettavaa" not in words(client.get(PAGE))


def test_a_statement_is_due_for_review_after_a_year(statement, admin_page):
    assert list(statements_to_review(date(2028, 5, 19))) == []
    assert list(statements_to_review(date(2028, 5, 20))) == [statement]
    with time_machine.travel(NOW + days(366), tick=False):
        assert matters(admin_page())["Saavutettavuusselosteet, jotka pitää tarkistaa"] == "1"


@pytest.fixture
def admin_page(sanna):
    return lambda: signed_in(sanna).get("/hallinta/")


def matters(page) -> dict[str, str]:
    rows = soup(page).select("#attention-heading ~ table tbody tr")
    return {row.select("td")[0].get_text(): row.select("td")[1].get_text() for row in rows}


# The form


def test_the_statement_with_its_form_is_kept_and_sets_no_cookie(client, statement, django_assert_num_queries):
    cold = client.get(PAGE)

    with django_assert_num_queries(0):
        warm = client.get(PAGE)

    assert (warm.content == cold.content, dict(client.cookies), b"csrfmiddlewaretoken" in cold.content) == (
        True, {}, False,
    )  # fmt: skip


def test_what_somebody_says_is_stored_with_its_clock_and_told_to_the_support(client, statement, settings):
    answer = client.post(SEND, TYPED, follow=True)

    assert answer.redirect_chain == [(THANKS, 302)]
    assert says(answer, "Kiitos, palautteesi tuli perille")
    assert says(answer, "saat vastauksen viimeistään to 3.6.2027")
    stored = AccessibilityRequest.objects.get()
    assert (stored.text, stored.page, stored.reply_to, stored.received_at, stored.due_on) == (
        "Kuva ei lukeudu", "/koulutukset/", "matti@esimerkki.example", NOW, date(2027, 6, 3),
    )  # fmt: skip
    send_due_messages(NOW)
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {settings.SUPPORT_EMAIL, "matti@esimerkki.example"}
    notice, receipt = letters[settings.SUPPORT_EMAIL], letters["matti@esimerkki.example"]
    assert notice.subject == "Saavutettavuus: vastaa viimeistään to 3.6.2027"
    assert reverse("accessibilityrequest:inspect", args=[stored.pk]) in notice.body
    assert receipt.subject == "Saimme palautteesi saavutettavuudesta"
    assert "Vastaamme viimeistään to\xa03.6.2027." in receipt.body


def test_nothing_a_stranger_writes_is_mailed_to_the_address_they_gave(client, statement):
    client.post(SEND, {**TYPED, "text": "Osta halpaa tavaraa", "page": "https://huijaus.example"})

    letters = Message.objects.filter(address="matti@esimerkki.example")
    assert [word for letter in letters for word in ("halpaa", "huijaus") if word in letter.body] == []
    assert "halpaa" not in Message.objects.get(kind="cms.accessibility_notice").body


def test_without_an_address_there_is_only_the_notice(client, statement):
    client.post(SEND, {**TYPED, "reply_to": ""})

    assert [message.kind for message in Message.objects.all()] == ["cms.accessibility_notice"]


def test_what_was_typed_stays_when_something_is_wrong(client, statement):
    answer = client.post(SEND, {**TYPED, "reply_to": "matti@", "statement": statement.pk})

    page = soup(answer)
    assert [error.get_text()[:40] for error in page.select(".error-summary li")] == [
        "Tarkista sähköpostiosoite. Sen pitäisi n"
    ]
    assert page.find("textarea", {"name": "text"}).get_text().strip() == "Kuva ei lukeudu"
    assert page.find("h1").get_text() == "Saavutettavuusseloste"
    assert AccessibilityRequest.objects.count() == 0
    empty = client.post(SEND, {})
    assert [error.get_text() for error in soup(empty).select(".error-summary li")] == ["Kirjoita, mikä ei onnistunut."]


def test_an_answered_form_is_never_kept_in_the_cache(client, statement):
    client.post(SEND, {**TYPED, "reply_to": "matti@"})

    assert "matti@" not in Client().get(PAGE).content.decode()


def test_a_robot_is_thanked_and_leaves_nothing(client, statement):
    answer = client.post(SEND, {**TYPED, "website": "https://robotti.example"})

    assert (answer["Location"], AccessibilityRequest.objects.count(), Message.objects.count()) == (THANKS, 0, 0)


def test_people_neither_see_nor_reach_the_field_for_robots(client, statement):
    field = soup(client.get(PAGE)).find("input", {"name": "website"})

    assert (field["tabindex"], field["autocomplete"]) == ("-1", "off")
    assert field.find_parent("div", {"aria-hidden": "true"}) is not None


def test_a_second_press_is_not_a_second_request(client, statement):
    for _ in range(2):
        client.post(SEND, TYPED)
    assert (AccessibilityRequest.objects.count(), Message.objects.count()) == (1, 2)

    with time_machine.travel(NOW + hours(2), tick=False):
        client.post(SEND, TYPED)
    assert AccessibilityRequest.objects.count() == 2


def test_a_network_may_say_much_but_not_without_end(client, statement):
    statuses = [client.post(SEND, {**TYPED, "text": f"Puute {number}"}).status_code for number in range(11)]

    assert statuses == [302] * 10 + [429]
    assert AccessibilityRequest.objects.count() == 10
    assert client.post(SEND, TYPED)["Retry-After"] == "3600"
    cache.clear()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 302),
        ({"Origin": "http://testserver"}, 302),
        ({"Origin": "https://muualla.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 302),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_the_form_is_taken_from_this_site_only(statement, headers, status):
    client = Client(enforce_csrf_checks=True)

    assert client.post(SEND, TYPED, headers=headers).status_code == status
    assert AccessibilityRequest.objects.count() == (status == 302)


def test_looking_at_the_forms_address_leads_to_the_statement(client, statement):
    assert client.get(SEND)["Location"].endswith("/saavutettavuus/#palaute")


def test_without_a_statement_there_is_no_form(client, home):
    assert client.post(SEND, TYPED).status_code == 404


@pytest.mark.parametrize("asked", ["0", "x", "99999"])
def test_an_odd_statement_number_finds_the_statement_anyway(client, statement, asked):
    assert client.post(SEND, {**TYPED, "statement": asked}).status_code == 302


# The clock and the answer


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (0, "to\xa03.6.2027 · 14 päivää jäljellä"),
        (13, "to\xa03.6.2027 · 1 päivä jäljellä"),
        (14, "to\xa03.6.2027 · tänään"),
        (15, "to\xa03.6.2027 · 1 päivä myöhässä"),
        (20, "to\xa03.6.2027 · 6 päivää myöhässä"),
    ],
)
def test_the_clock_says_how_long_there_is(passed, said):
    row = request_()

    with time_machine.travel(NOW + days(passed), tick=False):
        assert clock(row) == said


def test_the_list_shows_the_most_urgent_first_and_answered_ones_last(sanna):
    later, urgent = request_(text="Myöhempi", now=NOW + days(3)), request_(text="Kiireinen")
    done = request_(text="Valmis", now=NOW - days(3))
    answer_request(done, "Korjattu", by=sanna, now=NOW)
    admin = signed_in(sanna)

    page = admin.get(reverse("accessibilityrequest:index"))

    assert list(page.context["object_list"]) == [urgent, later, done]
    assert says(page, "14 päivää jäljellä")
    open_ones = admin.get(reverse("accessibilityrequest:index"), {"answered": "false"})
    assert list(open_ones.context["object_list"]) == [urgent, later]
    assert matters(admin.get("/hallinta/"))["Saavutettavuuspalautteet, joihin ei ole vastattu"] == "2"


def test_an_answer_is_mailed_and_stops_the_clock(sanna):
    row = request_(reply_to="matti@esimerkki.example")
    admin = signed_in(sanna)
    address = reverse("accessibilityrequest:answer", args=[row.pk])
    assert says(admin.get(address), "Kuva ei lukeudu")

    answer = admin.post(address, {"answer": "Kuvalla on nyt tekstivastine."}, follow=True)

    row.refresh_from_db()
    assert (row.answer, row.answered_at, row.answered_by) == ("Kuvalla on nyt tekstivastine.", NOW, sanna)
    assert told(answer) == ["Vastaus on lähetetty."]
    assert clock(row) == "Vastattu"
    letter = Message.objects.get(kind="cms.accessibility_answer")
    assert (letter.address, "Kuvalla on nyt tekstivastine." in letter.body, letter.in_inbox) == (
        "matti@esimerkki.example", True, False,
    )  # fmt: skip


def test_an_answer_without_an_address_is_kept_as_a_note(sanna):
    row = request_()

    answer = signed_in(sanna).post(
        reverse("accessibilityrequest:answer", args=[row.pk]), {"answer": "Korjattu"}, follow=True
    )

    assert told(answer) == ["Vastaus on tallennettu."]
    assert Message.objects.filter(kind="cms.accessibility_answer").count() == 0


def test_an_empty_answer_is_asked_again(sanna):
    row = request_()

    page = signed_in(sanna).post(reverse("accessibilityrequest:answer", args=[row.pk]), {"answer": " "})

    assert says(page, "Kirjoita vastaus tai se, mitä tehtiin.")


def test_the_second_to_answer_is_told(sanna, helmi):
    row = request_()
    answer_request(row, "Ensimmäinen", by=sanna, now=NOW)

    with pytest.raises(AnswerRefused, match="Joku on jo vastannut"):
        answer_request(row, "Toinen", by=helmi, now=NOW)
    page = signed_in(sanna).post(
        reverse("accessibilityrequest:answer", args=[row.pk]), {"answer": "Toinen"}, follow=True
    )

    assert told(page) == ["Joku on jo vastannut tähän."]
    row.refresh_from_db()
    assert row.answer == "Ensimmäinen"


def test_trainers_do_not_answer(helmi):
    row = request_()

    answer = signed_in(helmi).post(reverse("accessibilityrequest:answer", args=[row.pk]), {"answer": "Ei"})

    assert (answer.status_code, answer["Location"]) == (302, "/hallinta/")
    row.refresh_from_db()
    assert row.answered_at is None


def test_an_erased_sender_is_forgotten_once_answered(sanna):
    done, still_open = (request_(text=text, reply_to="matti@esimerkki.example") for text in "ab")
    answer_request(done, "Korjattu", by=sanna, now=NOW)

    forget_senders(["matti@esimerkki.example"])

    assert list(AccessibilityRequest.objects.order_by("pk").values_list("reply_to", flat=True)) == [
        "", "matti@esimerkki.example",
    ]  # fmt: skip
    assert still_open.answered_at is None


def test_every_constraint_is_tried():
    # the second one: tests/cms/test_library.py
    assert constraint_names("cms") == {"accessibilityrequest_answered_by_somebody", "libraryitempage_is_for_somebody"}
    facts = {"text": "x", "received_at": NOW, "due_on": NOW.date(), "answered_at": NOW}
    assert_refused(
        "accessibilityrequest_answered_by_somebody",
        lambda: AccessibilityRequest.objects.bulk_create([AccessibilityRequest(**facts)]),
    )
