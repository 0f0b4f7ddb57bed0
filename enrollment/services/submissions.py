"""Writing, sending and going through assignments. The version reviewed is the version decided."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from enrollment import work_letters
from enrollment.enums import CAN_BE_WRITTEN, Decision, SubmissionState
from enrollment.models import Submission, SubmissionTurn
from enrollment.secrecy import looks_like_a_person
from enrollment.services import announce
from enrollment.services.completion import settle

WRITTEN = ("text", "version", "page_key")  # the columns of a text being written


class SubmissionRefused(Exception):
    """The assignment cannot be saved, sent or decided now; the text says why."""


class DraftChanged(SubmissionRefused):
    """The draft was changed on another page after this one was opened; neither text may be lost."""


@dataclass(frozen=True)
class OpenPage:
    """The opened page a text is written on: its own key, and the version of the text it showed."""

    key: str = ""
    seen: int = 0


def lock_submission(submission: Submission) -> Submission:
    """The row as it stands now, locked until the transaction ends."""
    locked = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    locked.enrollment = submission.enrollment
    locked.assignment = submission.assignment
    return locked


@transaction.atomic
def save_draft(submission: Submission, text: str, *, now: datetime, page: OpenPage = OpenPage()) -> None:
    """Keep the text on the server. Raises SubmissionRefused once it has been sent, DraftChanged for an older page."""
    current = lock_submission(submission)
    require_writable(current)
    _require_newest(current, text, page)
    _write(current, text, page)
    current.saved_at = now
    if current.state == SubmissionState.OPEN:
        current.state = SubmissionState.DRAFT
    current.save(update_fields=[*WRITTEN, "saved_at", "state"])


def _write(current: Submission, text: str, page: OpenPage) -> None:
    current.text, current.version, current.page_key = text, current.version + 1, page.key


def _require_newest(current: Submission, text: str, page: OpenPage) -> None:
    """Raise DraftChanged when another page has written another text since this one was opened."""
    is_newest = page.seen == current.version or page.key == current.page_key
    if not is_newest and current.text != text:
        raise DraftChanged(
            _("The draft has been changed on another page or device. What you wrote here has not been saved.")
        )


def require_writable(submission: Submission) -> None:
    """Raise SubmissionRefused unless the participant may write."""
    if submission.state not in CAN_BE_WRITTEN:
        raise SubmissionRefused(_("Your answer has been sent already."))


@transaction.atomic
def send_submission(submission: Submission, text: str, *, now: datetime, page: OpenPage = OpenPage()) -> None:
    """Send the answer for review, also after the due date; a second press changes nothing.

    The files attached at that moment are part of what is sent. Raises SubmissionRefused for an empty answer and for a
    text that seems to name a person (journeys S6), DraftChanged for an older page.
    """
    current = lock_submission(submission)
    if current.state == SubmissionState.SUBMITTED and current.text == text:
        return
    require_writable(current)
    files = list(current.files.filter(is_attached=True))
    if not files:
        _require_text(current, text)
    if told := unfit_to_send(text):
        raise SubmissionRefused(told)
    _require_newest(current, text, page)
    _write(current, text, page)
    current.state, current.turn = SubmissionState.SUBMITTED, current.turn + 1
    current.saved_at = current.submitted_at = now
    current.save(update_fields=[*WRITTEN, "state", "turn", "saved_at", "submitted_at"])
    turn = SubmissionTurn.objects.create(submission=current, number=current.turn, text=text, submitted_at=now)
    turn.files.set(files)
    announce.submission_news(work_letters.RECEIVED, current, now)


def unfit_to_send(text: str) -> str:
    """Why a text cannot be sent as it is; empty when it can."""
    if looks_like_a_person(text):
        return _("The text seems to contain an identity code or a phone number. Remove it before sending.")
    return ""


def _require_text(submission: Submission, text: str) -> None:
    if not text.strip():
        takes_files = submission.assignment.file_limit > 0
        raise SubmissionRefused(
            _("Write your answer or add a file before sending it.")
            if takes_files
            else _("Write your answer before sending it.")
        )


@transaction.atomic
def take_back_submission(submission: Submission, *, now: datetime) -> None:
    """Turn an answer nobody has decided on back into a draft. Raises SubmissionRefused when it is too late.

    Its turn number is not used again: a reviewer who was reading it cannot decide on what is sent next.
    """
    current = lock_submission(submission)
    if current.state != SubmissionState.SUBMITTED:
        raise SubmissionRefused(_("The answer can no longer be taken back."))
    SubmissionTurn.objects.filter(submission=current, number=current.turn, decision="").delete()
    current.state, current.saved_at = SubmissionState.DRAFT, now
    current.save(update_fields=["state", "saved_at"])


@transaction.atomic
def accept_submission(submission: Submission, *, turn: int, comment: str, by: User, now: datetime) -> None:
    """Accept the answer that was read, and settle the person. Raises SubmissionRefused when another decided first."""
    current = _decide(submission, Decision.ACCEPTED, turn, comment, by, now)
    announce.submission_news(work_letters.ACCEPTED, current, now)
    settle(current.enrollment, now=now)


@transaction.atomic
def ask_for_more(submission: Submission, *, turn: int, comment: str, by: User, now: datetime) -> None:
    """Ask for more with a comment. Raises SubmissionRefused without one, or when another decided first."""
    if not comment.strip():
        raise SubmissionRefused(_("Write what you would like to read more about."))
    current = _decide(submission, Decision.REVISION_ASKED, turn, comment, by, now)
    announce.submission_news(work_letters.REVISION_ASKED, current, now)


def _decide(submission: Submission, decision: Decision, turn: int, comment: str, by: User, now: datetime) -> Submission:
    current = lock_submission(submission)
    if current.state != SubmissionState.SUBMITTED or current.turn != turn:
        raise SubmissionRefused(_("The answer has changed or somebody else has decided on it. Look at it once more."))
    if current.enrollment.person_id == by.pk:
        raise SubmissionRefused(_("You cannot go through your own assignment."))
    SubmissionTurn.objects.filter(submission=current, number=turn).update(
        decision=decision, comment=comment.strip(), reviewer=by, decided_at=now
    )
    current.state = SubmissionState(decision.value)
    current.reviewer, current.comment, current.decided_at = by, comment.strip(), now
    current.save(update_fields=["state", "reviewer", "comment", "decided_at"])
    return current
