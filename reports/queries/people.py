"""Who is counted. The only place where a figure is defined: tiles, tables, lists and files are all made of these.

Everything is about persons, each once in a run: the person's newest enrolment there stands for them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from certificates.enums import CertificateKind
from certificates.models import Certificate
from courses.models import CourseRun, Session
from enrollment.enums import HOLDS_PLACE, WAS_THERE, EnrollmentState, Verb
from enrollment.models import Attendance, Enrollment, Transition

People = QuerySet[Any]  # enrolments with the annotations of `with_state`

HAD_A_PLACE = sorted(HOLDS_PLACE | {EnrollmentState.APPLIED})


def people(runs: Iterable[CourseRun], as_of: datetime) -> People:
    """Everybody who ever turned to these runs, queue included, once a run, with `state_then`."""
    newest = Enrollment.objects.filter(run=OuterRef("run"), person=OuterRef("person"), created_at__lte=as_of)
    standing = Subquery(newest.order_by("-created_at", "-pk").values("pk")[:1])
    everybody = Enrollment.objects.filter(run__in=[run.pk for run in runs], pk=standing)
    return with_state(everybody, as_of)


def with_state(enrollments: People, as_of: datetime) -> People:
    """The enrolments with `state_then`, the state in effect at that instant, and `since`, from when on."""
    latest = Transition.objects.filter(enrollment=OuterRef("pk"), effective_at__lte=as_of)
    latest = latest.order_by("-effective_at", "-at", "-pk")
    return enrollments.annotate(
        state_then=Subquery(latest.values("to_state")[:1]), since=Subquery(latest.values("effective_at")[:1])
    )


def _got_a_place(as_of: datetime) -> QuerySet[Transition]:
    """For a subquery: changes by which the person of the outer row got a place in its run, or applied for one."""
    return Transition.objects.filter(
        enrollment__run=OuterRef("run"),
        enrollment__person=OuterRef("person"),
        to_state__in=HAD_A_PLACE,
        effective_at__lte=as_of,
    )


def placed(everybody: People, as_of: datetime) -> People:
    """Had a place at some time, or applied; somebody who only waited did not."""
    return everybody.filter(Exists(_got_a_place(as_of)))


def registered(everybody: People, as_of: datetime) -> People:
    """The same but for those who came unannounced; who cancelled later stays (journeys E4, E7)."""
    return everybody.filter(Exists(_got_a_place(as_of).exclude(verb=Verb.WALK_IN)))


def walked_in(everybody: People, as_of: datetime) -> People:
    """Got a place only by coming: the rest of `placed`."""
    beforehand = _got_a_place(as_of).exclude(verb=Verb.WALK_IN)
    return placed(everybody, as_of).filter(~Exists(beforehand))


def waiting(everybody: People, as_of: datetime) -> People:
    """In the queue at that instant."""
    return everybody.filter(state_then=EnrollmentState.WAITING)


def cancelled(everybody: People, as_of: datetime) -> People:
    """Gave up a place they had; somebody who left the queue never had one."""
    return placed(everybody, as_of).filter(state_then=EnrollmentState.CANCELLED)


def attended(everybody: People, as_of: datetime) -> People:
    """At one confirmed session of the run at least, for a part of it at least. Guests belong to their own run."""
    there = presences(as_of).filter(session__run=OuterRef("run"), person=OuterRef("person"))
    return placed(everybody, as_of).filter(Exists(there))


def completed(everybody: People, as_of: datetime) -> People:
    """Filled the completion rule."""
    return everybody.filter(completed_at__lte=as_of)


def certified(everybody: People, as_of: datetime) -> People:
    """Holds a valid certificate of completion, however many it has replaced."""
    return everybody.filter(Exists(valid_certificates(as_of)))


def valid_certificates(as_of: datetime) -> QuerySet[Certificate]:
    """For a subquery: the certificates of the outer row's person in its run that were valid at that instant."""
    return Certificate.objects.filter(
        Q(ended_at=None) | Q(ended_at__gt=as_of),
        enrollment__run=OuterRef("run"),
        enrollment__person=OuterRef("person"),
        kind=CertificateKind.COMPLETION,
        issued_at__lte=as_of,
    )


def presences(as_of: datetime) -> QuerySet[Attendance]:
    """Marks that count as having been there: of confirmed sessions, a part of the time included."""
    return Attendance.objects.filter(
        status__in=sorted(WAS_THERE), session__cancelled_at=None, session__attendance_confirmed_at__lte=as_of
    )


def presences_with_enrolment(as_of: datetime) -> QuerySet[Any]:
    """The same with `counted_as`, the enrolment that says who was there: of this run, or the guest's in another.

    Everybody on an attendance list has one: only participants and people of the course's other runs can be marked.
    """
    mine = Enrollment.objects.filter(person=OuterRef("person"))
    here = placed(mine.filter(run=OuterRef("session__run")), as_of).order_by("-created_at", "-pk")
    is_ended = Case(When(state=EnrollmentState.CONFIRMED, then=Value(0)), default=Value(1))
    elsewhere = mine.filter(run__course=OuterRef("session__run__course")).order_by(is_ended, "-created_at", "-pk")
    there: QuerySet[Any] = presences(as_of)
    chosen = Coalesce(Subquery(here.values("pk")[:1]), Subquery(elsewhere.values("pk")[:1]))
    return there.annotate(counted_as=chosen).filter(counted_as__isnull=False)


def attended_session(session: Session, as_of: datetime) -> People:
    """Everybody who was at the session, guests of other groups included, with the mark as `status` and `minutes`."""
    there = presences_with_enrolment(as_of).filter(session=session)
    mark = Attendance.objects.filter(session=session, person=OuterRef("person"))
    rows = Enrollment.objects.filter(pk__in=there.values("counted_as"))
    return with_state(rows, as_of).annotate(
        status=Subquery(mark.values("status")[:1]), minutes=Subquery(mark.values("minutes")[:1])
    )
