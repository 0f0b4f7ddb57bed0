"""Parts of the admin's forms."""

from typing import Any

from wagtail.admin.panels import FieldPanel

from accounts.admin_helpers.columns import plain


class ShownPanel(FieldPanel):
    """A fact that the form shows in plain words and never changes."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, **{**kwargs, "read_only": True})

    def format_value_for_display(self, value: Any) -> str:
        return plain(value)
