"""The site's own pages, and what every page shares."""

from datetime import datetime
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index
from wagtail.url_routing import RouteResult

from cms.blocks import ContentBlock
from cms.caching import mark_cacheable
from cms.link_preview import LinkPreview, link_preview
from cms.page_form import PageForm
from cms.signals import asked_when_runs_change


def _restrictions_above(path: str) -> QuerySet[PageViewRestriction]:
    paths = [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
    above = Q(page__path__in=paths, page__alias_of=None) | Q(page__aliases__path__in=paths)
    return PageViewRestriction.objects.filter(above)


class BasePage(Page):
    """A page of ours: cached for anonymous visitors, with breadcrumbs. Personal data: none."""

    base_form_class = PageForm
    # Readers are let in by a module's audience. Wagtail's own restriction would not empty the page cache, and its
    # password page is closed.
    private_page_options: list[str] = []
    search_kind = ""  # a SearchKind: what the site's search calls it; "" is not found
    opening_field = "lede"  # the page in a sentence or two
    body_field = "body"  # its StreamField
    served_with: tuple[str, ...] = ("locale",)  # select_related of the page somebody asked for

    class Meta:
        abstract = True

    @property
    def is_for_everyone(self) -> bool:
        """Whether anybody may read the page; what is not is kept out of the cache, the search and the sitemap."""
        return True

    def may_be_read(self, request: HttpRequest) -> bool:
        """Whether whoever asks may read the page's content, and open its files."""
        return self.is_for_everyone

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """The page at the address, in two queries however deep it lies; Wagtail asks two for each level."""
        page = self._page_below(path_components) if path_components else None
        return page.route(request, []) if page else super().route(request, path_components)

    def _page_below(self, slugs: list[str]) -> Page | None:
        url_paths = list(accumulate(slugs, "{}{}/".format, initial=self.url_path))[1:]
        pages = list(Page.objects.filter(url_path__in=url_paths).order_by("depth"))
        if [page.url_path for page in pages] != url_paths:
            return None
        model = pages[-1].specific_class
        asked_for = model.objects.select_related(*getattr(model, "served_with", ()))
        page = asked_for.annotate(is_restricted=Exists(_restrictions_above(pages[-1].path))).get(pk=pages[-1].pk)
        page._cached_parent_obj = pages[-2] if len(pages) > 1 else self  # as Wagtail does: treebeard asks no more
        return page

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """The restrictions on this page and on those above it, in one query; an alias has those of its source.

        No query for a page found by its address that has none: the query that found it told so.
        """
        is_restricted = getattr(self, "is_restricted", True)
        return _restrictions_above(self.path).distinct() if is_restricted else PageViewRestriction.objects.none()

    @property
    def opening(self) -> str:
        """The page in a sentence or two, for search engines and link previews."""
        return self.search_description or str(getattr(self, self.opening_field, ""))

    def path_in_site(self, request: HttpRequest | None = None) -> str:
        """The page's address without a host, so that a reader stays at the one asked; empty outside every site."""
        parts = self.get_url_parts(request)
        return str(parts[2]) if parts else ""

    @property
    def canonical_url(self) -> str:
        """The page's one address, the same whichever host it was asked at; empty outside every site."""
        path = self.path_in_site()
        return f"{settings.SITE_URL}{path}" if path else ""

    @cached_property
    def link_preview(self) -> LinkPreview | None:
        """What other services show of a link to the page; nothing of a page that is not for everybody."""
        if not self.is_for_everyone:
            return None
        body = getattr(self, self.body_field, [])
        return link_preview(self.seo_title or self.title, self.opening, self.canonical_url, body)

    def search_text(self) -> str:
        """Every word the page is found by, but for its title."""
        body = getattr(self, self.body_field)
        return " ".join([str(getattr(self, self.opening_field)), *body.stream_block.get_searchable_content(body)])

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """The page's line in the sitemap; none for a page that is not for everybody."""
        if not self.is_for_everyone:
            return []
        return [{"location": self.canonical_url, "lastmod": self.last_published_at}]

    def changes_at(self, now: datetime) -> datetime | None:
        """The next instant at which the page says something else, or None."""
        return None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from cms.queries import page_languages  # noqa: PLC0415 - queries read these models

        return {**super().get_context(request, *args, **kwargs), "languages": page_languages(self, request)}

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

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Where no tree of the address's language exists, nothing does: Wagtail would show the Finnish one there."""
        language = get_language()
        if language != settings.LANGUAGE_CODE and self.locale.language_code != language:
            raise Http404
        return super().route(request, path_components)

    def changes_at(self, now: datetime) -> datetime | None:
        """When the runs it shows change; apps above know."""
        answers = asked_when_runs_change.send(sender=type(self), now=now)
        return min((instant for _receiver, instant in answers if instant), default=None)


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
