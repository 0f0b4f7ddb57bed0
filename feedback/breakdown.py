"""Scale questions by the sector of the answerers, as one table. Pure; the five-answer rule holds in every cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from feedback.distributions import AnsweredRow, cells_to_show, mean, steps_of
from feedback.enums import QuestionKind
from feedback.models import Question


@dataclass(frozen=True)
class Column:
    """A heading as `components/data_table.html` wants it."""

    label: str
    numeric: bool = True
    sort_url: str = ""
    sorted: str = ""
    is_of_the_form: bool = False  # in the form's language, not in the reader's


@dataclass(frozen=True)
class Cell:
    """A cell as `components/data_table.html` wants it."""

    text: str
    numeric: bool = True
    url: str = ""
    is_of_the_form: bool = False


@dataclass(frozen=True)
class Table:
    """A table as `components/data_table.html` wants it."""

    caption: str
    columns: list[Column] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)


def sector_table(
    sector: Question, questions: Sequence[Question], rows_by_question: Mapping[int, Sequence[AnsweredRow]]
) -> Table | None:
    """Means of the scale questions by sector, or None when no sector may be told apart."""
    sector_of = {row.response: row.value for row in rows_by_question.get(sector.pk, ())}
    labels = {choice["key"]: choice["label"] for choice in sector.choices}
    lines: list[tuple[Question, list[int], dict[str, list[int]]]] = []
    for question in questions:
        if question.kind == QuestionKind.SCALE:
            rows = rows_by_question.get(question.pk, ())
            lines.append((question, steps_of(rows), _cells(rows, sector_of, list(labels))))
    told = [key for key in labels if any(key in cells for _question, _steps, cells in lines)]
    if not told:
        return None
    return Table(
        caption=_("Means by sector"),
        columns=[
            Column(_("Question"), numeric=False),
            Column(pgettext("everybody's answers", "All")),
            *(Column(labels[key], is_of_the_form=True) for key in told),
        ],
        rows=[
            [
                Cell(question.text, numeric=False, is_of_the_form=True),
                _figure(steps),
                *(_figure(cells.get(key)) for key in told),
            ]
            for question, steps, cells in lines
            if cells
        ],
    )


def _cells(rows: Sequence[AnsweredRow], sector_of: Mapping[object, str], keys: Sequence[str]) -> dict[str, list[int]]:
    """The steps given in each sector that may be shown for this question."""
    by_sector = {key: steps_of([row for row in rows if sector_of.get(row.response) == key]) for key in keys}
    counts = {key: len(steps) for key, steps in by_sector.items()}
    return {key: by_sector[key] for key in cells_to_show(counts, len(steps_of(rows)))}


def _figure(steps: Sequence[int] | None) -> Cell:
    if not steps:
        return Cell(pgettext("figure", "not shown"))
    return Cell(_("%(mean)s (n = %(count)s)") % {"mean": mean(steps), "count": len(steps)})
