"""Writing one text to a group of a run."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log

from accounts.models import User
from courses.models import CourseRun
from enrollment.models import Enrollment
from enrollment.services import announce
from messaging.models import MessageBatch


@transaction.atomic
def write_to(
    run: CourseRun,
    receivers: QuerySet[Enrollment],
    subject: str,
    text: str,
    *,
    key: UUID,
    by: User,
    now: datetime,
) -> MessageBatch:
    """Write the text to everybody of the group, each in their own language's frame; logged with the number of people.

    `key` comes from the form: the same one a second time writes to nobody and returns what was written before.
    Raises ValueError for an empty group.
    """
    people = list(receivers.select_related("person"))
    if not people:
        raise ValueError("A group without receivers")
    batch, is_new = MessageBatch.objects.get_or_create(
        pk=key,
        defaults={"about": str(run)[:200], "subject": subject, "text": text, "count": len(people), "by": by, "at": now},
    )
    if not is_new:
        return batch
    for enrollment in people:
        enrollment.run = run  # with everything its letter says
        announce.note(enrollment, batch, now)
    log(instance=run, action="enrollment.written", user=by, data={"count": len(people), "subject": subject})
    return batch
