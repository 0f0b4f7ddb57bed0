"""The forms of security keys, with what allauth leaves without words."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

NAME = _("Name of the key")
HINT = _("By this you tell your keys from each other, for example My phone.")


class AddKeyForm(AddWebAuthnForm):
    """A new key and what it is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].help_text = NAME, HINT


class RenameKeyForm(EditWebAuthnForm):
    """What a key is called from now on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].help_text = NAME, HINT
