"""P1, P2, P3, P16 and P17: pages through gunicorn, in rounds that alternate between floor and product."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count

from benchmarks.bed import Bed, full
from benchmarks.client import Browser, Load, hammer
from benchmarks.goals import Line, absolute, at_least, at_most
from benchmarks.server import Server

ROUNDS = 5
MEMORY_REQUESTS = 4000  # 20 000 in the long form
WARM_UP = 1000  # until every thread has its connection and every template is read


@dataclass
class Target:
    """One page of one server, and what it has cost round by round."""

    server: Server
    path: str
    requests: int
    session: str = ""
    costs: list[float] = field(default_factory=list)  # CPU ms of one request
    times: list[float] = field(default_factory=list)  # seconds each request took

    def round(self, requests: int = 0) -> Load:
        """Ask for the page many times and note what each cost the server."""
        before = self.server.cpu()
        load = hammer(self.server.port, [self.path] * (requests or self.requests), session=self.session)
        if set(load.statuses) != {200}:
            raise RuntimeError(f"{self.path} answered {dict(load.statuses)}")
        self.costs.append((self.server.cpu() - before) * 1000 / sum(load.statuses.values()))
        self.times += load.times
        return load

    @property
    def cost(self) -> float:
        return statistics.median(self.costs)


def alternate(targets: list[Target]) -> None:
    """Warm every page, then ask for them in turns, so that a busy minute falls on all of them."""
    for target in targets:
        target.round(20)
        target.costs.clear()
        target.times.clear()
    for _ in range(ROUNDS):
        for target in targets:
            target.round()


def p1(bed: Bed) -> Iterator[Line]:
    """Cached pages: how many of them a second of CPU serves, against the bare page."""
    with bed.floor.server() as floor, bed.product.server() as product:
        bare = Target(floor, "/bare/", 300)
        paths = {"front page": "/", "catalogue": "/koulutukset/", "course page": bed.product.filled["page"]}
        pages = {name: Target(product, path, 300) for name, path in paths.items()}
        alternate([bare, *pages.values()])
        for name, page in pages.items():
            yield at_least("P1", f"{name}, cached", 1000 / bare.cost, 1000 / page.cost, 1.0, "req/s")


def p2(bed: Bed) -> Iterator[Line]:
    """The course page past the cache, anonymous."""
    path = f"{bed.product.filled['page']}?page=1"
    yield from _against_wagtail(bed, "P2", "anonymous", path, 2.0)


def p3(bed: Bed) -> Iterator[Line]:
    """The same signed in."""
    session = bed.product.filled["sessions"][0]
    yield from _against_wagtail(bed, "P3", "signed in", bed.product.filled["page"], 2.5, session)


def _against_wagtail(bed: Bed, goal: str, who: str, path: str, limit: float, session: str = "") -> Iterator[Line]:
    with bed.wagtail.server() as wagtail, bed.product.server() as product:
        floor, page = Target(wagtail, "/koulutus/", 60), Target(product, path, 60, session)
        alternate([floor, page])
        yield at_most(goal, f"course page, {who}, CPU", floor.cost, page.cost, limit)


def p16(bed: Bed) -> Iterator[Line]:
    """The verification page, and whether its time tells a valid code from an unknown one."""
    valid, unknown = f"/tarkista/{bed.product.filled['token']}/", "/tarkista/ei-ole-olemassa-missaan/"
    with bed.floor.server() as floor, bed.product.server() as product:
        bare, page = Target(floor, "/query/", 200), Target(product, valid, 100)
        alternate([bare, page])
        yield at_least("P16", "verification page", 1000 / bare.cost, 1000 / page.cost, 0.25, "req/s")
        browser = Browser(product.port)
        answers = [(browser.get(valid).seconds, browser.get(unknown).seconds) for _ in range(150)]
        browser.close()
    found, lost = (statistics.median(times) * 1000 for times in zip(*answers, strict=True))
    apart = abs(found - lost) / min(found, lost) * 100
    said = f"valid {found:.1f} ms, unknown {lost:.1f} ms"
    yield Line("P16", "medians of 300 alternating", "", said, f"{apart:.0f} %", "≤ 25 %", apart <= 25)


def p17(bed: Bed) -> Iterator[Line]:
    """Resident memory of a worker after the load, and over its last half."""
    requests = 20_000 if full() else MEMORY_REQUESTS
    with ExitStack() as stack:
        wagtail = stack.enter_context(bed.wagtail.server())
        product = stack.enter_context(bed.product.server())
        hammer(wagtail.port, ["/koulutus/"] * (requests // 10))
        ask = _mixture(bed)
        hammer(product.port, [ask() for _ in range(WARM_UP + requests // 2)])
        half = product.memory()
        hammer(product.port, [ask() for _ in range(requests // 2)])
        whole = product.memory()
        yield at_most("P17", f"one worker after {requests} requests", wagtail.memory(), whole, 1.5, "MiB")
        growth = round(max(whole / half - 1, 0) * 100, 1)
        yield absolute("P17", "growth over the last half", growth, 5, "%")


def _mixture(bed: Bed) -> Callable[[], str]:
    """Mostly kept pages, and one in ten made anew."""
    page, numbers = bed.product.filled["page"], count()
    kept = ["/", "/koulutukset/", page, "/tietosuoja/", "/tarkista/"]

    def ask() -> str:
        number = next(numbers)
        return f"{page}?page={number}" if number % 10 == 0 else kept[number % len(kept)]

    return ask
