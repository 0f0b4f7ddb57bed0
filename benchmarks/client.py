"""A small HTTP client on threads, the same for floor and product. Its own time is in no figure of the server's CPU."""

import http.client
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from threading import Barrier
from urllib.parse import urlencode

CSRF = "b" * 32  # cookie and form field alike: what a browser that loaded the form would send
_visitors = count(1)


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    body: bytes
    location: str
    seconds: float


class Browser:
    """One visitor with one kept-alive connection; `session` is the key of a signed-in person."""

    def __init__(self, port: int, session: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=180)
        self.cookie = "; ".join(filter(None, [f"csrftoken={CSRF}", f"sessionid={session}" if session else ""]))
        self.session = session

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, {"Cookie": self.cookie} if self.session else {}, headers)

    def post(self, path: str, data: dict[str, str]) -> Answer:
        form = urlencode({"csrfmiddlewaretoken": CSRF, **data})
        own = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, form, own, {})

    def _ask(self, method: str, path: str, body: str | None, own: dict[str, str], more: dict[str, str]) -> Answer:
        began = time.perf_counter()
        # Another network address each time: some pages may be asked for so many times a minute only.
        number = next(_visitors)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.connection.request(method, path, body, {"X-Forwarded-For": address, **own, **more})
        response = self.connection.getresponse()
        content = response.read()
        return Answer(response.status, content, response.headers.get("Location", ""), time.perf_counter() - began)

    def close(self) -> None:
        self.connection.close()


@dataclass
class Load:
    """What many requests together took."""

    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)


def hammer(port: int, paths: Iterable[str], *, at_once: int = 2, session: str = "") -> Load:
    """Ask for every path, `at_once` of them at a time."""
    waiting = iter(list(paths))

    def visitor(_number: int) -> list[Answer]:
        browser = Browser(port, session)
        try:
            return [browser.get(path) for path in waiting]
        finally:
            browser.close()

    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        answers = [answer for found in pool.map(visitor, range(at_once)) for answer in found]
    load = Load(time.perf_counter() - began, Counter(answer.status for answer in answers))
    load.times = [answer.seconds for answer in answers]
    return load


def together(actions: list[Callable[[], Iterable[Answer]]]) -> Load:
    """Begin every action at the same instant, each in a thread of its own."""
    barrier = Barrier(len(actions) + 1)

    def one(action: Callable[[], Iterable[Answer]]) -> list[Answer]:
        barrier.wait()
        return list(action())

    with ThreadPoolExecutor(len(actions)) as pool:
        waiting = [pool.submit(one, action) for action in actions]
        barrier.wait()
        began = time.perf_counter()
        answers = [answer for future in waiting for answer in future.result()]
        seconds = time.perf_counter() - began
    return Load(seconds, Counter(answer.status for answer in answers), [answer.seconds for answer in answers])
