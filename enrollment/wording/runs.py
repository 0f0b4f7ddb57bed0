"""A run in words: its sessions, places and what can be done about it now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses.enums import Phase
from courses.models import CourseRun, Session
from courses.queries import (
    first_session_start,
    phase,
    queue_is_closed,
    session_place,
    session_title,
    session_when,
)
from enrollment.enums import DenialReason
from enrollment.queries.places import PlaceCount
from messaging.dates import moment

FEW = 5  # places; from here on the badge says "few"


@dataclass(frozen=True)
class LineItem:
    """One session on a session line."""

    number: int
    when: str
    title: str
    place: str
    state: str = ""
    state_label: str = ""
    note: str = ""
    struck: bool = False


@dataclass(frozen=True)
class RunCard:
    """A run with what can be done about it."""

    heading_id: str
    label: str
    badge: str
    badge_kind: str
    line: Sequence[LineItem]
    facts: Sequence[str]
    action_url: str = ""
    action_label: str = ""
    closes_text: str = ""
    calendar_url: str = ""
    explanation: str = ""


def public_line(run: CourseRun) -> list[LineItem]:
    """The run's sessions for everybody; a cancelled one stays visible, in words too (E2)."""
    sessions = sorted(run.sessions.all(), key=lambda each: each.number)
    places = {session_place(session, run) for session in sessions}
    return [_public_item(session, session_place(session, run) if len(places) > 1 else "") for session in sessions]


def common_place(run: CourseRun) -> str:
    """Where every session of the run is; empty when they differ or there are none."""
    places = {session_place(session, run) for session in run.sessions.all()}
    return places.pop() if len(places) == 1 else ""


def _public_item(session: Session, place: str) -> LineItem:
    base = (session.number, session_when(session), session_title(session), place)
    if session.cancelled_at:
        return LineItem(*base, "cancelled", pgettext("session", "Cancelled"), struck=True)
    return LineItem(*base)


def places_text(count: PlaceCount) -> str:
    """`4 places left`, `Full`, or nothing without a limit."""
    if count.left is None:
        return ""
    if count.is_full:
        return pgettext("places", "Full")
    return ngettext("%(count)s place left", "%(count)s places left", count.left) % {"count": count.left}


def run_card(run: CourseRun, count: PlaceCount, now: datetime) -> RunCard:
    """The card of a run on the course page, with the one thing that can be done now."""
    stands = phase(run, now)
    is_dead_end = count.is_full and queue_is_closed(run, now)
    is_open = stands == Phase.OPEN and not is_dead_end
    badge, kind = _badge(stands, count)
    return RunCard(
        heading_id=f"run-{str(run.pk)[:8]}",
        label=run.label,
        badge=badge,
        badge_kind=kind,
        line=public_line(run),
        facts=[place] if (place := common_place(run)) else [],
        action_url=reverse("enroll", args=[run.pk]) if is_open else "",
        action_label=_("Join the queue") if count.is_full else _("Enrol"),
        closes_text=_closes_text(run, count) if is_open else "",
        calendar_url=reverse("run-calendar", args=[run.pk]) if is_open and first_session_start(run) else "",
        explanation="" if is_open else _explanation(run, stands, is_dead_end=is_dead_end),
    )


def _badge(stands: Phase, count: PlaceCount) -> tuple[str, str]:
    if stands != Phase.OPEN:
        kinds = {Phase.SOON: "soon", Phase.OVER: "over", Phase.CANCELLED: "cancelled"}
        return str(stands.label), kinds.get(stands, "closed")
    if count.is_full:
        return places_text(count), "full"
    return places_text(count), "few" if count.left is not None and count.left <= FEW else "open"


def _closes_text(run: CourseRun, count: PlaceCount) -> str:
    if run.enrolment_closes_at is None:
        return ""
    closes = _("Enrol by %(moment)s.") % {"moment": moment(run.enrolment_closes_at)}
    if not count.is_full:
        return closes
    queue = _("You would be number %(number)s in the queue.") % {"number": count.waiting + 1}
    return f"{queue} {closes}"


def _explanation(run: CourseRun, stands: Phase, *, is_dead_end: bool) -> str:
    if is_dead_end:
        return str(DenialReason.QUEUE_CLOSED.label)
    if stands == Phase.SOON and run.enrolment_opens_at:
        return _("Enrolment opens %(moment)s.") % {"moment": moment(run.enrolment_opens_at)}
    if stands == Phase.CLOSED and run.enrolment_closes_at:
        return _("Enrolment closed %(moment)s.") % {"moment": moment(run.enrolment_closes_at)}
    if stands == Phase.CANCELLED:
        return _("The organiser has cancelled this run.")
    return _("This run is over.")


def denial_sentence(reason: DenialReason, run: CourseRun) -> str:
    """Why enrolling is not possible now, with the instant that decided it."""
    if reason == DenialReason.CLOSED and run.enrolment_closes_at:
        return _("Enrolment closed %(moment)s.") % {"moment": moment(run.enrolment_closes_at)}
    if reason == DenialReason.NOT_OPEN_YET and run.enrolment_opens_at:
        return _("Enrolment opens %(moment)s.") % {"moment": moment(run.enrolment_opens_at)}
    return str(reason.label)
