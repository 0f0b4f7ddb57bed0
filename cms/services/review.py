"""Telling reviewers and writers how a page gets on, through the outbox; and publishing what has come due."""

from datetime import datetime

from django.conf import settings
from django.core.management import call_command
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, TaskState, WorkflowState

from accounts.models import User
from cms.letters import REVIEW_APPROVED, REVIEW_ASKED, REVIEW_CHANGES
from cms.models import ReviewTask
from messaging.services import queue_message


def tell_reviewers(state: TaskState, *, now: datetime) -> int:
    """Tell the named reviewer, or every administrator, that the page waits; never its own writer. Returns how many."""
    task, page, writer = state.task.specific, state.revision.as_object(), state.workflow_state.requested_by
    if not isinstance(task, ReviewTask):
        return 0
    told = [person for person in task.reviewers(page) if person != writer]
    for person in told:
        key = f"review:{state.pk}:asked:{person.pk}"
        queue_message(REVIEW_ASKED.key, person, _facts(page, writer), dedup_key=key, now=now)
    return len(told)


def tell_writer(state: WorkflowState, *, by: User | None, now: datetime, is_approved: bool) -> None:
    """Tell whoever sent the page what the reviewer said; nothing to somebody who decided it themselves."""
    writer, step = state.requested_by, state.current_task_state
    if writer is None or writer == by or step is None:
        return
    kind = REVIEW_APPROVED if is_approved else REVIEW_CHANGES
    facts = _facts(step.revision.as_object(), by)
    facts["comment"] = step.comment or _("No comment was written.")
    queue_message(kind.key, writer, facts, dedup_key=f"review:{step.pk}:{step.status}", now=now)


def _facts(page: Page, person: User | None) -> dict[str, str]:
    address = settings.SITE_URL + reverse("wagtailadmin_pages:edit", args=[page.pk])
    return {"title": page.title, "name": person.get_full_name() if person else "", "address": address}


def publish_scheduled(now: datetime) -> int:
    """Publish what was set to come out by now, and take down what was set to end; returns how many pages."""
    due = Revision.objects.filter(approved_go_live_at__lt=now).count()
    due += Page.objects.filter(Q(live=True) | Q(has_unpublished_changes=True), expired=False, expire_at__lt=now).count()
    if due:
        call_command("publish_scheduled", verbosity=0)
    return due
