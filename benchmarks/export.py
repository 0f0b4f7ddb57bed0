"""P14: the run's file of 10 000 people × 15 columns from the database, against a writer with the texts in memory."""

import django

if __name__ == "__main__":
    django.setup()

import csv
import io
import resource
from collections.abc import Callable, Iterator

import xlsxwriter
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from benchmarks import fill
from benchmarks.goals import Line, absolute, at_most
from benchmarks.inside import cpu_of, main
from courses.models import CourseRun

ROWS, COLUMNS = 10_000, 15
TIMES = 3


def bare_csv(texts: list[list[str]]) -> int:
    """The floor of the text file."""
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows(texts)
    return len(file.getvalue().encode())


def bare_xlsx(texts: list[list[str]]) -> int:
    """The floor of the workbook, row by row."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(texts):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text)
    book.close()
    return len(file.getvalue())


def a_long_run() -> CourseRun:
    """Six sessions, and ten thousand who were at every one of them."""
    now = timezone.now()
    with transaction.atomic():
        run = fill.held_run(CourseRun.objects.get(label="Mitattava").course, "Pitkä", now)
        fill.fill_up_sessions(run, now)
        fill.mark_present(run, fill.add_participants(run, ROWS, "pitka", now), now)
    return run


def lines() -> Iterator[Line]:
    """CPU, queries and growth of memory of each file the product gives."""
    run = a_long_run()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(fill.trainer_of(run), backend="django.contrib.auth.backends.ModelBackend")
    yield from _file(client, "CSV", reverse("report-run-csv", args=[run.pk]), bare_csv, 4)
    try:
        address = reverse("report-run-xlsx", args=[run.pk])
    except NoReverseMatch:
        yield Line("P14", "XLSX", "", "a run has no such file", "", "≤ 1.6 ×", None)
    else:
        yield from _file(client, "XLSX", address, bare_xlsx, 1.6)


def _file(
    client: Client, kind: str, address: str, floor: Callable[[list[list[str]]], int], limit: float
) -> Iterator[Line]:
    before = _peak()
    with CaptureQueriesContext(connection) as queries:
        size = _read(client, address)
        asked = len(queries) - 2  # session and person
    grown = _peak() - before
    measured = cpu_of(lambda: _read(client, address), times=TIMES, longest=60)
    texts = [[f"Teksti {row} {column}" for column in range(COLUMNS)] for row in range(ROWS)]
    cost = cpu_of(lambda: floor(texts), times=TIMES, longest=60)
    yield at_most("P14", f"{kind} of {ROWS} × {COLUMNS}, {size / 1e6:.1f} MB, CPU", cost, measured, limit)
    yield absolute("P14", f"{kind}, queries besides the sign-in", asked, 5)
    yield absolute("P14", f"{kind}, growth of memory", round(grown, 1), 30, "MiB")


def _read(client: Client, address: str) -> int:
    response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    return sum(map(len, response)) if response.streaming else len(response.content)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(list(lines()))
