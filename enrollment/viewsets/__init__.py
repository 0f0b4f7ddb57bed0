"""Runs, what hangs on them and who takes part, in the admin."""

from enrollment.viewsets import figures, parts, people, rules, runs, sessions, work

screens = (
    *runs.screens,
    *sessions.screens,
    *parts.screens,
    *rules.screens,
    *work.screens,
    *figures.screens,
    *people.screens,
)
lists = (*sessions.lists, *parts.lists, *rules.lists, *work.lists, *figures.lists)

__all__ = ["lists", "screens"]
