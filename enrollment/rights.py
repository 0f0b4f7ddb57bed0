"""What a part in a run lets a person see and do: the one table every screen asks (docs/decisions/0012). Pure."""

from collections.abc import Mapping
from enum import Enum

from courses.enums import RoleKind


class Right(Enum):
    """One thing a part may let somebody do. Administrators may do all of them in every run."""

    SEE_SESSIONS = "see_sessions"  # the desk: when and where, the join link, how many come
    READ_CONTENT = "read_content"  # the modules participants read
    MARK = "mark"  # the list of names: mark, undo, add somebody who came, take a walk-in off
    CONFIRM = "confirm"  # confirm and reopen the attendance, tell the headcount
    READ_FEEDBACK = "read_feedback"  # what a round may tell of its answers
    CHANGE_SESSIONS = "change_sessions"  # move and cancel sessions: every participant is written to
    REVIEW = "review"  # answers to assignments, their files, and the decision
    SEE_FIGURES = "see_figures"  # the run's figures, the people behind them, their files
    WRITE_TO = "write_to"  # a message of one's own to those who take part or wait
    SEE_IN_ADMIN = "see_in_admin"  # the run in the admin; the group opens the admin itself


EVERYTHING = frozenset(Right)
# A part in one session never gives these.
OF_THE_RUN = frozenset({Right.CHANGE_SESSIONS, Right.REVIEW, Right.SEE_FIGURES, Right.WRITE_TO, Right.SEE_IN_ADMIN})

RIGHTS: Mapping[RoleKind, frozenset[Right]] = {
    RoleKind.LEAD: EVERYTHING,
    RoleKind.TRAINER: EVERYTHING,
    RoleKind.EXPERT: frozenset({Right.SEE_SESSIONS, Right.READ_CONTENT}),
    RoleKind.GUEST: frozenset({Right.SEE_SESSIONS, Right.READ_CONTENT}),
    RoleKind.CHECK_IN: frozenset({Right.SEE_SESSIONS, Right.MARK}),
    RoleKind.CONTACT: frozenset(),
}
WRITES = frozenset({RoleKind.LEAD, RoleKind.TRAINER})  # a part in the whole run that brings the trainers' group


def gives(kind: RoleKind, right: Right, *, whole_run: bool) -> bool:
    """Whether the part gives the right: in the whole run, or in the one session it is for."""
    return right in RIGHTS[kind] and (whole_run or right not in OF_THE_RUN)


def kinds_giving(right: Right) -> list[RoleKind]:
    """The parts that give the right, in the order of the table."""
    return [kind for kind in RIGHTS if right in RIGHTS[kind]]
