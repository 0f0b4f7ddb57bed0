"""The participant's own page in words: the session line with its marks and the checklist."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from courses.models import CourseRun, Session
from courses.progress import Cover, Unit
from courses.queries import session_place, session_title, session_when, unit_key
from courses.rules import replacement_limit
from enrollment.enums import AttendanceStatus, SubmissionState
from enrollment.models import Submission
from enrollment.queries.own import OwnPage, Standing
from enrollment.queries.progress import replaceable_units, unmet
from enrollment.services import SubmissionRefused
from enrollment.wording.changes import with_move
from enrollment.wording.runs import LineItem, cancelled_note, common_place
from messaging.dates import clock, moment

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
    state_label: str = ""  # instead of the state's own word


def own_line(page: OwnPage, now: datetime) -> list[LineItem]:
    """The person's own session line: each session with its mark and a word."""
    upcoming = [session.pk for session in page.held if session.ends_at and session.ends_at > now]
    return [_own_item(session, page, now, is_next=session.pk in upcoming[:1]) for session in page.sessions]


def _own_item(session: Session, page: OwnPage, now: datetime, *, is_next: bool) -> LineItem:
    place = "" if common_place(page.run) else session_place(session, page.run)
    base = (session.number, session_when(session), session_title(session), place)
    if session.cancelled_at:
        note = cancelled_note(session)
        return LineItem(*base, "cancelled", pgettext("session", "Cancelled"), note, struck=True)
    if not page.enrollment.holds_place and session.pk not in page.attendances:
        return LineItem(*base)
    state, label = _own_state(session, page, now, is_next=is_next)
    return with_move(LineItem(*base, state, label), session, page, now)


def _own_state(session: Session, page: OwnPage, now: datetime, *, is_next: bool) -> tuple[str, str]:
    attendance = page.attendances.get(session.pk)
    if attendance and session.attendance_confirmed_at:
        is_made_up = unit_key(session) in page.make_ups and not page.is_out_of_reach
        return _marked_state(attendance.status, unit_of(session, page), is_made_up)
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
    task, name, standing = page.task_of(unit), _session_name(unit), page.standing(unit, now)
    if standing == Standing.COVERED:
        return _done_item(unit, name, page)
    if task and not (page.is_out_of_reach and task.state == SubmissionState.OPEN):
        return _task_item(unit, task, page, now)
    if standing == Standing.COMING:
        return ChecklistItem("waiting", name, session_when(page.sessions_of(unit)[-1]))
    if standing == Standing.UNCONFIRMED:
        return ChecklistItem("waiting", name, _("The trainer confirms the attendance."))
    if page.is_out_of_reach:
        return ChecklistItem("missing", name, state_label=pgettext("checklist", "Missed"))
    return ChecklistItem("missing", name, _("Ask the contact person how to make up for this session."))


def _session_name(unit: Unit) -> str:
    number = _("Session %(number)s") % {"number": unit.number}
    return f"{number}: {unit.title}" if unit.title else number


def _done_item(unit: Unit, name: str, page: OwnPage) -> ChecklistItem:
    task = page.task_of(unit)
    if unit.cover == Cover.ASSIGNMENT and task:
        made_up = _("Made up for with an assignment")
        return ChecklistItem("done", name, made_up, "", _task_url(task, page), _("Look at your answer"))
    details = {
        Cover.ASSIGNMENT: _("Made up for with an assignment"),
        Cover.OTHER_GROUP: _("Made up for in another group"),
    }
    return ChecklistItem("done", name, details.get(unit.cover or Cover.PRESENT, _("You took part.")))


def _task_url(task: Submission, page: OwnPage) -> str:
    return reverse("assignment", args=[page.enrollment.pk, task.assignment_id])


def _task_item(unit: Unit, task: Submission, page: OwnPage, now: datetime) -> ChecklistItem:
    title = _("Supplementary assignment: %(title)s") % {"title": task.assignment.title}
    makes_up = _("Makes up for session %(number)s") % {"number": unit.number}
    makes_up = f"{makes_up} ({unit.title})." if unit.title else f"{makes_up}."
    url = _task_url(task, page)
    if task.state == SubmissionState.SUBMITTED:
        detail = _("The trainer usually goes through your answer within a week.")
        return ChecklistItem("waiting", title, f"{makes_up} {detail}", "", url, _("Look at your answer"))
    by = "" if page.is_out_of_reach else due_sentence(task, now)
    asked = task.state == SubmissionState.REVISION_ASKED
    label = str(SubmissionState.REVISION_ASKED.label) if asked else ""
    return ChecklistItem("missing", title, makes_up, by, url, task_action(task), label)


def due_sentence(task: Submission, now: datetime) -> str:
    """By when the answer is sent, or that the due date has passed and what that means."""
    if now <= task.due_at:
        return _("Send it by %(moment)s.") % {"moment": moment(task.due_at)}
    late = _("The due date was %(moment)s. You can still send your answer: the trainer decides whether it is accepted.")
    return late % {"moment": moment(task.due_at)}


def saved_sentence(saved_at: datetime, now: datetime) -> str:
    """When the draft was saved, with the day where that is not today."""
    if localtime(saved_at).date() == localtime(now).date():
        return _("Draft saved at %(clock)s") % {"clock": clock(saved_at)}
    return _("Draft saved %(moment)s") % {"moment": moment(saved_at)}


def not_saved_sentence(refusal: SubmissionRefused) -> str:
    """Why the text was not saved while it was written, and how both texts come to be seen."""
    told = _("%(why)s Press Save the draft to see both texts. What you have written stays on the page.")
    return told % {"why": refusal}


def task_action(task: Submission) -> str:
    """What the button to an assignment says, by how far it is."""
    labels = {
        SubmissionState.DRAFT: _("Continue the draft"),
        SubmissionState.REVISION_ASKED: _("Read the comment and continue"),
    }
    return labels.get(SubmissionState(task.state), _("Begin the assignment"))


def what_is_missing(page: OwnPage, now: datetime) -> str:
    """What the certificate still needs, said by whose turn it is; empty when nothing is missing."""
    if not page.missing:
        return ""
    if not page.progress.units:
        return _("The days have not been agreed yet.")
    if page.is_out_of_reach:
        return why_out_of_reach(page)
    tasks, in_review = page.tasks(now), page.units_in(Standing.IN_REVIEW, now)
    coming = len(page.units_in(Standing.COMING, now))
    if tasks or (in_review and not page.units_in(Standing.MISSED, now)):
        still = ngettext("%(count)s session is still to come.", "%(count)s sessions are still to come.", coming)
        to_come = still % {"count": coming} if coming else ""
        waits = _tasks_sentence(tasks) if tasks else _("The trainer goes through your answer.")
        return " ".join(filter(None, [waits, to_come, _limit(page, now)]))
    if coming or page.units_in(Standing.MISSED, now):
        return " ".join(page.missing)
    if page.is_added_afterwards:
        return _("The trainer confirms whether you were there.")
    return _("The attendance waits for the trainer's confirmation.")


def why_out_of_reach(page: OwnPage) -> str:
    """Why no certificate can be had from this run any more."""
    rules = unmet(page.rule_set, page.progress) if page.rule_set else []
    return " ".join(rule.out_of_reach(page.progress) for rule in rules if not rule.is_reachable(page.progress))


def needs_nothing(page: OwnPage, now: datetime) -> bool:
    """Whether something is missing but nothing of it is the person's to do."""
    if not page.missing or page.is_out_of_reach:
        return False
    own = (Standing.TO_WRITE, Standing.COMING, Standing.MISSED)
    return not any(page.units_in(standing, now) for standing in own)


@dataclass(frozen=True)
class NextTask:
    """The assignment to write first, and what there is to do with it."""

    title: str
    url: str
    action: str


def next_task(page: OwnPage, now: datetime) -> NextTask | None:
    """The assignment that is due first among those the person has the turn with, or None."""
    first = min(page.tasks(now), key=lambda task: task.due_at, default=None)
    if first is None:
        return None
    is_asked = first.state == SubmissionState.REVISION_ASKED
    title = _("Your answer needs a little more") if is_asked else _("A supplementary assignment is waiting for you")
    return NextTask(title, _task_url(first, page), task_action(first))


def _tasks_sentence(tasks: list[Submission]) -> str:
    unread = [task for task in tasks if task.state != SubmissionState.REVISION_ASKED]
    if not unread:
        return _("The trainer has read your answer and asks you to add to it.")
    count, hours = len(tasks), sum(task.assignment.hours_estimate or 0 for task in unread)
    needed = ngettext(
        "%(count)s supplementary assignment is still needed for the certificate",
        "%(count)s supplementary assignments are still needed for the certificate",
        count,
    ) % {"count": count}
    if not hours:
        return f"{needed}."
    about = ngettext("about %(count)s hour", "about %(count)s hours", hours) % {"count": hours}
    return f"{needed} ({about})."


def _limit(page: OwnPage, now: datetime) -> str:
    """How many may be made up for, where more have been missed than that."""
    limit = replaceable_units(page.enrollment, page.run)
    replaced = sum(unit.is_replaced for unit in page.progress.covered)
    under_way = page.units_in(Standing.TO_WRITE, now) + page.units_in(Standing.IN_REVIEW, now)
    return replacement_limit(limit) if replaced + len(under_way) > limit else ""


def can_join_now(session: Session, now: datetime) -> bool:
    """Whether the join button shows: from fifteen minutes before the start until the end."""
    if not (session.starts_at and session.ends_at and session.link):
        return False
    return (session.starts_at - now).total_seconds() <= JOIN_BEFORE_MINUTES * 60 and now < session.ends_at


def join_note(session: Session, now: datetime) -> str:
    """When the join button shows, while it does not yet; empty without a link."""
    if not (session.link and session.starts_at) or can_join_now(session, now):
        return ""
    opens = session.starts_at - timedelta(minutes=JOIN_BEFORE_MINUTES)
    return _("The join link appears here %(moment)s. It is also in your confirmation.") % {"moment": moment(opens)}


def training_name(run: CourseRun) -> str:
    """`Sytykettä yhteistyöhön · Kevät 2027, ryhmä 1`."""
    return f"{run.course.short_title} · {run.label}"


def session_name(session: Session, run: CourseRun) -> str:
    """`Session 3: Systeeminen työskentely · online`."""
    number = _("Session %(number)s") % {"number": session.number}
    title = session_title(session)
    # The dot stays with the words before it where the line breaks.
    return "\N{NO-BREAK SPACE}· ".join([f"{number}: {title}" if title else number, session_place(session, run)])
