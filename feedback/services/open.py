"""Opening the questionnaires: of a session when it has ended, of a run when its last session has ended."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from courses.models import CourseRun, Session
from feedback.enums import Moment
from feedback.models import FeedbackForm, FeedbackRound
from feedback.queries import default_forms, runs_due_for_feedback, sessions_due_for_feedback
from feedback.services.invite import invite

Forms = Mapping[str, FeedbackForm]  # the form asked, by the language of the run


def open_due_rounds(now: datetime) -> int:
    """Open the rounds that are due and invite the participants; returns how many.

    The end round of every run whose last session has ended, and a round of every session that has ended, but not on
    the day the end round asks; each with the form of the run's language. What would have closed already gets none: it
    ended before there was a form, or before this site.
    """
    return _open_end_rounds(now) + _open_session_rounds(now)


def _open_end_rounds(now: datetime) -> int:
    forms = default_forms(Moment.END)
    if not forms:
        return 0
    due = list(runs_due_for_feedback(forms, now).values_list("pk", flat=True))
    return sum(_open_end_round(forms, run_id, now) for run_id in due)


@transaction.atomic
def _open_end_round(forms: Forms, run_id: UUID, now: datetime) -> int:
    # Asked again under the lock: two ticks may have found the run, and a form may have changed number in between.
    _lock(run_id)
    run = runs_due_for_feedback(forms, now).filter(pk=run_id).first()
    if run is None:
        return 0
    ended_at: datetime = run.last_session_ended_at  # type: ignore[attr-defined]  # annotated by the query
    return _open(forms[run.language], run_id, None, ended_at, now)


def _open_session_rounds(now: datetime) -> int:
    forms = default_forms(Moment.SESSION)
    if not forms:
        return 0
    due = sessions_due_for_feedback(forms, now)
    return sum(_open_session_round(forms, session.run_id, session.pk, now) for session in due)


@transaction.atomic
def _open_session_round(forms: Forms, run_id: UUID, session_id: UUID, now: datetime) -> int:
    _lock(run_id)
    session = next((each for each in sessions_due_for_feedback(forms, now) if each.pk == session_id), None)
    if session is None or session.ends_at is None:
        return 0
    return _open(forms[session.run.language], run_id, session, session.ends_at, now)


def _lock(run_id: UUID) -> None:
    CourseRun.objects.select_for_update(no_key=True).get(pk=run_id)


def _open(form: FeedbackForm, run_id: UUID, session: Session | None, ended_at: datetime, now: datetime) -> int:
    feedback_round, is_new = FeedbackRound.objects.get_or_create(
        form=form,
        run_id=run_id,
        session=session,
        defaults={"opens_at": ended_at, "closes_at": ended_at + timedelta(days=form.open_days)},
    )
    invite(feedback_round, now=now)
    return int(is_new)
