"""A participant's answer to a session that was moved."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from courses.models import Session
from enrollment.enums import MakeUpCause, SubmissionState, TodoKind
from enrollment.models import Enrollment, MakeUp, Submission
from enrollment.queries.make_ups import supplementary_assignment, unit_filter
from enrollment.queries.sessions import declined_new_time, may_decline_new_time, sessions_instead
from enrollment.services import announce_changes
from enrollment.services.attendance import lock_session
from enrollment.services.todos import raise_todo
from enrollment.services.transitions import lock_enrollment, lock_run


class AnswerRefused(Exception):
    """The session was not moved, is over, or the person has no place in its run."""


@transaction.atomic
def decline_new_time(enrollment: Enrollment, session: Session, *, by: User, now: datetime) -> None:
    """Note that the new time does not suit: the ways to make up for the session open at once, no absence is recorded,
    and it uses up none of the sessions that may be replaced. Doing it twice changes nothing.

    Without an assignment and another group staff get a task. Raises AnswerRefused where `may_decline_new_time` says so.
    """
    run, session, current = lock_run(enrollment.run_id), lock_session(session.pk), lock_enrollment(enrollment)
    if not may_decline_new_time(current, session, now):
        raise AnswerRefused
    make_ups = MakeUp.objects.filter(enrollment=current, closed_at=None, **unit_filter(session))
    if make_ups.exists():
        return
    assignment, others = supplementary_assignment(session), sessions_instead(session, now)
    due_at = announce_changes.due_after(session, assignment, now)
    MakeUp.objects.create(
        enrollment=current, by_assignment=assignment, cause=MakeUpCause.NEW_TIME, due_at=due_at, opened_at=now,
        chosen_at=now, chosen_by=by, **unit_filter(session),
    )  # fmt: skip
    if assignment and due_at:
        Submission.objects.get_or_create(assignment=assignment, enrollment=current, defaults={"due_at": due_at})
    elif not others:
        key = f"assignment-missing:{session.pk}"
        raise_todo(TodoKind.ASSIGNMENT_MISSING, str(session.number), dedup_key=key, now=now, run=run)
    current.run = run
    announce_changes.new_time_noted(current, session, assignment, others, now)


@transaction.atomic
def come_after_all(enrollment: Enrollment, session: Session, *, now: datetime) -> bool:
    """Take back that the new time does not suit; an answer begun meanwhile stays. Returns whether it had been said.

    Raises AnswerRefused once the session is over.
    """
    lock_run(enrollment.run_id)
    session, current = lock_session(session.pk), lock_enrollment(enrollment)
    if not may_decline_new_time(current, session, now):
        raise AnswerRefused
    declined = declined_new_time(session).filter(enrollment=current)
    untouched = Submission.objects.filter(
        enrollment=current, assignment__in=declined.values("by_assignment"), state=SubmissionState.OPEN
    )
    untouched.delete()
    return bool(declined.update(closed_at=now))
