"""Who of the staff has opened what somebody sent in."""

from datetime import datetime

from accounts.enums import AccessKind
from accounts.models import User
from accounts.services.access import record_access
from enrollment.models import Submission, SubmissionFile


def record_reading(viewer: User, submission: Submission, *, now: datetime) -> None:
    """Note that somebody opened the answer; the writer sees by whom. Looking at one's own leaves nothing."""
    _record(viewer, submission, AccessKind.SUBMISSION, submission.pk, now)


def record_download(viewer: User, file: SubmissionFile, *, now: datetime) -> None:
    """Note that somebody was given a file of the answer, as for reading it."""
    _record(viewer, file.submission, AccessKind.FILE, file.pk, now)


def _record(viewer: User, submission: Submission, kind: AccessKind, reference: object, now: datetime) -> None:
    person, title = submission.enrollment.person, submission.assignment.title
    record_access(viewer, person, kind, subject=title, reference=reference, now=now)
