"""P7, P8 and P9: places over HTTP, by signed-in people, against a bare view that asks the same questions."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterator

from benchmarks.bed import Bed, Side, full
from benchmarks.client import Answer, Browser, Load, together
from benchmarks.goals import Line, at_least, at_most
from benchmarks.server import Server

PLACES, PEOPLE = 35, 500
FACTS = {"name": "Henkilö Esimerkki", "organisation": "", "profession": ""}
AT_ONCE, ENROLMENTS, ROUNDS = 8, 40, 3


class Race:
    """One crowd on one run of one side."""

    def __init__(self, side: Side, server: Server, path: str, done: str) -> None:
        self.side, self.server, self.path, self.done = side, server, path, done

    def facts(self) -> dict[str, str]:
        return {**FACTS, "sector": self.side.filled.get("sector", "")}

    def run(self) -> Load:
        """Everybody presses; whoever is asked about the queue says yes."""
        browsers = [Browser(self.server.port, session) for session in self.side.filled["sessions"][:PEOPLE]]

        def press(browser: Browser) -> list[Answer]:
            answers = [browser.post(self.path, self.facts())]
            if answers[0].status == 200:
                answers.append(browser.post(self.path, {**self.facts(), "queue_seen": "on"}))
            browser.close()
            return answers

        return together([lambda browser=browser: press(browser) for browser in browsers])


def product_race(bed: Bed, server: Server, number: int) -> Race:
    return Race(bed.product, server, f"/ilmoittaudu/{bed.product.filled['races'][number]}/", "valmis/")


def floor_race(bed: Bed, server: Server, number: int) -> Race:
    return Race(bed.floor, server, f"/enrol/{bed.floor.filled['runs'][number + 1]}/", "done/")


def p7(bed: Bed) -> Iterator[Line]:
    """Exactly thirty-five places, everybody else queued once, in an order, no server error; and P8 beside it."""
    yield from _races(bed, {2: 5, 8: 5} if full() else {2: 1, 8: 1})


def _races(bed: Bed, races: dict[int, int]) -> Iterator[Line]:
    number = 0
    for workers, times in races.items():
        walls: list[tuple[float, float]] = []
        found: Counter[str] = Counter()
        with bed.floor.server(workers) as floor, bed.product.server(workers) as product:
            for _ in range(times):
                floor_load = floor_race(bed, floor, number).run()
                load = product_race(bed, product, number).run()
                walls.append((floor_load.seconds, load.seconds))
                found[_outcome(bed, number, load)] += 1
                number += 1
        exact = f"{PLACES} placed, {PEOPLE - PLACES} queued in order, 0 errors"
        where = f"{bed.kind}, {workers} workers"
        result = "; ".join(f"{times} × {outcome}" for outcome, times in found.items())
        yield Line("P7", f"{PEOPLE} people, {where}", "", result, "", exact, set(found) == {exact})
        bare, own = (statistics.median(column) for column in zip(*walls, strict=True))
        yield at_most("P8", f"the same, {where}", bare, own, 2.0, "s")


def _outcome(bed: Bed, number: int, load: Load) -> str:
    run = bed.product.filled["races"][number]
    key = f"'{run}'" if bed.kind == "PostgreSQL" else f"'{run.replace('-', '')}'"
    rows = bed.product.database.rows(
        f"SELECT state, queued_at, person_id FROM enrollment_enrollment WHERE run_id = {key}"  # noqa: S608 - our own key
    )
    states = Counter(state for state, _queued, _person in rows)
    instants = [queued for state, queued, _person in rows if state == "waiting"]
    is_ordered = len(set(instants)) == len(instants) and len({person for *_, person in rows}) == len(rows)
    errors = sum(times for status, times in load.statuses.items() if status >= 500)
    order = "in order" if is_ordered else "WITHOUT ORDER"
    return f"{states['confirmed']} placed, {states['waiting']} queued {order}, {errors} errors"


def p9(bed: Bed) -> Iterator[Line]:
    """Form, press and the page after it, eight people at a time, no limit of places."""
    run = bed.product.filled["run"]
    with bed.floor.server() as floor, bed.product.server() as product:
        bare = Race(bed.floor, floor, f"/enrol/{bed.floor.filled['runs'][0]}/", "done/")
        own = Race(bed.product, product, f"/ilmoittaudu/{run}/", "valmis/")
        rates, costs = _rounds([bare, own])
    where = f"{bed.kind}, {AT_ONCE} at a time"
    yield at_least("P9", f"enrolments, {where}", *rates, 0.5, "/s")
    said = [f"{cost:.1f} ms" for cost in costs]
    yield Line("P9", f"CPU of one enrolment, {bed.kind}", *said, f"{costs[1] / costs[0]:.2f} ×", "", None)


def _rounds(races: list[Race]) -> tuple[list[float], list[float]]:
    """Enrolments a second and CPU ms of one, for each race, medians of alternating rounds."""
    rates: list[list[float]] = [[] for _ in races]
    costs: list[list[float]] = [[] for _ in races]
    for number in range(ROUNDS):
        people = slice(number * ENROLMENTS, (number + 1) * ENROLMENTS)
        for index, race in enumerate(races):
            before = race.server.cpu()
            seconds = _in_turn(race, race.side.filled["sessions"][people])
            rates[index].append(ENROLMENTS / seconds)
            costs[index].append((race.server.cpu() - before) * 1000 / ENROLMENTS)
    return [statistics.median(each) for each in rates], [statistics.median(each) for each in costs]


def _in_turn(race: Race, sessions: list[str]) -> float:
    waiting = iter(list(sessions))

    def visitor() -> Iterator[Answer]:
        for session in waiting:
            browser = Browser(race.server.port, session)
            yield browser.get(race.path)
            pressed = browser.post(race.path, race.facts())
            if pressed.status != 302:
                raise RuntimeError(f"{race.path} answered {pressed.status}")
            yield pressed
            yield browser.get(pressed.location)
            browser.close()

    visitors: list[Callable[[], Iterator[Answer]]] = [visitor] * AT_ONCE
    load = together(visitors)
    if set(load.statuses) != {200, 302}:
        raise RuntimeError(f"{race.path} answered {dict(load.statuses)}")
    return load.seconds
