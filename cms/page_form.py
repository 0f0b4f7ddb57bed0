"""The form every page of ours is edited with."""

from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from accounts.admin_helpers import TypedMoment
from accounts.names import folded

TIMES_OF_PUBLISHING = ("go_live_at", "expire_at")


class PageForm(WagtailAdminPageForm):
    """Wagtail's, that takes no time for publishing that has gone by: the page would come out at once.

    The key of a page that has one is made from the title when it is left empty: nobody has to think one up. A new
    address is of plain letters, so that it stands in a message as it was written.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key = self.fields.get("key")
        if key:
            key.required = False
            key.help_text = _("The same in every language version. Left empty it is made from the title.")
        for name in self.fields.keys() & set(TIMES_OF_PUBLISHING):
            self.fields[name].widget = TypedMoment(self.fields[name].widget.attrs)
            self.fields[name].help_text = _("For example 10.1.2027 klo 16.00")

    def clean_key(self) -> str:
        return self.cleaned_data["key"] or plain_slug(self.cleaned_data.get("title", ""))[:60]

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        return plain_slug(slug) if "slug" in self.changed_data else slug

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        goes_live_at = cleaned.get("go_live_at")
        if goes_live_at and "go_live_at" in self.changed_data and goes_live_at <= timezone.now():
            self.add_error("go_live_at", _("Choose a time that is still ahead."))
        return cleaned


def plain_slug(text: str) -> str:
    """`Äitiys ja Åbo` as `aitiys-ja-abo`: letters without their marks, none of them lost."""
    return slugify(folded(text))
