"""What a text may not do to its readers, and how the editor hears of it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from cms.blocks import ContentBlock
from cms.content_checks import heading_levels, is_a_file_name, link_fault, link_faults, skipped_level
from cms.models import StandardPage
from config.demo.content_files import FOLDER, content
from tests.cms.conftest import add_item
from tests.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

EMPTY = "Linkillä ei ole tekstiä. Kirjoita, mihin linkki vie, tai poista linkki."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", EMPTY),
        (" \xa0 ", EMPTY),
        ("»", EMPTY),
        ("tästä", "Linkin tekstinä on vain ”tästä”. Kerro, mihin linkki vie."),
        ("Klikkaa  tästä!", "Linkin tekstinä on vain ”Klikkaa tästä!”. Kerro, mihin linkki vie."),
        ("Lue lisää →", "Linkin tekstinä on vain ”Lue lisää →”. Kerro, mihin linkki vie."),
        ("https://thl.fi/x", "Linkin tekstinä on osoite: https://thl.fi/x. Kerro sanoin, mihin linkki vie."),
        ("www.thl.fi", "Linkin tekstinä on osoite: www.thl.fi. Kerro sanoin, mihin linkki vie."),
        ("thl.fi", "Linkin tekstinä on osoite: thl.fi. Kerro sanoin, mihin linkki vie."),
        ("THL:n sivut", ""),
        ("Lue lisää verkostotapaamisesta", ""),
        ("tästä lapsi hyötyy", ""),
    ],
)
def test_the_text_of_a_link_says_where_it_leads(text, fault):
    assert link_fault(text) == fault


def test_every_link_of_a_text_is_read_with_the_marks_inside_it():
    html = '<p><a href="/a">Avaa <b>lista</b></a>, <a linktype="page" id="3"><i>tästä</i></a> <a href="/b"></a></p>'

    assert link_faults(html) == ["Linkin tekstinä on vain ”tästä”. Kerro, mihin linkki vie.", EMPTY]


@pytest.mark.parametrize(
    ("before", "levels", "is_skipped"),
    [(1, [2, 3, 4, 2], False), (1, [3], True), (2, [3, 3], False), (2, [4], True), (3, [2, 4], True), (4, [], False)],
)
def test_no_level_of_headings_is_skipped(before, levels, is_skipped):
    assert (skipped_level(before, levels) != "") is is_skipped


def test_headings_are_read_in_order():
    assert heading_levels("<p>x</p><h3>A</h3><p>y</p><h4>B</h4>") == [3, 4]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IMG_1234.jpg", True),
        ("polku.png", True),
        ("dsc 0042", True),
        ("Polku metsässä", False),
        ("Kuva perheestä", False),
    ],
)
def test_the_name_of_a_file_is_no_alternative_text(text, expected):
    assert is_a_file_name(text) is expected


@pytest.mark.parametrize(
    ("text", "file", "expected"),
    [
        ("kuva", "kuva.png", True),
        ("Polku talvella", "polku_talvella.jpg", True),
        ("Polku", "polku_x8Ks2Qa.png", True),
        ("Polku", "kuva.png", False),
    ],
)
def test_the_name_the_image_was_uploaded_by_is_no_alternative_text(text, file, expected):
    assert is_a_file_name(text, f"original_images/{file}") is expected


# in the blocks


def faults(*stream: tuple[str, Any], draft: bool = False) -> dict[int, list[str]]:
    """What the editor says, by the place of the block."""
    block = ContentBlock()
    try:
        (block.clean_deferred if draft else block.clean)(block.normalize(list(stream)))
    except ValidationError as refused:
        return {place: _texts(fault) for place, fault in refused.block_errors.items()}
    return {}


def _texts(fault: Any) -> list[str]:
    inner = getattr(fault, "block_errors", None)
    return [text for each in inner.values() for text in _texts(each)] if inner else list(fault.messages)


def picture(alt: str, *, decorative: bool = False) -> Any:
    with (FOLDER / "images" / "polku.png").open("rb") as file:
        image = get_image_model().objects.create(title="Polku", file=ImageFile(file, name="polku.png"))
    image.contextual_alt_text, image.decorative = alt, decorative
    return image


def test_a_text_with_an_idle_link_is_not_published_but_kept_as_a_draft():
    text = ("paragraph", '<p>Lataa lista <a href="/x">tästä</a>.</p>')

    assert faults(text) == {0: ["Linkin tekstinä on vain ”tästä”. Kerro, mihin linkki vie."]}
    assert faults(text, draft=True) == {}


def test_headings_follow_each_other_through_the_whole_page():
    skipped = (
        "Tason 3 väliotsikolta puuttuu yläpuolelta tason 2 otsikko. Lisää puuttuva otsikko tai valitse ylempi taso."
    )
    text = ("paragraph", "<h3>Väliotsikko</h3><p>x</p>")

    assert faults(text) == {0: [skipped]}
    assert faults(("heading", "Otsikko"), ("paragraph", "<p>x</p>"), text) == {}
    assert faults(text, draft=True) == {}


def test_everything_to_be_mended_is_told_at_once():
    both = ("paragraph", '<h4>Väliotsikko</h4><p><a href="/x">tästä</a></p>')

    assert faults(("heading", "Otsikko"), both, ("heading", "")) == {
        1: [
            "Linkin tekstinä on vain ”tästä”. Kerro, mihin linkki vie.",
            "Tason 4 väliotsikolta puuttuu yläpuolelta tason 3 otsikko. "
            "Lisää puuttuva otsikko tai valitse ylempi taso.",
        ],
        2: ["Täytä tämä kohta."],
    }


def test_an_empty_subheading_is_refused():
    empty = ("paragraph", "<h3> </h3><p>x</p>")

    assert faults(("heading", "Otsikko"), empty) == {
        1: ["Otsikko on tyhjä. Kirjoita otsikko tai muuta se tavalliseksi tekstiksi."]
    }


@pytest.mark.parametrize(
    ("alt", "decorative", "said"),
    [
        ("", False, ["Kirjoita kuvalle vaihtoehtoinen teksti tai merkitse kuva koristeeksi"]),
        ("", True, []),
        ("Polun neljä pysäkkiä", False, []),
        ("polku.png", False, ["Vaihtoehtoinen teksti on tiedoston nimi. Kerro, mitä kuvassa näkyy."]),
    ],
)
def test_an_image_says_what_it_shows_or_is_marked_decorative(alt, decorative, said):
    block = ("figure", {"image": picture(alt, decorative=decorative), "caption": ""})

    assert faults(block) == ({0: said} if said else {})


def test_a_draft_keeps_an_image_without_words_and_refuses_the_name_of_its_file():
    said = ["Vaihtoehtoinen teksti on tiedoston nimi. Kerro, mitä kuvassa näkyy."]

    drafts = [faults(("figure", {"image": picture(alt), "caption": ""}), draft=True) for alt in ("", "Polku")]

    assert drafts == [{}, {0: said}]


def test_the_text_of_a_video_is_read_too():
    video = {"title": "V", "file": None, "captions": None, "link": "https://a.example"}
    video["transcript"] = '<p><a href="/x">här</a></p>'

    assert faults(("video", video)) == {0: ["Linkin tekstinä on vain ”här”. Kerro, mihin linkki vie."]}


def test_the_link_of_a_material_is_read_too(library):
    item = add_item(library)
    item.link_url, item.link_text = "https://innokyla.fi/", "Lue lisää"

    with pytest.raises(ValidationError) as refused:
        item.clean()

    assert refused.value.message_dict == {
        "link_text": ["Linkin tekstinä on vain ”Lue lisää”. Kerro, mihin linkki vie."]
    }


def test_the_editor_hears_it_on_publishing_and_may_save_a_draft(home, sanna):
    page = home.add_child(instance=StandardPage(title="Sivu", slug="sivu", live=False))
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    body = streamfield([("paragraph", rich_text('<p><a href="https://thl.fi">tästä</a></p>'))])
    fields = nested_form_data({"title": "Sivu", "slug": "sivu", "lede": "", "body": body, "comments": _no_comments()})
    client = signed_in(sanna)

    refused = client.post(address, {**fields, "action-publish": "1"})
    page.refresh_from_db()
    was_live = page.live
    saved = client.post(address, fields)

    assert (refused.status_code, was_live) == (200, False)
    assert "Linkin tekstin\\u00e4 on vain" in refused.content.decode() or "Linkin tekstinä on vain" in (
        refused.content.decode()
    )
    assert (saved.status_code, page.revisions.count()) == (302, 1)


UNFINISHED = {
    "paragraph": rich_text(""),
    "heading": "",
    "quote": {"text": "", "source": ""},
    "reflection": {"question": "", "hint": ""},
    "figure": {"image": {"image": "", "alt_text": ""}, "caption": ""},
    "video": {"title": "", "file": "", "link": "", "captions": "", "transcript": rich_text("")},
    "file": {"document": "", "title": ""},
    "library_card": "",
    "table": {"table": {"caption": "", "column-count": 0, "row-count": 0}},
}


@pytest.mark.parametrize("kind", ContentBlock().child_blocks)
def test_a_block_just_added_is_kept_in_the_draft_and_seen_in_the_preview(kind, home, sanna):
    page = home.add_child(instance=StandardPage(title="Sivu", slug="sivu", live=False))
    body = streamfield([(kind, UNFINISHED[kind])])
    fields = nested_form_data({"title": "Sivu", "slug": "sivu", "lede": "", "body": body, "comments": _no_comments()})
    client = signed_in(sanna)

    saved = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), fields)
    previewed = client.post(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]), fields)
    seen = client.get(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]))

    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    assert (saved.status_code, [block.block_type for block in draft.body]) == (302, [kind])
    assert (previewed.json()["is_valid"], seen.status_code) == (True, 200)


def _no_comments() -> dict[str, Any]:
    return {f"{name}_FORMS": 0 for name in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}


def test_the_demos_own_texts_pass():
    texts = [part["html"] for page in _demo_pages() for part in page["body"] if part["type"] == "rich_text"]

    assert len(texts) > 20
    assert [fault for text in texts for fault in link_faults(text)] == []


def _demo_pages() -> list[dict[str, Any]]:
    modules = [module for section in content("course")["sections"] for module in section["modules"]]
    return [*modules, *content("library")["items"]]
