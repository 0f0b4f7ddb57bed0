"""For measurements made inside one process of the product: `main` prints their lines for the table as JSON."""

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict

from benchmarks.goals import Line


def main(lines: Iterable[Line]) -> None:
    """Hand the lines to whoever started this process."""
    sys.stdout.write(json.dumps([asdict(line) for line in lines]))


def read(said: str) -> list[Line]:
    """The lines a process printed."""
    return [Line(**line) for line in json.loads(said)]


def cpu_of(action: Callable[[], object], *, times: int = 7, longest: float = 4.0) -> float:
    """CPU ms of one call: the median of up to `times`, fewer once they have taken `longest` seconds together."""
    costs: list[float] = []
    began = time.perf_counter()
    while len(costs) < times and (time.perf_counter() - began < longest or not costs):
        before = time.process_time()
        action()
        costs.append((time.process_time() - before) * 1000)
    return statistics.median(costs)


def alternating(floor: Callable[[], object], product: Callable[[], object], *, rounds: int) -> tuple[float, float]:
    """CPU ms of one call of each, medians over rounds in which they take turns."""
    costs = [(cpu_of(floor, times=1), cpu_of(product, times=1)) for _ in range(rounds + 1)][1:]
    bare, own = zip(*costs, strict=True)
    return statistics.median(bare), statistics.median(own)
