"""Assignments of a run. Kinds differ in columns; the base row alone never exists."""

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from polymorphic.models import PolymorphicModel

from courses.enums import AssignmentPurpose
from courses.models.course import Topic
from courses.models.run import CourseRun
from courses.models.session import Session

LAST_MINUTE = time(23, 59)  # a due day ends in the last minute of that day, Finnish time


class Assignment(PolymorphicModel):
    """Work a participant sends in; a supplementary one makes up for a missed topic or session. Personal data: none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(CourseRun, models.PROTECT, related_name="assignments", verbose_name=_("run"))
    key = models.SlugField(_("key"), help_text=_("Short name for addresses and lists."))
    title = models.CharField(_("title"), max_length=150)
    instructions = models.TextField(_("instructions"))
    purpose = models.CharField(
        _("purpose"),
        max_length=15,
        choices=AssignmentPurpose.choices,
        default=AssignmentPurpose.SUPPLEMENTARY,
    )
    due_on = models.DateField(_("due on"), null=True, blank=True, help_text=_("Until the end of that day."))
    due_days = models.PositiveSmallIntegerField(
        _("days after the attendance was confirmed"),
        null=True,
        blank=True,
        help_text=_("Gives everybody a personal due date."),
    )
    makes_up_for_topic = models.ForeignKey(
        Topic,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("makes up for the topic"),
    )
    makes_up_for_session = models.ForeignKey(
        Session,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=_("makes up for the session"),
    )
    hours_estimate = models.PositiveSmallIntegerField(_("takes about, hours"), null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["run", "key"]
        constraints = [
            models.UniqueConstraint(fields=["run", "key"], name="assignment_one_of_a_key"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=False, due_days=None) | Q(due_on=None, due_days__isnull=False),
                name="assignment_one_due_rule",
                violation_error_message=_("Give either a due date or a number of days."),
            ),
            models.CheckConstraint(
                condition=Q(makes_up_for_topic=None) | Q(makes_up_for_session=None),
                name="assignment_makes_up_for_one_thing",
                violation_error_message=_("Choose either a topic or a session."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if type(self) is Assignment:
            raise TypeError("An assignment is always of a kind")
        super().save(*args, **kwargs)

    def clean(self) -> None:
        topic, session = self.makes_up_for_topic, self.makes_up_for_session
        if (topic and topic.course_id != self.run.course_id) or (session and session.run_id != self.run_id):
            raise ValidationError(_("An assignment makes up for a session of its own run only."))

    @property
    def file_limit(self) -> int:
        """How many files an answer may hold; 0 = this kind takes none."""
        return 0

    def due_at(self, opened_at: datetime) -> datetime:
        """The due instant of somebody whose assignment opened then: the last minute of the due day, Finnish time."""
        day: date = self.due_on or timezone.localdate(opened_at) + timedelta(days=self.due_days or 0)
        return timezone.make_aware(datetime.combine(day, LAST_MINUTE))


class TextAssignment(Assignment):
    """An assignment answered with text. Personal data: none."""

    min_words = models.PositiveSmallIntegerField(
        _("words at least"), null=True, blank=True, help_text=_("Told to the writer, never enforced.")
    )

    class Meta:
        verbose_name = _("text assignment")
        verbose_name_plural = _("text assignments")


MOST_FILES = 5  # files of one answer: more is an archive, and each of them has to be read


class FileAssignment(Assignment):
    """An assignment answered with files, with a text beside or instead of them. Personal data: none."""

    max_files = models.PositiveSmallIntegerField(
        _("files at most"), default=MOST_FILES, help_text=_("From one to five files of ten megabytes each.")
    )

    class Meta:
        verbose_name = _("file assignment")
        verbose_name_plural = _("file assignments")
        constraints = [
            models.CheckConstraint(
                condition=Q(max_files__gte=1, max_files__lte=MOST_FILES),
                name="fileassignment_takes_one_to_five",
                violation_error_message=_("An answer takes from one to five files."),
            ),
        ]

    @property
    def file_limit(self) -> int:
        """How many files an answer may hold."""
        return self.max_files
