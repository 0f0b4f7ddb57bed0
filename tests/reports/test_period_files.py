"""The files of a period: the same numbers as the screen, no names, no formulas, no small groups."""

import csv
import io
import tracemalloc

import openpyxl
import pytest
import time_machine

from enrollment.enums import FigureKind, Qualifier
from enrollment.services import record_figure
from reports.small_groups import hidden
from reports.spreadsheet import xlsx_chunks
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.factories import CourseRunFactory, EnrollmentFactory, OrganisationFactory, RunRoleFactory, UserFactory
from tests.reports.conftest import AFTER
from tests.reports.test_views import cells, page

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def from_csv(response) -> dict[str, list[list[str]]]:
    """The parts of the CSV by their titles, headings first."""
    lines = csv.reader(io.StringIO(body(response).decode("utf-8-sig"), newline=""), delimiter=";")
    parts: dict[str, list[list[str]]] = {}
    title = ""
    for line in list(lines)[1:]:
        if not line:
            title = ""
        elif title:
            parts[title].append(line)
        else:
            title = line[0]
            parts[title] = []
    return parts


def from_xlsx(response) -> dict[str, list[list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(body(response)))
    return {sheet.title: [[str(cell or 0) if isinstance(cell, int) else cell or "" for cell in row]
                          for row in sheet.iter_rows(values_only=True)] for sheet in book}  # fmt: skip


def as_texts(parts) -> dict[str, list[list[str]]]:
    return {title: [[str(cell).replace(".", ",") if isinstance(cell, float) else str(cell) for cell in row]
                    for row in rows] for title, rows in parts.items()}  # fmt: skip


@pytest.fixture
def many(run, helmi):
    """Eight people of Kuopio, six of Soite and two of Iisalmi in one run; one of Kuopio in another as well."""
    other = CourseRunFactory(course=run.course, label="Toinen")
    RunRoleFactory(run=other, person=helmi)
    for name, count in {"Kuopio": 8, "Soite": 6, "Iisalmi": 2}.items():
        organisation = OrganisationFactory(name=name)
        people = [EnrollmentFactory(run=run, organisation=organisation).person for _ in range(count)]
    EnrollmentFactory(run=other, person=people[0], organisation=organisation)
    return run, other


def test_both_files_tell_the_totals_of_the_screen(finished_story):
    with time_machine.travel(AFTER + days(1), tick=False):
        client = signed_in(finished_story.helmi)
        shown = {row[0]: row[1:] for row in cells(page(client, "/raportit/"), 0)}
        table, book = from_csv(client.get("/raportit/csv/")), from_xlsx(client.get("/raportit/xlsx/"))

    assert list(table) == list(book) == [
        "Raportti", "Luvut", "Organisaatio", "Toimiala", "Ammattinimike", "Alue", "Todistukset suoritustavoittain",
        "Toteutukset",
    ]  # fmt: skip
    assert as_texts(book) == table
    told = {row[0]: [row[1], row[2] or "–"] for row in table["Luvut"][1:]}
    assert {label: told[label] for label in shown} == shown
    assert told["Ilmoittautui"] == ["7", "–"]
    assert table["Todistukset suoritustavoittain"][1:] == [["koulutus", "3"]]


def test_every_group_and_run_stands_in_the_files(many, helmi):
    client = signed_in(helmi)

    parts = from_csv(client.get("/raportit/csv/"))
    at = parts["Organisaatio"][0].index("Ilmoittautui")

    assert [(row[0], row[at]) for row in parts["Organisaatio"][1:]] == [
        ("Iisalmi", "vähän"), ("Kuopio", "8"), ("Soite", "vähän"),
    ]  # fmt: skip
    assert [(row[1], row[at + 3]) for row in parts["Toteutukset"][1:]] == [("Kevät 2027", "16"), ("Toinen", "1")]
    assert dict(row for row in parts["Luvut"][1:] if row[0] == "Ilmoittautui" for row in [row[:2]]) == {
        "Ilmoittautui": "16"
    }


def test_the_files_say_what_was_asked_and_hold_no_names(many, helmi):
    response = signed_in(helmi).get("/raportit/csv/?since=1.5.2027&until=31.12.2027&as_of=19.5.2027")

    data = body(response).decode("utf-8-sig")

    assert "Ajanjakso;1.5.–31.12.2027\r\n" in data
    assert "Tilanne päivänä;19.5.2027\r\n" in data
    assert [name for name in UserFactory._meta.model.objects.values_list("name", flat=True) if name in data] == []


FILE_NAMES = {
    "": "luvut.csv",
    "since=1.1.2027&until=31.12.2027": "luvut-2027.csv",
    "since=1.1.2026&until=31.12.2027": "luvut-2026-2027.csv",
    "since=1.5.2027&until=31.12.2027&as_of=19.5.2027": "luvut-2027-05-01-2027-12-31-tilanne-2027-05-19.csv",
    "since=1.5.2027": "luvut-alkaen-2027-05-01.csv",
    "until=30.6.2027": "luvut-2027-06-30-asti.csv",
}


@pytest.mark.parametrize(("asked", "name"), FILE_NAMES.items())
def test_a_file_is_named_by_its_period(run, helmi, asked, name):
    client = signed_in(helmi)

    assert client.get(f"/raportit/csv/?{asked}")["Content-Disposition"] == f'attachment; filename="{name}"'
    workbook = name.replace("luvut", "ilmoittautui").replace(".csv", ".xlsx")
    rows = client.get(f"/raportit/rivit/registered/xlsx/?{asked}")
    assert rows["Content-Disposition"] == f'attachment; filename="{workbook}"'


def test_figures_that_count_nobody_stand_neither_on_the_screen_nor_in_the_files(many, helmi):
    client = signed_in(helmi)
    shown = [row[0] for row in cells(page(client, "/raportit/"), 0)]

    parts = from_csv(client.get("/raportit/csv/"))

    always = ["Ilmoittautui", "Osallistui", "Poissa ilman peruutusta", "Suoritti", "Sai todistuksen"]
    assert shown == [row[0] for row in parts["Luvut"][1:]] == always
    assert parts["Luvut"][0] == ["Luku", "Nimilistoilta", "Muualta saatu luku"]
    assert parts["Toteutukset"][0] == [
        "Koulutus", "Toteutus", "Päivät", "Pidettyjen kertojen tunnit", *always, "Kävijämäärä", "Tila",
    ]  # fmt: skip
    assert parts["Raportti"][0] == ["Tieto", "Arvo"]


def test_the_list_of_people_is_the_same_in_both_files(many, helmi):
    client = signed_in(helmi)

    text = body(client.get("/raportit/rivit/registered/csv/")).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    (sheet,) = from_xlsx(client.get("/raportit/rivit/registered/xlsx/")).values()

    assert sheet == table
    assert len(table) == 17


def test_a_hostile_name_is_a_text_in_the_workbook(run, helmi):
    EnrollmentFactory(run=run, person=UserFactory(name="=1+1"), organisation=OrganisationFactory(name="@SUM(A1)"))

    book = openpyxl.load_workbook(io.BytesIO(body(signed_in(helmi).get("/raportit/rivit/registered/xlsx/"))))
    (row,) = list(book.active.iter_rows(min_row=2))

    assert [(cell.value, cell.data_type) for cell in row[:2]] == [("=1+1", "s"), ("@SUM(A1)", "s")]


@pytest.mark.parametrize(
    ("counts", "places"),
    [
        ([8, 6, 12], set()),
        ([0, 8, 0], set()),
        ([8, 2, 6], {1, 2}),  # alone, 2 would be the total less the others
        ([2, 2, 9], {0, 1, 2}),  # together they are fewer than five
        ([3, 4, 9], {0, 1}),
        ([3], {0}),
    ],
)
def test_small_groups_are_hidden_so_that_the_total_does_not_tell_them(counts, places):
    assert hidden(counts) == places


def test_the_workbook_takes_no_more_memory_for_more_rows():
    def peak(rows: int) -> int:
        tracemalloc.start()
        try:
            b"".join(
                xlsx_chunks(
                    [("Nimet", ["a"] * 10, ([f"solu {row} {cell}" for cell in range(10)] for row in range(rows)))]
                )
            )
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)

    assert peak(4000) < 2 * peak(400)


def test_each_run_tells_its_days_hours_and_headcount_as_numbers_where_they_are(run, sanna):
    record_figure(run, FigureKind.HEADCOUNT, Qualifier.ABOUT, value=40, as_of=NOW.date(), by=sanna)
    run.sessions.filter(number=1).update(counted_minutes=150)

    with time_machine.travel(AFTER, tick=False):
        client = signed_in(sanna)
        book = openpyxl.load_workbook(io.BytesIO(body(client.get("/raportit/xlsx/"))))
        table = from_csv(client.get("/raportit/csv/"))

    (row,) = [[cell.value for cell in row] for row in book["Toteutukset"].iter_rows(min_row=2)]
    hours = dict(row for row in book["Raportti"].iter_rows(values_only=True))["Pidettyjen kertojen tunnit"]
    assert (row[2], row[3], row[-2]) == (table["Toteutukset"][1][2], hours, "noin 40")
    assert isinstance(hours, float)
    assert dict(map(tuple, table["Raportti"]))["Pidettyjen kertojen tunnit"] == str(hours).replace(".", ",")
