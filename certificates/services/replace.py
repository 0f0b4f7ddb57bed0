"""A new certificate for one that ends now or has ended: the same evidence, a new ID (certificate.md §2)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from accounts.models import User
from certificates.enums import CertificateStatus, EndReason, LogEvent
from certificates.models import Certificate, CertificateTemplate
from certificates.pdf import GlyphMissing, render
from certificates.queries import may_be_replaced
from certificates.services.end import CertificateRefused, require_reason
from certificates.services.prepare import drafted
from certificates.services.register import log_event
from courses.queries import runs_with_everything
from enrollment.models import Enrollment

REPLACEMENT_REASONS = (
    EndReason.NAME_CHANGED,
    EndReason.WRONG_DETAILS,
    EndReason.OTHER_LANGUAGE,
    EndReason.OTHER,
)


@transaction.atomic
def replace(
    certificate: Certificate,
    *,
    by: User,
    template: CertificateTemplate,
    reason: str = "",
    note: str = "",
    now: datetime,
) -> Certificate:
    """Prepare a certificate with the holder's present name and the run's present facts; returns the new one.

    A valid one becomes replaced: its page says only that, its file is no longer given. A revoked one stays revoked,
    with the reason it has. `tick` makes the file and tells the holder. Raises CertificateRefused when the certificate
    has been replaced already or another stands, when a letter of the name cannot be printed, for an erased person, and
    for a valid one without one of REPLACEMENT_REASONS.
    """
    enrollment = _locked_enrollment(certificate)
    old = Certificate.objects.select_for_update(of=("self",)).select_related("route__programme").get(pk=certificate.pk)
    require_replaceable(old)
    if enrollment.person.erased_at:
        raise CertificateRefused(_("The person's details have been erased."))
    if old.status == CertificateStatus.VALID:
        require_reason(reason, note, REPLACEMENT_REASONS)
    new = _draft(old, enrollment, template, now)
    if old.status == CertificateStatus.VALID:
        _end(old, by, reason, note.strip(), now)
    new.save(force_insert=True)
    log(instance=new, action="certificates.replacement_prepared", user=by)
    return new


def _locked_enrollment(certificate: Certificate) -> Enrollment:
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("person", "run")
    return rows.get(pk=certificate.enrollment_id)


def require_replaceable(certificate: Certificate) -> None:
    """Raise CertificateRefused unless a new certificate may be made in the place of this one."""
    if not may_be_replaced(certificate):
        raise CertificateRefused(_("Only the person's newest certificate can be replaced, once it has been made."))


def _draft(old: Certificate, enrollment: Enrollment, template: CertificateTemplate, now: datetime) -> Certificate:
    """The new one, tried on paper at once: nobody is left without a certificate for a letter no typeface has."""
    run = runs_with_everything().prefetch_related("course__sections").get(pk=enrollment.run_id)
    new = Certificate(
        enrollment=enrollment,
        kind=old.kind,
        route=old.route,
        template=template,
        met_on=old.met_on,
        prepared_at=now,
        replaces=old,
    )
    drafted(new, run, old.snapshot["evidence"])
    try:
        render(new.snapshot)
    except GlyphMissing as missing:
        letters = {"letters": missing.letters}
        raise CertificateRefused(_("The certificate cannot print these letters: %(letters)s.") % letters) from None
    return new


def _end(old: Certificate, by: User, reason: str, note: str, now: datetime) -> None:
    old.status = CertificateStatus.REPLACED
    old.ended_at, old.ended_by = now, by
    old.end_reason, old.end_note = reason, note
    old.save(update_fields=["status", "ended_at", "ended_by", "end_reason", "end_note"])
    log_event(old, LogEvent.REPLACED, now=now)
