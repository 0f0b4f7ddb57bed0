"""What every change of a place begins and ends with: the run's lock, and the row that records the change."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from courses.models import CourseRun
from courses.queries import runs_to_join
from enrollment.enums import EnrollmentState, Verb
from enrollment.models import Enrollment, Transition


def lock_run(run_id: UUID) -> CourseRun:
    """The run, locked until the transaction ends: whoever counts its places holds this first."""
    return runs_to_join().select_for_update(of=("self",), no_key=True).get(pk=run_id)


def lock_enrollment(enrollment: Enrollment) -> Enrollment:
    """The enrolment as it stands now, locked; its run is locked before it."""
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=enrollment.pk)


def change_state(
    enrollment: Enrollment,
    state: EnrollmentState,
    verb: Verb,
    *,
    now: datetime,
    by: User | None,
    reason: str = "",
    offer_expires_at: datetime | None = None,
    over_limit: bool | None = None,
) -> None:
    """Store the new state and its one row of history; the caller holds the run's lock and has checked that it may."""
    before = enrollment.state
    enrollment.state, enrollment.offer_expires_at = state, offer_expires_at
    if over_limit is not None:
        enrollment.over_limit = over_limit
    enrollment.save(update_fields=["state", "offer_expires_at", "over_limit", "queued_at"])
    record(enrollment, verb, before, now=now, by=by, reason=reason)


def record(
    enrollment: Enrollment, verb: Verb, before: str, *, now: datetime, by: User | None, reason: str = ""
) -> None:
    """Write the one row every change of state leaves."""
    Transition.objects.create(
        enrollment=enrollment,
        verb=verb,
        from_state=before,
        to_state=enrollment.state,
        effective_at=now,
        at=now,
        by=by,
        reason=reason,
    )
