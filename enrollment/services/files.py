"""Files of answers: attached, removed, erased. The bytes come first and go last: no row ever points at nothing."""

import logging
import secrets
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction
from django.db.models import QuerySet

from accounts.services.nights import once_a_night
from enrollment.enums import SubmissionState, UploadRefusal
from enrollment.models import Submission, SubmissionFile
from enrollment.services.submissions import lock_submission, require_writable
from enrollment.uploads import Upload, UploadRefused

logger = logging.getLogger(__name__)

NIGHT_HOUR = 3  # Finnish time
SETTLING = timedelta(hours=1)  # between a file's bytes and its row lie seconds; a stray one is older


def answer_storage() -> Storage:
    """Where the bytes lie: on disk or in a bucket, never at an address of its own."""
    return storages["answers"]


def read_file(file: SubmissionFile) -> bytes:
    """The bytes of the file; whatever the storage raises when they cannot be had."""
    with answer_storage().open(file.key) as content:
        return content.read()


def attach_file(submission: Submission, upload: Upload, *, now: datetime) -> None:
    """Keep the file with the answer being written; the same file once more changes nothing.

    Raises SubmissionRefused once the answer has been sent, and UploadRefused when it holds as many files as the
    assignment takes or the storage does not take the file (a full disk): then nothing of it is left.
    """
    if _is_attached(submission, upload):
        return
    key = secrets.token_hex(24)
    _store(key, upload)
    try:
        is_kept = _add_row(submission, upload, key, now)
    except Exception:
        _discard(key)
        raise
    if not is_kept:
        _discard(key)


def _is_attached(submission: Submission, upload: Upload) -> bool:
    return SubmissionFile.objects.filter(submission=submission, sha256=upload.sha256, is_attached=True).exists()


def _store(key: str, upload: Upload) -> None:
    try:
        answer_storage().save(key, ContentFile(upload.content))
    except Exception as fault:  # every kind of storage fails in its own way; the trace is in the log
        logger.exception("A file of an answer could not be stored")
        _discard(key)
        raise UploadRefused(UploadRefusal.NOT_STORED, upload.name) from fault


@transaction.atomic
def _add_row(submission: Submission, upload: Upload, key: str, now: datetime) -> bool:
    current = lock_submission(submission)
    if _is_attached(current, upload):  # pressed twice
        return False
    require_writable(current)
    limit = current.assignment.file_limit
    if current.files.filter(is_attached=True).count() >= limit:
        raise UploadRefused(UploadRefusal.TOO_MANY, upload.name, most=limit)
    SubmissionFile.objects.create(
        submission=current, name=upload.name, kind=upload.kind, size=len(upload.content), sha256=upload.sha256,
        key=key, added_at=now,
    )  # fmt: skip
    current.saved_at = now
    if current.state == SubmissionState.OPEN:
        current.state = SubmissionState.DRAFT
    current.save(update_fields=["saved_at", "state"])
    return True


@transaction.atomic
def remove_file(submission: Submission, file_id: UUID, *, now: datetime) -> None:
    """Take the file off the answer being written; in an answer sent before it stays. Twice does nothing.

    Raises SubmissionRefused once the answer has been sent.
    """
    current = lock_submission(submission)
    require_writable(current)
    file = current.files.filter(pk=file_id, is_attached=True).first()
    if file is None:
        return
    if file.turns.exists():
        file.is_attached = False
        file.save(update_fields=["is_attached"])
    else:
        delete_bytes_on_commit(SubmissionFile.objects.filter(pk=file.pk))
        file.delete()
    current.saved_at = now
    current.save(update_fields=["saved_at"])


def delete_bytes_on_commit(files: QuerySet[SubmissionFile]) -> None:
    """Delete the bytes of these rows, which are about to be deleted: a change that is rolled back has lost nothing."""
    for key in files.values_list("key", flat=True):
        transaction.on_commit(partial(_discard, key))


def _discard(key: str) -> None:
    try:
        answer_storage().delete(key)
    except Exception:  # the row is gone already, so nobody reads the file; tonight's round deletes it
        logger.exception("A file of an answer could not be deleted")


@once_a_night(NIGHT_HOUR)
def delete_stray_files(now: datetime) -> int:
    """Once a night delete the bytes no row points at: what a crash or a storage out of reach left. Returns how many."""
    storage = answer_storage()
    try:
        _folders, keys = storage.listdir("")
    except FileNotFoundError:  # nobody has attached anything yet
        return 0
    known = set(SubmissionFile.objects.values_list("key", flat=True))
    strays = [key for key in keys if key not in known and storage.get_modified_time(key) < now - SETTLING]
    for key in strays:
        _discard(key)
    return len(strays)
