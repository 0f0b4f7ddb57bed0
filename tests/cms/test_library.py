"""The materials library: open without signing in, narrowed by a plain form, each material with its facts."""

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.models import LibraryItemPage
from cms.wording import size_in_words
from tests.cms.conftest import add_item
from tests.cms.files import document
from tests.conftest import signed_in
from tests.enrollment.conftest import soup, words

pytestmark = pytest.mark.django_db

ADDRESS = "/materiaalit/"


def titles(response) -> list[str]:
    return [heading.get_text(strip=True) for heading in soup(response).select(".library-list h3")]


def test_everybody_reads_the_library_without_signing_in(client, library):
    add_item(library, title="Muistilista", for_partners=True)

    answer = client.get(ADDRESS)

    assert (answer.status_code, titles(answer)) == (200, ["Muistilista"])
    assert "Lastensuojelun työntekijät · Yhteistyötahot Versio 2, 3.5.2027" in words(answer)


def test_materials_stand_in_finnish_order_and_drafts_nowhere(client, library):
    for title in ("Öinen työ", "Aamu", "Äiti ja isä", "Zoom"):
        add_item(library, title=title)
    add_item(library, title="Luonnos", live=False)

    assert titles(client.get(ADDRESS)) == ["Aamu", "Zoom", "Äiti ja isä", "Öinen työ"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Kaikille", "Nuorelle", "På svenska", "Työntekijälle"]),
        ("audience=workers", ["Kaikille", "Työntekijälle"]),
        ("audience=clients", ["Kaikille", "Nuorelle"]),
        ("audience=partners&language=sv", ["På svenska"]),
        ("language=en", []),
        ("audience=jotain&language=xx", ["Kaikille", "Nuorelle", "På svenska", "Työntekijälle"]),
    ],
)
def test_the_list_is_narrowed_by_audience_and_language(client, library, query, shown):
    add_item(library, title="Työntekijälle")
    add_item(library, title="Nuorelle", for_workers=False, for_clients=True)
    add_item(library, title="På svenska", for_workers=False, for_partners=True, content_language="sv")
    add_item(library, title="Kaikille", for_partners=True, for_clients=True)

    assert titles(client.get(f"{ADDRESS}?{query}")) == shown


def test_the_form_keeps_what_was_chosen_and_shows_the_way_back(client, library):
    answer = soup(client.get(f"{ADDRESS}?audience=clients"))

    assert answer.select_one("select[name=audience] option[selected]")["value"] == "clients"
    assert answer.select_one(".library-filter a")["href"] == ADDRESS
    assert answer.select_one(".empty-state__title").get_text() == "Tällaista materiaalia ei ole vielä"


def test_an_empty_library_says_so(client, library):
    assert soup(client.get(ADDRESS)).select_one(".empty-state__title").get_text() == "Materiaaleja ei ole vielä"


def test_the_list_is_paged_and_keeps_the_choice(client, library):
    for _ in range(21):
        add_item(library)

    first, second = client.get(f"{ADDRESS}?audience=workers"), client.get(f"{ADDRESS}?audience=workers&page=2")

    assert (len(titles(first)), len(titles(second))) == (20, 1)
    assert soup(first).select_one(".pagination a")["href"] == "?audience=workers&page=2"


def test_the_library_takes_as_many_queries_for_thirty_materials_as_for_one(client, library):
    def queries() -> int:
        client.get(f"{ADDRESS}?language=fi")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"{ADDRESS}?language=fi")
        return len(captured)

    add_item(library)
    one = queries()
    for _ in range(29):
        add_item(library)

    assert queries() == one


def test_the_library_and_a_material_are_kept_for_anonymous_readers(client, library, django_assert_num_queries):
    item = add_item(library)
    for address in (ADDRESS, item.url):
        client.get(address)
        with django_assert_num_queries(0):
            assert client.get(address).status_code == 200


def test_a_material_shows_version_date_editor_language_and_attachments(client, library):
    file = document(title="Tulostettava lista")
    item = add_item(library, title="Checklista", content_language="sv", for_clients=True, attachments=[file])

    page = soup(client.get(item.url))

    facts = {row.dt.get_text(): row.dd.get_text() for row in page.select(".fact-list > div")}
    assert facts == {
        "Kenelle": "Lastensuojelun työntekijät, Lapset, nuoret ja vanhemmat",
        "Versio": "2 (3.5.2027)",
        "Sisällöstä vastaa": "Lastensuojelun kehittämisyksikkö",
        "Kieli": "ruotsi",
    }
    assert (page.select_one("h1").parent["lang"], page.select_one("article")["lang"]) == ("sv", "sv")
    attachment = page.select_one(".attachments li")
    assert (attachment.a["href"], attachment.a.get_text()) == (file.url, "Tulostettava lista")
    assert attachment.span.get_text() == "PDF-tiedosto, 1\xa0kt"


def test_a_material_may_lead_to_another_service_and_loads_nothing_from_it(client, library):
    item = add_item(library, link_url="https://innokyla.fi/", link_text="Lue toimintamallista Innokylässä")

    page = soup(client.get(item.url))

    assert page.find("a", href="https://innokyla.fi/").get_text() == "Lue toimintamallista Innokylässä"
    loaded = [tag.get("src") or tag.get("href") for tag in page.select("script, img, iframe, link[rel=stylesheet]")]
    assert [address for address in loaded if not address.startswith("/")] == []


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"for_workers": False}, "for_workers", "Valitse vähintään yksi kohderyhmä."),
        (
            {"link_url": "https://innokyla.fi/"},
            "link_text",
            "Linkki tarvitsee sekä osoitteen että tekstin, joka kertoo, mihin se vie.",
        ),
    ],
)
def test_a_material_that_lacks_something_is_refused(library, changes, field, text):
    item = add_item(library)
    for name, value in changes.items():
        setattr(item, name, value)

    with pytest.raises(ValidationError) as refused:
        item.clean()

    assert refused.value.message_dict == {field: [text]}


def test_the_database_refuses_a_material_for_nobody(library):
    item = add_item(library)

    with pytest.raises(IntegrityError), transaction.atomic():
        LibraryItemPage.objects.filter(pk=item.pk).update(for_workers=False)


@pytest.mark.parametrize(
    ("size", "said"),
    [(1, "1 kt"), (340 * 1024, "340 kt"), (1_258_291, "1,2 Mt"), (18 * 1024 * 1024, "18 Mt")],
)
def test_sizes_are_said_in_finnish_units(size, said):
    assert size_in_words(size).replace("\xa0", " ") == said


def test_trainers_write_materials_in_finnish(library, helmi):
    answer = signed_in(helmi).get(reverse("wagtailadmin_pages:add", args=["cms", "libraryitempage", library.pk]))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert [word for word in ("Sisällöstä vastaa", "Liitteet", "Versio ja vastuutaho") if word not in text] == []


def test_a_changed_material_is_seen_at_once(library, django_capture_on_commit_callbacks):
    item = add_item(library)
    Client().get(item.url)

    with django_capture_on_commit_callbacks(execute=True):
        item.title = "Uusi nimi"
        item.save_revision().publish()

    assert soup(Client().get(item.url)).h1.get_text() == "Uusi nimi"
    cache.clear()
