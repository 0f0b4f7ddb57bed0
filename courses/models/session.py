"""One meeting of a run."""

import secrets
import uuid
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.enums import Precision
from courses.models.course import Topic


def new_check_in_code() -> str:
    """Four digits, easy to read out in a room."""
    return f"{secrets.randbelow(9000) + 1000}"


class Session(models.Model):
    """A session (tapaamiskerta). Cancelled, never deleted. Personal data: who confirmed the attendance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey("courses.CourseRun", models.PROTECT, related_name="sessions", verbose_name=_("run"))
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="sessions", verbose_name=_("session topic")
    )
    precision = models.CharField(
        _("time is known to the"), max_length=10, choices=Precision.choices, default=Precision.TIME
    )
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    counted_minutes = models.PositiveSmallIntegerField(
        _("counted minutes"),
        null=True,
        blank=True,
        help_text=_("Without breaks, at most from start to end. Empty = from start to end."),
    )
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    link = models.URLField(
        _("Teams link"), blank=True, help_text=_("Shown only to participants, in their mail and on their own page.")
    )
    check_in_code = models.CharField(_("check-in code"), max_length=8, default=new_check_in_code)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    attendance_confirmed_at = models.DateTimeField(_("attendance confirmed"), null=True, blank=True, editable=False)
    attendance_confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="confirmed_sessions",
        editable=False,
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "number"],
                name="session_one_of_a_number",
                violation_error_message=_("The run has a session of this number already. Give another number."),
            ),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(starts_at__lt=F("ends_at")),
                name="session_starts_before_it_ends",
                violation_error_message=_("The session ends before it begins. Check the clock times."),
            ),
            models.CheckConstraint(
                condition=~Q(precision=Precision.TIME) | Q(starts_at__isnull=False, ends_at__isnull=False),
                name="session_time_is_whole",
                violation_error_message=_("Give both the start and the end."),
            ),
            models.CheckConstraint(
                condition=Q(attendance_confirmed_at=None, attendance_confirmed_by=None)
                | Q(attendance_confirmed_at__isnull=False, attendance_confirmed_by__isnull=False),
                name="session_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(attendance_confirmed_at=None),
                name="session_confirmed_is_not_cancelled",
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="session_starts")]

    def __str__(self) -> str:
        return f"{self.number}. {self.topic.title if self.topic else ''}".strip()

    def clean(self) -> None:
        """Refuse a link to an unknown service, and more minutes than the session lasts.

        The minutes are not a constraint: SQLite could reckon with times only through functions of Django's own, and a
        database that asks for them can be checked and restored by nothing else.
        """
        lasts = self.ends_at - self.starts_at if self.starts_at and self.ends_at else None
        if self.counted_minutes and lasts is not None and timedelta(minutes=self.counted_minutes) > lasts:
            text = _("The session does not last so long. Check the minutes or the clock times.")
            raise ValidationError({"counted_minutes": text})
        if self.link:
            host = urlsplit(self.link).hostname or ""
            if urlsplit(self.link).scheme != "https" or not _is_allowed(host):
                services = ", ".join(settings.ALLOWED_LINK_HOSTS)
                text = _("The link must begin with https:// and lead to one of these services: %(services)s")
                raise ValidationError({"link": text % {"services": services}})

    @property
    def is_held(self) -> bool:
        """Whether the session is part of the run's total: not cancelled."""
        return self.cancelled_at is None

    def has_begun(self, now: datetime) -> bool:
        """Whether it has started; from then on it may be marked and confirmed. False without a known start."""
        return self.starts_at is not None and self.starts_at <= now


def _is_allowed(host: str) -> bool:
    return any(host == allowed or host.endswith(f".{allowed}") for allowed in settings.ALLOWED_LINK_HOSTS)
