"""`python -m benchmarks.fill PEOPLE RACES`: the demo's course with one measured run; prints where to look as JSON."""

import json
import sys
from datetime import datetime, timedelta
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from accounts.models import Sector, User
from benchmarks.floors.models import FloorRun
from benchmarks.sessions import signed_in
from certificates.models import Certificate
from certificates.services import make_prepared_certificates
from config.demo import course as demo_course
from config.demo import people as demo_people
from config.demo import site as demo_site
from config.demo.runs import make_run
from courses.enums import CourseStatus
from courses.models import AttendanceRule, CatalogPage, Course, CoursePage, CourseRun, RuleSet, Session
from enrollment.enums import AttendanceStatus, EnrollmentState, Verb
from enrollment.models import Attendance, Enrollment, Transition
from enrollment.services import confirm_session

RACE_PLACES = 35
SESSIONS = 6  # with them the run's file has fifteen columns
BATCH = 1000
NO_PASSWORD = "!"  # noqa: S105 - what Django stores for whoever has no password


def fill(people: int, races: int) -> dict[str, Any]:
    """Pages, registers, runs and signed-in people; what the measuring side has to know of them."""
    now = timezone.now()
    with transaction.atomic():
        demo_people.load_registers(now)
        demo_people.load_people(now)
        course = demo_course.load_course()
        demo_site.load_pages(now)
        coming = open_run(course, "Mitattava", now, places=None)
        raced = [open_run(course, f"Kilpa {number}", now, places=RACE_PLACES) for number in range(races)]
        hide(raced, now)
        persons = add_persons(people, "henkilo")
        floors = [FloorRun.objects.create(title="Mitattava", places=None)]
        certificate = a_certificate(course, now)
    page = page_of(course)
    return {
        "page": page.url,
        "run": str(coming.pk),
        "races": [str(run.pk) for run in raced],
        "sector": str(Sector.objects.first().pk),
        "sessions": signed_in(persons),
        "token": certificate.token,
        "floor_run": floors[0].pk,
    }


def page_of(course: Course) -> CoursePage:
    """The course's Finnish page."""
    return CoursePage.objects.get(course=course, locale__language_code="fi")


def open_run(course: Course, label: str, now: datetime, *, places: int | None) -> CourseRun:
    """A run whose enrolment is open, with six sessions to come."""
    starts = [now + timedelta(days=7 * number) for number in range(1, SESSIONS + 1)]
    times = [(start, start + timedelta(hours=3)) for start in starts]
    opens, closes = now - timedelta(days=1), now + timedelta(days=6)
    run = make_run(course, label, times, places=places or 0, opens_at=opens, closes_at=closes)
    if places is None:
        CourseRun.objects.filter(pk=run.pk).update(places=None)
    fill_up_sessions(run, now + timedelta(days=60))
    return run


def fill_up_sessions(run: CourseRun, first_at: datetime) -> None:
    """Sessions without a topic until there are six: the course has fewer topics than that."""
    for number in range(run.sessions.count() + 1, SESSIONS + 1):
        starts = first_at + timedelta(hours=4 * number)
        Session.objects.create(run=run, number=number, starts_at=starts, ends_at=starts + timedelta(hours=3))


def hide(runs: list[CourseRun], now: datetime) -> None:
    """Give the raced runs courses of their own, so that the course page shows what a course page shows."""
    for number, run in enumerate(runs):
        run.course = Course.objects.create(code=f"kilpa-{number}", title_fi=f"Kilpa {number}", status=CourseStatus.IDEA)
        run.save(update_fields=["course"])


def add_persons(count: int, name: str) -> list[User]:
    """People with an address that has been shown to be theirs."""
    persons = [
        User(name=f"{name.title()} Esimerkki {number}", email=f"{name}{number}@esimerkki.example", password=NO_PASSWORD)
        for number in range(count)
    ]
    made = User.objects.bulk_create(persons, batch_size=BATCH)
    addresses = [EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in made]
    EmailAddress.objects.bulk_create(addresses, batch_size=BATCH)
    return made


def add_participants(run: CourseRun, count: int, name: str, now: datetime) -> list[Enrollment]:
    """People with a place in the run, each with the row their enrolling leaves."""
    rule_set, sector, began = run.rule_sets.first(), Sector.objects.first(), now - timedelta(days=40)
    made = Enrollment.objects.bulk_create(
        [
            Enrollment(
                run=run, person=person, state=EnrollmentState.CONFIRMED, name=person.name, sector=sector,
                organisation_name="Kuopion kaupunki", profession_text="koulukuraattori", rule_set=rule_set,
                counts_from=began, created_at=began,
            )
            for person in add_persons(count, name)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    Transition.objects.bulk_create(
        [
            Transition(
                enrollment=each, verb=Verb.ENROLL, to_state=each.state, effective_at=began, at=began, by=each.person
            )
            for each in made
        ],
        batch_size=BATCH,
    )
    return made


def held_run(course: Course, label: str, now: datetime, *, sessions: int = SESSIONS) -> CourseRun:
    """A run whose sessions are over, not yet confirmed."""
    starts = [now - timedelta(days=number + 1) for number in range(sessions)]
    times = [(start, start + timedelta(hours=3)) for start in reversed(starts)]
    opens, closes = now - timedelta(days=60), now - timedelta(days=20)
    run = make_run(course, label, times, places=20, opens_at=opens, closes_at=closes)
    CourseRun.objects.filter(pk=run.pk).update(places=None)
    return run


def mark_present(run: CourseRun, enrollments: list[Enrollment], now: datetime) -> None:
    """Everybody at every session of the run."""
    marks = [
        Attendance(session=session, person_id=each.person_id, status=AttendanceStatus.PRESENT, marked_at=now)
        for session in run.sessions.all()
        for each in enrollments
    ]
    Attendance.objects.bulk_create(marks, batch_size=BATCH)


def a_certificate(course: Course, now: datetime) -> Certificate:
    """One that came about as they do: present, confirmed, made."""
    run = held_run(course, "Mennyt", now, sessions=1)
    participants = add_participants(run, 1, "todistettu", now)
    mark_present(run, participants, now)
    confirm_session(run.sessions.get(), by=demo_people.user_called("helmi"), now=now)
    make_prepared_certificates(now + timedelta(minutes=1))
    run.published_at = None
    run.save(update_fields=["published_at"])
    return Certificate.objects.get(enrollment=participants[0])


def add_courses(catalog: CatalogPage, count: int, first: int, now: datetime) -> None:
    """Courses with a page and an open run of three sessions each."""
    for number in range(first, first + count):
        title = f"Koulutus {number}"
        course = Course.objects.create(code=f"koulutus-{number}", title_fi=title, status=CourseStatus.ACTIVE)
        page = CoursePage(title=title, slug=course.code, course=course, promise="Opit tekemään työtä yhdessä.")
        catalog.add_child(instance=page)
        run = CourseRun.objects.create(
            course=course, label="Kevät", places=20, published_at=now - timedelta(days=9), extent_hours=12,
            enrolment_opens_at=now - timedelta(days=8), enrolment_closes_at=now + timedelta(days=6),
        )  # fmt: skip
        starts = [now + timedelta(days=7 * week) for week in range(1, 4)]
        Session.objects.bulk_create(
            Session(run=run, number=week, starts_at=start, ends_at=start + timedelta(hours=3))
            for week, start in enumerate(starts, start=1)
        )
        rule_set = RuleSet.objects.create(run=run, in_force_from=now - timedelta(days=9))
        AttendanceRule.objects.create(rule_set=rule_set, max_replaced=1)


def trainer_of(run: CourseRun) -> User:
    """Helmi, who leads every run made here."""
    helmi = demo_people.user_called("helmi")
    helmi.groups.set(Group.objects.filter(name="trainer"))
    return helmi


if __name__ == "__main__":
    sys.stdout.write(json.dumps(fill(int(sys.argv[1]), int(sys.argv[2]))))
