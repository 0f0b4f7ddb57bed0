"""What a participant wrote for an assignment, turn by turn."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import Assignment
from enrollment.enums import Decision, SubmissionState
from enrollment.models.enrollment import Enrollment


class Submission(models.Model):
    """One person's answer to one assignment: the state and the text being written.

    Personal data: reflective text, the most dangerous data held; may contain secret client data by mistake
    (emptied with the account and six months after acceptance).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="submissions", verbose_name=_("assignment"))
    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="submissions", verbose_name=_("enrolment"))
    state = models.CharField(_("state"), max_length=15, choices=SubmissionState.choices, default=SubmissionState.OPEN)
    due_at = models.DateTimeField(_("by"))
    turn = models.PositiveSmallIntegerField(_("turn"), default=0)  # number of the newest sent turn; 0 = nothing sent
    text = models.TextField(_("text being written"), blank=True)
    saved_at = models.DateTimeField(_("saved"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)  # of the text: one more with every saving
    page_key = models.CharField(max_length=32, blank=True)  # of the opened page the text was last written on
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True)
    reviewer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("reviewer")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    text_erased_at = models.DateTimeField(_("text erased"), null=True, blank=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "enrollment"], name="submission_one_per_assignment"),
            models.CheckConstraint(
                condition=~Q(
                    state__in=[SubmissionState.SUBMITTED, SubmissionState.ACCEPTED, SubmissionState.REVISION_ASKED]
                )
                | Q(submitted_at__isnull=False, turn__gte=1),
                name="submission_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SubmissionState.ACCEPTED, SubmissionState.REVISION_ASKED])
                | Q(decided_at__isnull=False, reviewer__isnull=False),
                name="submission_decided_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="submission_queue")]

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"


class SubmissionTurn(models.Model):
    """One sent answer and the decision on it; append only but for the decision. Personal data: as `Submission`."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="turns")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    submitted_at = models.DateTimeField()
    decision = models.CharField(max_length=15, choices=Decision.choices, blank=True)
    comment = models.TextField(blank=True)
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("turn of a submission")
        verbose_name_plural = _("turns of submissions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="submissionturn_one_of_a_number"),
            models.CheckConstraint(
                condition=Q(decision="", reviewer=None, decided_at=None)
                | (~Q(decision="") & Q(reviewer__isnull=False, decided_at__isnull=False)),
                name="submissionturn_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
