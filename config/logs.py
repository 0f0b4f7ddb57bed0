"""One line of JSON for each thing that happened, with nobody's name, address, text or secret in it.

Three fences, each enough for what it is there for: our own calls pass numbers and class names only; of other libraries'
records only the sentence and its numbers are kept; and whatever looks like an address of a person, a query string or a
secret path is masked in the end. Faults are told by `config.faults`.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from config import faults

request_id: ContextVar[str] = ContextVar("request_id", default="")

OWN_APPS = {"accounts", "certificates", "cms", "config", "courses", "enrollment", "feedback", "messaging", "reports"}
OWN = OWN_APPS | {"gunicorn"}  # which says where it listens and how its processes fare
HIDDEN = "…"
HIDDEN_BELOW = {"tarkista", "kalenteri", "media", "documents"}  # secrets, and names of files people gave
EMAIL = re.compile(r"[^\s<>()\"',;:/]+@[^\s<>()\"',;:/]+")
QUERY = re.compile(r"\?[^\s\"']*")
SECRET_PATH = re.compile(rf"/({'|'.join(sorted(HIDDEN_BELOW))})/[^\s\"']+")
PLAIN_PART = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
UUID_PART = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_WORD = 24  # letters and digits without a break; a longer one is a key, not a word


def path_told(path: str) -> str:
    """The path with what could be a secret, a file's name or typed by somebody replaced by an ellipsis.

    Kept are numbers, UUIDs and the lower-case words our addresses are made of.
    """
    parts = path.split("/")
    for index, part in enumerate(parts[:-1]):
        if part in HIDDEN_BELOW and any(parts[index + 1 :]):
            return "/".join([*map(_part_told, parts[: index + 1]), HIDDEN])
    return "/".join(map(_part_told, parts))


def _part_told(part: str) -> str:
    is_plain = PLAIN_PART.fullmatch(part) and max(map(len, re.split("[-_]", part))) <= LONGEST_WORD
    return part if not part or is_plain or UUID_PART.fullmatch(part) else HIDDEN


def masked(text: str) -> str:
    """The text without e-mail addresses, query strings and secret paths."""
    text = EMAIL.sub(HIDDEN, text)
    text = SECRET_PATH.sub(rf"/\1/{HIDDEN}", text)
    return QUERY.sub(f"?{HIDDEN}", text)


class JsonFormatter(logging.Formatter):
    """Writes a record as one JSON object; `extra={"facts": {…}}` adds fields of our own."""

    def format(self, record: logging.LogRecord) -> str:
        """The line: when (UTC), how bad, who says so, what; the request, and the trace of a fault."""
        entry: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": masked(_event(record)),
        }
        if key := request_id.get():
            entry["request"] = key
        entry |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[1]:
            entry["fault"] = faults.trace(record.exc_info[1])
        return json.dumps(entry, ensure_ascii=False)


def _event(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in OWN or not record.args:
        return record.getMessage()
    arguments = record.args if isinstance(record.args, tuple) else tuple(record.args.values())
    told = [str(value) if isinstance(value, int | float | UUID) else HIDDEN for value in arguments]
    return " ".join([str(record.msg), *(f"[{value}]" for value in told)])
