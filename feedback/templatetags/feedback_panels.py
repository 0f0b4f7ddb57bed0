"""Feedback on screens of lower apps: one tag, one query, no writes."""

from typing import Any
from uuid import UUID

from django import template
from django.utils import timezone

from accounts.models import User
from courses.models import CourseRun, Session
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment
from feedback import queries
from feedback.distributions import MINIMUM
from feedback.wording import round_title

register = template.Library()
register.filter("round_title", round_title)


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


@register.simple_tag
def feedback_waits(person: User) -> frozenset[UUID]:
    """The enrolments of the person whose feedback is open and not given; one query."""
    asked = queries.open_rounds_for(person, timezone.now())
    return frozenset(each.round.enrollment_id for each in asked if not each.is_answered)  # type: ignore[attr-defined]


@register.inclusion_tag("feedback/results_links.html")
def feedback_results_link(run: CourseRun) -> dict[str, Any]:
    """On the trainer's page of one run: the number of answers so far and the way to the results."""
    return {"rounds": queries.rounds_of_runs([run], timezone.now())}


@register.inclusion_tag("feedback/results_links.html", takes_context=True)
def feedback_session_results_link(context: dict[str, Any], session: Session) -> dict[str, Any]:
    """On the page of one session: the same of its own round and of the run's, as far as the reader may see them."""
    return {"rounds": queries.rounds_of_session(session, context["request"].user, timezone.now())}
