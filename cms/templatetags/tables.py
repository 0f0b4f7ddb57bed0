"""Tables in templates: `{% for column, cell in table.columns|beside:cells %}`."""

from collections.abc import Iterable
from typing import Any

from django import template

register = template.Library()


@register.filter
def beside(columns: Iterable[Any], cells: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each column with the cell that stands in it."""
    return list(zip(columns, cells, strict=False))
