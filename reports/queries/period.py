"""The figures of many runs together: every person once, counted in one pass over the rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, F, QuerySet, Subquery, Value, Window
from django.db.models.functions import Coalesce, NullIf, RowNumber
from django.utils.translation import get_language

from accounts.names import finnish_key
from courses.models import CourseRun
from enrollment.models import Enrollment
from reports.queries.breakdown import NONE, OWN_WORDS, UNKNOWN, Group, organisation_label, title_label, with_keys
from reports.queries.figures import CERTIFIED, IN_PERIOD, Definition
from reports.queries.people import People, people, valid_certificates, with_state

CHUNK = 2000
BREAKDOWNS = ("organisation", "sector", "profession", "region")
LAST = {OWN_WORDS: 1, NONE: 2, UNKNOWN: 3}  # these groups follow those with a name
Row = dict[str, Any]


@dataclass
class PeriodCounts:
    """How many persons each figure counts: in all, by each way of dividing them, by route, and run by run.

    The groups of a kind add up to the totals, because a person who was in several runs stands in the group of the
    newest of them. Runs and routes do not add up: whoever was in two is counted in both.
    """

    totals: Counter[str] = field(default_factory=Counter)
    groups: dict[str, list[Group]] = field(default_factory=dict)
    routes: Counter[str] = field(default_factory=Counter)
    by_run: dict[UUID, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def of(self, key: str, run: CourseRun) -> int:
        """How many of that figure in that run alone."""
        return self.by_run[run.pk][key] if run.pk in self.by_run else 0


def count_period(runs: QuerySet[CourseRun], as_of: datetime) -> PeriodCounts:
    """Every figure of these runs in one query, read row by row: memory does not grow with the people."""
    counts, found = PeriodCounts(), {kind: _Groups(kind) for kind in BREAKDOWNS}
    for _person, rows in groupby(_rows(runs, as_of), key=itemgetter("person_id")):
        for key, row in _standing(rows, counts).items():
            counts.totals[key] += 1
            for groups in found.values():
                groups.count(key, row)
    counts.groups = {kind: groups.in_order() for kind, groups in found.items()}
    return counts


def _rows(runs: QuerySet[CourseRun], as_of: datetime) -> Iterator[Row]:
    """Persons run by run, the newest enrolment of each person first, with what each figure says of it."""
    flags = {flag(each): ExpressionWrapper(each.holds(as_of), BooleanField()) for each in IN_PERIOD}
    route = valid_certificates(as_of).order_by("-issued_at").annotate(title=_title("route")).values("title")[:1]
    rows = with_keys(people(runs, as_of)).annotate(
        sector_label=_title("sector"),
        profession_label=_title("profession"),
        region_label=_title("organisation__region"),
        sector_place=F("sector__position"),
        region_place=F("organisation__region__position"),
        route=Subquery(route),
        **flags,
    )
    labels = [
        f"{kind}_{part}" for kind in BREAKDOWNS for part in ("key", "label") if (kind, part) != (BREAKDOWNS[0], "label")
    ]
    names = ["person_id", "run_id", "organisation_name", "sector_place", "region_place", "route", *labels, *flags]
    return rows.order_by("person_id", "-created_at", "-pk").values(*names).iterator(chunk_size=CHUNK)


def flag(definition: Definition) -> str:
    """The column that tells whether a figure counts the row."""
    return f"is_{definition.key.replace('-', '_')}"


def _title(path: str) -> Coalesce:
    """The title of a register's row in the language of the moment, in Finnish where it is missing."""
    wanted = (get_language() or "fi")[:2]
    return Coalesce(NullIf(F(f"{path}__title_{wanted}"), Value("")), F(f"{path}__title_fi"))


def _standing(rows: Iterable[Row], counts: PeriodCounts) -> dict[str, Row]:
    """Of one person the newest row that each figure counts; runs and routes are counted on the way."""
    standing: dict[str, Row] = {}
    routes: set[str] = set()
    for row in rows:
        for definition in IN_PERIOD:
            if row[flag(definition)]:
                counts.by_run[row["run_id"]][definition.key] += 1
                standing.setdefault(definition.key, row)
        if row[flag(CERTIFIED)]:
            routes.add(row["route"])
    counts.routes.update(routes)
    return standing


class _Groups:
    """The groups of one kind as they are met."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.found: dict[str, Group] = {}
        self.places: dict[str, int] = {}

    def count(self, key: str, row: Row) -> None:
        group_key = row[f"{self.kind}_key"]
        if group_key not in self.found:
            self.found[group_key] = Group(group_key, self._label(group_key, row))
            self.places[group_key] = row.get(f"{self.kind}_place") or 0
        self.found[group_key].counts[key] += 1

    def _label(self, key: str, row: Row) -> str:
        if self.kind == "organisation":
            return organisation_label(key, row["organisation_name"])
        return title_label(key, row[f"{self.kind}_label"] or "")

    def in_order(self) -> list[Group]:
        """In the order staff gave the register, else by name; those without a name last."""
        return sorted(
            self.found.values(),
            key=lambda group: (LAST.get(group.key, 0), self.places[group.key], finnish_key(group.label)),
        )


def counted_people(definition: Definition, runs: QuerySet[CourseRun], as_of: datetime) -> People:
    """The rows behind a figure of many runs: of each person the newest one that the figure counts."""
    newest = Window(RowNumber(), partition_by=[F("person_id")], order_by=[F("created_at").desc(), F("pk").desc()])
    matching = definition.among(people(runs, as_of), as_of).annotate(standing=newest).filter(standing=1)
    return with_state(Enrollment.objects.filter(pk__in=matching.values("pk")), as_of)
