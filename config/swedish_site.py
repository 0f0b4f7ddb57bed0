"""The Swedish tree of a new site: a translation of each page every page leads to, in the publisher's name."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page

from cms.models import AccessibilityPage, HomePage, LibraryPage, PrivacyPage
from cms.services import forget_cached_pages
from config.demo.content_files import content
from config.demo.page_fields import parts_of
from config.new_site import Publisher, accessibility_statement, privacy_notice
from courses.models import CatalogPage

PageKind = TypeVar("PageKind", bound=Page)


@transaction.atomic
def make_swedish_pages(
    publisher: Publisher, now: datetime, own: Mapping[str, Mapping[str, Any]] | None = None
) -> list[str]:
    """Translate the pages of a site that is there, each once, published; what exists stays as its editors made it.

    `own` holds the demo's words in place of the common. Returns the addresses of the pages made.
    """
    before, own = set(Page.objects.values_list("pk", flat=True)), own or {}
    home = HomePage.objects.get(locale__language_code=settings.LANGUAGE_CODE)
    text, library = content("swedish"), content("swedish_pages")["library"]
    steps = [{"heading": step["title"], "html": f"<p>{step['text']}</p>"} for step in text["home"]["steps"]]
    swedish = translated(home, title=text["home"]["title"], lede=text["home"]["lede"], body=parts_of(steps))
    translated(LibraryPage.objects.child_of(home).get(), title=library["title"], lede=library["lede"])
    translated(CatalogPage.objects.child_of(home).get(), **text["catalog"])
    notice = privacy_notice(publisher, now, own.get("privacy", {}), "sv")
    translated(PrivacyPage.objects.child_of(home).get(), **notice)
    statement = accessibility_statement(publisher, now, own.get("accessibility", {}), "sv")
    translated(AccessibilityPage.objects.child_of(home).get(), **statement)
    forget_cached_pages()
    made = Page.objects.exclude(pk__in=before).order_by("path")
    return [f"sv/{page.url_path.removeprefix(swedish.url_path)}" for page in made]


def translated(page: PageKind, **fields: Any) -> PageKind:
    """The Swedish page of this one at the same slug, published; an existing one as it is."""
    swedish = Locale.objects.get(language_code="sv")
    existing = page.get_translation_or_none(swedish)
    if existing:
        return existing
    translation: PageKind = page.copy_for_translation(swedish)
    translation.slug = page.slug if page.depth > 2 else f"{page.slug}-sv"
    for name, value in fields.items():
        setattr(translation, name, value)
    translation.save_revision().publish()
    return translation
