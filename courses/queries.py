"""Questions about what is on offer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Max, Min, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.timezone import localtime

from courses.enums import SHOWN_AS_TRAINER, Admission, CourseStatus, Mode, OrganiserPart, Phase
from courses.models import (
    CatalogPage,
    Course,
    CoursePage,
    CourseRun,
    ModulePage,
    Organiser,
    RuleSet,
    RunRole,
    Section,
    Session,
)
from messaging.dates import date_range, list_of_days, moment, span

COURSES_PER_PAGE = 20

_SESSIONS = Prefetch("sessions", Session.objects.select_related("topic").order_by("number"))
_ROLES = Prefetch("roles", RunRole.objects.select_related("person").order_by("pk"))
_RULES = Prefetch("rule_sets", RuleSet.objects.prefetch_related("rules").order_by("number"))


def runs_with_everything() -> QuerySet[CourseRun]:
    """Runs with sessions, roles, organisers and rules loaded: what every screen about a run needs."""
    return CourseRun.objects.select_related("course").prefetch_related(
        _SESSIONS, _ROLES, _RULES, "organisers__organiser"
    )


def published_runs(course: Course, now: datetime) -> QuerySet[CourseRun]:
    """The course's published runs with everything, the coming ones in the order of their first session."""
    runs = runs_with_everything().filter(course=course, published_at__lte=now).exclude(admission=Admission.RECORD_ONLY)
    return runs.annotate(first_at=Min("sessions__starts_at")).order_by("first_at", "label")


def held_sessions(run: CourseRun) -> list[Session]:
    """The sessions that are part of the total, by number; no query when `runs_with_everything` loaded them."""
    sessions = sorted(run.sessions.all(), key=lambda session: session.number)
    return [session for session in sessions if session.is_held]


def last_session_end(run: CourseRun) -> datetime | None:
    """When the last held session ends, or None without a known end."""
    return max((session.ends_at for session in held_sessions(run) if session.ends_at), default=None)


def first_session_start(run: CourseRun) -> datetime | None:
    """When the first held session begins, or None without a known start."""
    return min((session.starts_at for session in held_sessions(run) if session.starts_at), default=None)


def phase(run: CourseRun, now: datetime) -> Phase:
    """Where the run stands. Enrolment is open between its two instants whatever the sessions' times; a run is over
    when its last session has ended and enrolment has closed (architecture §3).
    """
    if run.published_at is None or run.published_at > now:
        return Phase.UNPUBLISHED
    if run.cancelled_at is not None:
        return Phase.CANCELLED
    if run.enrolment_opens_at and now < run.enrolment_opens_at:
        return Phase.SOON
    if run.enrolment_opens_at and run.enrolment_closes_at and now < run.enrolment_closes_at:
        return Phase.OPEN
    ended = last_session_end(run)
    return Phase.OVER if ended and ended <= now else Phase.CLOSED


def is_over(run: CourseRun, now: datetime) -> bool:
    """Whether nothing of the run is still to come."""
    return phase(run, now) == Phase.OVER


def cancel_deadline(run: CourseRun) -> datetime | None:
    """Until when a participant may cancel on the own page: the stated instant, else the first session's start."""
    return run.cancel_by_at or first_session_start(run)


def queue_cut_off(run: CourseRun) -> datetime | None:
    """After this no freed place goes to the queue: the stated instant, else the first session's start."""
    return run.cut_off_at or first_session_start(run)


def queue_is_closed(run: CourseRun, now: datetime) -> bool:
    """Whether the queue is no longer served, so that joining it would lead nowhere."""
    cut_off = queue_cut_off(run)
    return cut_off is not None and now >= cut_off


def all_sessions_settled(run: CourseRun, now: datetime) -> bool:
    """Whether every session of the run that is not cancelled has ended and is confirmed; False without sessions."""
    sessions = held_sessions(run)
    return bool(sessions) and all(
        session.attendance_confirmed_at and session.ends_at and session.ends_at <= now for session in sessions
    )


def unit_key(session: Session) -> str:
    """What covering this session covers: its topic, or the session itself."""
    return f"topic:{session.topic_id}" if session.topic_id else f"session:{session.pk}"


def unit_count(run: CourseRun) -> int:
    """How many units the run's rule counts: different topics, and sessions without one."""
    return len({unit_key(session) for session in held_sessions(run)})


def current_rule_set(run: CourseRun, now: datetime) -> RuleSet | None:
    """The rule set somebody joining now comes under: the newest in force, else the first one."""
    rule_sets = list(run.rule_sets.all())
    in_force = [rule_set for rule_set in rule_sets if rule_set.in_force_from <= now]
    candidates = in_force or rule_sets[:1]
    return candidates[-1] if candidates else None


def rule_sentence(run: CourseRun, rule_set: RuleSet | None = None) -> str:
    """The run's (or the given) rule as sentences; empty when the run has none."""
    chosen = rule_set or next(reversed(list(run.rule_sets.all())), None)
    if chosen is None:
        return ""
    return " ".join(rule.sentence(unit_count(run)) for rule in chosen.rules.all())


def lead_organiser(run: CourseRun) -> Organiser | None:
    """Whose run it is."""
    return next((part.organiser for part in run.organisers.all() if part.part == OrganiserPart.LEAD), None)


def organiser_name(run: CourseRun) -> str:
    """The lead organiser's name, the sender of the run's mail; empty without one."""
    organiser = lead_organiser(run)
    return organiser.name if organiser else ""


def trainer_names(run: CourseRun) -> list[str]:
    """The people shown as trainers, each in the form they chose, once."""
    shown = [role.display_name for role in run.roles.all() if role.role in SHOWN_AS_TRAINER]
    return list(dict.fromkeys(shown))


def session_title(session: Session) -> str:
    """What the session is about; empty when nobody said."""
    return session.topic.title if session.topic else ""


def session_place(session: Session, run: CourseRun) -> str:
    """Where: the venue, the mode in words, or both."""
    mode = str(Mode(run.mode).label)
    return f"{mode}, {session.venue}" if session.venue and run.mode == Mode.HYBRID else session.venue or mode


def session_when(session: Session) -> str:
    """When, as exactly as it is known; empty when it is not."""
    if session.starts_at and session.ends_at:
        return span(session.starts_at, session.ends_at)
    return moment(session.starts_at) if session.starts_at else ""


def days_in_words(run: CourseRun) -> str:
    """`pe 28.5., ma 7.6. ja ma 21.6.2021`, the period, or nothing."""
    days: list[date] = [localtime(session.starts_at).date() for session in held_sessions(run) if session.starts_at]
    if days:
        return list_of_days(days)
    return date_range(run.period_from, run.period_until) if run.period_from and run.period_until else ""


def next_change(course: Course | None, now: datetime) -> datetime | None:
    """The next instant at which a public page about the course (or any course) says something else by itself."""
    runs = CourseRun.objects.filter(published_at__isnull=False, cancelled_at=None)
    runs = runs.filter(course=course) if course else runs
    fields = (
        "published_at",
        "enrolment_opens_at",
        "enrolment_closes_at",
        "cut_off_at",
        "sessions__starts_at",
        "sessions__ends_at",
    )
    instants = runs.aggregate(
        **{f"next_{index}": Min(field, filter=Q(**{f"{field}__gt": now})) for index, field in enumerate(fields)}
    )
    return min((instant for instant in instants.values() if instant), default=None)


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

    sections: Sequence[SectionContent]
    learn: Sequence[str]
    trainers: Sequence[str]
    rule: str


def course_page_content(page: CoursePage) -> CoursePageContent:
    """Sections, lines of "what you learn", trainers and the rule sentence of the run people enrol in next."""
    runs = list(published_runs(page.course, timezone.now()))
    newest = runs[-1] if runs else None
    return CoursePageContent(
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
