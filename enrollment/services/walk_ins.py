"""People who came without being on the list."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.names import normalised
from accounts.services.persons import Background, person_for, person_without_account
from cms.services import forget_cached_pages
from courses.models import Session
from enrollment.enums import AttendanceStatus, MarkSource
from enrollment.models import Attendance, Enrollment
from enrollment.queries.desk import added_by_hand, has_namesake
from enrollment.services import announce
from enrollment.services.attendance import (
    AttendanceRefused,
    Mark,
    Press,
    act_on_late_marks,
    lock_session,
    mark_attendance,
    require_begun,
    trace,
)
from enrollment.services.places import confirm_walk_in, create_walk_in, end_by_staff
from enrollment.services.transitions import lock_run


class NamesakeOnList(AttendanceRefused):
    """Somebody of this name is on the list: the trainer says whether this is another person."""


@dataclass(frozen=True)
class WalkIn:
    """Who was added, called as on the list; `standing` is the mark that stood already for somebody there, else None."""

    person: User
    name: str
    standing: Attendance | None = None


@transaction.atomic
def add_walk_in(
    session: Session, name: str, email: str, *, by: User, now: datetime, is_another: bool = False
) -> WalkIn:
    """Put somebody who came on the list and mark them present; an existing person keeps name and employer.

    Somebody marked already keeps that mark: the list is where it is changed.

    A participant of another run of the course gets the attendance only, no second enrolment, also one who waits for a
    place here. A full run takes the
    person over the limit. Raises AttendanceRefused before the session's start, and NamesakeOnList unless `is_another`
    says that somebody else of the same name came too.
    """
    run = lock_run(session.run_id)
    session = lock_session(session.pk)
    require_begun(session, now)
    person = (
        person_for(email, normalised(name), Background(), now=now)
        if email
        else person_without_account(normalised(name), now=now)
    )
    own = Enrollment.objects.live().filter(run=run, person=person).first()
    standing = Attendance.objects.filter(session=session, person=person).first()
    if standing:
        return WalkIn(person, _listed_name(person, own), standing)
    if own is None and not is_another and has_namesake(session, name):
        question = _("%(name)s is on the list already. Is somebody else of the same name to be added?")
        raise NamesakeOnList(question % {"name": normalised(name)})
    is_guest = _is_guest(session, person)
    if own and not own.is_confirmed and not is_guest:
        confirm_walk_in(own, by=by, now=now)
        announce.walk_in(own, now)
    elif own is None and not is_guest:
        own = create_walk_in(run, person, normalised(name), by=by, now=now)
        announce.walk_in(own, now)
    _mark_present(session, person, by, now)
    forget_cached_pages()
    return WalkIn(person, _listed_name(person, own))


@transaction.atomic
def remove_walk_in(session: Session, person_id: int, *, by: User, now: datetime) -> str:
    """Take somebody added on the day by mistake off the list, the mark of this session with them; returns the name.

    A guest stays a participant of the own group. Raises AttendanceRefused when the person was not added on the day, is
    marked at another session too, or the session has been confirmed.
    """
    run = lock_run(session.run_id)
    session = lock_session(session.pk)
    if person_id not in added_by_hand(session):
        raise AttendanceRefused(_("Only somebody added today by mistake can be taken off the list."))
    if Attendance.objects.filter(session=session, person=person_id).delete()[0]:
        trace(session, person_id, "", Press(by, now, MarkSource.UNDO))
    enrollment = Enrollment.objects.live().filter(run=run, person=person_id).first()
    name = _listed_name(User.objects.get(pk=person_id), enrollment)
    if enrollment:
        end_by_staff(enrollment, by=by, now=now)
    forget_cached_pages()
    return name


def _listed_name(person: User, own: Enrollment | None) -> str:
    """The one form of the name that list, paper and files show."""
    return own.shown_name if own else person.shown_name


def _is_guest(session: Session, person: User) -> bool:
    """Whether the person takes part in another run of the same course and has not completed it."""
    others = Enrollment.objects.confirmed().filter(person=person, run__course=session.run.course_id, completed_at=None)
    return others.exclude(run=session.run_id).exists()


def _mark_present(session: Session, person: User, by: User, now: datetime) -> None:
    is_participant = Enrollment.objects.confirmed().filter(run=session.run_id, person=person).exists()
    if _is_guest(session, person) and not is_participant:
        attendance = Attendance.objects.create(
            session=session, person=person, status=AttendanceStatus.PRESENT, marked_at=now, marked_by=by
        )
        trace(session, person.pk, AttendanceStatus.PRESENT, Press(by, now, MarkSource.WALK_IN))
        if session.attendance_confirmed_at:
            act_on_late_marks(session, [attendance], now)
        return
    mark_attendance(session, [Mark(person.pk, AttendanceStatus.PRESENT)], by=by, now=now, source=MarkSource.WALK_IN)
