"""The runs whose figures somebody may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import User
from courses.models import CourseRun, Session
from enrollment.queries import runs_of_trainer
from reports.queries.figures import IN_RUN_LIST
from reports.queries.people import people


def reported_runs(user: User) -> QuerySet[CourseRun]:
    """The trainer's own runs, every run for administrators, with `first_at` and `last_at`, newest first."""
    held = Q(sessions__cancelled_at=None)
    runs = CourseRun.objects.filter(pk__in=runs_of_trainer(user).order_by().values("pk")).select_related("course")
    runs = runs.annotate(
        first_at=Min("sessions__starts_at", filter=held), last_at=Max("sessions__starts_at", filter=held)
    )
    return runs.order_by(Coalesce("first_at", "enrolment_opens_at").desc(nulls_last=True), "label", "pk")


def reported_run(user: User) -> QuerySet[CourseRun]:
    """The same with sessions loaded, to take one of."""
    sessions = Session.objects.select_related("topic").order_by("number")
    return reported_runs(user).prefetch_related(Prefetch("sessions", sessions))


@dataclass(frozen=True)
class RunCounts:
    """The figures of the list, by figure and run."""

    counts: dict[str, dict[UUID, int]]

    def of(self, key: str, run: CourseRun) -> int:
        """How many of that figure in that run."""
        return self.counts[key].get(run.pk, 0)


def run_counts(runs: Sequence[CourseRun], as_of: datetime) -> RunCounts:
    """The list's figures of many runs in one query each."""
    everybody = people(runs, as_of)
    return RunCounts(
        {
            each.key: dict(
                each.among(everybody, as_of)
                .order_by()
                .values("run")
                .annotate(number=Count("pk"))
                .values_list("run", "number")
            )
            for each in IN_RUN_LIST
        }
    )
