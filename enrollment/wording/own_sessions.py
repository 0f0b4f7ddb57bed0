"""The sessions of one's own training as one list: when and where, how each stands, and what there is to do about it."""

from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses.models import Session
from courses.progress import Cover, Unit
from courses.queries import session_place, session_title, session_when, unit_key
from enrollment.enums import AttendanceStatus, EnrollmentState, SubmissionState
from enrollment.models import Submission
from enrollment.queries.absences import absence_refusal
from enrollment.queries.own import OwnPage, Standing
from enrollment.queries.progress import replaceable_units
from enrollment.wording.changes import with_move
from enrollment.wording.own import due_sentence, task_action, task_url
from enrollment.wording.runs import LineItem, cancelled_note


def own_line(page: OwnPage, now: datetime) -> list[LineItem]:
    """Every session with its mark, a word, and what makes up for a missed one."""
    following = page.next_session(now)
    return [_own_item(session, page, now, is_next=session == following) for session in page.sessions]


def _own_item(session: Session, page: OwnPage, now: datetime, *, is_next: bool) -> LineItem:
    item = LineItem(session.number, session_when(session), session_title(session), session_place(session, page.run))
    if session.cancelled_at:
        note = cancelled_note(session)
        label = pgettext("session", "Cancelled")
        return replace(item, state="cancelled", state_label=label, note=note, struck=True)
    if not page.enrollment.holds_place and session.pk not in page.attendances:
        return item
    state, label = _own_state(session, page, now, is_next=is_next)
    item = replace(item, state=state, state_label=label)
    if page.enrollment.state != EnrollmentState.CONFIRMED:
        return with_move(item, session, page, now)
    item = _with_absence(_with_what_follows(item, session, page, now), session, page, now)
    return with_move(item, session, page, now)


def _own_state(session: Session, page: OwnPage, now: datetime, *, is_next: bool) -> tuple[str, str]:
    attendance = page.attendances.get(session.pk)
    if attendance and session.attendance_confirmed_at:
        is_made_up = unit_key(session) in page.make_ups and not page.is_out_of_reach
        return _marked_state(attendance.status, unit_of(session, page), is_made_up)
    if page.is_told_away(session):
        return "excused", pgettext("session state", "away, told beforehand")
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
    if status == AttendanceStatus.EXCUSED:
        return "excused", pgettext("session state", "away, told beforehand")
    return "absent", pgettext("session state", "away")


def unit_of(session: Session, page: OwnPage) -> Unit | None:
    """The unit this session covers, as it stands for the person."""
    key = unit_key(session)
    return next((unit for unit in page.progress.units if unit.key == key), None)


def _with_what_follows(item: LineItem, session: Session, page: OwnPage, now: datetime) -> LineItem:
    """What makes up for the session, or already does; told once where several sessions are on the same topic."""
    unit = unit_of(session, page)
    if unit is None or session != _told_at(unit, page):
        return item
    task, standing = page.task_of(unit), page.standing(unit, now)
    if standing == Standing.COVERED:
        return _with_cover(item, unit, task)
    if task and not (page.is_out_of_reach and task.state == SubmissionState.OPEN):
        return _with_task(item, task, page, now)
    if standing == Standing.MISSED and not page.is_out_of_reach:
        return replace(item, note=_("Ask the contact person how to make up for this session."))
    return item


def _told_at(unit: Unit, page: OwnPage) -> Session:
    sessions = page.sessions_of(unit)
    decided = [each for each in sessions if each.attendance_confirmed_at and each.pk in page.attendances]
    return (decided or sessions)[-1]


def _with_cover(item: LineItem, unit: Unit, task: Submission | None) -> LineItem:
    if unit.cover == Cover.OTHER_GROUP:
        return replace(item, note=_("Made up for in another group"))
    if unit.cover != Cover.ASSIGNMENT:
        return item
    item = replace(item, note=_("Made up for with an assignment"))
    return replace(item, action_url=task_url(task), action_label=_("Look at your answer")) if task else item


def _with_task(item: LineItem, task: Submission, page: OwnPage, now: datetime) -> LineItem:
    title = _("Supplementary assignment: %(title)s") % {"title": task.assignment.title}
    if task.state == SubmissionState.SUBMITTED:
        by = _("The trainer usually goes through your answer within a week.")
        return replace(item, note=title, by=by, action_url=task_url(task), action_label=_("Look at your answer"))
    asked = SubmissionState.REVISION_ASKED.label if task.state == SubmissionState.REVISION_ASKED else ""
    due = "" if page.is_out_of_reach else due_sentence(task, now)
    by = " · ".join(filter(None, [str(asked), due]))
    return replace(item, note=title, by=by, action_url=task_url(task), action_label=task_action(task), asks=True)


def _with_absence(item: LineItem, session: Session, page: OwnPage, now: datetime) -> LineItem:
    """The way to tell that one cannot come, or that one can after all. Who would miss the only session cancels."""
    is_told = page.is_told_away(session)
    if not is_told and len(page.held) == 1 and page.may_cancel(now):
        return item
    item = replace(item, note=_told_note(page), is_told=True) if is_told else item
    if absence_refusal(page.enrollment, session, page.attendances.get(session.pk), now):
        return item
    return replace(item, absence_url=reverse("absence", args=[page.enrollment.pk, session.pk]))


def _told_note(page: OwnPage) -> str:
    told = _("You told us that you cannot come. You keep your place.")
    if page.is_out_of_reach or not replaceable_units(page.enrollment, page.run):
        return told
    return " ".join([told, _("How to make up for the session is told once the attendance has been confirmed.")])
