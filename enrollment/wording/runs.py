"""A run in words: its sessions, places and what can be done about it now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from accounts.enums import Language
from courses.enums import Admission, Phase
from courses.models import CourseRun, Session
from courses.queries import (
    days_in_words,
    every_session_is_held,
    first_session_start,
    phase,
    queue_is_closed,
    rule_sentence,
    session_place,
    session_title,
    session_when,
)
from enrollment.enums import DenialReason, EnrollmentState
from enrollment.models import Enrollment
from enrollment.queries.places import PlaceCount, takes_enrolments
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
    by: str = ""  # until when something is to be done
    action_url: str = ""
    action_label: str = ""
    asks: bool = False  # whether it is the person's to do
    absence_url: str = ""  # where one tells that one cannot come, or takes it back
    is_told: bool = False  # whether one has told it


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
    language: str = ""  # the run's, in which its label is
    rule: str = ""  # of the certificate, where the runs on the page have different ones


@dataclass(frozen=True)
class RunRow:
    """A run in one line of a timetable: its days first."""

    days: str
    label: str
    place: str
    badge: str
    badge_kind: str
    url: str = ""
    course: str = ""
    language: str = ""  # the run's, in which its label is
    spoken: str = ""  # which language it is held in, where that is not the reader's


def run_row(run: CourseRun, count: PlaceCount, now: datetime, *, url: str = "", course: str = "") -> RunRow:
    """The run as a line in a list; with the training's name and page where the list is of several."""
    badge, kind = _badge(run, count, now)
    return RunRow(days_in_words(run), run.label, common_place(run), badge, kind, url, course, run.language, spoken(run))


def public_line(run: CourseRun) -> list[LineItem]:
    """The run's sessions for everybody; a cancelled one stays visible, in words too (E2)."""
    sessions = sorted(run.sessions.all(), key=lambda each: each.number)
    places = {session_place(session, run) for session in sessions}
    return [_public_item(session, session_place(session, run) if len(places) > 1 else "") for session in sessions]


def common_place(run: CourseRun) -> str:
    """Where every session of the run is; empty when they differ or there are none."""
    places = {session_place(session, run) for session in run.sessions.all()}
    return places.pop() if len(places) == 1 else ""


def spoken(run: CourseRun) -> str:
    """Which language the run is held in; empty when it is the reader's."""
    if run.language == get_language():
        return ""
    return {
        Language.FINNISH: _("Held in Finnish"),
        Language.SWEDISH: _("Held in Swedish"),
        Language.ENGLISH: _("Held in English"),
    }[Language(run.language)]


def place_and_language(run: CourseRun) -> str:
    """Where every session is and, where it is not the reader's, the language: what one must know before coming."""
    return " · ".join(filter(None, [common_place(run), spoken(run)]))


def _public_item(session: Session, place: str) -> LineItem:
    base = (session.number, session_when(session), session_title(session), place)
    if session.cancelled_at:
        return LineItem(*base, "cancelled", pgettext("session", "Cancelled"), cancelled_note(session), struck=True)
    return LineItem(*base)


def cancelled_note(session: Session) -> str:
    """What a cancelled session means for the certificate (E2); nothing where the whole run is cancelled."""
    return "" if session.run.cancelled_at else _("This is taken into account in the rule of the certificate.")


def places_text(count: PlaceCount) -> str:
    """`4 places left`, `Full`, or nothing without a limit."""
    if count.left is None:
        return ""
    if count.is_full:
        return pgettext("places", "Full")
    return ngettext("%(count)s place left", "%(count)s places left", count.left) % {"count": count.left}


def run_card(
    run: CourseRun,
    count: PlaceCount,
    now: datetime,
    *,
    own: Enrollment | None = None,
    says_rule: bool = False,
    changes: bool = False,
) -> RunCard:
    """The card of a run on the course page, with the one thing that can be done now; `own` is the viewer's place,
    `changes` tells that a place here would be taken instead of one elsewhere.
    """
    card = _open_or_closed_card(run, count, now)
    if changes:
        card = replace(card, action_label=_("Change to this group"))
    if says_rule:
        card = replace(card, rule=rule_sentence(run))
    return _own_card(card, own) if own else card


def _own_card(card: RunCard, own: Enrollment) -> RunCard:
    has_place = own.is_confirmed
    return replace(
        card,
        badge=_("You have a place") if has_place else str(EnrollmentState(own.state).label),
        badge_kind="open" if has_place else "waiting",
        action_url=reverse("own-enrollment", args=[own.pk]),
        action_label=_("Open your own page"),
        closes_text="",
        calendar_url="",
        explanation="",
    )


def _open_or_closed_card(run: CourseRun, count: PlaceCount, now: datetime) -> RunCard:
    is_open, is_held = takes_enrolments(run, count, now), every_session_is_held(run, now)
    badge, kind = _badge(run, count, now)
    return RunCard(
        heading_id=f"run-{str(run.pk)[:8]}",
        label=run.label,
        badge=badge,
        badge_kind=kind,
        line=public_line(run),
        facts=list(filter(None, [_planned_days(run), common_place(run), spoken(run)])),
        language=run.language,
        action_url=reverse("enroll", args=[run.pk]) if is_open else "",
        action_label=_("Join the queue") if count.is_full else _("Enrol"),
        closes_text=_closes_text(run, count, is_held=is_held) if is_open else "",
        calendar_url=_calendar_url(run) if is_open and not is_held else "",
        explanation="" if is_open else _explanation(run, count, now),
    )


def _calendar_url(run: CourseRun) -> str:
    return reverse("run-calendar", args=[run.pk]) if first_session_start(run) else ""


def _planned_days(run: CourseRun) -> str:
    """When a run without sessions is planned to be; else the sessions themselves say it."""
    return "" if run.sessions.all() else days_in_words(run)


def _takes_nobody_here(run: CourseRun, stands: Phase) -> bool:
    """Whether people come in some other way: the instants of enrolment say nothing of such a run."""
    return run.admission != Admission.OPEN and stands in (Phase.OPEN, Phase.CLOSED)


def phase_in_words(run: CourseRun, now: datetime) -> str:
    """Where the run stands, for staff; of one nobody enrols in here how people come in instead of enrolment."""
    stands = phase(run, now)
    return str(Admission(run.admission).label) if _takes_nobody_here(run, stands) else str(stands.label)


def _badge(run: CourseRun, count: PlaceCount, now: datetime) -> tuple[str, str]:
    stands = phase(run, now)
    if _takes_nobody_here(run, stands):
        return phase_in_words(run, now), "closed"
    if stands != Phase.OPEN:
        kinds = {Phase.SOON: "soon", Phase.OVER: "over", Phase.CANCELLED: "cancelled"}
        return phase_in_words(run, now), kinds.get(stands, "closed")
    if every_session_is_held(run, now):
        return _("The sessions have been held"), "closed"
    if count.is_full:
        return places_text(count), "full"
    return places_text(count), "few" if count.left is not None and count.left <= FEW else "open"


def _closes_text(run: CourseRun, count: PlaceCount, *, is_held: bool) -> str:
    if run.enrolment_closes_at is None:
        return ""
    if is_held:
        return _("Were you there but did not enrol? Enrol by %(moment)s.") % {"moment": moment(run.enrolment_closes_at)}
    closes = _("Enrol by %(moment)s.") % {"moment": moment(run.enrolment_closes_at)}
    if not count.is_full:
        return closes
    queue = _("You would be number %(number)s in the queue.") % {"number": count.waiting + 1}
    return f"{queue} {closes}"


def _explanation(run: CourseRun, count: PlaceCount, now: datetime) -> str:
    stands = phase(run, now)
    if count.is_full and queue_is_closed(run, now):
        return str(DenialReason.QUEUE_CLOSED.label)
    if _takes_nobody_here(run, stands) and run.admission == Admission.NO_ENROLMENT:
        return _("Come along: no enrolment is needed.")
    if _takes_nobody_here(run, stands):
        return str(DenialReason.NO_ENROLMENT.label)
    if stands == Phase.SOON and run.enrolment_opens_at:
        return _("Enrolment opens %(moment)s.") % {"moment": moment(run.enrolment_opens_at)}
    if stands == Phase.SOON:
        return _("The days have not been agreed yet. Enrolment opens when they have.")
    if stands == Phase.CLOSED and run.enrolment_closes_at:
        return _("Enrolment closed %(moment)s.") % {"moment": moment(run.enrolment_closes_at)}
    if stands == Phase.CANCELLED:
        return " ".join(filter(None, [_("The organiser has cancelled this run."), run.cancel_reason]))
    return _("This run is over.")


def denial_sentence(reason: DenialReason, run: CourseRun) -> str:
    """Why enrolling is not possible now, with the instant that decided it."""
    if reason == DenialReason.CLOSED and run.enrolment_closes_at:
        return _("Enrolment closed %(moment)s.") % {"moment": moment(run.enrolment_closes_at)}
    if reason == DenialReason.NOT_OPEN_YET and run.enrolment_opens_at:
        return _("Enrolment opens %(moment)s.") % {"moment": moment(run.enrolment_opens_at)}
    return str(reason.label)
