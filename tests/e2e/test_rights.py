"""Persons' rights in a browser, by keyboard alone: mend, take a copy, erase; and tell what is not accessible."""

import re
import zipfile
from pathlib import Path

import pytest

from tests.e2e.conftest import Site, code_in, newest_mail
from tests.e2e.hands import Finger, Keyboard
from tests.e2e.screens import AINO, sign_in
from tests.e2e.test_walk import Walk

pytestmark = pytest.mark.e2e

NAME, EMAIL = "Ritva Poistuva-Äyräpää", "ritva@esimerkki.example"
MAKE_RITVA = f"""
from accounts.models import User
from courses.models import CourseRun
from django.utils import timezone
from enrollment.services import Snapshot, enroll
person = User.objects.create_user("{EMAIL}", name="{NAME}")
run = CourseRun.objects.get(label__startswith="Kokeilutoteutus")
enroll(run, person, Snapshot("{NAME}"), now=timezone.now())
"""


def test_a_person_mends_copies_and_erases_their_data_by_keyboard(new_visitor, site: Site, tmp_path: Path) -> None:
    site.manage("shell", "-v0", "-c", MAKE_RITVA)
    ritva = Walk(new_visitor(), Keyboard())
    ritva.sign_in_from_demo(NAME)
    ritva.open("/omat/")
    ritva.press("link", "Omat tiedot")

    ritva.press("link", "Muuta nimeä tai kieltä")
    ritva.write("Nimi", " ")
    ritva.press("button", "Tallenna")
    ritva.sees("Kirjoita nimesi siinä muodossa kuin haluat sen todistukseen.")
    ritva.write("Nimi", "Ritva Uusinimi")
    ritva.press("button", "Tallenna")
    ritva.sees("Uusi nimesi on käytössä. Aiemmin myönnetyt todistukset pysyvät ennallaan.")

    ritva.press("link", "Ota kopio")
    ritva.press("link", "Jatka")
    confirm(ritva)
    assert sorted(copied(ritva, tmp_path)) == ["omat-tiedot.html", "omat-tiedot.json"]

    ritva.open("/omat/tiedot/")
    ritva.press("link", "Poista tietoni")
    ritva.sees("Mitä jää ilman nimeäsi")
    ritva.press("button", "Poista tietoni pysyvästi")
    ritva.sees(re.compile("Valitse tämä, kun olet lukenut"))
    ritva.hands.tick(ritva.page, ritva.page.get_by_role("checkbox"))
    ritva.press("button", "Poista tietoni pysyvästi")
    ritva.sees("Tietosi on poistettu")
    assert "Myönnetyt todistukset voi yhä tarkistaa tunnisteella." in newest_mail(ritva.visitor, EMAIL, "poistettu")
    ritva.visitor.open("/omat/")
    assert "/tili/login/" in ritva.page.url


def test_ones_own_menu_closes_when_it_is_left(new_visitor) -> None:
    visitor = new_visitor()
    sign_in(visitor, AINO)
    menu, button = visitor.page.locator("details.account"), visitor.page.locator("details.account summary")

    button.press("Enter")
    visitor.page.keyboard.press("Tab")
    assert menu.get_attribute("open") == ""
    visitor.page.keyboard.press("Escape")
    assert (menu.get_attribute("open"), button.evaluate("node => node === document.activeElement")) == (None, True)

    button.press("Enter")
    visitor.page.locator("main a").first.focus()
    assert menu.get_attribute("open") is None


def confirm(walk: Walk) -> None:
    """The code that was mailed, typed."""
    walk.press("button", "Lähetä koodi")
    walk.write("Kertakäyttökoodi", code_in(newest_mail(walk.visitor, EMAIL, "omiin tietoihisi")))
    walk.press("button", "Jatka")


def copied(walk: Walk, folder: Path) -> list[str]:
    """The names in the downloaded copy."""
    with walk.page.expect_download() as download:
        walk.hands.press(walk.page, walk.page.get_by_role("button", name="Lataa kopio"))
    download.value.save_as(folder / "kopio.zip")
    with zipfile.ZipFile(folder / "kopio.zip") as archive:
        return archive.namelist()


@pytest.mark.parametrize("hands", [Finger(), Keyboard()])
def test_anybody_tells_what_is_not_accessible(new_visitor, hands) -> None:
    stranger = Walk(new_visitor(width=320), hands)
    stranger.open("/saavutettavuus/")

    stranger.press("button", "Lähetä")
    stranger.sees(re.compile("Kirjoita, mikä ei onnistunut."))
    stranger.write("Mikä ei onnistunut?", f"Kuva ei lukeudu ({type(hands).__name__})")
    stranger.write("Sähköpostiosoite", "matti@esimerkki.example")
    stranger.press("button", "Lähetä")

    stranger.sees("Kiitos, palautteesi tuli perille")
    assert stranger.visitor.context.cookies() == []
    assert "Vastaamme viimeistään" in newest_mail(stranger.visitor, "matti@esimerkki.example", "Saimme palautteesi")
