"""How people divide into groups, as bars drawn on the server. Pure; geometry only."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.flow import percent_text

WIDTH = 1000  # of the whole picture; the largest group is as wide
BARS = 12


@dataclass(frozen=True)
class Bar:
    """One group: its words, its number and share, and the width of its bar; the others together have none."""

    label: str
    count: int
    share: str
    width: int


def bars(groups: Sequence[tuple[str, int]], *, others: str) -> list[Bar]:
    """The groups largest first, the smallest ones together as `others` when there are more than fit a picture."""
    filled = sorted((group for group in groups if group[1]), key=lambda group: -group[1])
    whole, largest = sum(count for _label, count in filled), max((count for _label, count in filled), default=1)
    shown = filled if len(filled) <= BARS else filled[: BARS - 1]
    drawn = [Bar(label, count, percent_text(count, whole), round(WIDTH * count / largest)) for label, count in shown]
    rest = whole - sum(count for _label, count in shown)
    return [*drawn, Bar(others, rest, percent_text(rest, whole), 0)] if rest else drawn
