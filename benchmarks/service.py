"""P10: giving a place without HTTP, checks, rows and letter included, against lock, count and insert."""

import django

if __name__ == "__main__":
    django.setup()

import time
from collections.abc import Callable, Iterator

from django.db import connection
from django.utils import timezone

from accounts.models import User
from benchmarks import fill
from benchmarks.floors.models import FloorRun
from benchmarks.floors.services import take_place
from benchmarks.goals import Line, at_least
from benchmarks.inside import main
from courses.models import CourseRun
from enrollment.services import Snapshot, enroll

ROUNDS, EACH = 6, 25


def lines() -> Iterator[Line]:
    """Rates of alternating rounds on one run that everybody wants."""
    people = iter(fill.add_persons(2 * (ROUNDS + 1) * EACH, "palvelu"))
    run, floor = CourseRun.objects.get(label="Mitattava"), FloorRun.objects.get()

    def bare(person: User) -> object:
        return take_place(floor.pk, person, accepts_queue=False)

    def own(person: User) -> object:
        return enroll(run, person, Snapshot(person.name), now=timezone.now())

    rates: list[list[float]] = [[], []]
    for _ in range(ROUNDS + 1):
        for side, action in enumerate((bare, own)):
            rates[side].append(EACH / _seconds(action, [next(people) for _ in range(EACH)]))
    bare_rate, own_rate = (sorted(each[1:])[ROUNDS // 2] for each in rates)
    yield at_least("P10", f"enroll() on a hot run, {connection.vendor}", bare_rate, own_rate, 0.5, "/s")


def _seconds(action: Callable[[User], object], people: list[User]) -> float:
    began = time.perf_counter()
    for person in people:
        action(person)
    return time.perf_counter() - began


if __name__ == "__main__":
    main(list(lines()))
