"""The catalogue: which trainings are in it, and which of them somebody looks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Case, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, When
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import get_language

from accounts.models import Region
from accounts.names import folded
from cms.search_words import Term, terms
from courses.enums import Admission, CourseStatus, Mode
from courses.models import CatalogPage, Course, CoursePage, CourseRun, Session
from courses.queries.runs import held_sessions, is_over, runs_with_sessions
from courses.signals import runs_with_room

COURSES_PER_PAGE = 20
SUITS = {Mode.ONLINE: (Mode.ONLINE, Mode.HYBRID), Mode.ONSITE: (Mode.ONSITE, Mode.HYBRID)}  # a hybrid run suits both


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; everything empty = the whole catalogue."""

    words: str = ""
    group: str = ""  # the key of a sector
    region: str = ""  # its key
    mode: str = ""
    since: date | None = None
    until: date | None = None
    has_room: bool = False

    @property
    def is_about_runs(self) -> bool:
        """Whether only some runs will do, and a training without one is left out."""
        return bool(self.region or self.mode or self.since or self.until or self.has_room)

    @property
    def is_only_words(self) -> bool:
        """Whether words were looked for and nothing else."""
        return bool(self.words) and not (self.group or self.is_about_runs)

    @property
    def is_everything(self) -> bool:
        """Whether nothing was asked for."""
        return not (self.words or self.group or self.is_about_runs)


@dataclass(frozen=True)
class CatalogEntry:
    """One course in the catalogue with its published runs, soonest first; only those that were looked for."""

    page: CoursePage
    runs: Sequence[CourseRun]


def regions_on_offer(now: datetime) -> QuerySet[Region]:
    """The regions of the organisers of published runs."""
    runs = CourseRun.objects.filter(published_at__lte=now, cancelled_at=None).exclude(admission=Admission.RECORD_ONLY)
    return Region.objects.filter(organiser__runorganiser__run__in=runs).distinct()


def catalog_entries(catalog: CatalogPage, page_number: str | None, wanted: Wanted | None = None) -> PaginatorPage[Any]:
    """A page of the live courses under the catalogue that were looked for, in the order of the page tree."""
    if wanted is None or wanted.is_everything:
        page = _page_of(_live_pages(catalog), page_number)
        runs = _by_course(_public_runs([entry.course_id for entry in page.object_list]))
    else:
        pages = _that_speak_of(_meant_for(_live_pages(catalog), wanted.group), wanted.words)
        runs = _runs_of(pages, wanted)
        page = _page_of([page for page in pages if page.course_id in runs], page_number)
    page.object_list = [CatalogEntry(entry, runs.get(entry.course_id, [])) for entry in page.object_list]
    return page


def runs_ahead(now: datetime, most: int) -> list[CourseRun]:
    """Of the runs that take enrolments now or later, in trainings with a live page, the soonest few: first those held
    in the reader's language.

    One whose sessions are all held is not among them, though those who were there may still enrol.
    """
    live = CoursePage.objects.live().filter(course__status=CourseStatus.ACTIVE)
    has_day = Session.objects.filter(run=OuterRef("pk"), cancelled_at=None, starts_at__isnull=False)
    takes_some_time = Q(enrolment_opens_at__isnull=False) | (Q(admission=Admission.OPEN) & ~Exists(has_day))
    held = Session.objects.filter(run=OuterRef("pk"), cancelled_at=None)
    to_come = ~Exists(held) | Exists(held.filter(Q(ends_at=None) | Q(ends_at__gt=now)))  # `every_session_is_held` not
    runs = _public_runs(live.values("course")).filter(takes_some_time, to_come, enrolment_closes_at__gt=now)
    in_other_words = Case(When(language=get_language(), then=0), default=1, output_field=IntegerField())
    soonest = F("first_at").asc(nulls_last=True)
    return list(runs.order_by(in_other_words, soonest)[:most])  # as `phase` says: open or soon


def pages_of_courses(courses: Iterable[int]) -> dict[int, CoursePage]:
    """The live page of each course: in the language being spoken where there is one, else the one there is."""
    pages = CoursePage.objects.live().filter(course__in=set(courses)).select_related("locale").order_by("path")
    ordered = sorted(pages, key=lambda page: page.locale.language_code == get_language())
    return {page.course_id: page for page in ordered}


def _page_of(pages: QuerySet[CoursePage] | list[CoursePage], number: str | None) -> PaginatorPage[Any]:
    return Paginator(pages, COURSES_PER_PAGE).get_page(number)


def _live_pages(catalog: CatalogPage) -> QuerySet[CoursePage]:
    pages = CoursePage.objects.child_of(catalog).live().filter(course__status=CourseStatus.ACTIVE)
    return pages.select_related("course", "locale").order_by("path")


def _meant_for(pages: QuerySet[CoursePage], group: str) -> QuerySet[CoursePage]:
    """The trainings meant for the sector, and those meant for everyone."""
    meant = Course.target_groups.through.objects.filter(course=OuterRef("course"))
    return pages.filter(~Exists(meant) | Exists(meant.filter(sector__key=group))) if group else pages


def _that_speak_of(pages: QuerySet[CoursePage], words: str) -> list[CoursePage]:
    """The pages on which, with the names of their target groups, every word stands, as the site's search reads words;
    a piece of a word is found too.
    """
    sought = terms(words) or [Term(word, word) for word in folded(words).split()]
    texts = {page: _text_of(page) for page in pages}
    lacking = {page: [term for term in sought if not _stands_in(text, term)] for page, text in texts.items()}
    groups = _target_groups([page.course_id for page, unsaid in lacking.items() if unsaid])
    return [
        page for page, unsaid in lacking.items()
        if all(_stands_in(groups.get(page.course_id, ""), term) for term in unsaid)
    ]  # fmt: skip


def _stands_in(text: str, term: Term) -> bool:
    return term.word in text or any(f" {beginning}" in f" {text}" for beginning in term.beginnings)


def _text_of(page: CoursePage) -> str:
    return folded(" ".join([page.title, page.practical, page.own_words()]))


def _target_groups(courses: Sequence[int]) -> dict[int, str]:
    """The names of the target groups of each course in one text; no query for none."""
    named: dict[int, str] = {}
    if courses:
        meant = Course.target_groups.through.objects.filter(course__in=courses).select_related("sector")
        for each in meant:
            named[each.course_id] = f"{named.get(each.course_id, '')} {folded(each.sector.title)}"
    return named


def _runs_of(pages: Sequence[CoursePage], wanted: Wanted) -> dict[int, list[CourseRun]]:
    """The runs to show, by course; a course is there also without one unless the question was about runs."""
    courses = [page.course_id for page in pages]
    if wanted.is_about_runs:
        return _by_course(_wanted_runs(courses, wanted))
    return {**{course: [] for course in courses}, **_by_course(_public_runs(courses))}


def _public_runs(courses: Iterable[int] | QuerySet[Any, Any]) -> QuerySet[CourseRun]:
    runs = runs_with_sessions().filter(course__in=courses, published_at__lte=timezone.now(), cancelled_at=None)
    first = F("first_at").asc(nulls_last=True)
    return runs.exclude(admission=Admission.RECORD_ONLY).annotate(first_at=Min("sessions__starts_at")).order_by(first)


def _wanted_runs(courses: Sequence[int], wanted: Wanted) -> list[CourseRun]:
    now, runs = timezone.now(), _public_runs(courses)
    if wanted.region:
        runs = runs.filter(pk__in=CourseRun.objects.filter(organisers__organiser__region__key=wanted.region))
    if wanted.mode:
        runs = runs.filter(mode__in=SUITS.get(Mode(wanted.mode), (wanted.mode,)))
    found = [run for run in runs if not is_over(run, now) and _meets_between(run, wanted.since, wanted.until)]
    if wanted.has_room:
        answers = runs_with_room.send(sender=CourseRun, runs=found, now=now)
        roomy = {pk for _receiver, pks in answers for pk in pks or ()}
        found = [run for run in found if run.pk in roomy]
    return found


def _meets_between(run: CourseRun, since: date | None, until: date | None) -> bool:
    """Whether a session is held within the days, or the period touches them where no session has a day yet."""
    if not (since or until):
        return True
    first, last = since or date.min, until or date.max
    held = [localtime(session.starts_at).date() for session in held_sessions(run) if session.starts_at]
    if held:
        return any(first <= day <= last for day in held)
    if run.period_from is None or run.period_until is None:
        return False
    return run.period_from <= last and run.period_until >= first


def _by_course(runs: Iterable[CourseRun]) -> dict[int, list[CourseRun]]:
    by_course: dict[int, list[CourseRun]] = {}
    for run in runs:
        by_course.setdefault(run.course_id, []).append(run)
    return by_course
