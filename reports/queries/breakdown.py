"""Figures by organisation and by sector, as they stood at sign-up."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Case, CharField, Count, F, Max, Q, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import pgettext

from accounts.models import Organisation, Profession, Region, Sector
from accounts.models.register import Register
from accounts.names import finnish_key
from enrollment.enums import Origin
from reports.queries.figures import NOT_KNOWN, Figure
from reports.queries.people import People

NONE, UNKNOWN, OWN_WORDS = "none", "unknown", "own"

REGISTERS: dict[str, type[Register]] = {"sector": Sector, "profession": Profession, "region": Region}

# Nobody asks those who come on the day where they work, and erasure takes it away: neither is "no organisation".
_NOT_ASKED = Q(organisation=None) & (Q(origin=Origin.WALK_IN) | Q(person__erased_at__isnull=False))


def with_keys(rows: People) -> People:
    """The rows with a key for each way of dividing them: a number, `none`, `own` or `unknown`."""
    return rows.annotate(
        organisation_key=Case(
            When(_NOT_ASKED, then=Value(UNKNOWN)),
            When(organisation=None, then=Value(NONE)),
            default=Cast(F("organisation_id"), CharField()),
            output_field=CharField(),
        ),
        sector_key=Coalesce(Cast(F("sector_id"), CharField()), Value(UNKNOWN)),
        profession_key=Case(
            When(profession=None, profession_text="", then=Value(UNKNOWN)),
            When(profession=None, then=Value(OWN_WORDS)),
            default=Cast(F("profession_id"), CharField()),
            output_field=CharField(),
        ),
        region_key=Coalesce(Cast(F("organisation__region_id"), CharField()), Value(UNKNOWN)),
    )


@dataclass
class Group:
    """One organisation or sector: how many of each figure."""

    key: str
    label: str
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True)
class Breakdown:
    """The totals of the figures, and how they divide: the groups of each kind add up to the totals."""

    figures: Sequence[Figure]
    totals: dict[str, int]
    organisations: Sequence[Group]
    sectors: Sequence[Group]


def breakdown(figures: Sequence[Figure]) -> Breakdown:
    """Count the figures in one query each; `none` and `unknown` come last."""
    titles = {str(sector.pk): sector.title for sector in Sector.objects.all()}  # in the order staff gave them
    totals: dict[str, int] = defaultdict(int)
    organisations: dict[str, Group] = {}
    sectors: dict[str, Group] = {}
    for figure in figures:
        for row in _counted(figure.rows):
            number, key, sector = row["number"], row["organisation_key"], row["sector_key"]
            totals[figure.key] += number
            label = organisation_label(key, row["label"])
            organisations.setdefault(key, Group(key, label)).counts[figure.key] += number
            sectors.setdefault(sector, Group(sector, titles.get(sector, str(NOT_KNOWN)))).counts[figure.key] += number
    order = {key: place for place, key in enumerate(titles)}
    return Breakdown(
        figures,
        totals,
        sorted(organisations.values(), key=lambda group: (group.key in (NONE, UNKNOWN), *_by_name(group))),
        sorted(sectors.values(), key=lambda group: order.get(group.key, len(order))),
    )


def _counted(rows: People):  # type: ignore[no-untyped-def]
    groups = with_keys(rows).order_by().values("organisation_key", "sector_key")
    return groups.annotate(number=Count("pk"), label=Max("organisation_name"))


def _by_name(group: Group) -> tuple[object, ...]:
    return group.key == UNKNOWN, finnish_key(group.label)


def organisation_label(key: str, name: str) -> str:
    """The organisation in words."""
    if key == UNKNOWN:
        return str(NOT_KNOWN)
    return pgettext("figure", "No organisation") if key == NONE else name


def title_label(key: str, title: str) -> str:
    """A sector, job title or region in words."""
    if key == OWN_WORDS:
        return pgettext("figure", "Another job title, in own words")
    return title or str(NOT_KNOWN)


def group_labels(organisation: str = "", **chosen: str) -> list[str]:
    """The chosen groups in words, for the heading of a list; an organisation nobody has is left out."""
    labels = []
    if organisation:
        found = Organisation.objects.filter(pk=organisation).first() if organisation.isdigit() else None
        labels.append(organisation_label(organisation, found.name if found else ""))
    for name, key in chosen.items():
        row = REGISTERS[name]._default_manager.filter(pk=key).first() if key.isdigit() else None
        labels.append(title_label(key, row.title if row else ""))
    return [label for label in labels if label]
