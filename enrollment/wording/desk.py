"""The attendance list in the shape its component expects. Pure but for translation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from wagtail.models import ModelLogEntry

from courses.models import Assignment, Session
from enrollment.enums import AttendanceStatus, Covers, Decision, EnrollmentState, Qualifier
from enrollment.models import Attendance, Figure, Submission, SubmissionFile, SubmissionTurn
from enrollment.queries.desk import AttendanceList, ListedPerson
from enrollment.queries.make_ups import Consequences, Missing, News
from messaging.dates import clock, moment


@dataclass(frozen=True)
class AttendanceRow:
    """One person on the attendance list; `version` goes back with the mark and tells what the screen showed.

    With an `error` the minutes are what was typed and not stored.
    """

    person_id: int
    name: str
    detail: str
    status: str
    minutes: int | str | None
    marked_text: str
    locked: bool
    version: str
    removable: bool = False
    error: str = ""


def attendance_rows(
    people: AttendanceList, refused: Mapping[int, tuple[str, str]] = MappingProxyType({})
) -> list[AttendanceRow]:
    """The list as rows; of a confirmed session only those who joined later can be marked, so they come first.

    `refused` holds, by person, the minutes that were typed and why they were not stored.
    """
    is_confirmed = people.session.attendance_confirmed_at is not None
    rows = [_attendance_row(listed, people.session) for listed in people.people]
    for number, row in enumerate(rows):
        if row.person_id in refused:
            typed, why = refused[row.person_id]
            rows[number] = replace(row, status=AttendanceStatus.PARTIAL.value, minutes=typed, error=why)
    return sorted(rows, key=lambda row: row.locked) if is_confirmed else rows


def _attendance_row(listed: ListedPerson, session: Session) -> AttendanceRow:
    detail = _about(listed)
    if listed.attendance is None:
        return AttendanceRow(listed.person.pk, listed.name, detail, "", None, "", False, ":", listed.removable)
    row = row_of(listed.attendance, session, name=listed.name, detail=detail)
    is_confirmed = session.attendance_confirmed_at is not None
    return replace(row, locked=is_confirmed, removable=listed.removable)


def _about(listed: ListedPerson) -> str:
    enrollment, guest = listed.enrollment, about_guest(listed)
    if enrollment is None:
        return guest or _("From another group")
    ended = "" if enrollment.is_live else str(EnrollmentState(enrollment.state).label)
    came = _("Came without enrolling first") if listed.is_walk_in else ""
    return "\N{NO-BREAK SPACE}· ".join(
        filter(None, [guest, ended, came, enrollment.organisation_name, enrollment.profession_text])
    )


def about_guest(listed: ListedPerson) -> str:
    """In which other group the person has a place; empty for the group's own people."""
    return _("Guest of a group: %(group)s") % {"group": listed.guest_of} if listed.guest_of else ""


def row_of(attendance: Attendance, session: Session, *, name: str = "", detail: str = "") -> AttendanceRow:
    """A marked person's row, with who marked and when."""
    shown = f"{attendance.status}:{attendance.minutes or ''}"
    return AttendanceRow(
        attendance.person_id, name, detail, attendance.status, attendance.minutes,
        _marked_text(attendance, session), False, f"{shown}:{attendance.version}",
    )  # fmt: skip


def _marked_text(attendance: Attendance, session: Session) -> str:
    """Who marked and when: the clock alone on the day of the session. Of an absence told beforehand when it was."""
    if attendance.status == AttendanceStatus.EXCUSED:
        return _("Away, told beforehand: %(moment)s") % {"moment": moment(attendance.marked_at)}
    if attendance.marked_by is None:
        return ""
    name = attendance.marked_by.get_short_name()
    is_same_day = session.starts_at and localdate(session.starts_at) == localdate(attendance.marked_at)
    if is_same_day:
        return _("%(name)s marked at %(clock)s") % {"name": name, "clock": clock(attendance.marked_at)}
    return _("%(name)s marked %(moment)s") % {"name": name, "moment": moment(attendance.marked_at)}


def said_of(attendance: Attendance) -> str:
    """What a screen reader says after a mark: whom, and how."""
    return f"{attendance.person.shown_name}: {attendance_word(attendance.status)}."


def undone_sentence(rows: Sequence[AttendanceRow]) -> str:
    """Whose marks were taken back, and how each stands now."""
    if not rows:
        return _("Nothing was taken back: the marks have changed since.")
    people = ", ".join(f"{row.name} ({attendance_word(row.status)})" for row in rows)
    return _("Taken back. Now: %(people)s.") % {"people": people}


def tally(people: AttendanceList) -> str:
    """How many are marked how, as one line: `Paikalla 5 · Poissa 1`; empty before the first mark."""
    statuses = [listed.attendance.status for listed in people.people if listed.attendance]
    counted = [(attendance_word(status), statuses.count(status)) for status in AttendanceStatus if status in statuses]
    return " · ".join(f"{word} {count}" for word, count in counted)


def missed_words(listed: ListedPerson) -> str:
    """Why the session will not count for the person: `poissa`, or how long they were there."""
    attendance = listed.attendance
    if attendance is None or attendance.status != AttendanceStatus.PARTIAL:
        return attendance_word(attendance.status if attendance else "").lower()
    if attendance.minutes is None:
        return _("part of the time, minutes not marked: the session does not count")
    return _("part of the time, %(minutes)s min") % {"minutes": attendance.minutes}


def missed_rows(people: AttendanceList, found: Consequences) -> list[dict[str, str]]:
    """`name`, `why` and `follows` of everybody marked for whom the session will not count, as on the list."""
    missing = {each.enrollment.pk: each for each in found.missing}
    return [
        {
            "name": listed.name,
            "why": missed_words(listed),
            "follows": follows_words(missing[listed.enrollment.pk], found.assignment),
        }
        for listed in people.people
        if listed.enrollment and listed.enrollment.pk in missing
    ]


def follows_words(missing: Missing, assignment: Assignment | None) -> str:
    """What somebody who missed a session is told once the attendance is confirmed."""
    news = missing.news
    if missing.is_unreached:
        return _("No address: tell the person yourself about the missed session and the supplementary assignment.")
    if news in (News.ASSIGNMENT, News.TOO_MANY) and assignment:
        return _("Gets the supplementary assignment by mail today: %(title)s") % {"title": assignment.title}
    words = {
        News.OUT_OF_REACH: _("Is told by mail today that a certificate can no longer be got from this run."),
        News.TOLD_ALREADY: _("Has been given the supplementary assignment before. Gets no new message."),
        News.NO_ASSIGNMENT: _(
            "Gets no message: this session has no supplementary assignment. The administrators get a task about it."
        ),
        News.NOT_REPLACEABLE: _("Gets no message: under the completion rules no missed session can be made up for."),
        News.HAS_PROOF: _("Gets no message: there is a certificate already. The administrators decide what follows."),
    }
    return words[news]


def told_sentence(count: int) -> str:
    """How many were written to when the attendance was confirmed; empty for nobody."""
    if not count:
        return ""
    return ngettext(
        "%(count)s person who missed the session got a message.",
        "%(count)s people who missed the session got a message.",
        count,
    ) % {"count": count}


def unreached_sentence(found: Consequences) -> str:
    """By name those who have to be told by the trainer, for want of an address; empty for nobody."""
    names = [each.enrollment.shown_name for each in found.missing if each.is_unreached]
    return _("No address, tell them yourself: %(names)s.") % {"names": ", ".join(names)} if names else ""


def reopened_sentence(reopening: ModelLogEntry) -> str:
    """Who opened the attendance for corrections, when and why."""
    return _("Reopened for corrections: %(name)s, %(moment)s. Reason: %(reason)s") % {
        "name": reopening.user.name if reopening.user else "",
        "moment": moment(reopening.timestamp),
        "reason": reopening.data.get("reason", ""),
    }


def conflict_sentence(attendance: Attendance) -> str:
    """Whose mark stands when two trainers marked the same person."""
    return _("%(person)s: the mark of %(name)s stands (%(status)s, %(clock)s). Yours changed nothing.") % {
        "person": attendance.person.shown_name,
        "name": attendance.marked_by.shown_name if attendance.marked_by else "",
        "status": attendance_word(attendance.status),
        "clock": clock(attendance.marked_at),
    }


def attendance_word(status: str) -> str:
    """The status as a word; "not marked" for an empty one."""
    return str(AttendanceStatus(status).label) if status else pgettext("attendance", "Not marked")


def headcount_sentence(figure: Figure) -> str:
    """`Paikalla noin 40, kaikki mukaan luettuna. Kirjannut Helmi Harju.`"""
    recorded = _("Recorded by %(name)s.") % {"name": figure.by.name} if figure.by else ""
    return " ".join(filter(None, [headcount_told(figure), recorded]))


def headcount_told(figure: Figure) -> str:
    """`Paikalla noin 40, kaikki mukaan luettuna.`"""
    told = {
        Covers.EVERYONE: _("%(number)s present, everybody included."),
        Covers.UNNAMED: _("%(number)s present without a name on the list."),
    }
    return told[Covers(figure.covers)] % {"number": figure.in_words()}


def headcount_initial(headcounts: dict[str, Figure]) -> dict[str, object]:
    """What the form of the headcount begins with: the number that stands, that of everyone first."""
    standing = [figure for covers in Covers.values if (figure := headcounts.get(covers)) and figure.quantity]
    if not standing:
        return {}
    figure = standing[0]
    qualifier = figure.qualifier if figure.qualifier == Qualifier.EXACT else Qualifier.ABOUT
    return {"value": figure.value, "qualifier": qualifier, "covers": figure.covers}


@dataclass(frozen=True)
class Stage:
    """One earlier stage of an assignment."""

    heading: str
    text: str
    files: Sequence[SubmissionFile] = ()


def turn_stages(turns: Sequence[SubmissionTurn]) -> list[Stage]:
    """What was sent and decided before, newest first: the comment first, then what it was about."""
    stages = []
    for turn in turns:
        if turn.decision and turn.reviewer and turn.decided_at:
            heading = f"{turn.get_decision_display()} · {turn.reviewer.shown_name} · {moment(turn.decided_at)}"
            stages.append(Stage(heading, turn.comment))
        if turn is not turns[0]:
            sent = _("Sent %(moment)s") % {"moment": moment(turn.submitted_at)}
            stages.append(Stage(sent, turn.text, list(turn.files.all())))
    return stages


def decided_sentence(submission: Submission) -> str:
    """Who decided on the answer and when; empty while it waits, and for an answer being written anew."""
    if submission.state not in Decision.values or submission.reviewer is None or submission.decided_at is None:
        return ""
    facts = {"name": submission.reviewer.shown_name, "moment": moment(submission.decided_at)}
    if submission.state == Decision.ACCEPTED:
        return _("%(name)s accepted the answer %(moment)s.") % facts
    return _("%(name)s asked for more %(moment)s.") % facts
