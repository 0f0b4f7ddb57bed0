"""The participant's own page in words: the next thing, what is missing and whose turn it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import CourseRun, Session
from courses.queries import session_place, session_title
from courses.rules import replacement_limit
from enrollment.enums import SubmissionState
from enrollment.models import Submission
from enrollment.queries.own import OwnPage, Standing
from enrollment.queries.progress import replaceable_units, unmet
from enrollment.services import SubmissionRefused
from messaging.dates import clock, moment

JOIN_BEFORE_MINUTES = 15  # the join button shows this long before the start (journeys S4)


def task_url(task: Submission) -> str:
    """Where the person writes the answer or looks at it."""
    return reverse("assignment", args=[task.enrollment_id, task.assignment_id])


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
    return NextTask(title, task_url(first), task_action(first))


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


def join_note(session: Session, page: OwnPage, now: datetime) -> str:
    """When the join button shows, while it does not yet; empty without a link. Who is not coming needs none."""
    if page.is_told_away(session):
        return _("You told us that you cannot come. You keep your place.")
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
