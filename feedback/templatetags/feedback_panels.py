"""Feedback on screens of lower apps: one tag, one query, no writes."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils import timezone

from courses.models import CourseRun
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment
from feedback import queries
from feedback.distributions import MINIMUM

register = template.Library()


@register.inclusion_tag("feedback/panel.html")
def feedback_panel(enrollment: Enrollment) -> dict[str, Any]:
    """On the own page: the open round of the run with its link or the word that the answer is in; else nothing."""
    if enrollment.state != EnrollmentState.CONFIRMED:
        return {"asked": []}
    asked = queries.open_rounds_for(enrollment.person, timezone.now(), run=enrollment.run)
    return {"asked": asked, "minimum": MINIMUM}


@register.inclusion_tag("feedback/panel.html")
def feedback_panels(person: Any) -> dict[str, Any]:
    """On a page of several runs: the same for every open round of the person, in one query."""
    return {"asked": queries.open_rounds_for(person, timezone.now()), "minimum": MINIMUM, "names_run": True}


@register.inclusion_tag("feedback/results_links.html")
def feedback_results_link(run: CourseRun) -> dict[str, Any]:
    """On the trainer's page of one run: the number of answers so far and the way to the results."""
    return {"rounds": queries.rounds_of_runs([run], timezone.now())}


@register.inclusion_tag("feedback/results_links.html")
def feedback_results_links(runs: Iterable[CourseRun]) -> dict[str, Any]:
    """On a page of several runs: the same for each, in one query."""
    return {"rounds": queries.rounds_of_runs(runs, timezone.now()), "names_run": True}
