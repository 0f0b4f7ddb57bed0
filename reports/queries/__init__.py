"""Questions about figures, by noun: who is counted (people), the named figures, breakdowns, sessions, rows and runs."""

from reports.queries.breakdown import NONE, UNKNOWN, Breakdown, Group, breakdown, group_labels, organisation_label
from reports.queries.events import Events, count_events
from reports.queries.figures import (
    ATTENDED,
    CERTIFIED,
    COMPLETED,
    DEFINITIONS,
    FLOW,
    IN_PERIOD,
    IN_RUN_LIST,
    NO_SHOW,
    NOT_CONFIRMED,
    NOT_KNOWN,
    REGISTERED,
    WALKED_IN,
    Definition,
    Figure,
    definition_called,
    everyone_with_a_place,
    figures_of,
    is_counted_elsewhere,
    session_figures,
    why_session_unknown,
)
from reports.queries.missing import Missing, Turn, missing_of_run
from reports.queries.people import People
from reports.queries.period import BREAKDOWNS, PeriodCounts, count_period, counted_people
from reports.queries.rows import listed, marks_of_run
from reports.queries.runs import (
    organiser_choices,
    reported_run,
    reported_runs,
    runs_of_period,
)
from reports.queries.session_parts import figure_called, session_part_figures
from reports.queries.sessions import SessionCount, headcounts, session_counts
from reports.queries.told import Told, told_rows, told_sums

__all__ = [
    "ATTENDED",
    "BREAKDOWNS",
    "CERTIFIED",
    "COMPLETED",
    "DEFINITIONS",
    "FLOW",
    "IN_PERIOD",
    "IN_RUN_LIST",
    "NONE",
    "NOT_CONFIRMED",
    "NOT_KNOWN",
    "NO_SHOW",
    "REGISTERED",
    "UNKNOWN",
    "WALKED_IN",
    "Breakdown",
    "Definition",
    "Events",
    "Figure",
    "Group",
    "Missing",
    "People",
    "PeriodCounts",
    "SessionCount",
    "Told",
    "Turn",
    "breakdown",
    "count_events",
    "count_period",
    "counted_people",
    "definition_called",
    "everyone_with_a_place",
    "figure_called",
    "figures_of",
    "group_labels",
    "headcounts",
    "is_counted_elsewhere",
    "listed",
    "marks_of_run",
    "missing_of_run",
    "organisation_label",
    "organiser_choices",
    "reported_run",
    "reported_runs",
    "runs_of_period",
    "session_counts",
    "session_figures",
    "session_part_figures",
    "told_rows",
    "told_sums",
    "why_session_unknown",
]
