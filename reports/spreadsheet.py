"""Files for spreadsheets: CSV as Finnish Excel wants it (`;`, UTF-8 with BOM, CRLF) and XLSX. No cell is a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import Any

import xlsxwriter

from accounts.cells import guarded

BOM = "\ufeff"


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


Sheet = tuple[str, Sequence[str], Iterable[Sequence[str | int | float]]]  # title, header, rows
TITLE_LENGTH = 31  # Excel takes no longer name of a sheet
WIDTH, FIRST_WIDTH = 14, 40  # of columns, in characters
CHUNK = 64 * 1024  # bytes


def xlsx_chunks(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """The workbook, written row by row into a file of the disk and read from there: memory does not grow with the rows.

    Every text is a text cell, whatever it begins with, and every number a number.
    """
    with TemporaryFile() as file:
        with xlsxwriter.Workbook(file, {"constant_memory": True}) as workbook:
            heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
            for title, header, rows in sheets:
                _write(workbook.add_worksheet(title[:TITLE_LENGTH]), header, rows, heading)
        file.seek(0)
        yield from iter(lambda: file.read(CHUNK), b"")


def _write(sheet: Any, header: Sequence[str], rows: Iterable[Sequence[str | int | float]], heading: Any) -> None:
    sheet.set_column(0, 0, FIRST_WIDTH)
    sheet.set_column(1, max(len(header) - 1, 1), WIDTH)
    sheet.freeze_panes(1, 1)
    for column, text in enumerate(header):
        sheet.write_string(0, column, text, heading)
    for place, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            if isinstance(cell, int | float):
                sheet.write_number(place, column, cell)
            else:
                sheet.write_string(place, column, cell)
