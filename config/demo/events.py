"""What the events of the demo are made of: organisers, trainings, runs, enrolments and held sessions."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Region, Sector
from config.demo.people import rows_by_key, snapshot, user_called
from config.demo.runs import at
from config.new_site import child_page
from courses.enums import CourseStatus, Mode, OrganiserPart, RoleKind
from courses.models import (
    AttendanceRule,
    CatalogPage,
    Course,
    CoursePage,
    CourseRun,
    Organiser,
    RuleSet,
    RunOrganiser,
    RunRole,
    Session,
    Topic,
)
from enrollment.enums import AttendanceStatus
from enrollment.services import confirm_session, enroll, mark_attendance
from enrollment.services.attendance import Mark

Times = Sequence[tuple[datetime, datetime]]


def load_organiser(row: dict[str, str]) -> Organiser:
    """An organiser of the northern project."""
    region = Region.objects.get(key=row["region"])
    return Organiser.objects.get_or_create(name=row["name"], project=row["project"], defaults={"region": region})[0]


def load_course(row: dict[str, Any], organisers: dict[str, Organiser]) -> None:
    """A training with its topics, and its page unless nobody can come to it."""
    facts = {
        "title_fi": row["title_fi"],
        "status": CourseStatus.ACTIVE,
        "parallel_places": row.get("parallel_places", 1),
    }
    course, created = Course.objects.get_or_create(
        code=row["code"], defaults={**facts, "default_organiser": organisers[row["organiser"]]}
    )
    if created:
        course.target_groups.set(Sector.objects.filter(key__in=row.get("target_groups", [])))
    for number, title in enumerate(row["topics"], start=1):
        Topic.objects.get_or_create(course=course, number=number, retired_at=None, defaults={"title_fi": title})
    if row["slug"]:
        fields = {name: row[name] for name in ("promise", "practical", "cost_note", "for_whom")}
        fields["introduction"] = [("paragraph", "".join(f"<p>{line}</p>" for line in row["introduction"]))]
        catalog = CatalogPage.objects.get(slug="koulutukset", locale__language_code="fi")
        child_page(catalog, CoursePage, row["slug"], title=row["title_fi"], course=course, **fields)


def new_run(code: str, label: str, times: Times, **facts: Any) -> CourseRun | None:
    """A published run held on site, led by Johannes; None when it is there already."""
    course = Course.objects.get(code=code)
    if course.runs.filter(label=label).exists():
        return None
    defaults = {"mode": Mode.ONSITE, "contact_name": "Johannes Valkeapää-Niemi",
                "contact_email": rows_by_key()["johannes"]["email"]}  # fmt: skip
    run = CourseRun.objects.create(course=course, label=label, **{**defaults, **facts})
    topics = list(Topic.objects.filter(course=course, retired_at=None).order_by("number"))
    for number, (starts, ends) in enumerate(times, start=1):
        topic = topics[number - 1] if number <= len(topics) else None
        Session.objects.create(run=run, number=number, topic=topic, starts_at=starts, ends_at=ends)
    add_organiser(run, OrganiserPart.LEAD, course.default_organiser)
    RunRole.objects.create(
        run=run, person=user_called("johannes"), role=RoleKind.LEAD,
        shown_as=f"Johannes Valkeapää-Niemi, {rows_by_key()['johannes']['title']}",
    )  # fmt: skip
    return run


def times_of(days: Iterable[Sequence[str]]) -> Times:
    """Starts and ends of `["2022-05-17", "9.00", "15.00"]`."""
    told = [(date.fromisoformat(day), starts, ends) for day, starts, ends in days]
    return [(at(day, starts), at(day, ends)) for day, starts, ends in told]


def open_run(code: str, label: str, times: Times, **facts: Any) -> CourseRun | None:
    """A run people enrolled in, from a month before its first session until the eve."""
    opens, first = times[0][0] - timedelta(days=30), times[0][0]
    return new_run(
        code, label, times, enrolment_opens_at=opens, enrolment_closes_at=first - timedelta(hours=12),
        published_at=opens, **facts,
    )  # fmt: skip


def add_rule(run: CourseRun, *, max_replaced: int = 0, **facts: Any) -> None:
    """Every session; none may be replaced unless told so: most of these runs have no assignments."""
    rule_set = RuleSet.objects.create(
        run=run, in_force_from=run.published_at or timezone.now(), written_by=user_called("sanna"), **facts
    )
    AttendanceRule.objects.create(rule_set=rule_set, max_replaced=max_replaced)


def enroll_people(run: CourseRun, keys: Sequence[str], *, wanting: Sequence[str] = ()) -> None:
    """Enrol these people one after the other from the moment enrolment opened; some of them ask for a certificate."""
    first = run.enrolment_opens_at or timezone.now()
    for place, key in enumerate(keys, start=1):
        enroll(
            run, user_called(key), snapshot(rows_by_key()[key]), now=first + place * timedelta(hours=7),
            wants_certificate=key in wanting,
        )  # fmt: skip


def hold(session: Session, keys: Sequence[str], away: Sequence[str]) -> datetime:
    """Mark everybody and confirm a quarter of an hour after the end; returns that moment."""
    when, johannes = after(session), user_called("johannes")
    status = {True: AttendanceStatus.ABSENT, False: AttendanceStatus.PRESENT}
    mark_attendance(session, [Mark(user_called(key).pk, status[key in away]) for key in keys], by=johannes, now=when)
    confirm_session(session, by=johannes, now=when)
    return when


def after(session: Session) -> datetime:
    """A quarter of an hour after the session's end."""
    ended: datetime = session.ends_at  # type: ignore[assignment]  # every session made here has its time
    return ended + timedelta(minutes=15)


def add_organiser(run: CourseRun, part: OrganiserPart, organiser: Organiser | None) -> None:
    """The organiser's part in the run, when the training has one."""
    if organiser:
        RunOrganiser.objects.create(run=run, organiser=organiser, part=part)
