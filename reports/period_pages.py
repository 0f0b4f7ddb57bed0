"""The page of a period: its figures as sentences, tables and pictures, all made of one count."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import CourseRun
from enrollment.enums import Covers
from enrollment.models import Figure as ToldFigure
from messaging.dates import date_range
from reports.distributions import Bar, bars
from reports.flow import Flow, Stage, drawn, percent_text
from reports.pages import flow_table
from reports.period_figures import DASH, PeriodFigure, PeriodNumbers, period_numbers
from reports.period_files import kind_labels
from reports.periods import Period
from reports.queries import BREAKDOWNS, FLOW, REGISTERED, Group
from reports.tables import Cell, Column, Table, run_table
from reports.wording import hours_text, report_sentence

GROUPS_SHOWN = 24  # rows of a table on the screen; the files hold every group
RUNS_PER_PAGE = 25


class Fact(NamedTuple):
    """A short fact, as `components/fact_list.html` wants it."""

    label: str
    value: str


@dataclass(frozen=True)
class Distribution:
    """How the enrolled divide: the picture, and the same groups as a table with more figures."""

    key: str
    title: str
    n: int
    bars: Sequence[Bar]
    table: Table


@dataclass(frozen=True)
class PeriodReport:
    """Everything the page of a period shows."""

    sentence: str
    facts: Sequence[Fact]
    figures: Table
    flow: Flow | None
    flow_table: Table
    distributions: Sequence[Distribution]
    routes: Table | None
    runs: Table
    page: Page


def period_report(runs: QuerySet[CourseRun], period: Period, organiser: str, page_number: str | None) -> PeriodReport:
    """The report of these runs, in a constant number of queries."""
    numbers = period_numbers(runs, period.as_of)
    page = Paginator(runs, RUNS_PER_PAGE).get_page(page_number)
    stages = [_stage(numbers, each.key, str(each.label), period) for each in FLOW]
    return PeriodReport(
        sentence=report_sentence(numbers, period.days_in_words(), organiser),
        facts=_facts(numbers),
        figures=_figure_table(numbers, period),
        flow=drawn(stages) if all(numbers.counted(each.key) is not None for each in FLOW) else None,
        flow_table=flow_table(stages),
        distributions=[_distribution(kind, numbers, period) for kind in BREAKDOWNS],
        routes=_route_table(numbers),
        runs=run_table(list(page.object_list), numbers.counts, period.as_of),
        page=page,
    )


def rows_address(period: Period, key: str, **chosen: str) -> str:
    """Where the people behind a figure of the period are listed."""
    return _with(reverse("period-rows", args=[key]), period, chosen)


def _with(address: str, period: Period, chosen: dict[str, str]) -> str:
    query = "&".join(filter(None, [period.query, urlencode(chosen)]))
    return f"{address}?{query}" if query else address


def _facts(numbers: PeriodNumbers) -> list[Fact]:
    events = numbers.events
    facts = [
        Fact(_("Runs begun"), str(events.runs)),
        *([Fact(_("Runs to come"), str(events.runs_to_come))] if events.runs_to_come else []),
        Fact(_("Sessions held"), _of(events.held, events.sessions)),
        Fact(_("Hours of the sessions held"), hours_text(events.minutes)),
        Fact(
            _("Attendance confirmed, of the sessions with a list of names"), _of(events.confirmed, events.with_a_list)
        ),
    ]
    if events.called_off:
        facts.append(Fact(_("Sessions cancelled"), str(events.called_off)))
    if events.called_off_runs:
        facts.append(Fact(_("Runs cancelled"), str(events.called_off_runs)))
    return facts


def _of(part: int, whole: int) -> str:
    return f"{part}/{whole}"


def _figure_table(numbers: PeriodNumbers, period: Period) -> Table:
    columns = [
        Column(pgettext("report", "Figure")),
        Column(pgettext("report", "Counted"), numeric=True),
        Column(pgettext("report", "Told"), numeric=True),
    ]
    rows = [_figure_row(figure, period) for figure in numbers.figures if figure.is_shown]
    return Table(_("In numbers"), columns, rows)


def _figure_row(figure: PeriodFigure, period: Period) -> list[Cell]:
    told_url = _with(reverse("period-told", args=[figure.key]), period, {}) if figure.told else ""
    return [
        Cell(str(figure.label)),
        Cell(figure.counted_text, True, rows_address(period, figure.key) if figure.counted else ""),
        Cell(figure.told or DASH, True, told_url),
    ]


def _stage(numbers: PeriodNumbers, key: str, label: str, period: Period) -> Stage:
    count, enrolled = numbers.counts.totals[key], numbers.counts.totals[REGISTERED.key]
    return Stage(label, count, percent_text(count, enrolled), rows_address(period, key) if count else "")


def _distribution(kind: str, numbers: PeriodNumbers, period: Period) -> Distribution:
    groups, title = numbers.counts.groups[kind], kind_labels()[kind]
    pairs = [(group.label, group.counts[REGISTERED.key]) for group in groups]
    others = pgettext("figure", "Others together")
    return Distribution(
        kind,
        title,
        sum(count for _label, count in pairs),
        bars(pairs, others=others),
        _division_table(kind, title, groups, period),
    )


def _division_table(kind: str, title: str, groups: Sequence[Group], period: Period) -> Table:
    """The largest groups in their order; the file tells the rest."""
    columns = [Column(title), *(Column(str(each.label), numeric=True) for each in FLOW)]
    largest = sorted(groups, key=lambda group: -sum(group.counts.values()))[:GROUPS_SHOWN]
    shown, rest = [group for group in groups if group in largest], [group for group in groups if group not in largest]
    rows = [[Cell(group.label), *(_group_cell(kind, group, each.key, period) for each in FLOW)] for group in shown]
    if rest:
        sums = [Cell(str(sum(group.counts[each.key] for group in rest)), True) for each in FLOW]
        rows.append([Cell(pgettext("figure", "Others together")), *sums])
    return Table(title, columns, rows)


def _group_cell(kind: str, group: Group, key: str, period: Period) -> Cell:
    count = group.counts[key]
    return Cell(str(count), True, rows_address(period, key, **{kind: group.key}) if count else "")


def _route_table(numbers: PeriodNumbers) -> Table | None:
    """The certificates by route where there are any."""
    rows = [[Cell(route), Cell(str(count), True)] for route, count in sorted(numbers.counts.routes.items())]
    columns = [Column(pgettext("report", "Route")), Column(_("Got a certificate"), numeric=True)]
    return Table(_("Certificates by route"), columns, rows) if rows else None


def told_table(rows: Sequence[ToldFigure]) -> Table:
    """Where each told number comes from."""
    columns = [
        Column(_("Run")),
        Column(_("Session")),
        Column(pgettext("report", "Number"), numeric=True),
        Column(pgettext("report", "As of")),
        Column(_("Source")),
        Column(_("Training")),
    ]
    return Table(_("Told numbers"), columns, [_told_row(row) for row in rows])


def _told_row(row: ToldFigure) -> list[Cell]:
    number = row.in_words()
    if row.covers == Covers.UNNAMED:
        number = _("besides the list %(number)s") % {"number": number}
    return [
        Cell(row.run.label, url=reverse("report-run", args=[row.run_id])),
        Cell(str(row.session.number) if row.session else _("the whole run")),
        Cell(number, True),
        Cell(date_range(row.as_of, row.as_of)),
        Cell(row.source or DASH),
        Cell(row.run.course.title),
    ]
