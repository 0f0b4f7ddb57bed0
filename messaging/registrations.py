"""What of this app hangs on a person, and how long it is kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.registry import (
    DataKind,
    OnErasure,
    OnMerge,
    PersonLink,
    RetentionStep,
    register_data_kind,
    register_person_link,
    register_retention,
)
from messaging.kinds import message_kinds
from messaging.models import Message, MessageBatch

MESSAGES = register_data_kind(
    DataKind(
        key="messages",
        name=_("Messages sent"),
        months=60,
        counted_from=_("from the message"),
        afterwards=_("The message is deleted."),
        when_erased=_("Every message we have sent you is deleted. A last one confirms the erasure."),
        outcome=OnErasure.DELETE,
        position=70,
    )
)
DELIVERY = register_data_kind(
    DataKind(
        key="delivery",
        name=_("Delivery log of one-time codes and confirmations, without their texts"),
        months=3,
        counted_from=_("from the sending"),
        afterwards=_("The entry is deleted."),
        when_erased=_("The entries of your addresses are deleted."),
        outcome=OnErasure.DELETE,
        position=71,
    )
)


def _kinds_in_words(letters: Sequence[Message]) -> dict[str, dict[Any, str]]:
    """What each letter is, for the copy a person reads; a kind no app knows any more keeps its code."""
    labels = {kind.key: str(kind.label) for kind in message_kinds()}
    return {"kind": {letter.pk: labels.get(letter.kind, letter.kind) for letter in letters}}


register_person_link(
    PersonLink(
        Message,
        "recipient",
        ("kind", "address", "subject", "body", "created_at", "sent_at"),
        OnErasure.DELETE,
        OnMerge.MOVE,
        MESSAGES.key,
        names=_kinds_in_words,
    )
)
register_person_link(
    PersonLink(
        MessageBatch, "by", (), OnErasure.KEEP, OnMerge.STAY, MESSAGES.key, "the staff's own record of what they wrote"
    )
)


def _letters_due(cutoff: datetime, now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(in_inbox=True, created_at__lt=cutoff)


def _deliveries_due(cutoff: datetime, now: datetime) -> QuerySet[Message]:
    return Message.objects.filter(in_inbox=False, created_at__lt=cutoff)


def _delete(rows: QuerySet[Message], now: datetime) -> None:
    rows.delete()


register_retention(RetentionStep("messages", "messages", _("Messages are deleted"), _letters_due, _delete))
register_retention(
    RetentionStep(
        "messages",
        "messages to groups",
        _("What was written to groups is deleted"),
        lambda cutoff, now: MessageBatch.objects.filter(at__lt=cutoff),
        _delete,
    )
)
register_retention(
    RetentionStep(
        "delivery",
        "entries of the delivery log",
        _("Entries of the delivery log are deleted"),
        _deliveries_due,
        _delete,
    )
)
