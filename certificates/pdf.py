"""The certificate on paper: A4 upright, one page, the same bytes for the same snapshot. Pure: snapshot in, bytes out.

All text goes through `drawString`, which knows no markup; a name is never more than its letters (security.md §0.5).
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from certificates import qr
from certificates.typesetting import (
    BOLD,
    ONE_AT_A_TIME,
    SERIF,
    TEXT,
    Row,
    Text,
    balanced,
    missing_letters,
    width,
    wrapped,
)

Snapshot = dict[str, Any]
Element = tuple[float, Text | Row]  # space above, then what is set

A4 = (595.28, 841.89)
LEFT, ROOM = 64.0, 467.28
TOP, FOOT, AIR = 770.0, 144.0, 14.0  # the body stays between top and foot
INK, SOFT, DEEP, EMBER, LINE, FRAME = "#1d2526", "#525b5c", "#0c5154", "#ad3c0d", "#8a8271", "#b8ad97"
NAME_SIZES = (34.0, 31.0, 28.0, 25.0, 22.0, 19.0, 16.0)
QR_SIDE = 74.0
SINGLE_TEXTS = (
    "heading", "name", "verb", "course", "sentence", "place_and_date", "notice", "human_id", "check_url",
)  # fmt: skip
BESIDE_EACH_OTHER = ("extent", "period", "mode")  # short facts, three columns; the others have two


class GlyphMissing(Exception):
    """The typefaces lack a letter: nothing is made, staff look at it. `letters` are the characters."""

    def __init__(self, missing: set[str]) -> None:
        self.letters = "".join(sorted(missing))
        super().__init__(" ".join(f"U+{ord(letter):04X}" for letter in self.letters))


class DoesNotFit(Exception):
    """The texts are too long for one page even in the smallest size."""


def missing_glyphs(snapshot: Snapshot) -> set[str]:
    """The characters of the printed texts that the typefaces cannot show."""
    return missing_letters(_printed(snapshot))


def render(snapshot: Snapshot) -> bytes:
    """The PDF file. Raises GlyphMissing or DoesNotFit."""
    if missing := missing_glyphs(snapshot):
        raise GlyphMissing(missing)
    with ONE_AT_A_TIME:
        return _drawn(snapshot)


def _drawn(snapshot: Snapshot) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(
        buffer, pagesize=A4, invariant=1, pageCompression=1, initialFontName=TEXT, lang=f"{snapshot['language']}-FI",
    )  # fmt: skip
    _describe(canvas, snapshot)
    _frame(canvas)
    _logo(canvas)
    _body(canvas, snapshot)
    _foot(canvas, snapshot)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _printed(snapshot: Snapshot) -> Iterator[str]:
    yield from (snapshot[key] for key in SINGLE_TEXTS)
    yield from snapshot["labels"].values()
    yield from snapshot["content"]
    for fact in snapshot["facts"]:
        yield from (fact["label"], *fact["values"])
    for signatory in snapshot["signatories"]:
        yield from (signatory["name"], signatory["title"])


def _describe(canvas: Canvas, snapshot: Snapshot) -> None:
    canvas.setTitle(f"{snapshot['heading'].capitalize()} {snapshot['human_id']}: {snapshot['name']}")
    canvas.setAuthor(", ".join(next((fact["values"] for fact in snapshot["facts"] if fact["key"] == "organisers"), [])))
    canvas.setSubject(snapshot["course"])
    canvas.setCreator("Sytyke")
    canvas.setDateFormatter(lambda *_: f"D:{snapshot['met_on'].replace('-', '')}120000Z")  # instead of 1 January 2000
    canvas.setViewerPreference("DisplayDocTitle", "true")


def _frame(canvas: Canvas) -> None:
    canvas.setLineWidth(0.7)
    canvas.setStrokeColor(FRAME)
    canvas.rect(25, 25, A4[0] - 50, A4[1] - 50)


def _logo(canvas: Canvas) -> None:
    """Two crossed sticks and a flame, as on the site (28 × 28 units), and the word beside them."""
    canvas.saveState()
    canvas.translate(LEFT, TOP + 28)
    canvas.scale(1, -1)
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(2.6)
    canvas.setLineCap(1)
    canvas.lines([(4, 24, 24, 14.5), (4, 14.5, 24, 24)])
    canvas.setFillColor(EMBER)
    canvas.drawPath(_flame(canvas), stroke=0, fill=1)
    canvas.restoreState()
    Text(["Sytyke"], SERIF, 16, INK, 1.0).draw(canvas, LEFT + 34, TOP + 20)


def _flame(canvas: Canvas) -> Any:
    flame = canvas.beginPath()
    flame.moveTo(14.3, 1.5)
    flame.curveTo(15, 4.6, 18.2, 5.9, 18.2, 9.5)
    flame.curveTo(18.2, 11.82, 16.32, 13.7, 14, 13.7)
    flame.curveTo(11.68, 13.7, 9.8, 11.82, 9.8, 9.5)
    flame.curveTo(9.8, 7.6, 10.9, 6.7, 11.5, 5.3)
    flame.curveTo(12.2, 6.3, 13.4, 5.8, 14.3, 1.5)
    flame.close()
    return flame


def _body(canvas: Canvas, snapshot: Snapshot) -> None:
    """Set everything between logo and foot in the largest size that fits."""
    for scale in (1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7):
        above, below = _opening(snapshot, scale), _closing(snapshot, scale)
        spare = TOP - FOOT - AIR - _height(above) - _height(below)
        if spare >= 0:
            _set(canvas, above, TOP - min(spare * 0.35, 52))
            _set(canvas, below, FOOT + AIR + _height(below))
            return
    raise DoesNotFit


def _height(elements: list[Element]) -> float:
    return sum(space + element.height for space, element in elements)


def _set(canvas: Canvas, elements: list[Element], top: float) -> None:
    for space, element in elements:
        element.draw(canvas, LEFT, top - space)
        top -= space + element.height


def _opening(snapshot: Snapshot, scale: float) -> list[Element]:
    """Heading, name, training, what it was about and the facts."""
    title = 21 * scale
    elements: list[Element] = [
        (26 * scale, Text([snapshot["heading"]], SERIF, 14, DEEP, tracking=1.1)),
        (12 * scale, _name(snapshot["name"])),
        (6 * scale, Text(wrapped(snapshot["verb"], TEXT, 12.5, ROOM), TEXT, 12.5, SOFT)),
        (10 * scale, Text(balanced(snapshot["course"], SERIF, title, ROOM), SERIF, title, INK, 1.25)),
    ]
    if snapshot["sentence"]:
        lines = wrapped(snapshot["sentence"], TEXT, 11 * scale, ROOM)
        elements.append((13 * scale, Text(lines, TEXT, 11 * scale, INK, 1.5)))
    return elements + _facts(snapshot, scale)


def _name(name: str) -> Text:
    """On one line or two; smaller when two are not enough or would part a double name."""
    choices = [Text(balanced(name, SERIF, size, ROOM), SERIF, size, INK, 1.18) for size in NAME_SIZES]
    on_two = [choice for choice in choices if len(choice.lines) <= 2]
    whole = [choice for choice in on_two if choice.size >= 25 and not choice.lines[0].endswith("-")]
    return [*whole, *on_two, choices[-1]][0]


def _facts(snapshot: Snapshot, scale: float) -> list[Element]:
    facts = snapshot["facts"]
    short = [
        _cell(fact["label"], fact["values"], ROOM / 3, scale) for fact in facts if fact["key"] in BESIDE_EACH_OTHER
    ]
    others = [
        _cell(fact["label"], fact["values"], ROOM / 2, scale) for fact in facts if fact["key"] not in BESIDE_EACH_OTHER
    ]
    if snapshot["content"]:
        others.insert(0, _cell(snapshot["labels"]["content"], snapshot["content"], ROOM / 2, scale))
    rows = [Row(short, ROOM / 3)] if short else []
    rows += [Row(others[start : start + 2], ROOM / 2) for start in range(0, len(others), 2)]
    return [((20 if number == 0 else 12) * scale, row) for number, row in enumerate(rows)]


def _cell(label: str, values: list[str], column: float, scale: float) -> list[Text]:
    size = 10.5 * scale
    lines = [line for value in values for line in wrapped(value, BOLD, size, column - 16)]
    return [Text([label], TEXT, 9 * scale, SOFT, 1.45), Text(lines, BOLD, size, INK, 1.36)]


def _closing(snapshot: Snapshot, scale: float) -> list[Element]:
    """Place and date, who signs, and why there is no ink."""
    size, column = 11 * scale, ROOM / 2
    signers = [
        [
            Text(wrapped(signatory["name"], BOLD, size, column - 30), BOLD, size, INK, 1.3),
            Text(wrapped(signatory["title"], TEXT, 10 * scale, column - 30), TEXT, 10 * scale, SOFT, 1.3),
        ]
        for signatory in snapshot["signatories"]
    ]
    elements: list[Element] = [
        (24 * scale, Text(wrapped(snapshot["place_and_date"], TEXT, size, ROOM), TEXT, size, INK))
    ]
    rows = [
        Row(signers[start : start + 2], column, rule=LINE, rule_width=column - 30)
        for start in range(0, len(signers), 2)
    ]
    elements += [(30 * scale, row) for row in rows]
    notice = wrapped(snapshot["notice"], TEXT, 8.5, ROOM)
    return [*elements, (14 * scale, Text(notice, TEXT, 8.5, SOFT))]


def _foot(canvas: Canvas, snapshot: Snapshot) -> None:
    """The ID, the address to check it at in print, and the same address as a QR code."""
    canvas.setStrokeColor(FRAME)
    canvas.line(LEFT, FOOT, LEFT + ROOM, FOOT)
    labels, room = snapshot["labels"], ROOM - QR_SIDE - 20
    size = next((size for size in (9.0, 8.0, 7.0) if width(snapshot["check_url"], TEXT, size) <= room), 7.0)
    _set(canvas, [
        (0, Text([labels["id"]], TEXT, 8.5, SOFT)),
        (0, Text([snapshot["human_id"]], BOLD, 12, INK, tracking=0.4)),
        (8, Text([labels["check"]], TEXT, 8.5, SOFT)),
        (0, Text(wrapped(snapshot["check_url"], TEXT, size, room), TEXT, size, INK)),
    ], FOOT - 18)  # fmt: skip
    _qr(canvas, snapshot["check_url"], LEFT + ROOM - QR_SIDE + 8, FOOT - 8 - QR_SIDE)


def _qr(canvas: Canvas, address: str, x: float, y: float) -> None:
    side, dark = qr.bars(address)
    module = QR_SIDE / side
    path = canvas.beginPath()
    for column, row, length in dark:
        path.rect(x + column * module, y + QR_SIDE - (row + 1) * module, length * module, module)
    canvas.setFillColor("#000000")
    canvas.drawPath(path, stroke=0, fill=1)
