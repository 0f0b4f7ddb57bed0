"""The form every page of ours is edited with."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class PageForm(WagtailAdminPageForm):
    """Wagtail's, that takes no time for publishing that has gone by: the page would come out at once."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        goes_live_at = cleaned.get("go_live_at")
        if goes_live_at and "go_live_at" in self.changed_data and goes_live_at <= timezone.now():
            self.add_error("go_live_at", _("Choose a time that is still ahead."))
        return cleaned
