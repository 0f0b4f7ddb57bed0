"""What every change of a place begins and ends with: the run's lock, and the row that records the change."""

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from accounts.models import User
from courses.models import Course, CourseRun
from courses.queries import runs_to_join
from enrollment.enums import EnrollmentState, Verb
from enrollment.models import Enrollment, Transition


def lock_course(run_id: UUID) -> None:
    """Wait for whoever changes places in any run of the run's course: a place in one group may free one in another.

    Always taken before the locks of runs, so that two who need two runs each never wait for one another.
    """
    courses = Course.objects.filter(runs=run_id).select_for_update(of=("self",), no_key=True)
    list(courses.values_list("pk"))


def lock_run(run_id: UUID) -> CourseRun:
    """The run, locked until the transaction ends, its course before it: whoever counts its places holds both first."""
    lock_course(run_id)
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
    continued_in: Enrollment | None = None,
) -> None:
    """Store the new state and its one row of history; the caller holds the run's lock and has checked that it may."""
    before = enrollment.state
    enrollment.state, enrollment.offer_expires_at, enrollment.continued_in = state, offer_expires_at, continued_in
    if over_limit is not None:
        enrollment.over_limit = over_limit
    enrollment.save(update_fields=["state", "offer_expires_at", "over_limit", "queued_at", "continued_in"])
    record(enrollment, verb, before, now=now, by=by, reason=reason)


def record(
    enrollment: Enrollment, verb: Verb, before: str, *, now: datetime, by: User | None, reason: str = ""
) -> None:
    """Write the one row every change of state leaves: never stamped before the one it follows, though whoever asked
    earlier may have waited longer for the lock.
    """
    latest = enrollment.transitions.aggregate(latest=Max("at"))["latest"] if before else None
    now = max(now, latest) if latest else now
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
