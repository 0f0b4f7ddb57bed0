"""Ending a certificate. Always by a person, always with a reason, which never leaves the staff."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.enums import CertificateStatus, EndReason, LogEvent
from certificates.models import Certificate
from certificates.services import announce
from certificates.services.register import log_event

REVOCATION_REASONS = (
    EndReason.ISSUED_IN_ERROR,
    EndReason.WRONG_PERSON,
    EndReason.WRONG_DETAILS,
    EndReason.OTHER,
)


class CertificateRefused(Exception):
    """The change is not possible; `message` says why, for a person. `field` names what was not filled in well."""

    def __init__(self, message: Any, field: str = "") -> None:
        self.message, self.field = message, field
        super().__init__(message)


@transaction.atomic
def revoke(certificate: Certificate, *, by: User, reason: str, note: str = "", now: datetime) -> Certificate:
    """Make a valid certificate void for good: its page says only that, its file is no longer given, the holder is told.

    Raises CertificateRefused when it is not valid (any more) or the reason is not one of REVOCATION_REASONS.
    """
    rows = Certificate.objects.select_for_update(of=("self",)).select_related("enrollment__person", "enrollment__run")
    locked = rows.get(pk=certificate.pk)
    require_valid(locked)
    require_reason(reason, note, REVOCATION_REASONS)
    locked.status = CertificateStatus.REVOKED
    locked.ended_at, locked.ended_by = now, by
    locked.end_reason, locked.end_note = reason, note.strip()
    locked.save(update_fields=["status", "ended_at", "ended_by", "end_reason", "end_note"])
    log_event(locked, LogEvent.REVOKED, now=now)
    log(instance=locked, action="certificates.revoked", user=by)
    announce.revoked(locked, now)
    return locked


def require_valid(certificate: Certificate) -> None:
    """Raise CertificateRefused for a certificate that is not valid: not made yet, or ended."""
    if certificate.status != CertificateStatus.VALID:
        raise CertificateRefused(_("Only a valid certificate can be revoked."))


def require_reason(reason: str, note: str, allowed: Collection[str]) -> None:
    """Raise CertificateRefused for a reason that is not among the allowed ones, and for "other" without words."""
    if reason not in allowed:
        raise CertificateRefused(_("Choose the reason from the list."), "reason")
    if reason == EndReason.OTHER and not note.strip():
        raise CertificateRefused(_("Write the reason in your own words."), "note")
