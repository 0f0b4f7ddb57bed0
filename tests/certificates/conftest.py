"""A finished run that gives a certificate, and somebody who has completed it."""

import pytest
import time_machine

from certificates.models import Certificate
from certificates.services import make_certificate, prepare_certificate
from enrollment.enums import AttendanceStatus
from enrollment.models import Attendance
from tests.clock import NOW
from tests.factories import CertificateOfferFactory, CourseRunFactory, EnrollmentFactory, UserFactory


def confirm_sessions(run, by, *, at=NOW):
    run.sessions.filter(cancelled_at=None).update(attendance_confirmed_at=at, attendance_confirmed_by=by)


def attend(enrollment, *, status=AttendanceStatus.PRESENT):
    for session in enrollment.run.sessions.filter(cancelled_at=None):
        Attendance.objects.create(session=session, person=enrollment.person, status=status, marked_at=NOW)


def complete(enrollment, *, at=NOW):
    """Present at every session, and the rule stamped as filled, without announcing it."""
    attend(enrollment)
    enrollment.completed_at, enrollment.completed_under = at, enrollment.rule_set
    enrollment.save(update_fields=["completed_at", "completed_under"])
    return enrollment


def somebody(run, name="Aino Esimerkki", **fields):
    return complete(EnrollmentFactory(run=run, person=UserFactory(name=name), **fields))


def issued(enrollment, *, now=NOW) -> Certificate:
    certificate = prepare_certificate(enrollment, now=now)
    assert make_certificate(certificate.pk, now=now)
    certificate.refresh_from_db()
    return certificate


@pytest.fixture
def trainer(db):
    return UserFactory(name="Helmi Harju")


@pytest.fixture
def finished(db, trainer):
    """A run whose three sessions have ended and are confirmed, with an automatic certificate."""
    run = CourseRunFactory(finished=True)
    confirm_sessions(run, trainer)
    CertificateOfferFactory(run=run)
    return run


@pytest.fixture
def enrollment(finished):
    """Aino, who was at every session."""
    return somebody(finished)


@pytest.fixture
def certificate(enrollment):
    """Aino's certificate, valid."""
    return issued(enrollment)


@pytest.fixture
def time_machine_at():
    """Move the clock on."""
    travellers = []

    def travel(moment):
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        travellers.append(traveller)

    yield travel
    for traveller in reversed(travellers):
        traveller.stop()
