"""Registers the screens of certificates."""

from wagtail import hooks

from accounts.admin_helpers import register_related_list
from certificates import viewsets
from courses.models import CourseRun

register_related_list(CourseRun, viewsets.OFFERS_OF_A_RUN)


@hooks.register("register_admin_viewset")
def certificates() -> list[object]:
    return list(viewsets.screens)
