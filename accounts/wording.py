"""Keeping times and persons' rights in words. Pure but for translation and the registry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.registry import DataKind, OnErasure, data_kind, data_kinds
from accounts.services.retention import Expired

MONTHS_TOLD_AS_SUCH = 36  # "24 months", but "5 years"


def duration(months: int) -> str:
    """`6 kuukautta`, `24 kuukautta`, `5 vuotta`."""
    if months % 12 == 0 and months >= MONTHS_TOLD_AS_SUCH:
        years = months // 12
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return ngettext("%(count)s month", "%(count)s months", months) % {"count": months}


@dataclass(frozen=True)
class KeepingTime:
    """One line of the privacy notice: what, for how long and from when, and what then happens."""

    name: str
    time: str
    afterwards: str


def keeping_times(months: Mapping[str, int | None]) -> list[KeepingTime]:
    """Every kind of data with its keeping time, in the order people are told of them."""
    return [KeepingTime(str(kind.name), _time(kind, months[kind.key]), str(kind.afterwards)) for kind in data_kinds()]


@dataclass(frozen=True)
class KeepingLine:
    """One kind of data as staff decide on it: the time in force, and whether staff set it or the code proposes it."""

    key: str
    name: str
    time: str
    is_decided: bool
    has_months: bool


def keeping_lines(decided: Mapping[str, int]) -> list[KeepingLine]:
    """Every kind of data with the time in force, and last what was decided for kinds nobody declares any more."""
    kinds = data_kinds()
    lines = [
        KeepingLine(
            kind.key,
            str(kind.name),
            _time(kind, decided.get(kind.key, kind.months)),
            kind.key in decided,
            kind.months is not None,
        )
        for kind in kinds
    ]
    unknown = sorted(set(decided) - {kind.key for kind in kinds})
    return lines + [KeepingLine(key, key, duration(decided[key]), is_decided=True, has_months=True) for key in unknown]


@dataclass(frozen=True)
class DueLine:
    """What is done to one sort of rows whose time is over, and how many there are."""

    name: str
    time: str
    words: str
    count: int


def due_lines(expired: Iterable[Expired]) -> list[DueLine]:
    """The dry run in words, in the order people are told of the kinds."""
    order = {kind.key: place for place, kind in enumerate(data_kinds())}
    lines = sorted(expired, key=lambda each: order[each.kind])
    return [
        DueLine(str(data_kind(each.kind).name), duration(each.months), str(each.words), each.count or 0)
        for each in lines
    ]


def _time(kind: DataKind, months: int | None) -> str:
    if months is None:
        return str(kind.counted_from)
    return f"{duration(months)} {kind.counted_from}"


@dataclass(frozen=True)
class ErasureLine:
    """What erasing does to one kind of data the person has."""

    name: str
    text: str


@dataclass(frozen=True)
class ErasurePlan:
    """What an erasure deletes, what stays without the name, and what stays and why."""

    deleted: list[ErasureLine]
    nameless: list[ErasureLine]
    kept: list[ErasureLine]


def erasure_plan(counts: Mapping[str, int], months: Mapping[str, int | None]) -> ErasurePlan:
    """The plan for somebody with so many rows of each kind; kinds without rows are left out."""

    def lines(outcome: OnErasure) -> list[ErasureLine]:
        chosen = [kind for kind in data_kinds() if kind.outcome is outcome and counts.get(kind.key)]
        return [ErasureLine(str(kind.name), _erasure_text(kind, months[kind.key])) for kind in chosen]

    return ErasurePlan(lines(OnErasure.DELETE), lines(OnErasure.EMPTY), lines(OnErasure.KEEP))


def _erasure_text(kind: DataKind, months: int | None) -> str:
    if kind.outcome is not OnErasure.KEEP or months is None:
        return str(kind.when_erased)
    kept = _("Kept: %(time)s.") % {"time": _time(kind, months)}
    return f"{kind.when_erased} {kept}"
