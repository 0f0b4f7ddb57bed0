"""What a trainer has pressed on an attendance list."""

from accounts.models import User
from courses.models import Session
from enrollment.enums import MarkSource
from enrollment.models import AttendanceMark


def last_press(session: Session, by: User) -> str:
    """The batch of the person's last press on the list that still stands; empty when there is none to take back.

    Adding somebody ends it: what was marked before is not the last thing done, and that person is taken off the list.
    """
    if session.attendance_confirmed_at:
        return ""
    marks = AttendanceMark.objects.filter(session=session, effective=True).order_by("pk")
    latest = {mark.person_id: mark for mark in marks.only("person_id", "by_id", "source", "client_id", "session_id")}
    own = [mark for mark in latest.values() if mark.by_id == by.pk and mark.source != MarkSource.UNDO]
    last = max(own, key=lambda mark: mark.pk, default=None)
    return last.client_id if last and last.source in (MarkSource.TRAINER, MarkSource.REST) else ""
