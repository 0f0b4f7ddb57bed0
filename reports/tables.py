"""Figures in the shape `components/data_table.html` wants them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses.models import CourseRun
from courses.queries import session_title, session_when
from enrollment.enums import Covers
from enrollment.models import Enrollment
from enrollment.models import Figure as ToldFigure
from messaging.dates import date_range
from reports.columns import PersonColumn
from reports.queries import (
    IN_RUN_LIST,
    NOT_CONFIRMED,
    NOT_KNOWN,
    Breakdown,
    Figure,
    Group,
    PeriodCounts,
    SessionCount,
    is_counted_elsewhere,
    stage_of,
)

DASH = "–"


@dataclass(frozen=True)
class Column:
    """A heading."""

    label: str
    numeric: bool = False
    sort_url: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell; with an address it opens to the rows behind it."""

    text: str
    numeric: bool = False
    url: str = ""


@dataclass(frozen=True)
class Table:
    """Caption, columns and rows."""

    caption: str
    columns: list[Column] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)


def rows_url(run: CourseRun, key: str, **chosen: str) -> str:
    """Where the people behind a figure are listed."""
    address = reverse("report-rows", args=[run.pk, key])
    return f"{address}?{urlencode(chosen)}" if chosen else address


def number_cell(run: CourseRun, key: str, count: int, *, unknown: object = "", **chosen: str) -> Cell:
    """The number, opening to its rows; or the words why there is none."""
    if unknown:
        return Cell(str(unknown), numeric=True)
    return Cell(str(count), numeric=True, url=rows_url(run, key, **chosen) if count else "")


def run_table(runs: Sequence[CourseRun], counts: PeriodCounts, as_of: datetime) -> Table:
    """One run a row, with its most asked figures and how far it had come; the training is named where there are
    several.
    """
    figures = [Column(str(each.label), numeric=True) for each in IN_RUN_LIST]
    columns = [Column(_("Run")), *figures, Column(_("Dates")), Column(_("State")), Column(_("Training"))]
    rows = [_run_row(run, counts, as_of) for run in runs]
    if len({run.course_id for run in runs}) > 1:
        return Table(_("Runs"), columns, rows)
    return Table(runs[0].course.title if runs else _("Runs"), columns[:-1], [cells[:-1] for cells in rows])


def _run_row(run: CourseRun, counts: PeriodCounts, as_of: datetime) -> list[Cell]:
    unknown = NOT_KNOWN if is_counted_elsewhere(run) else ""
    return [
        Cell(run.label, url=reverse("report-run", args=[run.pk])),
        *(number_cell(run, each.key, counts.of(each.key, run), unknown=unknown) for each in IN_RUN_LIST),
        Cell(run_dates(run) or str(NOT_KNOWN)),
        Cell(str(stage_of(run, as_of).label)),  # type: ignore[arg-type]
        Cell(run.course.title),
    ]


def run_dates(run: CourseRun) -> str:
    """Of a row of `queries.reported_runs` from the first session to the last, else the planned period; or nothing."""
    first, last = run.first_at, run.last_at  # type: ignore[attr-defined]
    if first:
        return date_range(localtime(first).date(), localtime(last).date())
    return date_range(run.period_from, run.period_until) if run.period_from and run.period_until else ""


def session_table(run: CourseRun, counts: Sequence[SessionCount]) -> Table:
    """One session a row. Where headcounts were told they stand beside the named attendance and are added to nothing."""
    is_told = any(each.headcounts for each in counts)
    headings = [
        pgettext("figure", "Attended"),
        *([_("Headcount (told)")] if is_told else []),
        _("Of them part of the time"),
        _("Of them from another group"),
        pgettext("figure", "Away"),
        pgettext("figure", "Not marked"),
    ]
    columns = [Column(_("Session")), *(Column(heading, numeric=True) for heading in headings), Column(_("Time"))]
    return Table(_("Attendance by session"), columns, [_session_row(run, each, is_told) for each in counts])


def _session_row(run: CourseRun, count: SessionCount, is_told: bool) -> list[Cell]:
    session = count.session
    number = session.number
    parts = {
        f"partial-{number}": count.partial,
        f"guests-{number}": count.guests,
        f"absent-{number}": count.absent,
        f"unmarked-{number}": count.unmarked,
    }
    instead = (NOT_KNOWN if count.unknown is NOT_CONFIRMED else DASH) if count.unknown else ""
    return [
        Cell(f"{session.number}. {session_title(session)}".strip()),
        number_cell(run, f"attended-{number}", count.attended, unknown=count.unknown),
        *([Cell(headcount_words(count.headcounts) or str(NOT_KNOWN), numeric=True)] if is_told else []),
        *(number_cell(run, key, part, unknown=instead) for key, part in parts.items()),
        Cell(session_when(session) or str(NOT_KNOWN)),
    ]


def headcount_words(figures: Sequence[ToldFigure]) -> str:
    """`noin 40`, `nimilistan lisäksi 3` or both; empty for none."""
    return ", ".join(_headcount(figure) for figure in figures)


def _headcount(figure: ToldFigure) -> str:
    if figure.covers == Covers.EVERYONE:
        return figure.in_words()
    return _("besides the list %(number)s") % {"number": figure.in_words()}


def group_table(
    run: CourseRun, caption: str, kind: str, first: str, whole: Breakdown, groups: Iterable[Group]
) -> Table:
    """One organisation or sector a row, the totals of the run last; `kind` names the choice in addresses."""
    columns = [Column(first), *(Column(str(figure.label), numeric=True) for figure in whole.figures)]
    rows = [
        [Cell(group.label), *(_group_cell(run, figure, group, kind) for figure in whole.figures)] for group in groups
    ]
    total = [number_cell(run, each.key, whole.totals[each.key], unknown=each.unknown) for each in whole.figures]
    return Table(caption, columns, [*rows, [Cell(pgettext("figure", "In all")), *total]])


def _group_cell(run: CourseRun, figure: Figure, group: Group, kind: str) -> Cell:
    count = group.counts[figure.key]
    return number_cell(run, figure.key, count, unknown=figure.unknown, **{kind: group.key})


def people_table(columns: Sequence[PersonColumn], rows: Iterable[Enrollment], count: int) -> Table:
    """The people behind a figure, `count` on all pages; a dash stands for what did not happen."""
    caption = ngettext("%(count)s person", "%(count)s people", count) % {"count": count}
    lines = [[Cell(column.text(row) or DASH) for column in columns] for row in rows]
    return Table(caption, [Column(column.label) for column in columns], lines)
