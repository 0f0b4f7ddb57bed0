"""Dates and times as people here write them, in every form of the admin: `10.1.2027 klo 16.00` is shown, and
`su 10.1.2027 klo 16.00` read as it stands. The calendar reads the same in js/moments.js.

What cannot be read stays as it was typed, with a sentence on how to write it; the calendar never replaces it.
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

_WEEKDAY = re.compile(r"^(?:ma|ti|ke|to|pe|la|su|mån|tis|ons|tors|fre|lör|sön)\.?\s+", re.IGNORECASE)
_CLOCK_WORD = re.compile(r"\s*\b(?:klo|kl)\b\.?\s*", re.IGNORECASE)
_WHOLE_HOUR = re.compile(r"^(\S+ \d{1,2})$")  # "10.1.2027 16"


def read_moment(typed: str) -> str:
    """The typed day and time without weekday, `klo` and `kl.`, a whole hour with its minutes; else as it was."""
    plain = _CLOCK_WORD.sub(" ", _WEEKDAY.sub("", typed.strip().replace("\xa0", " ")))
    return _WHOLE_HOUR.sub(r"\1.00", " ".join(plain.split()))


class _AsWritten:
    """A field that shows and reads days and times as they are written here."""

    written = ""  # the name of a format in config/formats, whose letters the calendar knows too

    def format_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else date_format(value, self.written)

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().build_attrs(*args, **kwargs), "data-moment": True}  # type: ignore[misc]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)  # type: ignore[misc]
        return read_moment(typed) if isinstance(typed, str) else typed


class _WithCalendar(_AsWritten):
    """A field with a calendar that never replaces what was typed."""

    def get_config(self) -> dict[str, Any]:
        formats = {"format": get_format(self.written), "formatTime": get_format("TIME_FORMAT")}
        return {**super().get_config(), **formats, "validateOnBlur": False}  # type: ignore[misc]


class TypedMoment(_AsWritten, forms.DateTimeInput):
    """Day and clock time without a calendar: in a dialog it would lie over the buttons."""

    written = "SHORT_DATETIME_FORMAT"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})


class MomentInput(_WithCalendar, AdminDateTimeInput):
    """Day and clock time."""

    written = "SHORT_DATETIME_FORMAT"


class MomentField(forms.DateTimeField):
    """A day without its clock time is refused: read as midnight, a deadline would lose its last day."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and _is_day(value):
            raise ValidationError(_("Write the clock time too, for example 5.4.2027 klo 16.00."), code="no_time")
        return super().to_python(value)


def _is_day(typed: str) -> bool:
    try:
        return forms.DateField(required=False, localize=True).to_python(typed) is not None
    except ValidationError:
        return False


class DayInput(_WithCalendar, AdminDateInput):
    """A day."""

    written = "SHORT_DATE_FORMAT"


def _field(widget: Any, example: Any, invalid: Any) -> dict[str, Any]:
    return {"widget": widget(attrs={"placeholder": example}), "error_messages": {"invalid": invalid}}


register_form_field_override(
    models.DateTimeField,
    override={
        "form_class": MomentField,
        **_field(
            MomentInput, _("10.1.2027 klo 16.00"), _("Write the day and the clock time like this: 10.1.2027 klo 16.00")
        ),
    },
)
register_form_field_override(
    models.DateField, override=_field(DayInput, "10.1.2027", _("Write the day like this: 10.1.2027"))
)
