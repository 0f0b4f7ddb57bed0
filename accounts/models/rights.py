"""What was done with people's data: erasures, looks at others' data, and how long each kind is kept."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import AccessKind, ErasureCause
from accounts.models.user import User
from accounts.registry import data_kind

LONGEST_MONTHS = 600


class ErasureEntry(models.Model):
    """That a person's data were erased: the journal to be repeated after restoring an older backup.

    `counts` says how many rows of which model were deleted or emptied. Personal data: none, a number without a name.
    """

    person = models.ForeignKey(User, models.PROTECT, related_name="erasures", verbose_name=_("person"))
    cause = models.CharField(_("cause"), max_length=12, choices=ErasureCause.choices)
    at = models.DateTimeField(_("erased"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("erased by"))
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("erasure of a person")
        verbose_name_plural = _("erasures of people")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"#{self.pk}"


class AccessEntry(models.Model):
    """Who looked at whose data, and when; append only (Act 906/2019 §17).

    `subject` says what was opened in words without a name, `reference` which row. Personal data: that somebody's data
    were looked at, and by whom (two years; survives erasure as a number).
    """

    viewer = models.ForeignKey(User, models.PROTECT, related_name="looks", verbose_name=_("who looked"))
    person = models.ForeignKey(User, models.PROTECT, related_name="looks_at", verbose_name=_("whose data"))
    kind = models.CharField(_("what was opened"), max_length=12, choices=AccessKind.choices)
    subject = models.CharField(_("about"), max_length=200, blank=True)
    reference = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("look at somebody's data")
        verbose_name_plural = _("looks at people's data")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(viewer=models.F("person")), name="accessentry_of_somebody_else"),
        ]
        indexes = [models.Index(fields=["person", "-at"], name="accessentry_of_person")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class RetentionPeriod(models.Model):
    """How long staff decided that a kind of data is kept, instead of the proposal in the code. Personal data: none."""

    kind = models.CharField(_("kind of data"), max_length=30, unique=True)
    months = models.PositiveSmallIntegerField(
        _("months"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MONTHS)]
    )

    class Meta:
        verbose_name = _("keeping time")
        verbose_name_plural = _("keeping times")
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(months__gte=1, months__lte=LONGEST_MONTHS), name="retentionperiod_is_sensible"
            ),
        ]

    def __str__(self) -> str:
        return self.kind_name

    @property
    def kind_name(self) -> str:
        """The kind's name as people read it; the bare key when no app declares the kind any more."""
        try:
            return str(data_kind(self.kind).name)
        except KeyError:
            return self.kind

    def clean_fields(self, exclude: Any = None) -> None:
        super().clean_fields(exclude=exclude)
        try:
            data_kind(self.kind)
        except KeyError:
            raise ValidationError({"kind": _("Choose a kind of data from the list.")}) from None
