"""An administrator's deeds by keyboard alone: what waits, the register of organisations, the style page."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.hands import Keyboard

pytestmark = pytest.mark.e2e

SAVE = re.compile("Tallenna|Luo|Lisää")
NAME = "Näppäimistön sote-keskus Äyräpää"


def test_an_administrator_adds_and_mends_an_organisation_by_keyboard(new_visitor, site) -> None:
    visitor, keys = new_visitor(width=1280), Keyboard()
    page = visitor.page
    visitor.open("/demo/?q=Sanna Koskela")
    with page.expect_navigation():
        keys.press(page, page.get_by_role("button", name="Sanna Koskela").first)

    visitor.open("/hallinta/")
    with page.expect_navigation():
        keys.press(page, page.get_by_role("link", name=re.compile("läsnäolot ovat vahvistamatta")).first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kouluttajan työpöytä")

    visitor.open("/hallinta/organisation/")
    with page.expect_navigation():
        keys.press(page, page.get_by_role("link", name=re.compile("Lisää organisaatio")).first)
    keys.write(page, page.locator("#id_name"), NAME)
    with page.expect_navigation():
        keys.press(page, page.locator("form button[type=submit]").filter(has_text=SAVE).last)
    expect(page.get_by_text(NAME).first).to_be_visible()

    with page.expect_navigation():
        keys.press(page, page.locator(".messages").get_by_role("link").first)
    expect(page.locator("#id_name")).to_have_value(NAME)
