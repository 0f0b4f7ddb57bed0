"""Who is counted. The only place where a figure is defined: tiles, tables, lists and files are all made of these.

Everything is about persons, each once in a run: the person's newest enrolment there stands for them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Exists,
    OuterRef,
    PositiveSmallIntegerField,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from certificates.enums import CertificateKind
from certificates.models import Certificate
from courses.models import CourseRun, Session
from enrollment.enums import WAS_THERE, AttendanceStatus, EnrollmentState, Origin, Verb
from enrollment.models import Attendance, Enrollment, Transition

People = QuerySet[Any]  # enrolments with the annotations of `with_state`

HAD_A_PLACE = sorted({EnrollmentState.CONFIRMED, EnrollmentState.APPLIED})  # an offer nobody took is no enrolment


def _by_mistake(path: str = "") -> Q:
    """Added on the day and taken off the list again, or enrolled by somebody else in their name: nobody took part,
    whatever day is asked about.
    """
    taken_off = Q(**{f"{path}origin": Origin.WALK_IN, f"{path}state": EnrollmentState.REMOVED})
    disowned = Q(**{f"{path}state": EnrollmentState.REMOVED, f"{path}transitions__verb": Verb.DISOWN})
    return taken_off | disowned


def people(runs: Iterable[CourseRun] | QuerySet[CourseRun], as_of: datetime) -> People:
    """Everybody who ever turned to these runs, queue included, once a run, with `state_then`.

    Whoever was added on the day by mistake is not among them.
    """
    among: Any = runs.order_by().values("pk") if isinstance(runs, QuerySet) else [run.pk for run in runs]
    newest = Enrollment.objects.filter(run=OuterRef("run"), person=OuterRef("person"), created_at__lte=as_of)
    standing = Subquery(newest.exclude(_by_mistake()).order_by("-created_at", "-pk").values("pk")[:1])
    everybody = Enrollment.objects.filter(run__in=among, pk=standing)
    return with_state(everybody, as_of)


def with_state(enrollments: People, as_of: datetime) -> People:
    """The enrolments with `state_then`, the state in effect at that instant, and `since`, from when on."""
    latest = Transition.objects.filter(enrollment=OuterRef("pk"), effective_at__lte=as_of)
    latest = latest.order_by("-effective_at", "-at", "-pk")
    return enrollments.annotate(
        state_then=Subquery(latest.values("to_state")[:1]), since=Subquery(latest.values("effective_at")[:1])
    )


def _changes(as_of: datetime) -> QuerySet[Transition]:
    """For a subquery: what happened to the places of the outer row's person in its run."""
    return Transition.objects.filter(
        ~_by_mistake("enrollment__"),
        enrollment__run=OuterRef("run"), enrollment__person=OuterRef("person"), effective_at__lte=as_of,
    )  # fmt: skip


def _got_a_place(as_of: datetime) -> QuerySet[Transition]:
    """Of them those by which the person got a place, or applied for one."""
    return _changes(as_of).filter(to_state__in=HAD_A_PLACE)


# What each figure counts, as a condition on the rows of `people`: `Definition.among` filters by it, the figures of a
# period ask all of them in one query.


def placed(as_of: datetime) -> Q:
    """Had a place at some time, or applied; somebody who only waited did not."""
    return Q(Exists(_got_a_place(as_of)))


def registered(as_of: datetime) -> Q:
    """The same but for those who came unannounced; who cancelled later stays (journeys E4, E7).

    A place handed to a colleague is counted with the colleague, one changed for another group with that group: a chain
    of transfers is one.
    """
    return Q(Exists(_got_a_place(as_of).exclude(verb=Verb.WALK_IN))) & ~Q(state_then=EnrollmentState.TRANSFERRED)


def applied(as_of: datetime) -> Q:
    """Applied for a place, whatever came of it."""
    return Q(Exists(_changes(as_of).filter(to_state=EnrollmentState.APPLIED)))


def selected(as_of: datetime) -> Q:
    """Got a place by having applied for it."""
    return Q(Exists(_changes(as_of).filter(from_state=EnrollmentState.APPLIED, to_state=EnrollmentState.CONFIRMED)))


def walked_in(as_of: datetime) -> Q:
    """Got a place only by coming: the rest of `placed`."""
    return placed(as_of) & ~Q(Exists(_got_a_place(as_of).exclude(verb=Verb.WALK_IN)))


def waiting(as_of: datetime) -> Q:
    """In the queue at that instant."""
    return Q(state_then=EnrollmentState.WAITING)


def cancelled(as_of: datetime) -> Q:
    """Gave up a place they had; somebody who left the queue never had one."""
    return placed(as_of) & Q(state_then=EnrollmentState.CANCELLED)


def attended(as_of: datetime) -> Q:
    """At one confirmed session of the run at least, for a part of it at least. Guests belong to their own run."""
    return placed(as_of) & Q(Exists(_own(presences(as_of))))


def no_show(as_of: datetime) -> Q:
    """Kept the place, was at no confirmed session of the run, and missed one without telling beforehand."""
    missed = Attendance.objects.filter(status=AttendanceStatus.ABSENT)
    return (
        Q(state_then=EnrollmentState.CONFIRMED)
        & Q(Exists(_own(_of_confirmed(missed, as_of))))
        & ~Q(Exists(_own(presences(as_of))))
    )


def completed(as_of: datetime) -> Q:
    """Filled the completion rule."""
    return Q(completed_at__lte=as_of)


def certified(as_of: datetime) -> Q:
    """Holds a valid certificate of completion, however many it has replaced."""
    return Q(Exists(valid_certificates(as_of)))


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
    """Marks that counted as having been there at that instant: of confirmed sessions, a part of the time included.

    A confirmed mark is not changed without reopening the session; somebody who joined later counts from the mark on.
    """
    return _of_confirmed(Attendance.objects.filter(status__in=sorted(WAS_THERE)), as_of)


def _of_confirmed(marks: QuerySet[Attendance], as_of: datetime) -> QuerySet[Attendance]:
    return marks.filter(marked_at__lte=as_of, session__cancelled_at=None, session__attendance_confirmed_at__lte=as_of)


def _own(marks: QuerySet[Attendance]) -> QuerySet[Attendance]:
    """For a subquery: the marks of the outer row's person at the sessions of its run."""
    return marks.filter(session__run=OuterRef("run"), person=OuterRef("person"))


def presences_with_enrolment(as_of: datetime) -> QuerySet[Any]:
    """The same with `counted_as`, the enrolment that says who was there: of this run, or the guest's in another.

    Everybody on an attendance list has one: only participants and people of the course's other runs can be marked.
    """
    return _with_enrolment(presences(as_of), as_of)


def absences_with_enrolment(as_of: datetime) -> QuerySet[Any]:
    """Marks of having been away, told beforehand or not, of sessions that have begun; `counted_as` as above."""
    away = Attendance.objects.exclude(status__in=sorted(WAS_THERE)).filter(session__cancelled_at=None)
    return _with_enrolment(away.exclude(session__starts_at__gt=as_of), as_of)


def _with_enrolment(marks: QuerySet[Any], as_of: datetime) -> QuerySet[Any]:
    mine = Enrollment.objects.filter(~_by_mistake(), person=OuterRef("person"))
    here = mine.filter(placed(as_of), run=OuterRef("session__run")).order_by("-created_at", "-pk")
    is_ended = Case(When(state=EnrollmentState.CONFIRMED, then=Value(0)), default=Value(1))
    elsewhere = mine.filter(run__course=OuterRef("session__run__course")).order_by(is_ended, "-created_at", "-pk")
    chosen = Coalesce(Subquery(here.values("pk")[:1]), Subquery(elsewhere.values("pk")[:1]))
    return marks.annotate(counted_as=chosen).filter(counted_as__isnull=False)


def attended_session(session: Session, as_of: datetime) -> People:
    """Everybody who was at the session, guests of other groups included, with the mark as `status` and `minutes`."""
    return _marked(presences_with_enrolment(as_of).filter(session=session), session, as_of)


def absent_from_session(session: Session, as_of: datetime) -> People:
    """Everybody marked away from the session, with the mark."""
    return _marked(absences_with_enrolment(as_of).filter(session=session), session, as_of)


def unmarked_at_session(session: Session, as_of: datetime) -> People:
    """Participants of the run nobody has marked at the session; `status` is empty."""
    marks = Attendance.objects.filter(session=session, person=OuterRef("person"))
    rows = Enrollment.objects.confirmed().filter(~Exists(marks), run=session.run_id)
    no_mark = {"status": Value(""), "minutes": Value(None, output_field=PositiveSmallIntegerField())}
    return with_state(rows, as_of).annotate(**no_mark)


def _marked(marks: QuerySet[Any], session: Session, as_of: datetime) -> People:
    mark = Attendance.objects.filter(session=session, person=OuterRef("person"))
    rows = Enrollment.objects.filter(pk__in=marks.values("counted_as"))
    return with_state(rows, as_of).annotate(
        status=Subquery(mark.values("status")[:1]), minutes=Subquery(mark.values("minutes")[:1])
    )
