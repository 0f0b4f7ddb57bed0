"""The sitemap: every page that is for everybody, in every language."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.contrib.sitemaps import Sitemap
from wagtail.contrib.sitemaps import views as sitemap_views
from wagtail.models import Page


class EveryLanguage(Sitemap):
    """The pages of the site's tree and of its translations, each a tree of its own beside it."""

    def items(self) -> QuerySet[Any]:
        root = self.get_wagtail_site().root_page
        pages = Page.objects.none()
        for tree in root.get_translations(inclusive=True):
            pages |= Page.objects.descendant_of(tree, inclusive=True)
        return pages.live().public().order_by("path").defer_streamfields().specific()


def sitemap_view(request: HttpRequest) -> HttpResponse:
    """The addresses for search engines."""
    return sitemap_views.sitemap(request, sitemaps={"wagtail": EveryLanguage})
