"""What certificates does when enrollment announces something; inside the transaction of the fact."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext

from accounts.models import User
from accounts.signals import person_erasing
from certificates.enums import STANDING
from certificates.models import Certificate
from certificates.services import note_corrected_facts, prepare_certificate
from certificates.services.retain import drop_unmade_certificates
from courses.models import CourseRun
from enrollment.models import Enrollment
from enrollment.queries.readiness import Check
from enrollment.signals import completion_undone, enrollment_completed, proof_asked, run_checked


@receiver(enrollment_completed)
def on_completion(*, enrollment: Enrollment, now: datetime, **_: Any) -> None:
    """A completed person's certificate is prepared as soon as its time has come."""
    prepare_certificate(enrollment, now=now)


@receiver(completion_undone)
def on_correction(*, enrollment: Enrollment, now: datetime, **_: Any) -> None:
    """A correction after issue becomes a staff task."""
    note_corrected_facts(enrollment, now=now)


@receiver(proof_asked)
def on_asking_for_proof(*, enrollments: list[UUID], **_: Any) -> set[UUID]:
    """Whoever holds a valid certificate, or is getting a new one in the place of an old one."""
    held = Certificate.objects.filter(enrollment__in=enrollments, status__in=STANDING)
    return {row.enrollment_id for row in held.defer("pdf", "snapshot") if not row.makes_itself}


@receiver(run_checked)
def on_checking(*, run: CourseRun, **_: Any) -> Check:
    """Whether the run gives a certificate, as one line of its checklist."""
    page = reverse("courserun:inspect", args=[run.pk])
    return Check(gettext("The run gives a certificate"), run.certificate_offers.exists(), page)


@receiver(run_checked)
def on_checking_language(*, run: CourseRun, **_: Any) -> Check:
    """Whether the certificate speaks the run's language, as one line of its checklist."""
    page = reverse("courserun:inspect", args=[run.pk])
    is_other = run.certificate_offers.exclude(template__language=run.language).exists()
    return Check(gettext("The certificate is in the language of the run"), not is_other, page)


@receiver(person_erasing)
def on_erasure(*, person: User, **_: Any) -> None:
    """What has not been made yet is not made any more."""
    drop_unmade_certificates(person)
