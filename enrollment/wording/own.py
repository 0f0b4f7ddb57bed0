"""The participant's own page in words: the session line with its marks and the checklist."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import CourseRun, Session
from courses.progress import Cover, Unit
from courses.queries import days_in_words, session_place, session_title, session_when, unit_key
from enrollment.enums import AttendanceStatus, EnrollmentState, SubmissionState
from enrollment.models import Enrollment, MakeUp, Submission
from enrollment.queries.own import OwnPage
from enrollment.wording.runs import LineItem, common_place
from messaging.dates import moment

JOIN_BEFORE_MINUTES = 15  # the join button shows this long before the start (journeys S4)


@dataclass(frozen=True)
class ChecklistItem:
    """One thing that is done, waits or is missing."""

    state: str
    title: str
    detail: str = ""
    by: str = ""
    action_url: str = ""
    action_label: str = ""


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
    makes_up = _("Makes up for: %(session)s") % {"session": name}
    if submission.state == SubmissionState.SUBMITTED:
        detail = _("The trainer usually goes through your answer within a week.")
        return ChecklistItem("waiting", title, f"{makes_up} · {detail}", "", url, _("Look at your answer"))
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
