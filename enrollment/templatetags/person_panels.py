"""`{% places_given_back person %}`: which places an erasure gives back, in one query."""

from typing import Any

from django import template
from django.utils import timezone

from accounts.models import User
from enrollment.queries.persons import places_ended_by_erasure

register = template.Library()


@register.inclusion_tag("enrollment/panels/places_given_back.html")
def places_given_back(person: User) -> dict[str, Any]:
    """The coming and unfinished trainings the person would leave; nothing when there are none."""
    enrollments = list(places_ended_by_erasure(person, timezone.now()))
    has_place = any(enrollment.holds_place for enrollment in enrollments)
    return {
        "enrollments": enrollments,
        "has_place": has_place,
        "waits": any(not enrollment.holds_place for enrollment in enrollments),
    }
