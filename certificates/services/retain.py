"""The end of a certificate's keeping time, and what is not made yet when its holder is erased."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from certificates.enums import CertificateStatus
from certificates.models import Certificate


def certificates_to_forget(cutoff: datetime, now: datetime) -> QuerySet[Certificate]:
    """Certificates issued before the cut-off."""
    return Certificate.objects.filter(issued_at__lt=cutoff).order_by("pk")


def forget_certificates(certificates: QuerySet[Certificate], now: datetime) -> None:
    """Delete them from the register; the issue log keeps its hashes, which name nobody."""
    keys = list(certificates.values_list("pk", flat=True))
    Certificate.objects.filter(replaces__in=keys).update(replaces=None)
    Certificate.objects.filter(pk__in=keys).delete()


def drop_unmade_certificates(person: User) -> None:
    """Delete what has been prepared but not made: whoever is erased gets no new certificate."""
    Certificate.objects.filter(enrollment__person=person, status=CertificateStatus.PREPARED).delete()
