"""Groups of a run that something is written to."""

from collections import Counter
from collections.abc import Collection

from django.db.models import QuerySet

from accounts.models import Sector
from courses.models import CourseRun
from enrollment.enums import LIVE
from enrollment.models import Enrollment


def reachable(run: CourseRun) -> QuerySet[Enrollment]:
    """The live enrolments of the run whose person has an address and has not been erased, by name."""
    live = Enrollment.objects.live().filter(run=run, person__erased_at=None)
    return live.exclude(person__email=None, person__contact_email="").order_by("name", "pk")


def group_of(run: CourseRun, states: Collection[str], sector: Sector | None = None) -> QuerySet[Enrollment]:
    """Those of the run in one of these states, of one sector when it is given."""
    rows = reachable(run).filter(state__in=states)
    return rows.filter(sector=sector) if sector else rows


def counts_by_state(run: CourseRun) -> dict[str, int]:
    """How many of the run can be written to, by state; states nobody is in are left out. One query."""
    counts = Counter(reachable(run).values_list("state", flat=True))
    return {state: counts[state] for state in LIVE if counts[state]}
