"""Marking who was there. Two trainers never overwrite each other silently."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Session
from courses.queries import runs_with_everything
from enrollment.enums import AttendanceStatus, MarkSource
from enrollment.models import Attendance, AttendanceMark, Enrollment
from enrollment.queries.progress import session_minutes
from enrollment.services.completion import settle_run
from enrollment.services.make_ups import open_make_ups

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
    status: AttendanceStatus | str  # "" in a trace: taken back
    seen: str = ""
    minutes: int | None = None

    @property
    def counted_minutes(self) -> int | None:
        """The minutes of somebody who was there part of the time; nobody else has any."""
        return self.minutes if self.status == AttendanceStatus.PARTIAL else None


@dataclass(frozen=True)
class Press:
    """Who pressed, when and where; the marks of one `batch` are taken back together."""

    by: User | None
    now: datetime
    source: MarkSource
    batch: str = ""


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
    session, marks = lock_session(session.pk), list(marks)
    require_begun(session, now)
    people = [mark.person_id for mark in marks]
    lock_places(session, people)
    if not expected_people(session).issuperset(people):
        raise AttendanceRefused(_("This person is not on the list of this session."))
    results = _store(session, marks, Press(by, now, source, batch))
    if session.attendance_confirmed_at:
        act_on_late_marks(session, [result.stands for result in results if result.stands and not result.refusal], now)
    return results


def lock_places(session: Session, people: Iterable[int]) -> None:
    """Wait for whoever is cancelling, and let nobody of these people cancel until their marks stand."""
    places = Enrollment.objects.confirmed().filter(run=session.run_id, person__in=people)
    list(places.order_by("pk").select_for_update(no_key=True).values_list("pk"))


def require_begun(session: Session, now: datetime) -> None:
    """Raise AttendanceRefused for a session that was cancelled, alone or with its run, and before the start."""
    if session.cancelled_at or session.run.cancelled_at:
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


def _store(session: Session, marks: Sequence[Mark], press: Press) -> list[MarkResult]:
    """Judge each mark and write all that are stored, with their traces, in as many queries for thirty as for one."""
    rows = Attendance.objects.filter(session=session, person__in=[mark.person_id for mark in marks])
    current = {row.person_id: row for row in rows.select_related("marked_by", "person")}
    results, traces, written = [], [], []
    for mark in marks:
        result = _verdict(session, mark, current.get(mark.person_id))
        if result is None:
            written.append(_standing(session, mark, press))
            result = MarkResult(written[-1])
        elif not result.is_conflict:
            results.append(result)
            continue
        results.append(result)
        traces.append(_trace_of(session, mark, press, effective=not result.is_conflict))
    AttendanceMark.objects.bulk_create(traces)
    _write(written)
    return results


def _verdict(session: Session, mark: Mark, current: Attendance | None) -> MarkResult | None:
    """What becomes of a mark that is not stored; None for one that is. Raises AttendanceRefused in a confirmed session.

    A conflict goes before wrong minutes: the other's mark is what the trainer has to look at.
    """
    if current and (current.status, current.minutes) == (mark.status, mark.counted_minutes):
        return MarkResult(current)
    # Without a standing mark there is nobody's to overwrite, whatever the screen showed before it was taken back.
    if current and str(current.version) != mark.seen:
        return MarkResult(current, is_conflict=True)
    if refusal := _why_not(session, mark.counted_minutes):
        return MarkResult(current, refusal=refusal)
    if current and session.attendance_confirmed_at:
        raise AttendanceRefused(_("The attendance has been confirmed. Reopen it first to correct a mark."))
    return None


def _standing(session: Session, mark: Mark, press: Press) -> Attendance:
    return Attendance(
        session=session,
        person_id=mark.person_id,
        status=mark.status,
        minutes=mark.counted_minutes,
        marked_at=press.now,
        marked_by=press.by,
    )


def _write(rows: Sequence[Attendance]) -> None:
    """Let these marks stand, each with a version of its own, in the place of those that stood."""
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["session", "person"],
        update_fields=["status", "minutes", "version", "marked_at", "marked_by"],
    )


def _trace_of(session: Session, mark: Mark, press: Press, *, effective: bool = True) -> AttendanceMark:
    return AttendanceMark(
        session=session,
        person_id=mark.person_id,
        status=mark.status,
        minutes=None if _why_not(session, mark.counted_minutes) else mark.counted_minutes,
        source=press.source,
        effective=effective,
        by=press.by,
        at=press.now,
        client_id=(press.batch or uuid.uuid4().hex)[:40],
    )


def trace(session: Session, person_id: int, status: str, press: Press) -> None:
    """Write the append-only row a change of a mark leaves, also one that another's mark kept from standing."""
    _trace_of(session, Mark(person_id, status), press).save(force_insert=True)


def act_on_late_marks(session: Session, attendances: list[Attendance], now: datetime) -> None:
    """Do for people marked in a confirmed session what confirming did for the others."""
    people = [attendance.person_id for attendance in attendances]
    open_make_ups(session, now=now, people=people)
    settle_all(places_in_course(session, people), now)


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
    lock_places(session, unmarked_people(session))  # who cancels at this very moment is no longer one of the rest
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
    effective = AttendanceMark.objects.filter(session=session, effective=True)
    pressed = {mark.person_id: mark.pk for mark in effective.filter(client_id=batch, by=by)}
    history: dict[int, list[AttendanceMark]] = {person: [] for person in pressed}
    for mark in effective.filter(person__in=pressed).order_by("-pk"):
        history[mark.person_id].append(mark)
    undone = {
        person: earlier[0] if earlier else None
        for person, (latest, *earlier) in history.items()
        if latest.pk == pressed[person]
    }
    _restore(session, undone, Press(by, now, MarkSource.UNDO))
    return list(undone)


def _restore(session: Session, before: Mapping[int, AttendanceMark | None], press: Press) -> None:
    """Let the marks before the press stand again; who had none is unmarked."""
    earlier = {person: (row.status, row.minutes) if row else ("", None) for person, row in before.items()}
    marks = [Mark(person, status, minutes=minutes) for person, (status, minutes) in earlier.items()]
    unmarked = [mark.person_id for mark in marks if not mark.status]
    AttendanceMark.objects.bulk_create(_trace_of(session, mark, press) for mark in marks)
    _write([_standing(session, mark, press) for mark in marks if mark.status])
    Attendance.objects.filter(session=session, person__in=unmarked).delete()


def settle_all(enrollments: QuerySet[Enrollment], now: datetime) -> None:
    """Settle these enrolments, of whatever runs; once for each run."""
    by_run: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for key, run_id in enrollments.values_list("pk", "run"):
        by_run[run_id].append(key)
    for run in runs_with_everything().filter(pk__in=by_run):
        settle_run(run, now=now, only=by_run[run.pk])


def places_in_course(session: Session, people: Iterable[int]) -> QuerySet[Enrollment]:
    """These people's places in every run of the course: what they attend here may count in another group's run."""
    return Enrollment.objects.confirmed().filter(run__course=session.run.course_id, person__in=people)
