"""What certificates does when enrollment announces something; inside the transaction of the fact."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from certificates.services import note_corrected_facts, prepare_certificate
from enrollment.models import Enrollment
from enrollment.signals import completion_undone, enrollment_completed


@receiver(enrollment_completed)
def on_completion(*, enrollment: Enrollment, now: datetime, **_: Any) -> None:
    """A completed person's certificate is prepared as soon as its time has come."""
    prepare_certificate(enrollment, now=now)


@receiver(completion_undone)
def on_correction(*, enrollment: Enrollment, now: datetime, **_: Any) -> None:
    """A correction after issue becomes a staff task."""
    note_corrected_facts(enrollment, now=now)
