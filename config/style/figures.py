"""Numbers: tiles, tables, distributions, the picture of a run, pages of a long list."""

from django.core.paginator import Paginator

from config.style.example import LONG_ORGANISATION, LONG_TITLE, Example
from feedback.distributions import AnsweredRow, QuestionResult, question_result
from feedback.enums import QuestionKind
from feedback.models import Question
from reports.distributions import bars
from reports.flow import Stage, drawn
from reports.period_pages import Distribution
from reports.tables import Cell, Column, Table

STAGES = [
    Stage("Ilmoittautui", 24, "100 %", "#"),
    Stage("Osallistui", 20, "83 %", "#"),
    Stage("Suoritti", 17, "71 %", ""),
]


def _table(caption: str, rows: list[list[Cell]]) -> Table:
    columns = [
        Column("Organisaatio", sort_url="#", sorted="ascending"),
        Column("Ilmoittautui", numeric=True, sort_url="#"),
        Column("Osallistui", numeric=True, sort_url="#", sorted="descending"),
        Column("Osallistui, näistä osan ajasta", numeric=True),
        Column("Todistus", numeric=True),
    ]
    return Table(caption, columns, rows)


def _rows() -> list[list[Cell]]:
    counted = [("Kuopion kaupunki", 12, 10, 1), (LONG_ORGANISATION, 8, 7, 0), ("Ei organisaatiota", 4, 3, 0)]
    return [
        [
            Cell(name, url="#"),
            Cell(str(came), True, "#"),
            Cell(str(was), True, "#"),
            Cell(str(part), True),
            Cell("–", True),
        ]
        for name, came, was, part in counted
    ]


def _division(key: str, groups: list[tuple[str, int]]) -> Distribution:
    n = sum(count for _label, count in groups)
    return Distribution(key, "Ilmoittautuneet", n, bars(groups, others="Muut yhteensä"), _table("Ryhmät", _rows()[:1]))


def _answers(text: str, spread: dict[str, int]) -> QuestionResult:
    question = Question(text=text, kind=QuestionKind.SCALE, key="sample", choices=[])
    rows = [AnsweredRow(None, value) for value, count in spread.items() for _ in range(count)]
    return question_result(question, rows, len(rows))


def examples() -> dict[str, list[Example]]:
    """By component."""
    known = {"label": "Osallistui", "value": "20", "url": "#", "note": "Kertoja vahvistettu: 2/3"}
    page = Paginator(range(95), 20)
    return {
        "figure_tile": [
            Example("Avautuu riveiksi", known),
            Example("Ilman linkkiä", {"label": "Vastausprosentti", "value": "62 %", "url": "", "note": ""}),
            Example("Pitkä nimi", {"label": LONG_TITLE, "value": "noin 1 250", "url": "#", "note": LONG_ORGANISATION}),
        ],
        "data_table": [
            Example("Järjestettävä, pitkiä nimiä", {"table": _table("Organisaatioittain", _rows())}),
            Example("Yksi rivi", {"table": _table("Toimialoittain", _rows()[:1])}),
        ],
        "distribution_bar": [
            Example("Vastaukset jakautuvat", {"question": _answers(
                "Tunnen lastensuojelun tehtävän paremmin", {"1": 1, "2": 2, "3": 4, "4": 9, "5": 6, "dk": 2}
            )}),
            Example("Kaikki samaa mieltä", {"question": _answers("Suosittelisin koulutusta", {"5": 7})}),
        ],
        "pagination": [
            Example("Alku", {"page": page.page(1), "query": ""}),
            Example("Keskellä", {"page": page.page(3), "query": "toimiala=1&"}),
            Example("Loppu", {"page": page.page(5), "query": ""}),
        ],
        "flow": [
            Example(
                "Ilmoittautumisesta todistukseen",
                {"flow": drawn(STAGES), "table": _table("Vaiheet lukuina", _rows()[:1])},
            ),
        ],
        "division": [
            Example("Toimialoittain", {"distribution": _division("sector", [("sivistystoimi", 29), ("poliisi", 2)])}),
            Example("Monta ja pitkiä", {"distribution": _division(
                "organisation", [(f"{LONG_ORGANISATION} {number}", 20 - number) for number in range(15)]
            )}),
        ],
        "sentence": [Example("Kopioitava", {"sentence": "Koulutuksiin ilmoittautui 334 henkilöä. Toteutuksia oli 3."})],
    }  # fmt: skip
