"""The nightly settling finds what nobody announced."""

from datetime import timedelta

import pytest

from enrollment.enums import AttendanceStatus
from enrollment.models import Attendance
from enrollment.services import completion, settle_nightly
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
    assert settle_nightly(NIGHT) == 0
    enrollment = completed_by_hand()

    assert [settle_nightly(NIGHT + timedelta(hours=passed)) for passed in range(1, 23)] == [0] * 22

    enrollment.refresh_from_db()
    assert enrollment.completed_at is None
    assert settle_nightly(NIGHT + timedelta(days=1)) == 1


def test_a_night_without_tick_is_made_good_when_it_works_again(db) -> None:
    enrollment = completed_by_hand()

    assert [settle_nightly(NOW), settle_nightly(NOW + timedelta(minutes=1))] == [1, 0]

    enrollment.refresh_from_db()
    assert enrollment.completed_at == NOW - days(1)


def test_one_run_that_cannot_be_settled_leaves_the_others_settled_and_the_night_due(db, monkeypatch, caplog) -> None:
    broken, enrollment = completed_by_hand(), completed_by_hand()
    settle_run = completion.settle_run

    def settle_all_but_one(run, *, now):
        if run.pk == broken.run_id:
            raise ValueError("rikki tarkoituksella")
        settle_run(run, now=now)

    with monkeypatch.context() as patch:
        patch.setattr(completion, "settle_run", settle_all_but_one)
        for _ in range(2):
            with pytest.raises(RuntimeError, match="1 of 2 failed"):
                settle_nightly(NIGHT)

    for each, completed_at in ((broken, None), (enrollment, NOW - days(1))):
        each.refresh_from_db()
        assert each.completed_at == completed_at
    assert [record.getMessage() for record in caplog.records] == [f"CourseRun {broken.run_id} failed"] * 2
    assert settle_nightly(NIGHT) == 2
