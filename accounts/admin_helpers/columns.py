"""Cells of the admin's tables and files."""

from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import pgettext
from wagtail.admin.ui.tables import Column


def plain(value: Any) -> str:
    """A value as people write it: Finnish time, yes or no, and a dash for nothing."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return pgettext("answer", "Yes") if value else pgettext("answer", "No")
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else str(value)


class TextColumn(Column):
    """A column whose value is said in plain words."""

    def get_value(self, instance: Any) -> str:
        return plain(super().get_value(instance))


class MomentColumn(TextColumn):
    """A column of instants that sorts by its field."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        super().__init__(name, **{"sort_key": name, **kwargs})
