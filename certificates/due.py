"""Whose certificate makes itself: the whole condition, written once and asked under every lock."""

from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.queries import keeping_cutoff, months_kept
from accounts.registry import data_kind
from certificates.enums import CertificateKind, IssueMode
from certificates.models import CertificateOffer
from courses.models import Session
from enrollment.models import Enrollment

# Asked for, or of a rule under which everybody gets one: of the rule that was filled, until then of the person's own.
WANTED = (
    Q(wants_certificate=True)
    | Q(completed_under__needs_opt_in=False)
    | (Q(completed_under=None) & (Q(rule_set=None) | Q(rule_set__needs_opt_in=False)))
)


def automatic_offers() -> QuerySet[CertificateOffer]:
    """The offers of runs whose certificates make themselves."""
    return CertificateOffer.objects.filter(kind=CertificateKind.COMPLETION, mode=IssueMode.AUTOMATIC)


def due(now: datetime) -> QuerySet[Enrollment]:
    """Enrolments whose certificate may be made by itself: completed, confirmed and wanted, of a person not erased, in a
    run that gives it and whose every session has ended and is confirmed. Who has one already is not looked at.
    """
    held = Session.objects.filter(run=OuterRef("run"), cancelled_at=None)
    unsettled = held.exclude(ends_at__lte=now, attendance_confirmed_at__isnull=False)
    return Enrollment.objects.confirmed().filter(
        WANTED,
        Exists(automatic_offers().filter(run=OuterRef("run"))),
        Exists(held),
        ~Exists(unsettled),
        completed_at__range=(_register_begins(now), now),
        completed_under__isnull=False,
        person__erased_at=None,
    )


def _register_begins(now: datetime) -> datetime:
    """Completions before this have left the register for good: none of them gets a certificate again."""
    months = months_kept(data_kind("certificates"))
    return keeping_cutoff(now, months) if months else datetime.min.replace(tzinfo=UTC)
