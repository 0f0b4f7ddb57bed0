"""Freed places and the queue: who is offered one, until when, and what becomes of those who still wait.

Everything that frees a place (cancelling, removing, silence, a higher limit) ends in `offer_next_places`.
"""

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.models import User
from cms.services import forget_cached_pages
from courses.enums import AfterCutOff
from courses.models import CourseRun
from courses.queries import every_session_is_held, queue_cut_off, queue_is_closed
from enrollment.enums import EnrollmentState, Verb
from enrollment.models import Enrollment
from enrollment.offer_times import answer_by
from enrollment.queries.places import is_answerable, place_count, place_counts, runs_to_serve, runs_with_a_queue
from enrollment.services import announce, announce_groups
from enrollment.services.attendance import catch_up
from enrollment.services.completion import settle
from enrollment.services.tickets import GivenUp, give_up_the_rest
from enrollment.services.transitions import change_state, lock_enrollment, lock_run


class OfferGone(Exception):
    """The place is no longer offered to this person: the time to answer ran out, or it was answered already."""


@transaction.atomic
def offer_next_places(run: CourseRun, *, now: datetime) -> int:
    """Hand every free place to the queue, first come first; returns to how many people.

    Whoever has kept a place in another group until now leaves it, and that one is handed on too.

    Offers nobody answered in time end first. Where the run gives hours to answer, the place waits for the person until
    `answer_by`; where not, it is theirs at once. Nothing is handed out while full or after the cut-off, but for this: a
    place whose offer ran out before the cut-off and is found only after it, because the clock stood still, still goes
    to the next person, at once.
    """
    return _serve_all([run.pk], now)


@transaction.atomic
def hand_on(given_up: GivenUp, *, now: datetime) -> None:
    """Hand on the places that became free because somebody took one elsewhere under the same ticket."""
    _serve_all(given_up.freed_runs, now)


def begin(enrollment: Enrollment, given_up: GivenUp, *, now: datetime) -> None:
    """Let count for somebody who has just got a place what they were marked for here, and in the group they left."""
    catch_up(enrollment, now=now)
    if given_up.place:
        settle(enrollment, now=now)


def _serve_all(run_ids: Iterable[UUID], now: datetime) -> int:
    served, due = 0, deque(run_ids)
    while due:
        given, freed = _serve(lock_run(due.popleft()), now)
        served += given
        due.extend(freed)
    return served


def _serve(run: CourseRun, now: datetime) -> tuple[int, list[UUID]]:
    """Serve one run's queue; returns how many people, and the other runs in which that freed a place."""
    ran_out = _end_unanswered(run, now)
    if run.cancelled_at:
        return 0, []
    left, is_late = place_count(run).left, queue_is_closed(run, now)
    if is_late:
        left = 0 if every_session_is_held(run, now) else min(ran_out, ran_out if left is None else left)
    served, freed = list(Enrollment.objects.waiting().filter(run=run).select_related("person")[:left]), []
    for enrollment in served:
        enrollment.run = run  # with everything its letter says
        if run.offer_hours and not is_late:
            _offer(enrollment, run, now)
        else:
            freed += _give(enrollment, now)
    if served or ran_out:
        forget_cached_pages()
    return len(served), freed


def offer_waiting_places(now: datetime) -> int:
    """Serve every queue that waits for a free place or an answer whose time ran out. Run by `tick`."""
    runs = list(runs_to_serve(now))
    counts = place_counts(runs)
    due = [run for run in runs if run.has_unanswered or counts[run.pk].left != 0]  # type: ignore[attr-defined]  # annotated by the query
    return sum(offer_next_places(run, now=now) for run in due)


@transaction.atomic
def accept_offer(enrollment: Enrollment, *, by: User, now: datetime) -> None:
    """Make the offered place the person's; doing it twice changes nothing.

    Raises OfferGone once the time to answer is over, whether or not the place has gone on already.
    """
    current = _lock_to_answer(enrollment, EnrollmentState.CONFIRMED, now)
    if not current:
        return
    given_up = give_up_the_rest(current, now=now, by=by)
    change_state(current, EnrollmentState.CONFIRMED, Verb.ACCEPT, now=now, by=by)
    announce_groups.place_taken(current, given_up, now)
    begin(current, given_up, now=now)
    hand_on(given_up, now=now)
    forget_cached_pages()


@transaction.atomic
def decline_offer(enrollment: Enrollment, *, by: User, now: datetime) -> None:
    """Give the offered place back and hand it on at once; doing it twice changes nothing.

    Raises OfferGone when the place is the person's already or the offer ran out.
    """
    current = _lock_to_answer(enrollment, EnrollmentState.CANCELLED, now)
    if not current:
        return
    change_state(current, EnrollmentState.CANCELLED, Verb.DECLINE, now=now, by=by)
    announce.declined(current, now)
    offer_next_places(current.run, now=now)
    forget_cached_pages()


def end_queues(now: datetime) -> int:
    """Tell everybody who still waits after the cut-off what becomes of it; returns how many were told. Run by `tick`.

    By the organiser's choice the queue ends, or those in it may come without a place of their own.
    """
    closed = [run for run in runs_with_a_queue().prefetch_related("sessions") if queue_is_closed(run, now)]
    return sum(_end_queue(run, now) for run in closed)


@transaction.atomic
def _end_queue(run: CourseRun, now: datetime) -> int:
    run = lock_run(run.pk)
    waiting = list(Enrollment.objects.waiting().filter(run=run).select_related("person"))
    may_come = run.after_cut_off == AfterCutOff.COME and not every_session_is_held(run, now)
    told = 0
    for enrollment in waiting:
        enrollment.run = run
        if may_come:
            told += announce.may_come(enrollment, now)
            continue
        change_state(enrollment, EnrollmentState.EXPIRED, Verb.END_QUEUE, now=now, by=None)
        told += announce.queue_ended(enrollment, now)
    if waiting and not may_come:
        forget_cached_pages()
    return told


def _lock_to_answer(enrollment: Enrollment, answer: EnrollmentState, now: datetime) -> Enrollment | None:
    """The enrolment and its run, locked for this answer; None when that is the answer already.

    Raises OfferGone when there is no offer to answer.
    """
    run, current = lock_run(enrollment.run_id), lock_enrollment(enrollment)
    if current.state == answer:
        return None
    if not is_answerable(current, now):
        raise OfferGone
    current.run = run
    return current


def _end_unanswered(run: CourseRun, now: datetime) -> int:
    """End the offers whose time ran out; returns how many of them ran out before the cut-off.

    One whose letter still waits to be sent is offered anew: nobody loses a place for what they could not read.
    """
    cut_off = queue_cut_off(run)
    offered = Enrollment.objects.filter(run=run, state=EnrollmentState.OFFERED, offer_expires_at__lte=now)
    in_time = 0
    for enrollment in offered.select_related("person").order_by("queued_at"):
        enrollment.run = run
        if not queue_is_closed(run, now) and run.offer_hours and announce.withdraw_unsent_offer(enrollment):
            _offer(enrollment, run, now)
            continue
        ended_at = enrollment.offer_expires_at or now
        in_time += cut_off is None or ended_at < cut_off
        change_state(enrollment, EnrollmentState.EXPIRED, Verb.EXPIRE, now=now, by=None)
        announce.offer_ran_out(enrollment, ended_at, now)
    return in_time


def _offer(enrollment: Enrollment, run: CourseRun, now: datetime) -> None:
    ends = answer_by(run.offer_hours or 0, now, queue_cut_off(run))
    change_state(enrollment, EnrollmentState.OFFERED, Verb.OFFER, now=now, by=None, offer_expires_at=ends)
    announce.offered(enrollment, now)


def _give(enrollment: Enrollment, now: datetime) -> list[UUID]:
    given_up = give_up_the_rest(enrollment, now=now, by=None)
    change_state(enrollment, EnrollmentState.CONFIRMED, Verb.PROMOTE, now=now, by=None)
    announce_groups.place_taken(enrollment, given_up, now, is_promoted=True)
    begin(enrollment, given_up, now=now)
    return given_up.freed_runs
