"""What people say about accessibility, with the clock the law sets."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import User

OPENING = 80  # characters


class AccessibilityRequest(models.Model):
    """Somebody's feedback on accessibility; answered within 14 days.

    Personal data: reply address and what the person wrote (a year after the answer).
    """

    page = models.CharField(_("page"), max_length=300, blank=True)
    text = models.TextField(_("text"))
    reply_to = models.EmailField(_("reply address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.FINNISH)
    received_at = models.DateTimeField(_("received"))
    due_on = models.DateField(_("answer by"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )

    class Meta:
        verbose_name = _("feedback on accessibility")
        verbose_name_plural = _("feedback on accessibility")
        ordering = [F("answered_at").asc(nulls_first=True), "due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="accessibilityrequest_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def opening(self) -> str:
        """The first words of what was written."""
        text = " ".join(self.text.split())
        return text if len(text) <= OPENING else f"{text[:OPENING].rstrip()}…"

    opening.fget.short_description = _("What did not work?")  # type: ignore[attr-defined]  # heading of admin lists

    def days_left(self, today: date) -> int:
        """Days until the answer is due; negative when it is late."""
        return (self.due_on - today).days
