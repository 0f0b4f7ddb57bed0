"""Registers the screens of certificates."""

from wagtail import hooks

from accounts.admin_helpers import register_related_list
from accounts.models import User
from certificates import lists, viewsets
from courses.models import CourseRun

register_related_list(CourseRun, lists.OFFERS_OF_A_RUN)
register_related_list(User, lists.CERTIFICATES_OF_A_PERSON)


@hooks.register("register_admin_viewset")
def certificates() -> list[object]:
    return list(viewsets.screens)
