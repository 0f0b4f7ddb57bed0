"""Names for the fields of Wagtail's link forms: they have none, and Django would make English ones of the names."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers

LABELS = {
    choosers.ExternalLinkChooserForm: {"link_text": _("Link text")},
    choosers.AnchorLinkChooserForm: {"url": _("Place on the page"), "link_text": _("Link text")},
    choosers.EmailLinkChooserForm: {
        "email_address": _("E-mail address"),
        "link_text": _("Link text"),
        "subject": _("Subject"),
        "body": _("Text"),
    },
    choosers.PhoneLinkChooserForm: {"phone_number": _("Phone number"), "link_text": _("Link text")},
}


def name_link_fields() -> None:
    """Write the labels into the forms; every later form of the process has them."""
    for form, labels in LABELS.items():
        for field, label in labels.items():
            form.base_fields[field].label = label
