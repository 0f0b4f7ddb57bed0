"""The list of runs: what is going on or to come first, with phase and places."""

from collections.abc import Sequence

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Table

from accounts.admin_helpers import HubIndex
from courses.models import CourseRun
from courses.queries import by_their_days, days_in_words
from enrollment.queries import PlaceCount, place_counts, runs_with_a_queue
from enrollment.wording.runs import phase_in_words


class RunFilters(WagtailFilterSet):
    """By training, and those somebody waits for."""

    queue = django_filters.ChoiceFilter(
        label=gettext_lazy("Queue"),
        choices=(("yes", gettext_lazy("Somebody is in the queue")),),
        method="with_a_queue",
    )

    class Meta:
        model = CourseRun
        fields = ["course", "queue"]

    def with_a_queue(self, rows: QuerySet[CourseRun], name: str, value: str) -> QuerySet[CourseRun]:
        return rows.filter(pk__in=runs_with_a_queue().order_by().values("pk"))


class RunIndex(HubIndex):
    """Runs with their phase and places, in a constant number of queries."""

    def get_base_queryset(self) -> QuerySet[CourseRun]:
        return super().get_base_queryset().prefetch_related("sessions")

    def order_queryset(self, queryset: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
        """What is going on or to come first, in the order of its days; then what is over, the newest first."""
        return (
            super().order_queryset(queryset)
            if self.request.GET.get("ordering")
            else by_their_days(queryset, timezone.now())
        )

    def get_table(self, object_list: Sequence[CourseRun]) -> Table:
        rows, now = list(object_list), timezone.now()
        counts = place_counts(rows)
        for run in rows:
            run.phase_label = phase_in_words(run, now)  # type: ignore[attr-defined]
            run.places_label = places_in_words(counts[run.pk])  # type: ignore[attr-defined]
            run.days_label = days_in_words(run)  # type: ignore[attr-defined]
        return super().get_table(rows)


def places_in_words(count: PlaceCount) -> str:
    """`12 / 20, in the queue 3`, without a limit `12`."""
    held = str(count.held) if count.places is None else f"{count.held} / {count.places}"
    return (
        _("%(held)s, in the queue: %(waiting)s") % {"held": held, "waiting": count.waiting} if count.waiting else held
    )
