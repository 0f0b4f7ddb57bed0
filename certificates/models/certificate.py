"""The certificate itself and the chained log of what happened to it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import User
from certificates.enums import STANDING, CertificateKind, CertificateStatus, EndReason, LogEvent
from certificates.models.programme import CertificateTemplate, Route
from enrollment.models import Enrollment


class Certificate(models.Model):
    """A frozen fact. `snapshot` holds everything printed, the evidence and the rule text; nothing printed is read live.

    Personal data: printed name, training, dates (ten years; the minimal register entry survives erasure).
    """

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="certificates", verbose_name=_("enrolment"))
    kind = models.CharField(
        _("kind"), max_length=15, choices=CertificateKind.choices, default=CertificateKind.COMPLETION
    )
    route = models.ForeignKey(Route, models.PROTECT, verbose_name=_("route"))
    template = models.ForeignKey(CertificateTemplate, models.PROTECT, verbose_name=_("certificate template"))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.FINNISH)
    human_id = models.CharField(_("certificate ID"), max_length=24, unique=True)
    token = models.CharField(max_length=40, unique=True)
    status = models.CharField(
        _("status"), max_length=10, choices=CertificateStatus.choices, default=CertificateStatus.PREPARED
    )
    snapshot = models.JSONField(_("printed facts"))
    met_on = models.DateField(_("condition met on"))
    prepared_at = models.DateTimeField(_("prepared"))
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    pdf = models.BinaryField(null=True, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    signature = models.JSONField(
        null=True, blank=True, editable=False
    )  # key id and time once a signing key is configured
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(_("problem"), max_length=300, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    end_reason = models.CharField(_("reason"), max_length=20, choices=EndReason.choices, blank=True)
    end_note = models.TextField(_("reason in own words"), blank=True)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-prepared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "kind"],
                condition=Q(status__in=sorted(STANDING)),
                name="certificate_one_standing_per_enrollment",
            ),
            models.CheckConstraint(
                condition=Q(status=CertificateStatus.PREPARED)
                | (~Q(pdf_sha256="") & Q(pdf__isnull=False, issued_at__isnull=False)),
                name="certificate_issued_has_its_file",
            ),
            models.CheckConstraint(
                condition=(Q(status__in=sorted(STANDING)) & Q(ended_at=None))
                | (~Q(status__in=sorted(STANDING)) & Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="certificate_ended_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(replaces=F("pk")), name="certificate_not_its_own_replacement"),
        ]

    def __str__(self) -> str:
        return self.human_id

    @property
    def makes_itself(self) -> bool:
        """Whether it is being made for filled rules alone; a replacement is made because staff decided so."""
        return self.status == CertificateStatus.PREPARED and self.replaces_id is None


class IssueLogEntry(models.Model):
    """One link of the hash chain: digest = SHA-256(previous digest ‖ canonical record).

    Holds no name. Personal data: none.
    """

    sequence = models.PositiveIntegerField(unique=True)
    event = models.CharField(max_length=10, choices=LogEvent.choices)
    id_hash = models.CharField(max_length=64)  # SHA-256 of the certificate ID
    pdf_sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    previous_digest = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("entry of the issue log")
        verbose_name_plural = _("entries of the issue log")
        ordering = ["sequence"]

    def __str__(self) -> str:
        return f"#{self.sequence}"
