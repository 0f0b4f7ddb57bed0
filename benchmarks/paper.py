"""P11: one certificate against a canvas with two typefaces, twelve lines, a frame and a QR code drawn as one path."""

import django

if __name__ == "__main__":
    django.setup()

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import count
from typing import Any

import segno
from reportlab.pdfgen.canvas import Canvas

from benchmarks.goals import Line, absolute, at_most
from benchmarks.inside import alternating, main
from certificates.models import Certificate
from certificates.pdf import A4, render
from certificates.typesetting import SERIF, TEXT, letters

ROUNDS = 60
MOST_BYTES = 60_000


def bare(address: str) -> bytes:
    """The floor: what a page with these means cannot be drawn without."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, pageCompression=1, initialFontName=TEXT)
    canvas.rect(25, 25, A4[0] - 50, A4[1] - 50)
    for number in range(12):
        canvas.setFont(SERIF if number < 3 else TEXT, 18 - number)
        canvas.drawString(64, 760 - 40 * number, f"Rivi {number}: Sytykettä yhteistyöhön, Itä-Suomen osaamiskeskus")
    path = canvas.beginPath()
    for row, modules in enumerate(segno.make(address, error="m", micro=False).matrix):
        for column, is_dark in enumerate(modules):
            if is_dark:
                path.rect(440 + 2 * column, 120 - 2 * row, 2, 2)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def lines() -> Iterator[Line]:
    """CPU of one, and its bytes; every certificate has an address of its own, so that no QR code is kept."""
    letters()
    snapshot: dict[str, Any] = Certificate.objects.values_list("snapshot", flat=True).get()
    numbers = count()

    def address() -> str:
        return f"{snapshot['check_url'][:-6]}{next(numbers):06}"

    def own() -> bytes:
        return render({**snapshot, "check_url": address()})

    floor: Callable[[], bytes] = lambda: bare(address())  # noqa: E731
    cost, measured = alternating(floor, own, rounds=ROUNDS)
    yield at_most("P11", "one unsigned certificate, CPU", cost, measured, 1.5)
    yield absolute("P11", "its size", len(own()), MOST_BYTES, "bytes")


if __name__ == "__main__":
    main(list(lines()))
