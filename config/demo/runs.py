"""Runs dated from today: one with few places left, one full with a queue, and the kokeilutoteutus."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from config.demo.content_files import content
from config.demo.course import add_assignments, offer_certificate
from config.demo.people import rows_by_key, snapshot, user_called
from config.demo.workdays import workday_from
from courses.enums import Mode, OrganiserPart, RoleKind
from courses.models import AttendanceRule, Course, CourseRun, RuleSet, RunOrganiser, RunRole, Session, Topic
from courses.queries import first_session_start
from enrollment.models import Enrollment
from enrollment.services import cancel_enrollment, enroll

LINK = "https://teams.microsoft.com/l/meetup-join/sytyke-esittely"
TRIAL = "Kokeilutoteutus"
OPEN, FULL = "Ryhmä A", "Ryhmä B"
HALF_HOUR = timedelta(minutes=30)


def load_runs(now: datetime) -> None:
    """Add the run of each kind that is missing: the trial of today, and an open and a full run that have not begun."""
    course = Course.objects.get(code=content("course")["code"])
    if not _has_open_trial(course, now):
        _load_trial(course, now)
    if not has_coming(course, OPEN, now):
        _load_open(course, now)
    if not has_coming(course, FULL, now):
        _load_full(course, now)


def _has_open_trial(course: Course, now: datetime) -> bool:
    return course.runs.filter(label=TRIAL, enrolment_closes_at__gt=now).exists()


def has_coming(course: Course, label: str, now: datetime) -> bool:
    """Whether a run whose label begins so is still to come."""
    runs = course.runs.filter(label__startswith=label).prefetch_related("sessions")
    return any((first_session_start(run) or now) > now for run in runs)


def make_run(
    course: Course,
    label: str,
    times: Sequence[tuple[datetime, datetime]],
    *,
    places: int,
    opens_at: datetime,
    closes_at: datetime,
    minimum: int | None = None,
    extent: int = 12,
    language: str = "fi",
) -> CourseRun:
    """A published run with sessions on the course's topics in order, trainers, rule, assignments and certificate."""
    run = CourseRun.objects.create(
        course=course, label=label, language=language, places=places, mode=Mode.ONLINE, enrolment_opens_at=opens_at,
        enrolment_closes_at=closes_at, published_at=opens_at, extent_hours=extent,
        contact_name="Helmi Harju", contact_email=rows_by_key()["helmi"]["email"],
    )  # fmt: skip
    topics = Topic.objects.filter(course=course, retired_at=None).order_by("number")
    sessions = [
        Session.objects.create(run=run, number=number, topic=topic, starts_at=starts, ends_at=ends, link=LINK)
        for number, (topic, (starts, ends)) in enumerate(zip(topics, times, strict=False), start=1)
    ]
    rule_set = RuleSet.objects.create(run=run, in_force_from=opens_at, written_by=user_called("sanna"))
    AttendanceRule.objects.create(rule_set=rule_set, minimum=minimum, max_replaced=1)
    if course.default_organiser:
        RunOrganiser.objects.create(run=run, organiser=course.default_organiser, part=OrganiserPart.LEAD)
    _add_trainers(run)
    add_assignments(run, sessions)
    offer_certificate(run)
    return run


def _add_trainers(run: CourseRun) -> None:
    kinds = {"helmi": RoleKind.LEAD, "johannes": RoleKind.TRAINER, "mira": RoleKind.EXPERT}
    for key, kind in kinds.items():
        row = rows_by_key()[key]
        title = row["shown_as"] if kind == RoleKind.EXPERT else f"{row['name']}, {row['title']}"
        RunRole.objects.create(run=run, person=user_called(key), role=kind, shown_as=title)


def at(day: date, clock: str) -> datetime:
    """That clock time on that day in Finland: `at(day, "9.00")`."""
    hour, minute = clock.split(".")
    return timezone.make_aware(datetime.combine(day, time(int(hour), int(minute))))


def three_days(first: date) -> list[tuple[datetime, datetime]]:
    """The pattern of the pilot: Friday 3 h, Monday after next 6 h, two weeks later 3 h; after a holiday where there is
    one.
    """
    days = [workday_from(first + timedelta(days=count)) for count in (0, 10, 24)]
    hours = [("9.00", "12.00"), ("9.00", "15.00"), ("9.00", "12.00")]
    return [(at(day, start), at(day, end)) for day, (start, end) in zip(days, hours, strict=True)]


def friday_after(day: date) -> date:
    """The first Friday from the day on, or the first workday after it."""
    return workday_from(day + timedelta(days=(4 - day.weekday()) % 7))


def _load_open(course: Course, now: datetime) -> None:
    first = friday_after(timezone.localdate(now) + timedelta(days=14))
    run = make_run(
        course, OPEN, three_days(first), places=20, opens_at=now - timedelta(days=10),
        closes_at=at(first - timedelta(days=1), "23.59"),
    )  # fmt: skip
    rows = [rows_by_key()["aino"], *content("people")["crowd"][:16]]
    enroll_all(run, [row["key"] for row in rows], first_at=now - timedelta(days=9), step=timedelta(hours=11))


def _load_full(course: Course, now: datetime) -> None:
    first = friday_after(timezone.localdate(now) + timedelta(days=21))
    run = make_run(
        course, FULL, three_days(first), places=12, opens_at=now - timedelta(days=10),
        closes_at=at(first - timedelta(days=1), "23.59"),
    )  # fmt: skip
    crowd = [row["key"] for row in content("people")["crowd"][16:31]]
    enroll_all(run, [*crowd[:14], "eino", *crowd[14:]], first_at=now - timedelta(days=8), step=timedelta(hours=9))
    run.offer_hours = 48
    run.save(update_fields=["offer_hours"])
    gives_up = Enrollment.objects.get(run=run, person=user_called(crowd[3]))
    cancel_enrollment(gives_up, by=gives_up.person, now=now - timedelta(hours=10))


def _load_trial(course: Course, now: datetime) -> None:
    today = timezone.localdate(now)
    ended = _ended_before(now)
    closes = at(today, "23.59")
    if closes - now < timedelta(hours=1):  # somebody who starts the demo at midnight needs time to try it
        closes += timedelta(days=1)
    hour = timedelta(hours=1)
    times = [(ended - 2 * hour - HALF_HOUR, ended - hour - HALF_HOUR), (ended - hour, ended)]
    run = make_run(
        course, TRIAL, times, places=30, extent=2,
        opens_at=times[0][0] - timedelta(days=1), closes_at=closes,
    )  # fmt: skip
    kaisa = rows_by_key()["kaisa"]
    RunRole.objects.create(run=run, person=user_called("kaisa"), role=RoleKind.CHECK_IN, shown_as=kaisa["shown_as"])
    run.cancel_by_at = run.cut_off_at = closes
    run.save(update_fields=["cancel_by_at", "cut_off_at"])
    keys = ["aino", *(row["key"] for row in content("people")["crowd"][32:35])]
    enroll_all(run, keys, first_at=times[0][0] - timedelta(hours=20), step=hour)


def _ended_before(now: datetime) -> datetime:
    """The half hour the second session ended at: earlier today, or at 20.00 the evening before when it is not yet 6."""
    local = timezone.localtime(now)
    if local.hour < 6:
        return at(local.date() - timedelta(days=1), "20.00")
    return local.replace(minute=0 if local.minute < 30 else 30, second=0, microsecond=0) - HALF_HOUR


def enroll_all(run: CourseRun, keys: Sequence[str], *, first_at: datetime, step: timedelta) -> None:
    """Enrol these people one after the other, from that moment on; whoever comes to a full run joins the queue."""
    for index, key in enumerate(keys):
        row = rows_by_key()[key]
        enroll(run, user_called(key), snapshot(row), now=first_at + index * step, accepts_queue=True)
