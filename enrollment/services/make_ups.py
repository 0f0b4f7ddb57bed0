"""What somebody who missed a session can do instead."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from courses.enums import AssignmentPurpose
from courses.models import Assignment, CourseRun, Session
from courses.queries import runs_with_everything, unit_key
from enrollment.enums import AttendanceStatus, MakeUpCause, TodoKind
from enrollment.models import Attendance, Enrollment, MakeUp, Submission
from enrollment.queries.progress import may_replace, progress_of_many
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
    MakeUp.objects.filter(enrollment__in=covered, closed_at=None, **_unit_filter(session)).update(closed_at=now)
    for enrollment in enrollments:
        is_missing = enrollment.pk not in covered and enrollment.person_id in statuses
        if is_missing and may_replace(enrollment, run):
            _open(enrollment, session, AttendanceStatus(statuses[enrollment.person_id]), now)


def open_make_up_of(attendance: Attendance, session: Session, *, now: datetime) -> None:
    """The same for one person who was marked after the session had been confirmed."""
    run = runs_with_everything().get(pk=session.run_id)
    enrollment = _participants(session).filter(person=attendance.person_id).first()
    if enrollment and enrollment.pk not in _covered(run, session, [enrollment]) and may_replace(enrollment, run):
        _open(enrollment, session, AttendanceStatus(attendance.status), now)


def _participants(session: Session):  # type: ignore[no-untyped-def]
    participants = Enrollment.objects.confirmed().filter(run=session.run_id)
    return participants.select_related("person", "rule_set", "run").order_by("created_at", "pk")


def _covered(run: CourseRun, session: Session, enrollments: list[Enrollment]) -> set[UUID]:
    """Whose unit of this session is covered, by presence here or otherwise."""
    key = unit_key(session)
    progresses = progress_of_many(run, enrollments)
    return {pk for pk, progress in progresses.items() if any(unit.key == key and unit.cover for unit in progress.units)}


def _unit_filter(session: Session) -> dict[str, object]:
    if session.topic_id:
        return {"missed_topic_id": session.topic_id, "missed_session": None}
    return {"missed_topic": None, "missed_session_id": session.pk}


def _open(enrollment: Enrollment, session: Session, status: AttendanceStatus, now: datetime) -> None:
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
        announce.missed(enrollment, session, submission, now, in_part=status == AttendanceStatus.PARTIAL)


def supplementary_assignment(session: Session) -> Assignment | None:
    """The assignment of the run that makes up for this session, or None."""
    suits = Q(makes_up_for_session=session)
    if session.topic_id:
        suits |= Q(makes_up_for_topic=session.topic_id)
    offered = Assignment.objects.filter(suits, run=session.run_id, purpose=AssignmentPurpose.SUPPLEMENTARY)
    return offered.order_by("key").first()
