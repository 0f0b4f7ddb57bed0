"""Making the file. Runs by `tick`, never in a request; each certificate in a transaction of its own."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.fields.json import KT

from accounts.names import normalised
from certificates.chain import sha256
from certificates.due import due
from certificates.enums import CertificateStatus, LogEvent
from certificates.models import Certificate
from certificates.pdf import GlyphMissing, render
from certificates.services import announce
from certificates.services.prepare import prepare_overdue_certificates
from certificates.services.register import log_event
from certificates.services.snapshot import printed
from courses.queries import runs_with_everything
from enrollment.enums import TodoKind
from enrollment.services import raise_todo

logger = logging.getLogger(__name__)

TELL_STAFF_AFTER = 3  # attempts; a passing fault mends itself before
LONGEST_POWER = 20  # 2^20 minutes are two years


@transaction.atomic
def make_certificate(certificate_id: int, *, now: datetime) -> bool:
    """Make a prepared certificate valid: file, hash, log entry and mail together or not at all.

    False when there is nothing to make (any more): one whose condition no longer holds is dropped, and prepared anew
    once it does. Raises GlyphMissing, or whatever stopped the making.
    """
    certificate = _locked(certificate_id)
    if certificate is None:
        return False
    if certificate.makes_itself and not due(now).filter(pk=certificate.enrollment_id).exists():
        certificate.delete()
        return False
    certificate.pdf = render(certificate.snapshot)
    certificate.pdf_sha256 = sha256(certificate.pdf)
    certificate.status = CertificateStatus.VALID
    certificate.issued_at = now
    certificate.problem = ""
    certificate.save(update_fields=["pdf", "pdf_sha256", "status", "issued_at", "problem"])
    log_event(certificate, LogEvent.ISSUED, now=now)
    announce.ready(certificate, now)
    return True


def make_prepared_certificates(now: datetime) -> int:
    """Make every prepared certificate whose turn it is; one that fails is set aside and never stops the others.

    Those the clock alone held back are prepared first. Run by `tick`; returns how many were made.
    """
    prepare_overdue_certificates(now)
    return sum(_try_to_make(certificate_id, now) for certificate_id in _due(now))


def _due(now: datetime) -> list[int]:
    """Untried ones at once; failed ones after 1, 3, 7 … minutes, or at once when the person's name was changed."""
    waiting = Certificate.objects.filter(status=CertificateStatus.PREPARED).order_by("prepared_at", "pk")
    rows = waiting.values_list("pk", "prepared_at", "attempts", "enrollment__person__name", KT("snapshot__name"))
    return [
        key for key, prepared_at, attempts, name, printed_name in rows
        if normalised(name) != printed_name or now >= prepared_at + _wait(attempts)
    ]  # fmt: skip


def _wait(attempts: int) -> timedelta:
    return timedelta(minutes=2 ** min(attempts, LONGEST_POWER) - 1)


def _try_to_make(certificate_id: int, now: datetime) -> bool:
    try:
        _refresh(certificate_id)
        return make_certificate(certificate_id, now=now)
    except GlyphMissing as missing:
        _set_aside(certificate_id, f"{missing} {missing.letters}", now)
        _ask_staff(TodoKind.GLYPH_MISSING, certificate_id, str(missing), now)
    except Exception as failure:
        logger.exception("Certificate %s could not be made", certificate_id)
        if _set_aside(certificate_id, f"{type(failure).__name__}: {failure}", now) >= TELL_STAFF_AFTER:
            _ask_staff(TodoKind.CERTIFICATE_FAILED, certificate_id, type(failure).__name__, now)
    return False


def _locked(certificate_id: int) -> Certificate | None:
    rows = Certificate.objects.select_for_update(of=("self",)).filter(
        pk=certificate_id, status=CertificateStatus.PREPARED
    )
    return rows.select_related("enrollment__person", "enrollment__run", "route__programme", "template").first()


@transaction.atomic
def _refresh(certificate_id: int) -> None:
    """Read the printed facts anew when the name was changed or the last attempt failed; the evidence stays frozen."""
    certificate = _locked(certificate_id)
    if certificate is None:
        return
    name = normalised(certificate.enrollment.person.name)
    if certificate.problem or name != certificate.snapshot["name"]:
        evidence = certificate.snapshot["evidence"]
        run = runs_with_everything().prefetch_related("course__sections").get(pk=certificate.enrollment.run_id)
        certificate.snapshot = {**printed(certificate, run, evidence), "evidence": evidence}
        certificate.save(update_fields=["snapshot"])


@transaction.atomic
def _set_aside(certificate_id: int, problem: str, now: datetime) -> int:
    """Store the problem; returns how many attempts there have been."""
    certificate = _locked(certificate_id)
    if certificate is None:
        return 0
    certificate.attempts += 1
    certificate.problem = problem[:300]
    certificate.save(update_fields=["attempts", "problem"])
    return certificate.attempts


def _ask_staff(kind: TodoKind, certificate_id: int, cause: str, now: datetime) -> None:
    certificate = Certificate.objects.select_related("enrollment__run").defer("pdf").get(pk=certificate_id)
    raise_todo(
        kind,
        f"{certificate.human_id} · {cause}"[:200],
        dedup_key=f"{kind.value}:{certificate.pk}:{cause}"[:200],
        now=now,
        run=certificate.enrollment.run,
        enrollment=certificate.enrollment,
    )
