"""Cancelling a whole run."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from cms.services import forget_cached_pages
from courses.models import CourseRun, Session
from courses.queries import (
    every_session_is_held,
    held_sessions,
    runs_to_join,
    runs_with_everything,
)
from enrollment.enums import EnrollmentState, Verb
from enrollment.models import Enrollment
from enrollment.queries.sessions import other_runs
from enrollment.services import announce, announce_changes
from enrollment.services.completion import settle_run
from enrollment.services.sessions import mark_cancelled
from enrollment.services.transitions import change_state, lock_run


class CallingOffRefused(Exception):
    """The run cannot be cancelled; the text says why, for staff."""


@transaction.atomic
def call_off_run(run: CourseRun, *, reason: str, by: User, now: datetime) -> int:
    """Cancel the run: everybody who has enrolled, waits or has an offer is told why and which other runs there are;
    returns how many letters were written. Doing it twice changes nothing.

    Whoever has completed the training keeps it; every other live enrolment ends as called off, which is no
    cancellation of the person's. Sessions to come are cancelled with the run. Raises CallingOffRefused without a
    reason and where `refusal_to_call_off` says so.
    """
    run = lock_run(run.pk)
    if run.cancelled_at:
        return 0
    rows = Session.objects.select_for_update(no_key=True, of=("self",)).filter(run=run)
    sessions = list(rows.select_related("run").order_by("number"))
    if not reason.strip():
        raise CallingOffRefused(_("Write the reason."))
    if refusal := refusal_to_call_off(run, now):
        raise CallingOffRefused(refusal)
    run.cancelled_at, run.cancel_reason = now, " ".join(reason.split())
    run.save(update_fields=["cancelled_at", "cancel_reason"])
    log(instance=run, action="enrollment.run_called_off", user=by, data={"reason": run.cancel_reason})
    live = list(Enrollment.objects.live().filter(run=run).select_related("person").order_by("created_at", "pk"))
    for session in sessions:
        announce_changes.withdraw_unsent_reminders(live, session)
    told = _end_everything(run, live, _cancel_coming(sessions, by, now), by, now)
    settle_run(runs_with_everything().get(pk=run.pk), now=now)
    forget_cached_pages()
    return told


def refusal_to_call_off(run: CourseRun, now: datetime) -> str:
    """Why the run cannot be cancelled, for staff; empty when it can. Its sessions are loaded."""
    if run.cancelled_at:
        return _("The run has been cancelled.")
    if every_session_is_held(run, now):
        return _("Every session has been held, so the run cannot be cancelled.")
    if not Enrollment.objects.live().filter(run=run).exists():
        return ""
    begun = [each for each in held_sessions(run) if each.has_begun(now) and not each.attendance_confirmed_at]
    if begun:
        numbers = ", ".join(str(session.number) for session in begun)
        return _("Confirm first who was at the sessions that have begun: session %(numbers)s.") % {"numbers": numbers}
    return ""


def _cancel_coming(sessions: Sequence[Session], by: User, now: datetime) -> list[Session]:
    """Cancel every session whose attendance nobody has confirmed; returns them."""
    coming = [session for session in sessions if not session.cancelled_at and not session.attendance_confirmed_at]
    for session in coming:
        mark_cancelled(session, by=by, now=now)
    return coming


def _end_everything(
    run: CourseRun, live: Sequence[Enrollment], cancelled: list[Session], by: User, now: datetime
) -> int:
    """End the live enrolments nobody has completed, and write to everybody; returns how many letters there were."""
    others, written = other_runs(run, now), 0
    loaded = runs_to_join().get(pk=run.pk)
    for enrollment in live:
        enrollment.run = loaded
        had_place = enrollment.state == EnrollmentState.CONFIRMED
        if enrollment.state == EnrollmentState.OFFERED:
            announce.withdraw_unsent_offer(enrollment)
        if enrollment.completed_at is None:
            change_state(
                enrollment, EnrollmentState.CALLED_OFF, Verb.CALL_OFF, now=now, by=by, reason=run.cancel_reason
            )
        written += announce_changes.called_off(enrollment, cancelled, others, now, had_place=had_place)
    return written
