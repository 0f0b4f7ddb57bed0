"""What is missing in a run, as a table and as a file."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses.models import CourseRun
from enrollment.enums import SubmissionState
from enrollment.queries.own import Standing
from messaging.dates import moment
from reports.queries import Line, Missing, Reason, RunStage, Turn, has_participants, is_counted_elsewhere, stage_of
from reports.tables import DASH, Cell, Column, Table


def headings() -> list[str]:
    """The columns of the table and of the file."""
    return [_("Name"), _("Session"), _("What is missing"), _("Whose turn"), pgettext("missing", "By")]


def texts(line: Line) -> list[str]:
    """A line in words."""
    row = line.missing
    unit = f"{row.unit.number}. {row.unit.title}".strip()
    by = moment(row.due_at) if row.due_at else ""
    return [_whom(line), unit, what_is_missing(row), whose_turn(row.turn), by]


def _whom(line: Line) -> str:
    if not line.waiting:
        return line.missing.enrollment.shown_name
    return ngettext("%(count)s participant", "%(count)s participants", line.waiting) % {"count": line.waiting}


def missing_table(rows: Sequence[Line], count: int, *, opens_people: bool) -> Table:
    """The rows; a name opens the enrolment to administrators, and what is the trainer's to do opens there."""
    caption = ngettext("%(count)s thing is missing", "%(count)s things are missing", count) % {"count": count}
    return Table(caption, [Column(label) for label in headings()], [_cells(row, opens_people) for row in rows])


def _cells(line: Line, opens_people: bool) -> list[Cell]:
    name, unit, what, turn, by = texts(line)
    row = line.missing
    person = reverse("enrollment:inspect", args=[row.enrollment.pk]) if opens_people and not line.waiting else ""
    return [Cell(name, url=person), Cell(unit), Cell(what, url=_place_of(row)), Cell(turn), Cell(by or DASH)]


def _place_of(row: Missing) -> str:
    """Where the trainer does what is theirs to do."""
    if row.standing == Standing.IN_REVIEW and row.task:
        return reverse("review", args=[row.task.pk])
    return reverse("desk-session", args=[row.session.pk]) if row.standing == Standing.UNCONFIRMED else ""


def what_is_missing(row: Missing) -> str:
    """How the unit stands, by what happens next."""
    if row.task and row.reason in (Reason.TO_WRITE, Reason.IN_REVIEW):
        return _task_words(row) % {"title": row.task.assignment.title}
    return reasons_in_words()[row.reason]


def _task_words(row: Missing) -> str:
    if row.standing == Standing.IN_REVIEW:
        return _("The answer waits for review: %(title)s")
    if row.task and row.task.state == SubmissionState.REVISION_ASKED:
        return _("Asked to be more precise: %(title)s")
    return _("The supplementary assignment has not been sent: %(title)s")


def reasons_in_words() -> dict[Reason, str]:
    """Why something may be missing, in the order of whose turn it is; without the assignment's title."""
    return {
        Reason.UNCONFIRMED: _("The attendance is not confirmed"),
        Reason.IN_REVIEW: _("An answer waits for review"),
        Reason.MISSED: _("Away, and no assignment makes up for the session"),
        Reason.IN_VAIN: _("More than may be made up for: no certificate from this run"),
        Reason.TO_WRITE: _("A supplementary assignment is the participant's to send"),
    }


def whose_turn(turn: Turn) -> str:
    """Who does something next."""
    words = {
        Turn.TRAINER: _("Trainer"),
        Turn.CONTACT: pgettext("turn", "Contact person"),
        Turn.PARTICIPANT: pgettext("turn", "Participant"),
    }
    return words[turn]


class Empty(NamedTuple):
    """Why the list is empty, as `components/empty_state.html` wants it."""

    title: str
    text: str


def why_empty(run: CourseRun, now: datetime) -> Empty:
    """Nobody lacks anything where nobody takes part, or before the first session; else everything is in order."""
    if not has_participants(run):
        if is_counted_elsewhere(run):
            return Empty(_("No list of names"), _("Nobody enrols in this run, so nothing is missing from anybody."))
        return Empty(_("No participants yet"), _("What is missing is shown here when the run has participants."))
    if stage_of(run, now) in (RunStage.TO_COME, RunStage.NOT_PUBLISHED):  # type: ignore[arg-type]
        return Empty(_("The training has not begun yet"), _("What is missing is shown here after the first session."))
    return Empty(_("Nothing is missing"), _("Nobody has missed anything that has not been made up for."))
