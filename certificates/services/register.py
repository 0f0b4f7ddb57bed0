"""Writing to the issue log: one link at a time, whoever else is writing."""

from datetime import datetime

from django.db import IntegrityError, transaction

from certificates.chain import GENESIS, sha256
from certificates.enums import LogEvent
from certificates.models import Certificate, IssueLogEntry
from certificates.queries import digest_of


def log_event(certificate: Certificate, event: LogEvent, *, now: datetime) -> IssueLogEntry:
    """Append what happened to the certificate; call it inside the transaction of the change."""
    try:
        with transaction.atomic():
            return _append(certificate, event, now)
    except IntegrityError:
        # Only those who both found the log empty can collide: there was no row to wait for. Now there is one.
        with transaction.atomic():
            return _append(certificate, event, now)


def _append(certificate: Certificate, event: LogEvent, now: datetime) -> IssueLogEntry:
    # The first entry is the lock of the whole chain. Locking the last one would not do: who waited for it
    # would still hold yesterday's tail.
    # Without it only the very first entry may be written, even if somebody else's has appeared since.
    first = IssueLogEntry.objects.select_for_update().filter(sequence=1).first()
    tail = IssueLogEntry.objects.order_by("-sequence").first() if first else None
    entry = IssueLogEntry(
        sequence=tail.sequence + 1 if tail else 1,
        event=event,
        id_hash=sha256(certificate.human_id),
        pdf_sha256=certificate.pdf_sha256,
        at=now,
        previous_digest=tail.digest if tail else GENESIS,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry
