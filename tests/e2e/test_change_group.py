"""Vaihda ryhmää on a phone: from the own page to the new times, and the queue of a full group with the place kept."""

import re

import pytest

from tests.e2e.hands import Finger
from tests.e2e.test_walk import Walk

pytestmark = pytest.mark.e2e


def test_somebody_waits_for_a_full_group_and_then_changes_to_one_with_room(new_visitor) -> None:
    walk = Walk(new_visitor(), Finger())
    walk.sign_in_from_demo("Jari Näytöslahti")
    walk.open("/omat/")
    walk.press("link", "Monialaiset työpajat")
    walk.press("link", "Vaihda ryhmää")

    walk.press("link", re.compile(r"^Ryhmä 1,"))
    walk.sees(re.compile("Haluatko vaihtaa tähän aikaan"))
    walk.press("button", "Mene jonoon ja pidä paikkani")
    walk.sees("Olet tämän ryhmän jonossa. Pidät nykyisen paikkasi siihen asti.")

    walk.open("/omat/")
    walk.go(walk.page.locator(".person-row").filter(has_text="Ryhmä 2,").get_by_role("link"))
    walk.press("link", "Vaihda ryhmää")
    walk.press("link", re.compile(r"^Ryhmä 3,"))
    walk.press("button", "Vaihda ryhmää")
    walk.sees("Vaihdoit ryhmää. Lähetimme uudet ajat sähköpostiisi.")
    walk.sees(re.compile(r"^Ryhmä 3,"))

    walk.open("/omat/viestit/")
    walk.sees(re.compile("Ryhmäsi on vaihtunut"))
    walk.open("/omat/")
    assert walk.page.get_by_text(re.compile(r"^Ryhmä 2,")).count() == 0
