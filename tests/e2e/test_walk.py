"""The walk of the whole product on a phone: from a stranger to a checked certificate, by finger and by keyboard."""

import re
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import Site, Visitor, code_in, newest_mail
from tests.e2e.hands import Finger, Keyboard

pytestmark = pytest.mark.e2e

STRICT = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ANSWER = """Nopea tulkintani oli, että huoltaja välttelee yhteydenottoa.

Avoimet kysymykset: Mitä lapselle kuuluu juuri nyt? Mikä auttaisi huoltajaa vastaamaan? Kuka on jo mukana?

Tulkintani muuttui, kun mietin, kuinka monta yhteydenottoa samaan perheeseen oli tullut samalla viikolla."""


def check(visitor: Visitor) -> None:
    """Nothing for axe to find on this screen."""
    found = Axe().run(visitor.page, options=STRICT).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == [], visitor.page.url
    wider = visitor.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider == 0, f"{visitor.page.url} scrolls sideways by {wider} px"


class Walk:
    """One person's window and hands, and the screens checked on the way."""

    def __init__(self, visitor: Visitor, hands: Finger | Keyboard) -> None:
        self.visitor, self.page, self.hands = visitor, visitor.page, hands

    def open(self, path: str) -> None:
        self.visitor.open(path)
        check(self.visitor)

    def press(self, role: str, name: str | re.Pattern[str]) -> None:
        self.go(self.page.get_by_role(role, name=name).first)  # type: ignore[arg-type]

    def go(self, target: Locator) -> None:
        """Press what leads to another page, and check that one."""
        with self.page.expect_navigation():
            self.hands.press(self.page, target)
        check(self.visitor)

    def write(self, label: str, text: str) -> None:
        field = self.page.locator("input, textarea").and_(self.page.get_by_label(label)).first
        self.hands.write(self.page, field, text)

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def sign_in_from_demo(self, who: str) -> None:
        """One click of the demo, found by searching the name."""
        self.visitor.open(f"/demo/?q={who}")
        self.page.get_by_role("button", name=who).first.click()
        self.page.wait_for_load_state()


@pytest.mark.parametrize(("hands", "name"), [(Finger(), "Uuno Uusitulokas"), (Keyboard(), "Nella Näppäin-Čuonna")])
def test_stranger_walks_from_course_page_to_checked_certificate(new_visitor, site: Site, hands, name, tmp_path) -> None:
    email = f"{name.split()[0].lower()}@esimerkki.example"
    stranger = Walk(new_visitor(), hands)
    enrol(stranger, name, email)
    sign_in_with_code(stranger, email)

    trainer = Walk(new_visitor(), hands)
    trainer.sign_in_from_demo("Helmi Harju")
    hold_session(trainer, number=1, away="")
    hold_session(trainer, number=2, away=name)

    do_assignment(stranger)
    accept(trainer, name)

    address = receive_certificate(stranger, name)
    give_feedback(stranger)
    someone_checks(Walk(new_visitor(), hands), address, name, tmp_path)
    assert site.manage("audit_invariants").stdout == "Every invariant holds.\n"


def enrol(walk: Walk, name: str, email: str) -> None:
    walk.open("/")
    walk.press("link", "Katso koulutukset")
    walk.press("link", "Sytykettä yhteistyöhön")
    card = walk.page.get_by_role("region", name=re.compile("Kokeilutoteutus"))
    walk.go(card.get_by_role("link", name="Ilmoittaudu"))
    walk.press("button", "Ilmoittaudu")
    walk.sees("Kirjoita nimesi siinä muodossa kuin haluat sen todistukseen.")
    walk.write("Nimi", name)
    walk.write("Sähköposti", email)
    walk.write("Organisaatio", "Kuopion kaupunki, sivistystoimi")
    walk.hands.choose(walk.page, walk.page.get_by_label("Toimiala"), "sivistystoimi")
    walk.write("Ammattinimike", "koulukuraattori")
    walk.press("button", "Ilmoittaudu")
    walk.sees("Ilmoittautumisesi on kirjattu")  # the sessions of the trial are over, so that one can walk on at once
    walk.sees(re.compile(re.escape(email)))


def sign_in_with_code(walk: Walk, email: str) -> None:
    assert "kouluttaja vahvistaa, olitko" in newest_mail(walk.visitor, email, "Ilmoittautumisesi on kirjattu")
    walk.press("link", "Omat koulutukset")
    walk.write("Sähköposti", email)
    walk.press("button", re.compile("kertakäyttökoodi"))
    walk.write("Kertakäyttökoodi", code_in(newest_mail(walk.visitor, email, "Kertakäyttökoodi")))
    walk.press("button", "Kirjaudu sisään")
    expect(walk.page).to_have_url(re.compile("/omat/$"))
    walk.sees("Mitä puuttuu")


def hold_session(walk: Walk, *, number: int, away: str) -> None:
    """Mark everybody of the trial's session and confirm it."""
    walk.open("/kouluttaja/")
    row = walk.page.get_by_role("listitem").filter(has_text="Kokeilutoteutus").filter(has_text=f"{number}. kerta")
    walk.go(row.get_by_role("link").first)
    if (
        walk.page.get_by_role("link", name="Vahvista läsnäolot").count() == 0
    ):  # a later joiner: the session is confirmed
        mark(walk, away)
        return
    if away:
        mark(walk, away)
    walk.press("button", "Merkitse loput paikalla olleiksi")
    walk.press("link", "Vahvista läsnäolot")
    walk.press("button", "Vahvista läsnäolot")
    walk.sees(re.compile("Läsnäolot on vahvistettu"))


def mark(walk: Walk, away: str) -> None:
    """Mark one person away, or whoever has no mark present, and save."""
    if away:
        group = walk.page.get_by_role("group", name=away)
        with walk.page.expect_response(lambda response: response.request.method == "POST"):
            walk.hands.tick(walk.page, group.get_by_role("radio", name="Poissa"))
        expect(group.get_by_role("radio", name="Poissa")).to_be_checked()
        walk.page.reload()
    else:
        walk.press("button", "Merkitse loput paikalla olleiksi")


def do_assignment(walk: Walk) -> None:
    walk.open("/omat/")
    walk.sees(re.compile("Täydennystehtävä: Kysymyksiä hitaasti"))
    walk.press("link", "Aloita tehtävä")
    walk.sees(re.compile("Älä kirjoita asiakkaista tai perheistä mitään"))
    walk.write("Vastauksen teksti", "Kesken jäänyt ajatus")
    walk.visitor.open("/omat/")  # at once, before the draft has been saved by itself
    wait_for(walk, walk.page.get_by_role("link", name="Jatka luonnosta"))  # it was sent on leaving, beside this page
    check(walk.visitor)
    walk.press("link", "Jatka luonnosta")
    expect(walk.page.get_by_role("textbox", name="Vastauksen teksti")).to_have_value("Kesken jäänyt ajatus")
    walk.write("Vastauksen teksti", "Soita numeroon 040 123 4567.")
    walk.hands.tick(walk.page, walk.page.get_by_role("checkbox"))
    walk.press("button", "Lähetä tehtävä")
    walk.sees(re.compile("henkilötunnus tai puhelinnumero"))
    walk.write("Vastauksen teksti", ANSWER)
    if not walk.page.get_by_role("checkbox").is_checked():
        walk.hands.tick(walk.page, walk.page.get_by_role("checkbox"))
    walk.press("button", "Lähetä tehtävä")
    walk.sees(re.compile("Kouluttaja käy vastauksesi läpi"))


def wait_for(walk: Walk, target: Locator) -> None:
    """Ask for the same page again until it shows this, for half a minute."""
    for _ in range(60):
        if target.count():
            return
        walk.page.wait_for_timeout(500)
        walk.page.reload()
    raise AssertionError(f"{walk.page.url} never shows {target}")


def accept(walk: Walk, name: str) -> None:
    walk.open("/kouluttaja/tehtavat/")
    walk.press("link", name)
    walk.write("Kommentti osallistujalle", "Kiitos, kysymyksesi ovat avoimia ja monesta näkökulmasta.")
    walk.press("button", "Hyväksy")
    walk.sees("osallistujan suoritus on valmis")
    walk.press("button", "Hyväksy ja merkitse suoritetuksi")


def receive_certificate(walk: Walk, name: str) -> str:
    """Wait for the certificate to make itself; returns its public address."""
    walk.visitor.open("/omat/")
    shown = walk.page.locator("main a[href*='/tarkista/'][href$='/']")
    wait_for(walk, shown)
    check(walk.visitor)
    address = shown.first.get_attribute("href")
    assert address
    mail = newest_mail(walk.visitor, f"{name.split()[0].lower()}@esimerkki.example", "Todistuksesi on valmis")
    assert address in mail
    return address.removeprefix(walk.visitor.site.url)


def give_feedback(walk: Walk) -> None:
    walk.press("link", "Anna palautetta")
    walk.hands.tick(
        walk.page, walk.page.get_by_role("group", name=re.compile("Tunnen lastensuojelun")).get_by_role("radio").nth(3)
    )
    walk.press("button", re.compile("Lähetä"))
    walk.open("/omat/")
    walk.sees(re.compile("Vastauksesi on otettu vastaan"))


def someone_checks(walk: Walk, address: str, name: str, folder: Path) -> None:
    """Somebody with the paper: by link, by typed ID and surname, and the PDF itself."""
    walk.open(address)
    walk.sees("Todistus on voimassa")
    walk.sees(name)
    human_id = re.search(r"SYTY(-[0-9A-Z]{4}){3}", walk.page.inner_text("main"))
    assert human_id
    walk.open("/tarkista/")
    walk.write("Todistuksen tunniste", human_id[0].lower())
    walk.write("Sukunimi", name.split()[-1].upper())
    walk.press("button", "Tarkista todistus")
    walk.sees("Todistus on voimassa")
    assert walk.visitor.context.cookies() == []
    pdf = walk.page.request.get(f"{walk.visitor.site.url}{address}todistus.pdf")
    (folder / "todistus.pdf").write_bytes(pdf.body())
    text = subprocess.run(
        ["pdftotext", "-layout", str(folder / "todistus.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert name in text
    assert human_id[0] in text
