"""The period of a report, asked in the address."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from reports.missing import reasons_in_words
from reports.periods import Period
from reports.queries import Missing, Wanted

FIRST_YEAR, YEARS_AHEAD = 2000, 10  # no training of this field was held before, none is planned so far ahead
Choices = Sequence[tuple[str, Sequence[tuple[str, str]]]]


def _day(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        error_messages={"invalid": _("Write the day as day.month.year, for example 1.6.2027.")},
        widget=forms.DateInput({"autocomplete": "off", "class": "is-date"}),
    )


class MissingForm(forms.Form):
    """Which unit and which reason the list of what is missing is narrowed to; what is not there is no choice."""

    unit = forms.ChoiceField(label=_("Session"), required=False)
    reason = forms.ChoiceField(label=_("What is missing"), required=False)

    def __init__(self, *args: Any, rows: Sequence[Missing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = {row.unit.number: f"{row.unit.number}. {row.unit.title}".strip() for row in rows}
        reasons = {row.reason for row in rows}
        said = [(reason.value, label) for reason, label in reasons_in_words().items() if reason in reasons]
        everything = [("", str(_("All")))]
        self.fields["unit"].choices = everything + [(str(number), units[number]) for number in sorted(units)]  # type: ignore[attr-defined]
        self.fields["reason"].choices = everything + said  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, by field; an impossible choice is none."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """The same as the end of an address."""
        return urlencode(self.chosen)

    def wanted(self) -> Wanted:
        """The same, to narrow the list by."""
        return Wanted(**self.chosen)


class PeriodForm(forms.Form):
    """Which runs are reported, and as of which day."""

    since = _day(_("From"), _("For example 1.1.2027."))
    until = _day(_("Until"), _("That day included."))
    organiser = forms.ChoiceField(
        label=_("Organiser"),
        required=False,
        error_messages={"invalid_choice": _("There is no such organiser among your runs. Choose from the list.")},
    )
    as_of = _day(_("Figures as of"), _("Leave it empty for the figures of this moment."))

    def __init__(self, *args: Any, organisers: Choices, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["organiser"].choices = [("", str(_("All organisers"))), *organisers]  # type: ignore[attr-defined]

    def clean_since(self) -> date | None:
        return self._possible("since")

    def clean_until(self) -> date | None:
        until, since = self._possible("until"), self.cleaned_data.get("since")
        if since and until and until < since:
            raise forms.ValidationError(_("The period ends before it begins. Check the days."))
        return until

    def clean_as_of(self) -> date | None:
        day = self._possible("as_of")
        if day and day > localdate(self.now):
            raise forms.ValidationError(_("That day is still to come. Nobody knows its figures yet."))
        return day

    def _possible(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day and not FIRST_YEAR <= day.year <= self.now.year + YEARS_AHEAD:
            raise forms.ValidationError(_("Check the year."))
        return day

    def period(self) -> Period:
        """What was asked for; only of a valid form."""
        given = self.cleaned_data
        return Period.asked(
            self.now, since=given["since"], until=given["until"], on=given["as_of"], organiser=given["organiser"]
        )

    def organiser_label(self) -> str:
        """The chosen organiser in words; empty for all of them."""
        chosen = self.cleaned_data["organiser"]
        pairs = [pair for group in self.fields["organiser"].choices for pair in _pairs(group)]  # type: ignore[attr-defined]
        return dict(pairs).get(chosen, "") if chosen else ""


def _pairs(choice: tuple[str, str | Sequence[tuple[str, str]]]) -> Sequence[tuple[str, str]]:
    value, label = choice
    return [(value, label)] if isinstance(label, str) else label
