"""When and where a session is held, as a trainer writes it."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from courses.models import Session
from messaging.dates import clock

CLOCK_TIMES = ("%H.%M", "%H:%M", "%H")


def _clock_time(label: Any, required: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        input_formats=CLOCK_TIMES,
        error_messages={"required": required, "invalid": _("Write the clock time like this: 9.00")},
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "decimal"}),
    )


def _as_typed(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


class MoveForm(forms.Form):
    """The new day, clock times and venue; `seen` tells which state of the session the screen showed."""

    day = forms.DateField(
        label=_("Day"),
        help_text=_("For example 1.6.2027."),
        error_messages={
            "required": _("Write the day of the session."),
            "invalid": _("Write the day as day.month.year, for example 1.6.2027."),
        },
        widget=forms.DateInput({"autocomplete": "off", "class": "is-date"}),
    )
    starts = _clock_time(_("Begins at"), _("Write when the session begins."))
    ends = _clock_time(_("Ends at"), _("Write when the session ends."))
    venue = forms.CharField(
        label=_("Venue"), max_length=200, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, session: Session) -> "MoveForm":
        """The form as it stands before anything is changed."""
        starts_at, ends_at = session.starts_at, session.ends_at
        return cls(
            initial={
                "day": _as_typed(localtime(starts_at).date()) if starts_at else "",
                "starts": clock(starts_at) if starts_at else "",
                "ends": clock(ends_at) if ends_at else "",
                "venue": session.venue,
                "seen": session.sequence,
            }
        )

    @property
    def slot(self) -> tuple[datetime, datetime, str]:
        """Start, end and venue of a valid form."""
        return self.cleaned_data["starts_at"], self.cleaned_data["ends_at"], self.cleaned_data["venue"]

    def clean(self) -> dict[str, Any]:
        """The instants as `starts_at` and `ends_at`; a time the clock leaps over in spring is refused."""
        cleaned = super().clean() or {}
        for name in ("starts", "ends"):
            if cleaned.get("day") and cleaned.get(name) is not None:
                try:
                    cleaned[f"{name}_at"] = from_current_timezone(datetime.combine(cleaned["day"], cleaned[name]))
                except ValidationError:
                    self.add_error(name, _("The clocks change on this day, and there is no such time. Choose another."))
        if "starts_at" in cleaned and "ends_at" in cleaned and cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("ends", _("The session ends before it begins. Check the clock times."))
        return cleaned
