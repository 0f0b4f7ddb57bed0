"""Numbers told, not counted: a headcount, a figure from somebody else's list, a talk held elsewhere."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from accounts.models import User
from courses.models import CourseRun, Session
from enrollment.enums import Covers, FigureKind, Qualifier
from enrollment.quantities import Quantity

NUMBER_COLUMNS = ("value", "low", "high")


class Figure(models.Model):
    """A number somebody told about a run or one of its sessions, as of a day; never added to counted people.

    The newest day stands; a correction of the same day takes the row's place. Personal data: who recorded it.
    """

    columns: ClassVar[dict[str, frozenset[str]]] = {  # the number columns each qualifier fills, and no others
        Qualifier.EXACT: frozenset({"value"}),
        Qualifier.ABOUT: frozenset({"value"}),
        Qualifier.OVER: frozenset({"value"}),
        Qualifier.RANGE: frozenset({"low", "high"}),
        Qualifier.MORE_THAN_REGISTERED: frozenset(),
        Qualifier.UNKNOWN: frozenset(),
    }

    run = models.ForeignKey(CourseRun, models.PROTECT, related_name="told_figures", verbose_name=_("run"))
    session = models.ForeignKey(
        Session, models.PROTECT, null=True, blank=True, related_name="told_figures", verbose_name=_("session"),
        help_text=_("Empty = the whole run."),
    )  # fmt: skip
    kind = models.CharField(_("what was counted"), max_length=10, choices=FigureKind.choices)
    qualifier = models.CharField(_("how exactly"), max_length=20, choices=Qualifier.choices, default=Qualifier.EXACT)
    value = models.PositiveIntegerField(
        pgettext_lazy("figure", "number"),
        null=True,
        blank=True,
        help_text=_("“Over 900” is written as the number 900."),
    )
    low = models.PositiveIntegerField(_("at least"), null=True, blank=True, help_text=_("Between two numbers only."))
    high = models.PositiveIntegerField(_("at most"), null=True, blank=True, help_text=_("Between two numbers only."))
    covers = models.CharField(_("whom it covers"), max_length=10, choices=Covers.choices, default=Covers.EVERYONE)
    as_of = models.DateField(_("as of"), help_text=_("The day the number was true."))
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("Where the number comes from. No names of participants.")
    )
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("recorded by")
    )

    class Meta:
        verbose_name = _("told number")
        verbose_name_plural = _("told numbers")
        ordering = ["-as_of", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(qualifier__in=[Qualifier.EXACT, Qualifier.ABOUT, Qualifier.OVER],
                            value__isnull=False, low=None, high=None)
                | Q(qualifier=Qualifier.RANGE, value=None, low__isnull=False, high__isnull=False)
                | Q(qualifier__in=[Qualifier.MORE_THAN_REGISTERED, Qualifier.UNKNOWN], value=None, low=None, high=None),
                name="figure_columns_follow_the_qualifier",
                violation_error_message=_("Fill in the numbers this way of telling needs, and no others."),
            ),
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(low__lt=F("high")),
                name="figure_range_in_order",
                violation_error_message=_("The larger number comes here."),
            ),
            models.UniqueConstraint(
                fields=["run", "kind", "covers", "as_of"], condition=Q(session=None), name="figure_one_a_day_of_a_run",
                violation_error_message=_("This number has been told for this day already. Change that row."),
            ),
            models.UniqueConstraint(
                fields=["session", "kind", "covers", "as_of"], condition=Q(session__isnull=False),
                name="figure_one_a_day_of_a_session",
                violation_error_message=_("This number has been told for this day already. Change that row."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.in_words()}"

    def clean(self) -> None:
        """Say at the column what is missing, too much or still to come; the session must be the run's own."""
        wanted = self.columns.get(self.qualifier, frozenset())
        faults = {
            column: _("Fill this in.") if column in wanted else _("Leave this empty.")
            for column in NUMBER_COLUMNS
            if (getattr(self, column) is not None) != (column in wanted)
        }
        if self.low is not None and self.high is not None and self.low >= self.high:
            faults.setdefault("high", _("The larger number comes here."))
        if self.as_of and self.as_of > localdate():
            faults["as_of"] = _("The day is still to come. Write a day on which the number was true.")
        if self.session and self.session.run_id != self.run_id:
            faults["session"] = _("Choose a session of this run.")
        if faults:
            raise ValidationError(faults)

    @property
    def quantity(self) -> Quantity | None:
        """The number with its bounds, or None where no number was told."""
        if self.qualifier == Qualifier.RANGE and self.low is not None:
            return Quantity(self.low, self.high)
        if self.value is None:
            return None
        is_over = self.qualifier == Qualifier.OVER
        return Quantity(self.value, None if is_over else self.value, self.qualifier == Qualifier.ABOUT)

    def in_words(self) -> str:
        """`35`, `noin 100`, `yli 900`, `34–70`, `enemmän kuin ilmoittautuneita` or `tieto puuttuu`."""
        if self.quantity:
            return self.quantity.in_words()
        if self.qualifier == Qualifier.MORE_THAN_REGISTERED:
            return pgettext("quantity", "more than enrolled")
        return pgettext("figure", "not known")
