"""Taking and freeing places. Everything that touches a place locks the run first and counts afterwards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.models import Organisation, Profession, Sector, User
from accounts.services.persons import Background, person_for
from cms.services import forget_cached_pages
from courses.models import CourseRun
from courses.queries import current_rule_set, queue_is_closed, runs_to_join
from enrollment.enums import DenialReason, EnrollmentState, Origin, Verb
from enrollment.models import Enrollment, Transition
from enrollment.queries.places import (
    denial_reason,
    has_been_marked,
    may_be_cancelled,
    place_count,
    runs_with_a_queue,
)
from enrollment.services import announce
from enrollment.services.attendance import catch_up
from enrollment.services.completion import settle


class EnrollmentRefused(Exception):
    """The gate said no; `reason` says why, in words for the person."""

    def __init__(self, reason: DenialReason) -> None:
        super().__init__(reason)
        self.reason = reason


class LastPlaceGone(Exception):
    """No place is left and nobody has asked the person about the queue yet; `position` is the number they would get."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class CancellationRefused(Exception):
    """The enrolment can no longer be cancelled here."""


@dataclass(frozen=True)
class Snapshot:
    """Who the person is at sign-up; kept on the enrolment for good."""

    name: str
    organisation: Organisation | None = None
    sector: Sector | None = None
    profession: Profession | None = None
    profession_text: str = ""


def lock_run(run_id: UUID) -> CourseRun:
    """The run, locked until the transaction ends: whoever counts its places holds this first."""
    return runs_to_join().select_for_update(of=("self",), no_key=True).get(pk=run_id)


@transaction.atomic
def enroll(
    run: CourseRun,
    person: User,
    snapshot: Snapshot,
    *,
    now: datetime,
    accepts_queue: bool = False,
    wants_certificate: bool = False,
    by: User | None = None,
) -> Enrollment:
    """Give the person a place, or a number in the queue when the run is full and they accepted that.

    Raises EnrollmentRefused when enrolment is not open and LastPlaceGone when the queue has not been agreed to.
    Somebody enrolled already keeps what they have and is told so by mail only.
    """
    how = {"accepts_queue": accepts_queue, "wants_certificate": wants_certificate}
    return _take_place(lock_run(run.pk), person, snapshot, now=now, by=by or person, **how)


def _take_place(
    run: CourseRun,
    person: User,
    snapshot: Snapshot,
    *,
    now: datetime,
    by: User,
    accepts_queue: bool,
    wants_certificate: bool,
) -> Enrollment:
    """Count and decide; the caller holds the run's lock."""
    reason = denial_reason(run, None, now)
    if reason:
        raise EnrollmentRefused(reason)
    count = place_count(run)
    if count.is_full and not accepts_queue:
        raise LastPlaceGone(count.waiting + 1)
    existing = Enrollment.objects.live().filter(run=run, person=person).first()
    if existing:
        announce.already_enrolled(existing, now)
        return existing
    state = EnrollmentState.WAITING if count.is_full else EnrollmentState.CONFIRMED
    enrollment = _create(run, person, snapshot, state, now, wants_certificate=wants_certificate)
    verb = Verb.QUEUE if count.is_full else Verb.ENROLL
    record(enrollment, verb, "", now=now, by=by)
    if count.is_full:
        announce.queued(enrollment, now)
    else:
        announce.confirmed(enrollment, now)
        catch_up(enrollment, now=now)
    forget_cached_pages()
    return enrollment


@transaction.atomic
def enroll_visitor(
    run: CourseRun,
    email: str,
    snapshot: Snapshot,
    *,
    now: datetime,
    accepts_queue: bool = False,
    wants_certificate: bool = False,
    language: str = "",
) -> Enrollment:
    """Enrol somebody nobody has signed in: the person is stored together with the enrolment or not at all.

    Raises what `enroll` raises. The run is locked before the person, as everywhere.
    """
    run = lock_run(run.pk)
    background = Background(snapshot.organisation, snapshot.sector, snapshot.profession, snapshot.profession_text)
    person = person_for(email, snapshot.name, background, now=now, language=language)
    how = {"accepts_queue": accepts_queue, "wants_certificate": wants_certificate}
    return _take_place(run, person, snapshot, now=now, by=person, **how)


def _create(
    run: CourseRun,
    person: User,
    snapshot: Snapshot,
    state: EnrollmentState,
    now: datetime,
    *,
    wants_certificate: bool = False,
    origin: Origin = Origin.SELF,
    over_limit: bool = False,
) -> Enrollment:
    return Enrollment.objects.create(
        run=run,
        person=person,
        state=state,
        name=snapshot.name,
        organisation=snapshot.organisation,
        organisation_name=snapshot.organisation.name if snapshot.organisation else "",
        sector=snapshot.sector,
        profession=snapshot.profession,
        profession_text=snapshot.profession_text or (snapshot.profession.title_fi if snapshot.profession else ""),
        origin=origin,
        over_limit=over_limit,
        wants_certificate=wants_certificate,
        rule_set=current_rule_set(run, now),
        counts_from=now,
        created_at=now,
        queued_at=_next_in_queue(run, now) if state == EnrollmentState.WAITING else None,
    )


def _next_in_queue(run: CourseRun, now: datetime) -> datetime:
    """An instant after everybody who queues already: requests stamped earlier may get the lock later."""
    latest = Enrollment.objects.filter(run=run).aggregate(latest=Max("queued_at"))["latest"]
    return now if latest is None or latest < now else latest + timedelta(microseconds=1)


def create_walk_in(run: CourseRun, person: User, name: str, *, by: User, now: datetime) -> Enrollment:
    """Store a participant who came unannounced, over the limit when it is full; the caller holds the run's lock."""
    full = place_count(run).left == 0
    snapshot = Snapshot(name=name)
    enrollment = _create(run, person, snapshot, EnrollmentState.CONFIRMED, now, origin=Origin.WALK_IN, over_limit=full)
    record(enrollment, Verb.WALK_IN, "", now=now, by=by)
    return enrollment


def confirm_walk_in(enrollment: Enrollment, *, by: User, now: datetime) -> None:
    """Give somebody who waited and simply came their place, over the limit when there is none; the lock is held."""
    before = enrollment.state
    enrollment.over_limit = not enrollment.holds_place and place_count(enrollment.run).left == 0
    enrollment.state = EnrollmentState.CONFIRMED
    enrollment.offer_expires_at = None
    enrollment.save(update_fields=["state", "over_limit", "offer_expires_at"])
    record(enrollment, Verb.WALK_IN, before, now=now, by=by)
    catch_up(enrollment, now=now)


def end_by_staff(enrollment: Enrollment, *, by: User, now: datetime, reason: str = "") -> None:
    """Take the person's place away and hand it on; the caller holds the run's lock and has checked that it may."""
    before = enrollment.state
    enrollment.state, enrollment.offer_expires_at = EnrollmentState.REMOVED, None
    enrollment.save(update_fields=["state", "offer_expires_at"])
    record(enrollment, Verb.REMOVE, before, now=now, by=by, reason=reason)
    offer_next_places(enrollment.run, now=now)


@transaction.atomic
def cancel_enrollment(enrollment: Enrollment, *, by: User, now: datetime) -> None:
    """End the enrolment and hand the place on; doing it twice changes nothing.

    Raises CancellationRefused where `may_be_cancelled` says so.
    """
    run = lock_run(enrollment.run_id)
    current = Enrollment.objects.select_for_update(of=("self",)).get(pk=enrollment.pk)
    if not current.is_live:
        return
    was_waiting = current.state == EnrollmentState.WAITING
    if not may_be_cancelled(current, run, now, is_marked=has_been_marked(current)):
        raise CancellationRefused
    _cancel(current, run, by=by, now=now)
    if was_waiting:
        announce.left_queue(current, now)
    else:
        announce.cancelled(current, now)


@transaction.atomic
def end_enrollment(enrollment: Enrollment, *, by: User, now: datetime) -> None:
    """Cancel whatever the deadline and hand the place on, without a word to the person: they are being erased.

    Doing it twice changes nothing, and a completed enrolment stays as it is.
    """
    run = lock_run(enrollment.run_id)
    current = Enrollment.objects.select_for_update(of=("self",)).get(pk=enrollment.pk)
    if current.is_live and not current.completed_at:
        _cancel(current, run, by=by, now=now)


def _cancel(enrollment: Enrollment, run: CourseRun, *, by: User, now: datetime) -> None:
    """End the enrolment and offer its place; the caller holds both locks."""
    before = enrollment.state
    enrollment.state, enrollment.offer_expires_at = EnrollmentState.CANCELLED, None
    enrollment.save(update_fields=["state", "offer_expires_at"])
    record(enrollment, Verb.CANCEL, before, now=now, by=by)
    offer_next_places(run, now=now)
    forget_cached_pages()


@transaction.atomic
def offer_next_places(run: CourseRun, *, now: datetime) -> int:
    """Give free places to the queue, oldest first, and return how many; a no-op while full or after the cut-off.

    A place is the person's at once; timed offers come later.
    """
    run = lock_run(run.pk)
    if run.cancelled_at or queue_is_closed(run, now):
        return 0
    left = place_count(run).left
    waiting = Enrollment.objects.waiting().filter(run=run).select_related("person")
    promoted = list(waiting if left is None else waiting[:left])
    for enrollment in promoted:
        enrollment.state = EnrollmentState.CONFIRMED
        enrollment.save(update_fields=["state"])
        record(enrollment, Verb.PROMOTE, EnrollmentState.WAITING, now=now, by=None)
        announce.promoted(enrollment, now)
        catch_up(enrollment, now=now)
    if promoted:
        forget_cached_pages()
    return len(promoted)


def offer_waiting_places(now: datetime) -> int:
    """Give free places to every queue that waits for one: what a crash or a change by hand left undone."""
    return sum(offer_next_places(run, now=now) for run in runs_with_a_queue() if place_count(run).left != 0)


@transaction.atomic
def ask_for_certificate(enrollment: Enrollment, *, now: datetime) -> None:
    """Note the person's wish for a certificate, also long after sign-up; a filled rule then leads to one."""
    Enrollment.objects.filter(pk=enrollment.pk).update(wants_certificate=True)
    settle(enrollment, now=now)


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
