"""Headcounts told without names: beside the named attendance, never added to it."""

import pytest
from bs4 import BeautifulSoup

from enrollment.enums import AttendanceStatus, Covers, FigureKind, Qualifier
from enrollment.services import record_figure, record_headcount
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.factories import CourseRunFactory, EnrollmentFactory, RunRoleFactory
from tests.reports.conftest import hold

pytestmark = pytest.mark.django_db

PRESENT = AttendanceStatus.PRESENT


@pytest.fixture
def held(helmi):
    """Two sessions behind, the first with two named people."""
    run = CourseRunFactory(finished=True, session_count=2)
    RunRoleFactory(run=run, person=helmi)
    people = [EnrollmentFactory(run=run, counts_from=NOW - days(40)).person for _ in range(2)]
    hold(run.sessions.get(number=1), helmi, **{f"p{person.pk}": PRESENT for person in people})
    return run


def page(run, person) -> BeautifulSoup:
    return BeautifulSoup(signed_in(person).get(f"/raportit/{run.pk}/").content, "html.parser")


def sessions(soup: BeautifulSoup) -> list[list[str]]:
    table = next(each for each in soup.select("table") if "Läsnäolo" in each.caption.get_text())
    heads = [head.get_text(strip=True) for head in table.select("thead th")]
    return [
        heads[:3],
        *([cell.get_text(strip=True) for cell in row.select("th, td")][:3] for row in table.select("tbody tr")),
    ]


def tiles(soup: BeautifulSoup) -> dict[str, str]:
    found = {}
    for tile in soup.select(".report-tile"):
        label, value = tile.select_one(".figure-tile__label"), tile.select_one(".figure-tile__value")
        found[label.get_text(strip=True)] = value.get_text(strip=True)
    return found


def test_without_a_headcount_the_table_has_no_column_for_it(held, helmi):
    assert "Kävijämäärä (ei nimilistalta)" not in page(held, helmi).get_text()


def test_a_headcount_stands_beside_the_named_and_changes_no_number(held, helmi):
    first = held.sessions.get(number=1)
    before = tiles(page(held, helmi))
    record_headcount(first, 40, Qualifier.ABOUT, Covers.EVERYONE, by=helmi, now=NOW)
    record_headcount(first, 3, Qualifier.EXACT, Covers.UNNAMED, by=helmi, now=NOW)

    soup = page(held, helmi)

    assert [row[1:] for row in sessions(soup)] == [
        ["Osallistui", "Kävijämäärä (ei nimilistalta)"],
        ["2", "noin 40, nimilistan lisäksi 3"],
        ["läsnäolot vahvistamatta", "tieto puuttuu"],
    ]
    assert tiles(soup) == before


def test_a_headcount_taken_back_is_told_no_more(held, helmi):
    first = held.sessions.get(number=1)
    record_headcount(first, 40, Qualifier.ABOUT, Covers.EVERYONE, by=helmi, now=NOW)
    record_headcount(first, None, Qualifier.EXACT, Covers.EVERYONE, by=helmi, now=NOW + hours(1))

    assert "Kävijämäärä (ei nimilistalta)" not in page(held, helmi).get_text()


def test_a_headcount_of_the_whole_run_is_a_tile_that_opens_to_nobody(held, helmi):
    record_figure(held, FigureKind.HEADCOUNT, Qualifier.OVER, value=900, as_of=NOW.date(), by=helmi)

    soup = page(held, helmi)

    assert (tiles(soup)["Kävijämäärä"], tiles(soup)["Osallistui"]) == ("yli 900", "2")
    assert "Luku on saatu muualta kuin nimilistalta." in soup.get_text()
    assert [link.get_text(strip=True) for link in soup.select(".report-tile a") if "900" in link.get_text()] == []
