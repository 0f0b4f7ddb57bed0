"""`make bench` measures everything, `make bench ONLY=P7,P9` some goals, `FULL=1` the long forms."""

import os
import platform
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import pages, places
from benchmarks.bed import Bed
from benchmarks.databases import postgres_answers
from benchmarks.goals import TITLES, Line, as_markdown, as_text
from benchmarks.inside import read
from benchmarks.server import ROOT, manage

Measure = Callable[[Bed], Iterator[Line]]


def inside(module: str) -> Measure:
    """A measurement made in one process on a copy of the product's filled database."""

    def measure(bed: Bed) -> Iterator[Line]:
        side = bed.product
        copy = side.folder / f"{module}.sqlite3"
        shutil.copy(side.database.file, copy)
        environment = {**side.environment, "DATABASE_URL": f"sqlite:///{copy}"}
        yield from read(manage(environment, "-m", f"benchmarks.{module}"))

    return measure


def beside_tests(_bed: Bed) -> Iterator[Line]:
    """What is no ratio is held by tests."""
    held = "tests/test_budgets.py, tests/e2e/test_first_visit.py"
    yield Line("P15", "bytes, requests, nodes, shift", "", f"held by {held}", "", "", None)


MEASURES: dict[tuple[str, ...], Measure] = {
    ("P1",): pages.p1,
    ("P2",): pages.p2,
    ("P3",): pages.p3,
    ("P4", "P5", "P6"): inside("growth"),
    ("P7", "P8"): places.p7,
    ("P9",): places.p9,
    ("P10",): inside("service"),
    ("P11",): inside("paper"),
    ("P14",): inside("export"),
    ("P15",): beside_tests,
    ("P16",): pages.p16,
    ("P17",): pages.p17,
}
ON_POSTGRES = (("P7", "P8"), ("P9",))  # what the database decides


def measured(only: set[str]) -> Iterator[Line]:
    """The lines of the chosen goals, printed as they come."""
    chosen = {goals: measure for goals, measure in MEASURES.items() if not only or only & set(goals)}
    with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "var") as folder:
        for kind in ("SQLite", "PostgreSQL"):
            here = {goals: each for goals, each in chosen.items() if kind == "SQLite" or goals in ON_POSTGRES}
            if kind == "PostgreSQL" and here and not postgres_answers():
                print("No PostgreSQL answers (TEST_POSTGRES_URL): P7, P8 and P9 are measured on SQLite only.")
                continue
            yield from _on(kind, here, Path(folder))


def _on(kind: str, chosen: dict[tuple[str, ...], Measure], folder: Path) -> Iterator[Line]:
    bed = Bed(kind, folder)
    try:
        for goals, measure in chosen.items():
            began = time.perf_counter()
            print(f"\n{', '.join(f'{goal} {TITLES[goal]}' for goal in goals)} ({kind}) …", flush=True)
            lines = _tried(goals[0], measure, bed)
            print(f"{as_text(lines)}\n{time.perf_counter() - began:.0f} s", flush=True)
            yield from lines
    finally:
        bed.close()


def _tried(goal: str, measure: Measure, bed: Bed) -> list[Line]:
    """The lines, or one that tells that it could not be measured: the other goals go on."""
    try:
        return list(measure(bed))
    except Exception as failure:
        print(failure, flush=True)
        return [Line(goal, f"not measured ({bed.kind})", "", type(failure).__name__, "failed", "", False)]


def machine() -> str:
    """Enough of the machine to know the figures again."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def main() -> int:
    """Measure, print, and rewrite the page of results when everything was measured."""
    only = set(filter(None, os.environ.get("ONLY", "").upper().split(",")))
    if unknown := only - set(TITLES):
        print(f"No such goal: {', '.join(sorted(unknown))}; there are {', '.join(TITLES)}.")
        return 2
    (ROOT / "var").mkdir(exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers and databases of ours end with us
    began = time.perf_counter()
    lines = list(measured(only))
    took = f"{time.perf_counter() - began:.0f} s in all"
    print(f"\n{took}")
    if not only:
        command = "make bench" + (" FULL=1" if os.environ.get("FULL") == "1" else "")
        page = as_markdown(lines, command, f"{machine()}, {took}", [])
        (ROOT / "benchmarks" / "results.md").write_text(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
