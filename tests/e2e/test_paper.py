"""The list of a session as it comes out of the printer."""

import shutil
import subprocess

import pytest

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed"),
]

LONG = [f"Aleksanteri-Johannes Kehittämispäällikkö-Östman {number:02}" for number in range(35)]

# The rows of the demo's list again and again, with other names: the browser's own work is looked at here.
FILL = """names => {
    const body = document.querySelector(".sign-in-sheet tbody");
    const row = body.rows[0];
    body.replaceChildren(...names.map((name) => {
        const copy = row.cloneNode(true);
        copy.querySelector("th").textContent = name;
        copy.querySelector("td").textContent = "Pohjois-Savon hyvinvointialue, lasten ja perheiden sosiaalipalvelut";
        return copy;
    }));
}"""


def read_pages(paper: bytes) -> list[str]:
    """What stands on each page."""
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=paper, capture_output=True, check=True)
    return [" ".join(page.split()) for page in read.stdout.decode().split("\f") if page.strip()]


def test_a_long_list_comes_out_on_numbered_pages_with_its_headings_and_whole_rows(new_visitor, site) -> None:
    helmi = new_visitor(width=1280)
    page = helmi.page
    helmi.open("/demo/?q=Helmi Harju")
    with page.expect_navigation():
        page.get_by_role("button", name="Helmi Harju").first.click()
    page.locator(".person-list a[href*='/kerta/']").first.click()
    page.get_by_role("link", name="Tulostettava lista").click()
    page.evaluate(FILL, LONG)

    pages = read_pages(page.pdf(format="A4"))

    assert len(pages) > 1
    for number, text in enumerate(pages, start=1):
        assert ("Organisaatio" in text, text.replace(" ", "").endswith(f"{number}/{len(pages)}")) == (True, True), text
    assert [sum(text.count(f"-Östman {number:02}") for text in pages) for number in range(35)] == [1] * 35
