"""Moving and cancelling in words: what staff are asked before, and told afterwards."""

from copy import copy
from dataclasses import replace
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Session, SessionChange
from courses.queries import held_sessions, runs_with_sessions, session_when, unit_key
from enrollment.enums import EnrollmentState, MakeUpCause
from enrollment.links import new_time_path
from enrollment.queries.own import OwnPage
from enrollment.queries.readiness import times_to_check
from enrollment.services import Slot
from enrollment.wording.runs import LineItem
from messaging.dates import clock, day
from messaging.workdays import is_holiday


def move_question(session: Session, slot: Slot) -> str:
    """`Move session 2: ma 7.6. klo 9.00 → ke 9.6. klo 9.00?`, or from one venue to another."""
    before, after = _short(session.starts_at, session.ends_at), _short(slot.starts_at, slot.ends_at)
    if before == after:
        before, after = session.venue or _("no venue"), slot.venue or _("no venue")
    facts = {"number": session.number, "before": before, "after": after}
    return _("Move session %(number)s: %(before)s → %(after)s?") % facts


def _short(starts_at: datetime | None, ends_at: datetime | None) -> str:
    if starts_at is None or ends_at is None:
        return _("no time")
    return f"{day(localdate(starts_at), year=False)} {clock(starts_at)}–{clock(ends_at)}"


def doubts_about(session: Session, slot: Slot, now: datetime) -> list[str]:
    """What is odd about the new time; it may still be right."""
    moved = copy(session)
    moved.starts_at, moved.ends_at = slot.starts_at, slot.ends_at
    doubts = times_to_check(moved, held_sessions(runs_with_sessions().get(pk=session.run_id)), now)
    if is_holiday(localdate(slot.starts_at)):
        doubts.append(_("The day is a public holiday: %(day)s.") % {"day": day(localdate(slot.starts_at))})
    return doubts


def moved_sentence(told: int) -> str:
    """What came of moving a session."""
    text = ngettext(
        "The session is moved. %(count)s person gets a message.",
        "The session is moved. %(count)s people get a message.",
        told,
    )
    return text % {"count": told}


def cancelled_sentence(told: int) -> str:
    """What came of cancelling a session."""
    text = ngettext(
        "The session is cancelled. %(count)s person gets a message.",
        "The session is cancelled. %(count)s people get a message.",
        told,
    )
    return text % {"count": told}


def former_time(before: SessionChange) -> str:
    """`Former time: ma 7.6.2027 klo 9.00–15.00`."""
    return _("Former time: %(when)s") % {"when": session_when(before)}


def with_move(item: LineItem, session: Session, page: OwnPage, now: datetime) -> LineItem:
    """The line of a session that was moved says its former time and leads to the answer, until it has ended (E1)."""
    before = page.moves.get(session.pk)
    if before is None or session.ends_at is None or session.ends_at <= now or page.enrollment.completed_at:
        return item
    make_up = page.make_ups.get(unit_key(session))
    if page.enrollment.state != EnrollmentState.CONFIRMED:
        return replace(item, note=former_time(before))
    is_declined = make_up is not None and make_up.cause == MakeUpCause.NEW_TIME
    label = _("See how to make up for it") if is_declined else _("The new time does not suit me")
    said = _("The new time does not suit you.") if is_declined else former_time(before)
    return replace(item, note=said, action_url=new_time_path(page.enrollment, session), action_label=label)
