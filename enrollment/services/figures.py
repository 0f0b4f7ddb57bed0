"""Numbers told about a run or a session."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from courses.models import CourseRun, Session
from enrollment.enums import WAS_THERE, Covers, FigureKind, Qualifier
from enrollment.models import Figure
from enrollment.queries.figures import session_headcounts


@transaction.atomic
def record_figure(
    run: CourseRun,
    kind: FigureKind,
    qualifier: Qualifier,
    *,
    as_of: date,
    by: User | None,
    value: int | None = None,
    low: int | None = None,
    high: int | None = None,
    session: Session | None = None,
    covers: Covers = Covers.EVERYONE,
    source: str = "",
) -> Figure:
    """Keep a number somebody told, in the place of one told for the same day; the report shows the newest day.

    Exact, about and over fill `value`, a range `low` and `high`, the others nothing. UNKNOWN takes a number back.
    Raises ValidationError for other combinations and for a session of another run.
    """
    told: dict[str, Any] = {"qualifier": qualifier, "value": value, "low": low, "high": high}
    place: dict[str, Any] = {"run": run, "session": session, "kind": kind, "covers": covers, "as_of": as_of}
    Figure(**place, **told, source=source, by=by).full_clean(validate_unique=False, validate_constraints=False)
    figure, _is_new = Figure.objects.update_or_create(**place, defaults={**told, "source": source, "by": by})
    facts = {**told, "kind": kind, "covers": covers, "as_of": as_of.isoformat()}
    log(instance=figure, action="enrollment.figure_recorded", user=by, data=facts)
    return figure


LIKELY_PEOPLE = 1_000  # at one session; a webinar may have more, a slip of the finger often has


class HeadcountDoubted(Exception):
    """The number is very large, or more people have been marked present by name than the number of everybody says; the
    text asks to check it.
    """


@transaction.atomic
def record_headcount(
    session: Session,
    value: int | None,
    qualifier: Qualifier,
    covers: Covers,
    *,
    by: User,
    now: datetime,
    is_checked: bool = True,
) -> bool:
    """Keep how many were at the session, without names, in the place of what stood; None takes that back.

    Returns whether anything changed: there may be nothing to take back.

    Named attendance stays what it is: the two stand side by side and are never added. Raises HeadcountDoubted for a
    number that is very large and for one of everybody that the names already exceed, unless it `is_checked`.
    """
    if not is_checked and value is not None:
        _require_likely(session, value, covers)
    standing = session_headcounts(session).get(covers)
    if value is None and (standing is None or standing.qualifier == Qualifier.UNKNOWN):
        return False
    held_on = localdate(session.starts_at or now)
    record_figure(
        session.run,
        FigureKind.HEADCOUNT,
        Qualifier.UNKNOWN if value is None else qualifier,
        value=value,
        covers=covers,
        session=session,
        as_of=max(held_on, standing.as_of) if standing else held_on,
        by=by,
    )
    return True


def _require_likely(session: Session, value: int, covers: Covers) -> None:
    if value > LIKELY_PEOPLE:
        text = _("That is very many: %(count)s. Check the number. If it is right, save it once more.")
        raise HeadcountDoubted(text % {"count": value})
    if covers == Covers.EVERYONE:
        _require_as_many_as_marked(session, value)


def _require_as_many_as_marked(session: Session, value: int) -> None:
    there = session.attendances.filter(status__in=sorted(WAS_THERE)).count()
    if value < there:
        text = _("Marked present on the list: %(count)s. Check the number. If it is right, save it once more.")
        raise HeadcountDoubted(text % {"count": there})
