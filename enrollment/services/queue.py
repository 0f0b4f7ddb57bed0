"""The order of the queue."""

from datetime import datetime, timedelta

from django.db.models import Max

from courses.models import CourseRun
from enrollment.models import Enrollment


def next_in_queue(run: CourseRun, now: datetime) -> datetime:
    """An instant after everybody who queues already: requests stamped earlier may get the run's lock later."""
    latest = Enrollment.objects.filter(run=run).aggregate(latest=Max("queued_at"))["latest"]
    return now if latest is None or latest < now else latest + timedelta(microseconds=1)
