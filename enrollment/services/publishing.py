"""Showing a run to people."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from cms.services import forget_cached_pages
from courses.models import CourseRun


class PublishRefused(ValueError):
    """The run cannot be shown to people yet; the text says why."""


@transaction.atomic
def publish_run(run: CourseRun, *, by: User, now: datetime) -> bool:
    """Show the run on the course's page from now on; logged, and False when it was shown already.

    Raises PublishRefused for a cancelled run, and for an open one without the times of enrolment.
    """
    run = CourseRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    if run.cancelled_at:
        raise PublishRefused(_("The run has been cancelled."))
    if run.published_at and run.published_at <= now:
        return False
    run.published_at = now
    try:
        run.clean()
    except ValidationError as error:
        raise PublishRefused(" ".join(error.messages)) from None
    run.save(update_fields=["published_at"])
    log(instance=run, action="enrollment.run_published", user=by)
    forget_cached_pages()
    return True
