"""Which modules a participant has done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from accounts.models import User
from courses.models import Course, ModulePage
from enrollment.models import Enrollment, ModuleVisit


def places_in_course(person: User, course_id: int) -> QuerySet[Enrollment]:
    """The person's confirmed places in runs of the course, newest first."""
    return Enrollment.objects.confirmed().filter(person=person, run__course=course_id).order_by("-created_at", "pk")


def keys_done(person: User, course_id: int) -> frozenset[str]:
    """The keys of the course's modules that the person has marked as done."""
    return frozenset(marks_in_course(person, course_id).values_list("module_key", flat=True))


def marks_in_course(person: User, course_id: int) -> QuerySet[ModuleVisit]:
    """The person's marks in the course, whichever of the own enrolments they were made under, ended ones included."""
    return ModuleVisit.objects.filter(enrollment__person=person, enrollment__run__course=course_id)


def titles_of_visits(visits: Sequence[ModuleVisit]) -> dict[str, dict[Any, str]]:
    """What each module done is called, by the key of the mark; a module that is gone keeps its own key."""
    keys = {visit.module_key for visit in visits}
    pages = ModulePage.objects.filter(key__in=keys).values_list("section__course", "key", "title").order_by("-pk")
    titles = {(course, key): title for course, key, title in pages}
    return {
        "module_key": {
            visit.pk: titles.get((visit.enrollment.run.course_id, visit.module_key), visit.module_key)
            for visit in visits
        }
    }


@dataclass(frozen=True)
class OwnModule:
    """A module with its number in reading order and whether the person has done it."""

    page: ModulePage
    number: int
    is_done: bool


@dataclass(frozen=True)
class OwnModules:
    """The course's modules as the person has got on with them."""

    modules: Sequence[OwnModule]

    @property
    def done_count(self) -> int:
        """How many are done."""
        return sum(module.is_done for module in self.modules)

    @property
    def following(self) -> OwnModule | None:
        """The first one not done, or None."""
        return next((module for module in self.modules if not module.is_done), None)


def own_modules(person: User, course: Course) -> OwnModules:
    """The live modules of the course in reading order with the person's marks: two queries.

    Each once: in the language being spoken where it has been translated, else as it is.
    """
    done = keys_done(person, course.pk)
    pages = ModulePage.objects.live().filter(section__course=course).select_related("locale")
    pages = pages.order_by("section__number", "position", "pk")
    spoken = {page.key for page in pages if page.locale.language_code == get_language()}
    pages = [page for page in pages if page.key not in spoken or page.locale.language_code == get_language()]
    return OwnModules([OwnModule(page, number, page.key in done) for number, page in enumerate(pages, start=1)])
