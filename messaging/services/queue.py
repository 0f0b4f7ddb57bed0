"""Writing to the outbox, in the same transaction as the cause."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import override

from accounts.models import User
from messaging.enums import MessageState
from messaging.kinds import fill, fill_subject, message_kind, traceless_kinds
from messaging.models import Message, MessageTemplate

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
    """The text of a kind with its placeholders filled: staff's wording when there is one, else the original."""
    kind = message_kind(kind_key)
    own = MessageTemplate.objects.filter(kind=kind_key, language=language).first()
    with override(language):
        subject, body = (own.subject, own.body) if own else (str(kind.subject), str(kind.body))
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
    letter = compose(kind, recipient.language, context)
    message, created = Message.objects.get_or_create(
        dedup_key=dedup_key,
        defaults={
            "kind": kind,
            "recipient": recipient,
            "address": recipient.mail_address,
            "reply_to": reply_to,
            "sender_name": " ".join(sender_name.split()),
            "language": recipient.language,
            "subject": letter.subject,
            "body": letter.body,
            "attachments": [asdict(attachment) for attachment in attachments],
            "created_at": now,
            "send_after": send_after or now,
            "in_inbox": message_kind(kind).in_inbox,
        },
    )
    return message if created else None


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
    letter = compose(kind, language, context)
    message, created = Message.objects.get_or_create(
        dedup_key=dedup_key,
        defaults={
            "kind": kind,
            "address": address,
            "reply_to": reply_to,
            "language": language,
            "subject": letter.subject,
            "body": letter.body,
            "created_at": now,
            "send_after": now,
            "expires_at": now + TRACELESS_FOR if message_kind(kind).leaves_no_trace else None,
            "in_inbox": False,
        },
    )
    return message if created else None


def withdraw_message(dedup_key: str) -> bool:
    """Empty and drop a message that still waits to be sent, because what it says is no longer true; returns whether
    there was one. One that is being sent, has been sent or has failed for good stays.
    """
    waiting = Message.objects.filter(dedup_key=dedup_key, state=MessageState.QUEUED)
    return bool(waiting.update(state=MessageState.DROPPED, subject="", body="", attachments=[], in_inbox=False))


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
