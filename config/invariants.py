"""What must always hold, whatever happened (security.md §3). Read only; each check names the rows that break it.

What a unique constraint refuses is not asked here: I2, I4, I5 and I11 stand in the tables.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group, Permission
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery

from accounts.enums import Role
from accounts.models import User
from accounts.services.erasure import erased_with_leftovers
from certificates.enums import CertificateStatus
from certificates.models import Certificate
from certificates.queries import broken_certificates, verify_chain
from courses.models import CourseRun, Session
from courses.queries import queue_cut_off
from enrollment.enums import HOLDS_PLACE, AttendanceStatus, Decision, EnrollmentState, Origin, Verb
from enrollment.models import Attendance, Enrollment, Submission, SubmissionFile, SubmissionTurn, Transition
from enrollment.services import answer_storage
from feedback.models import FeedbackRound


@dataclass(frozen=True)
class Finding:
    """One broken row: which invariant, and the row in words staff can search for."""

    invariant: str
    row: str


Check = Callable[[datetime], Iterator[Finding]]


def broken_invariants(now: datetime) -> list[Finding]:
    """Every broken row; an empty list when all is well."""
    return [finding for check in CHECKS for finding in check(now)]


def places_within_limit(now: datetime) -> Iterator[Finding]:
    """I1: those who hold a place, walk-ins over the limit left out, are at most the places."""
    held = Count("enrollments", filter=Q(enrollments__state__in=HOLDS_PLACE, enrollments__over_limit=False))
    for run in CourseRun.objects.annotate(held=held).filter(places__isnull=False, held__gt=F("places")):
        yield Finding("I1 places within the limit", f"run {run.pk}: {run.held} of {run.places}")  # type: ignore[attr-defined]


def waiting_only_while_full(now: datetime) -> Iterator[Finding]:
    """I3: nobody waits while a place is free and the queue is still served."""
    held = Count("enrollments", filter=Q(enrollments__state__in=HOLDS_PLACE, enrollments__over_limit=False))
    waiting = Count("enrollments", filter=Q(enrollments__state=EnrollmentState.WAITING))
    free = Q(places=None) | Q(held__lt=F("places"))
    runs = CourseRun.objects.annotate(held=held, waiting=waiting).filter(free, waiting__gt=0, cancelled_at=None)
    for run in runs.prefetch_related("sessions"):
        cut_off = queue_cut_off(run)
        if cut_off is None or now < cut_off:
            yield Finding("I3 waiting only while full", f"run {run.pk}: {run.waiting} wait, {run.held} of {run.places}")  # type: ignore[attr-defined]


def cancelled_runs_are_empty(now: datetime) -> Iterator[Finding]:
    """Nobody has a place, an offer or a number in the queue of a cancelled run, but for those who had completed it."""
    stuck = Enrollment.objects.live().filter(run__cancelled_at__isnull=False, completed_at=None)
    for key in stuck.values_list("pk", flat=True):
        yield Finding("Cancelled runs are empty", f"enrolment {key}")


def places_within_the_course(now: datetime) -> Iterator[Finding]:
    """Nobody has more places, or wishes for one, in the parallel runs of a course than it allows; walk-ins left out."""
    held = Session.objects.filter(run=OuterRef("run"), cancelled_at=None)
    goes_on = Exists(held.filter(Q(ends_at=None) | Q(ends_at__gt=now))) | ~Exists(held)
    parallel = Enrollment.objects.live().filter(goes_on, run__cancelled_at=None, completed_at=None)
    people = parallel.exclude(origin=Origin.WALK_IN).order_by().values("person", "run__course")
    counted = people.annotate(wishes=Count("ticket", distinct=True), most=Max("run__course__parallel_places"))
    for row in counted.filter(wishes__gt=F("most")):
        told = f"course {row['run__course']}, person {row['person']}: {row['wishes']} of {row['most']}"
        yield Finding("Places within the course", told)


def changed_places_go_on(now: datetime) -> Iterator[Finding]:
    """A place changed for another group goes on under the same ticket in a run of the same course."""
    changed = Enrollment.objects.filter(continued_in__person=F("person"))
    same = Q(continued_in__ticket=F("ticket"), continued_in__run__course=F("run__course"))
    for key in changed.exclude(same).values_list("pk", flat=True):
        yield Finding("Changed places go on", f"enrolment {key}")


def certificates_are_deserved(now: datetime) -> Iterator[Finding]:
    """A certificate that makes itself is being made only for somebody who has completed the training."""
    making = Certificate.objects.filter(status=CertificateStatus.PREPARED, replaces=None)
    for certificate in making.filter(enrollment__completed_at=None).defer("pdf"):
        yield Finding("Certificates are deserved", certificate.human_id)


def certificates_are_sound(now: datetime) -> Iterator[Finding]:
    """I6, I7, I8: evidence is stored, an ended one is not valid, the file is the one registered."""
    for broken in broken_certificates():
        yield Finding("I6-I8 certificates are sound", f"{broken.human_id}: {broken.fault}")
    entry = verify_chain()
    if entry:
        yield Finding("I7 issue log", f"entry {entry.sequence} does not follow from the one before it")


def every_change_is_recorded(now: datetime) -> Iterator[Finding]:
    """I9: an enrolment's state is the one its newest transition led to."""
    newest = Transition.objects.filter(enrollment=OuterRef("pk")).order_by("-at", "-pk").values("to_state")[:1]
    for enrollment in Enrollment.objects.annotate(recorded=Subquery(newest)).exclude(recorded=F("state")):
        yield Finding("I9 every change is recorded", f"enrolment {enrollment.pk}: {enrollment.state}")
    for key in Enrollment.objects.filter(transitions=None).values_list("pk", flat=True):
        yield Finding("I9 every change is recorded", f"enrolment {key}: no transition")


def receipts_cover_answers(now: datetime) -> Iterator[Finding]:
    """I10: there are as many receipts as responses."""
    counts = FeedbackRound.objects.annotate(
        receipt_count=Count("receipts", distinct=True), response_count=Count("responses", distinct=True)
    )
    for each in counts.exclude(receipt_count=F("response_count")):
        yield Finding("I10 receipts and responses", f"round {each.pk}: {each.receipt_count} and {each.response_count}")  # type: ignore[attr-defined]


def decided_turn_is_reviewed_turn(now: datetime) -> Iterator[Finding]:
    """A decided submission's newest turn carries the same decision."""
    turn = SubmissionTurn.objects.filter(submission=OuterRef("pk"), number=OuterRef("turn")).values("decision")[:1]
    decided = Submission.objects.filter(state__in=Decision.values).annotate(told=Subquery(turn))
    for submission in decided.filter(Q(told=None) | ~Q(told=F("state"))):
        yield Finding("Decided turn is the reviewed one", f"submission {submission.pk}: {submission.state}")


def files_of_answers_are_stored(now: datetime) -> Iterator[Finding]:
    """Every file of an answer lies in the storage, as large as its row says."""
    storage = answer_storage()
    for file in SubmissionFile.objects.all():
        stored = storage.size(file.key) if storage.exists(file.key) else None
        if stored != file.size:
            yield Finding("Files of answers are stored", f"file {file.pk}: {stored} of {file.size} bytes")


def marked_people_keep_their_place(now: datetime) -> Iterator[Finding]:
    """Nobody cancelled after being marked at a session of the run; only being erased ends such an enrolment."""
    marked = Attendance.objects.filter(
        session__run=OuterRef("enrollment__run"), person=OuterRef("enrollment__person"), marked_at__lt=OuterRef("at")
    )
    cancelled = Transition.objects.filter(verb=Verb.CANCEL, from_state=EnrollmentState.CONFIRMED)
    for change in cancelled.filter(Exists(marked), enrollment__person__erased_at=None):
        yield Finding("Marked people keep their place", f"enrolment {change.enrollment_id}")


def marks_only_after_the_start(now: datetime) -> Iterator[Finding]:
    """Nobody was marked before the session began, but for those who told beforehand that they cannot come."""
    early = Attendance.objects.filter(marked_at__lt=F("session__starts_at"))
    for attendance in early.exclude(status=AttendanceStatus.EXCUSED):
        yield Finding("Marked after the start", f"attendance {attendance.pk}")


def erased_people_are_empty(now: datetime) -> Iterator[Finding]:
    """I12: of an erased person nothing is left but what the registry keeps."""
    for person in erased_with_leftovers(now, now):
        yield Finding("I12 erased people are empty", f"person {person.pk}")


def only_superusers_manage_users(now: datetime) -> Iterator[Finding]:
    """Whoever may change users or groups can make anybody a superuser: no role may hold such a right."""
    rights = Permission.objects.filter(
        Q(content_type__app_label="accounts", content_type__model="user")
        | Q(content_type__app_label="auth", content_type__model__in=["group", "permission"])
    ).exclude(codename__startswith="view_")
    for group in Group.objects.filter(permissions__in=rights).distinct():
        yield Finding("Only superusers manage users", f"group {group.name}")
    for person in User.objects.filter(user_permissions__in=rights, is_superuser=False).distinct():
        yield Finding("Only superusers manage users", f"person {person.pk}")


def only_our_roles_open_the_admin(now: datetime) -> Iterator[Finding]:
    """No group but the two staff roles opens the admin or gives pages: the policy table knows no other."""
    rights = Q(permissions__codename="access_admin") | Q(page_permissions__isnull=False)
    for group in Group.objects.filter(rights).exclude(name__in=Role.values).distinct():
        yield Finding("Only our roles open the admin", f"group {group.name}")


CHECKS: list[Check] = [
    places_within_limit,
    waiting_only_while_full,
    cancelled_runs_are_empty,
    places_within_the_course,
    changed_places_go_on,
    certificates_are_deserved,
    certificates_are_sound,
    every_change_is_recorded,
    receipts_cover_answers,
    decided_turn_is_reviewed_turn,
    files_of_answers_are_stored,
    marked_people_keep_their_place,
    marks_only_after_the_start,
    erased_people_are_empty,
    only_superusers_manage_users,
    only_our_roles_open_the_admin,
]
