"""Registers the screens of what is on offer."""

from wagtail import hooks

from accounts.admin_helpers import register_related_list
from courses import viewsets
from courses.models import Course

for related in viewsets.PARTS_OF_A_COURSE:
    register_related_list(Course, related)


@hooks.register("register_admin_viewset")
def trainings() -> list[object]:
    return list(viewsets.screens)
