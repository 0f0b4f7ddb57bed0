"""Runs, what hangs on them and who takes part, in the admin."""

from enrollment.viewsets import people, rules, runs, sessions, work

screens = (*runs.screens, *sessions.screens, *rules.screens, *work.screens, *people.screens)
lists = (*sessions.lists, *rules.lists, *work.lists)

__all__ = ["lists", "screens"]
