"""P4, P5 and P6: queries, cost and bytes of every page with 10 to 1 000 courses and 25 to 3 500 people."""

import django

if __name__ == "__main__":
    django.setup()

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from benchmarks import fill
from benchmarks.goals import Line, absolute, at_most
from benchmarks.inside import cpu_of, main
from certificates.models import Certificate
from courses.models import CourseRun, ModulePage
from enrollment.models import Enrollment

SIZES = ((10, 25), (25, 35), (100, 350), (1000, 3500))  # courses, people of one run; all in all
MOST_BYTES = 300_000
_askers = count()
LIMITS = {"course page": 12, "course page, signed in": 18, "catalogue": 14, "verification page": 5}


@dataclass
class Page:
    """A page as one person sees it, and what it took at each size."""

    name: str
    path: str
    person: User | None = None
    queries: list[int] = field(default_factory=list)
    repeated: int = 0
    costs: list[float] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def measure(self) -> None:
        """Ask for the page twice to warm it, then count, then time it."""
        client = Client(SERVER_NAME="127.0.0.1")
        if self.person:
            client.force_login(self.person, backend="django.contrib.auth.backends.ModelBackend")
        self._ask(client)
        with CaptureQueriesContext(connection) as queries:
            content = self._ask(client)
        self.queries.append(len(queries))
        self.repeated = max(self.repeated, _repeated([query["sql"] for query in queries]))
        self.sizes.append(len(content))
        self.costs.append(cpu_of(lambda: self._ask(client), longest=1.5))

    def _ask(self, client: Client) -> bytes:
        number = next(_askers)  # each from another network: checking certificates is limited for one
        address = f"10.{number // 250 % 250}.{number % 250}.1"
        response = client.get(self.path, headers={"x-forwarded-for": address})
        if response.status_code != 200:
            raise RuntimeError(f"{self.path} answered {response.status_code}")
        return response.content


def _repeated(statements: list[str]) -> int:
    return sum(times - 1 for times in Counter(statements).values())


def pages(run: CourseRun, participant: Enrollment) -> list[Page]:
    """Every kind of page for the public, a participant and a trainer; `?page=1` goes past the page cache."""
    helmi, session = fill.trainer_of(run), run.sessions.order_by("number").first()
    course, coming = fill.page_of(run.course), CourseRun.objects.get(label="Mitattava")
    module = ModulePage.objects.child_of(course).live().first()
    person, token = participant.person, Certificate.objects.values_list("token", flat=True).get()
    own = reverse("own-enrollment", args=[participant.pk])
    return [
        Page("front page", "/?page=1"),
        Page("catalogue", "/koulutukset/?page=1"),
        Page("course page", f"{course.url}?page=1"),
        Page("course page, signed in", course.url, person),
        Page("module", f"{module.url}?page=1"),
        Page("enrolment form", reverse("enroll", args=[coming.pk])),
        Page("verification page", reverse("certificate-verify", args=[token])),
        Page("own page", reverse("own"), person),
        Page("own training", own, person),
        Page("own messages", reverse("letters"), person),
        Page("trainer's desk", reverse("desk"), helmi),
        Page("list of a session", reverse("desk-session", args=[session.pk]), helmi),
        Page("confirming a session", reverse("desk-confirm", args=[session.pk]), helmi),
        Page("review queue", reverse("review-queue"), helmi),
        Page("reports", reverse("reports"), helmi),
        Page("report of a run", reverse("report-run", args=[run.pk]), helmi),
        Page("people behind a figure", reverse("report-rows", args=[run.pk, "registered"]), helmi),
    ]


def grow() -> list[Page]:
    """Measure every page at every size."""
    now = timezone.now()
    course = CourseRun.objects.get(label="Mitattava").course
    catalog = fill.page_of(course).get_parent().specific
    with transaction.atomic():
        run = fill.held_run(course, "Kasvava", now)
        first = fill.add_participants(run, 1, "ensimmainen", now)
        fill.mark_present(run, first, now)
    measured = pages(run, first[0])
    courses, people = 1, 1
    for more_courses, more_people in SIZES:
        with transaction.atomic():
            fill.add_courses(catalog, more_courses - courses, courses, now)
            added = fill.add_participants(run, more_people - people, f"ihminen{people}x", now)
            fill.mark_present(run, added, now)
        courses, people = more_courses, more_people
        for page in measured:
            page.measure()
    return measured


def lines(measured: list[Page]) -> Iterator[Line]:
    """P4 with its limits, P5 as one line, P6 against the size that first fills a page."""
    for page in measured:
        if page.name in LIMITS:
            yield absolute("P4", f"{page.name}, queries past the cache", page.queries[0], LIMITS[page.name])
    repeated = [f"{page.name} {page.repeated}" for page in measured if page.repeated]
    yield Line("P4", "queries asked twice", "", ", ".join(repeated), str(len(repeated)), "0 pages", not repeated)
    growing = [f"{page.name} {page.queries}" for page in measured if len(set(page.queries)) > 1]
    sizes = " / ".join(f"{courses}+{people}" for courses, people in SIZES)
    what = f"{len(measured)} pages with courses+people {sizes}"
    yield Line("P5", what, "", ", ".join(growing) or "the same queries", str(len(growing)), "0 grow", not growing)
    for page in measured:
        yield at_most("P6", f"{page.name}, CPU 1000+3500 against 25+35", page.costs[1], page.costs[-1], 1.3)
    for page in sorted(measured, key=lambda each: -each.sizes[-1])[:3]:
        yield absolute("P6", f"{page.name}, bytes with 3500 people", page.sizes[-1], MOST_BYTES)


if __name__ == "__main__":
    main(list(lines(grow())))
