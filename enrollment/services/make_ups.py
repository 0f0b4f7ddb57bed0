"""What somebody who missed a session can do instead."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from courses.models import Assignment, Session
from courses.progress import Cover
from enrollment.enums import AttendanceStatus, MakeUpCause, TodoKind
from enrollment.models import MakeUp, Submission
from enrollment.queries.make_ups import LETTERS, Missing, News, consequences, unit_filter
from enrollment.services import announce
from enrollment.services.todos import raise_todo


def open_make_ups(session: Session, *, now: datetime, people: Iterable[int] | None = None) -> int:
    """Open the assignment for everybody this confirmed session does not count for, and close what was a mistake.

    Of all participants, or of some people. Somebody whose unit is covered otherwise gets none; without an assignment
    the staff gets a task. Returns how many got a letter about having missed the session.
    """
    found = consequences(session, people)
    _close_mistaken(session, found.covered, now)
    if any(each.news == News.NO_ASSIGNMENT for each in found.missing):
        # The subject tells no words: who reads the task may speak another language than who pressed.
        key = f"assignment-missing:{session.pk}"
        raise_todo(TodoKind.ASSIGNMENT_MISSING, str(session.number), dedup_key=key, now=now, run=session.run)
    if found.assignment:
        given = [each for each in found.missing if each.news in LETTERS or each.news == News.TOLD_ALREADY]
        _open(given, session, found.assignment, now)
        for each in given:
            each.enrollment.run = found.run
            _tell(each, session, found.assignment, now)
    return sum(each.is_written_to for each in found.missing)


def _close_mistaken(session: Session, covered: dict[UUID, Cover], now: datetime) -> None:
    """Close what a correction made needless; an accepted assignment is no mistake and stays."""
    otherwise = [pk for pk, cover in covered.items() if cover != Cover.ASSIGNMENT]
    mistaken = MakeUp.objects.filter(enrollment__in=otherwise, closed_at=None, **unit_filter(session))
    for make_up in mistaken.select_related("enrollment__person").prefetch_related("by_assignment"):
        make_up.closed_at = now
        make_up.save(update_fields=["closed_at"])
        if make_up.by_assignment:
            announce.not_needed(make_up, session, now)


def _open(given: list[Missing], session: Session, assignment: Assignment, now: datetime) -> None:
    """The make-up and the empty answer of everybody who does not have them yet."""
    enrollments, due_at = [each.enrollment for each in given], assignment.due_at(now)
    opened = MakeUp.objects.filter(enrollment__in=enrollments, closed_at=None, **unit_filter(session))
    known = set(opened.values_list("enrollment", flat=True))
    MakeUp.objects.bulk_create(
        MakeUp(
            enrollment=each.enrollment,
            by_assignment=assignment,
            cause=MakeUpCause.EXCUSED if each.status == AttendanceStatus.EXCUSED else MakeUpCause.ABSENT,
            due_at=due_at,
            opened_at=now,
            **unit_filter(session),
        )
        for each in given
        if each.enrollment.pk not in known
    )
    Submission.objects.bulk_create(
        Submission(assignment=assignment, enrollment=each.enrollment, due_at=due_at)
        for each in given
        if each.news in LETTERS
    )


def _tell(missing: Missing, session: Session, assignment: Assignment, now: datetime) -> None:
    if missing.news == News.OUT_OF_REACH:
        announce.out_of_reach(missing.enrollment, session, now)
    elif missing.news in LETTERS:
        announce.missed(
            missing.enrollment,
            session,
            assignment,
            now,
            in_part=missing.status == AttendanceStatus.PARTIAL,
            limit=missing.limit if missing.news == News.TOO_MANY else None,
        )
