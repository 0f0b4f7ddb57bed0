"""Words for enrollment's entries in Wagtail's action log."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def enrollment_log_actions(actions: Any) -> None:
    """Confirming and reopening a session's attendance; the reason is in the entry's data."""
    actions.register_action("enrollment.session_confirmed", _("Confirm attendance"), _("The attendance was confirmed"))
    actions.register_action("enrollment.session_reopened", _("Reopen attendance"), _("The attendance was reopened"))
