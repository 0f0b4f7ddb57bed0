"""Marking text in another language (WCAG 3.1.2): `<h1{{ run.language|lang_mark }}>`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.models.register import TranslatedTitle

register = template.Library()


@register.filter
def lang_mark(language: str) -> SafeString:
    """The attribute that says the language of what stands inside; nothing where the page speaks it already."""
    return format_html(' lang="{}"', language) if language and language != get_language() else SafeString("")


@register.filter
def marked_title(row: TranslatedTitle) -> SafeString:
    """The row's title, marked where it stands in for a missing one in the reader's language."""
    mark = lang_mark(row.title_language)
    return format_html("<span{}>{}</span>", mark, row.title) if mark else format_html("{}", row.title)
