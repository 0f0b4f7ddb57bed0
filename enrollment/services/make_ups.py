"""What somebody who missed a session can do instead."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from courses.models import CourseRun, Session
from courses.progress import Cover
from courses.queries import runs_with_everything, unit_key
from enrollment.enums import AttendanceStatus, MakeUpCause, TodoKind
from enrollment.models import Attendance, Enrollment, MakeUp, Submission
from enrollment.queries.desk import supplementary_assignment
from enrollment.queries.progress import Facts, progress_of_many, replaceable_units
from enrollment.services import announce
from enrollment.services.todos import raise_todo


def open_make_ups(session: Session, *, now: datetime) -> None:
    """Open the assignment for everybody this confirmed session does not count for, and close what was a mistake.

    Somebody whose unit is covered otherwise gets none; without an assignment the staff gets a task.
    """
    run = runs_with_everything().get(pk=session.run_id)
    enrollments = list(_participants(session))
    covered = _covered(run, session, enrollments)
    statuses = dict(Attendance.objects.filter(session=session).values_list("person", "status"))
    _close_mistaken(session, covered, now)
    for enrollment in enrollments:
        is_missing = enrollment.pk not in covered and enrollment.person_id in statuses
        if is_missing:
            _open(enrollment, run, session, AttendanceStatus(statuses[enrollment.person_id]), now)


def _close_mistaken(session: Session, covered: dict[UUID, Cover], now: datetime) -> None:
    """Close what a correction made needless; an accepted assignment is no mistake and stays."""
    otherwise = [pk for pk, cover in covered.items() if cover != Cover.ASSIGNMENT]
    mistaken = MakeUp.objects.filter(enrollment__in=otherwise, closed_at=None, **_unit_filter(session))
    for make_up in mistaken.select_related("enrollment__person").prefetch_related("by_assignment"):
        make_up.closed_at = now
        make_up.save(update_fields=["closed_at"])
        if make_up.by_assignment:
            announce.not_needed(make_up, session, now)


def open_make_up_of(attendance: Attendance, session: Session, *, now: datetime) -> None:
    """The same for one person who was marked after the session had been confirmed."""
    run = runs_with_everything().get(pk=session.run_id)
    enrollment = _participants(session).filter(person=attendance.person_id).first()
    if enrollment and enrollment.pk not in _covered(run, session, [enrollment]):
        _open(enrollment, run, session, AttendanceStatus(attendance.status), now)


def _participants(session: Session):  # type: ignore[no-untyped-def]
    participants = Enrollment.objects.confirmed().filter(run=session.run_id)
    return participants.select_related("person", "rule_set", "run").order_by("created_at", "pk")


def _covered(run: CourseRun, session: Session, enrollments: list[Enrollment]) -> dict[UUID, Cover]:
    """Whose unit of this session is covered, by presence here or otherwise, and how."""
    key = unit_key(session)
    progresses = progress_of_many(run, enrollments)
    return {
        pk: unit.cover
        for pk, progress in progresses.items()
        for unit in progress.units
        if unit.key == key and unit.cover
    }


def _unit_filter(session: Session) -> dict[str, object]:
    if session.topic_id:
        return {"missed_topic_id": session.topic_id, "missed_session": None}
    return {"missed_topic": None, "missed_session_id": session.pk}


def _open(enrollment: Enrollment, run: CourseRun, session: Session, status: AttendanceStatus, now: datetime) -> None:
    """Open the assignment, where the person's rule lets a missed session be made up for at all."""
    limit = replaceable_units(enrollment, run)
    if not limit:
        return
    assignment = supplementary_assignment(session)
    if assignment is None:
        subject = _("Session %(number)s: %(run)s") % {"number": session.number, "run": session.run}
        key = f"assignment-missing:{session.pk}"
        raise_todo(TodoKind.ASSIGNMENT_MISSING, subject, dedup_key=key, now=now, run=session.run)
        return
    due_at = assignment.due_at(now)
    cause = MakeUpCause.EXCUSED if status == AttendanceStatus.EXCUSED else MakeUpCause.ABSENT
    MakeUp.objects.get_or_create(
        enrollment=enrollment,
        closed_at=None,
        **_unit_filter(session),
        defaults={"by_assignment": assignment, "cause": cause, "due_at": due_at, "opened_at": now},
    )
    submission, created = Submission.objects.get_or_create(
        assignment=assignment, enrollment=enrollment, defaults={"due_at": due_at}
    )
    if created:
        in_part = status == AttendanceStatus.PARTIAL
        is_over = MakeUp.objects.filter(enrollment=enrollment, closed_at=None).count() > limit
        if is_over and Facts([(enrollment, run)]).is_out_of_reach(enrollment, run):
            announce.out_of_reach(enrollment, session, now)
        else:
            announce.missed(enrollment, session, submission, now, in_part=in_part, limit=limit if is_over else None)
