"""What the site shell does when Wagtail announces something."""

from typing import Any

from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)

from accounts.models import User
from accounts.signals import keeping_times_changed, person_erasing
from cms.services import forget_cached_pages
from cms.services.accessibility import forget_senders
from cms.services.review import tell_reviewers, tell_writer
from cms.services.search import forget_page, index_page


@receiver([page_published, page_unpublished, post_page_move], dispatch_uid="forget-cached-pages")
def forget_what_has_changed(**_: Any) -> None:
    """A page published, taken down or moved is seen by the next visitor."""
    forget_cached_pages()


@receiver(page_published, dispatch_uid="index-what-is-published")
def let_it_be_found(*, instance: Page, **_: Any) -> None:
    """A page published is found by its new words, or no longer, when it is not for everybody."""
    index_page(instance.specific, now=timezone.now())


@receiver(page_unpublished, dispatch_uid="forget-what-is-taken-down")
def let_it_be_found_no_longer(*, instance: Page, **_: Any) -> None:
    """A page taken down is found no longer."""
    forget_page(instance)


# Wagtail's own receivers would write straight to the mail server. These take their places: an app listed before
# wagtail.admin connects first, and a second receiver under the same name is not connected.
@receiver(task_submitted, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification")
def ask_the_reviewer(*, instance: TaskState, **_: Any) -> None:
    """Whoever is to review a page hears of it."""
    tell_reviewers(instance, now=timezone.now())


@receiver(workflow_submitted, sender=WorkflowState, dispatch_uid="workflow_state_submitted_email_notification")
def say_it_once(**_: Any) -> None:
    """The reviewer is told by the step, not by the workflow as well."""


@receiver(workflow_approved, sender=WorkflowState, dispatch_uid="workflow_state_approved_email_notification")
def say_it_is_approved(*, instance: WorkflowState, user: User | None, **_: Any) -> None:
    """The writer hears that the page is approved."""
    tell_writer(instance, by=user, now=timezone.now(), is_approved=True)


@receiver(workflow_rejected, sender=WorkflowState, dispatch_uid="workflow_state_rejected_email_notification")
def say_what_to_change(*, instance: WorkflowState, user: User | None, **_: Any) -> None:
    """The writer hears what to change."""
    tell_writer(instance, by=user, now=timezone.now(), is_approved=False)


@receiver(keeping_times_changed, dispatch_uid="privacy-notice-says-new-times")
def say_the_new_times(**_: Any) -> None:
    """The privacy notice says the new keeping time to the next visitor."""
    forget_cached_pages()


@receiver(person_erasing, dispatch_uid="forget-senders-of-accessibility-requests")
def forget_who_wrote(*, addresses: list[str], **_: Any) -> None:
    """Whoever is erased is no longer found by what they wrote about accessibility."""
    forget_senders(addresses)
