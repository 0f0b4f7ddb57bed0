"""Panels about places for pages of lower apps: one tag, one call, a constant number of queries."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import template
from django.utils import timezone

from courses.models import CourseRun
from courses.queries import CatalogEntry, days_in_words, is_over
from enrollment.queries import PlaceCount, place_counts
from enrollment.wording.runs import run_card

register = template.Library()


@register.inclusion_tag("enrollment/panels/run_cards.html")
def run_cards(runs: list[CourseRun]) -> dict[str, Any]:
    """The course's runs as cards: the coming ones, and the past ones as a line each."""
    now = timezone.now()
    coming = [run for run in runs if not is_over(run, now)]
    counts = place_counts(coming)
    past = [run for run in runs if is_over(run, now)]
    return {
        "cards": [run_card(run, counts[run.pk], now) for run in coming],
        "past": [{"label": run.label, "days": days_in_words(run)} for run in past[::-1][:5]],
    }


@register.simple_tag
def counted_places(entries: Iterable[CatalogEntry]) -> dict[UUID, PlaceCount]:
    """The places of every run the catalogue lists, counted at once."""
    return place_counts(run for entry in entries for run in entry.runs)


@register.inclusion_tag("enrollment/panels/catalog_places.html")
def catalog_places(runs: list[CourseRun], counts: dict[UUID, PlaceCount]) -> dict[str, Any]:
    """For the catalogue: the next runs that take enrolments, and their places."""
    now = timezone.now()
    coming = [run for run in runs if not is_over(run, now)]
    rows = [{"card": run_card(run, counts[run.pk], now), "run": run, "days": days_in_words(run)} for run in coming[:3]]
    return {"rows": rows, "more": max(len(coming) - 3, 0)}
