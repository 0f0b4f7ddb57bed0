"""The page of one run: its figures as tiles, picture and tables, all made of one count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import CourseRun, Session
from enrollment.models import Figure as ToldFigure
from reports.flow import Flow, Stage, drawn, percent_text
from reports.queries import (
    FLOW,
    REGISTERED,
    WALKED_IN,
    Breakdown,
    Figure,
    SessionCount,
    breakdown,
    figures_of,
    headcounts,
    is_counted_elsewhere,
    session_counts,
)
from reports.tables import DASH, Cell, Column, Table, group_table, headcount_words, rows_url, session_table
from reports.wording import sessions_to_confirm

GROUPS_PER_PAGE = 25


@dataclass(frozen=True)
class Tile:
    """A figure as `components/figure_tile.html` wants it."""

    label: str
    value: str
    url: str
    note: str
    is_known: bool


@dataclass(frozen=True)
class RunReport:
    """Everything the page of a run shows."""

    tiles: Sequence[Tile]
    flow: Flow | None
    flow_table: Table
    sessions: Table
    organisations: Table
    organisation_page: Page
    sectors: Table
    to_confirm: Sequence[Session]
    to_confirm_words: str
    has_people: bool


def run_report(run: CourseRun, as_of: datetime, page_number: str | None) -> RunReport:
    """The figures of the run at that instant, in a constant number of queries."""
    whole = _without_empty_walk_ins(breakdown(figures_of(run, as_of)))
    told = headcounts(run, as_of)
    counts = session_counts(run, as_of, told)
    page = Paginator(whole.organisations, GROUPS_PER_PAGE).get_page(page_number)
    to_confirm = [count.session for count in counts if count.waits_for_marks(as_of)]
    stages = [_stage(run, figure, whole) for figure in whole.figures if figure.key in {each.key for each in FLOW}]
    return RunReport(
        tiles=[*(_tile(run, figure, whole, counts) for figure in whole.figures), *_told_tiles(told.get(None, ()))],
        flow=drawn(stages) if all(not figure.unknown for figure in whole.figures) else None,
        flow_table=flow_table(stages),
        sessions=session_table(run, counts),
        organisations=group_table(
            run, _("By organisation"), "organisation", _("Organisation"), whole, page.object_list
        ),
        organisation_page=page,
        sectors=group_table(run, _("By sector"), "sector", _("Sector"), whole, whole.sectors),
        to_confirm=to_confirm,
        to_confirm_words=sessions_to_confirm([session.number for session in to_confirm]),
        has_people=any(whole.totals.values()),
    )


def _without_empty_walk_ins(whole: Breakdown) -> Breakdown:
    """Most runs have nobody who came without enrolling: they need no figure for it."""
    figures = [each for each in whole.figures if each.key != WALKED_IN.key or whole.totals[WALKED_IN.key]]
    return Breakdown(figures, whole.totals, whole.organisations, whole.sectors)


def _tile(run: CourseRun, figure: Figure, whole: Breakdown, counts: Sequence[SessionCount]) -> Tile:
    count = whole.totals[figure.key]
    url = rows_url(run, figure.key) if count and not figure.unknown else ""
    return Tile(
        str(figure.label),
        figure.said(count),
        url,
        "" if is_counted_elsewhere(run) else _note(figure, counts),
        not figure.unknown,
    )


def _told_tiles(headcounts: Sequence[ToldFigure]) -> list[Tile]:
    """The headcount of the whole run, where somebody told one: a tile of its own, opening to nobody."""
    told = headcount_words(headcounts)
    note = _("Told, not counted. It is added to nothing.")
    return [Tile(pgettext("figure", "Headcount"), told, "", note, True)] if told else []


def _note(figure: Figure, counts: Sequence[SessionCount]) -> str:
    """How far the attendance is known, beside the figure that hangs on it."""
    if figure.key != "attended":
        return ""
    held = [count for count in counts if count.session.is_held]
    known = [count for count in held if not count.unknown]
    if len(known) == len(held):
        return ""
    return _("Sessions confirmed: %(known)s/%(held)s") % {"known": len(known), "held": len(held)}


def _stage(run: CourseRun, figure: Figure, whole: Breakdown) -> Stage:
    count, enrolled = whole.totals[figure.key], whole.totals[REGISTERED.key]
    url = rows_url(run, figure.key) if count else ""
    return Stage(str(figure.label), count, percent_text(count, enrolled), url)


def flow_table(stages: Sequence[Stage]) -> Table:
    """The picture's twin."""
    columns = [
        Column(_("Stage")),
        Column(_("Count"), numeric=True),
        Column(pgettext("figure", "Of the enrolled"), numeric=True),
    ]
    rows = [
        [Cell(stage.label), Cell(str(stage.count), True, stage.url), Cell(stage.share or DASH, True)]
        for stage in stages
    ]
    return Table(_("The stages in numbers"), columns, rows)
