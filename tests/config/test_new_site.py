"""make_site: a site just migrated becomes one people can use; what is there already stays."""

from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db.models import Model
from wagtail.models import Page, Site

from accounts.models import Profession, Region, Sector
from certificates.models import CertificateTemplate, Route
from cms.models import AccessibilityPage, HomePage, PrivacyPage
from config.invariants import broken_invariants
from feedback.models import FeedbackForm, Question
from messaging.queries import SiteAddresses
from tests.clock import NOW

pytestmark = pytest.mark.django_db

PUBLISHER = {
    "name": "Järvi & Metsä ry",
    "address": "Rantatie 1, 70100 Kuopio, p. 017 000 000",
    "officer": "Tietosuojavastaava Tiina Testi",
    "email": "tietosuoja@jarvi.example",
}
FINNISH = "Made /\nMade /materiaalit/\nMade /koulutukset/\nMade /tietosuoja/\nMade /saavutettavuus/\n"
MADE: list[type[Model]] = [Page, Site, Sector, Profession, Region, Route, CertificateTemplate, FeedbackForm, Question]


def make(**changes: str) -> str:
    told = StringIO()
    call_command("make_site", **(PUBLISHER | changes), stdout=told)
    cache.clear()
    return told.getvalue()


def counts() -> list[int]:
    return [model._base_manager.count() for model in MADE]


def test_every_address_the_code_leads_to_exists(client):
    assert make() == FINNISH

    answers = {address: client.get(address).status_code for address in vars(SiteAddresses()).values()}
    assert answers == dict.fromkeys(answers, 200)
    assert broken_invariants(NOW) == []


def test_the_publisher_stands_in_both_statements_and_nothing_of_the_demo(client, settings):
    make()

    for address in vars(SiteAddresses()).values():
        text = BeautifulSoup(client.get(address).content, "html.parser").get_text().casefold()
        assert [word for word in ("esittely", "sytyke.example/", "{", "demo") if word in text] == []
    notice, statement = PrivacyPage.objects.get(), AccessibilityPage.objects.get()
    assert (notice.controller, notice.contact_email) == (
        "<p>Tietojen käsittelystä vastaa <b>Järvi &amp; Metsä ry</b>. "
        "Osoite: Rantatie 1, 70100 Kuopio, p. 017 000 000.</p>",
        PUBLISHER["email"],
    )
    assert (notice.version, notice.dated_on, statement.published_on) == (1, NOW.date(), NOW.date())
    assert (statement.responsible, statement.contact_email) == (PUBLISHER["name"], PUBLISHER["email"])
    for page in (notice, statement):
        page.full_clean()


def test_a_swedish_tree_is_made_beside_the_finnish_one_in_the_publishers_name(client):
    swedish = (
        "Made /sv/\nMade /sv/materiaalit/\nMade /sv/koulutukset/\nMade /sv/tietosuoja/\nMade /sv/saavutettavuus/\n"
    )
    make()
    assert client.get("/sv/").status_code == 404

    assert make(language="sv") == swedish
    assert make(language="sv") == "Every page is there.\n"

    for address in vars(SiteAddresses()).values():
        text = BeautifulSoup(client.get(f"/sv{address}").content, "html.parser").get_text().casefold()
        assert [word for word in ("esittely", "sytyke.example/", "{", "demo") if word in text] == []
    notice = PrivacyPage.objects.get(locale__language_code="sv")
    statement = AccessibilityPage.objects.get(locale__language_code="sv")
    assert (notice.controller, notice.contact_email, notice.dated_on, notice.version) == (
        "<p>Personuppgiftsansvarig är <b>Järvi &amp; Metsä ry</b>. "
        "Adress: Rantatie 1, 70100 Kuopio, p. 017 000 000.</p>",
        PUBLISHER["email"], NOW.date(), 1,
    )  # fmt: skip
    assert (statement.responsible, statement.contact_email) == (PUBLISHER["name"], PUBLISHER["email"])
    assert broken_invariants(NOW) == []


def test_both_trees_are_made_at_once():
    make(language="sv")

    assert list(HomePage.objects.order_by("path").values_list("slug", flat=True)) == ["etusivu", "etusivu-sv"]


def test_the_site_begins_at_the_front_page_at_its_own_address(settings):
    settings.SITE_URL = "https://koulutukset.jarvi.example"

    make()

    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page.specific) == (
        "koulutukset.jarvi.example", 443, HomePage.objects.get(),
    )  # fmt: skip
    assert list(Page.objects.filter(depth=2).values_list("slug", flat=True)) == ["etusivu"]


def test_a_second_time_adds_nothing_and_changes_nothing():
    make()
    before = counts()
    HomePage.objects.update(title="Oma otsikko")
    PrivacyPage.objects.update(controller="<p>Oma teksti</p>")
    CertificateTemplate.objects.update(place="Iisalmi")

    assert make(name="Toinen ry") == "Every page is there.\n"

    assert counts() == before
    assert (HomePage.objects.get().title, PrivacyPage.objects.get().controller) == ("Oma otsikko", "<p>Oma teksti</p>")
    assert set(CertificateTemplate.objects.values_list("place", flat=True)) == {"Iisalmi"}


def test_what_a_run_needs_is_there():
    make()

    templates = CertificateTemplate.objects.order_by("language").values_list("language", "heading", "signatories")
    assert list(templates) == [("fi", "TODISTUS", []), ("sv", "INTYG", [])]
    assert set(FeedbackForm.objects.values_list("key", "language", "is_default")) == {
        (key, language, True) for key in ("loppukysely", "pikapalaute") for language in ("fi", "sv")
    }
    assert 0 not in counts()


def test_the_first_administrator_signs_in_by_password_before_any_mail_goes(client, monkeypatch, mailoutbox):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "pitkä salasana 2027")
    call_command("createsuperuser", interactive=False, email="Yllapito@jarvi.example", name="Yllä Pito", verbosity=0)

    response = client.post(
        "/tili/login/", {"login": "yllapito@jarvi.example", "password": "pitkä salasana 2027"}, follow=False
    )

    assert (response.status_code, response["Location"], mailoutbox) == (302, "/omat/alku/", [])
    assert client.get("/hallinta/").status_code == 200


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " ", "officer": ""}, "--name, --officer must not be empty."),
        ({"email": "tietosuoja"}, "--email tietosuoja is not an e-mail address."),
    ],
)
def test_what_cannot_be_printed_is_refused_before_anything_is_made(changes, refusal):
    before = counts()

    with pytest.raises(CommandError, match=refusal):
        make(**changes)

    assert counts() == before
