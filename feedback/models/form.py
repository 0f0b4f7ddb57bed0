"""What is asked. A form is frozen once somebody has answered it; a change is a new number."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from feedback.enums import Moment, QuestionKind


class FeedbackForm(models.Model):
    """A questionnaire in one language, and its version number.

    The same questionnaire in another language has the same key and number, and its questions the same keys: by those
    the answers of two languages are told together. Personal data: none.
    """

    key = models.SlugField(_("key"))
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=Language.choices,
        default=Language.FINNISH,
        help_text=_("Asked in runs in this language; the Finnish form also where a language has none of its own."),
    )
    title = models.CharField(_("title"), max_length=150)
    intro = models.TextField(_("opening words"), blank=True)
    moment = models.CharField(_("asked"), max_length=10, choices=Moment.choices, default=Moment.END)
    open_days = models.PositiveSmallIntegerField(_("open for days"), default=14)
    is_default = models.BooleanField(_("used for every run"), default=False)

    class Meta:
        verbose_name = _("feedback form")
        verbose_name_plural = _("feedback forms")
        ordering = ["key", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["key", "number", "language"], name="feedbackform_one_of_a_number"),
            models.UniqueConstraint(
                fields=["moment", "language"],
                condition=Q(is_default=True),
                name="feedbackform_one_default_per_moment_and_language",
                violation_error_message=_("Another form in this language is used for every run at that moment."),
            ),
            models.CheckConstraint(condition=Q(open_days__gte=1), name="feedbackform_is_open_some_time"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Question(models.Model):
    """One question. `choices` is a list of {"key", "label"}.

    `shown_if_values` are the answers of `shown_if` that reveal it.

    Personal data: none.
    """

    form = models.ForeignKey(FeedbackForm, models.CASCADE, related_name="questions", verbose_name=_("form"))
    key = models.SlugField(_("key"))
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=QuestionKind.choices)
    text = models.CharField(_("question"), max_length=300)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    shown_if = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="reveals", verbose_name=_("shown only after")
    )
    shown_if_values = models.JSONField(_("when the answer is"), default=list, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["form", "position"]
        constraints = [models.UniqueConstraint(fields=["form", "key"], name="question_one_of_a_key")]

    def __str__(self) -> str:
        return self.text
