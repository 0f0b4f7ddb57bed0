"""Facts turned into the words and shapes the components of the pages expect. Pure but for translation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses.enums import Phase
from courses.models import CourseRun, Session
from courses.progress import Cover, Unit
from courses.queries import (
    days_in_words,
    first_session_start,
    phase,
    queue_is_closed,
    session_place,
    session_title,
    session_when,
    unit_key,
)
from enrollment.enums import AttendanceStatus, DenialReason, EnrollmentState, SubmissionState
from enrollment.models import Enrollment, MakeUp, Submission
from enrollment.queries.own import OwnPage
from enrollment.queries.places import PlaceCount
from messaging.dates import moment

FEW = 5  # places; from here on the badge says "few"
JOIN_BEFORE_MINUTES = 15  # the join button shows this long before the start (journeys S4)


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
class ChecklistItem:
    """One thing that is done, waits or is missing."""

    state: str
    title: str
    detail: str = ""
    by: str = ""
    action_url: str = ""
    action_label: str = ""


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


def own_line(page: OwnPage, now: datetime) -> list[LineItem]:
    """The person's own session line: each session with its mark and a word."""
    upcoming = [session.pk for session in page.held if session.ends_at and session.ends_at > now]
    return [_own_item(session, page, now, is_next=session.pk in upcoming[:1]) for session in page.sessions]


def _own_item(session: Session, page: OwnPage, now: datetime, *, is_next: bool) -> LineItem:
    place = "" if common_place(page.run) else session_place(session, page.run)
    base = (session.number, session_when(session), session_title(session), place)
    if session.cancelled_at:
        note = _("This is taken into account in the rule of the certificate.")
        return LineItem(*base, "cancelled", pgettext("session", "Cancelled"), note, struck=True)
    state, label = _own_state(session, page, now, is_next=is_next)
    return LineItem(*base, state, label)


def _own_state(session: Session, page: OwnPage, now: datetime, *, is_next: bool) -> tuple[str, str]:
    attendance = page.attendances.get(session.pk)
    if attendance and session.attendance_confirmed_at:
        return _marked_state(attendance.status, unit_of(session, page), unit_key(session) in page.make_ups)
    if session.ends_at and session.ends_at <= now:
        return "unmarked", pgettext("session state", "attendance is being confirmed")
    if session.starts_at and localtime(session.starts_at).date() == localtime(now).date():
        return "today", pgettext("session state", "today")
    return ("next", pgettext("session state", "next")) if is_next else ("upcoming", pgettext("session state", "coming"))


def _marked_state(status: str, unit: Unit | None, has_make_up: bool) -> tuple[str, str]:
    if unit and unit.cover in (Cover.ASSIGNMENT, Cover.OTHER_GROUP):
        return "made_up", pgettext("session state", "made up for")
    if status == AttendanceStatus.PRESENT:
        return "present", pgettext("session state", "present")
    if status == AttendanceStatus.PARTIAL and unit and unit.cover:
        return "partial", pgettext("session state", "part of the time")
    if has_make_up:
        return "making_up", pgettext("session state", "away, to be made up for with an assignment")
    if status == AttendanceStatus.PARTIAL:
        return "partial", pgettext("session state", "part of the time")
    return "absent", pgettext("session state", "away")


def unit_of(session: Session, page: OwnPage) -> Unit | None:
    """The unit this session covers, as it stands for the person."""
    key = unit_key(session)
    return next((unit for unit in page.progress.units if unit.key == key), None)


def checklist(page: OwnPage, now: datetime) -> list[ChecklistItem]:
    """What is done, missing and waiting, by session; what is done comes first (glossary: positive list first)."""
    items = [_checklist_item(unit, page, now) for unit in page.progress.units]
    order = {"done": 0, "missing": 1, "waiting": 2}
    return sorted(items, key=lambda item: order[item.state])


def _checklist_item(unit: Unit, page: OwnPage, now: datetime) -> ChecklistItem:
    session = next(each for each in page.held if unit_key(each) == unit.key)
    name = _session_name(unit)
    if unit.cover:
        detail = _("Made up for") if unit.is_replaced else _("You took part.")
        return ChecklistItem("done", name, detail)
    make_up = page.make_ups.get(unit.key)
    submission = page.submissions.get(make_up.by_assignment_id) if make_up and make_up.by_assignment_id else None
    if make_up and submission:
        return _assignment_item(make_up, submission, name, page)
    if session.ends_at and session.ends_at > now:
        return ChecklistItem("waiting", name, session_when(session))
    if session.attendance_confirmed_at is None:
        return ChecklistItem("waiting", name, _("The trainer confirms the attendance soon."))
    return ChecklistItem("missing", name, _("Ask the contact person how to make up for this session."))


def _session_name(unit: Unit) -> str:
    number = _("Session %(number)s") % {"number": unit.number}
    return f"{number}: {unit.title}" if unit.title else number


def _assignment_item(make_up: MakeUp, submission: Submission, name: str, page: OwnPage) -> ChecklistItem:
    title = _("Supplementary assignment: %(title)s") % {"title": submission.assignment.title}
    url = reverse("assignment", args=[page.enrollment.pk, submission.assignment_id])
    makes_up = _("Makes up for: %(session)s.") % {"session": name}
    if submission.state == SubmissionState.SUBMITTED:
        detail = _("The trainer usually goes through your answer within a week.")
        return ChecklistItem("waiting", title, f"{makes_up} {detail}", "", url, _("Look at your answer"))
    labels = {
        SubmissionState.OPEN: _("Begin the assignment"),
        SubmissionState.DRAFT: _("Continue the draft"),
        SubmissionState.REVISION_ASKED: _("Read the comment and continue"),
    }
    by = _("Send it by %(moment)s.") % {"moment": moment(submission.due_at)}
    return ChecklistItem("missing", title, makes_up, by, url, labels[SubmissionState(submission.state)])


def can_join_now(session: Session, now: datetime) -> bool:
    """Whether the join button shows: from fifteen minutes before the start until the end."""
    if not (session.starts_at and session.ends_at and session.link):
        return False
    return (session.starts_at - now).total_seconds() <= JOIN_BEFORE_MINUTES * 60 and now < session.ends_at


@dataclass(frozen=True)
class OwnRow:
    """One of the person's other trainings, as a row."""

    name: str
    detail: str
    status_label: str
    status_kind: str
    url: str


def own_row(enrollment: Enrollment) -> OwnRow:
    """The row of an enrolment that is not opened on the page."""
    kinds = {EnrollmentState.CONFIRMED: "open", EnrollmentState.WAITING: "full"}
    state = _("Completed") if enrollment.completed_at else str(EnrollmentState(enrollment.state).label)
    return OwnRow(
        name=enrollment.run.course.short_title,
        detail=" · ".join(filter(None, [enrollment.run.label, days_in_words(enrollment.run)])),
        status_label=state,
        status_kind=kinds.get(EnrollmentState(enrollment.state), "over"),
        url=reverse("own-enrollment", args=[enrollment.pk]),
    )


def session_name(session: Session, run: CourseRun) -> str:
    """`Session 3: Systeeminen työskentely · online`."""
    number = _("Session %(number)s") % {"number": session.number}
    title = session_title(session)
    return " · ".join([f"{number}: {title}" if title else number, session_place(session, run)])
