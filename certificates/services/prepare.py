"""From a completed training to a certificate waiting to be made, in the transaction of the deciding fact."""

from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models.user import new_secret
from accounts.queries import keeping_cutoff, months_kept
from accounts.registry import data_kind
from certificates.enums import STANDING, CertificateKind, IssueMode
from certificates.models import Certificate, CertificateOffer
from certificates.numbers import new_human_id
from certificates.services.snapshot import evidence_of, met_on, printed
from courses.models import CourseRun, Session
from courses.queries import all_sessions_settled, rule_sentence, runs_with_everything
from enrollment.enums import EnrollmentState, TodoKind
from enrollment.models import Enrollment
from enrollment.queries import progress_of
from enrollment.services import raise_todo

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
    offer = _automatic_offer(locked)
    if offer is None or earlier.exists() or not _is_wanted(locked, now):
        return None
    run = runs_with_everything().prefetch_related("course__sections").get(pk=locked.run_id)
    if not all_sessions_settled(run, now):
        return None
    return _store(locked, offer, run, now)


def prepare_overdue_certificates(now: datetime) -> int:
    """Prepare what only the clock held back: the last session was confirmed before it ended. Run by `tick`."""
    return sum(prepare_certificate(enrollment, now=now) is not None for enrollment in _overdue(now))


def _overdue(now: datetime) -> QuerySet[Enrollment]:
    unsettled = Session.objects.filter(run=OuterRef("run"), cancelled_at=None).exclude(
        ends_at__lte=now, attendance_confirmed_at__isnull=False
    )
    offered = CertificateOffer.objects.filter(run=OuterRef("run"), kind=KIND, mode=IssueMode.AUTOMATIC)
    wanted = Q(wants_certificate=True) | Q(completed_under__needs_opt_in=False)
    completed = Enrollment.objects.confirmed().filter(
        wanted,
        Exists(offered),
        ~Exists(unsettled),
        completed_at__range=(_register_begins(now), now),
        person__erased_at=None,
    )
    return completed.exclude(certificates__kind=KIND).order_by("completed_at")


@transaction.atomic
def note_corrected_facts(enrollment: Enrollment, *, now: datetime) -> bool:
    """Tell staff that a standing certificate's facts no longer fill the rule; withdraw nothing (certificate.md §2)."""
    certificate = Certificate.objects.filter(enrollment=enrollment, status__in=STANDING).defer("pdf").first()
    if certificate is None:
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


def _automatic_offer(enrollment: Enrollment) -> CertificateOffer | None:
    offers = CertificateOffer.objects.select_related("route__programme", "template")
    return offers.filter(run=enrollment.run_id, kind=KIND, mode=IssueMode.AUTOMATIC).first()


def _register_begins(now: datetime) -> datetime:
    """Completions before this have left the register for good: none of them gets a certificate again."""
    months = months_kept(data_kind("certificates"))
    return keeping_cutoff(now, months) if months else datetime.min.replace(tzinfo=UTC)


def _is_wanted(enrollment: Enrollment, now: datetime) -> bool:
    """Completed, confirmed, not erased, and asked for where the rule says that only those who ask get one."""
    if enrollment.state != EnrollmentState.CONFIRMED or enrollment.completed_under is None:
        return False
    if enrollment.person.erased_at or (enrollment.completed_at and enrollment.completed_at < _register_begins(now)):
        return False
    return enrollment.wants_certificate or not enrollment.completed_under.needs_opt_in


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
