"""Checking a certificate: anyone may, nothing is told to who only guesses."""

import hashlib

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.names import surname_matches
from certificates import limits
from certificates.enums import CertificateStatus, EndReason
from certificates.models import Certificate
from certificates.queries import record_by_id
from certificates.services import prepare_certificate, revoke
from tests.certificates.conftest import issued, somebody
from tests.clock import NOW, hours

UNKNOWN = (
    "Näillä tiedoilla ei löytynyt todistusta",
    "Tarkista merkit – tunnisteessa ei ole kirjaimia I, L, O eikä U. "
    "Tarkista myös sukunimi: se kirjoitetaan niin kuin todistuksessa.",
)


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def words(element):
    return " ".join(element.get_text(" ").split())


def heading(response):
    return words(soup(response).find("h1"))


def banner(response):
    found = soup(response).select(".banner p")
    return tuple(words(line) for line in found)


def page(certificate):
    return f"/tarkista/{certificate.token}/"


def file_of(certificate):
    return f"/tarkista/{certificate.token}/todistus.pdf"


def look_up(human_id, surname, client=None):
    return (client or Client(enforce_csrf_checks=True)).post("/tarkista/", {"human_id": human_id, "surname": surname})


def end(certificate, status):
    Certificate.objects.filter(pk=certificate.pk).update(
        status=status, ended_at=NOW, end_reason=EndReason.OTHER, end_note="Salainen syy"
    )


def is_unlisted(response):
    return (
        response["X-Robots-Tag"] == "noindex"
        and response["Cache-Control"] == "private, no-store"
        and response["Referrer-Policy"] == "same-origin"
        and not response.cookies
    )


# The page


def test_a_valid_certificate_says_so_first_and_then_what_is_printed(certificate, client):
    response = client.get(page(certificate))

    assert response.status_code == 200
    assert heading(response) == "Todistus on voimassa"
    paper = soup(response).select_one("article.certificate")
    assert words(paper.select_one(".certificate__kind")) == "TODISTUS"
    assert words(paper.select_one(".certificate__name")) == "Aino Esimerkki"
    assert words(paper.select_one(".certificate__title")) == "Sytykettä yhteistyöhön"
    assert [(words(row.dt), words(row.dd)) for row in paper.select("dl > div")] == [
        ("Laajuus", "12 tuntia"),
        ("Ajankohta", "21.4.–5.5.2027"),
        ("Toteutustapa", "etänä"),
        ("Suoritettu", "20.5.2027"),
        ("Todistusohjelma", "Systeeminen työote (SyTy)"),
        ("Järjestäjä", "Itä-Suomen osaamiskeskus"),
        ("Sisältö", "Aihe 1 Aihe 2 Aihe 3"),
        ("Kirjattu rekisteriin", "20.5.2027"),
    ]
    assert certificate.human_id in words(paper.select_one(".certificate__foot"))
    assert soup(response).select_one(f'a[href="{file_of(certificate)}"]')


def test_an_earlier_paper_has_its_day_named_on_the_page(certificate, client):
    snapshot = Certificate.objects.get(pk=certificate.pk).snapshot
    snapshot["facts"] = [fact for fact in snapshot["facts"] if fact["key"] != "completed"]
    Certificate.objects.filter(pk=certificate.pk).update(snapshot=snapshot)

    rows = soup(client.get(page(certificate))).select("article.certificate dl > div")

    assert [(words(row.dt), words(row.dd)) for row in rows][-2:] == [
        ("Suoritettu", "20.5.2027"), ("Kirjattu rekisteriin", "20.5.2027"),
    ]  # fmt: skip


def test_nothing_internal_is_on_the_page(certificate, client):
    content = client.get(page(certificate)).content.decode()

    for secret in ("aino", "henkilo", "Kuopion kaupunki", "Suoritustapa", "topic:", "session:", "helmi@"):
        assert secret not in content


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (CertificateStatus.REPLACED, "Tämä todistus on korvattu uudella"),
        (CertificateStatus.REVOKED, "Todistus ei ole voimassa"),
    ],
)
def test_an_ended_certificate_says_only_that(certificate, client, status, says):
    end(certificate, status)

    for response in (client.get(page(certificate)), look_up(certificate.human_id, "Esimerkki")):
        assert (response.status_code, heading(response)) == (200, says)
        for secret in ("Aino", "Sytykettä yhteistyöhön", "Salainen", "todistus.pdf"):
            assert secret not in words(soup(response).find("main"))
        assert is_unlisted(response)


def test_a_prepared_one_is_as_unknown_as_one_that_never_was(enrollment, client):
    waiting = prepare_certificate(enrollment, now=NOW)

    answers = [client.get(page(waiting)), client.get("/tarkista/ei-ole-olemassa/")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert banner(answers[0]) == (
        "Tässä osoitteessa ei ole todistusta",
        "Tarkista, että osoite on kokonaan mukana, tai kirjoita tunniste ja sukunimi alle.",
    )
    assert banner(look_up(waiting.human_id, "Esimerkki")) == UNKNOWN


def test_a_hostile_name_is_only_letters(finished, client):
    certificate = issued(somebody(finished, '<img src=x onerror="alert(1)"> & <b>Aino'))

    response = client.get(page(certificate))

    assert words(soup(response).select_one(".certificate__name")) == '<img src=x onerror="alert(1)"> & <b>Aino'
    assert soup(response).select("article img, article b") == []


def test_the_pages_open_without_many_reads(certificate, client, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get(page(certificate))
    with django_assert_max_num_queries(2):
        look_up(certificate.human_id, "Esimerkki")


# The file


def test_the_file_is_the_registered_one_byte_for_byte(certificate, client):
    response = client.get(file_of(certificate))

    assert hashlib.sha256(response.content).hexdigest() == certificate.pdf_sha256
    assert response["Content-Type"] == "application/pdf"
    name = f"todistus-{certificate.human_id[:9].lower()}.pdf"
    assert response["Content-Disposition"] == f'inline; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert is_unlisted(response)


@pytest.mark.parametrize("status", [CertificateStatus.REPLACED, CertificateStatus.REVOKED])
def test_the_file_of_an_ended_certificate_is_not_given(certificate, client, status):
    end(certificate, status)

    ended, never = client.get(file_of(certificate)), client.get("/tarkista/ei-ole-olemassa/todistus.pdf")

    assert (ended.status_code, never.status_code) == (404, 404)
    assert ended.content == never.content
    assert is_unlisted(ended)


def test_the_file_of_a_prepared_one_is_not_given(enrollment, client):
    waiting = prepare_certificate(enrollment, now=NOW)

    assert client.get(file_of(waiting)).status_code == 404


# The look-up


def test_the_form_is_open_to_anyone_and_sets_nothing(db, client):
    response = client.get("/tarkista/")

    assert (response.status_code, heading(response)) == (200, "Tarkista todistus")
    assert [field["name"] for field in soup(response).select("main form input")] == ["human_id", "surname"]
    assert soup(response).select_one('meta[name="robots"]')["content"] == "noindex"
    assert is_unlisted(response)
    assert response.wsgi_request.session.accessed is False


def test_id_and_surname_lead_to_the_same_page_as_the_link_at_the_same_address(certificate, client):
    response = look_up(certificate.human_id.lower().replace("-", " "), " ESIMERKKI ")

    assert response.status_code == 200
    assert response.content == client.get(page(certificate)).content
    assert is_unlisted(response)
    assert response.wsgi_request.session.accessed is False


def test_unknown_id_and_wrong_surname_get_the_same_answer_after_the_same_reads(certificate, django_assert_num_queries):
    with django_assert_num_queries(1):
        wrong_surname = look_up(certificate.human_id, "Odottaja")
    with django_assert_num_queries(1):
        unknown_id = look_up("SYTY-0000-0000-0000", "Odottaja")
    with django_assert_num_queries(1):
        not_an_id = look_up("UUUU", "Odottaja")

    for response in (wrong_surname, unknown_id, not_an_id):
        assert (response.status_code, banner(response)) == (200, UNKNOWN)
        assert is_unlisted(response)
    typed = certificate.human_id.encode()
    assert wrong_surname.content.replace(typed, b"") == unknown_id.content.replace(b"SYTY-0000-0000-0000", b"")


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        (
            {},
            [
                "Kirjoita todistuksen tunniste. Se on todistuksen alareunassa.",
                "Kirjoita sukunimi niin kuin se on todistuksessa.",
            ],
        ),
        ({"human_id": "SYTY-7K4M-Q9XT-2B6H"}, ["Kirjoita sukunimi niin kuin se on todistuksessa."]),
    ],
)
def test_an_empty_field_is_asked_for_and_the_typed_one_kept(db, client, data, errors):
    response = client.post("/tarkista/", data)

    assert [words(error) for error in soup(response).select(".field__error")] == errors
    assert banner(response) == ()
    assert soup(response).select_one("#id_human_id").get("value", "") == data.get("human_id", "")


@pytest.mark.parametrize(
    ("printed", "typed", "matches"),
    [
        ("Aino Esimerkki", "esimerkki", True),
        ("Maija-Liisa Äyräpää-Östman", "ayrapaa-ostman", True),
        ("Áile Esimerkki-Čuonna", "Esimerkki-Cuonna", True),
        ("Åsa Exempel af Testström", "af Testström", True),
        ("Åsa Exempel af Testström", "Exempel af Teststrom", True),
        ("Đuro Näyte", "näyte", True),
        ("Đuro Näyte", "Na\u0308yte", True),
        ("Sangita", "sangita", True),
        ("Aino Esimerkki", "Aino", False),
        ("Aino Esimerkki", "kki", False),
        ("Aino Esimerkki", "Esimerkki Aino", False),
        ("Aino Esimerkki", "", False),
        ("Aino Esimerkki", "%", False),
    ],
)
def test_the_surname_is_the_last_words_of_the_printed_name(printed, typed, matches):
    assert surname_matches(printed, typed) is matches


def test_the_printed_name_counts_not_todays(certificate):
    type(certificate.enrollment.person).objects.update(name="Aino Uusi-Nimi")

    assert record_by_id(certificate.human_id, "Uusi-Nimi") is None
    assert record_by_id(certificate.human_id, "Esimerkki").human_id == certificate.human_id


def test_the_decoy_never_opens_anything(db):
    assert record_by_id("SYTY-0000-0000-0000", "Tuntematon") is None


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(db, client, method):
    assert getattr(client, method)("/tarkista/").status_code == 405


def test_the_page_takes_no_post(certificate, client):
    assert client.post(page(certificate)).status_code == 405
    assert client.post(file_of(certificate)).status_code == 405


# Too many


def test_the_thirty_first_look_up_in_a_minute_waits(certificate, client, time_machine_at):
    for number in range(limits.PER_MINUTE):
        assert (look_up("SYTY", "X") if number % 2 else client.get(page(certificate))).status_code == 200

    refused = [look_up(certificate.human_id, "Esimerkki"), client.get(page(certificate)), client.get("/tarkista/x/")]

    assert [heading(response) for response in refused[1:]] == ["Liian monta yritystä"] * 2
    form = soup(refused[0])  # what was typed is still there to be sent again
    assert form.find("input", attrs={"name": "human_id"})["value"] == certificate.human_id
    assert "Liian monta yritystä" in form.get_text()
    for response in refused:
        assert response.status_code == 429
        assert response["Retry-After"] == "60"
        assert is_unlisted(response)
    assert client.get("/tarkista/").status_code == 200  # the empty form is always there
    assert client.get(file_of(certificate)).status_code == 200  # files are counted apart
    time_machine_at(NOW + hours(1 / 60))
    assert client.get(page(certificate)).status_code == 200


def test_files_have_their_own_limit(certificate, client):
    answers = [client.get(file_of(certificate)).status_code for _ in range(limits.PER_MINUTE + 1)]

    assert answers == [200] * limits.PER_MINUTE + [429]


def test_another_address_is_counted_apart_and_a_whole_ipv6_network_together(certificate, client):
    for _ in range(limits.PER_MINUTE):
        client.get(page(certificate), REMOTE_ADDR="2001:db8:1:2::1")

    assert client.get(page(certificate), REMOTE_ADDR="2001:db8:1:2:ffff::9").status_code == 429
    assert client.get(page(certificate), REMOTE_ADDR="2001:db8:1:3::1").status_code == 200
    assert client.get(page(certificate), REMOTE_ADDR="192.0.2.1").status_code == 200


def test_only_the_proxy_that_is_ours_is_believed(certificate, client, settings):
    for number in range(limits.PER_MINUTE):  # invented addresses do not help
        client.get(page(certificate), headers={"x-forwarded-for": f"192.0.2.{number}"})
    assert client.get(page(certificate)).status_code == 429

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert client.get(page(certificate), headers={"x-forwarded-for": "198.51.100.7"}).status_code == 200


def test_a_revoked_certificate_stops_verifying_at_once(certificate, client, trainer):
    revoke(certificate, by=trainer, reason=EndReason.ISSUED_IN_ERROR, now=NOW)

    assert heading(client.get(page(certificate))) == "Todistus ei ole voimassa"
    assert client.get(file_of(certificate)).status_code == 404
