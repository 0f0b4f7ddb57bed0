"""From a completed training to a certificate waiting to be made, in the transaction of the deciding fact."""

import logging
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models.user import new_secret
from certificates.due import automatic_offers, due
from certificates.enums import STANDING, CertificateKind
from certificates.models import Certificate, CertificateOffer
from certificates.numbers import new_human_id
from certificates.services.snapshot import evidence_of, met_on, printed
from courses.models import CourseRun
from courses.queries import rule_sentence, runs_with_everything
from enrollment.enums import TodoKind
from enrollment.models import Enrollment
from enrollment.queries import progress_of
from enrollment.services import raise_todo

logger = logging.getLogger(__name__)

KIND = CertificateKind.COMPLETION


@transaction.atomic
def prepare_certificate(enrollment: Enrollment, *, now: datetime) -> Certificate | None:
    """Store the certificate a completed person is due, once; None while its time has not come.

    Asked again it returns the one that stands. One that a person revoked never comes back by itself: staff decide.
    """
    locked = _locked(enrollment)
    earlier = Certificate.objects.filter(enrollment=locked, kind=KIND).defer("pdf")
    if standing := earlier.filter(status__in=STANDING).first():
        return standing
    if earlier.exists() or not due(now).filter(pk=locked.pk).exists():
        return None
    offer = automatic_offers().select_related("route__programme", "template").get(run=locked.run_id)
    run = runs_with_everything().prefetch_related("course__sections").get(pk=locked.run_id)
    return _store(locked, offer, run, now)


def prepare_overdue_certificates(now: datetime) -> int:
    """Prepare what only the clock held back: the last session was confirmed before it ended. Run by `tick`.

    One that cannot be prepared becomes a staff task and stops no other.
    """
    overdue = due(now).exclude(certificates__kind=KIND).order_by("completed_at")
    return sum(_try_to_prepare(enrollment, now) for enrollment in overdue.select_related("run"))


def _try_to_prepare(enrollment: Enrollment, now: datetime) -> bool:
    try:
        return prepare_certificate(enrollment, now=now) is not None
    except Exception as failure:
        logger.exception("The certificate of enrolment %s could not be prepared", enrollment.pk)
        cause = type(failure).__name__
        raise_todo(
            TodoKind.PREPARING_FAILED,
            cause,
            dedup_key=f"{TodoKind.PREPARING_FAILED.value}:{enrollment.pk}:{cause}"[:200],
            now=now,
            run=enrollment.run,
            enrollment=enrollment,
        )
        return False


@transaction.atomic
def note_corrected_facts(enrollment: Enrollment, *, now: datetime) -> bool:
    """Tell staff that a standing certificate's facts no longer fill the rule; withdraw nothing (certificate.md §2).

    One that has not been made yet is dropped without a word, but for a replacement: staff have decided on that one.
    """
    rows = Certificate.objects.select_for_update(of=("self",)).defer("pdf")
    certificate = rows.filter(enrollment=enrollment, status__in=STANDING).first()
    if certificate is None:
        return False
    if certificate.makes_itself:
        certificate.delete()
        return False
    raise_todo(
        TodoKind.FACT_CORRECTED,
        certificate.human_id,
        dedup_key=f"fact-corrected:{certificate.pk}:{now.isoformat()}",  # announced once for every correction
        now=now,
        run=enrollment.run,
        enrollment=enrollment,
    )
    return True


def _locked(enrollment: Enrollment) -> Enrollment:
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("person", "completed_under", "run")
    return rows.get(pk=enrollment.pk)


def drafted(certificate: Certificate, run: CourseRun, evidence: dict[str, Any]) -> Certificate:
    """The unsaved certificate with an ID, a secret address and everything it will say frozen onto it."""
    certificate.language = certificate.template.language
    certificate.human_id, certificate.token = new_human_id(), new_secret()
    certificate.snapshot = {**printed(certificate, run, evidence), "evidence": evidence}
    return certificate


def _store(enrollment: Enrollment, offer: CertificateOffer, run: CourseRun, now: datetime) -> Certificate | None:
    progress = progress_of(enrollment, enrollment.completed_under)
    evidence = evidence_of(enrollment, progress, rule_sentence(run, enrollment.completed_under))
    certificate = drafted(
        Certificate(
            enrollment=enrollment,
            kind=KIND,
            route=offer.route,
            template=offer.template,
            met_on=met_on(enrollment, run),
            prepared_at=now,
        ),
        run,
        evidence,
    )
    try:
        with transaction.atomic():
            certificate.save(force_insert=True)
    except IntegrityError:  # the constraint is the last guard behind the lock
        return Certificate.objects.filter(enrollment=enrollment, kind=KIND, status__in=STANDING).defer("pdf").first()
    return certificate
