"""Kinds of message. Apps above declare theirs with a sample, so that every kind can be previewed.

A text holds `{placeholders}` and nothing else that is interpreted: no template engine ever runs on it. A line
whose only placeholders are all empty is left out, which is how "Join here: {link}" disappears without a link.
"""

import re
from dataclasses import dataclass, field
from typing import Any

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
SUBJECT_LENGTH = 60  # characters; what a telephone shows of a subject
LEAST_OF_A_VALUE = 12  # characters; less of a title says nothing


@dataclass(frozen=True)
class MessageKind:
    """One thing the site says: key, name for staff, original wording (translatable) and a sample context.

    One that `leaves_no_trace` is deleted from the outbox once it is sent or has waited for three days.
    """

    key: str
    label: Any  # lazy string
    subject: Any
    body: Any
    sample: dict[str, str] = field(default_factory=dict)
    in_inbox: bool = True
    required: frozenset[str] = frozenset()  # words without which the message would be of no use
    leaves_no_trace: bool = False
    always: frozenset[str] | None = None  # words every kind of the app is filled with; None = those of the sample

    def words(self) -> dict[str, str]:
        """What a text of this kind may ask for, each with a sample: nothing that is not filled when it is sent."""
        if self.always is None:
            return self.sample
        asked = self.always | placeholders(str(self.subject)) | placeholders(str(self.body))
        return {name: self.sample[name] for name in sorted(asked) if name in self.sample}


_kinds: dict[str, MessageKind] = {}


def register_kind(kind: MessageKind) -> MessageKind:
    """Declare a kind; a key declared twice raises ValueError."""
    if kind.key in _kinds:
        raise ValueError(f"Message kind {kind.key} is declared twice")
    _kinds[kind.key] = kind
    return kind


def message_kind(key: str) -> MessageKind:
    """The declared kind; KeyError for an unknown one."""
    return _kinds[key]


def message_kinds() -> list[MessageKind]:
    """Every declared kind, by key."""
    return [_kinds[key] for key in sorted(_kinds)]


def traceless_kinds() -> list[str]:
    """The keys of kinds whose messages are deleted once they have done their work."""
    return [kind.key for kind in message_kinds() if kind.leaves_no_trace]


def placeholders(text: str) -> set[str]:
    """The names a text asks for."""
    return set(_PLACEHOLDER.findall(text))


def fill(text: str, context: dict[str, str]) -> str:
    """The text with its placeholders filled; lines of empty ones alone are dropped. KeyError for a missing one."""
    lines = []
    for line in text.splitlines():
        names = _PLACEHOLDER.findall(line)
        if names and not any(context[name] for name in names):
            continue
        lines.append(_PLACEHOLDER.sub(lambda match: context[match[1]], line))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def fill_subject(text: str, context: dict[str, str]) -> str:
    """The subject in one line of at most sixty characters: the longest values are shortened first, all to the same
    length; only a text that is too long by itself is cut.
    """
    for most in range(SUBJECT_LENGTH, LEAST_OF_A_VALUE - 1, -1):
        subject = " ".join(fill(text, {name: shortened(value, most) for name, value in context.items()}).split())
        if len(subject) <= SUBJECT_LENGTH:
            return subject
    return shortened(subject, SUBJECT_LENGTH)


def shortened(text: str, most: int) -> str:
    """The text in at most so many characters: cut after a whole word, marked with `…`."""
    if len(text) <= most:
        return text
    whole, _space, _rest = text[:most].rpartition(" ")
    return f"{(whole or text[: most - 1]).rstrip(' ,.:;–-…')}…"
