"""Words for certificates' entries in Wagtail's action log."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def certificates_log_actions(actions: Any) -> None:
    """Who had a new certificate made in the place of an old one."""
    actions.register_action(
        "certificates.replacement_prepared", _("Replace a certificate"), _("A replacing certificate was prepared")
    )
