"""The told numbers that stand."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from courses.models import CourseRun, Session
from enrollment.enums import FigureKind
from enrollment.models import Figure

_ORDER = {kind: place for place, kind in enumerate(FigureKind.values)}


def standing_figures(runs: Iterable[UUID] | QuerySet[CourseRun], on: date) -> list[Figure]:
    """Of every number told about these runs and their sessions the newest one as of that day, in one query.

    Ordered by run, the whole run first and then its sessions by number; a cancelled session's number does not stand.
    """
    rows = Figure.objects.filter(run__in=runs, as_of__lte=on).select_related("run__course", "session", "by")
    newest: dict[tuple[Any, ...], Figure] = {}
    for figure in rows.order_by("as_of", "pk"):
        if figure.session is None or figure.session.is_held:
            newest[figure.run_id, figure.session_id, figure.kind, figure.covers] = figure
    return sorted(newest.values(), key=_place)


def _place(figure: Figure) -> tuple[Any, ...]:
    number = figure.session.number if figure.session else 0
    return str(figure.run_id), number, _ORDER[figure.kind], figure.covers


def session_headcounts(session: Session) -> dict[str, Figure]:
    """The headcounts that stand for a session by whom they cover, also those taken back; one query."""
    told = Figure.objects.filter(session=session, kind=FigureKind.HEADCOUNT).select_related("by")
    return {figure.covers: figure for figure in told.order_by("as_of", "pk")}
