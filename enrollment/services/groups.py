"""Vaihda ryhmää: one place for another in a parallel run of the course, in one step or not at all."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from cms.services import forget_cached_pages
from courses.models import CourseRun
from enrollment.enums import DenialReason, EnrollmentState, Origin, Verb
from enrollment.models import Enrollment
from enrollment.queries.group_changes import change_refusal
from enrollment.queries.places import place_count
from enrollment.services import announce_groups
from enrollment.services.joining import new_enrollment, snapshot_of
from enrollment.services.offers import begin, hand_on
from enrollment.services.places import EnrollmentRefused, LastPlaceGone
from enrollment.services.tickets import GivenUp, end_queues_of, leave_for
from enrollment.services.transitions import lock_enrollment, lock_run, record


@transaction.atomic
def change_group(
    enrollment: Enrollment, to_run: CourseRun, *, by: User, now: datetime, accepts_queue: bool = False
) -> Enrollment:
    """Leave this place for one in the other run, which is handed to the queue; returns the enrolment there.

    Marks, make-ups and answers go along. In a full group the person gets a number in its queue and keeps the place:
    the change happens when that queue gives one. Doing it twice changes nothing.

    Raises EnrollmentRefused where `change_refusal` says so, and LastPlaceGone when the group is full and the queue has
    not been agreed to.
    """
    if enrollment.run.course_id != to_run.course_id:
        raise EnrollmentRefused(DenialReason.NOT_TO_BE_CHANGED)
    runs = {each: lock_run(each) for each in sorted([enrollment.run_id, to_run.pk])}
    current, target = lock_enrollment(enrollment), runs[to_run.pk]
    current.run = runs[enrollment.run_id]
    there = Enrollment.objects.live().filter(run=target, person=current.person_id).select_related("person").first()
    if there:
        return there
    count = place_count(target)
    refusal = change_refusal(current, target, count, now)
    if refusal:
        raise EnrollmentRefused(refusal)
    if count.is_full and not accepts_queue:
        raise LastPlaceGone(count.waiting + 1)
    changed = _queue(current, target, by=by, now=now) if count.is_full else _move(current, target, by=by, now=now)
    forget_cached_pages()
    return changed


def _queue(place: Enrollment, run: CourseRun, *, by: User, now: datetime) -> Enrollment:
    waiting = _continuing(place, run, EnrollmentState.WAITING, now)
    waiting.save(force_insert=True)
    record(waiting, Verb.QUEUE, "", now=now, by=by)
    announce_groups.queued_to_change(waiting, place, now)
    return waiting


def _move(place: Enrollment, run: CourseRun, *, by: User, now: datetime) -> Enrollment:
    new = _continuing(place, run, EnrollmentState.CONFIRMED, now)
    leave_for(place, new, now=now, by=by)
    given_up = end_queues_of(place.ticket, now=now, by=by)
    new.save(force_insert=True)
    record(new, Verb.TRANSFER, "", now=now, by=by)
    given_up = GivenUp(place, given_up.queues)
    announce_groups.place_taken(new, given_up, now)
    begin(new, given_up, now=now)
    hand_on(given_up, now=now)
    return new


def _continuing(place: Enrollment, run: CourseRun, state: EnrollmentState, now: datetime) -> Enrollment:
    new = new_enrollment(run, place.person, snapshot_of(place), state, now=now, ticket=place.ticket)
    new.origin = Origin.SELF if place.origin == Origin.WALK_IN else place.origin
    return new
