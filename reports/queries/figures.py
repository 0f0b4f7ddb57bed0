"""The named figures of one run: what each is called, what it means, and the rows it opens to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from courses.enums import WITHOUT_A_LIST
from courses.models import CourseRun, Session
from courses.queries import held_sessions
from reports.queries import people as who
from reports.queries.people import People

Text = str | Promise

NOT_KNOWN = pgettext_lazy("figure", "not known")
NOT_CONFIRMED = pgettext_lazy("figure", "attendance not confirmed")
TO_COME = pgettext_lazy("figure", "to come")
CALLED_OFF = pgettext_lazy("figure", "cancelled")
NO_LIST = pgettext_lazy("figure", "no list of names")


@dataclass(frozen=True)
class Definition:
    """A figure of any run."""

    key: str
    label: Text
    meaning: Text
    holds: Callable[[datetime], Q]

    def among(self, everybody: People, as_of: datetime) -> People:
        """The rows of `people.people` that the figure counts."""
        return everybody.filter(self.holds(as_of))


REGISTERED = Definition(
    "registered",
    pgettext_lazy("figure", "Enrolled"),
    _("Everybody who enrolled and had a place at some time, those who cancelled included. The queue is not."),
    who.registered,
)
WALKED_IN = Definition(
    "walked-in",
    pgettext_lazy("figure", "Came without enrolling"),
    _("Those who were added on the day. They are not counted among the enrolled."),
    who.walked_in,
)
WAITING = Definition(
    "waiting", pgettext_lazy("figure", "In the queue"), _("Those who are in the queue now."), who.waiting
)
CANCELLED = Definition(
    "cancelled",
    pgettext_lazy("figure", "Cancelled"),
    _("Those who had a place and cancelled. They stay among the enrolled."),
    who.cancelled,
)
ATTENDED = Definition(
    "attended",
    pgettext_lazy("figure", "Attended"),
    _("Participants who were at one session of their own run at least, for a part of the time at least. Only "
      "sessions whose attendance is confirmed count."),
    who.attended,
)  # fmt: skip
COMPLETED = Definition(
    "completed", pgettext_lazy("figure", "Completed"), _("Those who have filled the completion rule."), who.completed
)
CERTIFIED = Definition(
    "certified",
    pgettext_lazy("figure", "Got a certificate"),
    _("Those whose certificate is valid. A replaced certificate and its replacement count once."),
    who.certified,
)
APPLIED = Definition(
    "applied", pgettext_lazy("figure", "Applied"), _("Everybody who applied, whatever came of it."), who.applied
)
SELECTED = Definition(
    "selected", pgettext_lazy("figure", "Selected"), _("Those who applied and were selected."), who.selected
)
NO_SHOW = Definition(
    "no-show",
    pgettext_lazy("figure", "Away without cancelling"),
    _("Those who kept their place, came to no confirmed session of the run and had not told of it beforehand."),
    who.no_show,
)
DEFINITIONS = (REGISTERED, WALKED_IN, WAITING, CANCELLED, ATTENDED, COMPLETED, CERTIFIED)
IN_PERIOD = (
    APPLIED, REGISTERED, SELECTED, WAITING, CANCELLED, WALKED_IN, ATTENDED, NO_SHOW, COMPLETED, CERTIFIED,
)  # fmt: skip
IN_RUN_LIST = (REGISTERED, COMPLETED, CERTIFIED)
FLOW = (REGISTERED, ATTENDED, COMPLETED, CERTIFIED)


@dataclass(frozen=True)
class Figure:
    """One figure of one run: `rows` are the people counted, `unknown` the words for a number nobody knows."""

    key: str
    label: Text
    meaning: Text
    rows: People
    unknown: Text = ""
    session: Session | None = None

    def said(self, count: int) -> str:
        """The number, or why there is none."""
        return str(self.unknown or count)


def figures_of(run: CourseRun, as_of: datetime) -> list[Figure]:
    """The figures of the run itself, in the order they are shown."""
    everybody = who.people([run], as_of)
    return [
        Figure(
            definition.key,
            definition.label,
            definition.meaning,
            definition.among(everybody, as_of),
            _why_unknown(definition, run, as_of),
        )
        for definition in DEFINITIONS
    ]


def session_figures(run: CourseRun, as_of: datetime) -> list[Figure]:
    """Attendance of each held session: `attended-1`, `attended-2` …"""
    return [_of_session(session, as_of) for session in held_sessions(run)]


def _of_session(session: Session, as_of: datetime) -> Figure:
    return Figure(
        f"attended-{session.number}",
        gettext("Attended, session %(number)s") % {"number": session.number},
        _("Those who were at this session, for a part of the time at least. Guests of other groups are included."),
        who.attended_session(session, as_of),
        why_session_unknown(session, as_of),
        session,
    )


def why_session_unknown(session: Session, as_of: datetime) -> Text:
    """Why nobody can say yet who was at the session; empty when it is known."""
    if session.cancelled_at is not None:
        return CALLED_OFF
    if session.attendance_confirmed_at is not None and session.attendance_confirmed_at <= as_of:
        return ""
    return TO_COME if session.starts_at and session.starts_at > as_of else NOT_CONFIRMED


def _why_unknown(definition: Definition, run: CourseRun, as_of: datetime) -> Text:
    if is_counted_elsewhere(run):
        return NOT_KNOWN
    known = partial(why_session_unknown, as_of=as_of)
    if definition is ATTENDED and all(known(session) for session in held_sessions(run)):
        return NOT_KNOWN
    return ""


def definition_called(key: str) -> Definition | None:
    """The figure of a period with this key, or None."""
    return next((each for each in IN_PERIOD if each.key == key), None)


def is_counted_elsewhere(run: CourseRun) -> bool:
    """Whether people do not enrol here at all, so that zero would be a lie."""
    return run.admission in WITHOUT_A_LIST


def everyone_with_a_place(run: CourseRun, as_of: datetime) -> People:
    """The rows of the run's own file: the enrolled and those who came without enrolling."""
    return who.people([run], as_of).filter(who.placed(as_of))
