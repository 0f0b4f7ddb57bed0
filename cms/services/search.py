"""Keeping what the search looks in the same as what anybody may read."""

from datetime import datetime

from django.db.models import F, Q
from wagtail.models import Page, get_page_models

from cms.models import BasePage, SearchEntry
from cms.search_words import folded_words


def index_page(page: Page, *, now: datetime) -> bool:
    """Let the page be found by its words, or no longer, when it is not for everybody; returns whether it is."""
    if not isinstance(page, BasePage) or not page.search_kind or not page.live or not page.is_for_everyone:
        forget_page(page)
        return False
    text = " ".join(page.search_text().split())
    facts = {
        "kind": page.search_kind,
        "title": page.title,
        "text": text,
        "folded_title": folded_words(page.title),
        "folded_text": folded_words(text),
        "indexed_at": now,
    }
    SearchEntry.objects.update_or_create(page_id=page.pk, defaults=facts)
    return True


def forget_page(page: Page) -> None:
    """Let the page be found no longer."""
    SearchEntry.objects.filter(page_id=page.pk).delete()


def index_missing(now: datetime) -> int:
    """Index what was published without the search knowing of it: before it existed, or by a crash. Returns how many."""
    count = 0
    for model in get_page_models():
        if issubclass(model, BasePage) and model.search_kind:
            is_stale = Q(search_entry=None) | Q(search_entry__indexed_at__lt=F("last_published_at"))
            count += sum(index_page(page, now=now) for page in model.objects.live().filter(is_stale))
    return count
