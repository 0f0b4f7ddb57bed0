"""Every number of the table of sessions opens to as many people as it says."""

import pytest
from bs4 import BeautifulSoup

from enrollment.enums import AttendanceStatus
from enrollment.services import mark_attendance, tell_absence
from enrollment.services.attendance import Mark
from reports import queries
from reports.queries.people import absences_with_enrolment
from tests.clock import NOW
from tests.conftest import signed_in
from tests.factories import EnrollmentFactory, UserFactory
from tests.reports.conftest import AFTER, numbers


def people(run, key: str) -> list[str]:
    figure = queries.figure_called(run, key, AFTER)
    return sorted(row.name.split()[0] for row in queries.listed(figure.rows, AFTER))


@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("partial-1", ["Daniel"]),
        ("guests-1", ["Kalle"]),
        ("absent-1", ["Elina", "Fanni"]),
        ("unmarked-1", []),
        ("partial-3", []),
        ("guests-3", []),
        ("absent-3", ["Elina", "Fanni", "Gunnar"]),
    ],
)
def test_a_part_of_a_session_opens_to_its_people(key, names, story):
    assert people(story.run, key) == names


def test_somebody_who_joined_after_the_confirming_is_not_marked_and_found(story):
    EnrollmentFactory(run=story.run, person=UserFactory(name="Leila Lisätty"))

    counts = queries.session_counts(story.run, AFTER, {})

    assert (counts[0].unmarked, people(story.run, "unmarked-1")) == (1, ["Leila"])


def test_numbers_and_rows_agree_for_every_session(story, time_machine_to):
    time_machine_to(AFTER)
    EnrollmentFactory(run=story.run, person=UserFactory(name="Leila Lisätty"))
    client = signed_in(story.helmi)
    page = BeautifulSoup(client.get(f"/raportit/{story.run.pk}/").content, "html.parser")

    opened = 0
    for link in page.select(".data-table a[href*='-1/'], .data-table a[href*='-3/']"):
        rows = BeautifulSoup(client.get(link["href"]).content, "html.parser").select(".data-table tbody tr")
        assert len(rows) == int(link.text), link["href"]
        opened += 1
    assert opened == 8  # 6 4 attended, 1 partial, 1 guest, 2 3 away, 1 1 not marked: nothing of nobody opens


def test_an_unconfirmed_session_opens_to_no_parts(story, time_machine_to):
    time_machine_to(AFTER)
    mark_attendance(
        story.session(2), [Mark(story.people["Anna"].pk, AttendanceStatus.ABSENT)], by=story.helmi, now=AFTER
    )

    page = signed_in(story.helmi).get(f"/raportit/{story.run.pk}/rivit/absent-2/")
    table = BeautifulSoup(signed_in(story.helmi).get(f"/raportit/{story.run.pk}/").content, "html.parser")

    assert "Anna" not in BeautifulSoup(page.content, "html.parser").main.get_text()
    assert table.select("a[href$='-2/']") == []
    assert signed_in(story.helmi).get(f"/raportit/{story.run.pk}/rivit/absent-2/csv/").status_code == 404


def test_the_file_of_the_absent_says_how_they_were_away(story, time_machine_to):
    time_machine_to(AFTER)

    answer = signed_in(story.helmi).get(f"/raportit/{story.run.pk}/rivit/absent-1/csv/")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert [line.split(";")[0] for line in lines] == ["Nimi", "Elina Esimerkki", "Fanni Esimerkki"]
    assert {line.split(";")[3] for line in lines[1:]} == {"Poissa"}


def test_the_figures_themselves_have_not_moved(story):
    assert numbers(story.run)["attended-1"] == 6


def test_an_absence_told_from_a_session_to_come_is_none_yet(run, aino):
    first, second, _third = run.sessions.order_by("number")
    for session in (first, second):
        tell_absence(aino.enrollment, session, by=aino, now=NOW)

    begun = absences_with_enrolment(first.starts_at).values_list("session__number", flat=True)

    assert (list(absences_with_enrolment(NOW)), list(begun)) == ([], [1])
