"""What a run needs before it is shown to people."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from courses.enums import Admission, Mode
from courses.models import CoursePage, CourseRun, Session
from courses.queries import current_rule_set, held_sessions, last_session_end, lead_organiser, new_page_address
from enrollment.enums import Readiness
from enrollment.rights import WRITES
from enrollment.signals import run_checked

LONGEST = timedelta(days=1)  # of one session: two days are two sessions


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
        if _has_something_to_check(kind, run)
    ]
    answers: list[tuple[Any, Any]] = run_checked.send(sender=CourseRun, run=run)
    return [*own, *_page_check(run), *(check for _receiver, check in answers if check)]


def _has_something_to_check(kind: Readiness, run: CourseRun) -> bool:
    """Nothing is called in order that is not there."""
    if kind == Readiness.POSSIBLE_TIMES:
        return any(session.starts_at and session.ends_at for session in held_sessions(run))
    if kind == Readiness.IN_TIME and not (last_session_end(run) and run.enrolment_closes_at):
        return False
    return kind not in _of_enrolment or run.admission == Admission.OPEN


def _page_check(run: CourseRun) -> list[Check]:
    """Whether people find the run on the site, and the way to make the training's page; none for one that is only
    recorded.
    """
    if run.admission == Admission.RECORD_ONLY:
        return []
    page = CoursePage.objects.filter(course=run.course_id, locale__language_code=run.language).first()
    return [Check(Readiness.PAGE.label, bool(page and page.live), _page_address(run, page))]


def _page_address(run: CourseRun, page: CoursePage | None) -> str:
    """Where the page is written: in its own form, or a new one."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else new_page_address(run.language)


def times_to_check(session: Session, others: Iterable[Session], now: datetime) -> list[str]:
    """What is odd about when the session is held, in sentences; the times may still be right."""
    if not (session.starts_at and session.ends_at):
        return []
    odd = []
    if lasts_too_long(session):
        odd.append(_("The session lasts longer than a day. Check when it begins and ends."))
    if session.starts_at < now:
        odd.append(_("The session begins in the past. Check the day."))
    same_time = [str(other.number) for other in others if other.pk != session.pk and overlap(session, other)]
    if same_time:
        odd.append(
            _("At the same time there is session %(numbers)s of the run. Check the times.")
            % {"numbers": ", ".join(same_time)}
        )
    return odd


def lasts_too_long(session: Session) -> bool:
    """Whether it is longer than people can meet at a stretch."""
    return bool(session.starts_at and session.ends_at and session.ends_at - session.starts_at > LONGEST)


def overlap(one: Session, other: Session) -> bool:
    """Whether two sessions are held at the same time; False where a time is not known."""
    if not (one.starts_at and one.ends_at and other.starts_at and other.ends_at):
        return False
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _times_are_possible(run: CourseRun, now: datetime) -> bool:
    sessions = held_sessions(run)
    return not any(map(lasts_too_long, sessions)) and not any(overlap(*pair) for pair in combinations(sessions, 2))


def _every(run: CourseRun, has: Callable[[Session], Any]) -> bool:
    sessions = held_sessions(run)
    return bool(sessions) and all(has(session) for session in sessions)


def _place_known(run: CourseRun, now: datetime) -> bool:
    online, onsite = run.mode != Mode.ONSITE, run.mode != Mode.ONLINE
    return _every(run, lambda session: (session.link or not online) and (session.venue or not onsite))


def _has_rule(run: CourseRun, now: datetime) -> bool:
    rule_set = current_rule_set(run, now)
    return rule_set is not None and bool(rule_set.rules.all())


def _has_organiser(run: CourseRun, now: datetime) -> bool:
    return lead_organiser(run) is not None


_CHECKS: dict[Readiness, Callable[[CourseRun, datetime], bool]] = {
    Readiness.DATES: lambda run, now: _every(run, lambda session: session.starts_at and session.ends_at),
    Readiness.POSSIBLE_TIMES: _times_are_possible,
    Readiness.PLACE_OR_LINK: _place_known,
    Readiness.TRAINERS: lambda run, now: any(part.role in WRITES and part.person_id for part in run.roles.all()),
    Readiness.ENROLMENT: lambda run, now: bool(run.enrolment_opens_at and run.enrolment_closes_at),
    Readiness.IN_TIME: lambda run, now: not closes_after_the_last_session(run),
    Readiness.PLACES: lambda run, now: run.places is not None,
    Readiness.RULE: _has_rule,
    Readiness.CONTACT: lambda run, now: bool(run.contact_email),
    Readiness.ORGANISER: _has_organiser,
}
_of_enrolment = frozenset({Readiness.ENROLMENT, Readiness.IN_TIME, Readiness.PLACES})
_REQUIRED = frozenset({Readiness.ENROLMENT})  # what `CourseRun.clean` refuses in a published run
_FIELDS = {  # of the run's form; the rest is put right on the run's page
    Readiness.ENROLMENT: "enrolment_opens_at",
    Readiness.IN_TIME: "enrolment_closes_at",
    Readiness.PLACES: "places",
    Readiness.CONTACT: "contact_email",
}
