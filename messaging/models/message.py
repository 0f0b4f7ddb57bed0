"""The outbox: everything said to people by mail, and what they read under Viestit."""

import hashlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import User
from messaging.enums import MessageState


class Message(models.Model):
    """One mail to one person, written in the same transaction as its cause and sent by `tick`.

    `dedup_key` names the cause: the same cause cannot speak twice. `attachments` is a list of
    `{"name", "type", "text"}`. A sign-in code has no recipient and is emptied once it is of no use.

    Personal data: recipient, address, subject and body (erased with the account, five years).
    """

    kind = models.CharField(_("kind of message"), max_length=60, db_index=True)
    recipient = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("recipient"),
    )
    address = models.EmailField(_("address"))
    reply_to = models.EmailField(_("reply address"), blank=True)
    sender_name = models.CharField(_("sender"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.FINNISH)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    attachments = models.JSONField(default=list, blank=True)
    dedup_key = models.CharField(max_length=200, unique=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=MessageState.choices,
        default=MessageState.QUEUED,
        db_index=True,
    )
    created_at = models.DateTimeField(_("written"))
    send_after = models.DateTimeField(_("to be sent"), db_index=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last failure"), max_length=300, blank=True)
    in_inbox = models.BooleanField(_("shown to the recipient"), default=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENT) | Q(sent_at__isnull=False),
                name="message_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=MessageState.SENDING) | Q(claimed_at__isnull=False),
                name="message_sending_is_claimed",
            ),
        ]
        indexes = [models.Index(fields=["state", "send_after"], name="message_due")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def dedup_key_hash(self) -> str:
        """A name for the mail that is the same on every attempt, so that a reader sees a repeated one once."""
        return hashlib.sha256(self.dedup_key.encode()).hexdigest()[:32]
