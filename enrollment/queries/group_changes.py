"""Changing the group: who may, and to which runs of the same course."""

from datetime import datetime

from django.db.models import QuerySet

from courses.enums import Admission
from courses.models import CourseRun
from courses.queries import by_their_days, every_session_is_held, runs_with_sessions
from enrollment.enums import DenialReason
from enrollment.models import Enrollment
from enrollment.queries.make_ups import with_proof
from enrollment.queries.parallel import is_parallel
from enrollment.queries.places import PlaceCount, place_counts, run_refusal


def may_leave(enrollment: Enrollment, now: datetime) -> bool:
    """Whether the place can be changed for one in another group: it is the person's, the run is not behind, and
    nothing has come of it yet that stays with it, no completion and no certificate.
    """
    return enrollment.is_confirmed and is_parallel(enrollment, now) and not with_proof([enrollment])


def change_refusal(enrollment: Enrollment, to_run: CourseRun, count: PlaceCount, now: datetime) -> DenialReason | None:
    """Why this place cannot be changed for one in that run now, or None: the run's own gate, whether it still has
    something to come, and what has come of the place so far.
    """
    if not may_leave(enrollment, now) or every_session_is_held(to_run, now):
        return DenialReason.NOT_TO_BE_CHANGED
    return run_refusal(to_run, count, now)


def other_groups(run: CourseRun, now: datetime) -> QuerySet[CourseRun]:
    """The other runs of the course that take enrolments by their times, whether or not they are full."""
    return CourseRun.objects.filter(
        course=run.course_id, admission=Admission.OPEN, published_at__lte=now, cancelled_at=None,
        enrolment_opens_at__lte=now, enrolment_closes_at__gt=now,
    ).exclude(pk=run.pk)  # fmt: skip


def may_change_group(enrollment: Enrollment, now: datetime) -> bool:
    """Whether the change is offered: the place can be left, and there is somewhere to go."""
    return may_leave(enrollment, now) and other_groups(enrollment.run, now).exists()


def groups_beside(run: CourseRun, now: datetime) -> list[tuple[CourseRun, PlaceCount]]:
    """The other runs of the course with something to come in which somebody gets a place or a number now, with their
    counts, by their days.
    """
    beside = by_their_days(runs_with_sessions().filter(pk__in=other_groups(run, now)), now)
    runs = [each for each in beside if not every_session_is_held(each, now)]
    counts = place_counts(runs)
    return [(each, counts[each.pk]) for each in runs if run_refusal(each, counts[each.pk], now) is None]


def groups_to_change_to(enrollment: Enrollment, now: datetime) -> list[tuple[CourseRun, PlaceCount]]:
    """The groups the place can be changed for; those the person waits for already are left out."""
    waits = set(Enrollment.objects.live().filter(person=enrollment.person_id).values_list("run", flat=True))
    return [(run, count) for run, count in groups_beside(enrollment.run, now) if run.pk not in waits]
