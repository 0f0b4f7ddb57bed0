"""Typefaces and lines for the paper: what fits on a line, which letters there are. Pure; points (1/72 inch)."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from pathlib import Path
from threading import RLock

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

TEXT, BOLD, SERIF = "HankenGrotesk-Regular", "HankenGrotesk-SemiBold", "Literata-SemiBold"
FONTS = Path(__file__).parent / "fonts"
ONE_AT_A_TIME = RLock()  # reportlab keeps typefaces in tables of the process: threads drawing together mix them up
MOST_PIECES = 30  # more words than that are not tried in every way


def letters() -> frozenset[int]:
    """Code points every typeface of the paper has; registers the typefaces on the first call."""
    with ONE_AT_A_TIME:
        return _registered()


@lru_cache(maxsize=1)
def _registered() -> frozenset[int]:
    for name in (TEXT, BOLD, SERIF):
        pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
    return frozenset.intersection(
        *(frozenset(pdfmetrics.getFont(name).face.charToGlyph) for name in (TEXT, BOLD, SERIF))
    )


def missing_letters(texts: Iterable[str]) -> set[str]:
    """The characters that could not be printed: those without a glyph, invisible ones that only deceive, and loose
    accents, which reportlab would set beside their letter.
    """
    used = {letter for text in texts for letter in unicodedata.normalize("NFC", text)}
    return {letter for letter in used if ord(letter) not in letters() or unicodedata.category(letter)[0] in "CM"}


def width(text: str, font: str, size: float) -> float:
    """How wide the text is when set."""
    return pdfmetrics.stringWidth(text, font, size)


def wrapped(text: str, font: str, size: float, room: float) -> list[str]:
    """The text on lines no wider than `room`: broken at spaces, after hyphens, and inside a word only in need."""
    lines = [""]
    for piece in _pieces(text):
        if width((lines[-1] + piece).rstrip(), font, size) <= room:
            lines[-1] += piece
            continue
        if lines[-1]:
            lines.append("")
        for letter in piece:
            if lines[-1] and width(lines[-1] + letter.rstrip(), font, size) > room:
                lines.append("")
            lines[-1] += letter
    return [line.strip() for line in lines if line.strip()]


def balanced(text: str, font: str, size: float, room: float) -> list[str]:
    """As `wrapped`, but lines of much the same width, and a double name kept whole if it can be: names and titles."""
    lines = wrapped(text, font, size, room)
    if not 1 < len(lines) < 4:
        return lines
    for pieces in ([f"{word} " for word in text.split()], _pieces(text)):
        if len(pieces) <= MOST_PIECES and (best := _most_even(pieces, len(lines), font, size, room)):
            return best
    return lines


@dataclass(frozen=True)
class Text:
    """Lines in one typeface, set from the top downwards."""

    lines: list[str]
    font: str
    size: float
    colour: str
    leading: float = 1.4
    tracking: float = 0.0  # points between letters

    @property
    def height(self) -> float:
        return len(self.lines) * self.size * self.leading

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        canvas.setFillColor(self.colour)
        canvas.setFont(self.font, self.size)
        for number, line in enumerate(self.lines, start=1):
            baseline = top - number * self.size * self.leading + self.size * (self.leading - 0.95)
            canvas.drawString(x, baseline, line, charSpace=self.tracking)


@dataclass(frozen=True)
class Row:
    """Columns of texts side by side; `rule` draws a line above each."""

    cells: list[list[Text]]
    column: float  # distance from one column's left edge to the next
    rule: str = ""
    rule_width: float = 0.0

    @property
    def height(self) -> float:
        return max((sum(text.height for text in cell) for cell in self.cells), default=0.0) + (8 if self.rule else 0)

    def draw(self, canvas: Canvas, x: float, top: float) -> None:
        for number, cell in enumerate(self.cells):
            left, y = x + number * self.column, top
            if self.rule:
                canvas.setStrokeColor(self.rule)
                canvas.line(left, y, left + self.rule_width, y)
                y -= 8
            for text in cell:
                text.draw(canvas, left, y)
                y -= text.height


def _pieces(text: str) -> list[str]:
    """Words with the space that follows, cut after hyphens inside them."""
    words = unicodedata.normalize("NFC", text).split(" ")
    return [piece + (" " if last else "") for word in words if word for piece, last in _cut(word)]


def _cut(word: str) -> list[tuple[str, bool]]:
    parts = [part for part in word.replace("-", "-\n").split("\n") if part]
    return [(part, number == len(parts)) for number, part in enumerate(parts, start=1)]


def _most_even(pieces: list[str], count: int, font: str, size: float, room: float) -> list[str]:
    choices = [_joined(pieces, cuts) for cuts in combinations(range(1, len(pieces)), count - 1)]
    widest = [(max(width(line, font, size) for line in choice), choice) for choice in choices]
    return min((pair for pair in widest if pair[0] <= room), default=(0.0, []))[1]


def _joined(pieces: list[str], cuts: tuple[int, ...]) -> list[str]:
    edges = [0, *cuts, len(pieces)]
    return ["".join(pieces[start:end]).strip() for start, end in pairwise(edges)]
