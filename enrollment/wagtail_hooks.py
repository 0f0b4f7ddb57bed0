"""Registers the screens of runs and participants."""

from wagtail import hooks

from accounts.admin_helpers import register_related_list
from accounts.models import User
from courses.models import Course, CourseRun, RuleSet
from enrollment import viewsets
from enrollment.viewsets.parts import PARTS_OF_A_PERSON
from enrollment.viewsets.people import ENROLLMENTS_OF_A_PERSON
from enrollment.viewsets.rules import RULES_OF_A_SET
from enrollment.viewsets.runs import RUNS_OF_A_COURSE

for related in viewsets.lists:
    register_related_list(CourseRun, related)
register_related_list(Course, RUNS_OF_A_COURSE)
register_related_list(RuleSet, RULES_OF_A_SET)
register_related_list(User, ENROLLMENTS_OF_A_PERSON)
register_related_list(User, PARTS_OF_A_PERSON)


@hooks.register("register_admin_viewset")
def runs_and_participants() -> list[object]:
    return list(viewsets.screens)
