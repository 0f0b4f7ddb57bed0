"""Carrying messages from the outbox to the mail server: each once, whatever the server does."""

import logging
import smtplib
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone

from messaging.enums import MessageState
from messaging.kinds import traceless_kinds
from messaging.models import Message

logger = logging.getLogger(__name__)

CLAIM_LASTS = timedelta(minutes=10)  # a sender that died in between is given up after this
GIVE_UP_AFTER = timedelta(days=3)  # a server may be down over a weekend
LONGEST_WAIT = timedelta(minutes=30)
_ABOUT_ONE_MESSAGE = (smtplib.SMTPSenderRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError)


class ServerUnreachable(Exception):
    """No conversation with the mail server came about; the message in hand is queued again."""


def send_due_messages(now: datetime, *, limit: int = 200) -> int:
    """Send what is due, oldest first; returns how many went.

    A dead server ends the round at the first message, which waits longer each time; a refused address fails that
    message only.
    """
    _release_stale_claims(now)
    due = Message.objects.filter(state=MessageState.QUEUED, send_after__lte=now).order_by("send_after", "pk")
    keys = list(due.values_list("pk", flat=True)[:limit])
    if not keys:
        return 0
    connection, count = get_connection(), 0
    for key in keys:
        try:
            count += _send(key, connection, now)
        except ServerUnreachable:  # two hundred time-outs in a row would keep everything else waiting
            break
    return count


def send_now(message: Message, now: datetime) -> bool:
    """Try one message at once, as sign-in codes are; what fails stays queued for `tick`."""
    try:
        return _send(message.pk, get_connection(), now)
    except ServerUnreachable:
        return False


def _release_stale_claims(now: datetime) -> None:
    Message.objects.filter(state=MessageState.SENDING, claimed_at__lt=now - CLAIM_LASTS).update(
        state=MessageState.QUEUED,
        claimed_at=None,
    )


def _send(key: int, connection: BaseEmailBackend, now: datetime) -> bool:
    # The conditional update is the claim: of two senders only one sees a changed row.
    claimed = Message.objects.filter(pk=key, state=MessageState.QUEUED).update(
        state=MessageState.SENDING,
        claimed_at=max(now, timezone.now()),  # a round may last longer than a claim
        attempts=F("attempts") + 1,
    )
    if not claimed:
        return False
    return _carry(Message.objects.get(pk=key), connection, now)


def _carry(message: Message, connection: BaseEmailBackend, now: datetime) -> bool:
    try:
        _as_mail(message, connection).send()
    except smtplib.SMTPRecipientsRefused as refusal:
        _fail(message, refusal) if _is_final(refusal) else _try_later(message, refusal, now)
        return False
    except _ABOUT_ONE_MESSAGE as failure:
        _try_later(message, failure, now)
        return False
    except (smtplib.SMTPException, OSError) as failure:
        _try_later(message, failure, now)
        raise ServerUnreachable from failure
    except Exception as fault:  # one message that cannot be written as a mail must not keep the others waiting
        _fail(message, fault)
        return False
    _mark_sent(message, now)
    return True


def _is_final(refusal: smtplib.SMTPRecipientsRefused) -> bool:
    """Whether the address is refused for good: an answer below 500 asks to try again, as greylisting does."""
    return all(code >= 500 for code, _text in refusal.recipients.values())


def _as_mail(message: Message, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.body,
        from_email=formataddr((message.sender_name or settings.SITE_NAME, address)),
        to=[message.address],
        reply_to=[message.reply_to] if message.reply_to else None,
        connection=connection,
        headers={
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<{message.dedup_key_hash}@{address.partition('@')[2]}>",
        },
    )
    mail.attach_alternative(render_to_string("messaging/mail.html", {"letter": message}), "text/html")
    for attachment in message.attachments:
        mail.attach(attachment["name"], attachment["text"], attachment["type"])
    return mail


def _mark_sent(message: Message, now: datetime) -> None:
    if message.kind in traceless_kinds() and not settings.IS_DEMO:  # the demo's mails are read at /demo/
        Message.objects.filter(pk=message.pk).delete()
        return
    changes = {"state": MessageState.SENT, "sent_at": now, "last_error": ""}
    if message.expires_at:  # a sign-in code is of no use to anybody once it is on its way
        changes |= {"body": "", "subject": ""} if not settings.IS_DEMO else {}
    Message.objects.filter(pk=message.pk, state=MessageState.SENDING).update(**changes)


def _fail(message: Message, failure: Exception) -> None:
    logger.warning("Message %s refused by the server", message.pk)
    Message.objects.filter(pk=message.pk).update(state=MessageState.FAILED, last_error=_reason(failure))


def _try_later(message: Message, failure: Exception, now: datetime) -> None:
    logger.warning("Message %s not sent: %s", message.pk, type(failure).__name__)
    if now - message.created_at > GIVE_UP_AFTER:
        return _fail(message, failure)
    wait = min(timedelta(minutes=2 ** min(message.attempts - 1, 5)), LONGEST_WAIT)
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.QUEUED,
        claimed_at=None,
        send_after=now + wait,
        last_error=_reason(failure),
    )
    return None


def _reason(failure: Exception) -> str:
    """The failure for staff; an SMTP answer may repeat the address, which the row holds anyway."""
    return f"{type(failure).__name__}: {failure}"[:300]
