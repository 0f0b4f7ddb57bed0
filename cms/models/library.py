"""The materials library at /materiaalit/: open to everybody, without signing in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from cms.blocks import ContentBlock
from cms.content_checks import link_fault
from cms.enums import ContentLanguage, LibraryAudience, SearchKind
from cms.models.pages import BasePage
from cms.models.review import ReviewedPage

NOBODY = _("Choose at least one audience.")


class LibraryPage(BasePage):
    """The list of materials, narrowed by audience and language. Personal data: none."""

    lede = models.TextField(_("opening words"), blank=True)

    content_panels = [*Page.content_panels, "lede"]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.LibraryItemPage"]
    max_count_per_parent = 1
    template = "cms/library_page.html"

    class Meta:
        verbose_name = _("materials library")
        verbose_name_plural = _("materials libraries")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.queries import library_list  # noqa: PLC0415 - queries read these models

        return {**super().get_context(request, *args, **kwargs), **library_list(self, request.GET)}


class LibraryItemPage(ReviewedPage, BasePage):
    """A material that may be read, shared and printed: its version, who keeps it, for whom it is.

    Personal data: the editor, when that is a person by name (until the page is changed), and the reviewer.
    """

    summary = models.CharField(_("summary"), max_length=250, help_text=_("Shown in the list and on cards."))
    for_workers = models.BooleanField(LibraryAudience.WORKERS.label, default=False)
    for_partners = models.BooleanField(LibraryAudience.PARTNERS.label, default=False)
    for_clients = models.BooleanField(LibraryAudience.CLIENTS.label, default=False)
    content_language = models.CharField(
        _("language"), max_length=5, choices=ContentLanguage.choices, default=ContentLanguage.FI
    )
    version = models.CharField(_("version"), max_length=20, help_text=_("For example: 2 or 2.1"))
    version_on = models.DateField(_("date of the version"))
    editor = models.CharField(
        _("editor"), max_length=200, help_text=_("The person or unit that keeps the material up to date.")
    )
    body = StreamField(ContentBlock(), verbose_name=_("content"), blank=True)
    link_url = models.URLField(
        _("link to another service"), blank=True, help_text=_("For example a page of Innokylä. Opens from a link only.")
    )
    link_text = models.CharField(_("text of the link"), max_length=120, blank=True)

    content_panels = [
        *Page.content_panels,
        "summary",
        MultiFieldPanel(["for_workers", "for_partners", "for_clients"], heading=_("For whom")),
        MultiFieldPanel(["version", "version_on", "editor", "content_language"], heading=_("Version and editor")),
        "body",
        InlinePanel("attachments", heading=_("Attachments"), label=_("Attachment")),
        MultiFieldPanel(["link_url", "link_text"], heading=_("Elsewhere")),
        "reviewer",
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["cms.LibraryPage"]
    subpage_types: list[str] = []
    template = "cms/library_item_page.html"
    search_kind = SearchKind.MATERIAL
    opening_field = "summary"

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            models.CheckConstraint(
                condition=Q(for_workers=True) | Q(for_partners=True) | Q(for_clients=True),
                name="libraryitempage_is_for_somebody",
                violation_error_message=NOBODY,
            ),
        ]

    @property
    def audiences(self) -> list[str]:
        """The names of those it is for, in the order of the list."""
        return [str(each.label) for each in LibraryAudience if getattr(self, f"for_{each.value}")]

    def clean(self) -> None:
        super().clean()
        if not (self.for_workers or self.for_partners or self.for_clients):
            raise ValidationError({"for_workers": NOBODY})
        if bool(self.link_url) != bool(self.link_text):
            raise ValidationError({"link_text": _("A link needs both an address and a text that says where it leads.")})
        if self.link_text and link_fault(self.link_text):
            raise ValidationError({"link_text": link_fault(self.link_text)})


class LibraryAttachment(Orderable):
    """A file that belongs to a material. Personal data: none."""

    page = ParentalKey(LibraryItemPage, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey("wagtaildocs.Document", models.PROTECT, related_name="+", verbose_name=_("file"))
    title = models.CharField(
        _("name"), max_length=150, blank=True, help_text=_("Empty: the title of the file is shown.")
    )

    panels = [FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.title or str(self.document)
