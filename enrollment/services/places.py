"""Taking and freeing places. Everything that touches a place locks the run first and counts afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import User
from accounts.services.persons import Background, person_for
from cms.services import forget_cached_pages
from courses.models import CourseRun
from enrollment.enums import DenialReason, EnrollmentState, Origin, Verb
from enrollment.models import Enrollment
from enrollment.queries.parallel import InTheCourse, in_the_course
from enrollment.queries.places import (
    PlaceCount,
    has_been_marked,
    may_ask_for_certificate,
    may_be_cancelled,
    place_count,
    run_refusal,
)
from enrollment.services import announce, announce_groups
from enrollment.services.absences import forget_told_absences
from enrollment.services.attendance import catch_up
from enrollment.services.completion import settle
from enrollment.services.joining import Snapshot, known, new_enrollment
from enrollment.services.offers import hand_on, offer_next_places
from enrollment.services.tickets import GivenUp, end_queues_of, give_up_the_rest
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
    also: Sequence[CourseRun] = (),
) -> Enrollment:
    """Give the person a place, or a number in the queue when the run is full and they accepted that.

    `also` are other groups of the course that suit them: with the run full, they get a number in the queue of each,
    all of one ticket, and a group that has room by now serves it at once.

    Raises EnrollmentRefused when enrolment is not open or the person has a place in a parallel run, and LastPlaceGone
    when the queue has not been agreed to. Somebody enrolled already keeps what they have and is told so by mail only.
    """
    run = lock_run(run.pk)
    count = _count_for(run, now, accepts_queue=accepts_queue)
    standing = in_the_course(run, person, now)
    if standing.own:
        announce.already_enrolled(standing.own, now)
        return standing.own
    if standing.held:
        raise EnrollmentRefused(DenialReason.IN_ANOTHER_GROUP)
    joining = Joining(run, person, known(snapshot), standing.open_ticket, wants_certificate)
    others = _others(also, standing, now) if count.is_full else []
    return _take_place(joining, count, others, now=now, by=by or person)


Counted = tuple[CourseRun, PlaceCount]


def _others(also: Sequence[CourseRun], standing: InTheCourse, now: datetime) -> list[Counted]:
    """The other groups of the wish that take enrolments, in the order given, locked in the order of their ids."""
    has = {each.run_id for each in standing.elsewhere}
    locked = {key: lock_run(key) for key in sorted({each.pk for each in also} - has)}
    counted = [(locked[each.pk], place_count(locked[each.pk])) for each in also if each.pk in locked]
    return [(run, count) for run, count in counted if run_refusal(run, count, now) is None]


def _count_for(run: CourseRun, now: datetime, *, accepts_queue: bool) -> PlaceCount:
    """The places as they are under the caller's lock. Raises EnrollmentRefused or LastPlaceGone."""
    count = place_count(run)
    reason = run_refusal(run, count, now)
    if reason:
        raise EnrollmentRefused(reason)
    if count.is_full and not accepts_queue:
        raise LastPlaceGone(count.waiting + 1)
    return count


@dataclass(frozen=True)
class Joining:
    """Who takes a place of a run, or a number in its queue, and under which ticket; None = a wish of its own."""

    run: CourseRun
    person: User
    snapshot: Snapshot
    ticket: UUID | None = None
    wants_certificate: bool = False

    def row(self, state: EnrollmentState, now: datetime) -> Enrollment:
        """The enrolment, not stored yet."""
        row = new_enrollment(self.run, self.person, self.snapshot, state, now=now, ticket=self.ticket or uuid4())
        row.wants_certificate = self.wants_certificate
        return row


def _take_place(
    joining: Joining, count: PlaceCount, others: Sequence[Counted], *, now: datetime, by: User
) -> Enrollment:
    """Store the place or the numbers in the queues; the caller holds the locks and has counted under them."""
    if count.is_full:
        enrollment = _join_queues(joining, [run for run, _count in others], now=now, by=by)
        for run in (run for run, each in others if not each.is_full):
            offer_next_places(run, now=now)
    else:
        enrollment = _take_free_place(joining, now=now, by=by)
    forget_cached_pages()
    return enrollment


def _take_free_place(joining: Joining, *, now: datetime, by: User) -> Enrollment:
    enrollment = joining.row(EnrollmentState.CONFIRMED, now)
    given_up = end_queues_of(joining.ticket, now=now, by=by) if joining.ticket else GivenUp()
    enrollment.save(force_insert=True)
    record(enrollment, Verb.ENROLL, "", now=now, by=by)
    announce_groups.place_taken(enrollment, given_up, now)
    catch_up(enrollment, now=now)
    hand_on(given_up, now=now)
    return enrollment


def _join_queues(joining: Joining, others: Sequence[CourseRun], *, now: datetime, by: User) -> Enrollment:
    """A number in the queue of the run and of each of the others, under one ticket; returns the run's."""
    joining = replace(joining, ticket=joining.ticket or uuid4())
    rows = [replace(joining, run=run).row(EnrollmentState.WAITING, now) for run in (joining.run, *others)]
    for row in rows:
        row.save(force_insert=True)
        record(row, Verb.QUEUE, "", now=now, by=by)
    announce_groups.queued(rows[0], rows[1:], now)
    return rows[0]


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
    also: Sequence[CourseRun] = (),
) -> Enrollment:
    """Enrol somebody nobody has signed in: the person is stored together with the enrolment or not at all.

    Raises what `enroll` raises, but for a person with a place or a number in a parallel run: only the owner of the
    address hears of that, and nothing changes. The run is locked before the person, as everywhere.
    """
    run = lock_run(run.pk)
    count = _count_for(run, now, accepts_queue=accepts_queue)
    snapshot = known(snapshot)
    background = Background(snapshot.organisation, snapshot.sector, snapshot.profession, snapshot.profession_text)
    person = person_for(email, snapshot.name, background, now=now, language=language)
    standing = in_the_course(run, person, now)
    if standing.own:
        announce.already_enrolled(standing.own, now)
        return standing.own
    if standing.is_at_limit:
        there = standing.held or standing.elsewhere[0]
        announce_groups.in_another_group(there, run, now)
        return there
    joining = Joining(run, person, snapshot, wants_certificate=wants_certificate)
    others = _others(also, standing, now) if count.is_full else []
    return _take_place(joining, count, others, now=now, by=person)


def create_walk_in(run: CourseRun, person: User, name: str, *, by: User, now: datetime) -> Enrollment:
    """Store a participant who came unannounced, over the limit when it is full; the caller holds the run's lock."""
    enrollment = new_enrollment(run, person, Snapshot(name=name), EnrollmentState.CONFIRMED, now=now)
    enrollment.origin, enrollment.over_limit = Origin.WALK_IN, place_count(run).left == 0
    enrollment.save(force_insert=True)
    record(enrollment, Verb.WALK_IN, "", now=now, by=by)
    return enrollment


def confirm_walk_in(enrollment: Enrollment, *, by: User, now: datetime) -> None:
    """Give somebody who waited and simply came their place, over the limit when there is none; the lock is held."""
    is_over = not enrollment.holds_place and place_count(enrollment.run).left == 0
    given_up = give_up_the_rest(enrollment, now=now, by=by)
    change_state(enrollment, EnrollmentState.CONFIRMED, Verb.WALK_IN, now=now, by=by, over_limit=is_over)
    catch_up(enrollment, now=now)
    hand_on(given_up, now=now)


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
