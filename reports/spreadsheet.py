"""Files for spreadsheets: `;`, UTF-8 with BOM and CRLF as Finnish Excel wants them, no cell a formula. Pure."""

import csv
from collections.abc import Iterable, Iterator, Sequence

BOM = "\ufeff"
STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\0"


def guarded(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet could take it for a formula.

    The apostrophe comes before = + - @, TAB and CR, also behind leading white space (security.md, "Formula in CSV").
    """
    bare = text.lstrip().lstrip(_INVISIBLE).lstrip()
    blank = text[: len(text) - len(bare)]
    is_risky = bare.startswith(STARTS_FORMULA) or any(character in blank for character in "\t\r\n")
    return f"'{text}" if is_risky else text


class _Echo:
    """Gives the written line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The file, line by line, so that a long one is never in memory whole."""
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield (BOM + writer.writerow([guarded(cell) for cell in header])).encode()
    for row in rows:
        yield writer.writerow([guarded(cell) for cell in row]).encode()
