"""How somebody uses a page: with a finger, or with the keyboard alone. The same journey is walked with both."""

from playwright.sync_api import Locator, Page

MOST_STOPS = 250  # Tab presses before something counts as out of reach


class Finger:
    """Touches and types."""

    def press(self, page: Page, target: Locator) -> None:
        target.click()

    def write(self, page: Page, target: Locator, text: str) -> None:
        target.fill(text)

    def choose(self, page: Page, target: Locator, label: str) -> None:
        target.select_option(label=label)

    def tick(self, page: Page, target: Locator) -> None:
        target.check()


class Keyboard:
    """Only keys: Tab to get there, Enter, Space or arrows to act. Fails when the focus cannot be seen."""

    def press(self, page: Page, target: Locator) -> None:
        self._go_to(page, target)
        page.keyboard.press("Enter")

    def write(self, page: Page, target: Locator, text: str) -> None:
        self._go_to(page, target)
        page.keyboard.press("Control+a")
        page.keyboard.type(text)

    def choose(self, page: Page, target: Locator, label: str) -> None:
        self._go_to(page, target)
        page.keyboard.type(label)

    def tick(self, page: Page, target: Locator) -> None:
        if target.get_attribute("type") == "radio":
            self._pick(page, target)
        else:
            self._go_to(page, target)
            page.keyboard.press("Space")

    def _go_to(self, page: Page, target: Locator) -> None:
        target.wait_for(state="attached")
        for _ in range(MOST_STOPS):
            if target.evaluate("node => node === document.activeElement"):
                assert _focus_shows(target), f"the focus cannot be seen: {target}"
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {target}")

    def _pick(self, page: Page, target: Locator) -> None:
        """Into the group by Tab, to the choice by the arrows, as radio buttons are used."""
        name = target.get_attribute("name")
        for _ in range(MOST_STOPS):
            page.keyboard.press("Tab")
            if page.evaluate("name => document.activeElement.name === name", name):
                break
        else:
            raise AssertionError(f"Tab never reaches the group of {target}")
        for _ in range(8):
            if target.evaluate("node => node === document.activeElement"):
                page.keyboard.press("Space")
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows never reach {target}")


def _focus_shows(target: Locator) -> bool:
    """Whether the focused element, or the label drawn in its place, has an outline and is inside the window."""
    return target.evaluate(
        """node => {
            const drawn = [node, node.nextElementSibling, node.closest("label")].filter(Boolean);
            const outlined = drawn.some((each) => parseFloat(getComputedStyle(each).outlineWidth) >= 2);
            const box = node.getBoundingClientRect();
            return outlined && box.bottom > 0 && box.top < innerHeight;
        }"""
    )
