"""Questions about the site's pages and their files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language
from wagtail.documents.models import AbstractDocument
from wagtail.models import Page, ReferenceIndex

from accounts.collation import in_finnish_order
from cms.enums import SearchKind
from cms.forms import LibraryFilterForm
from cms.models import AccessibilityPage, BasePage, LibraryItemPage, LibraryPage, SearchEntry
from cms.models.statements import REVIEW_EVERY
from cms.search_words import MOST_NEAR, Piece, Term, excerpt, marked, near_words, terms

ITEMS_PER_PAGE = 20
# A word that begins a word of the title, of the text; the same without its ending; another word for the same thing.
IN_TITLE, IN_TITLE_BENT, IN_TEXT, IN_TEXT_BENT, OTHERWISE = 16, 8, 4, 2, 1


def statements_to_review(today: date) -> QuerySet[AccessibilityPage]:
    """Published accessibility statements last reviewed a year ago or earlier."""
    return AccessibilityPage.objects.live().filter(reviewed_on__lte=today - REVIEW_EVERY)


@dataclass(frozen=True)
class LanguageChoice:
    """One language something can be read in, under its own name, and where."""

    code: str
    name: str
    url: str
    is_current: bool = False
    canonical_url: str = ""  # of a page of the tree: search engines are told of it

    @property
    def is_page(self) -> bool:
        """Whether it is read in the language of its address, whoever reads it."""
        return bool(self.canonical_url)


def page_languages(page: BasePage, request: HttpRequest | None = None) -> Sequence[LanguageChoice]:
    """The languages the page is published in, in the order of the settings; empty when there is only one."""
    translations = page.get_translations().live().select_related("locale")
    if not translations:
        return []
    by_language = {each.locale.language_code: each for each in [*translations, page]}
    spoken = [(code, name, by_language[code]) for code, name in settings.LANGUAGES if code in by_language]
    return [
        LanguageChoice(code, name, each.path_in_site(request), each.pk == page.pk, each.canonical_url)
        for code, name, each in spoken
    ]


def library_items(library: LibraryPage, audience: str = "", language: str = "") -> QuerySet[LibraryItemPage]:
    """The live materials, by title; of one audience or in one language where given."""
    items = LibraryItemPage.objects.child_of(library).live()
    if audience:
        items = items.filter(**{f"for_{audience}": True})
    if language:
        items = items.filter(content_language=language)
    return items.order_by(in_finnish_order("title"), "pk")


def library_list(library: LibraryPage, asked: QueryDict) -> dict[str, Any]:
    """The form that narrows the list, a page of what it leaves, and the choices as the beginning of an address."""
    form = LibraryFilterForm(asked)
    listed = LibraryItemPage.objects.child_of(library).live()
    form.offer_languages(set(listed.values_list("content_language", flat=True)))
    chosen = form.chosen()
    items = Paginator(library_items(library, **chosen), ITEMS_PER_PAGE).get_page(asked.get("page"))
    query = "".join(f"{form[name].html_name}={value}&" for name, value in chosen.items())
    return {"filter_form": form, "items": items, "query": query, "is_narrowed": bool(chosen)}


def may_open_document(document: AbstractDocument, request: HttpRequest) -> bool:
    """Whether a live page this reader may read uses the file; whoever writes pages opens every file.

    A file no page uses is nobody's: it may belong to a draft.
    """
    pages = _pages_using(document)
    if any(page.is_for_everyone for page in pages):
        return True
    if not request.user.is_authenticated:
        return False
    return request.user.has_perm("wagtailadmin.access_admin") or any(page.may_be_read(request) for page in pages)


def _pages_using(document: AbstractDocument) -> list[BasePage]:
    references = ReferenceIndex.get_references_to(document)
    keys = {row.object_id for row in references if row.base_content_type.model_class() is Page}
    pages = Page.objects.live().filter(pk__in=keys).specific()
    return [page for page in pages if isinstance(page, BasePage)]


@dataclass(frozen=True)
class Found:
    """One page found: what it is, where, and its title and some words with the hits marked."""

    kind: str
    url: str
    title: Sequence[Piece]
    words: Sequence[Piece]


def found_pages(query: str, page_number: str | None) -> PaginatorPage:
    """A page of what holds every word asked for, best first; nothing for a question without a word."""
    wanted = terms(query)
    page: PaginatorPage[Any] = Paginator(_entries_with(wanted), ITEMS_PER_PAGE).get_page(page_number)
    page.object_list = [_found(entry, wanted) for entry in page.object_list]
    return page


def _entries_with(wanted: Sequence[Term]) -> QuerySet[SearchEntry]:
    if not wanted:
        return SearchEntry.objects.none()
    entries = _entries_of_the_language().select_related("page__locale")
    rank: Any = Value(0)
    for term in wanted:
        entries = entries.filter(_has("title", term.beginnings) | _has("text", term.beginnings))
        rank = rank + _weight(term)
    return entries.alias(rank=rank).order_by("-rank", in_finnish_order("title"), "pk")


def _entries_of_the_language() -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(page__live=True, page__locale__language_code=get_language())


def near_words_of(query: str) -> list[str]:
    """Words of the site that are nearly what was looked for, for a question without an answer; each once."""
    found = _entries_of_the_language().values_list("title", "text")
    texts = [text for row in found for text in row]
    return list(dict.fromkeys(word for term in terms(query) for word in near_words(term.word, texts)))[:MOST_NEAR]


def _begins(column: str, beginning: str) -> Q:
    return Q(**{f"folded_{column}__contains": f" {beginning}"})


def _has(column: str, beginnings: Sequence[str]) -> Q:
    return reduce(or_, (_begins(column, beginning) for beginning in beginnings))


def _weight(term: Term) -> Case:
    return Case(
        When(_begins("title", term.word), then=IN_TITLE),
        When(_begins("title", term.stem), then=IN_TITLE_BENT),
        When(_begins("text", term.word), then=IN_TEXT),
        When(_begins("text", term.stem), then=IN_TEXT_BENT),
        default=OTHERWISE,
        output_field=IntegerField(),
    )


def _found(entry: SearchEntry, wanted: Sequence[Term]) -> Found:
    kind = str(SearchKind(entry.kind).label)
    return Found(kind, entry.page.url or "", marked(entry.title, wanted), excerpt(entry.text, wanted))
