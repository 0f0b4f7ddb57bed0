"""The site's search: what it finds in what order, and what it never shows."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model

from cms.models import LibraryItemPage, SearchEntry
from cms.services.search import index_missing
from config.demo.content_files import FOLDER
from courses.enums import Audience
from courses.models import CatalogPage, ModulePage, Section
from courses.services import index_trainings_nightly
from enrollment.services.publishing import publish_run, withdraw_run
from tests.clock import NOW
from tests.cms.conftest import add_item
from tests.courses.conftest import add_course_page
from tests.enrollment.conftest import soup, words
from tests.factories import CourseRunFactory, TextAssignmentFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/haku/"


@pytest.fixture
def course_page(home):
    catalog = home.add_child(instance=CatalogPage(title="Koulutukset", slug="koulutukset"))
    page = add_course_page(catalog)
    page.for_whom = "Lastensuojelun yhteistyötahojen työntekijät."
    publish(page)
    return page


def publish(page):
    page.save_revision().publish()
    return page


def item(library, title: str, text: str = "", **fields) -> LibraryItemPage:
    return publish(add_item(library, title=title, summary=text or "Lyhyesti.", **fields))


def module(course_page, title: str, text: str, audience: Audience = Audience.PUBLIC) -> ModulePage:
    section, _ = Section.objects.get_or_create(course=course_page.course, number=1, defaults={"title_fi": "Osio"})
    key = f"m-{ModulePage.objects.count()}"
    page = ModulePage(title=title, slug=key, key=key, section=section, audience=audience)
    page.body = [("paragraph", f"<p>{text}</p>")]
    return publish(course_page.add_child(instance=page))


def found(client, query: str) -> list[str]:
    return [heading.get_text() for heading in soup(client.get(ADDRESS, {"q": query})).select(".found h3")]


def test_trainings_modules_and_materials_are_found_each_with_its_kind(client, library, course_page):
    module(course_page, "Mistä polku alkaa", "Yhteistyö rakentuu.")
    item(library, "Muistilista", "Yhteistyöhön.")

    rows = soup(client.get(ADDRESS, {"q": "yhteistyö"})).select(".found__item")

    assert {(row.p.get_text(), row.h3.get_text()) for row in rows} == {
        ("Koulutus", "Sytykettä yhteistyöhön"),
        ("Moduuli", "Mistä polku alkaa"),
        ("Materiaali", "Muistilista"),
    }


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("aiti", True),
        ("ÄITI", True),
        ("lastensuojelu", True),
        ("lastensuojelussa", True),
        ("Cahci", True),
        ("huolta aiti", True),
        ("huolta isä", False),
        ("suojelu", False),
        ("%", False),
        ("_iti", False),
        ("x" * 101, False),
    ],
)
def test_accents_endings_and_compounds(client, library, query, is_found):
    item(library, "Materiaali", "Äiti ja Čáhci kantavat huolta lastensuojeluilmoituksesta.")

    assert (found(client, query) == ["Materiaali"]) is is_found


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("verkostotapaaminen", "Verkostotapaamisessa puhutaan."),
        ("verkostotapaamisessa", "Verkostotapaaminen alkaa."),
        ("systeemisyys", "Systeeminen työote."),
        ("osallisuuden", "Osallisuus kasvaa."),
        ("kurssi", "Koulutuksen jälkeen."),
        ("kursseja", "Koulutus alkaa."),
        ("esimies", "Esihenkilöille."),
        ("lisätehtävä", "Täydennystehtävän voi tehdä."),
        ("korvaava tehtävä", "Täydennystehtävä on tehtävä."),
    ],
)
def test_forms_and_other_words_for_the_same_thing_are_found_and_marked(client, library, query, text):
    item(library, "Sivu", text)

    answer = soup(client.get(ADDRESS, {"q": query}))

    assert [row.h3.get_text() for row in answer.select(".found__item")] == ["Sivu"]
    assert answer.select_one(".found__item mark").get_text().lower() in text.lower()


def test_a_word_that_is_not_found_is_answered_with_near_ones(client, library):
    item(library, "Verkostotapaaminen", "Lastensuojelulaki ja Äidit.")

    def near(query: str) -> list[str]:
        return [link["href"] for link in soup(client.get(ADDRESS, {"q": query})).select(".near-words a")]

    assert near("verkostotapaaimnen") == ["?q=verkostotapaaminen"]
    assert near("lastenhuolto") == ["?q=lastensuojelulaki"]
    assert (near("zeppeliini"), near("lastensuojelu")) == ([], [])


def test_a_word_in_the_title_comes_first_and_equals_stand_in_finnish_order(client, library):
    for title, text in (("Öljy", "tiimi"), ("Aamu", "tiimi"), ("Tiimin työ", "työ"), ("Äly", "tiimi")):
        item(library, title, text)

    assert found(client, "tiimi") == ["Tiimin työ", "Aamu", "Äly", "Öljy"]


def test_the_exact_word_comes_before_one_found_without_its_ending(client, library):
    item(library, "Alku", "koulutus")
    item(library, "Loppu", "koulutuksen")

    assert found(client, "koulutuksen") == ["Loppu", "Alku"]


def test_the_words_of_every_block_are_found(client, library):
    page = item(library, "Sivu")
    table = {
        "caption": "Roolit",
        "columns": [{"type": "text", "heading": "Otsake"}],
        "rows": [{"values": ["Kliinikko"]}],
    }
    page.body = [
        ("heading", "Väliotsikko"),
        ("quote", {"text": "Lainattua", "source": ""}),
        ("table", {"table": table, "names_rows": True}),
        ("video", {"title": "Elokuva", "link": "https://a.example", "transcript": "<p>Litterointi</p>"}),
    ]
    publish(page)

    assert [found(client, word) for word in ("väliotsikko", "lainattua", "otsake", "kliinikko", "litterointi")] == [
        ["Sivu"]
    ] * 5


def test_the_hit_is_marked_in_title_and_words(client, library):
    item(library, "Äidin kanssa", "Äiti tietää.")

    row = soup(client.get(ADDRESS, {"q": "äiti"})).select_one(".found__item")

    assert [mark.get_text() for mark in row.select("mark")] == ["Äiti"]


def test_what_is_for_participants_is_in_no_answer(client, course_page, library):
    page = module(course_page, "Osallistujien sivu", "Salainen suunnitelma", Audience.PARTICIPANTS)

    assert [found(client, word) for word in ("salainen", "osallistujien")] == [[], []]
    assert list(SearchEntry.objects.filter(page_id=page.pk)) == []


def test_a_page_closed_taken_down_or_deleted_is_found_no_longer(client, course_page, library):
    closed = module(course_page, "Suljettava", "Tieto")
    item(library, "Piilotettava", "Tieto").unpublish()
    item(library, "Poistettava", "Tieto").delete()
    before = found(client, "tieto")
    closed.audience = Audience.PARTICIPANTS
    publish(closed)

    assert (before, found(client, "tieto")) == (["Suljettava"], [])


def test_a_draft_is_found_as_it_was_published(client, library):
    page = item(library, "Vanha nimi", "Tieto")
    page.title = "Uusi nimi"
    page.save_revision()

    assert (found(client, "vanha"), found(client, "uusi")) == (["Vanha nimi"], [])


def test_tick_finds_what_the_search_did_not_hear_of(client, library, course_page):
    page = item(library, "Materiaali", "Tieto")
    module(course_page, "Suljettu", "Tieto", Audience.PARTICIPANTS)
    entry = SearchEntry.objects.get(page_id=page.pk)
    SearchEntry.objects.all().delete()
    first, second = index_missing(NOW), index_missing(NOW)
    SearchEntry.objects.filter(page_id=page.pk).update(indexed_at=entry.indexed_at - timedelta(hours=1), folded_text="")

    assert (first, second, index_missing(NOW)) == (2, 0, 1)
    assert found(client, "tieto") == ["Materiaali"]


def test_the_answers_are_paged_with_the_question_kept(client, library):
    for number in range(21):
        item(library, f"Materiaali {number}", "äiti & isä")

    first = soup(client.get(ADDRESS, {"q": "äiti & isä"}))

    assert len(first.select(".found__item")) == 20
    assert first.select_one(".pagination a")["href"] == "?q=%C3%A4iti%20%26%20is%C3%A4&page=2"
    assert len(soup(client.get(f"{ADDRESS}{first.select_one('.pagination a')['href']}")).select(".found__item")) == 1


def test_the_search_takes_as_many_queries_for_thirty_answers_as_for_one(client, library):
    def queries() -> int:
        client.get(ADDRESS, {"q": "tieto"})
        with CaptureQueriesContext(connection) as captured:
            client.get(ADDRESS, {"q": "tieto"})
        return len(captured)

    item(library, "Yksi", "tieto")
    one = queries()
    for number in range(29):
        item(library, f"Materiaali {number}", "tieto")

    assert queries() == one


def test_nothing_found_and_no_question_say_what_to_do(client, library):
    nothing, empty = client.get(ADDRESS, {"q": "olematon"}), client.get(ADDRESS)

    assert soup(nothing).select_one(".empty-state__title").get_text() == "Hakusanalla ei löytynyt mitään"
    assert soup(nothing).select_one("input[name=q]")["value"] == "olematon"
    assert "Kirjoita sana tai sanan alku." in words(empty)


def test_what_was_typed_is_shown_as_text(client, library):
    answer = client.get(ADDRESS, {"q": "<script>alert(1)</script>"})

    assert "<script>alert(1)" not in answer.content.decode()


def test_results_are_no_page_of_a_search_engine(client, library):
    answer = client.get(ADDRESS, {"q": "x"})

    assert answer["X-Robots-Tag"] == "noindex"
    assert soup(answer).select_one("meta[name=robots]")["content"] == "noindex"


def test_the_way_into_the_search_is_on_the_lists(client, library, course_page):
    form = soup(client.get("/materiaalit/")).select_one("form[role=search]")
    link = soup(client.get("/koulutukset/")).select_one(f'main a[href="{ADDRESS}"]')

    assert (form["action"], form["method"], form.input["name"]) == (ADDRESS, "get", "q")
    assert form.label["for"] == form.input["id"]
    assert link.get_text() == "Hae myös moduuleista ja materiaaleista"


# search engines and link previews


def locations(client) -> list[str]:
    return re.findall("<loc>(.*?)</loc>", client.get("/sitemap.xml").content.decode())


def test_the_sitemap_lists_public_pages_at_the_sites_address(client, library, course_page, settings):
    settings.SITE_URL = "https://sytyke.example"
    open_page = module(course_page, "Avoin", "x")
    closed = module(course_page, "Suljettu", "x", Audience.PARTICIPANTS)
    item(library, "Luonnos").unpublish()

    listed = locations(client)

    site = "https://sytyke.example"
    assert listed == [
        f"{site}{path}" for path in ("/", "/materiaalit/", "/koulutukset/", course_page.url, open_page.url)
    ]
    assert closed.url not in str(listed)


def metas(client, address: str) -> dict[str, str]:
    page = soup(client.get(address))
    found = {tag.get("property") or tag.get("name"): tag["content"] for tag in page.select("meta[content]")}
    canonical = page.select_one("link[rel=canonical]")
    return {**found, "canonical": canonical["href"] if canonical else ""}


def test_a_public_page_says_what_it_is_to_other_services(client, library, settings):
    settings.SITE_URL = "https://sytyke.example"
    page = item(library, "Muistilista", "Mitä kysyä etukäteen.")

    said = metas(client, f"{page.url}?jostain=muualta")

    address = f"https://sytyke.example{page.url}"
    assert (said["canonical"], said["og:url"], said["og:title"]) == (address, address, "Muistilista")
    assert said["description"] == said["og:description"] == "Mitä kysyä etukäteen."
    assert "og:image" not in said


# Wagtail leaves the files of its pictures to the collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_first_picture_goes_along_with_its_text(client, library, settings):
    settings.SITE_URL = "https://sytyke.example"
    with (FOLDER / "images" / "polku.png").open("rb") as file:
        image = get_image_model().objects.create(title="Polku", file=ImageFile(file, name="polku.png"))
        for width in (900, 1200):
            drawn = {"file": ImageFile(file, name=f"polku.width-{width}.png"), "width": width, "height": 600}
            image.renditions.create(filter_spec=f"width-{width}", focal_point_key="", **drawn)
    page = item(library, "Muistilista")
    image.contextual_alt_text, image.decorative = "Polun neljä pysäkkiä", False
    page.body = [("paragraph", "<p>Alku.</p>"), ("figure", {"image": image, "caption": ""})]
    publish(page)

    said = metas(client, page.url)
    image.renditions.all().delete()
    Path(image.file.path).unlink()

    assert said["og:image"].startswith("https://sytyke.example/media/images/polku.width-1200")
    assert said["og:image:alt"] == "Polun neljä pysäkkiä"
    assert "og:image" not in metas(client, f"{page.url}?uusi")


def test_the_editors_own_description_goes_first(client, library):
    page = item(library, "Muistilista", "Lyhyesti.", search_description="Kuvaus hakukoneille.")

    assert metas(client, page.url)["og:description"] == "Kuvaus hakukoneille."


def test_a_module_for_participants_says_nothing_to_other_services(client, course_page):
    said = metas(client, module(course_page, "Suljettu", "x", Audience.PARTICIPANTS).url)

    assert {name for name in said if name.startswith("og:")} == set()
    assert (said["canonical"], said["description"], said["robots"]) == ("", "", "noindex")


# a training's completion rule


@pytest.mark.parametrize("query", ["todistus", "todistuksen", "poissaolo", "täydennystehtävä", "lisätehtävä"])
def test_a_training_is_found_by_its_completion_rule_once_the_run_is_published(client, course_page, sanna, query):
    run = CourseRunFactory(course=course_page.course, session_count=1, published_at=None)
    TextAssignmentFactory(run=run, makes_up_for_topic=run.sessions.get().topic)
    before = found(client, query)

    publish_run(run, by=sanna, now=NOW)

    assert (before, found(client, query)) == ([], ["Sytykettä yhteistyöhön"])


def test_a_rule_that_replaces_nothing_speaks_of_no_assignment(client, course_page, sanna):
    run = CourseRunFactory(course=course_page.course, max_replaced=0, published_at=None)
    TextAssignmentFactory(run=run, makes_up_for_topic=run.sessions.first().topic)

    publish_run(run, by=sanna, now=NOW)

    assert (found(client, "todistus"), found(client, "täydennystehtävä")) == (["Sytykettä yhteistyöhön"], [])


def test_a_withdrawn_run_speaks_no_longer_and_the_night_mends_what_time_has_changed(client, course_page, sanna):
    run = CourseRunFactory(course=course_page.course)
    index_trainings_nightly(NOW)
    mended = found(client, "todistus")

    withdraw_run(run, by=sanna, now=NOW)

    assert (mended, found(client, "todistus")) == (["Sytykettä yhteistyöhön"], [])


def test_the_search_stands_in_the_top_menu(client, home):
    page = soup(client.get(ADDRESS))

    (link,) = page.select(".site-nav a[href='/haku/']")
    assert (link.get_text(), link["aria-current"]) == ("Haku", "page")
