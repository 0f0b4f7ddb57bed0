"""States of the proof."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CertificateKind(TextChoices):
    COMPLETION = "completion", _("Certificate")
    PARTICIPATION = "participation", _("Certificate of attendance")


class IssueMode(TextChoices):
    AUTOMATIC = "automatic", pgettext_lazy("issue mode", "Automatically")
    ON_REQUEST = "on_request", pgettext_lazy("issue mode", "On request")


class CertificateStatus(TextChoices):
    """PREPARED → VALID → REPLACED | REVOKED."""

    PREPARED = "prepared", pgettext_lazy("certificate status", "Being made")
    VALID = "valid", pgettext_lazy("certificate status", "Valid")
    REPLACED = "replaced", pgettext_lazy("certificate status", "Replaced")
    REVOKED = "revoked", pgettext_lazy("certificate status", "Not valid")


STANDING = frozenset({CertificateStatus.PREPARED, CertificateStatus.VALID})


class EndReason(TextChoices):
    """Why a certificate ended; internal, never shown outside staff."""

    ISSUED_IN_ERROR = "issued_in_error", pgettext_lazy("end reason", "Issued by mistake")
    WRONG_PERSON = "wrong_person", pgettext_lazy("end reason", "Wrong person")
    WRONG_DETAILS = "wrong_details", pgettext_lazy("end reason", "The name or another detail was wrong")
    OTHER = "other", pgettext_lazy("end reason", "Other")
    NAME_CHANGED = "name_changed", pgettext_lazy("end reason", "The holder's name has changed")
    OTHER_LANGUAGE = "other_language", pgettext_lazy("end reason", "Wanted in another language")
    REPLACED = "replaced", pgettext_lazy("end reason", "Replaced by a new one")


class LogEvent(TextChoices):
    ISSUED = "issued", pgettext_lazy("log event", "Issued")
    REVOKED = "revoked", pgettext_lazy("log event", "Revoked")
    REPLACED = "replaced", pgettext_lazy("log event", "Replaced")
