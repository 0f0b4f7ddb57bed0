"""Staff's own wording of a kind of message."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language


class MessageTemplate(models.Model):
    """What staff wrote in place of the original text of one kind in one language. Personal data: none."""

    kind = models.CharField(_("kind of message"), max_length=60)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.FINNISH)
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        constraints = [
            models.UniqueConstraint(fields=["kind", "language"], name="messagetemplate_one_per_kind_and_language"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"
