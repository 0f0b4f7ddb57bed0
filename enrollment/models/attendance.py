"""Who was at a session. No row means not marked, never away."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import Session
from enrollment.enums import AttendanceStatus, MarkSource


class Attendance(models.Model):
    """The mark that stands for a person at a session; counts once the session is confirmed.

    Personal data: presence of a person (unlinked with the account, five years).
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendances", verbose_name=_("session"))
    person = models.ForeignKey(User, models.PROTECT, related_name="attendances", verbose_name=_("person"))
    status = models.CharField(_("status"), max_length=10, choices=AttendanceStatus.choices)
    minutes = models.PositiveSmallIntegerField(_("minutes present"), null=True, blank=True)
    version = models.UUIDField(default=uuid.uuid4, editable=False)
    marked_at = models.DateTimeField(_("marked"))
    marked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("marked by")
    )

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="attendance_one_per_session_and_person"),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(status=AttendanceStatus.PARTIAL),
                name="attendance_minutes_only_when_partial",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_told_ahead(self) -> bool:
        """Whether it is an absence told beforehand that nobody has confirmed: nothing has come of it yet."""
        return self.status == AttendanceStatus.EXCUSED and self.session.attendance_confirmed_at is None


class AttendanceMark(models.Model):
    """One change of a mark, and one that another's mark kept from standing; append only. A press that repeats what
    stands leaves none, nor one whose minutes were refused.

    `effective` is False when another trainer's mark stood. Personal data: as `Attendance`.
    """

    session = models.ForeignKey(Session, models.PROTECT, related_name="marks")
    person = models.ForeignKey(User, models.PROTECT, related_name="attendance_marks")
    status = models.CharField(max_length=10, choices=AttendanceStatus.choices, blank=True)  # empty = taken back
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=15, choices=MarkSource.choices)
    effective = models.BooleanField(default=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    client_id = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("attendance mark")
        verbose_name_plural = _("attendance marks")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "client_id", "person"],
                condition=~Q(client_id=""),
                name="attendancemark_once_per_press",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
