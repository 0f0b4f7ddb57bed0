"""What erasing a person, and the end of the keeping times, does to enrolments and answers."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.registry import OnErasure, PersonLink, is_held, person_links
from accounts.services.persons import nobody
from accounts.services.rows import empty_rows, end_rows, holds_something
from courses.models import Session
from enrollment.enums import CAN_BE_WRITTEN, SubmissionState
from enrollment.models import (
    Attendance,
    AttendanceMark,
    Enrollment,
    MakeUp,
    ModuleVisit,
    Submission,
    SubmissionTurn,
    Transition,
)
from enrollment.queries.persons import places_ended_by_erasure
from enrollment.services.places import end_enrollment


@transaction.atomic
def leave_everything(person: User, *, by: User | None, now: datetime) -> None:
    """Give the person's coming places to the queue and take answers nobody has decided on back; twice does nothing."""
    for enrollment in sorted(places_ended_by_erasure(person, now), key=lambda each: (each.run.course_id, each.run_id)):
        end_enrollment(enrollment, by=by or person, now=now)
    unread = Submission.objects.filter(enrollment__person=person, state=SubmissionState.SUBMITTED)
    SubmissionTurn.objects.filter(submission__in=unread, decision="").delete()
    unread.update(state=SubmissionState.DRAFT)


def texts_due(cutoff: datetime, now: datetime) -> QuerySet[Submission]:
    """Answers accepted before the cut-off, and unfinished ones neither written nor due since; an unread one waits."""
    accepted = Q(state=SubmissionState.ACCEPTED, decided_at__lt=cutoff)
    left = Q(state__in=sorted(CAN_BE_WRITTEN), saved_at__lt=cutoff, due_at__lt=cutoff)
    return Submission.objects.filter(accepted | left, _has_text()).order_by("pk")


def _answer_links() -> Iterator[tuple[PersonLink, str]]:
    """Everything an answer consists of, whichever app registered it, with the path that leads to the submission."""
    for link in person_links():
        if link.kind == "submissions" and link.on_erasure is not OnErasure.KEEP:
            yield link, link.field.removesuffix("enrollment__person").removesuffix("__") or "pk"


def _has_text() -> Q:
    """The condition that something of the answer is still there: text, comment or file."""
    condition = Q()
    for link, to_submission in _answer_links():
        rows = link.model._default_manager.filter(**{to_submission: OuterRef("pk")})
        condition |= Q(Exists(rows.filter(holds_something(link)) if link.personal else rows))
    return condition


def erase_texts(submissions: QuerySet[Submission], now: datetime) -> None:
    """Erase answers, comments and files; that an answer was accepted, by whom and when stays."""
    keys = list(submissions.values_list("pk", flat=True))
    for link, to_submission in _answer_links():
        end_rows(link.model._default_manager.filter(**{f"{to_submission}__in": keys}), link, now)
    Submission.objects.filter(pk__in=keys, text_erased_at=None).update(text_erased_at=now)


def participation_due(cutoff: datetime, now: datetime) -> QuerySet[Enrollment]:
    """Enrolments of runs that ended before the cut-off, unless the person takes part in the course again since, or
    something else, such as a certificate, still rests on one of them.
    """
    again = Enrollment.objects.filter(_is_recent(cutoff) | is_held(Enrollment), person=OuterRef("person"))
    again = again.filter(run__course=OuterRef("run__course"))
    known = ~Q(name="") | Q(person__erased_at=None)
    return Enrollment.objects.filter(known).exclude(Exists(again)).order_by("person", "pk")


def _is_recent(cutoff: datetime) -> Q:
    later = Session.objects.filter(run=OuterRef("run"), ends_at__gte=cutoff)
    return Q(Exists(later)) | Q(created_at__gte=cutoff) | Q(run__period_until__gte=cutoff.date())


def forget_participation(enrollments: QuerySet[Enrollment], now: datetime) -> None:
    """Leave rows that only count: they point at a number nobody stands behind, and hold no name.

    A person's enrolments of one course move together, with the attendance that belongs to them.
    """
    pairs = set(enrollments.values_list("person", "run__course"))
    keys = list(enrollments.values_list("pk", flat=True))
    for person_id, course_id in sorted(pairs):
        stand_in = nobody(now=now)
        mine = Enrollment.objects.filter(person=person_id, run__course=course_id)
        keys += list(mine.values_list("pk", flat=True))
        _empty(mine, now)
        mine.update(person=stand_in)
        for model in (Attendance, AttendanceMark):
            model.objects.filter(person=person_id, session__run__course=course_id).update(person=stand_in)
    _forget_who_did_it(keys)


def _empty(enrollments: QuerySet[Enrollment], now: datetime) -> None:
    erase_texts(Submission.objects.filter(enrollment__in=enrollments), now)
    for link in person_links():
        if link.model is Enrollment:
            empty_rows(enrollments.all(), link, now)
        elif link.model is Transition and link.personal:
            empty_rows(Transition.objects.filter(enrollment__in=enrollments), link, now)


def _forget_who_did_it(keys: list[UUID]) -> None:
    Transition.objects.filter(enrollment__in=keys).update(by=None)
    MakeUp.objects.filter(enrollment__in=keys).update(chosen_by=None)
    ModuleVisit.objects.filter(enrollment__in=keys).delete()
