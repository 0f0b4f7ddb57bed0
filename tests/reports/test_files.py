"""Files for spreadsheets."""

import csv
import io

import pytest

from accounts.cells import guarded
from reports.spreadsheet import csv_lines
from tests.conftest import signed_in
from tests.factories import EnrollmentFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.one_database

RISKY = [
    "=HYPERLINK(\"http://paha.example\";\"Katso\")", "+358 40 123", "-2+3+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1",
    "\r=1+1", "\n=1+1", "  =1+1", "\xa0=1", "\u200b=1", "\ufeff@x", " \t nimi", "＝1+1", "=1;=2", '="x"', "=\u0000",
]  # fmt: skip
HARMLESS = ["", "Aino", "5", "Äyräpää-Östman", "a=b", "etu.suku@esimerkki.example", "28.5.2021", "9–12", "'jo", " x"]


@pytest.mark.parametrize("text", RISKY)
def test_a_formula_gets_an_apostrophe(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text):
    assert guarded(text) == text


def test_the_corpus_survives_a_round_trip_in_one_cell_each():
    data = b"".join(csv_lines(["Nimi", "Toinen"], [[text, "x"] for text in [*RISKY, *HARMLESS]]))

    header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")

    assert header == ["Nimi", "Toinen"]
    assert [row[0] for row in rows] == [guarded(text) for text in [*RISKY, *HARMLESS]]
    assert {len(row) for row in rows} == {2}


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def read(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(response).decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_file_is_as_finnish_excel_wants_it(run, helmi, aino):
    response = signed_in(helmi).get(f"/raportit/{run.pk}/rivit/registered/csv/")

    data = body(response)
    assert response.streaming is True
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].isascii()
    assert response["Content-Disposition"].startswith('attachment; filename="sytyketta-yhteistyohon-kevat-2027-')
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == data.count(b"\n") == 2
    assert b"Aino Esimerkki;" in data
    assert b";15.5.2027;" in data


def test_a_hostile_name_is_no_formula_in_the_file(run, helmi):
    organisation = OrganisationFactory(name="+Firma; oy")
    EnrollmentFactory(run=run, person=UserFactory(name="=1+1"), organisation=organisation)

    (_header, row) = read(signed_in(helmi).get(f"/raportit/{run.pk}/rivit/registered/csv/"))

    assert row[:2] == ["'=1+1", "'+Firma; oy"]


def test_the_run_file_has_everybody_with_a_place_and_a_column_for_each_session(story, later):
    header, *rows = read(signed_in(story.helmi).get(f"/raportit/{story.run.pk}/csv/"))

    told = {row[0].split()[0]: row[-3:] for row in rows}
    unknown, unmarked = told["Anna"][1], told["Birgit"][0]
    words = {"Anna": told["Anna"][0], "Daniel": told["Daniel"][0], "Elina": told["Elina"][0]}
    assert list(told) == ["Anna", "Birgit", "Cecilia", "Daniel", "Elina", "Fanni", "Gunnar", "Jaakko"]
    assert len(header) == len(rows[0]) == 12
    assert [label.rpartition(" ")[2] for label in header[-3:]] == ["27.5.2027", "3.6.2027", "10.6.2027"]
    assert {row[-2] for row in rows} == {unknown}
    assert len({*words.values(), unknown, unmarked}) == 5
    assert words["Daniel"].endswith("(60\xa0min)")


def test_unknown_figures_have_no_file(story, later):
    assert signed_in(story.helmi).get(f"/raportit/{story.run.pk}/rivit/attended-2/csv/").status_code == 404
