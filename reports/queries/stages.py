"""How far a run had come at an instant: a report counts the runs that had begun."""

from datetime import date, datetime
from typing import Protocol

from django.db.models import TextChoices
from django.utils.timezone import localdate
from django.utils.translation import pgettext_lazy

from courses.enums import Admission


class RunStage(TextChoices):
    """Where a run stood; only one that had begun, whether or not it had ended, is counted as a run of the report."""

    BEGUN = "begun", pgettext_lazy("run stage", "begun")
    ENDED = "ended", pgettext_lazy("run stage", "ended")
    TO_COME = "to-come", pgettext_lazy("run stage", "to come")
    CALLED_OFF = "called-off", pgettext_lazy("run stage", "cancelled")
    NOT_PUBLISHED = "not-published", pgettext_lazy("run stage", "not published")


class DatedRun(Protocol):
    """A row of `queries.reported_runs`, or its columns."""

    first_at: datetime | None
    ends_at: datetime | None
    period_from: date | None
    period_until: date | None
    published_at: datetime | None
    cancelled_at: datetime | None
    admission: str


def stage_of(run: DatedRun, as_of: datetime) -> RunStage:
    """Called off, begun or ended by that instant, else published and to come, else not published."""
    if run.cancelled_at is not None and run.cancelled_at <= as_of:
        return RunStage.CALLED_OFF
    if _has_begun(run, as_of):
        return RunStage.ENDED if _has_ended(run, as_of) else RunStage.BEGUN
    is_published = run.published_at is not None and run.published_at <= as_of
    return RunStage.TO_COME if is_published else RunStage.NOT_PUBLISHED


def _has_begun(run: DatedRun, as_of: datetime) -> bool:
    """By its first session, without sessions by its planned period; one recorded for the report only has been."""
    if run.first_at is not None:
        return run.first_at <= as_of
    if run.period_from is not None:
        return run.period_from <= localdate(as_of)
    return run.admission == Admission.RECORD_ONLY


def _has_ended(run: DatedRun, as_of: datetime) -> bool:
    """Of a run that had begun: by the end of its last session, without sessions by its planned period."""
    if run.first_at is not None:
        return run.ends_at is not None and run.ends_at <= as_of
    if run.period_until is not None:
        return run.period_until < localdate(as_of)
    return run.period_from is None
