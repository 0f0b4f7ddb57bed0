"""The attendance list in the shape its component expects. Pure but for translation."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from enrollment.enums import AttendanceStatus
from enrollment.models import Attendance, SubmissionTurn
from enrollment.queries.desk import AttendanceList, ListedPerson
from messaging.dates import clock, moment


@dataclass(frozen=True)
class AttendanceRow:
    """One person on the attendance list; `version` goes back with the mark and tells what the screen showed."""

    person_id: int
    name: str
    detail: str
    status: str
    minutes: int | None
    marked_text: str
    locked: bool
    version: str


def attendance_rows(people: AttendanceList) -> list[AttendanceRow]:
    """The list as rows; of a confirmed session only those who joined later can be marked."""
    is_confirmed = people.session.attendance_confirmed_at is not None
    return [_attendance_row(listed, is_confirmed) for listed in people.people]


def _attendance_row(listed: ListedPerson, is_confirmed: bool) -> AttendanceRow:
    enrollment = listed.enrollment
    words = [enrollment.organisation_name, enrollment.profession_text] if enrollment else [_("From another group")]
    detail = " · ".join(word for word in words if word)
    if listed.attendance is None:
        return AttendanceRow(listed.person.pk, listed.name, detail, "", None, "", False, ":")
    return row_of(listed.attendance, name=listed.name, detail=detail, locked=is_confirmed)


def row_of(attendance: Attendance, *, name: str = "", detail: str = "", locked: bool = False) -> AttendanceRow:
    """A marked person's row, with who marked and when."""
    shown = f"{attendance.status}:{attendance.minutes or ''}"
    return AttendanceRow(
        attendance.person_id, name, detail, attendance.status, attendance.minutes,
        _marked_text(attendance), locked, f"{shown}:{attendance.version}",
    )  # fmt: skip


def _marked_text(attendance: Attendance) -> str:
    if attendance.marked_by is None:
        return ""
    facts = {"name": attendance.marked_by.get_short_name(), "clock": clock(attendance.marked_at)}
    return _("%(name)s marked at %(clock)s") % facts


def said_of(attendance: Attendance) -> str:
    """What a screen reader says after a mark: whom, and how."""
    return f"{attendance.person.name}: {attendance_word(attendance.status)}"


def tally(people: AttendanceList) -> str:
    """How many are marked how, as one line: `Paikalla 5 · Poissa 1`; empty before the first mark."""
    statuses = [listed.attendance.status for listed in people.people if listed.attendance]
    counted = [(attendance_word(status), statuses.count(status)) for status in AttendanceStatus if status in statuses]
    return " · ".join(f"{word} {count}" for word, count in counted)


def conflict_sentence(attendance: Attendance) -> str:
    """Whose mark stands when two trainers marked the same person."""
    return _("%(person)s: the mark of %(name)s stands (%(status)s, %(clock)s). Yours changed nothing.") % {
        "person": attendance.person.name,
        "name": attendance.marked_by.name if attendance.marked_by else "",
        "status": attendance_word(attendance.status),
        "clock": clock(attendance.marked_at),
    }


def attendance_word(status: str) -> str:
    """The status as a word; "not marked" for an empty one."""
    return str(AttendanceStatus(status).label) if status else pgettext("attendance", "Not marked")


@dataclass(frozen=True)
class Stage:
    """One earlier stage of an assignment."""

    heading: str
    text: str


def turn_stages(turns: Sequence[SubmissionTurn]) -> list[Stage]:
    """What was sent and decided before, newest first: the comment first, then the text it was about."""
    stages = []
    for turn in turns:
        if turn.decision and turn.reviewer and turn.decided_at:
            heading = f"{turn.get_decision_display()} · {turn.reviewer.name} · {moment(turn.decided_at)}"
            stages.append(Stage(heading, turn.comment))
        if turn is not turns[0]:
            stages.append(Stage(_("Sent %(moment)s") % {"moment": moment(turn.submitted_at)}, turn.text))
    return stages
