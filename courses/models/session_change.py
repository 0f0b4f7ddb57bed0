"""What a session was before it was moved."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models.session import Session


class SessionChange(models.Model):
    """The time and place a session had until `at`; append only. Personal data: who moved it."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="changes", verbose_name=_("session"))
    starts_at = models.DateTimeField(_("began"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ended"), null=True, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    at = models.DateTimeField(_("moved"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("moved by"))

    class Meta:
        verbose_name = _("move of a session")
        verbose_name_plural = _("moves of sessions")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(starts_at__lt=F("ends_at")),
                name="sessionchange_began_before_it_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
