"""Places: how many are held, who waits, who may come in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language

from accounts.models import User
from courses.enums import Admission, Phase
from courses.models import CourseRun
from courses.queries import cancel_deadline, every_session_is_held, first_session_start, phase, queue_is_closed
from enrollment.enums import HOLDS_PLACE, LIVE, AttendanceStatus, DenialReason, EnrollmentState
from enrollment.models import Attendance, Enrollment
from enrollment.queries.parallel import InTheCourse, in_the_course

_REFUSED_PHASES = {
    Phase.UNPUBLISHED: DenialReason.NOT_PUBLISHED,
    Phase.CANCELLED: DenialReason.CANCELLED,
    Phase.SOON: DenialReason.NOT_OPEN_YET,
    Phase.CLOSED: DenialReason.CLOSED,
    Phase.OVER: DenialReason.CLOSED,
}


@dataclass(frozen=True)
class PlaceCount:
    """How many hold a place of the run and how many wait for one; `places` None = no limit."""

    places: int | None
    held: int
    waiting: int

    @property
    def left(self) -> int | None:
        """Free places, never negative; None without a limit."""
        return None if self.places is None else max(self.places - self.held, 0)

    @property
    def is_full(self) -> bool:
        """Whether somebody coming now joins the queue: no place left, or others are waiting already."""
        return self.left is not None and (self.left == 0 or self.waiting > 0)


def place_counts(runs: Iterable[CourseRun]) -> dict[UUID, PlaceCount]:
    """The counts of many runs in one query."""
    places = {run.pk: run.places for run in runs}
    rows = Enrollment.objects.filter(run__in=places).values("run").annotate(
        held=Count("pk", filter=Q(state__in=HOLDS_PLACE, over_limit=False)),
        waiting=Count("pk", filter=Q(state=EnrollmentState.WAITING)),
    )  # fmt: skip
    counted = {row["run"]: (row["held"], row["waiting"]) for row in rows}
    return {key: PlaceCount(limit, *counted.get(key, (0, 0))) for key, limit in places.items()}


def runs_giving_a_place(runs: Sequence[CourseRun], now: datetime) -> set[UUID]:
    """Those of the runs that take enrolments now and have a place free for whoever comes next to a session to come."""
    counts = place_counts(runs)
    takes = [run for run in runs if takes_enrolments(run, counts[run.pk], now) and not every_session_is_held(run, now)]
    return {run.pk for run in takes if not counts[run.pk].is_full}


def takes_enrolments(run: CourseRun, count: PlaceCount, now: datetime) -> bool:
    """Whether whoever comes now gets a place or a number in a queue that is still served."""
    return run_refusal(run, count, now) is None


def in_order_of_offer(runs: Iterable[CourseRun], counts: Mapping[UUID, PlaceCount], now: datetime) -> list[CourseRun]:
    """The runs held in the reader's language first; of each the runs one can come to, then the full ones, those that
    open later, and those that are closed or whose sessions have been held; without a day yet last. Otherwise the order
    stays.
    """
    spoken = get_language()

    def place(run: CourseRun) -> int:
        if first_session_start(run) is None:
            return 4
        if every_session_is_held(run, now):
            return 3
        if takes_enrolments(run, counts[run.pk], now):
            return 1 if counts[run.pk].is_full else 0
        if run.admission == Admission.NO_ENROLMENT:
            return 0
        return 2 if phase(run, now) == Phase.SOON else 3

    return sorted(runs, key=lambda run: (run.language != spoken, place(run)))


def place_count(run: CourseRun) -> PlaceCount:
    """The counts of one run."""
    return place_counts([run])[run.pk]


def is_full(run: CourseRun) -> bool:
    """Whether somebody coming now joins the queue."""
    return place_count(run).is_full


def live_enrollments(person: User, runs: Iterable[CourseRun]) -> dict[UUID, Enrollment]:
    """The person's live enrolments in these runs, by run."""
    live = Enrollment.objects.live().filter(person=person, run__in=list(runs))
    return {enrollment.run_id: enrollment for enrollment in live}


def runs_with_a_queue() -> QuerySet[CourseRun]:
    """Runs that somebody waits for."""
    return CourseRun.objects.filter(enrollments__state=EnrollmentState.WAITING, cancelled_at=None).distinct()


def runs_to_serve(now: datetime) -> QuerySet[CourseRun]:
    """Runs whose queue or offers may have something due; `has_unanswered` tells that an offer's time ran out."""
    in_run = Enrollment.objects.filter(run=OuterRef("pk"))
    unanswered = in_run.filter(state=EnrollmentState.OFFERED, offer_expires_at__lte=now)
    waiting = in_run.filter(state=EnrollmentState.WAITING)
    runs = CourseRun.objects.annotate(has_unanswered=Exists(unanswered), has_queue=Exists(waiting))
    return runs.filter(Q(has_unanswered=True) | Q(has_queue=True, cancelled_at=None))


def is_answerable(enrollment: Enrollment, now: datetime) -> bool:
    """Whether a place is offered to the person and the time to answer is not over."""
    ends = enrollment.offer_expires_at
    return enrollment.state == EnrollmentState.OFFERED and ends is not None and now < ends


def is_awaited(run: CourseRun, now: datetime) -> bool:
    """Whether somebody in the queue gets a place the moment one is freed."""
    return not queue_is_closed(run, now) and place_count(run).waiting > 0


def queue_position(enrollment: Enrollment) -> int:
    """The person's number in the queue, from 1; 0 when not waiting."""
    return queue_positions([enrollment]).get(enrollment.pk, 0)


def queue_positions(enrollments: Iterable[Enrollment]) -> dict[UUID, int]:
    """The numbers in their queues of those that wait, from 1, in one query; none for the others."""
    waiting = [each.pk for each in enrollments if each.state == EnrollmentState.WAITING]
    if not waiting:
        return {}
    until_own = Enrollment.objects.waiting().filter(run=OuterRef("run"), queued_at__lte=OuterRef("queued_at"))
    number = until_own.order_by().values("run").annotate(number=Count("pk")).values("number")
    rows = Enrollment.objects.waiting().filter(pk__in=waiting).annotate(position=Subquery(number))
    return dict(rows.values_list("pk", "position"))


def has_been_marked(enrollment: Enrollment) -> bool:
    """Whether the person has been marked at a session of the run: the enrolment can no longer be undone. An absence
    told beforehand undoes nothing until the session is confirmed.
    """
    marks = Attendance.objects.filter(session__run=enrollment.run_id, person=enrollment.person_id)
    return marks.exclude(status=AttendanceStatus.EXCUSED, session__attendance_confirmed_at=None).exists()


def may_be_cancelled(enrollment: Enrollment, run: CourseRun, now: datetime, *, is_marked: bool) -> bool:
    """Whether the person may still end the enrolment: a number in the queue or an offer always, a place until the
    stated instant, a mark of attendance (`is_marked`) or completion. From then on it is part of what happened.
    """
    if enrollment.state in (EnrollmentState.WAITING, EnrollmentState.OFFERED):
        return True
    if not enrollment.is_live or enrollment.completed_at or is_marked:
        return False
    deadline = cancel_deadline(run)
    return deadline is None or now < deadline


ENDED_ONES = frozenset(EnrollmentState) - LIVE - {EnrollmentState.TRANSFERRED, EnrollmentState.CALLED_OFF}


def may_be_given_a_place(enrollment: Enrollment) -> bool:
    """Whether staff may give the person a place of this enrolment by hand."""
    return enrollment.state in ENDED_ONES | (LIVE - {EnrollmentState.CONFIRMED})


def may_be_reinstated(enrollment: Enrollment) -> bool:
    """Whether staff may bring the enrolment back: it ended, was not continued in another group, and
    its run was not cancelled.
    """
    return enrollment.state in ENDED_ONES


def may_be_removed(enrollment: Enrollment, *, is_marked: bool) -> bool:
    """Whether staff may end the enrolment, or the owner of the address disown it: it stands, and nothing has come of it
    that a report counts.
    """
    return enrollment.is_live and not enrollment.completed_at and not is_marked


def may_ask_for_certificate(enrollment: Enrollment) -> bool:
    """Whether a wish for a certificate can still be noted: the person has a place, and only those who ask get one."""
    rule_set = enrollment.completed_under or enrollment.rule_set
    asks = bool(rule_set and rule_set.needs_opt_in)
    return asks and enrollment.holds_place and not enrollment.wants_certificate


def is_told_to_queue(enrollment: Enrollment, run: CourseRun, now: datetime) -> bool:
    """Whether the page after the press for the run at `now` speaks of the queue.

    Somebody enrolled before, here or in another group, reads what a new address would have got: nobody learns who is
    enrolled already.
    """
    if enrollment.created_at == now:
        return enrollment.state == EnrollmentState.WAITING
    return is_full(run)


def run_refusal(run: CourseRun, count: PlaceCount, now: datetime) -> DenialReason | None:
    """Why nobody may enrol in the run now, or None: the only gate, for button, filter, form and service alike."""
    refused = _REFUSED_PHASES.get(phase(run, now))
    if refused:
        return refused
    if run.admission != Admission.OPEN:
        return DenialReason.NO_ENROLMENT
    return DenialReason.QUEUE_CLOSED if count.is_full and queue_is_closed(run, now) else None


def denial_reason(
    run: CourseRun, person: User | None, now: datetime, *, count: PlaceCount | None = None
) -> DenialReason | None:
    """Why this person may not enrol now, or None; `count` where the places have been counted already.

    `person` None = nobody has signed in; whether an address is enrolled already is told to its owner only.
    """
    refused = run_refusal(run, count or place_count(run), now)
    return refused or (personal_refusal(in_the_course(run, person, now)) if person else None)


def personal_refusal(standing: InTheCourse) -> DenialReason | None:
    """Why somebody who stands so in the course gets no further enrolment in the run, or None."""
    if standing.own:
        return DenialReason.ALREADY_ENROLLED
    return DenialReason.IN_ANOTHER_GROUP if standing.held else None


def run_is_locked(run: CourseRun) -> bool:
    """Whether somebody has joined, so that times and places of its sessions may not be changed any more."""
    return Enrollment.objects.filter(run=run, state__in=LIVE).exists()
