"""What the table of sessions tells beside the attendance: part of the time, guests, away, not marked. Each opens."""

from collections.abc import Callable
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from courses.models import CourseRun, Session
from courses.queries import held_sessions
from enrollment.enums import AttendanceStatus
from reports.queries import people as who
from reports.queries.figures import Figure, Text, figures_of, session_figures, why_session_unknown
from reports.queries.people import People


class SessionPart(NamedTuple):
    """One number of a session; `label` holds the session's number."""

    key: str
    label: Text
    meaning: Text
    rows: Callable[[Session, datetime], People]


PARTS = (
    SessionPart(
        "partial",
        _("Part of the time, session %(number)s"),
        _("Those who were at this session for a part of the time."),
        lambda session, as_of: who.attended_session(session, as_of).filter(status=AttendanceStatus.PARTIAL),
    ),
    SessionPart(
        "guests",
        _("From another group, session %(number)s"),
        _("Those who were at this session and take part in another run of the training."),
        lambda session, as_of: who.attended_session(session, as_of).exclude(run=session.run_id),
    ),
    SessionPart(
        "absent",
        _("Away, session %(number)s"),
        _("Those who were marked away from this session, told beforehand or not."),
        who.absent_from_session,
    ),
    SessionPart(
        "unmarked",
        _("Not marked, session %(number)s"),
        _("Participants nobody has marked at this session. They may have joined after it was confirmed."),
        who.unmarked_at_session,
    ),
)


def session_part_figures(run: CourseRun, as_of: datetime) -> list[Figure]:
    """The parts of every held session: `partial-1`, `guests-1`, `absent-1`, `unmarked-1` …"""
    return [
        Figure(
            f"{part.key}-{session.number}",
            str(part.label) % {"number": session.number},
            part.meaning,
            part.rows(session, as_of),
            why_session_unknown(session, as_of),
            session,
        )
        for session in held_sessions(run)
        for part in PARTS
    ]


def figure_called(run: CourseRun, key: str, as_of: datetime) -> Figure | None:
    """The figure of the run, of a session or of a part of one with this key, or None."""
    kinds = (figures_of, session_figures, session_part_figures)  # the next only when the ones before lack it
    figures = chain.from_iterable(figures_in(run, as_of) for figures_in in kinds)
    return next((figure for figure in figures if figure.key == key), None)
