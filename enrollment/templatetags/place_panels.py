"""Panels about places for pages of lower apps: one tag, one call, a constant number of queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from courses.models import CourseRun
from courses.queries import CatalogEntry, days_in_words, is_over, pages_of_courses, runs_ahead, shared_rule
from enrollment.models import Enrollment
from enrollment.queries import PlaceCount, in_order_of_offer, live_enrollments, place_counts, takes_enrolments
from enrollment.queries.parallel import InTheCourse, is_parallel
from enrollment.wording.runs import run_card, run_row, spoken

register = template.Library()

RUNS_ON_FRONT_PAGE = 6
CARDS_OPEN = 3  # of a course page; more stand behind one press, so that the page itself is reached on a phone


@register.inclusion_tag("enrollment/panels/run_cards.html", takes_context=True)
def run_cards(context: dict[str, Any], runs: list[CourseRun]) -> dict[str, Any]:
    """The course's runs as cards, the viewer's own ones marked: the coming ones, of which the first few that take
    enrolments and the own ones are open, and the past ones as a line each.
    """
    now = timezone.now()
    coming = [run for run in runs if not is_over(run, now)]
    counts, own, rules_differ = place_counts(coming), _own(context.get("viewer"), coming), not shared_rule(coming)
    past = [run for run in runs if is_over(run, now)]
    ordered, changes = in_order_of_offer(coming, counts, now), _has_the_place(own, coming, now)
    cards = [
        (run, run_card(run, counts[run.pk], now, own=own.get(run.pk), says_rule=rules_differ, changes=changes))
        for run in ordered
    ]
    offering_first = sorted(cards, key=lambda each: not each[1].action_url)
    opened = {run.pk for run, _card in offering_first[:CARDS_OPEN]} | set(own)
    return {
        "cards": [card for run, card in cards if run.pk in opened],
        "more": [card for run, card in cards if run.pk not in opened],
        "past": [{"label": run.label, "language": run.language, "days": days_in_words(run)} for run in past[::-1][:5]],
    }


def _own(viewer: Any, runs: list[CourseRun]) -> dict[UUID, Enrollment]:
    return live_enrollments(viewer.user, runs) if viewer else {}


def _has_the_place(own: dict[UUID, Enrollment], runs: list[CourseRun], now: datetime) -> bool:
    """Whether the viewer has all the places the course allows, so that a press on another run changes the group."""
    rows = []
    for run in runs:
        if enrollment := own.get(run.pk):
            enrollment.run = run
            rows += [enrollment] if is_parallel(enrollment, now) else []
    return bool(rows) and InTheCourse(None, rows, runs[0].course.parallel_places).held is not None


@register.inclusion_tag("enrollment/panels/front_runs.html", takes_context=True)
def front_runs(context: dict[str, Any]) -> dict[str, Any]:
    """For the front page: the first run one can enrol in as the next step, and the coming runs of every training."""
    now, request = timezone.now(), context.get("request")
    runs = runs_ahead(now, RUNS_ON_FRONT_PAGE)
    counts = place_counts(runs)
    cards = [(run, run_card(run, counts[run.pk], now)) for run in runs]
    taking = [(run, card) for run, card in cards if card.action_url]
    spoken_language = get_language()
    first, card = min(
        taking,
        key=lambda each: (each[0].language != spoken_language, counts[each[0].pk].is_full),
        default=(None, None),
    )
    pages = pages_of_courses(run.course_id for run in runs)
    rows = [
        run_row(run, counts[run.pk], now, url=pages[run.course_id].get_url(request), course=run.course.short_title)
        for run in runs
    ]
    days = days_in_words(first) if first else ""
    return {
        "rows": rows,
        "first": first,
        "card": card,
        "days": days,
        "named": " · ".join(filter(None, [first.label, spoken(first)])) if first else "",
        "addresses": context.get("addresses"),
    }


@register.simple_tag
def counted_places(entries: Iterable[CatalogEntry]) -> dict[UUID, PlaceCount]:
    """The places of every run the catalogue lists, counted at once."""
    return place_counts(run for entry in entries for run in entry.runs)


@register.simple_tag
def can_enrol(runs: Iterable[CourseRun], counts: dict[UUID, PlaceCount]) -> bool:
    """Whether one of these runs takes whoever comes now."""
    now = timezone.now()
    return any(takes_enrolments(run, counts[run.pk], now) for run in runs)


@register.inclusion_tag("enrollment/panels/catalog_places.html")
def catalog_places(runs: list[CourseRun], counts: dict[UUID, PlaceCount]) -> dict[str, Any]:
    """For the catalogue: the next runs, those that take enrolments first, and their places."""
    now = timezone.now()
    coming = in_order_of_offer((run for run in runs if not is_over(run, now)), counts, now)
    return {"rows": [run_row(run, counts[run.pk], now) for run in coming[:3]], "more": max(len(coming) - 3, 0)}
