"""Words for accounts' entries in Wagtail's action log."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

from accounts.enums import Role


class RoleGiven(LogFormatter):
    """Which rights the person got."""

    label = _("Give rights")

    def format_message(self, log_entry: Any) -> str:
        return gettext("Rights were given: %(role)s") % {"role": _role(log_entry)}


class RoleTaken(LogFormatter):
    """Which rights the person lost."""

    label = _("Take rights")

    def format_message(self, log_entry: Any) -> str:
        return gettext("Rights were taken away: %(role)s") % {"role": _role(log_entry)}


def _role(log_entry: Any) -> str:
    return str(Role(log_entry.data["role"]).label)


@hooks.register("register_log_actions")
def accounts_log_actions(actions: Any) -> None:
    """Rights given and taken, organisations checked and merged; the entry's data says which."""
    actions.register_action("accounts.role_given")(RoleGiven)
    actions.register_action(
        "accounts.organisation_checked", _("Check an organisation"), _("The organisation was checked")
    )
    actions.register_action(
        "accounts.organisations_merged", _("Merge organisations"), _("The organisations were merged")
    )
    actions.register_action("accounts.role_taken")(RoleTaken)
    actions.register_action("accounts.superuser_given", _("Give all rights"), _("All rights were given"))
    actions.register_action("accounts.superuser_taken", _("Take all rights away"), _("All rights were taken away"))
