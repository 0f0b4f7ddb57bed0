"""Trying a failed message again."""

from datetime import datetime

from django.utils.translation import gettext as _

from messaging.enums import MessageState
from messaging.models import Message


def resend(message: Message, *, now: datetime) -> None:
    """Put a failed message back into the outbox; ValueError with the reason when it has not failed.

    The attempts start from nothing, so that the delays do too. The condition is in the update: two presses send once.
    """
    queued = Message.objects.filter(pk=message.pk, state=MessageState.FAILED).update(
        state=MessageState.QUEUED, send_after=now, created_at=now, claimed_at=None, attempts=0, last_error=""
    )
    if not queued:
        raise ValueError(_("Only a failed message can be sent again."))
