"""Draft, named reviewer, published: the one step a page goes through before it is shown."""

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Task, TaskState

from accounts.enums import Role
from accounts.models import User
from accounts.queries import is_administrator


def reviewers_on_offer() -> Q:
    """Those who may be named as a reviewer: the staff groups."""
    return Q(pk__in=User.objects.filter(groups__name__in=Role.values))


class ReviewedPage(models.Model):
    """A page that names who reads it before it is published; nobody named = any administrator.

    Personal data: the reviewer (unlinked with the account).
    """

    reviewer = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to=reviewers_on_offer,
        verbose_name=_("reviewer"),
        help_text=_("Gets a message when the page is sent for review. Empty: the administrators."),
    )

    class Meta:
        abstract = True


class ReviewTask(Task):
    """A page waits for its named reviewer, or for any administrator. Personal data: none."""

    class Meta:
        verbose_name = _("review by a named person")
        verbose_name_plural = _("reviews by named persons")

    @classmethod
    def get_description(cls) -> str:
        return str(_("The reviewer named on the page, or an administrator, approves it or asks for changes."))

    def reviewers(self, page: Page) -> list[User]:
        """Who is told that the page waits: the named reviewer while active, else every administrator."""
        named = getattr(page, "reviewer", None)
        if named is not None and named.is_active:
            return [named]
        return list(User.objects.filter(is_active=True, groups__name=Role.ADMINISTRATOR).order_by("pk").distinct())

    def _may_review(self, page: Page, user: User) -> bool:
        return is_administrator(user) or (user.is_active and _named_in(page.current_workflow_task_state) == user.pk)

    def user_can_access_editor(self, obj: Page, user: User) -> bool:
        return self._may_review(obj, user)

    def locked_for_user(self, obj: Page, user: User) -> bool:
        """Nobody else changes what is being read; its writer may take it back."""
        return not self._may_review(obj, user)

    def user_can_lock(self, obj: Page, user: User) -> bool:
        return False

    def user_can_unlock(self, obj: Page, user: User) -> bool:
        return False

    def get_actions(self, obj: Page, user: User) -> list[tuple[str, Any, bool]]:
        if not self._may_review(obj, user):
            return []
        return [
            ("approve", _("Approve"), False),
            ("reject", _("Ask for changes"), True),
        ]

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr)
        if is_administrator(user):
            return waiting
        sent = waiting.select_related("revision")
        return waiting.filter(pk__in=[state.pk for state in sent if _named_in(state) == user.pk])


def _named_in(state: TaskState | None) -> int | None:
    """Whom the page named when it was sent; the page as it is published may name somebody else, or nobody."""
    return state.revision.content.get("reviewer") if state else None
