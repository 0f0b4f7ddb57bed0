"""An administrator's deeds by keyboard alone, and the admin's screens on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.hands import Keyboard
from tests.e2e.screens import SANNA, sign_in

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


LISTS = (
    "courserun", "course", "assignment", "topic", "enrollment", "todo", "certificate", "certificatetemplate", "message",
    "feedbackform", "feedbackround", "people", "organisation", "sector", "retentionperiod", "retentionperiod/due",
    "reports/site-history", "images", "documents",
)  # fmt: skip
BEYOND_THE_EDGE = """() => [...document.querySelectorAll(
        "main table.listing :is(th, td, a), .w-slim-header li:not([hidden]), .w-header *, .admin-actions *, label")]
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth)
    .map((each) => each.outerHTML.slice(0, 120))"""
UNNAMED_FACTS = """() => [...document.querySelectorAll("main table.listing td:not(:first-child, .title, .children)")]
    .filter((each) => !each.dataset.label && !each.classList.contains("is-empty"))
    .map((each) => each.outerHTML.slice(0, 120))"""


def test_lists_of_the_admin_are_cards_on_a_phone_and_nothing_leaves_the_screen(new_visitor, site) -> None:
    visitor, found = new_visitor(width=360), {}
    page = visitor.page
    sign_in(visitor, SANNA)
    for name in LISTS:
        visitor.open(f"/hallinta/{name}/")
        row = page.locator("main table.listing td.title a").first
        addresses = [None, row.get_attribute("href")] if row.count() else [None]
        for address in addresses:
            if address:
                visitor.open(address)
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found[page.url] = [wider, *page.evaluate(BEYOND_THE_EDGE), *page.evaluate(UNNAMED_FACTS)]

    assert {url: faults for url, faults in found.items() if faults != [0]} == {}
    assert len(found) > len(LISTS)
