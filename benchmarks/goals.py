"""The goals of the performance plan, and one line of the table for each figure that was measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

TITLES = {
    "P1": "Cached pages against the bare Django page",
    "P2": "Course page, uncached, against a minimal Wagtail page",
    "P3": "Course page, signed in, against a minimal Wagtail page",
    "P4": "Queries of one page",
    "P5": "Queries as courses and people grow",
    "P6": "Cost and size of lists as they grow",
    "P7": "Everybody at once: nobody too many, nobody twice",
    "P8": "The same race's time against a bare view",
    "P9": "Enrolments one after another against a bare view",
    "P10": "The enrolment service against bare ORM",
    "P11": "One certificate against a bare canvas",
    "P14": "Exports against the writer alone",
    "P15": "First visit",
    "P16": "Verification page against a bare page with one query",
    "P17": "Memory of one worker",
}
HEADINGS = ("goal", "what", "floor", "measured", "result", "limit", "")


@dataclass(frozen=True)
class Line:
    """One figure: what the floor and the product took, and whether the result keeps its limit. None = not judged."""

    goal: str
    what: str
    floor: str
    measured: str
    result: str
    limit: str
    is_met: bool | None

    def cells(self) -> tuple[str, ...]:
        verdict = {True: "met", False: "NOT MET", None: "–"}[self.is_met]
        return (self.goal, self.what, self.floor, self.measured, self.result, self.limit, verdict)


def at_most(goal: str, what: str, floor: float, measured: float, limit: float, unit: str = "ms") -> Line:
    """A line whose result is measured ÷ floor and may be `limit` at most."""
    ratio = measured / floor
    result, most = f"{ratio:.2f} ×", f"≤ {limit:g} ×"
    return Line(goal, what, f"{floor:.2f} {unit}", f"{measured:.2f} {unit}", result, most, ratio <= limit)


def at_least(goal: str, what: str, floor: float, measured: float, limit: float, unit: str) -> Line:
    """A line of rates: measured ÷ floor must be `limit` at least."""
    ratio = measured / floor
    result, least = f"{ratio:.2f} ×", f"≥ {limit:g} ×"
    return Line(goal, what, f"{floor:.1f} {unit}", f"{measured:.1f} {unit}", result, least, ratio >= limit)


def absolute(goal: str, what: str, measured: float, limit: float, unit: str = "") -> Line:
    """A line without a floor: the figure itself may be `limit` at most."""
    return Line(goal, what, "", "", f"{measured:g} {unit}".strip(), f"≤ {limit:g} {unit}".strip(), measured <= limit)


def as_text(lines: Sequence[Line]) -> str:
    """The table for a terminal."""
    rows = [HEADINGS, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def as_markdown(lines: Sequence[Line], command: str, machine: str, notes: Sequence[str]) -> str:
    """The page that is committed: when, where, how, and every line."""
    rows = [f"| {' | '.join(row)} |" for row in (HEADINGS, ["---"] * len(HEADINGS), *(line.cells() for line in lines))]
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    head = f"# Measured\n\n{when}, `{command}`, {machine}. How to read it: [README](README.md).\n"
    said = "".join(f"- {note}\n" for note in notes)
    return f"{head}\n" + "\n".join(rows) + (f"\n\n{said}" if said else "\n")
