"""The nightly settling finds what nobody announced."""

from datetime import timedelta

from enrollment.enums import AttendanceStatus
from enrollment.models import Attendance
from enrollment.services import settle_nightly
from tests.clock import NOW, days
from tests.factories import CourseRunFactory, EnrollmentFactory, UserFactory

NIGHT = NOW - timedelta(hours=5, minutes=30)  # 3.30 in the morning


def completed_by_hand():
    run = CourseRunFactory(finished=True)
    enrollment = EnrollmentFactory(run=run, counts_from=NOW - days(60))
    for session in run.sessions.all():
        Attendance.objects.create(
            session=session, person=enrollment.person, status=AttendanceStatus.PRESENT, marked_at=session.ends_at
        )
    run.sessions.update(attendance_confirmed_at=NOW - days(1), attendance_confirmed_by=UserFactory())
    return enrollment


def test_the_night_settles_a_run_once(db) -> None:
    enrollment = completed_by_hand()

    rounds = [settle_nightly(NIGHT), settle_nightly(NIGHT + timedelta(minutes=1))]

    enrollment.refresh_from_db()
    assert rounds == [1, 0]
    assert enrollment.completed_at == NOW - days(1)


def test_the_day_settles_nothing_by_itself(db) -> None:
    enrollment = completed_by_hand()

    assert settle_nightly(NOW) == 0

    enrollment.refresh_from_db()
    assert enrollment.completed_at is None
