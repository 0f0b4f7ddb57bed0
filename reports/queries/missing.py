"""Who of a run still lacks what, and whose turn it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from accounts.collation import in_finnish_order
from courses.models import CourseRun, Session
from courses.progress import Unit
from courses.queries import runs_with_rules
from enrollment.models import Enrollment, Submission
from enrollment.queries.own import OwnPage, Standing, pages_of


class Turn(IntEnum):
    """Who does something next, in the order of the list: the staff's own first."""

    TRAINER = 1
    CONTACT = 2  # nothing on the site makes up for it: somebody has to agree on a way
    PARTICIPANT = 3


class Reason(StrEnum):
    """Why something is missing."""

    UNCONFIRMED = "unconfirmed"
    IN_REVIEW = "in-review"
    TO_WRITE = "to-write"
    MISSED = "missed"
    IN_VAIN = "in-vain"


REASONS = {
    Standing.IN_REVIEW: Reason.IN_REVIEW,
    Standing.UNCONFIRMED: Reason.UNCONFIRMED,
    Standing.MISSED: Reason.MISSED,
    Standing.TO_WRITE: Reason.TO_WRITE,
}
TURNS = {
    Standing.IN_REVIEW: Turn.TRAINER,
    Standing.UNCONFIRMED: Turn.TRAINER,
    Standing.MISSED: Turn.CONTACT,
    Standing.TO_WRITE: Turn.PARTICIPANT,
}


@dataclass(frozen=True)
class Missing:
    """One thing one person lacks: the unit, how it stands, and the answer or the session it waits for."""

    enrollment: Enrollment
    unit: Unit
    standing: Standing
    task: Submission | None
    session: Session
    is_in_vain: bool = False  # missed, and made up for it would not bring the certificate of this run any more

    @property
    def turn(self) -> Turn:
        """Whose turn it is."""
        return Turn.CONTACT if self.is_in_vain else TURNS[self.standing]

    @property
    def reason(self) -> Reason:
        """Why it is missing."""
        return Reason.IN_VAIN if self.is_in_vain else REASONS[self.standing]

    @property
    def due_at(self) -> datetime | None:
        """Until when the participant has time; None for the others."""
        return self.task.due_at if self.task and self.turn == Turn.PARTICIPANT else None


@dataclass(frozen=True)
class Line:
    """A line of the list: one thing one person lacks, or a session to confirm and how many people wait for that."""

    missing: Missing
    waiting: int = 0


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to: a unit, a reason, or both; empty = all."""

    unit: str = ""  # the number of the session
    reason: str = ""  # a value of `Reason`

    def takes(self, row: Missing) -> bool:
        """Whether the row is asked for."""
        return self.unit in ("", str(row.unit.number)) and self.reason in ("", row.reason)


def lines_of(rows: Sequence[Missing]) -> list[Line]:
    """The list as it is read: each session to confirm once and first, by number; then thing by thing."""
    to_confirm = [row for row in rows if row.standing == Standing.UNCONFIRMED]
    waiting = Counter(row.session.pk for row in to_confirm)
    sessions = {row.session.pk: row for row in sorted(to_confirm, key=lambda row: row.unit.number)}
    others = [Line(row) for row in rows if row.standing != Standing.UNCONFIRMED]
    return [*(Line(row, waiting[session]) for session, row in sessions.items()), *others]


def has_participants(run: CourseRun) -> bool:
    """Whether anybody has a place in the run."""
    return Enrollment.objects.confirmed().filter(run=run).exists()


def missing_of_run(run: CourseRun, now: datetime) -> list[Missing]:
    """What everybody with a place who has not completed lacks, by turn, due time and name; in a constant number of
    queries. A coming session is nobody's lack yet, and whoever did not ask for a certificate that is given on request
    lacks nothing.
    """
    open_ones = Enrollment.objects.confirmed().filter(run=run, completed_at=None, rule_set__isnull=False)
    wanted = open_ones.exclude(rule_set__needs_opt_in=True, wants_certificate=False)
    enrollments = list(wanted.select_related("person", "rule_set").order_by(in_finnish_order("name"), "pk"))
    pages = pages_of(runs_with_rules().get(pk=run.pk), enrollments)
    rows = [row for page in pages if page.missing for row in _of_page(page, now)]
    return sorted(rows, key=lambda row: (row.turn, row.due_at is None, row.due_at or now))  # keeps the names in order


def _of_page(page: OwnPage, now: datetime) -> Sequence[Missing]:
    rows = []
    for unit in page.progress.units:
        standing = page.standing(unit, now)
        if standing in TURNS:
            is_in_vain = page.is_out_of_reach and standing in (Standing.TO_WRITE, Standing.MISSED)
            session = page.sessions_of(unit)[-1]
            rows.append(Missing(page.enrollment, unit, standing, page.task_of(unit), session, is_in_vain))
    return rows
