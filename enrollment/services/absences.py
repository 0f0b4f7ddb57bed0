"""Somebody tells beforehand that they cannot come to a session. The place stays theirs."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from courses.models import Session
from enrollment.enums import AbsenceRefusal, AttendanceStatus, MarkSource
from enrollment.models import Attendance, Enrollment
from enrollment.queries.absences import absence_refusal
from enrollment.services.attendance import Press, lock_session, trace
from enrollment.services.transitions import lock_enrollment


class AbsenceRefused(Exception):
    """The absence can no longer be told or taken back; `reason` says why, in words for the person."""

    def __init__(self, reason: AbsenceRefusal) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def tell_absence(enrollment: Enrollment, session: Session, *, by: User, now: datetime) -> None:
    """Mark the person away, told beforehand, so that the trainer's list shows it; telling it twice changes nothing.

    Raises AbsenceRefused where `absence_refusal` says so.
    """
    session, mark = _locked(enrollment, session, now)
    if mark:
        return
    Attendance.objects.create(
        session=session,
        person_id=enrollment.person_id,
        status=AttendanceStatus.EXCUSED,
        marked_at=now,
        marked_by=by,
    )
    trace(session, enrollment.person_id, AttendanceStatus.EXCUSED, Press(by, now, MarkSource.CANCELLATION))


@transaction.atomic
def take_absence_back(enrollment: Enrollment, session: Session, *, by: User, now: datetime) -> None:
    """Let the person be expected at the session again; a no-op without an absence told.

    Raises AbsenceRefused where `absence_refusal` says so.
    """
    session, mark = _locked(enrollment, session, now)
    if mark:
        _unmark(mark, session, Press(by, now, MarkSource.UNDO))


def forget_told_absences(enrollment: Enrollment, *, by: User | None, now: datetime) -> None:
    """Take the person who leaves the run off the lists of sessions they had told to be away from; what has been
    confirmed stays. The caller holds the locks of the run and the enrolment.
    """
    told = Attendance.objects.filter(
        session__run=enrollment.run_id,
        session__attendance_confirmed_at=None,
        person=enrollment.person_id,
        status=AttendanceStatus.EXCUSED,
    )
    for mark in told.select_related("session"):
        _unmark(mark, mark.session, Press(by, now, MarkSource.UNDO))


def _locked(enrollment: Enrollment, session: Session, now: datetime) -> tuple[Session, Attendance | None]:
    """The session and the mark that stands, under the locks that marking and cancelling wait for."""
    session, current = lock_session(session.pk), lock_enrollment(enrollment)
    mark = Attendance.objects.filter(session=session, person=current.person_id).first()
    if reason := absence_refusal(current, session, mark, now):
        raise AbsenceRefused(reason)
    return session, mark


def _unmark(mark: Attendance, session: Session, press: Press) -> None:
    mark.delete()
    trace(session, mark.person_id, "", press)
