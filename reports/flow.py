"""The way from enrolling to the certificate as a picture: bars of falling width, joined. Pure; geometry only."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from messaging.dates import NBSP

ROW, BAR, WIDTH = 64, 36, 1000  # height of a stage, of its bar, and width of the whole picture


@dataclass(frozen=True)
class Stage:
    """One stage: its words, its number, and where its rows are (may be "")."""

    label: str
    count: int
    share: str
    url: str


@dataclass(frozen=True)
class Flow:
    """`stages`, and the picture's `height`, `bars` (y, width) and `joints` (points of polygons)."""

    stages: Sequence[Stage]
    height: int
    bars: Sequence[tuple[int, int]]
    joints: Sequence[str]

    @property
    def grows(self) -> bool:
        """Whether a stage is larger than the one before: more came than had enrolled."""
        return any(later.count > earlier.count for earlier, later in pairwise(self.stages))


def drawn(stages: Sequence[Stage]) -> Flow:
    """The picture of the stages, the largest as wide as the picture."""
    largest = max((stage.count for stage in stages), default=0) or 1
    widths = [round(WIDTH * stage.count / largest) for stage in stages]
    bars = [(ROW * place, width) for place, width in enumerate(widths) if width]
    joints = [_joint(place, above, below) for place, (above, below) in enumerate(pairwise(widths)) if above or below]
    return Flow(stages, ROW * (len(stages) - 1) + BAR, bars, joints)


def _joint(place: int, above: int, below: int) -> str:
    top, foot = ROW * place + BAR, ROW * (place + 1)
    return f"0,{top} {above},{top} {below},{foot} 0,{foot}"


def percent_text(count: int, whole: int) -> str:
    """`62 %` with a no-break space, halves rounded up; empty for nothing of nothing."""
    return f"{(200 * count + whole) // (2 * whole)}{NBSP}%" if whole else ""
