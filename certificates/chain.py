"""The issue log's hash chain: each digest covers the one before it, so nothing can be dropped or back-dated. Pure."""

import hashlib
import json
from datetime import UTC, datetime

GENESIS = "0" * 64  # what the first entry follows


def digest(previous: str, *, sequence: int, event: str, id_hash: str, pdf_sha256: str, at: datetime) -> str:
    """SHA-256 of the previous digest and the canonical record (JSON, sorted keys, UTC)."""
    record = {
        "sequence": sequence,
        "event": event,
        "id_hash": id_hash,
        "pdf_sha256": pdf_sha256,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    return sha256(f"{previous}{json.dumps(record, sort_keys=True, separators=(',', ':'))}")


def sha256(content: str | bytes) -> str:
    """Hexadecimal SHA-256 of text (UTF-8) or bytes."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
