"""Who answered and what was answered: two tables with no path between them but the round (security.md §5.4)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import CourseRun, Session
from feedback.models.form import FeedbackForm, Question


class FeedbackRound(models.Model):
    """One form asked of the participants of one run, or of one session of it. Personal data: none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.ForeignKey(FeedbackForm, models.PROTECT, related_name="rounds", verbose_name=_("form"))
    run = models.ForeignKey(CourseRun, models.PROTECT, related_name="feedback_rounds", verbose_name=_("run"))
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("session")
    )
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    shuffled_at = models.DateTimeField(_("closed and shuffled"), null=True, blank=True)

    class Meta:
        verbose_name = _("feedback round")
        verbose_name_plural = _("feedback rounds")
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__lt=F("closes_at")), name="feedbackround_opens_before_it_closes"
            ),
            models.UniqueConstraint(
                fields=["form", "run"], condition=Q(session=None), name="feedbackround_one_per_run"
            ),
            models.UniqueConstraint(
                fields=["form", "run", "session"],
                condition=Q(session__isnull=False),
                name="feedbackround_one_per_session",
            ),
        ]

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"


class Receipt(models.Model):
    """That a person has answered a round; no time, and rewritten in random order when the round closes.

    Personal data: having answered (unlinked with the account, five years).
    """

    round = models.ForeignKey(FeedbackRound, models.PROTECT, related_name="receipts")
    person = models.ForeignKey(User, models.CASCADE, related_name="feedback_receipts")

    class Meta:
        verbose_name = _("receipt of an answer")
        verbose_name_plural = _("receipts of answers")
        constraints = [models.UniqueConstraint(fields=["round", "person"], name="receipt_one_per_round_and_person")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Response(models.Model):
    """One anonymous set of answers; random key, no time, nobody. Personal data: none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(FeedbackRound, models.PROTECT, related_name="responses")

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"


class Answer(models.Model):
    """One answered question: `scale` 1-5, a `choice` key ("dk" = cannot say) or `text`.

    Personal data: none asked for.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    scale = models.PositiveSmallIntegerField(null=True, blank=True)
    choice = models.CharField(max_length=50, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="answer_one_per_question"),
            models.CheckConstraint(
                condition=Q(scale=None) | Q(scale__gte=1, scale__lte=5), name="answer_scale_is_1_to_5"
            ),
            models.CheckConstraint(
                condition=(Q(scale__isnull=False) & Q(choice="", text=""))
                | (Q(scale=None, text="") & ~Q(choice=""))
                | (Q(scale=None, choice="") & ~Q(text="")),
                name="answer_says_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"
