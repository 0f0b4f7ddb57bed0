"""Every screen in every state of the table: accessible, Finnish, never wider than the window, whatever the light."""

import re
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.conftest import Visitor
from tests.e2e.screens import NOBODY, TABLE, Screen, go_to, kind, sign_in
from tests.e2e.test_walk import STRICT

pytestmark = pytest.mark.e2e

PEOPLE = sorted({screen.who for screen in TABLE})
NARROW, WIDE, ZOOMED = (320, 780), (1280, 900), (320, 256)  # 1280 × 1024 at 400 % is 320 × 256
ENGLISH = re.compile(
    r"\b(the|and|you|your|with|for|not|this|that|are|was|page|session|training|cancel|save|send)\b", re.I
)
IN_ENGLISH = {"style page"}  # contexts of templates are written for those who make the site
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
FILES = (".ics", ".pdf", "/csv/", "/xlsx/")
NO_SCREENS = ("/asiakirjat/", "/hallinta/", "/static/", "/media/", "/tili/", "/demo/", "/tiedosto/")


def show(visitor: Visitor, size: tuple[int, int], scheme: str, **media: Any) -> None:
    """The same page in another window or light, without asking for it again."""
    visitor.page.set_viewport_size({"width": size[0], "height": size[1]})
    visitor.page.emulate_media(color_scheme=scheme, **media)  # type: ignore[arg-type]


def found_by_axe(visitor: Visitor, screen: Screen, options: dict[str, Any]) -> list[str]:
    rules = {"rules": {rule: {"enabled": False} for rule in screen.exempt}} if options is STRICT else {}
    violations = Axe().run(visitor.page, options={**options, **rules}).response["violations"]
    return [f"{screen.name}: {each['id']} {each['nodes'][0]['html'][:160]}" for each in violations]


def wider_than_window(visitor: Visitor, screen: Screen, how: str) -> list[str]:
    wider = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{screen.name}: {wider} px too wide {how}"] if wider else []


OUTLINE = """() => ({
    levels: [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
        .filter((node) => node.checkVisibility()).map((node) => Number(node.tagName[1])),
    landmarks: ["header.site-header", "main#content", "footer.site-footer", "nav.site-nav"]
        .map((each) => document.querySelectorAll(each).length),
})"""


def faults_of_outline(visitor: Visitor, screen: Screen) -> list[str]:
    """One first heading, no level skipped going down, every landmark once."""
    outline = visitor.page.evaluate(OUTLINE)
    levels, landmarks = outline["levels"], outline["landmarks"]
    firsts = [] if levels.count(1) == 1 else [f"{screen.name}: {levels.count(1)} first headings"]
    skips = [f"{screen.name}: h{a} then h{b}" for a, b in pairwise(levels) if b > a + 1]
    return [*firsts, *skips, *([] if landmarks == [1, 1, 1, 1] else [f"{screen.name}: landmarks {landmarks}"])]


def english_words(visitor: Visitor, screen: Screen) -> list[str]:
    if screen.name in IN_ENGLISH:
        return []
    return [f"{screen.name}: {word}" for word in ENGLISH.findall(visitor.page.inner_text("body"))]


@pytest.mark.parametrize("who", PEOPLE)
def test_every_screen_is_accessible_finnish_and_fits(new_visitor, site, who: str) -> None:
    visitor, found = new_visitor(width=NARROW[0]), []
    sign_in(visitor, who)
    for screen in (each for each in TABLE if each.who == who):
        show(visitor, NARROW, "light")
        go_to(visitor, screen)
        found += wider_than_window(visitor, screen, "at 320 px") + english_words(visitor, screen)
        found += found_by_axe(visitor, screen, STRICT) + faults_of_outline(visitor, screen)
        show(visitor, WIDE, "dark")
        found += wider_than_window(visitor, screen, "at 1280 px") + found_by_axe(visitor, screen, STRICT)

    assert found == []


BARE_CONTROLS = """() =>
    [...document.querySelectorAll("main :is(.button, input:not([type=hidden]), select, textarea)")]
    .filter((node) => node.checkVisibility({opacityProperty: true, visibilityProperty: true}))
    .filter((node) => !node.matches(".button--link, [type=checkbox], [type=radio], [type=file]"))
    .filter((node) => parseFloat(getComputedStyle(node).borderTopWidth) === 0)
    .map((node) => node.outerHTML.slice(0, 120))"""
OTHER_TYPEFACE = """() => ["--sans", "--serif"].forEach(  // what a slow connection shows (font-display: optional)
    (each) => document.documentElement.style.setProperty(each, "sans-serif"))"""
MOVING = """() => [...document.querySelectorAll("body *")].filter((node) => {
    const {transitionDuration, animationDuration} = getComputedStyle(node);
    return `${transitionDuration},${animationDuration}`.split(",").some((each) => parseFloat(each) > 0);
}).map((node) => node.outerHTML.slice(0, 120))"""


@pytest.mark.thorough
@pytest.mark.parametrize("who", PEOPLE)
def test_every_screen_bears_the_other_light_zoom_large_text_and_forced_colours(new_visitor, site, who: str) -> None:
    visitor, found = new_visitor(width=NARROW[0]), []
    sign_in(visitor, who)
    for screen in (each for each in TABLE if each.who == who):
        show(visitor, NARROW, "dark", forced_colors="none", reduced_motion="reduce")
        go_to(visitor, screen)
        found += found_by_axe(visitor, screen, CONTRAST)
        found += [f"{screen.name}: moves {html}" for html in visitor.page.evaluate(MOVING)]
        show(visitor, WIDE, "light")
        found += found_by_axe(visitor, screen, CONTRAST)
        show(visitor, ZOOMED, "light")
        found += wider_than_window(visitor, screen, "at 400 %")
        visitor.page.set_viewport_size({"width": 360, "height": 780})
        visitor.page.evaluate("document.documentElement.style.fontSize = '200%'")
        found += wider_than_window(visitor, screen, "at 200 % text")
        visitor.page.evaluate(OTHER_TYPEFACE)
        found += wider_than_window(visitor, screen, "at 200 % text in another typeface")
        show(visitor, WIDE, "light", forced_colors="active")
        found += [f"{screen.name}: no edge {html}" for html in visitor.page.evaluate(BARE_CONTROLS)]

    assert found == []


def reached(visitor: Visitor, starts: list[str]) -> set[str]:
    """Every kind of screen that links lead to from these, as it is after asking for a code where that comes first."""
    found: set[str] = set()
    shown: set[str] = set()
    waiting = list(starts)
    while waiting:
        path = waiting.pop(0)
        if kind(path) in found:
            continue
        visitor.open(path)
        found.add(kind(path))
        shown.add(kind(visitor.page.url))
        links = visitor.page.eval_on_selector_all("main a[href^='/']", "all => all.map((a) => a.getAttribute('href'))")
        waiting += [link for link in links if is_screen(urlsplit(link).path)]
    return shown


def is_screen(path: str) -> bool:
    return not path.endswith(FILES) and not path.startswith(NO_SCREENS)


@pytest.mark.thorough
def test_every_screen_that_links_lead_to_is_in_the_table(new_visitor, site) -> None:
    listed, linked = set(), set()
    for who in PEOPLE:
        visitor = new_visitor(width=WIDE[0])
        sign_in(visitor, who)
        mine = [screen for screen in TABLE if screen.who == who]
        for screen in mine:
            go_to(visitor, screen)
            listed.add(kind(visitor.page.url))
        linked |= reached(visitor, [screen.path for screen in mine if not screen.is_missing])

    assert sorted(each for each in linked - listed if is_screen(each)) == []


def test_the_table_names_each_state_once() -> None:
    names = [screen.name for screen in TABLE]

    assert len(names) == len(set(names))
    assert NOBODY in PEOPLE
