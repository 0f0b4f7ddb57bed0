"""Every screen a role can reach by links, in the light on a phone and in the dark on a wide screen."""

import re
from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import Visitor
from tests.e2e.test_walk import check

pytestmark = pytest.mark.e2e

STARTS = {
    "": ["/", "/tarkista/", "/tili/login/", "/tietosuoja/", "/saavutettavuus/", "/demo/", "/olematon/"],
    "Aino Esimerkki": ["/omat/", "/omat/viestit/", "/tili/2fa/"],
    "Juhani Kuvitelma": ["/omat/"],
    "Maija-Liisa Äyräpää-Östman": ["/omat/"],
    "Eino Odottaja": ["/omat/"],
    "Outi Ulkopuolinen": ["/omat/"],
    "Helmi Harju": ["/kouluttaja/", "/raportit/"],
}
FEWEST = {  # kinds of screens the links must lead to; fewer would mean that the search went wrong
    "": 10,
    "Aino Esimerkki": 6,
    "Juhani Kuvitelma": 3,
    "Maija-Liisa Äyräpää-Östman": 4,
    "Eino Odottaja": 3,
    "Outi Ulkopuolinen": 2,
    "Helmi Harju": 9,
}
SAME_KIND = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/tarkista/)[\w-]{20,}|(?<=/sytyketta/)[\w-]+|\d+|(?<=/rivit/)[\w-]+"
)
ENGLISH = re.compile(
    r"\b(the|and|you|your|with|for|not|this|that|are|was|page|session|training|cancel|save|send)\b", re.I
)
FILES = (".ics", ".pdf", "/csv/")


def screens(visitor: Visitor, starts: list[str]) -> dict[str, str]:
    """One address of every kind of page that can be reached from these, by its kind."""
    found: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        path = waiting.pop(0)
        kind = SAME_KIND.sub("…", urlsplit(path).path)
        if kind in found:
            continue
        found[kind] = path
        visitor.open(path)
        links = visitor.page.eval_on_selector_all(
            "main a[href]", "nodes => nodes.map((node) => node.getAttribute('href'))"
        )
        waiting += [link for link in links if link.startswith("/") and _is_screen(link)]
    return found


def _is_screen(link: str) -> bool:
    path = urlsplit(link).path
    return not path.endswith(FILES) and not path.startswith(("/hallinta/", "/static/", "/media/", "/tili/", "/demo/"))


def check_language(visitor: Visitor) -> None:
    """No English on a Finnish page; texts of the demo's people are Finnish too."""
    words = visitor.page.inner_text("body")
    assert ENGLISH.findall(words) == [], f"{visitor.page.url}: {words[:300]}"


@pytest.mark.parametrize("who", STARTS)
def test_every_screen_is_accessible_finnish_and_fits(new_visitor, site, who: str) -> None:
    phone = new_visitor(width=320)
    wide = new_visitor(width=1280, scheme="dark")
    for visitor in (phone, wide):
        visitor.expected_missing = "/olematon/"
        if who:
            visitor.open(f"/demo/?q={who}")
            visitor.page.get_by_role("button", name=who).first.click()
            visitor.page.wait_for_load_state()
    found = screens(phone, STARTS[who])
    assert len(found) >= FEWEST[who]
    for path in found.values():
        for visitor in (phone, wide):
            visitor.open(path)
            visitor.page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true })")
            check(visitor)
            check_language(visitor)
