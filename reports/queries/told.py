"""Told numbers of many runs: kept apart from the counted ones, and summed only as far as they can be."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from courses.models import CourseRun
from enrollment.enums import FigureKind, Qualifier
from enrollment.models import Figure
from enrollment.quantities import Quantity, among_the_same_people, together
from enrollment.queries import standing_figures

VISITS = frozenset({FigureKind.HEADCOUNT, FigureKind.HOURS})  # of several sessions these add up, people do not


@dataclass
class Told:
    """What was told of one kind: the sums by whom they cover, and whether some of it is not known."""

    sums: dict[str, Quantity] = field(default_factory=dict)
    is_partly_unknown: bool = False


def told_rows(runs: QuerySet[CourseRun], as_of: datetime, kind: str = "") -> list[Figure]:
    """The numbers that stand, of one kind when asked for, in one query."""
    rows = standing_figures(runs.order_by().values_list("pk", flat=True), localdate(as_of))
    return [row for row in rows if not kind or row.kind == kind]


def told_sums(rows: Iterable[Figure], by_run: Mapping[UUID, Counter[str]]) -> dict[str, Told]:
    """The told numbers by kind. A number of the whole run stands for those of its sessions.

    `by_run` holds the counted figures: "more than enrolled" is more than those who were told or counted as enrolled.
    """
    figures = list(rows)
    enrolled = {
        row.run_id: row.quantity for row in figures if row.kind == FigureKind.REGISTERED and row.session is None
    }
    found: dict[str, Told] = defaultdict(Told)
    for (_run, kind, covers), group in _by_run_and_kind(figures).items():
        known = [quantity for row in group if (quantity := _quantity(row, enrolled, by_run))]
        found[kind].is_partly_unknown |= len(known) < len(group)
        summed = together(known) if kind in VISITS else among_the_same_people(known)
        if summed:
            earlier = found[kind].sums.get(covers)
            found[kind].sums[covers] = earlier + summed if earlier else summed
    return dict(found)


def _by_run_and_kind(figures: Iterable[Figure]) -> dict[tuple[UUID, str, str], list[Figure]]:
    whole: dict[tuple[UUID, str, str], list[Figure]] = defaultdict(list)
    parts: dict[tuple[UUID, str, str], list[Figure]] = defaultdict(list)
    for row in figures:
        (whole if row.session is None else parts)[row.run_id, row.kind, row.covers].append(row)
    return {**parts, **whole}


def _quantity(
    row: Figure, enrolled: Mapping[UUID, Quantity | None], by_run: Mapping[UUID, Counter[str]]
) -> Quantity | None:
    if row.qualifier != Qualifier.MORE_THAN_REGISTERED:
        return row.quantity
    told = enrolled.get(row.run_id)
    counted = by_run[row.run_id][FigureKind.REGISTERED] if row.run_id in by_run else 0
    low = told.low if told else counted
    return Quantity(low, None) if low else None
