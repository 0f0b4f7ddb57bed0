"""A trainer writes: the times of publishing and the address of a page by keyboard, and the calendar of other forms."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitor
from tests.e2e.hands import Keyboard

pytestmark = pytest.mark.e2e

MODULE = "Kuka tekee mitä, kun huoli herää"
SCHEDULE = "#schedule-publishing-dialog"


@pytest.fixture
def as_staff(new_visitor):
    """A wide window of somebody signed in: `as_staff("Helmi Harju")`."""

    def sign_in(name: str) -> Visitor:
        visitor = new_visitor(width=1280, height=900)
        visitor.open(f"/demo/?q={name}")
        with visitor.page.expect_navigation():
            visitor.page.get_by_role("button", name=name).first.click()
        return visitor

    return sign_in


def calendars(page: Page) -> int:
    return page.locator(".xdsoft_datetimepicker:visible").count()


def test_a_trainer_sets_when_a_module_comes_out_by_keyboard(as_staff) -> None:
    helmi, keys = as_staff("Helmi Harju"), Keyboard()
    page = helmi.page
    helmi.open("/hallinta/pages/search/?q=huoli")
    page.get_by_role("link", name=MODULE).first.click()
    page.locator("#id_slug").wait_for(state="attached")
    page.evaluate("selector => document.querySelector(`[data-a11y-dialog-show='${selector}']`).click()", SCHEDULE[1:])

    keys.write(page, page.locator("#id_go_live_at"), "ma 6.12.2032 klo 8")
    shown = calendars(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        keys.press(page, page.locator(f"{SCHEDULE} button[type=submit]"))

    assert shown == 0
    expect(page.locator("#id_go_live_at")).to_have_value("6.12.2032 klo 8.00")


def test_the_address_of_a_page_is_made_of_plain_letters(as_staff) -> None:
    helmi = as_staff("Helmi Harju")
    page = helmi.page
    helmi.open("/hallinta/pages/search/?q=sytyketta")
    page.get_by_role("link", name="Sytykettä yhteistyöhön").first.click()
    course = page.url.split("/pages/")[1].split("/")[0]
    helmi.open(f"/hallinta/pages/add/courses/modulepage/{course}/")

    page.locator("#id_title").press_sequentially("Äidin ja Åkessonin höpöttävä idé, 3. osa")
    expect(page.locator("#id_slug")).to_have_value("aidin-ja-akessonin-hopottava-ide-3-osa")
    page.get_by_role("tab").nth(1).click()
    page.locator("#id_slug").fill("Työ äidin löytö")
    page.locator("#id_slug").press("Tab")

    expect(page.locator("#id_slug")).to_have_value("tyo-aidin-loyto")


def test_escape_closes_the_calendar_and_the_field_keeps_the_focus(as_staff) -> None:
    sanna = as_staff("Sanna Koskela")
    page = sanna.page
    sanna.open("/hallinta/courserun/new/")
    opens_at = page.locator("#id_enrolment_opens_at")

    opens_at.focus()
    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    page.keyboard.press("Escape")

    expect(page.locator(".xdsoft_datetimepicker:visible")).to_have_count(0)
    expect(opens_at).to_be_focused()
