"""Nothing of another language is left on what people see: the screens of every role, errors and mails."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import allauth
import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from messaging.kinds import fill, message_kinds, placeholders
from tests.conftest import signed_in
from tests.test_policy import ROLES, TABLE, world  # noqa: F401 - `world` is a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

LANGUAGES = ("fi", "sv")
ENGLISH = r"the|and|you|your|with|this|that|these|are|was|were|has|have|been|page|please|click|enter|must|should"
ENGLISH += r"|invalid|required|session|sessions|training|trainings|enrolment|certificate|cancel|save|send|sign|log out"
FINNISH = r"klo|olet|voit|sinun|sinulle|tallenna|lähetä|peru|kirjaudu|ilmoittaudu|ilmoittautuminen|todistus|koulutukset"
FINNISH += r"|omat|tapaamiskerrat|kerta|osallistujat|palaute|viestit|sivu|vahvista|lisää|poista|muokkaa|tai|että|kun|ei"
SWEDISH = r"och|att|är|du|din|ditt|för|som|spara|skicka|logga|anmäl|anmälan|intyg|utbildningar|träff|träffar|kl"
FOREIGN = {
    "fi": re.compile(rf"\b(?:{ENGLISH}|{SWEDISH})\b", re.IGNORECASE),
    "sv": re.compile(rf"\b(?:{ENGLISH}|{FINNISH})\b", re.IGNORECASE),
}
OUR_TEMPLATES = Path(__file__).parent.parent / "templates"
ERRORS = ("403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html")


def foreign_words(html: str, language: str) -> list[str]:
    """Words of other languages that a reader of the page meets, where nothing says that they are."""
    page = BeautifulSoup(html, "html.parser")
    for hidden in page(["script", "style", "template"]):
        hidden.decompose()
    for marked in page.select("body [lang]"):
        if not marked.decomposed and marked["lang"] != language:
            marked.decompose()
    told = [element.get(name, "") for element in page(True) for name in ("aria-label", "placeholder", "title", "alt")]
    return sorted(set(FOREIGN[language].findall(" ".join([page.get_text(" "), *told]))))


def test_a_foreign_word_is_found_unless_it_is_marked():
    words = '<p>Tallenna det</p><p lang="fi">Olet mukana</p><a aria-label="Close the page"></a>'
    html = f'<html lang="sv"><body>{words}</body></html>'

    assert foreign_words(html, "sv") == ["Tallenna", "page", "the"]


# Screens


def screens_of(role: str) -> list[str]:
    """The addresses that answer this role with a page. The page of styles shows made up texts; the demo's own one is
    Finnish to whoever has no language yet.
    """
    at = ROLES.index(role)
    answering = {name for name, row in TABLE.items() if row.method == "get" and row.outcomes.split()[at] == "ok"}
    return sorted(answering - ({"demo", "style"} if role == "anonymous" else {"style"}))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_no_screen_of_ours_holds_a_foreign_word(role, language, world):  # noqa: F811
    person = world[role]
    if person:
        User.objects.filter(pk=person.pk).update(language=language)
        person.refresh_from_db()
    client = signed_in(person) if person else Client()
    found, read = {}, 0

    for name in screens_of(role):
        with override(language):
            address = reverse(name, kwargs={argument: world[key] for argument, key in TABLE[name].ids.items()})
        response = client.get(address)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            html, read = response.content.decode(), read + 1
            if said := foreign_words(_without_what_people_wrote(html), language):
                found[address] = said
            assert BeautifulSoup(html, "html.parser").html["lang"] == language, address

    assert found == {}
    assert read >= 4


def _without_what_people_wrote(html: str) -> str:
    """The page without the Finnish names and texts that the tests' world holds, in whatever language it is read."""
    written = ("Sytykettä yhteistyöhön", "Kevät 2027", "Mitä koulutuksesta jäi mieleen?", "on suorittanut koulutuksen")
    for text in written:
        html = html.replace(text, "")
    return html


# Errors


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ERRORS)
def test_no_error_page_holds_a_foreign_word(name, language):
    with override(language):
        html = render_to_string(name, {"request_id": "abc123", "site_contact_email": "tuki@sytyke.example"})

    assert foreign_words(html, language) == []
    assert BeautifulSoup(html, "html.parser").html["lang"] == language


@pytest.mark.parametrize(("address", "language"), [("/ei-ole/", "fi"), ("/sv/finns-inte/", "sv")])
def test_a_missing_page_says_so_in_the_language_of_its_address(client, address, language):
    response = client.get(address)

    assert (response.status_code, foreign_words(response.content.decode(), language)) == (404, [])


# Mails


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", message_kinds(), ids=lambda kind: kind.key)
def test_no_mail_holds_a_foreign_word(kind, language):
    with override(language):
        texts = [str(kind.subject), str(kind.body)]

    filled = [fill(text, dict.fromkeys(placeholders(text), "X")) for text in texts]

    assert FOREIGN[language].findall(" ".join(filled)) == []


def allauths_mails() -> list[str]:
    """Every text allauth may mail, ours where there is one."""
    shipped = Path(allauth.__file__).parent / "templates"
    found = {
        str(path.relative_to(folder)) for folder in (shipped, OUR_TEMPLATES) for path in folder.glob("*/email/*.txt")
    }
    # Doors this site does not have: social accounts, user sessions, sign-up and passwords by mail.
    return sorted(name for name in found if name.startswith(("account/", "mfa/")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_that_allauth_mails_holds_a_foreign_word(language):
    context = {
        "current_site": SimpleNamespace(name="Sytyke", domain="sytyke.example"),
        "request": RequestFactory().get("/"),
        "user": SimpleNamespace(get_short_name="Aino"),
        **dict.fromkeys(("code", "email", "ip", "user_agent", "activate_url", "password_reset_url", "username"), "X"),
        "timestamp": datetime(2027, 5, 20, 9, tzinfo=UTC),
    }
    names = allauths_mails()

    with override(language):
        found = {name: FOREIGN[language].findall(render_to_string(name, context)) for name in names}

    assert {name: words for name, words in found.items() if words} == {}
    assert len(names) > 30
