"""Writing to the outbox, in the same transaction as the cause."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import override

from accounts.models import User
from messaging.enums import MessageState
from messaging.kinds import MessageKind, fill, fill_subject, message_kind, traceless_kinds
from messaging.models import Message, MessageTemplate

logger = logging.getLogger(__name__)

TRACELESS_FOR = timedelta(days=3)  # a mail server may be down over a weekend


@dataclass(frozen=True)
class Attachment:
    """A text file that goes with a message, such as a calendar file."""

    name: str
    type: str
    text: str


@dataclass(frozen=True)
class Letter:
    """What is said, before anybody knows to whom: subject and body of one kind in one language."""

    subject: str
    body: str


def compose(kind_key: str, language: str, context: dict[str, str]) -> Letter:
    """The text of a kind with its placeholders filled: staff's wording when there is one, else the original.

    A wording that asks for a word the kind no longer fills is logged and passed over: no cause fails for its letter.
    """
    kind = message_kind(kind_key)
    own = MessageTemplate.objects.filter(kind=kind_key, language=language).first()
    if own:
        try:
            return filled(own.subject, own.body, context)
        except KeyError as word:
            logger.error("The own wording of %s (%s) asks for %s, which is not filled", kind_key, language, word)
    with override(language):
        return filled(str(kind.subject), str(kind.body), context)


def filled(subject: str, body: str, context: dict[str, str]) -> Letter:
    """A wording with its placeholders filled. KeyError for one the context lacks."""
    whole = {"site": settings.SITE_NAME, "site_url": settings.SITE_URL, **context}
    return Letter(fill_subject(subject, whole), fill(body, whole))


def queue_message(
    kind: str,
    recipient: User,
    context: dict[str, str],
    *,
    dedup_key: str,
    now: datetime,
    reply_to: str = "",
    sender_name: str = "",
    attachments: Sequence[Attachment] = (),
    send_after: datetime | None = None,
) -> Message | None:
    """Put one message into the outbox; None when this cause has spoken already or the person has no address.

    Call it inside the transaction of the cause: message and cause are stored together or not at all.
    `context` values are plain text; they are never interpreted.
    """
    if not recipient.mail_address:
        return None
    return store(
        message_kind(kind),
        compose(kind, recipient.language, context),
        recipient.mail_address,
        dedup_key=dedup_key,
        now=now,
        recipient=recipient,
        language=recipient.language,
        reply_to=reply_to,
        sender_name=" ".join(sender_name.split()),
        attachments=[asdict(attachment) for attachment in attachments],
        send_after=send_after or now,
        in_inbox=message_kind(kind).in_inbox,
    )


def queue_to_address(
    kind: str,
    address: str,
    context: dict[str, str],
    *,
    dedup_key: str,
    now: datetime,
    language: str = settings.LANGUAGE_CODE,
    reply_to: str = "",
) -> Message | None:
    """Put a message to an address without a person into the outbox; None when this cause has spoken already.

    Nobody reads it under Viestit. Call it inside the transaction of the cause.
    """
    return store(
        message_kind(kind),
        compose(kind, language, context),
        address,
        dedup_key=dedup_key,
        now=now,
        language=language,
        reply_to=reply_to,
        expires_at=now + TRACELESS_FOR if message_kind(kind).leaves_no_trace else None,
        in_inbox=False,
    )


def store(
    kind: MessageKind, letter: Letter, address: str, *, dedup_key: str, now: datetime, **facts: Any
) -> Message | None:
    """Put a letter into the outbox as it stands; `facts` are further columns of the message. None when this cause has
    spoken already.
    """
    defaults = {"kind": kind.key, "address": address, "subject": letter.subject, "body": letter.body}
    message, created = Message.objects.get_or_create(
        dedup_key=dedup_key, defaults={**defaults, "created_at": now, "send_after": now, **facts}
    )
    return message if created else None


def withdraw_message(dedup_key: str) -> bool:
    """Empty and drop a message that still waits to be sent, because what it says is no longer true; returns whether
    there was one. One that is being sent, has been sent or has failed for good stays.
    """
    return bool(withdraw_messages([dedup_key]))


def withdraw_messages(dedup_keys: Iterable[str]) -> int:
    """The same to many; returns how many there were."""
    waiting = Message.objects.filter(dedup_key__in=list(dedup_keys), state=MessageState.QUEUED)
    return waiting.update(state=MessageState.DROPPED, subject="", body="", attachments=[], in_inbox=False)


def drop_expired_messages(now: datetime) -> int:
    """Empty and drop unsent messages that are of no use any more (codes after ten minutes); returns how many.

    One that must leave no trace is deleted.
    """
    unsent = Message.objects.filter(state__in=[MessageState.QUEUED, MessageState.FAILED])
    unsent.filter(expires_at__lte=now, kind__in=traceless_kinds()).delete()
    return unsent.filter(expires_at__lte=now).update(
        state=MessageState.DROPPED,
        subject="",
        body="",
        attachments=[],
    )
