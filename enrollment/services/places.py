"""Taking and freeing places. Everything that touches a place locks the run first and counts afterwards."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts.models import Organisation, Profession, Sector, User
from accounts.services.persons import Background, organisation_called, person_for
from cms.services import forget_cached_pages
from courses.models import CourseRun
from courses.queries import current_rule_set
from enrollment.enums import DenialReason, EnrollmentState, Origin, Verb
from enrollment.models import Enrollment
from enrollment.queries.places import (
    PlaceCount,
    has_been_marked,
    may_ask_for_certificate,
    may_be_cancelled,
    place_count,
    run_refusal,
)
from enrollment.services import announce
from enrollment.services.absences import forget_told_absences
from enrollment.services.attendance import catch_up
from enrollment.services.completion import settle
from enrollment.services.offers import offer_next_places
from enrollment.services.queue import next_in_queue
from enrollment.services.transitions import change_state, lock_enrollment, lock_run, record


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


class WishRefused(Exception):
    """The run gives nobody a certificate for asking, or the person has no place in it."""


@dataclass(frozen=True)
class Snapshot:
    """Who the person is at sign-up; kept on the enrolment for good.

    `organisation_typed` is looked up, or stored unchecked, only once the gate has let the person in.
    """

    name: str
    organisation: Organisation | None = None
    sector: Sector | None = None
    profession: Profession | None = None
    profession_text: str = ""
    organisation_typed: str = ""


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
    run = lock_run(run.pk)
    count = _count_for(run, now, accepts_queue=accepts_queue)
    return _take_place(
        run, count, person, _known(snapshot), now=now, by=by or person, wants_certificate=wants_certificate
    )


def _count_for(run: CourseRun, now: datetime, *, accepts_queue: bool) -> PlaceCount:
    """The places as they are under the caller's lock. Raises EnrollmentRefused or LastPlaceGone."""
    count = place_count(run)
    reason = run_refusal(run, count, now)
    if reason:
        raise EnrollmentRefused(reason)
    if count.is_full and not accepts_queue:
        raise LastPlaceGone(count.waiting + 1)
    return count


def _known(snapshot: Snapshot) -> Snapshot:
    """The same with the typed organisation in the register."""
    if snapshot.organisation or not snapshot.organisation_typed:
        return snapshot
    return replace(snapshot, organisation=organisation_called(snapshot.organisation_typed))


def _take_place(
    run: CourseRun,
    count: PlaceCount,
    person: User,
    snapshot: Snapshot,
    *,
    now: datetime,
    by: User,
    wants_certificate: bool,
) -> Enrollment:
    """Store the place or the number in the queue; the caller holds the run's lock and has counted under it."""
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
    count = _count_for(run, now, accepts_queue=accepts_queue)
    snapshot = _known(snapshot)
    background = Background(snapshot.organisation, snapshot.sector, snapshot.profession, snapshot.profession_text)
    person = person_for(email, snapshot.name, background, now=now, language=language)
    return _take_place(run, count, person, snapshot, now=now, by=person, wants_certificate=wants_certificate)


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
        queued_at=next_in_queue(run, now) if state == EnrollmentState.WAITING else None,
    )


def create_walk_in(run: CourseRun, person: User, name: str, *, by: User, now: datetime) -> Enrollment:
    """Store a participant who came unannounced, over the limit when it is full; the caller holds the run's lock."""
    full = place_count(run).left == 0
    snapshot = Snapshot(name=name)
    enrollment = _create(run, person, snapshot, EnrollmentState.CONFIRMED, now, origin=Origin.WALK_IN, over_limit=full)
    record(enrollment, Verb.WALK_IN, "", now=now, by=by)
    return enrollment


def confirm_walk_in(enrollment: Enrollment, *, by: User, now: datetime) -> None:
    """Give somebody who waited and simply came their place, over the limit when there is none; the lock is held."""
    is_over = not enrollment.holds_place and place_count(enrollment.run).left == 0
    change_state(enrollment, EnrollmentState.CONFIRMED, Verb.WALK_IN, now=now, by=by, over_limit=is_over)
    catch_up(enrollment, now=now)


def end_by_staff(enrollment: Enrollment, *, by: User, now: datetime, reason: str = "") -> None:
    """Take the person's place away and hand it on; the caller holds the run's lock and has checked that it may."""
    change_state(enrollment, EnrollmentState.REMOVED, Verb.REMOVE, now=now, by=by, reason=reason)
    offer_next_places(enrollment.run, now=now)


@transaction.atomic
def cancel_enrollment(enrollment: Enrollment, *, by: User, now: datetime) -> EnrollmentState:
    """End the enrolment and hand the place on; returns the state it ended from. Doing it twice changes nothing.

    Raises CancellationRefused where `may_be_cancelled` says so.
    """
    run, current = lock_run(enrollment.run_id), lock_enrollment(enrollment)
    before = EnrollmentState(current.state)
    if not current.is_live:
        return before
    if not may_be_cancelled(current, run, now, is_marked=has_been_marked(current)):
        raise CancellationRefused
    _cancel(current, run, by=by, now=now)
    if before == EnrollmentState.WAITING:
        announce.left_queue(current, now)
    else:
        announce.cancelled(current, now)
    return before


@transaction.atomic
def end_enrollment(enrollment: Enrollment, *, by: User, now: datetime) -> None:
    """Cancel whatever the deadline and hand the place on, without a word to the person: they are being erased.

    Doing it twice changes nothing, and a completed enrolment stays as it is.
    """
    run, current = lock_run(enrollment.run_id), lock_enrollment(enrollment)
    if current.is_live and not current.completed_at:
        _cancel(current, run, by=by, now=now)


def _cancel(enrollment: Enrollment, run: CourseRun, *, by: User, now: datetime) -> None:
    """End the enrolment and offer its place; the caller holds both locks."""
    forget_told_absences(enrollment, by=by, now=now)
    change_state(enrollment, EnrollmentState.CANCELLED, Verb.CANCEL, now=now, by=by)
    offer_next_places(run, now=now)
    forget_cached_pages()


@transaction.atomic
def ask_for_certificate(enrollment: Enrollment, *, now: datetime) -> None:
    """Note the person's wish for a certificate, also long after sign-up; a filled rule then leads to one.

    Raises WishRefused where `may_ask_for_certificate` says so; asking twice changes nothing.
    """
    current = lock_enrollment(enrollment)
    if current.wants_certificate:
        return
    if not may_ask_for_certificate(current):
        raise WishRefused
    current.wants_certificate = True
    current.save(update_fields=["wants_certificate"])
    settle(current, now=now)
