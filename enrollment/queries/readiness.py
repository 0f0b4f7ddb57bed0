"""What a run needs before it is shown to people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from courses.enums import Admission, Mode
from courses.models import CourseRun, Session
from courses.queries import current_rule_set, held_sessions, last_session_end
from enrollment.enums import Readiness
from enrollment.rights import WRITES
from enrollment.signals import run_checked


@dataclass(frozen=True)
class Check:
    """One line of the checklist: what is needed, whether it is there, and where it is put right.

    A required one that is not met keeps the run from being published.
    """

    label: Any
    is_met: bool
    url: str
    is_required: bool = False

    @property
    def blocks(self) -> bool:
        """Whether the run cannot be published before this is put right."""
        return self.is_required and not self.is_met


def closes_after_the_last_session(run: CourseRun) -> bool:
    """Whether people could still enrol when everything is over."""
    ends = last_session_end(run)
    return bool(ends and run.enrolment_closes_at and run.enrolment_closes_at > ends)


def checklist_before_publishing(run: CourseRun, now: datetime) -> list[Check]:
    """Every line in order, those of the apps above last; `run` comes from `runs_with_everything`."""
    form, page = reverse("courserun:edit", args=[run.pk]), reverse("courserun:inspect", args=[run.pk])
    own = [
        Check(
            kind.label,
            is_met(run, now),
            f"{form}#id_{_FIELDS[kind]}" if kind in _FIELDS else page,
            is_required=kind in _REQUIRED,
        )
        for kind, is_met in _CHECKS.items()
        if kind not in _of_enrolment or run.admission == Admission.OPEN
    ]
    answers: list[tuple[Any, Any]] = run_checked.send(sender=CourseRun, run=run)
    return own + [check for _receiver, check in answers]


def _every(run: CourseRun, has: Callable[[Session], Any]) -> bool:
    sessions = held_sessions(run)
    return bool(sessions) and all(has(session) for session in sessions)


def _place_known(run: CourseRun, now: datetime) -> bool:
    online, onsite = run.mode != Mode.ONSITE, run.mode != Mode.ONLINE
    return _every(run, lambda session: (session.link or not online) and (session.venue or not onsite))


def _has_rule(run: CourseRun, now: datetime) -> bool:
    rule_set = current_rule_set(run, now)
    return rule_set is not None and bool(rule_set.rules.all())


_CHECKS: dict[Readiness, Callable[[CourseRun, datetime], bool]] = {
    Readiness.DATES: lambda run, now: _every(run, lambda session: session.starts_at and session.ends_at),
    Readiness.PLACE_OR_LINK: _place_known,
    Readiness.TRAINERS: lambda run, now: any(part.role in WRITES and part.person_id for part in run.roles.all()),
    Readiness.ENROLMENT: lambda run, now: bool(run.enrolment_opens_at and run.enrolment_closes_at),
    Readiness.IN_TIME: lambda run, now: not closes_after_the_last_session(run),
    Readiness.PLACES: lambda run, now: run.places is not None,
    Readiness.RULE: _has_rule,
    Readiness.CONTACT: lambda run, now: bool(run.contact_email),
}
_of_enrolment = frozenset({Readiness.ENROLMENT, Readiness.IN_TIME, Readiness.PLACES})
_REQUIRED = frozenset({Readiness.ENROLMENT})  # what `CourseRun.clean` refuses in a published run
_FIELDS = {  # of the run's form; the rest is put right on the run's page
    Readiness.ENROLMENT: "enrolment_opens_at",
    Readiness.IN_TIME: "enrolment_closes_at",
    Readiness.PLACES: "places",
    Readiness.CONTACT: "contact_email",
}
