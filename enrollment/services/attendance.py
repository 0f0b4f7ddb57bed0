"""Marking who was there, and confirming it. Two trainers never overwrite each other silently."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from courses.models import Session
from courses.queries import runs_with_everything
from enrollment.enums import AttendanceStatus, MarkSource
from enrollment.models import Attendance, AttendanceMark, Enrollment
from enrollment.queries.progress import session_minutes
from enrollment.services.completion import settle, settle_run
from enrollment.services.make_ups import open_make_up_of, open_make_ups

MINUTES_OF_A_DAY = 24 * 60  # of a session whose end nobody has told


class AttendanceRefused(Exception):
    """The session cannot be marked, confirmed or reopened now; the text says why."""


@dataclass(frozen=True)
class MarkResult:
    """What became of a mark: `stands` is the one that stands afterwards, `is_conflict` that it is somebody else's.

    `refusal` says why the minutes were not taken; then nothing changed.
    """

    stands: Attendance | None
    is_conflict: bool = False
    refusal: str = ""

    @property
    def is_stored(self) -> bool:
        """Whether what was pressed is what stands."""
        return not (self.is_conflict or self.refusal)


@dataclass(frozen=True)
class Mark:
    """What a trainer pressed for one person. `seen` is the version the screen showed, empty for not marked."""

    person_id: int
    status: AttendanceStatus
    seen: str = ""
    minutes: int | None = None


def lock_session(session_id: uuid.UUID) -> Session:
    """The session, locked until the transaction ends."""
    return Session.objects.select_for_update(no_key=True, of=("self",)).select_related("run").get(pk=session_id)


def expected_people(session: Session) -> set[int]:
    """Who stands on the session's list: participants of the run and everybody marked here already."""
    participants = Enrollment.objects.confirmed().filter(run=session.run_id).values_list("person", flat=True)
    return {*participants, *session.attendances.values_list("person", flat=True)}


def unmarked_people(session: Session) -> set[int]:
    """Participants without a mark."""
    return expected_people(session) - set(session.attendances.values_list("person", flat=True))


@transaction.atomic
def mark_attendance(
    session: Session,
    marks: Iterable[Mark],
    *,
    by: User,
    now: datetime,
    batch: str = "",
    source: MarkSource = MarkSource.TRAINER,
) -> list[MarkResult]:
    """Store what the trainer pressed; a mark that differs from the one the screen showed changes nothing, and neither
    does one whose minutes the session cannot have: its result says so, the others are stored.

    Raises AttendanceRefused before the session's start, for a cancelled session, for a stranger, and for changing a
    confirmed session's marks. Marking somebody who joined later acts at once, as if confirmed with the rest.
    """
    session = lock_session(session.pk)
    require_begun(session, now)
    on_list = expected_people(session)
    results = []
    for mark in marks:
        if mark.person_id not in on_list:
            raise AttendanceRefused(_("This person is not on the list of this session."))
        results.append(_store(session, mark, by, now, batch, source))
    if session.attendance_confirmed_at:
        act_on_late_marks(session, [result.stands for result in results if result.stands and not result.refusal], now)
    return results


def require_begun(session: Session, now: datetime) -> None:
    """Raise AttendanceRefused for a cancelled session and before the start."""
    if session.cancelled_at:
        raise AttendanceRefused(_("This session has been cancelled."))
    if not session.has_begun(now):
        raise AttendanceRefused(_("Attendance can be marked once the session has begun."))


def _why_not(session: Session, minutes: int | None) -> str:
    """Why nobody can have been there for so many minutes; empty when somebody can."""
    length = session_minutes(session)
    if minutes is None or 0 < minutes <= (length or MINUTES_OF_A_DAY):
        return ""
    if minutes <= 0:
        return _("Not saved: write the minutes with digits, at least 1.")
    return _("Not saved: the session lasted %(minutes)s minutes.") % {"minutes": length or MINUTES_OF_A_DAY}


def _store(session: Session, mark: Mark, by: User, now: datetime, batch: str, source: MarkSource) -> MarkResult:
    current = Attendance.objects.filter(session=session, person=mark.person_id).select_related("marked_by").first()
    minutes = mark.minutes if mark.status == AttendanceStatus.PARTIAL else None
    if current and (current.status, current.minutes) == (mark.status, minutes):
        return MarkResult(current)
    # Without a standing mark there is nobody's to overwrite, whatever the screen showed before it was taken back.
    is_conflict = current is not None and str(current.version) != mark.seen
    refusal = _why_not(session, minutes)
    if refusal and not is_conflict:
        return MarkResult(current, refusal=refusal)
    trace(
        session,
        mark.person_id,
        mark.status,
        by=by,
        now=now,
        source=source,
        minutes=None if refusal else minutes,
        batch=batch,
        effective=not is_conflict,
    )
    if is_conflict:
        return MarkResult(current, is_conflict=True)
    if current and session.attendance_confirmed_at:
        raise AttendanceRefused(_("The attendance has been confirmed. Reopen it first to correct a mark."))
    stands, _created = Attendance.objects.update_or_create(
        session=session,
        person_id=mark.person_id,
        defaults={
            "status": mark.status,
            "minutes": minutes,
            "version": uuid.uuid4(),
            "marked_at": now,
            "marked_by": by,
        },
    )
    return MarkResult(stands)


def trace(
    session: Session,
    person_id: int,
    status: str,
    *,
    by: User,
    now: datetime,
    source: MarkSource,
    minutes: int | None = None,
    batch: str = "",
    effective: bool = True,
) -> None:
    """Write the append-only row every press leaves, also one that changed nothing."""
    AttendanceMark.objects.create(
        session=session,
        person_id=person_id,
        status=status,
        minutes=minutes,
        source=source,
        effective=effective,
        by=by,
        at=now,
        client_id=(batch or uuid.uuid4().hex)[:40],
    )


def act_on_late_marks(session: Session, attendances: list[Attendance], now: datetime) -> None:
    """Do for people marked in a confirmed session what confirming did for the others."""
    for attendance in attendances:
        open_make_up_of(attendance, session, now=now)
        for enrollment in Enrollment.objects.confirmed().filter(
            person=attendance.person_id, run__course=session.run.course_id
        ):
            settle(enrollment, now=now)


def catch_up(enrollment: Enrollment, *, now: datetime) -> None:
    """Do for somebody who gets a place what confirming did for the others, where the person is marked already:
    as a guest of another group, or under an enrolment that ended.
    """
    marked = Attendance.objects.filter(session__run=enrollment.run_id, person=enrollment.person_id)
    confirmed = marked.filter(session__attendance_confirmed_at__isnull=False, session__cancelled_at=None)
    if not confirmed.exists():  # nearly always
        return
    for attendance in confirmed.select_related("session__run").order_by("session__number"):
        act_on_late_marks(attendance.session, [attendance], now)


@transaction.atomic
def mark_rest_present(session: Session, *, by: User, now: datetime, batch: str) -> int:
    """Mark everybody without a mark present; returns how many. The batch can be undone."""
    session = lock_session(session.pk)
    marks = [Mark(person, AttendanceStatus.PRESENT) for person in sorted(unmarked_people(session))]
    mark_attendance(session, marks, by=by, now=now, batch=batch, source=MarkSource.REST)
    return len(marks)


@transaction.atomic
def undo_marks(session: Session, batch: str, *, by: User, now: datetime) -> list[int]:
    """Take back the marks of one press where they still stand; returns whose.

    Raises AttendanceRefused once the session is confirmed: then it is reopened instead.
    """
    session = lock_session(session.pk)
    if session.attendance_confirmed_at:
        raise AttendanceRefused(_("The attendance has been confirmed. Reopen it first to correct a mark."))
    undone = []
    for mark in AttendanceMark.objects.filter(session=session, client_id=batch, by=by, effective=True):
        history = AttendanceMark.objects.filter(session=session, person=mark.person_id, effective=True).order_by("-pk")
        latest, *earlier = history[:2]
        if latest.pk == mark.pk:
            _restore(session, mark.person_id, earlier[0] if earlier else None, by, now)
            undone.append(mark.person_id)
    return undone


def _restore(session: Session, person_id: int, before: AttendanceMark | None, by: User, now: datetime) -> None:
    status, minutes = (before.status, before.minutes) if before else ("", None)
    trace(session, person_id, status, by=by, now=now, source=MarkSource.UNDO, minutes=minutes)
    rows = Attendance.objects.filter(session=session, person=person_id)
    if status:
        rows.update(status=status, minutes=minutes, version=uuid.uuid4(), marked_at=now, marked_by=by)
    else:
        rows.delete()


@transaction.atomic
def confirm_session(
    session: Session, *, by: User, now: datetime, rest: Mapping[int, AttendanceStatus] | None = None
) -> None:
    """Confirm who was there: missed sessions get their assignments and everybody in the run is settled.

    `rest` marks the unmarked, each by person. Raises AttendanceRefused while somebody is unmarked. Confirming a
    confirmed session changes nothing.
    """
    session = lock_session(session.pk)
    if session.attendance_confirmed_at:
        return
    require_begun(session, now)
    unmarked = unmarked_people(session)
    marks = [Mark(person, status) for person, status in (rest or {}).items() if person in unmarked]
    mark_attendance(session, marks, by=by, now=now, source=MarkSource.CONFIRM)
    if unmarked - {mark.person_id for mark in marks}:
        raise AttendanceRefused(_("Somebody has not been marked yet. Mark each of them before confirming."))
    session.attendance_confirmed_at, session.attendance_confirmed_by = now, by
    session.save(update_fields=["attendance_confirmed_at", "attendance_confirmed_by"])
    log(instance=session, action="enrollment.session_confirmed", user=by)
    open_make_ups(session, now=now)
    settle_run(runs_with_everything().get(pk=session.run_id), now=now)
    _settle_guests(session, now)


def _settle_guests(session: Session, now: datetime) -> None:
    """People of other runs of the course who came here."""
    guests = Enrollment.objects.confirmed().filter(
        run__course=session.run.course_id, person__attendances__session=session
    )
    for enrollment in guests.exclude(run=session.run_id):
        settle(enrollment, now=now)


@transaction.atomic
def reopen_session(session: Session, *, by: User, reason: str, now: datetime) -> None:
    """Open a confirmed session for corrections; logged with the reason, and nothing is withdrawn by it."""
    session = lock_session(session.pk)
    if not session.attendance_confirmed_at:
        return
    if not reason.strip():
        raise AttendanceRefused(_("Say why the attendance is reopened."))
    session.attendance_confirmed_at = session.attendance_confirmed_by = None
    session.save(update_fields=["attendance_confirmed_at", "attendance_confirmed_by"])
    log(instance=session, action="enrollment.session_reopened", user=by, data={"reason": reason.strip()})
