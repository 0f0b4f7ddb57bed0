"""What the public pages show of courses, sections and modules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import is_administrator
from courses.enums import AssignmentPurpose
from courses.models import Assignment, AttendanceRule, CatalogPage, CoursePage, CourseRun, ModulePage, Section
from courses.models.page_permissions import courses_trained_by
from courses.queries.runs import announced_runs, is_over, next_change_of, rule_sentence, shared_rule
from courses.queries.words import trainers_of


@dataclass(frozen=True)
class SectionContent:
    """A section with its live modules in order, and the core themes of them, each once, in the themes' own order."""

    section: Section
    modules: Sequence[ModulePage]
    themes: Sequence[str]


def pages_written_by(user: User) -> QuerySet[CoursePage]:
    """The pages of the trainings whose modules the person writes, in the language of the screen."""
    pages = CoursePage.objects.filter(locale__language_code=get_language()).order_by("title")
    return pages if is_administrator(user) else pages.filter(course__in=courses_trained_by(user))


def modules_in_admin(page: CoursePage) -> str:
    """Where the training's modules are written, in the order of the training."""
    return f"{reverse('wagtailadmin_explore', args=[page.pk])}?ordering=ord"


def course_sections(page: CoursePage) -> list[SectionContent]:
    """The sections of the course that hold a live module page, with what the list of contents says of those."""
    modules = ModulePage.objects.child_of(page).live().select_related("section").order_by("section__number", "position")
    listed = list(modules.defer("body"))
    themes = _themes_by_section(listed)
    parts = groupby(listed, lambda module: module.section)
    return [SectionContent(section, list(own), themes.get(section.pk, [])) for section, own in parts]


def _themes_by_section(modules: Sequence[ModulePage]) -> dict[int, list[str]]:
    """The titles of core themes by section, in one query."""
    sections = {module.pk: module.section_id for module in modules}
    pairs = ModulePage.themes.through.objects.filter(modulepage__in=sections).select_related("theme")
    found: dict[int, list[str]] = {}
    for pair in pairs.order_by("theme__position", "theme"):
        titles = found.setdefault(sections[pair.modulepage_id], [])
        if pair.theme.title not in titles:
            titles.append(pair.theme.title)
    return found


@dataclass(frozen=True)
class CoursePageContent:
    """What the course page shows besides its own fields and the panel of runs."""

    runs: Sequence[CourseRun]
    sections: Sequence[SectionContent]
    learn: Sequence[str]
    trainers: Sequence[str]
    rule: str
    changes_at: datetime | None  # when the runs say something else by themselves


def course_page_content(page: CoursePage) -> CoursePageContent:
    """Sections, lines of "what you learn", and of the runs that are not over their trainers and, where they all have
    the same one, their rule. When every run is over, the last one speaks for them.
    """
    now = timezone.now()
    announced = list(announced_runs(page.course))
    runs = [run for run in announced if run.published_at and run.published_at <= now]
    spoken_of = _spoken_of(runs, now)
    return CoursePageContent(
        runs=runs,
        sections=course_sections(page),
        learn=[line.strip() for line in page.what_you_learn.splitlines() if line.strip()],
        trainers=trainers_of(spoken_of),
        rule=shared_rule(spoken_of),
        changes_at=next_change_of(announced, now),
    )


def _spoken_of(runs: Sequence[CourseRun], now: datetime) -> Sequence[CourseRun]:
    return [run for run in runs if not is_over(run, now)] or runs[-1:]


def rule_words(page: CoursePage) -> str:
    """The completion rules of the runs the page speaks of, each once, and whether an assignment makes up for an
    absence, in the page's language: words the training is found by.
    """
    now = timezone.now()
    runs = _spoken_of([run for run in announced_runs(page.course) if run.published_at <= now], now)
    with override(page.locale.language_code):
        sentences = list(dict.fromkeys(filter(None, map(rule_sentence, runs))))
        if _have_assignments([run for run in runs if _lets_replace(run)]):
            sentences.append(_("An absence can be made up for with a supplementary assignment."))
    return " ".join(sentences)


def _lets_replace(run: CourseRun) -> bool:
    rules = [rule for rule_set in run.rule_sets.all() for rule in rule_set.rules.all()]
    return any(isinstance(rule, AttendanceRule) and rule.max_replaced for rule in rules)


def _have_assignments(runs: Sequence[CourseRun]) -> bool:
    return Assignment.objects.filter(run__in=runs, purpose=AssignmentPurpose.SUPPLEMENTARY).exists()


@dataclass(frozen=True)
class Neighbours:
    """The modules before and after one, in reading order over the whole course."""

    previous: ModulePage | None
    following: ModulePage | None
    number: int
    total: int


def module_neighbours(module: ModulePage) -> Neighbours:
    """Where the module stands among the live modules of its course page; number 0 for a module that is not live."""
    siblings = list(
        ModulePage.objects.sibling_of(module).live().select_related("locale").order_by("section__number", "position")
    )
    index = next((place for place, sibling in enumerate(siblings) if sibling.pk == module.pk), -1)
    if index < 0:
        return Neighbours(None, None, 0, len(siblings))
    return Neighbours(
        siblings[index - 1] if index else None,
        siblings[index + 1] if index + 1 < len(siblings) else None,
        index + 1,
        len(siblings),
    )


def new_page_address(language: str = "fi") -> str:
    """Where a training's page in the language is added: under the catalogue, or the tree of pages without one."""
    catalogue = CatalogPage.objects.filter(locale__language_code=language).first()
    if catalogue is None:
        return reverse("wagtailadmin_explore_root")
    return reverse("wagtailadmin_pages:add", args=["courses", "coursepage", catalogue.pk])
