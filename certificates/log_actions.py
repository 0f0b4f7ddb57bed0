"""Words for certificates' entries in Wagtail's action log."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def certificates_log_actions(actions: Any) -> None:
    """Who revoked a certificate, and who had a new one made in its place; the reason stays on the certificate."""
    actions.register_action("certificates.revoked", _("Revoke a certificate"), _("The certificate was revoked"))
    actions.register_action(
        "certificates.replacement_prepared", _("Replace a certificate"), _("A replacing certificate was prepared")
    )
