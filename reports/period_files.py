"""The report of a period as sheets: the same numbers as on the screen, for CSV and XLSX alike."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import CourseRun
from enrollment.enums import FigureKind
from reports.period_figures import PeriodNumbers
from reports.queries import Group, is_counted_elsewhere, stage_of
from reports.queries.figures import NOT_KNOWN
from reports.small_groups import hidden
from reports.tables import run_dates
from reports.wording import hours_of

Cell = str | int | float


@dataclass(frozen=True)
class Sheet:
    """A table of a file: numbers stay numbers, so that a spreadsheet can reckon with them."""

    title: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def kind_labels() -> dict[str, str]:
    """The ways of dividing people, in words."""
    return {
        "organisation": _("Organisation"),
        "sector": _("Sector"),
        "profession": _("Job title"),
        "region": _("Region"),
    }


def sheets(numbers: PeriodNumbers, runs: Iterable[CourseRun], asked: Sequence[tuple[str, str]]) -> Iterator[Sheet]:
    """What was asked, the figures, their division, the certificates by route, and the runs one by one."""
    note = [pgettext("figure", "few"), _("1–4 people, or a group whose number would give such a group away")]
    facts = [pgettext("report", "Fact"), pgettext("report", "Value")]
    yield Sheet(_("Report"), facts, [*asked, *_events(numbers), note, *_route_note(numbers)])
    yield Sheet(
        _("Figures"),
        [pgettext("report", "Figure"), pgettext("report", "Counted"), pgettext("report", "Told")],
        [[str(each.label), _counted(each.counted_text), each.told] for each in numbers.figures if each.is_shown],
    )
    headings = [str(each.label) for each in numbers.counted_definitions]
    for kind, label in kind_labels().items():
        yield Sheet(label, [label, *headings], _divided(numbers, numbers.counts.groups[kind]))
    routes = sorted(numbers.counts.routes.items())
    yield Sheet(_("Certificates by route"), [_("Route"), _("Got a certificate")], [list(row) for row in routes])
    columns = [
        _("Training"), _("Run"), _("Dates"), _("Hours of the sessions held"), *headings,
        str(FigureKind.HEADCOUNT.label), _("State"),
    ]  # fmt: skip
    yield Sheet(_("Runs"), columns, (_run_row(numbers, run) for run in runs))


def _counted(text: str) -> Cell:
    return int(text) if text.isdecimal() else text


def _route_note(numbers: PeriodNumbers) -> list[list[Cell]]:
    if len(numbers.counts.routes) < 2:
        return []
    return [[_("Certificates by route"), _("The same person may be on two lines.")]]


def _events(numbers: PeriodNumbers) -> list[list[Cell]]:
    events = numbers.events
    return [
        [_("Runs begun"), events.runs],
        [_("Runs to come"), events.runs_to_come],
        [_("Runs cancelled"), events.called_off_runs],
        [_("Sessions planned"), events.sessions],
        [_("Sessions held"), events.held],
        [_("Sessions cancelled"), events.called_off],
        [_("Attendance confirmed, of the sessions with a list of names"), events.confirmed],
        [_("Hours of the sessions held"), hours_of(events.minutes)],
    ]


def _divided(numbers: PeriodNumbers, groups: Sequence[Group]) -> list[list[Cell]]:
    """One group a row; groups of one to four people without a number."""
    columns = {each.key: [group.counts[each.key] for group in groups] for each in numbers.counted_definitions}
    kept_back = {key: hidden(column) for key, column in columns.items()}
    few = pgettext("figure", "few")
    return [
        [group.label, *(few if place in kept_back[key] else column[place] for key, column in columns.items())]
        for place, group in enumerate(groups)
    ]


def _run_row(numbers: PeriodNumbers, run: CourseRun) -> list[Cell]:
    counted = [numbers.counts.of(each.key, run) for each in numbers.counted_definitions]
    is_unknown = is_counted_elsewhere(run) and not any(counted)
    numbers_told: list[Cell] = [str(NOT_KNOWN)] * len(counted) if is_unknown else [*counted]
    stage = str(stage_of(run, numbers.as_of).label)  # type: ignore[arg-type]
    hours = hours_of(numbers.events.minutes_by_run[run.pk])
    headcount = numbers.headcounts.get(run.pk, "")
    return [run.course.title, run.label, run_dates(run), hours, *numbers_told, headcount, stage]


def flat_rows(parts: Iterable[Sheet]) -> Iterator[list[str]]:
    """The sheets under each other, a blank line between them, as one CSV holds them."""
    for sheet in parts:
        yield [sheet.title]
        yield list(sheet.header)
        yield from ([_as_text(cell) for cell in row] for row in sheet.rows)
        yield []


def _as_text(cell: Cell) -> str:
    """A number as Finnish spreadsheets read it."""
    return f"{cell:.10g}".replace(".", ",") if isinstance(cell, float) else str(cell)
