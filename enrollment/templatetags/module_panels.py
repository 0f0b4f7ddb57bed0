"""Panels about modules done, for pages of lower apps and the own page: one tag, a constant number of queries."""

from typing import Any

from django import template

from accounts.models import User
from courses.models import Course, ModulePage
from enrollment.queries.modules import keys_done, own_modules, places_in_course

register = template.Library()


@register.inclusion_tag("enrollment/panels/module_mark.html", takes_context=True)
def module_mark(context: dict[str, Any], module: ModulePage) -> dict[str, Any]:
    """The button of a participant on a module's page; nothing for anybody else."""
    viewer, course_id = context.get("viewer"), module.section.course_id
    if not viewer or not places_in_course(viewer.user, course_id).exists():
        return {}
    is_done = module.key in keys_done(viewer.user, course_id)
    return {"module": module, "is_done": is_done, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def takes_part_in(context: dict[str, Any], module: ModulePage) -> bool:
    """Whether the viewer has a place in the module's training."""
    viewer = context.get("viewer")
    return places_in_course(viewer.user, module.section.course_id).exists() if viewer else False


@register.simple_tag(takes_context=True)
def modules_done(context: dict[str, Any], course: Course) -> frozenset[str]:
    """The keys of the modules the viewer has done; empty for everybody else."""
    viewer = context.get("viewer")
    return keys_done(viewer.user, course.pk) if viewer else frozenset()


@register.inclusion_tag("enrollment/panels/own_modules.html")
def own_module_list(person: User, course: Course) -> dict[str, Any]:
    """The modules of one's training with a mark and a word each."""
    return {"own": own_modules(person, course)}
