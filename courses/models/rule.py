"""What it takes to get the certificate. The deciding itself is pure: `courses/rules.py`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from polymorphic.models import PolymorphicModel

from accounts.models import User
from courses import rules
from courses.models.run import CourseRun
from courses.progress import Progress


class RuleSet(models.Model):
    """The completion rule of a run from a moment on; frozen once somebody has joined under it.

    `partial_from` is the share of a session (0-1) from which partial presence counts; empty = it never does.
    Personal data: who wrote it.
    """

    run = models.ForeignKey(CourseRun, models.PROTECT, related_name="rule_sets", verbose_name=_("run"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    in_force_from = models.DateTimeField(_("in force from"))
    written_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    why = models.CharField(_("reason for the change"), max_length=300, blank=True)
    needs_opt_in = models.BooleanField(
        _("only for those who ask for it"),
        default=False,
        help_text=_("The enrolment form then asks who wants a certificate."),
    )
    partial_from = models.DecimalField(
        _("partial presence counts from"),
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Share of the session, for example 0.75. Empty = partial presence does not count."),
    )

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        ordering = ["run", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="ruleset_one_of_a_number"),
            models.CheckConstraint(
                condition=models.Q(partial_from=None) | models.Q(partial_from__gt=0, partial_from__lte=1),
                name="ruleset_partial_is_a_share",
                violation_error_message=_("Give a share between 0 and 1, for example 0.75."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} · {self.number}"


class CompletionRule(PolymorphicModel):
    """One condition of a rule set; only its kinds exist. Never about feedback. Personal data: none."""

    rule_set = models.ForeignKey(RuleSet, models.CASCADE, related_name="rules", verbose_name=_("rule set"))

    class Meta:
        verbose_name = _("completion rule")
        verbose_name_plural = _("completion rules")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if type(self) is CompletionRule:
            raise TypeError("A completion rule is always of a kind")
        super().save(*args, **kwargs)

    def is_met(self, progress: Progress) -> bool:
        """Whether the facts fill the condition."""
        raise NotImplementedError

    def is_reachable(self, progress: Progress) -> bool:
        """Whether the facts to come can still fill the condition."""
        raise NotImplementedError

    def missing(self, progress: Progress) -> str:
        """What is still missing, as a sentence; empty when nothing is."""
        raise NotImplementedError

    def out_of_reach(self, progress: Progress) -> str:
        """Why the condition can no longer be filled, as sentences."""
        raise NotImplementedError

    def sentence(self, unit_count: int) -> str:
        """The condition as a sentence for everybody."""
        raise NotImplementedError


class AttendanceRule(CompletionRule):
    """Met when enough units are covered, so many of them replaced at most (certificate.md §3: R-ALL, R-MIN, R-REPL).

    Personal data: none.
    """

    minimum = models.PositiveSmallIntegerField(
        _("sessions at least"),
        null=True,
        blank=True,
        help_text=_("Empty = all of them."),
    )
    max_replaced = models.PositiveSmallIntegerField(
        _("of them replaced at most"),
        default=0,
        help_text=_("By a supplementary assignment or another group's session."),
    )

    class Meta:
        verbose_name = _("attendance rule")
        verbose_name_plural = _("attendance rules")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minimum=None) | models.Q(minimum__gte=1),
                name="attendancerule_asks_for_something",
                violation_error_message=_("The minimum is at least 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def clean(self) -> None:
        """Refuse what nobody could fill, and a second rule of presence: the two would contradict each other."""
        if AttendanceRule.objects.filter(rule_set=self.rule_set_id).exclude(pk=self.pk).exists():
            raise ValidationError(_("These completion rules have an attendance rule already. Change that one."))
        held = self.rule_set.run.sessions.filter(cancelled_at=None).count()
        if self.minimum and held and self.minimum > held:
            text = _("The run has %(count)s sessions. The minimum cannot be larger.") % {"count": held}
            raise ValidationError({"minimum": text})
        if held and self.max_replaced > (self.minimum or held):
            raise ValidationError({"max_replaced": _("No more can be replaced than is needed.")})

    def is_met(self, progress: Progress) -> bool:
        return rules.attendance_is_met(progress, self.minimum, self.max_replaced)

    def is_reachable(self, progress: Progress) -> bool:
        return rules.attendance_is_reachable(progress, self.minimum, self.max_replaced)

    def out_of_reach(self, progress: Progress) -> str:
        return rules.attendance_out_of_reach(progress, self.max_replaced)

    def missing(self, progress: Progress) -> str:
        return rules.attendance_missing(progress, self.minimum, self.max_replaced)

    def sentence(self, unit_count: int) -> str:
        return rules.attendance_sentence(unit_count, self.minimum, self.max_replaced)
