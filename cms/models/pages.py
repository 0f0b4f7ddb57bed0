"""The site's own pages, and what every page shares."""

from datetime import datetime
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import ContentBlock
from cms.caching import mark_cacheable


class BasePage(Page):
    """A page of ours: cached for anonymous visitors, with breadcrumbs. Personal data: none."""

    class Meta:
        abstract = True

    def changes_at(self, now: datetime) -> datetime | None:
        """The next instant at which the page says something else, or None."""
        return None

    def breadcrumbs(self) -> list[Page]:
        """The pages above this one, from the home page down; empty on the home page itself."""
        return list(self.get_ancestors().filter(depth__gt=1))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        return mark_cacheable(super().serve(request, *args, **kwargs), now=now, changes_at=self.changes_at(now))


class HomePage(BasePage):
    """The front page: what this is and what to do first. Personal data: none."""

    lede = models.TextField(
        _("opening words"), blank=True, help_text=_("One or two sentences: what this is and for whom.")
    )
    body = StreamField(ContentBlock(), verbose_name=_("content"), blank=True)

    content_panels = [*Page.content_panels, "lede", "body"]
    search_fields = [*Page.search_fields, index.SearchField("lede"), index.SearchField("body")]
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    template = "cms/home_page.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")


class StandardPage(BasePage):
    """A page of text, such as the privacy notice. Personal data: none."""

    lede = models.TextField(_("opening words"), blank=True)
    body = StreamField(ContentBlock(), verbose_name=_("content"), blank=True)

    content_panels = [*Page.content_panels, FieldPanel("lede"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("lede"), index.SearchField("body")]
    parent_page_types = ["cms.HomePage", "cms.StandardPage"]
    template = "cms/standard_page.html"

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("text pages")
