"""Questions about figures, by noun: who is counted (people), the named figures, breakdowns, sessions, rows and runs."""

from reports.queries.breakdown import NONE, UNKNOWN, Breakdown, Group, breakdown, group_labels, organisation_label
from reports.queries.figures import (
    DEFINITIONS,
    FLOW,
    IN_RUN_LIST,
    NOT_CONFIRMED,
    NOT_KNOWN,
    REGISTERED,
    WALKED_IN,
    Figure,
    everyone_with_a_place,
    figure_called,
    figures_of,
    is_counted_elsewhere,
    session_figures,
    why_session_unknown,
)
from reports.queries.people import People
from reports.queries.rows import listed, marks_of_run
from reports.queries.runs import RunCounts, reported_run, reported_runs, run_counts
from reports.queries.sessions import SessionCount, session_counts

__all__ = [
    "DEFINITIONS",
    "FLOW",
    "IN_RUN_LIST",
    "NONE",
    "NOT_CONFIRMED",
    "NOT_KNOWN",
    "REGISTERED",
    "UNKNOWN",
    "WALKED_IN",
    "Breakdown",
    "Figure",
    "Group",
    "People",
    "RunCounts",
    "SessionCount",
    "breakdown",
    "everyone_with_a_place",
    "figure_called",
    "figures_of",
    "group_labels",
    "is_counted_elsewhere",
    "listed",
    "marks_of_run",
    "organisation_label",
    "reported_run",
    "reported_runs",
    "run_counts",
    "session_counts",
    "session_figures",
    "why_session_unknown",
]
