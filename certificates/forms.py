"""What somebody holding a paper types in."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CertificateCheckForm(forms.Form):
    """Certificate ID and surname; whether they belong together decides the query, not the form."""

    human_id = forms.CharField(
        label=_("Certificate ID"),
        max_length=60,
        help_text=_("For example SYTY-7K4M-Q9XT-2B6H. Spaces and dashes do not matter."),
        error_messages={"required": _("Write the certificate ID. It is at the foot of the certificate.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    surname = forms.CharField(
        label=_("Surname on the certificate"),
        max_length=150,
        help_text=_("If the certificate has a single name, write that."),
        error_messages={"required": _("Write the surname as it is on the certificate.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
