"""The breadth of a real project (events.json): a team's series, a workshop offered three times, a webinar with more
people than sign-ups, a forum, coffees without enrolment, a talk held elsewhere, and an autumn without dates."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from certificates.models import CertificateOffer, CertificateProgramme, CertificateTemplate, Route
from certificates.services import make_prepared_certificates
from config.demo.content_files import content
from config.demo.events import (
    add_organiser,
    add_rule,
    after,
    enroll_people,
    hold,
    load_course,
    load_organiser,
    new_run,
    open_run,
    times_of,
)
from config.demo.people import rows_by_key, user_called
from config.demo.runs import at, friday_after, has_coming
from config.demo.workdays import workday_from
from courses.enums import Admission, Mode, OrganiserPart, RoleKind
from courses.models import (
    Course,
    CourseRun,
    Organiser,
    RunRole,
    TextAssignment,
)
from courses.queries import last_session_end
from enrollment.enums import Covers, FigureKind, Qualifier
from enrollment.models import Enrollment, Submission
from enrollment.services import (
    accept_submission,
    cancel_session,
    change_group,
    record_figure,
    record_headcount,
    send_submission,
)

COFFEES, FORTNIGHT = 8, timedelta(days=14)
COFFEE_CANCELLED = 5  # the second one to come
AUTUMN, GROUP = "Syksyn ryhmät", "Ryhmä"


def load_breadth(now: datetime) -> None:
    """Add what is missing: the events of 2022 once, coffees that go on, and the coming autumn."""
    organisers = {row["key"]: load_organiser(row) for row in content("breadth")["organisers"]}
    for row in content("breadth")["courses"]:
        load_course(row, organisers)
    for load in (_load_team_series, _load_workshops, _load_webinar, _load_forum, _load_talk):
        load()
    _load_coming_workshops(now)
    _load_coffees(now)
    _load_autumn(now)


def _load_team_series() -> None:
    """A team by agreement: most attend without a certificate, three ask for it, one of them with an assignment."""
    text = content("breadth")["sytypajat"]
    run = open_run("sytypajat", text["label"], times_of(text["days"]), extent_hours=14)
    if run is None:
        return
    add_rule(run, max_replaced=1, needs_opt_in=True)
    paper = text["assignment"]
    sessions = list(run.sessions.order_by("number"))
    TextAssignment.objects.create(
        run=run, key=paper["key"], title=paper["title"], instructions=paper["instructions"], due_days=30,
        makes_up_for_topic=sessions[1].topic,
    )  # fmt: skip
    _offer_certificate(run)
    enroll_people(run, text["team"], wanting=text["want_certificate"])
    CourseRun.objects.filter(pk=run.pk).update(admission=Admission.TEAM)  # the team's places are agreed: nobody else
    for session in sessions:
        when = hold(session, text["team"], text["away"].get(str(session.number), []))
    for submission in Submission.objects.filter(assignment__run=run, enrollment__wants_certificate=True):
        send_submission(submission, paper["answer"], now=submission.due_at - timedelta(days=9))
        decided = submission.due_at - timedelta(days=5)
        accept_submission(submission, turn=1, comment="", by=user_called("johannes"), now=decided)
    make_prepared_certificates(when + timedelta(days=1))


def _offer_certificate(run: CourseRun) -> None:
    row, paper = content("breadth")["route"], content("certificate")
    programme = CertificateProgramme.objects.get(key=paper["programme"]["key"])
    facts = {"title_fi": row["title_fi"], "title_sv": row["title_sv"], "title_en": row["title_en"]}
    route, _ = Route.objects.get_or_create(
        programme=programme, key=row["key"], defaults={**facts, "sentence": row["sentence"]}
    )
    template = CertificateTemplate.objects.get(
        key=paper["template"]["key"], number=paper["template"]["number"], language="fi"
    )
    CertificateOffer.objects.create(run=run, route=route, template=template)


def _load_workshops() -> None:
    """The same workshop three times; two people were at two of them."""
    text = content("breadth")["workshops"]
    for label, day, keys, away in zip(text["labels"], text["days"], text["groups"], text["away"], strict=True):
        run = open_run("monialaiset-tyopajat", label, times_of([day]), places=12)
        if run is not None:
            add_rule(run)
            enroll_people(run, keys)
            hold(run.sessions.get(), keys, away)


def _load_coming_workshops(now: datetime) -> None:
    """The same workshop in three groups to come, one place for everybody: the first is full, somebody has changed to
    the second, and somebody of the second would rather come to the first.
    """
    course = Course.objects.get(code="monialaiset-tyopajat")
    if has_coming(course, f"{GROUP} ", now):
        return
    text, opened, first = content("breadth")["coming_workshops"], now - timedelta(days=10), _friday_in_weeks(3, now)
    runs = []
    for number, keys in enumerate(text["groups"], start=1):
        day = workday_from(first + timedelta(weeks=number - 1))
        run = new_run(
            course.code, f"{GROUP} {number}, {first.month}/{first.year}", [(at(day, "9.00"), at(day, "15.00"))],
            places=text["places"], enrolment_opens_at=opened, published_at=opened,
            enrolment_closes_at=at(first - timedelta(days=1), "23.59"),
        )  # fmt: skip
        if run is None:
            return
        add_rule(run)
        enroll_people(run, keys)
        runs.append(run)
    full, second, third = runs
    for key, left, chosen in ((text["changed"], third, second), (text["waits"], second, full)):
        person = user_called(key)
        place = Enrollment.objects.get(run=left, person=person)
        change_group(place, chosen, by=person, now=now - timedelta(days=2), accepts_queue=True)


def _friday_in_weeks(weeks: int, now: datetime) -> date:
    return friday_after(timezone.localdate(now) + timedelta(weeks=weeks))


def _load_webinar() -> None:
    """Far more people than had enrolled; two organisers."""
    text = content("breadth")["webinar"]
    run = open_run("osallisuuden-ytimessa", text["label"], times_of([text["day"]]), mode=Mode.ONLINE)
    if run is None:
        return
    oulu = Organiser.objects.get(name=content("breadth")["organisers"][1]["name"])
    add_organiser(run, OrganiserPart.JOINT, oulu)
    add_rule(run)
    enroll_people(run, text["people"])
    when = hold(run.sessions.get(), text["people"], text["away"])
    record_headcount(
        run.sessions.get(), text["headcount"], Qualifier.ABOUT, Covers.EVERYONE, by=user_called("johannes"), now=when
    )


def _load_forum() -> None:
    text = content("breadth")["forum"]
    run = open_run("lakifoorumi", text["label"], times_of([text["day"]]), mode=Mode.ONLINE)
    if run is not None:
        add_rule(run)
        enroll_people(run, text["people"])
        hold(run.sessions.get(), text["people"], text["away"])


def _load_talk() -> None:
    """Held and enrolled in elsewhere; its number belongs to the project's report all the same."""
    text = content("breadth")["talk"]
    run = new_run("puheenvuorot", text["label"], times_of([text["day"]]), admission=Admission.RECORD_ONLY)
    if run is not None:
        record_figure(
            run, FigureKind.REGISTERED, Qualifier.OVER, value=text["over"], as_of=date.fromisoformat(text["day"][0]),
            by=user_called("johannes"), source=text["source"],
        )  # fmt: skip


def _load_coffees(now: datetime) -> None:
    """Every other week without enrolment; a new series when the last one has ended."""
    course = Course.objects.get(code="syty-kahvit")
    runs = course.runs.prefetch_related("sessions")
    if any((last_session_end(run) or now) > now for run in runs):
        return
    text = content("breadth")["coffee"]
    first = timezone.localdate(now) - timedelta(days=9) - 2 * FORTNIGHT
    days = [workday_from(first + place * FORTNIGHT) for place in range(COFFEES)]
    times = [(at(day, "14.00"), at(day, "15.00")) for day in days]
    run = new_run(
        course.code, f"{len(runs) + 1}. sarja", times, admission=Admission.NO_ENROLMENT,
        published_at=times[0][0] - timedelta(days=30),
    )  # fmt: skip
    if run is not None:
        run.sessions.update(venue=text["venue"])
        for session, count in zip(run.sessions.order_by("number"), text["headcounts"], strict=False):
            record_headcount(
                session, count, Qualifier.EXACT, Covers.EVERYONE, by=user_called("johannes"), now=after(session)
            )
        cancel_session(run.sessions.get(number=COFFEE_CANCELLED), by=user_called("johannes"), now=now)


def _load_autumn(now: datetime) -> None:
    """Groups that will come, without days so far; next year's once this autumn has begun."""
    year = timezone.localdate(now).year + (timezone.localdate(now).month >= 9)
    course = Course.objects.get(code=content("course")["code"])
    label = f"{AUTUMN} {year}"
    if not course.runs.filter(label=label).exists():
        run = CourseRun.objects.create(
            course=course, label=label, mode=Mode.ONLINE, published_at=now, places=40,
            period_from=date(year, 9, 1), period_until=date(year, 11, 30),
            contact_name="Helmi Harju", contact_email=rows_by_key()["helmi"]["email"],
        )  # fmt: skip
        add_organiser(run, OrganiserPart.LEAD, course.default_organiser)
        RunRole.objects.create(
            run=run, person=user_called("helmi"), role=RoleKind.LEAD, shown_as="Helmi Harju, perheterapeutti"
        )
