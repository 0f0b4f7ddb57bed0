"""Video, file, card of the library and table: what they show and what they refuse."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Locale

from cms.blocks import ContentBlock
from cms.models import StandardPage
from tests.cms.conftest import add_item
from tests.cms.files import VTT, WEBM, document
from tests.conftest import signed_in
from tests.enrollment.conftest import soup

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

NO_CAPTIONS = "Videossa ei ole tekstitystä. Lisää tekstitys tai kirjoita sisältö tekstinä ennen julkaisua."
TABLE = {
    "caption": "Tiimin roolit",
    "columns": [{"type": "text", "heading": "Rooli"}, {"type": "text", "heading": "Tehtävä"}],
    "rows": [{"values": ["Koordinaattori", "Kutsuu koolle"]}],
}


def faults(kind: str, value: dict[str, Any], *, draft: bool = False) -> dict[str, str]:
    """What the editor says of one block, by the name of its part; `""` is the block itself."""
    stream = ContentBlock()
    cleaning = stream.clean_deferred if draft else stream.clean
    try:
        cleaning(stream.normalize([(kind, value)]))
    except ValidationError as refused:
        fault = refused.block_errors[0]
        found = {name: each.messages[0] for name, each in fault.block_errors.items()}
        return {**found, **({"": fault.non_block_errors[0]} if fault.non_block_errors else {})}
    return {}


def page_with(home, *blocks: tuple[str, Any]) -> StandardPage:
    return home.add_child(instance=StandardPage(title="Sivu", slug="sivu", body=list(blocks)))


def video(**parts: Any) -> dict[str, Any]:
    return {"title": "Polku", "file": None, "link": "", "captions": None, "transcript": "", **parts}


def test_a_video_needs_captions_or_its_content_as_text():
    film, captions = document("polku.webm", WEBM), document("polku.vtt", VTT)

    assert faults("video", video(file=film)) == {"captions": NO_CAPTIONS}
    assert faults("video", video(file=film, transcript="  ")) == {"captions": NO_CAPTIONS}
    assert faults("video", video(file=film, captions=captions)) == {}
    assert faults("video", video(file=film, transcript="<p>Polku.</p>")) == {}


def test_a_draft_may_wait_for_its_captions():
    assert faults("video", video(file=document("polku.webm", WEBM)), draft=True) == {}


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({}, {"file": "Valitse videotiedosto tai lisää linkki videoon."}),
        (
            {"link": "https://innokyla.fi/"},
            {
                "transcript": "Muualla olevaa videota ei voi tekstittää täällä. "
                "Kirjoita sen sisältö tekstinä ennen julkaisua."
            },
        ),
        ({"link": "https://innokyla.fi/", "transcript": "<p>Polku.</p>"}, {}),
    ],
)
def test_a_video_elsewhere_is_a_link_with_its_content_as_text(parts, said):
    assert faults("video", video(**parts)) == said


@pytest.mark.parametrize("draft", [True, False])
def test_a_file_of_another_kind_is_never_a_video_or_captions(draft):
    paper, film = document(), document("polku.webm", WEBM)

    assert faults("video", video(file=paper, captions=film), draft=draft) == {
        "file": "Tämä tiedosto ei ole video. Valitse mp4- tai webm-tiedosto.",
        "captions": "Tämä tiedosto ei ole tekstitys. Valitse vtt-tiedosto.",
    }
    assert faults("video", video(file=film, link="https://innokyla.fi/"), draft=draft) == {
        "link": "Valitse tiedosto tai lisää linkki, älä molempia."
    }


def test_a_video_of_ours_plays_with_its_captions_and_asks_nothing_of_other_sites(client, home):
    film, captions = document("polku.webm", WEBM), document("polku.vtt", VTT)
    page = page_with(home, ("video", video(file=film, captions=captions, transcript="<p>Neljä pysäkkiä.</p>")))

    figure = soup(client.get(page.url)).select_one("figure.video")

    assert (figure.source["src"], figure.source["type"]) == (film.url, "video/webm")
    assert (figure.track["src"], figure.track["srclang"], figure.track["kind"]) == (captions.url, "fi", "captions")
    assert figure.select_one("details p").get_text() == "Neljä pysäkkiä."


@pytest.mark.parametrize(
    ("chosen", "page_language", "said"),
    [
        ("", "fi", ("fi", "Suomenkielinen tekstitys")),
        ("", "sv", ("sv", "Svensk textning")),
        ("sv", "fi", ("sv", "Ruotsinkielinen tekstitys")),
        ("en", "fi", ("en", "Englanninkielinen tekstitys")),
    ],
)
def test_captions_say_their_own_language_or_else_the_pages(chosen, page_language, said):
    block = ContentBlock()
    parts = video(file=document("polku.webm", WEBM), captions=document("polku.vtt", VTT), captions_language=chosen)
    page = StandardPage(locale=Locale(language_code=page_language))

    with override(page_language):
        drawn = block.normalize([("video", parts)])[0].render({"page": page})

    track = BeautifulSoup(drawn, "html.parser").track
    assert (track["srclang"], track["label"]) == said


def test_a_video_elsewhere_loads_nothing(client, home):
    page = page_with(home, ("video", video(link="https://innokyla.fi/v", transcript="<p>Polku.</p>")))

    figure = soup(client.get(page.url)).select_one("figure.video")

    assert [tag.name for tag in figure.select("video, iframe, img, script")] == []
    assert figure.a["href"] == "https://innokyla.fi/v"


def test_a_file_says_its_type_and_size(client, home):
    file = document()
    page = page_with(home, ("file", {"document": file, "title": "Tulosta tästä lista"}))

    line = soup(client.get(page.url)).select_one(".file-link")

    assert (line.a["href"], line.get_text(" ", strip=True)) == (file.url, "Tulosta tästä lista PDF-tiedosto, 1\xa0kt")


def test_a_material_is_a_card_with_its_version_and_goes_when_it_is_taken_down(client, home, library):
    item = add_item(library, title="Muistilista")
    page = page_with(home, ("library_card", item))
    shown = soup(client.get(page.url)).select_one(".library-card")
    item.unpublish()

    assert (shown.a["href"], shown.a.get_text()) == (item.url, "Muistilista")
    assert shown.select("p")[-1].get_text() == "Versio 2, 3.5.2027"
    assert soup(client.get(f"{page.url}?uusi")).select_one(".library-card") is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, {}),
        ({"caption": " "}, {"": "Taulukolla ei ole otsikkoa. Kerro muutamalla sanalla, mitä taulukossa on."}),
        ({"rows": []}, {"": "Taulukko on tyhjä. Lisää sarakkeita ja rivejä."}),
        (
            {"columns": [{"type": "text", "heading": ""}], "rows": [{"values": ["x"]}]},
            {"": "Sarakkeelta puuttuu otsikko. Nimeä jokainen sarake."},
        ),
    ],
)
def test_a_table_has_a_caption_headings_and_rows(changes, said):
    assert faults("table", {"table": {**TABLE, **changes}, "names_rows": True}) == said
    assert faults("table", {"table": {**TABLE, **changes}, "names_rows": True}, draft=True) == {}


@pytest.mark.parametrize(("names_rows", "cells"), [(True, ["th", "td"]), (False, ["td", "td"])])
def test_a_table_names_its_columns_and_rows_in_its_own_scroll_region(client, home, names_rows, cells):
    page = page_with(home, ("table", {"table": TABLE, "names_rows": names_rows}))

    region = soup(client.get(page.url)).select_one(".data-table")

    assert (region["role"], region["tabindex"], region["aria-label"]) == ("region", "0", "Tiimin roolit")
    assert region.caption.get_text(strip=True) == "Tiimin roolit"
    assert [head["scope"] for head in region.select("thead th")] == ["col", "col"]
    assert [cell.name for cell in region.select("tbody tr > *")] == cells


def test_no_field_offers_more_than_nine_blocks():
    assert len(ContentBlock().child_blocks) == 9


@pytest.mark.parametrize("kind", ["video", "file", "library_card", "table"])
def test_every_block_has_a_preview_in_the_editor(helmi, library, kind):
    add_item(library, title="Esimerkki")
    block = ContentBlock().child_blocks[kind]

    answer = signed_in(helmi).get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})

    assert answer.status_code == 200
    assert soup(answer).select_one("main .prose").get_text(strip=True) != "" or kind == "file"
