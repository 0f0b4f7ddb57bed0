"""Registers the screens of feedback."""

from wagtail import hooks

from accounts.admin_helpers import register_related_list
from feedback import viewsets
from feedback.models import FeedbackForm

register_related_list(FeedbackForm, viewsets.QUESTIONS_OF_A_FORM)


@hooks.register("register_admin_viewset")
def feedback() -> list[object]:
    return list(viewsets.screens)
