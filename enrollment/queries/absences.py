"""Whether a person may say that they cannot come to a session."""

from datetime import datetime

from courses.models import Session
from enrollment.enums import AbsenceRefusal, AttendanceStatus, EnrollmentState
from enrollment.models import Attendance, Enrollment


def absence_refusal(
    enrollment: Enrollment, session: Session, mark: Attendance | None, now: datetime
) -> AbsenceRefusal | None:
    """Why the person may not tell an absence from the session or take it back, or None: the only gate, for the button
    and the service alike. Open until the session ends; `mark` is the one that stands for the person.
    """
    if enrollment.state != EnrollmentState.CONFIRMED:
        return AbsenceRefusal.NO_PLACE
    if session.cancelled_at or session.run.cancelled_at:
        return AbsenceRefusal.CANCELLED
    if session.attendance_confirmed_at:
        return AbsenceRefusal.CONFIRMED
    if mark and mark.status != AttendanceStatus.EXCUSED:
        return AbsenceRefusal.MARKED
    if session.starts_at is None or session.ends_at is None:
        return AbsenceRefusal.NO_TIME
    return AbsenceRefusal.OVER if session.ends_at <= now else None
