"""One text written to many people."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class MessageBatch(models.Model):
    """What staff wrote to a group: the key comes from the form, so that a second press sends nothing.

    Personal data: who wrote it. The messages themselves are rows of the outbox.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about = models.CharField(_("group"), max_length=200)
    subject = models.CharField(_("subject"), max_length=60)
    text = models.TextField(_("text"))
    count = models.PositiveIntegerField(_("receivers"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("message to a group")
        verbose_name_plural = _("messages to groups")
        ordering = ["-at"]
        constraints = [models.CheckConstraint(condition=Q(count__gt=0), name="messagebatch_has_receivers")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} #{self.pk}"
