"""Words for enrollment's entries in Wagtail's action log."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def enrollment_log_actions(actions: Any) -> None:
    """Attendance confirmed and reopened, a told number, somebody's answer opened; the entry's data says the rest."""
    actions.register_action("enrollment.session_confirmed", _("Confirm attendance"), _("The attendance was confirmed"))
    actions.register_action("enrollment.session_reopened", _("Reopen attendance"), _("The attendance was reopened"))
    actions.register_action("enrollment.run_published", _("Publish a run"), _("The run was published"))
    actions.register_action(
        "enrollment.run_withdrawn", _("Take a run off the site"), _("The run was taken off the site")
    )
    actions.register_action("enrollment.session_moved", _("Move a session"), _("The session was moved"))
    actions.register_action("enrollment.session_cancelled", _("Cancel a session"), _("The session was cancelled"))
    actions.register_action("enrollment.run_called_off", _("Cancel a run"), _("The run was cancelled"))
    actions.register_action(
        "enrollment.written", _("Write to participants"), _("A message was written to participants")
    )
    actions.register_action("enrollment.figure_recorded", _("Record a number"), _("A told number was recorded"))
