"""Things staff must look at."""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import CourseRun
from enrollment.enums import TodoKind
from enrollment.models.enrollment import Enrollment


class Todo(models.Model):
    """A staff task, raised once per cause (`dedup_key`). Personal data: whose enrolment it is about."""

    kind = models.CharField(_("kind"), max_length=20, choices=TodoKind.choices)
    subject = models.CharField(_("subject"), max_length=200)
    run = models.ForeignKey(
        CourseRun, models.CASCADE, null=True, blank=True, related_name="todos", verbose_name=_("run")
    )
    enrollment = models.ForeignKey(
        Enrollment, models.CASCADE, null=True, blank=True, related_name="todos", verbose_name=_("enrolment")
    )
    dedup_key = models.CharField(max_length=200, unique=True, editable=False)
    raised_at = models.DateTimeField(_("raised"))
    due_at = models.DateTimeField(_("by"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )

    class Meta:
        verbose_name = _("staff task")
        verbose_name_plural = _("staff tasks")
        ordering = [F("done_at").asc(nulls_first=True), "-raised_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="todo_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def session_id(self) -> UUID | None:
        """The session whose attendance raised the task; None for other tasks, and for older ones of a whole run."""
        try:
            return UUID(self.dedup_key.partition(":")[2]) if self.kind == TodoKind.ASSIGNMENT_MISSING else None
        except ValueError:
            return None
