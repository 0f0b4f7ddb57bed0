"""Two languages: the address says which, what is one's own comes in one's own (docs/decisions/0013)."""

import csv

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language, override
from wagtail.models import Locale, Page, Site

from accounts.models import User
from cms.models import HomePage
from courses.models import CatalogPage, CoursePage
from enrollment.services import announce
from messaging.models import Message
from messaging.queries import SiteAddresses, site_addresses
from messaging.services import send_due_messages
from tests.clock import NOW
from tests.conftest import signed_in
from tests.factories import SectorFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def language_of(response) -> str:
    """What the page says its language is, in the head and in the header."""
    page, stated = soup(response), response["Content-Language"]
    return stated if page.html["lang"] == stated else f"{page.html['lang']}≠{stated}"


@pytest.fixture
def home() -> HomePage:
    """The Finnish tree: front page, catalogue, one course."""
    page = Page.objects.get(depth=1).add_child(instance=HomePage(title="Sytyke", slug="etusivu"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "root_page": page})
    return page


@pytest.fixture
def course_page(home, run) -> CoursePage:
    catalog = home.add_child(instance=CatalogPage(title="Koulutukset", slug="koulutukset"))
    return catalog.add_child(instance=CoursePage(title="Sytykettä", slug="sytyketta", course=run.course))


@pytest.fixture
def swedish(course_page) -> CoursePage:
    """The same course in a Swedish tree, published."""
    for page in [*course_page.get_ancestors().filter(depth__gt=1), course_page]:
        translated = page.specific.copy_for_translation(Locale.objects.get(language_code="sv"))
        translated.save_revision().publish()
    return CoursePage.objects.get(pk=translated.pk)


@pytest.fixture
def aino_in_swedish(aino):
    User.objects.filter(pk=aino.pk).update(language="sv")
    aino.refresh_from_db()
    return aino


# what the address says


@pytest.mark.parametrize(
    ("address", "language"), [("/tarkista/", "fi"), ("/sv/tarkista/", "sv"), ("/tili/login/", "fi")]
)
def test_a_visitor_reads_in_the_language_of_the_address(client, address, language):
    response = client.get(address, headers={"Accept-Language": "sv, en;q=0.8"})

    assert (response.status_code, language_of(response)) == (200, language)


@pytest.mark.parametrize("address", ["/sv/", "/sv/koulutukset/", "/en/", "/en/koulutukset/", "/en/tarkista/", "/fi/"])
def test_where_no_tree_of_the_language_is_there_is_nothing(client, course_page, address):
    assert client.get(address).status_code == 404


def test_a_swedish_tree_is_read_behind_its_prefix(client, swedish):
    pages = [client.get(address) for address in ("/sv/", "/sv/koulutukset/", "/sv/koulutukset/sytyketta/")]

    assert [(page.status_code, language_of(page)) for page in pages] == [(200, "sv")] * 3


def test_a_page_not_yet_published_in_swedish_is_not_there(client, swedish):
    swedish.unpublish()

    assert client.get("/sv/koulutukset/sytyketta/").status_code == 404
    assert client.get("/koulutukset/sytyketta/").status_code == 200


def test_reading_in_swedish_leaves_neither_a_cookie_nor_the_language_behind(client, swedish):
    before = get_language()

    client.get("/sv/koulutukset/")

    assert (dict(client.cookies), get_language()) == ({}, before)


def test_a_swedish_page_is_kept_apart_from_the_finnish_one(client, swedish, django_assert_num_queries):
    cold = [client.get(address).content for address in ("/koulutukset/", "/sv/koulutukset/")]

    with django_assert_num_queries(0):
        warm = [client.get(address).content for address in ("/koulutukset/", "/sv/koulutukset/")]

    assert warm == cold
    assert cold[0] != cold[1]


# the switch


def switch(response) -> list[tuple[str, str, str]]:
    return [(link["href"], link["hreflang"], link.text) for link in soup(response).select(".language-switch a")]


def test_a_page_leads_to_its_translation_and_says_so_to_search_engines(client, swedish):
    finnish = client.get("/koulutukset/sytyketta/")
    in_swedish = client.get("/sv/koulutukset/sytyketta/")

    assert switch(finnish) == [("/sv/koulutukset/sytyketta/", "sv", "Svenska")]
    assert switch(in_swedish) == [("/koulutukset/sytyketta/", "fi", "Suomi")]
    for page in (finnish, in_swedish):
        told = {(link["hreflang"], link["href"]) for link in soup(page).select("link[rel=alternate]")}
        assert told == {
            ("fi", f"{settings.SITE_URL}/koulutukset/sytyketta/"),
            ("sv", f"{settings.SITE_URL}/sv/koulutukset/sytyketta/"),
        }


def test_the_switch_stays_at_the_host_that_was_asked_whatever_the_site_is_said_to_be_called(client, swedish):
    Site.objects.update(hostname="localhost", port=80)

    page = client.get("/koulutukset/sytyketta/")

    assert switch(page) == [("/sv/koulutukset/sytyketta/", "sv", "Svenska")]
    assert [link["href"] for link in soup(page).select("link[rel=alternate], link[rel=canonical]")] == [
        f"{settings.SITE_URL}/koulutukset/sytyketta/",
        f"{settings.SITE_URL}/koulutukset/sytyketta/",
        f"{settings.SITE_URL}/sv/koulutukset/sytyketta/",
    ]


def test_a_page_without_a_translation_offers_none(client, course_page):
    page = soup(client.get("/koulutukset/sytyketta/"))

    assert page.select(".language-switch, link[rel=alternate]") == []


def test_our_own_screens_are_there_in_both_languages(client, run):
    address = reverse("enroll", args=[run.pk])

    assert switch(client.get(address)) == [(f"/sv{address}", "sv", "Svenska")]
    assert switch(client.get(f"/sv{address}")) == [(address, "fi", "Suomi")]


def test_a_page_that_is_missing_offers_no_other_language(client, home):
    assert switch(client.get("/ei-ole/")) == []


# whose it is


def test_what_is_ones_own_comes_in_ones_own_language(aino_in_swedish, outi):
    swedish, finnish = signed_in(aino_in_swedish), signed_in(outi)

    assert swedish.get("/omat/?page=2").url == "/sv/omat/?page=2"
    assert finnish.get("/sv/omat/tiedot/").url == "/omat/tiedot/"
    assert language_of(swedish.get("/sv/omat/")) == "sv"
    assert language_of(finnish.get("/omat/")) == "fi"


def test_pages_stay_in_the_language_of_their_tree_whoever_reads_them(aino_in_swedish, swedish):
    reader = signed_in(aino_in_swedish)

    assert language_of(reader.get("/koulutukset/sytyketta/")) == "fi"
    assert language_of(reader.get("/sv/koulutukset/sytyketta/")) == "sv"


def test_what_was_sent_from_the_other_language_is_not_lost(aino_in_swedish):
    response = signed_in(aino_in_swedish).post("/omat/tiedot/nimi/", {"name": "Aino Exempel"})

    assert response.url == "/omat/tiedot/"
    assert User.objects.get(pk=aino_in_swedish.pk).name == "Aino Exempel"


def test_the_administration_speaks_the_persons_language(sanna):
    signed_in(sanna).get("/hallinta/")  # Wagtail keeps the menu of the first language
    User.objects.filter(pk=sanna.pk).update(language="sv")

    page = soup(signed_in(sanna).get("/hallinta/"))

    assert page.html["lang"] == "sv"
    assert page.find(id="attention-heading").text == "Att sköta"
    assert "/sv/raportit/" in str(page)


def test_a_language_this_site_does_not_speak_changes_nothing(outi):
    User.objects.filter(pk=outi.pk).update(language="en")

    assert language_of(signed_in(outi).get("/omat/")) == "fi"


def test_one_chooses_the_own_language_on_the_own_page(outi):
    client = signed_in(outi)
    form = soup(client.get("/omat/")).select_one(".language-switch form")
    typed = {"language": form.button["value"], "next": form.select_one("[name=next]")["value"]}

    response = client.post(form["action"], typed)

    outi.refresh_from_db()
    assert (outi.language, response.url) == ("sv", "/sv/omat/")
    assert (form.button["lang"], form.button.text) == ("sv", "Svenska")


@pytest.mark.parametrize("goes_on", ["https://huijaus.example/", "//huijaus.example/", ""])
def test_choosing_a_language_never_leads_away(outi, goes_on):
    response = signed_in(outi).post(reverse("own-language"), {"language": "sv", "next": goes_on})

    assert response.url == "/sv/omat/"


def test_only_a_language_of_the_site_can_be_chosen(outi):
    response = signed_in(outi).post(reverse("own-language"), {"language": "en", "next": "/omat/"})

    outi.refresh_from_db()
    assert (response.status_code, outi.language) == (404, "fi")


# what is written to people


def test_whoever_enrols_in_swedish_is_written_to_in_swedish(client, run, mailoutbox):
    address = f"/sv{reverse('enroll', args=[run.pk])}"
    typed = {"name": "Ulla Ny", "email": "ulla@exempel.example", "sector": str(SectorFactory().pk), "profession": "x"}

    response = client.post(address, typed)

    person = User.objects.get(email="ulla@exempel.example")
    letter = Message.objects.get(recipient=person)
    assert (response.url, person.language, letter.language) == (f"{address}valmis/", "sv", "sv")
    assert letter.subject == f"Bekräftelse: {run.course.short_title}, {run.label}"
    assert [each["name"] for each in letter.attachments] == ["kalender.ics"]
    assert f"/sv/omat/{person.enrollments.get().pk}/" in letter.body
    assert "kl.\xa0" in letter.body


def test_a_calendar_file_is_called_so_in_the_readers_language(client, aino_in_swedish, run):
    public, own = reverse("run-calendar", args=[run.pk]), reverse("own-calendar", args=[aino_in_swedish.enrollment.pk])

    answers = [client.get(public), client.get(f"/sv{public}"), signed_in(aino_in_swedish).get(f"/sv{own}")]

    assert [each["Content-Disposition"] for each in answers] == [
        f'attachment; filename="{name}"' for name in ("kalenteri.ics", "kalender.ics", "kalender.ics")
    ]


def test_a_letter_speaks_the_readers_language_whoever_causes_it(aino_in_swedish, run):
    with override("fi"):
        announce.cancelled(aino_in_swedish.enrollment, NOW)

    letter = Message.objects.get()
    send_due_messages(NOW)
    page = BeautifulSoup(mail.outbox[0].alternatives[0].content, "html.parser")
    assert letter.subject.startswith("Din anmälan är avbokad: ")
    assert [each["name"] for each in letter.attachments] == ["avbokad.ics"]
    assert f"/sv/ilmoittaudu/{run.pk}/" in letter.body
    assert page.html["lang"] == "sv"


def test_a_code_comes_in_the_language_of_the_person_not_of_the_page():
    person = UserFactory(email="ulla@exempel.example", language="sv")

    Client().post("/tili/login/code/", {"email": person.email})

    assert (Message.objects.get().language, mail.outbox[0].subject) == ("sv", "Engångskod för inloggning")


# where every page leads


def test_a_page_the_swedish_tree_lacks_is_the_finnish_one(swedish):
    assert site_addresses("fi") == SiteAddresses()
    assert site_addresses("sv") == SiteAddresses(home="/sv/", trainings="/sv/koulutukset/")


def test_without_a_swedish_tree_a_swedish_screen_leads_to_the_finnish_pages(course_page):
    assert site_addresses("sv") == SiteAddresses()


# who may begin a translation


def test_administrators_copy_a_page_into_the_swedish_tree_and_trainers_do_not(sanna, helmi, home):
    address = reverse("simple_translation:submit_page_translation", args=[home.pk])
    swedish = Locale.objects.get(language_code="sv")

    assert signed_in(helmi).get(address).status_code == 302
    assert signed_in(sanna).post(address, {"locales": [swedish.pk]}).status_code == 302

    assert HomePage.objects.get(locale=swedish).translation_key == home.translation_key


def test_a_training_has_one_page_in_each_language(course_page, swedish):
    again = CoursePage(title="Toinen", slug="toinen", course=course_page.course, locale=course_page.locale)

    with pytest.raises(ValidationError, match="Koulutuksella on jo sivu tällä kielellä"):
        course_page.get_parent().add_child(instance=again)


# what is made while it is being sent


def rows(answer) -> list[list[str]]:
    return list(csv.reader(answer.getvalue().decode("utf-8-sig").splitlines(), delimiter=";"))


@pytest.mark.parametrize(("language", "headings"), [("fi", ["Nimi", "Tila"]), ("sv", ["Namn", "Status"])])
def test_a_file_is_in_the_language_of_who_asked_to_its_last_row(helmi, run, aino, language, headings):
    User.objects.filter(pk=helmi.pk).update(language=language)

    lines = rows(signed_in(helmi).get(reverse("report-run-csv", args=[run.pk]), follow=True))

    states = {"fi": "Mukana", "sv": "Har en plats"}
    assert [name for name in lines[0] if name in headings] == headings
    assert lines[1][lines[0].index(headings[1])] == states[language]


@pytest.mark.parametrize(
    ("language", "state", "file"), [("fi", "Mukana", "ilmoittautumiset"), ("sv", "Har en plats", "anmalningar")]
)
def test_so_is_a_list_of_the_administration(sanna, aino, language, state, file):
    User.objects.filter(pk=sanna.pk).update(language=language)

    answer = signed_in(sanna).get(reverse("enrollment:index"), {"export": "csv"})

    assert answer["Content-Disposition"] == f'attachment; filename="{file}.csv"'
    assert state in answer.getvalue().decode()
