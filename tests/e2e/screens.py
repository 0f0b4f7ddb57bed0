"""The screens of the site and the states they are looked at in. One table; a screen without a row fails."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.e2e.conftest import Visitor

NOBODY, AINO, JUHANI, TIINA, MAIJA, EINO, NEA, OUTI, HEIKKI, HELMI, SANNA = (
    "", "Aino Esimerkki", "Juhani Kuvitelma", "Tiina Keksintö", "Maija-Liisa Äyräpää-Östman", "Eino Odottaja",
    "Nea Esittelijä", "Outi Ulkopuolinen", "Heikki Mallikainen", "Helmi Harju", "Sanna Koskela",
)  # fmt: skip


@dataclass(frozen=True)
class Screen:
    """What is looked at, as whom, where it begins, and the links to follow from there (selectors of one each)."""

    name: str
    who: str
    path: str
    links: tuple[str, ...] = ()
    press: str = ""  # the button of a form to send as it is, to see what it asks for
    is_missing: bool = False  # answered with 404
    exempt: tuple[str, ...] = ()  # rules of axe that cannot hold here, each for the reason beside it


def _session(place: str) -> str:
    return f"section[aria-labelledby={place}] a[href*='/kerta/']"


_REPORT = "th a[href^='/raportit/']"
_HELD = f"tr:has-text('Pilotti') {_REPORT}"
_PILOT = ".person-list a:has-text('Sytykettä')"
_COURSE = "article h2 a"
_WORKSHOP, _GROUPS = ".person-list a:has-text('Monialaiset')", "main a[href$='/vaihda/']"
SEND = "main form[method=post] button[type=submit]"
TABLE = [
    Screen("front page", NOBODY, "/"),
    Screen("catalogue", NOBODY, "/koulutukset/"),
    Screen("catalogue, something found", NOBODY, "/koulutukset/?muoto=online&vapaita=on"),
    Screen("catalogue, nothing found", NOBODY, "/koulutukset/?haku=zeppeliini"),
    Screen("catalogue, to be corrected", NOBODY, "/koulutukset/?alue=x&muoto=x&alkaen=huomenna"),
    Screen("course page", NOBODY, "/koulutukset/", (_COURSE,)),
    Screen("module, first", NOBODY, "/koulutukset/", (_COURSE, ".module-list li:first-child a")),
    Screen("module, last", NOBODY, "/koulutukset/", (_COURSE, "section:last-of-type .module-list li:last-child a")),
    Screen("enrolling", NOBODY, "/", (".next-step a",)),
    Screen("enrolling, to be corrected", NOBODY, "/", (".next-step a",), press=SEND),
    Screen("checking a certificate", NOBODY, "/tarkista/"),
    Screen("checking a certificate, to be corrected", NOBODY, "/tarkista/", press=SEND),
    Screen("checking a certificate, dead link", NOBODY, "/tarkista/xxxxxxxxxxxxxxxxxxxxxx/", is_missing=True),
    Screen("signing in", NOBODY, "/tili/login/"),
    Screen("signing in, to be corrected", NOBODY, "/tili/login/", press=SEND),
    Screen("library", NOBODY, "/materiaalit/"),
    Screen("material", NOBODY, "/materiaalit/", (".library-list a",)),
    Screen("search", NOBODY, "/haku/"),
    Screen("privacy", NOBODY, "/tietosuoja/"),
    Screen("accessibility", NOBODY, "/saavutettavuus/"),
    Screen("accessibility, feedback to be corrected", NOBODY, "/saavutettavuus/", press=SEND),
    Screen("no such page", NOBODY, "/olematon/", is_missing=True),
    Screen("demo", NOBODY, "/demo/"),
    Screen("own page, under way", AINO, "/omat/"),
    Screen("own page, something missing", TIINA, "/omat/"),
    Screen("own page, out of reach", JUHANI, "/omat/", (_PILOT,)),
    Screen("own page, certificate ready", MAIJA, "/omat/"),
    Screen("own page, in the queue", EINO, "/omat/"),
    Screen("own page, a place offered", NEA, "/omat/"),
    Screen("offered place", NEA, "/omat/", ("main a[href^='/paikka/']",)),
    Screen("enrolment disowned", EINO, "/omat/viestit/", ("main a[href*='/en-ollut-mina/']",)),
    Screen("own page, nothing yet", OUTI, "/omat/"),
    Screen("a session moved", TIINA, "/omat/", ("main a[href^='/uusi-aika/']",)),
    Screen("assignment", TIINA, "/omat/", ("main a[href*='/tehtava/']",)),
    Screen("assignment, to be corrected", TIINA, "/omat/", ("main a[href*='/tehtava/']",), press=SEND),
    Screen("certificate checked", MAIJA, "/omat/", ("main a[href*='/tarkista/'][href$='/']",)),
    Screen("feedback, closed", MAIJA, "/omat/viestit/", ("main a[href*='/palaute/']",)),
    Screen("cancelling", AINO, "/omat/", ("main a[href$='/peru/']",)),
    Screen("changing the group", HEIKKI, "/omat/", (_WORKSHOP, _GROUPS)),
    Screen("changing the group, asked", HEIKKI, "/omat/", (_WORKSHOP, _GROUPS, ".run-list li:last-child a")),
    Screen("changing the group, full", HEIKKI, "/omat/", (_WORKSHOP, _GROUPS, ".run-list a")),
    Screen("one training", AINO, "/koulutukset/", (_COURSE, ".run-card a[href^='/omat/']")),
    Screen("messages", AINO, "/omat/viestit/"),
    Screen("messages, none", OUTI, "/omat/viestit/"),
    Screen("own details", AINO, "/omat/tiedot/"),
    Screen("own name", AINO, "/omat/tiedot/nimi/"),
    Screen("own organisation", AINO, "/omat/tiedot/tyo/"),
    Screen("own organisation, to be mended", AINO, "/omat/tiedot/", ("main a[href$='/korjaa/']",)),
    Screen("own organisation, ending", AINO, "/omat/tiedot/", ("main a[href$='/paata/']",)),
    Screen("asking for a code", AINO, "/omat/tiedot/vahvista/lataa/"),
    Screen("copy of own data", AINO, "/omat/tiedot/lataa/"),
    Screen("erasing own data", AINO, "/omat/tiedot/poista/"),
    Screen("second step", AINO, "/tili/2fa/"),
    Screen("desk", HELMI, "/kouluttaja/"),
    Screen("session, to be confirmed", HELMI, "/kouluttaja/", (".next-step a",)),
    Screen("confirming", HELMI, "/kouluttaja/", (".next-step a", "main a[href$='/vahvista/']")),
    Screen("session, confirmed", HELMI, "/kouluttaja/", (_session("held"),)),
    Screen("session, not begun", HELMI, "/kouluttaja/", (_session("coming"),)),
    Screen("moving a session", HELMI, "/kouluttaja/", (_session("coming"), "a[href$='/siirra/']")),
    Screen("moving, to be corrected", HELMI, "/kouluttaja/", (_session("coming"), "a[href$='/siirra/']"), press=SEND),
    Screen("cancelling a session", HELMI, "/kouluttaja/", (_session("coming"), "main a[href$='/peru/']")),
    Screen("list to print", HELMI, "/kouluttaja/", (_session("coming"), "a[href$='/lista/']")),
    Screen("adding somebody", HELMI, "/kouluttaja/", (_session("held"), "a[href$='/lisaa/']")),
    Screen("assignments to review", HELMI, "/kouluttaja/tehtavat/"),
    Screen("review", HELMI, "/kouluttaja/tehtavat/", ("main a[href^='/kouluttaja/tehtavat/']",)),
    Screen("reports", HELMI, "/raportit/"),
    Screen("report, a run held", HELMI, "/raportit/", (_HELD,)),
    Screen("report, a run coming", HELMI, "/raportit/", (f"tr:first-child {_REPORT}",)),
    Screen("report, rows", HELMI, "/raportit/", (_HELD, ".figure-tile a")),
    Screen("report, what is missing", HELMI, "/raportit/", (f"tr:first-child {_REPORT}", "main a[href$='/puuttuu/']")),
    Screen("period, rows", SANNA, "/raportit/", ("main a[href*='/rivit/']",)),
    Screen("period, told", SANNA, "/raportit/", ("main a[href*='/kerrotut/']",)),
    Screen("feedback results", HELMI, "/raportit/", (_HELD, ".feedback-link a")),
    # the same landmark stands there once in each of its states
    Screen("style page", SANNA, "/tyyli/", exempt=("landmark-unique",)),
]  # fmt: skip

COURSE = re.compile(r"^((?:/sv)?/koulutukset/)[\w-]+/")
SAME_KIND = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/tarkista/)[\w-]{20,}|(?<=/paikka/)[\w:-]+|(?<=/uusi-aika/)[\w:-]+|(?<=/en-ollut-mina/)[\w:-]+|(?<=/koulutukset/…/)[\w-]+|(?<=/materiaalit/)[\w-]+|(?<=/kerrotut/)[\w-]+|\d+|(?<=/rivit/)[\w-]+|(?<=/vahvista/)\w+"
)


def kind(path: str) -> str:
    """The address without what tells one object from another."""
    return SAME_KIND.sub("…", COURSE.sub(r"\1…/", urlsplit(path).path))


def sign_in(visitor: Visitor, who: str) -> None:
    """One press on the demo page; nobody stays nobody."""
    if who:
        visitor.open(f"/demo/?q={who}")
        with visitor.page.expect_navigation():
            visitor.page.get_by_role("button", name=who).first.click()


def go_to(visitor: Visitor, screen: Screen) -> None:
    """Stand on the screen in its state, everything that folds unfolded."""
    visitor.expected_missing = screen.path if screen.is_missing else ""
    visitor.open(screen.path)
    for link in screen.links:
        address = visitor.page.locator(link).first.get_attribute("href")
        assert address, f"{screen.name}: no link {link}"
        visitor.page.goto(address if address.startswith("http") else f"{visitor.site.url}{address}")
    if screen.press:
        with visitor.page.expect_navigation():
            visitor.page.locator(screen.press).locator("visible=true").last.click()
    visitor.page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true })")
