"""The style page shows every component and every style sheet, in states that really occur."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from config.sheets import SHEETS as JOINED
from config.style.gallery import ELSEWHERE, examples, own_names, template_of
from courses.enums import Phase
from enrollment.wording.runs import RunCard
from tests.conftest import signed_in

pytestmark = pytest.mark.one_database

ROOT = Path(settings.BASE_DIR)
COMPONENTS = {path.stem for path in (ROOT / "templates/components").glob("*.html")}
SHEETS = {path.stem: path.read_text() for path in (ROOT / "static/css/components").glob("*.css")}
OF_ONE_SCREEN = {  # what a screen lays around components, and what only some answers show
    *(
        "action-bar",
        "action-bar__told",
        "also-waits",
        "assignment__saved--not",
        "near-words",
        "attendance-list",
        "attendance-row__choices--two",
        "attendance-row__remove",
        "person-list",
        "review-decision",
        "figure-grid",
        "run-list",
        "filters__hits",
        "ways",
        "report-form",
        "report-divisions",
    ),
    *("assignment", "assignment__caution", "assignment__files", "assignment__instruction", "assignment__saved"),
    *("feedback-result--choice", "feedback-sectors", "followup--after-scale", "step-7", "step-8", "step-9"),
    *(f"followup--{step}" for step in (1, 2, 3, 4, 5, "dk")),
    *("gap", "gap-list", "honeypot", "responsive-object"),
}


@pytest.fixture
def style_page(sanna):
    return signed_in(sanna).get("/tyyli/")


def shown(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def classes_of(sheet: str) -> set[str]:
    """The class names a style sheet speaks of."""
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"/\*.*?\*/|url\([^)]*\)", "", SHEETS[sheet], flags=re.DOTALL)))


def test_every_component_is_shown(style_page):
    names = {heading["id"].removeprefix("part-") for heading in shown(style_page).select("h2[id^=part-]")}

    assert COMPONENTS - names == set()
    assert names - COMPONENTS - SHEETS.keys() - ELSEWHERE.keys() == set()


def test_every_example_has_a_template_that_lists_its_context(style_page):
    listed = {block["aria-label"]: block.text.strip() for block in shown(style_page).select(".style-page__context")}

    assert len(listed) == len(examples())
    assert [name for name, text in listed.items() if not text] == []
    assert [name for name in examples() if not (ROOT / "templates" / template_of(name)).exists()] == []


def test_every_style_sheet_is_linked_and_at_work(style_page):
    html = shown(style_page)
    linked = {re.search(r"(\w+)(\.\w+)?\.css", link["href"])[1] for link in html.select("link[rel=stylesheet]")}
    drawn = {name for node in html.select("[class]") for name in node["class"]} | OF_ONE_SCREEN

    joined = {file.rpartition("/")[2] for files in JOINED.values() for file in files}
    assert SHEETS.keys() - linked - joined == set()
    assert {sheet: missing for sheet in SHEETS if (missing := classes_of(sheet) - drawn)} == {}


def test_no_two_examples_share_an_id(style_page):
    ids = [node["id"] for node in shown(style_page).select("[id]")]

    assert sorted({each for each in ids if ids.count(each) > 1}) == []


def test_every_phase_of_a_run_has_its_card():
    badges = [each.context["card"].badge for each in examples()["run_card"]]
    never_shown = {Phase.UNPUBLISHED, Phase.OPEN}  # an open run says how many places are left

    assert [phase for phase in set(Phase) - never_shown if str(phase.label) not in badges] == []
    assert all(type(each.context["card"]) is RunCard for each in examples()["run_card"])


@pytest.mark.parametrize(
    ("query", "room"), [("", ""), ("?pohja=tumma", "dark"), ("?pohja=vaalea", "light"), ("?pohja=x", "")]
)
def test_the_examples_are_drawn_in_the_room_asked_for(sanna, query, room):
    answer = signed_in(sanna).get(f"/tyyli/{query}")

    rooms = [name for name in ("dark", "light") if shown(answer).select(f".style-page--{name}")]
    assert rooms == [room] * bool(room)


def test_search_engines_leave_the_page_alone(style_page):
    assert style_page["X-Robots-Tag"] == "noindex"
    assert shown(style_page).select_one('meta[name="robots"]')["content"] == "noindex"


def test_what_points_at_an_id_follows_it():
    html = '<p id="a"></p><input aria-describedby="a b"><a href="#a">x</a><a href="/a#b">y</a><p data-id="a"></p>'

    assert own_names(html, "n") == (
        '<p id="n-a"></p><input aria-describedby="n-a n-b"><a href="#n-a">x</a><a href="/a#b">y</a><p data-id="a"></p>'
    )
