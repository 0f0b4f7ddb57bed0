"""What a run's certificate is called, by which route it is reached and what the paper says."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models.register import TranslatedTitle
from certificates.enums import CertificateKind, IssueMode
from courses.models import CourseRun


class CertificateProgramme(TranslatedTitle):
    """What a certificate leads to, e.g. Systeeminen työote (SyTy). Personal data: none."""

    key = models.SlugField(_("key"), unique=True)

    class Meta:
        verbose_name = _("certificate programme")
        verbose_name_plural = _("certificate programmes")
        ordering = ["title_fi"]


class Route(TranslatedTitle):
    """A way to the certificate; all routes are worth the same. Personal data: none."""

    programme = models.ForeignKey(
        CertificateProgramme, models.PROTECT, related_name="routes", verbose_name=_("certificate programme")
    )
    key = models.SlugField(_("key"))
    sentence = models.TextField(
        _("sentence on paper"), blank=True, help_text=_("What the training was about, one or two sentences.")
    )
    sentence_sv = models.TextField(_("sentence on Swedish paper"), blank=True)
    sentence_en = models.TextField(_("sentence on English paper"), blank=True)

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        ordering = ["programme", "title_fi"]
        constraints = [models.UniqueConstraint(fields=["programme", "key"], name="route_one_of_a_key")]

    def sentence_in(self, language: str) -> str:
        """The sentence for paper in this language; empty when nobody wrote one: a paper speaks one language."""
        by_language: dict[str, str] = {
            Language.FINNISH: self.sentence,
            Language.SWEDISH: self.sentence_sv,
            Language.ENGLISH: self.sentence_en,
        }
        return by_language[language]


class CertificateTemplate(models.Model):
    """The wording of the paper in one language; a change is a new number, old certificates are never redrawn.

    `signatories` is a list of {"name", "title"}. Personal data: names and titles of the signatories.
    """

    key = models.SlugField(_("key"))
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.FINNISH)
    heading = models.CharField(_("heading"), max_length=60, default="TODISTUS")
    verb = models.CharField(_("words after the name"), max_length=150, default="on suorittanut koulutuksen")
    place = models.CharField(_("place"), max_length=60, blank=True)
    place_inflected = models.CharField(
        _("place in its inflected form"), max_length=60, blank=True, help_text=_("For example: Oulussa")
    )
    signatories = models.JSONField(_("signatories"), default=list, blank=True)

    class Meta:
        verbose_name = _("certificate template")
        verbose_name_plural = _("certificate templates")
        ordering = ["key", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["key", "number", "language"], name="certificatetemplate_one_of_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.number} ({self.language})"


class CertificateOffer(models.Model):
    """That a run gives a certificate: of which kind, by which route, on which paper. Personal data: none."""

    run = models.ForeignKey(CourseRun, models.CASCADE, related_name="certificate_offers", verbose_name=_("run"))
    route = models.ForeignKey(Route, models.PROTECT, verbose_name=_("route"))
    template = models.ForeignKey(CertificateTemplate, models.PROTECT, verbose_name=_("certificate template"))
    kind = models.CharField(
        _("kind"), max_length=15, choices=CertificateKind.choices, default=CertificateKind.COMPLETION
    )
    mode = models.CharField(
        _("how it is issued"), max_length=15, choices=IssueMode.choices, default=IssueMode.AUTOMATIC
    )

    class Meta:
        verbose_name = _("certificate of a run")
        verbose_name_plural = _("certificates of runs")
        constraints = [models.UniqueConstraint(fields=["run", "kind"], name="certificateoffer_one_per_kind")]

    def __str__(self) -> str:
        return f"#{self.pk}"
