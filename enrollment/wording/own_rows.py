"""The person's trainings as rows of a list: how each stands in a word or two."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.queries import days_in_words
from enrollment.enums import EnrollmentState
from enrollment.queries.own import OwnPage, Standing


@dataclass(frozen=True)
class OwnRow:
    """One of the person's other trainings, as a row."""

    name: str
    detail: str
    status_label: str
    status_kind: str
    url: str
    enrollment_id: UUID | None = None
    asks: bool = False  # whether something of it is the person's to do


def own_row(page: OwnPage, now: datetime) -> OwnRow:
    """The row of an enrolment that is not opened on the page."""
    enrollment, run = page.enrollment, page.run
    label, kind, asks = status(page, now)
    return OwnRow(
        name=run.course.short_title,
        detail=" · ".join(filter(None, [run.label, days_in_words(run)])),
        status_label=label,
        status_kind=kind,
        url=reverse("own-enrollment", args=[enrollment.pk]),
        enrollment_id=enrollment.pk,
        asks=asks,
    )


def status(page: OwnPage, now: datetime) -> tuple[str, str, bool]:
    """How the training stands in a word or two, the kind of its badge, and whether it asks the person for something."""
    state = EnrollmentState(page.enrollment.state)
    if state == EnrollmentState.OFFERED:
        return str(state.label), "missing", True
    if page.position:
        return _("Number %(number)s in the queue") % {"number": page.position}, "full", False
    if state != EnrollmentState.CONFIRMED:
        return str(state.label), "full" if page.enrollment.is_live else "over", False
    if page.enrollment.completed_at:
        return _("Completed"), "done", False
    if page.tasks(now):
        return _("Assignment not sent"), "missing", True
    if page.units_in(Standing.COMING, now) or not page.held:
        return str(state.label), "open", False
    if page.is_out_of_reach or not page.missing or page.units_in(Standing.MISSED, now):
        return pgettext("training", "Ended"), "over", False
    if page.units_in(Standing.IN_REVIEW, now):
        return _("Your answer waits for review"), "waiting", False
    return _("Waits for the attendance to be confirmed"), "waiting", False
