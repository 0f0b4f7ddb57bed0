"""Showing a run to people, at once or at an instant to come, and taking it off the site again."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from courses.models import CourseRun
from courses.services import show_changed_runs
from enrollment.queries.places import run_is_locked


class PublishRefused(ValueError):
    """The run cannot be shown to people, or not be taken off the site; the text says why."""


@transaction.atomic
def publish_run(run: CourseRun, *, by: User, now: datetime, at: datetime | None = None) -> bool:
    """Show the run on the course's page from `at` on, at once without it; logged, and False when it was shown already.

    Raises PublishRefused for a cancelled run, for an open one without the times of enrolment, and for an instant that
    has passed.
    """
    run = CourseRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.cancelled_at:
        raise PublishRefused(_("The run has been cancelled."))
    if at and at <= now:
        raise PublishRefused(_("Choose a moment that is still to come, or publish the run at once."))
    if run.published_at and run.published_at <= now:
        return False
    run.published_at = at or now
    try:
        run.clean()
    except ValidationError as error:
        raise PublishRefused(" ".join(error.messages)) from None
    run.save(update_fields=["published_at"])
    log(instance=run, action="enrollment.run_published", user=by, data={"at": run.published_at.isoformat()})
    show_changed_runs(run.course)
    return True


@transaction.atomic
def withdraw_run(run: CourseRun, *, by: User, now: datetime) -> bool:
    """Take the run, or its publishing to come, off the site; logged, and False when it was not to be shown.

    Raises PublishRefused once somebody has enrolled: people do not lose sight of what they have a place in.
    """
    run = CourseRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.published_at is None:
        return False
    if run_is_locked(run):
        raise PublishRefused(_("Somebody has enrolled in the run, so it stays on the site."))
    run.published_at = None
    run.save(update_fields=["published_at"])
    log(instance=run, action="enrollment.run_withdrawn", user=by)
    show_changed_runs(run.course)
    return True
