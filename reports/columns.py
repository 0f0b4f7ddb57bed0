"""What is told of a person behind a figure: the same columns for the list on the screen and for the file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import CourseRun, Session
from courses.queries import held_sessions
from enrollment.enums import AttendanceStatus, EnrollmentState
from enrollment.models import Enrollment
from messaging.dates import NBSP, date_range
from reports.queries import Definition, Figure, why_session_unknown
from reports.queries.breakdown import organisation_label
from reports.queries.figures import NOT_KNOWN

NOT_ALONG = frozenset({"waiting", "cancelled"})  # these complete nothing: the day their state began tells more
Marks = Mapping[tuple[int, UUID], tuple[str, int | None]]


@dataclass(frozen=True)
class PersonColumn:
    """A heading, and what stands under it for a row of `queries.listed`; empty when it did not happen."""

    label: str
    text: Callable[[Enrollment], str]


def columns_of(figure: Figure, run: CourseRun) -> list[PersonColumn]:
    """The columns of one figure's rows; attendance only where the figure is about a session."""
    attendance = [PersonColumn(_("Attendance"), _own_mark)] if figure.session else []
    how_far = _how_far(run)
    if figure.key in NOT_ALONG:
        return [*_who(), how_far.state, how_far.since, how_far.enrolled]
    return [*_who(), *attendance, how_far.state, how_far.enrolled, how_far.completed, how_far.certified]


def columns_of_run(run: CourseRun, marks: Marks, as_of: datetime) -> list[PersonColumn]:
    """The columns of the run's own file: each held session has one."""
    sessions = [
        PersonColumn(_session_label(session), _mark_at(session, marks, as_of)) for session in held_sessions(run)
    ]
    origin = PersonColumn(_("How the person came in"), lambda row: str(row.get_origin_display()))
    return [*_who(), *_how_far(run), origin, *sessions]


def columns_of_period(figure: Definition) -> list[PersonColumn]:
    """The columns of a period's rows: what the person did in the newest run that the figure counts."""
    how_far = _how_far(None)
    job = PersonColumn(_("Job title"), lambda row: row.profession.title if row.profession else row.profession_text)
    where = PersonColumn(_("Run"), lambda row: row.run.label)
    if figure.key in NOT_ALONG:
        return [*_who(), job, where, how_far.state, how_far.since, how_far.enrolled]
    return [*_who(), job, where, how_far.state, how_far.enrolled, how_far.completed, how_far.certified]


def _who() -> list[PersonColumn]:
    return [
        PersonColumn(_("Name"), lambda row: row.name or _("Name removed")),
        PersonColumn(_("Organisation"), lambda row: organisation_label(row.organisation_key, row.organisation_name)),  # type: ignore[attr-defined]
        PersonColumn(_("Sector"), lambda row: row.sector.title if row.sector else str(NOT_KNOWN)),
    ]


class _HowFar(NamedTuple):
    state: PersonColumn
    since: PersonColumn
    enrolled: PersonColumn
    completed: PersonColumn
    certified: PersonColumn


def _how_far(run: CourseRun | None) -> _HowFar:
    """State and dates in this run, of a guest only where they come from; without a run in each row's own."""

    def is_own(row: Enrollment) -> bool:
        return run is None or row.run_id == run.pk

    def own(text: Callable[[Enrollment], str]) -> Callable[[Enrollment], str]:
        return lambda row: text(row) if is_own(row) else ""

    return _HowFar(
        PersonColumn(_("State"), lambda row: _state(row) if is_own(row) else _guest(row)),
        PersonColumn(_("Since"), own(lambda row: _day(row.since))),  # type: ignore[attr-defined]
        PersonColumn(_("Enrolled on"), own(lambda row: _day(row.created_at))),
        PersonColumn(_("Completed on"), own(lambda row: _day(row.completed_at))),
        PersonColumn(_("Certificate on"), own(lambda row: _day(row.certified_at))),  # type: ignore[attr-defined]
    )


def _state(row: Enrollment) -> str:
    return str(EnrollmentState(row.state_then).label)  # type: ignore[attr-defined]


def _guest(row: Enrollment) -> str:
    return _("From another group: %(run)s") % {"run": row.run.label}


def _day(instant: datetime | None) -> str:
    """`28.5.2021`, as a spreadsheet reads it; empty for none."""
    if instant is None:
        return ""
    day = localtime(instant).date()
    return date_range(day, day)


def _own_mark(row: Enrollment) -> str:
    return mark_words(row.status, row.minutes)  # type: ignore[attr-defined]


def mark_words(status: str, minutes: int | None) -> str:
    """The mark in words, with the minutes when they were noted."""
    if not status:
        return pgettext("attendance", "Not marked")
    word = str(AttendanceStatus(status).label)
    return f"{word} ({minutes}{NBSP}min)" if minutes else word


def _mark_at(session: Session, marks: Marks, as_of: datetime) -> Callable[[Enrollment], str]:
    unknown = str(why_session_unknown(session, as_of))
    return lambda row: unknown or mark_words(*marks.get((row.person_id, session.pk), ("", None)))


def _session_label(session: Session) -> str:
    if session.starts_at is None:
        return _("Session %(number)s") % {"number": session.number}
    return _("Session %(number)s, %(day)s") % {"number": session.number, "day": _day(session.starts_at)}
