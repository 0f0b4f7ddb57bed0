"""Words for accounts' entries in Wagtail's action log."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def accounts_log_actions(actions: Any) -> None:
    """Rights given and taken, organisations checked and merged; the entry's data says which."""
    actions.register_action("accounts.role_given", _("Give rights"), _("Rights were given"))
    actions.register_action(
        "accounts.organisation_checked", _("Check an organisation"), _("The organisation was checked")
    )
    actions.register_action(
        "accounts.organisations_merged", _("Merge organisations"), _("The organisations were merged")
    )
    actions.register_action("accounts.role_taken", _("Take rights"), _("Rights were taken away"))
