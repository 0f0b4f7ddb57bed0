"""How a missed unit is made up for."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import Assignment, Session, Topic
from enrollment.enums import MakeUpCause
from enrollment.models.enrollment import Enrollment


class MakeUp(models.Model):
    """A missed topic or session and the way chosen to make up for it; closed when the miss was a mistake.

    Personal data: a person's absence (unlinked with the account, five years).
    """

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="make_ups")
    missed_topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    missed_session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="make_ups")
    by_session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="made_up_here")
    by_assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, blank=True, related_name="make_ups")
    cause = models.CharField(_("cause"), max_length=10, choices=MakeUpCause.choices)
    due_at = models.DateTimeField(_("by"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened"))
    chosen_at = models.DateTimeField(null=True, blank=True)
    chosen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("make-up")
        verbose_name_plural = _("make-ups")
        constraints = [
            models.CheckConstraint(
                condition=Q(missed_topic=None, missed_session__isnull=False)
                | Q(missed_topic__isnull=False, missed_session=None),
                name="makeup_one_missed_thing",
            ),
            models.CheckConstraint(condition=Q(by_session=None) | Q(by_assignment=None), name="makeup_one_way"),
            models.UniqueConstraint(
                fields=["enrollment", "missed_topic"],
                condition=Q(closed_at=None, missed_topic__isnull=False),
                name="makeup_one_open_per_topic",
            ),
            models.UniqueConstraint(
                fields=["enrollment", "missed_session"],
                condition=Q(closed_at=None, missed_session__isnull=False),
                name="makeup_one_open_per_session",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
