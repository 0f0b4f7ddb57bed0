"""What is missing in a run, as a table and as a file."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from enrollment.enums import SubmissionState
from enrollment.queries.own import Standing
from messaging.dates import moment
from reports.queries import Missing, Turn
from reports.tables import DASH, Cell, Column, Table


def headings() -> list[str]:
    """The columns of the table and of the file."""
    return [_("Name"), _("Session"), _("What is missing"), _("Whose turn"), pgettext("missing", "By")]


def texts(row: Missing) -> list[str]:
    """A row in words."""
    unit = f"{row.unit.number}. {row.unit.title}".strip()
    by = moment(row.due_at) if row.due_at else ""
    return [row.enrollment.shown_name, unit, what_is_missing(row), whose_turn(row.turn), by]


def missing_table(rows: Sequence[Missing], count: int, *, opens_people: bool) -> Table:
    """The rows; a name opens the enrolment to administrators, and what is the trainer's to do opens there."""
    caption = ngettext("%(count)s thing is missing", "%(count)s things are missing", count) % {"count": count}
    return Table(caption, [Column(label) for label in headings()], [_cells(row, opens_people) for row in rows])


def _cells(row: Missing, opens_people: bool) -> list[Cell]:
    name, unit, what, turn, by = texts(row)
    person = reverse("enrollment:inspect", args=[row.enrollment.pk]) if opens_people else ""
    return [Cell(name, url=person), Cell(unit), Cell(what, url=_place_of(row)), Cell(turn), Cell(by or DASH)]


def _place_of(row: Missing) -> str:
    """Where the trainer does what is theirs to do."""
    if row.standing == Standing.IN_REVIEW and row.task:
        return reverse("review", args=[row.task.pk])
    return reverse("desk-session", args=[row.session.pk]) if row.standing == Standing.UNCONFIRMED else ""


def what_is_missing(row: Missing) -> str:
    """How the unit stands, by what happens next."""
    if row.is_in_vain:
        return _("More than may be made up for: no certificate from this run")
    if row.task and row.standing in (Standing.TO_WRITE, Standing.IN_REVIEW):
        return _task_words(row) % {"title": row.task.assignment.title}
    words = {
        Standing.UNCONFIRMED: _("The attendance is not confirmed"),
        Standing.MISSED: _("Away, and no assignment makes up for the session"),
    }
    return words[row.standing]


def _task_words(row: Missing) -> str:
    if row.standing == Standing.IN_REVIEW:
        return _("The answer waits for review: %(title)s")
    if row.task and row.task.state == SubmissionState.REVISION_ASKED:
        return _("Asked to be more precise: %(title)s")
    return _("The supplementary assignment has not been sent: %(title)s")


def whose_turn(turn: Turn) -> str:
    """Who does something next."""
    words = {
        Turn.TRAINER: _("Trainer"),
        Turn.CONTACT: pgettext("turn", "Contact person"),
        Turn.PARTICIPANT: pgettext("turn", "Participant"),
    }
    return words[turn]
