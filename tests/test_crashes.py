"""`kill -9` at each telling step of enrolling, confirming and issuing (faults 37, 38): all or nothing, and once.

Each kill is a process of its own, so the locks, the journal and the connection end as they do on a real machine.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.enums import Role
from accounts.models import User
from certificates.enums import CertificateStatus
from certificates.models import Certificate, IssueLogEntry
from certificates.services import make_prepared_certificates, prepare_certificate
from config.invariants import broken_invariants
from courses.models import CourseRun, Session, SessionChange
from enrollment.enums import AttendanceStatus, EnrollmentState
from enrollment.models import Attendance, AttendanceMark, Enrollment, MakeUp, Submission, Transition
from enrollment.services import call_off_run
from messaging.models import Message
from tests.certificates.conftest import confirm_sessions, somebody
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.factories import (
    CertificateOfferFactory,
    CourseRunFactory,
    EnrollmentFactory,
    RunRoleFactory,
    SectorFactory,
    TextAssignmentFactory,
    UserFactory,
)
from tests.killing import kill_at, steps_of, telling_steps

pytestmark = pytest.mark.django_db(transaction=True)

MOST = {"some": 8, "all": 30}
EXTENTS = [pytest.param("some"), pytest.param("all", marks=pytest.mark.thorough)]


@dataclass
class Work:
    """Something to be done once: what does it, and what of it the database holds."""

    do: Callable[[], object]
    traces: Callable[[], dict[str, int]]
    done: dict[str, int] = field(default_factory=dict)  # the traces when it has been done; before that all are 0


def survives(prepare: Callable[[int], Work], extent: str, *, deciding: str) -> None:
    """Kill the work at every telling step, each time on fresh rows; then do it again.

    `deciding` is a step of the transaction whose commit makes it done.
    """
    prepare(-2).do()  # fills the caches that live as long as the process: every run then takes the same steps
    steps = steps_of(prepare(-1).do)
    committed = steps.index("COMMITTED", steps.index(deciding))
    for step in telling_steps(steps, most=MOST[extent]):
        work = prepare(step)
        nothing = dict.fromkeys(work.done, 0)
        assert work.traces() == nothing

        kill_at(step, work.do)
        assert (step, work.traces()) == (step, work.done if step >= committed else nothing)
        assert broken_invariants(NOW) == []

        work.do()
        assert (step, work.traces()) == (step, work.done)
        assert broken_invariants(NOW) == []


@pytest.mark.parametrize("extent", EXTENTS)
def test_a_place_is_taken_once_whenever_the_web_process_dies(extent):
    run, sector = CourseRunFactory(places=None), SectorFactory()

    def enrolling(number: int) -> Work:
        email = f"henkilo{number}@esimerkki.example"
        typed = {"name": "Aino Esimerkki", "email": email, "sector": str(sector.pk)}

        def press() -> None:
            assert Client().post(reverse("enroll", args=[run.pk]), typed).status_code == 302

        def traces() -> dict[str, int]:
            enrollments = Enrollment.objects.filter(person__email=email)
            return {
                "people": User.objects.filter(email=email).count(),
                "addresses": User.objects.filter(emailaddress__email=email).count(),
                "enrolments": enrollments.count(),
                "transitions": Transition.objects.filter(enrollment__in=enrollments).count(),
                "confirmations": Message.objects.filter(address=email, kind="enrollment.confirmed").count(),
            }

        once = dict.fromkeys(["people", "addresses", "enrolments", "transitions", "confirmations"], 1)
        return Work(press, traces, once)

    survives(enrolling, extent, deciding="INSERT enrollment_enrollment")


@pytest.mark.parametrize("extent", EXTENTS)
def test_a_group_is_changed_once_whenever_the_web_process_dies(extent):
    def changing(number: int) -> Work:
        left = CourseRunFactory(label="Ryhmä 1", places=1)
        other = CourseRunFactory(course=left.course, label="Ryhmä 2", first_session_at=NOW + days(8))
        place, next_one = EnrollmentFactory(run=left), EnrollmentFactory(run=left, waiting=True)
        browser, address = signed_in(place.person), reverse("change-group", args=[place.pk, other.pk])

        def press() -> None:
            assert browser.post(address).status_code == 302

        def traces() -> dict[str, int]:
            in_course = Enrollment.objects.filter(run__course=left.course_id)
            return {
                "places left": in_course.filter(pk=place.pk, state=EnrollmentState.TRANSFERRED).count(),
                "new places": in_course.filter(run=other, person=place.person).count(),
                "places handed on": in_course.confirmed().filter(pk=next_one.pk).count(),
                "transitions": Transition.objects.filter(enrollment__in=in_course, at=NOW).count(),
                "letters about it": Message.objects.filter(recipient=place.person, kind="enrollment.moved").count(),
                "letters to the next": Message.objects.filter(recipient=next_one.person).count(),
            }

        names = ["places left", "new places", "places handed on", "letters about it", "letters to the next"]
        return Work(press, traces, {**dict.fromkeys(names, 1), "transitions": 3})

    survives(changing, extent, deciding="INSERT enrollment_enrollment")


def run_awaiting_its_last_confirmation(helmi: User) -> tuple[CourseRun, Session]:
    """Two were always there; a third missed the last session, for which there is an assignment."""
    run = CourseRunFactory(finished=True)
    RunRoleFactory(run=run, person=helmi)
    CertificateOfferFactory(run=run)
    confirm_sessions(run, helmi)
    *earlier, last = run.sessions.order_by("number")
    Session.objects.filter(pk=last.pk).update(attendance_confirmed_at=None, attendance_confirmed_by=None)
    TextAssignmentFactory(run=run, makes_up_for_topic=last.topic)
    for number in range(3):
        person = EnrollmentFactory(run=run).person
        for session in [*earlier, last] if number < 2 else earlier:
            Attendance.objects.create(
                session=session, person=person, status=AttendanceStatus.PRESENT, marked_at=NOW, marked_by=helmi
            )
    return run, last


@pytest.mark.parametrize("extent", EXTENTS)
def test_a_session_is_confirmed_once_whenever_the_web_process_dies(extent):
    helmi = UserFactory(name="Helmi Harju")
    Group.objects.get_or_create(name=Role.TRAINER)[0].user_set.add(helmi)

    def confirming(number: int) -> Work:
        run, last = run_awaiting_its_last_confirmation(helmi)
        browser = signed_in(helmi)
        absent = Enrollment.objects.filter(run=run).exclude(person__attendances__session=last).get().person

        def press() -> None:
            answer = browser.post(reverse("desk-confirm", args=[last.pk]), {f"rest-{absent.pk}": "absent"})
            assert answer.status_code == 302, answer.content

        def traces() -> dict[str, int]:
            return {
                "confirmed": Session.objects.filter(pk=last.pk, attendance_confirmed_at__isnull=False).count(),
                "logged": ModelLogEntry.objects.filter(object_id=str(last.pk)).count(),
                "absences": Attendance.objects.filter(session=last, person=absent).count(),
                "marks": AttendanceMark.objects.filter(session=last).count(),
                "make-ups": MakeUp.objects.filter(enrollment__run=run).count(),
                "assignments": Submission.objects.filter(enrollment__run=run).count(),
                "letters": Message.objects.filter(recipient=absent).count(),
                "completed": Enrollment.objects.filter(run=run, completed_at__isnull=False).count(),
                "certificates": Certificate.objects.filter(enrollment__run=run).count(),
            }

        names = ["confirmed", "logged", "absences", "marks", "make-ups", "assignments", "letters"]
        return Work(press, traces, {**dict.fromkeys(names, 1), "completed": 2, "certificates": 2})

    survives(confirming, extent, deciding="UPDATE courses_session")


@pytest.mark.parametrize("extent", EXTENTS)
def test_a_session_is_moved_once_whenever_the_web_process_dies(extent):
    helmi = UserFactory(name="Helmi Harju")
    Group.objects.get_or_create(name=Role.TRAINER)[0].user_set.add(helmi)

    def moving(number: int) -> Work:
        run = CourseRunFactory(places=1)
        RunRoleFactory(run=run, person=helmi)
        EnrollmentFactory(run=run)
        EnrollmentFactory(run=run, waiting=True)
        session, browser = run.sessions.get(number=2), signed_in(helmi)
        typed = {"day": "9.6.2027", "starts": "9.00", "ends": "15.00", "venue": "Kuopio", "seen": "0", "step": "move"}

        def press() -> None:
            assert browser.post(reverse("desk-move", args=[session.pk]), typed).status_code in (200, 302)

        def traces() -> dict[str, int]:
            return {
                "moved": Session.objects.filter(pk=session.pk, sequence=1, venue="Kuopio").count(),
                "changes": SessionChange.objects.filter(session=session).count(),
                "logged": ModelLogEntry.objects.filter(object_id=str(session.pk)).count(),
                "letters": Message.objects.filter(kind="enrollment.session_moved", body__contains=run.label).filter(
                    recipient__enrollments__run=run
                ).count(),
            }  # fmt: skip

        return Work(press, traces, {"moved": 1, "changes": 1, "logged": 1, "letters": 2})

    survives(moving, extent, deciding="UPDATE courses_session")


@pytest.mark.parametrize("extent", EXTENTS)
def test_a_run_is_called_off_once_whenever_the_web_process_dies(extent):
    sanna = UserFactory(name="Sanna Koskela")

    def calling_off(number: int) -> Work:
        run = CourseRunFactory(places=1)
        EnrollmentFactory(run=run)
        EnrollmentFactory(run=run, waiting=True)

        def traces() -> dict[str, int]:
            mine = Enrollment.objects.filter(run=run)
            return {
                "cancelled": CourseRun.objects.filter(pk=run.pk, cancelled_at__isnull=False).count(),
                "sessions": run.sessions.filter(cancelled_at__isnull=False, sequence=1).count(),
                "ended": mine.filter(state="called_off").count(),
                "transitions": Transition.objects.filter(enrollment__in=mine, verb="call_off").count(),
                "letters": Message.objects.filter(recipient__enrollments__run=run).count(),
            }

        done = {"cancelled": 1, "sessions": 3, "ended": 2, "transitions": 2, "letters": 2}
        return Work(lambda: call_off_run(run, reason="Sairastuminen", by=sanna, now=NOW), traces, done)

    survives(calling_off, extent, deciding="UPDATE courses_courserun")


@pytest.mark.parametrize("extent", EXTENTS)
def test_a_certificate_is_issued_once_whenever_tick_dies(extent):
    helmi = UserFactory(name="Helmi Harju")
    run = CourseRunFactory(finished=True, places=None)
    confirm_sessions(run, helmi)
    CertificateOfferFactory(run=run)

    def issuing(number: int) -> Work:
        prepared = prepare_certificate(somebody(run), now=NOW)
        mine = Certificate.objects.filter(enrollment=prepared.enrollment)
        log_length = IssueLogEntry.objects.count()

        def traces() -> dict[str, int]:
            certificate = mine.get()
            assert (certificate.human_id, certificate.token) == (prepared.human_id, prepared.token)
            return {
                "valid": int(certificate.status == CertificateStatus.VALID),
                "files": int(certificate.pdf is not None),
                "hashes": int(bool(certificate.pdf_sha256)),
                "log entries": IssueLogEntry.objects.count() - log_length,
                "letters": Message.objects.filter(recipient=prepared.enrollment.person).count(),
            }

        return Work(
            lambda: make_prepared_certificates(NOW),
            traces,
            dict.fromkeys(["valid", "files", "hashes", "log entries", "letters"], 1),
        )

    survives(issuing, extent, deciding="INSERT certificates_issuelogentry")
