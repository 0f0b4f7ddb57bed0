"""Deciding whether somebody has completed the training. Called by every service that changes a fact."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from accounts.services.nights import do_each, once_a_night
from courses.models import CourseRun, RuleSet
from courses.progress import Progress
from courses.queries import held_sessions, runs_with_everything
from enrollment.models import Attendance, Enrollment
from enrollment.queries.progress import progress_of_many, rule_sets_for, unmet
from enrollment.signals import completion_undone, enrollment_completed

NIGHT_HOUR = 3  # Finnish time; nobody is confirming attendance then
SETTLED_FOR = timedelta(days=365)  # runs that ended earlier have no facts left to change


def settle(enrollment: Enrollment, *, now: datetime) -> None:
    """Rebuild the person's progress and note once when the rule was filled; announces it each time."""
    settle_run(runs_with_everything().get(pk=enrollment.run_id), now=now, only=[enrollment.pk])


@transaction.atomic
def settle_run(run: CourseRun, *, now: datetime, only: Iterable[object] | None = None) -> None:
    """Settle every participant of the run (or only some) with a constant number of reads."""
    participants = Enrollment.objects.confirmed().filter(run=run).select_related("rule_set", "person").order_by("pk")
    if only is not None:
        participants = participants.filter(pk__in=list(only))
    locked = list(participants.select_for_update(of=("self",)))
    verdicts = _verdicts(run, locked)
    for enrollment in locked:
        _apply(enrollment, run, verdicts.get(enrollment.pk), now)


def _verdicts(run: CourseRun, enrollments: list[Enrollment]) -> dict[object, tuple[RuleSet, Progress]]:
    """For each whose rule is filled: the earliest rule set that is, and the facts."""
    verdicts: dict[object, tuple[RuleSet, Progress]] = {}
    for rule_set in run.rule_sets.all():
        if not rule_set.rules.all():
            continue
        progresses = progress_of_many(run, enrollments, rule_set)
        for enrollment in enrollments:
            allowed = rule_set in rule_sets_for(enrollment, run) and enrollment.pk not in verdicts
            if allowed and not unmet(rule_set, progresses[enrollment.pk]):
                verdicts[enrollment.pk] = (rule_set, progresses[enrollment.pk])
    return verdicts


def _apply(enrollment: Enrollment, run: CourseRun, verdict: tuple[RuleSet, Progress] | None, now: datetime) -> None:
    if verdict is None:
        if enrollment.completed_at and _facts_are_final(enrollment, run, now):
            _undo(enrollment, now)
        return
    rule_set, progress = verdict
    if enrollment.completed_at is None and run.cancelled_at:
        return  # a run that was called off completes nobody any more
    if enrollment.completed_at is None:
        enrollment.completed_at, enrollment.completed_under = progress.decided_at or now, rule_set
        enrollment.save(update_fields=["completed_at", "completed_under"])
    enrollment_completed.send(sender=Enrollment, enrollment=enrollment, now=now)


def _facts_are_final(enrollment: Enrollment, run: CourseRun, now: datetime) -> bool:
    """Whether no past session is waiting for confirmation: a reopened one alone takes nothing away.

    That includes another group's session the person came to.
    """
    sessions = held_sessions(run)
    own_are_confirmed = all(each.attendance_confirmed_at for each in sessions if each.ends_at and each.ends_at <= now)
    elsewhere = Attendance.objects.filter(
        person=enrollment.person_id,
        session__topic__in={each.topic_id for each in sessions if each.topic_id},
        session__attendance_confirmed_at=None,
        session__cancelled_at=None,
    ).exclude(session__run=run)
    return own_are_confirmed and not elsewhere.exists()


def _undo(enrollment: Enrollment, now: datetime) -> None:
    enrollment.completed_at = enrollment.completed_under = None
    enrollment.save(update_fields=["completed_at", "completed_under"])
    completion_undone.send(sender=Enrollment, enrollment=enrollment, now=now)


@once_a_night(NIGHT_HOUR)
def settle_nightly(now: datetime) -> int:
    """Settle the recent runs once a night: what a crash or a change by hand left unsettled. Returns how many runs.

    One that fails never stops the others; RuntimeError in the end, and the round is repeated.
    """
    recent = runs_with_everything().filter(
        sessions__attendance_confirmed_at__isnull=False, sessions__ends_at__gte=now - SETTLED_FOR
    )
    return do_each(list(recent.distinct()), partial(settle_run, now=now))
