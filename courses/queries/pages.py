"""What the public pages show of courses, sections and modules."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Max, Min
from django.utils import timezone

from courses.enums import Admission, CourseStatus
from courses.models import CatalogPage, Course, CoursePage, CourseRun, ModulePage, Section
from courses.queries.runs import published_runs, rule_sentence, runs_with_everything
from courses.queries.words import trainer_names

COURSES_PER_PAGE = 20


@dataclass(frozen=True)
class CatalogEntry:
    """One course in the catalogue with its published runs, soonest first."""

    page: CoursePage
    runs: Sequence[CourseRun]


def catalog_entries(catalog: CatalogPage, page_number: str | None) -> PaginatorPage:
    """A page of the live courses under the catalogue, in the order of the page tree."""
    pages = (
        CoursePage.objects.child_of(catalog).live().filter(course__status=CourseStatus.ACTIVE)
        .select_related("course").order_by("path")
    )  # fmt: skip
    page = Paginator(pages, COURSES_PER_PAGE).get_page(page_number)
    runs = _published_runs_of([entry.course for entry in page.object_list])
    page.object_list = [CatalogEntry(entry, runs.get(entry.course_id, [])) for entry in page.object_list]
    return page


def _published_runs_of(courses: Iterable[Course]) -> dict[int, list[CourseRun]]:
    runs = (
        runs_with_everything()
        .filter(course__in=list(courses), published_at__lte=timezone.now(), cancelled_at=None)
        .exclude(admission=Admission.RECORD_ONLY)
    )
    by_course: dict[int, list[CourseRun]] = {}
    for run in runs.annotate(first_at=Min("sessions__starts_at"), last_at=Max("sessions__ends_at")).order_by(
        "first_at"
    ):
        by_course.setdefault(run.course_id, []).append(run)
    return by_course


@dataclass(frozen=True)
class SectionContent:
    """A section with its live modules in order."""

    section: Section
    modules: Sequence[ModulePage]

    @property
    def themes(self) -> list[str]:
        """The core themes of its modules, each once, in the themes' own order."""
        themes = {theme.pk: theme for module in self.modules for theme in module.themes.all()}
        return [theme.title for theme in sorted(themes.values(), key=lambda theme: theme.position)]


def course_sections(page: CoursePage) -> list[SectionContent]:
    """The sections of the course and their live module pages, in order, themes loaded."""
    modules = ModulePage.objects.child_of(page).live().select_related("section").prefetch_related("themes")
    by_section: dict[int, list[ModulePage]] = {}
    for module in modules.order_by("section__number", "position"):
        by_section.setdefault(module.section_id, []).append(module)
    return [SectionContent(section, by_section.get(section.pk, [])) for section in page.course.sections.all()]


@dataclass(frozen=True)
class CoursePageContent:
    """What the course page shows besides its own fields and the panel of runs."""

    runs: Sequence[CourseRun]
    sections: Sequence[SectionContent]
    learn: Sequence[str]
    trainers: Sequence[str]
    rule: str


def course_page_content(page: CoursePage) -> CoursePageContent:
    """Sections, lines of "what you learn", trainers and the rule sentence of the run people enrol in next."""
    runs = list(published_runs(page.course, timezone.now()))
    newest = runs[-1] if runs else None
    return CoursePageContent(
        runs=runs,
        sections=course_sections(page),
        learn=[line.strip() for line in page.what_you_learn.splitlines() if line.strip()],
        trainers=trainer_names(newest) if newest else [],
        rule=rule_sentence(newest) if newest else "",
    )


@dataclass(frozen=True)
class Neighbours:
    """The modules before and after one, in reading order over the whole course."""

    previous: ModulePage | None
    following: ModulePage | None
    number: int
    total: int


def module_neighbours(module: ModulePage) -> Neighbours:
    """Where the module stands among the live modules of its course page; number 0 for a module that is not live."""
    siblings = list(ModulePage.objects.sibling_of(module).live().order_by("section__number", "position"))
    index = next((place for place, sibling in enumerate(siblings) if sibling.pk == module.pk), -1)
    if index < 0:
        return Neighbours(None, None, 0, len(siblings))
    return Neighbours(
        siblings[index - 1] if index else None,
        siblings[index + 1] if index + 1 < len(siblings) else None,
        index + 1,
        len(siblings),
    )
