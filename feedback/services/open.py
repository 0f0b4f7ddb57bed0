"""Opening the questionnaire of a run when its last session has ended."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from courses.models import CourseRun
from feedback.models import FeedbackForm, FeedbackRound
from feedback.queries import default_end_form, runs_due_for_feedback
from feedback.services.invite import invite


def open_due_rounds(now: datetime) -> int:
    """Open the end round of every run whose last session has ended and invite its participants; returns how many.

    A run whose round would have closed already gets none: it ended before there was a form, or before this site.
    """
    form = default_end_form()
    if form is None:
        return 0
    return sum(
        _open_round(form, run_id, now) for run_id in list(runs_due_for_feedback(form, now).values_list("pk", flat=True))
    )


@transaction.atomic
def _open_round(form: FeedbackForm, run_id: UUID, now: datetime) -> int:
    # Asked again under the lock: two ticks may have found the run, and a form may have changed number in between.
    CourseRun.objects.select_for_update(no_key=True).get(pk=run_id)
    run = runs_due_for_feedback(form, now).filter(pk=run_id).first()
    if run is None:
        return 0
    ended_at: datetime = run.last_session_ended_at  # type: ignore[attr-defined]  # annotated by the query
    feedback_round, is_new = FeedbackRound.objects.get_or_create(
        form=form,
        run_id=run_id,
        session=None,
        defaults={"opens_at": ended_at, "closes_at": ended_at + timedelta(days=form.open_days)},
    )
    invite(feedback_round, now=now)
    return int(is_new)
