"""In which order runs stand in lists."""

from datetime import datetime

from django.db.models import Case, F, Max, Min, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from courses.models import CourseRun


def by_their_days(runs: QuerySet[CourseRun], now: datetime) -> QuerySet[CourseRun]:
    """Runs not over yet by their first day, those without days last; then those that are over, the newest first."""
    held = Q(sessions__cancelled_at=None)
    dated = runs.annotate(
        begins=Min("sessions__starts_at", filter=held),
        ends=Max(Coalesce("sessions__ends_at", "sessions__starts_at"), filter=held),
    )
    over = Q(ends__lt=now) | Q(ends=None, period_until__lt=localdate(now))
    dated = dated.annotate(is_over=Case(When(over, then=1), default=0))
    coming = Case(When(is_over=0, then=F("begins")))
    return dated.order_by("is_over", coming.asc(nulls_last=True), F("begins").desc(nulls_last=True), "label", "pk")
