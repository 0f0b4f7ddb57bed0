"""The figures of a period as they are said: the counted and the told ones beside each other, never added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from courses.models import CourseRun
from enrollment.enums import Covers, FigureKind
from enrollment.models import Figure as ToldFigure
from reports.queries import (
    ATTENDED,
    CERTIFIED,
    COMPLETED,
    IN_PERIOD,
    NO_SHOW,
    NOT_KNOWN,
    REGISTERED,
    WALKED_IN,
    Definition,
    Events,
    PeriodCounts,
    Told,
    count_events,
    count_period,
    told_rows,
    told_sums,
)

DASH = "–"
ORDER = (
    "invited", "applied", "registered", "selected", "waiting", "cancelled", "walked-in", "attended", "no-show",
    "headcount", "completed", "certified", "hours",
)  # fmt: skip
ALWAYS_SHOWN = frozenset({REGISTERED.key, ATTENDED.key, NO_SHOW.key, COMPLETED.key, CERTIFIED.key})
NEED_CONFIRMING = frozenset({ATTENDED.key, NO_SHOW.key})


@dataclass(frozen=True)
class PeriodFigure:
    """One figure: `counted` persons (None = not counted here), `unknown` the words instead, `told` in words.

    `has_told_number` is False where all that was told is that nobody knows.
    """

    key: str
    label: str | Promise
    counted: int | None
    unknown: str
    told: str
    has_told_number: bool

    @property
    def counted_text(self) -> str:
        """The number, why there is none, or a dash for what is never counted."""
        return self.unknown or (DASH if self.counted is None else str(self.counted))

    @property
    def is_shown(self) -> bool:
        """Whether there is something to say; the figures everybody asks for are said even of nobody."""
        return bool(self.counted or self.told or self.key in ALWAYS_SHOWN)


@dataclass(frozen=True)
class PeriodNumbers:
    """Everything counted and told of a period: screen, sentence and files are made of this one object."""

    counts: PeriodCounts
    events: Events
    figures: Sequence[PeriodFigure]
    as_of: datetime
    headcounts: Mapping[UUID, str]  # told, in words, by run

    def counted(self, key: str) -> int | None:
        """The persons of one figure, None when nobody knows."""
        figure = next(each for each in self.figures if each.key == key)
        return None if figure.unknown else figure.counted

    @property
    def counted_definitions(self) -> list[Definition]:
        """The counted figures worth a column: those everybody asks for, and those that count somebody."""
        return [each for each in IN_PERIOD if self.counts.totals[each.key] or each.key in ALWAYS_SHOWN]


def period_numbers(runs: QuerySet[CourseRun], as_of: datetime) -> PeriodNumbers:
    """The numbers of these runs in four queries, whatever their count."""
    counts, events = count_period(runs, as_of), count_events(runs, as_of)
    rows = told_rows(runs, as_of)
    told = told_sums(rows, counts.by_run)
    labels = {each.key: each.label for each in IN_PERIOD} | {kind.value: kind.label for kind in FigureKind}
    figures = [
        PeriodFigure(
            key, labels[key], _counted(key, counts), _unknown(key, counts, events), told_words(told.get(key)),
            has_told_number=key in told and bool(told[key].sums),
        )
        for key in ORDER
    ]  # fmt: skip
    return PeriodNumbers(counts, events, figures, as_of, _headcounts(rows))


def _headcounts(rows: Sequence[ToldFigure]) -> dict[UUID, str]:
    kind, by_run = FigureKind.HEADCOUNT, attrgetter("run_id")
    told = sorted((row for row in rows if row.kind == kind), key=by_run)
    return {run: told_words(told_sums(group, {})[kind]) for run, group in groupby(told, by_run)}


def _counted(key: str, counts: PeriodCounts) -> int | None:
    return counts.totals[key] if any(each.key == key for each in IN_PERIOD) else None


def _unknown(key: str, counts: PeriodCounts, events: Events) -> str:
    """A zero would be a lie where nobody enrols, and before the first attendance is confirmed."""
    if _counted(key, counts) != 0 or key == WALKED_IN.key:
        return ""
    nobody_knows = not events.with_names or (key in NEED_CONFIRMING and not events.confirmed)
    return str(NOT_KNOWN) if nobody_knows else ""


def told_words(told: Told | None) -> str:
    """`noin 40`, `yli 900, nimilistan lisäksi 3`, `tieto puuttuu`; empty when nothing was told."""
    if told is None:
        return ""
    parts = []
    if Covers.EVERYONE in told.sums:
        parts.append(told.sums[Covers.EVERYONE].in_words())
    if Covers.UNNAMED in told.sums:
        parts.append(_("besides the list %(number)s") % {"number": told.sums[Covers.UNNAMED].in_words()})
    if told.is_partly_unknown:
        parts.append(_("partly not known") if parts else str(NOT_KNOWN))
    return ", ".join(parts)
