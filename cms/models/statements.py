"""The two pages the law asks for. What must be said is a field of its own that cannot be left empty."""

from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.enums import AssessedBy, Conformance
from cms.forms import AccessibilityRequestForm
from cms.models.pages import BasePage
from cms.statement_blocks import PLAIN_FEATURES, GapBlock, PartBlock

REVIEW_EVERY = relativedelta(years=1)  # and after each larger release


def _told(label: Any, help_text: Any = "", *, blank: bool = False) -> RichTextField:
    return RichTextField(label, features=PLAIN_FEATURES, help_text=help_text, blank=blank)


class PrivacyPage(BasePage):
    """The privacy notice (GDPR 13 and 14); how long data are kept comes from the registry. Personal data: none."""

    lede = models.TextField(_("in short"))
    controller = _told(_("controller"), _("Who is responsible, with address and telephone."))
    officer = _told(_("data protection officer"), _("Name or unit, and how to reach them."))
    contact_email = models.EmailField(_("address for questions and requests"))
    purposes = _told(_("what the data are used for"))
    legal_basis = _told(_("legal basis"), _("Article 6 of the GDPR, and the law behind it."))
    categories = _told(_("what data"))
    sources = _told(_("where the data come from"))
    recipients = _told(_("who sees the data"), _("People by role, and those to whom data are given."))
    transfers = _told(_("where the data are"), _("Also whether anything leaves the EU and EEA."))
    decisions = _told(_("automatic decisions"))
    security = _told(_("how the data are protected"))
    keeping_note = _told(_("more about keeping times"), _("Shown under the list, which the code writes."), blank=True)
    rights = _told(_("the person's rights"))
    authority = _told(_("supervising authority"), _("How to complain, and to whom."))
    parts = StreamField([("part", PartBlock())], verbose_name=_("more parts"), blank=True)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    dated_on = models.DateField(_("dated"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("lede"),
        MultiFieldPanel(["controller", "officer", "contact_email"], heading=_("Who is responsible")),
        MultiFieldPanel(["purposes", "legal_basis", "decisions"], heading=_("Why")),
        MultiFieldPanel(["categories", "sources"], heading=_("What")),
        MultiFieldPanel(["recipients", "transfers", "security"], heading=_("To whom and where")),
        FieldPanel("keeping_note"),
        MultiFieldPanel(["rights", "authority"], heading=_("Rights")),
        FieldPanel("parts"),
        MultiFieldPanel(["version", "dated_on"], heading=_("Version")),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lede"), index.SearchField("categories")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "cms/privacy_page.html"

    class Meta:
        verbose_name = _("privacy notice")
        verbose_name_plural = _("privacy notices")


class AccessibilityPage(BasePage):
    """The accessibility statement (Act 306/2019, Decision (EU) 2018/1523), with its form. Personal data: none."""

    service = _told(_("what service this is about"), _("Which service, and who publishes it."))
    status = models.CharField(_("how accessible the service is"), max_length=10, choices=Conformance.choices)
    gaps = StreamField([("gap", GapBlock())], verbose_name=_("what is not accessible"), blank=True)
    assessed_by = models.CharField(_("who assessed"), max_length=15, choices=AssessedBy.choices)
    assessment = _told(_("how it was assessed"))
    published_on = models.DateField(_("statement made on"))
    reviewed_on = models.DateField(_("statement reviewed on"), help_text=_("Review it at least once a year."))
    responsible = models.CharField(_("who answers"), max_length=200, help_text=_("The unit that answers feedback."))
    contact_email = models.EmailField(_("address for feedback"))
    contact_phone = models.CharField(_("telephone for feedback"), max_length=60, blank=True)
    authority = models.CharField(_("supervising authority"), max_length=200)
    authority_url = models.URLField(_("the authority's site"))
    complaint = _told(_("how to complain"), _("What one may ask of the authority, and when."))
    parts = StreamField([("part", PartBlock())], verbose_name=_("more parts"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(["service", "status"], heading=_("Service and status")),
        FieldPanel("gaps"),
        MultiFieldPanel(["assessed_by", "assessment", "published_on", "reviewed_on"], heading=_("Assessment")),
        MultiFieldPanel(["responsible", "contact_email", "contact_phone"], heading=_("Feedback")),
        MultiFieldPanel(["authority", "authority_url", "complaint"], heading=_("Supervision")),
        FieldPanel("parts"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("assessment")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1
    template = "cms/accessibility_page.html"

    class Meta:
        verbose_name = _("accessibility statement")
        verbose_name_plural = _("accessibility statements")

    def clean(self) -> None:
        super().clean()
        if self.status and self.status != Conformance.FULL and not self.gaps:
            raise ValidationError({"gaps": _("Say what is not accessible: the status says that something is not.")})
        if self.status == Conformance.FULL and self.gaps:
            raise ValidationError({"status": _("The status says that everything is accessible, but gaps are listed.")})
        if self.published_on and self.reviewed_on and self.reviewed_on < self.published_on:
            raise ValidationError({"reviewed_on": _("The statement cannot be reviewed before it was made.")})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {"form": AccessibilityRequestForm(), **super().get_context(request, *args, **kwargs)}
