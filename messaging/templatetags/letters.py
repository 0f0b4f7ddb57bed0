"""The text of a message as a page."""

import re

from django import template
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Words between two asterisks, on one line and outside tags; after a space or at the beginning of a line.
_BOLD = re.compile(r"(?<![^\s>])\*([^\s*<>](?:[^*<>\n]*[^\s*<>])?)\*(?!\w)")


@register.filter
def letter_body(text: str) -> SafeString:
    """Paragraphs, addresses as links, `*words*` in bold; everything else is shown as it was written."""
    as_page = linebreaks(urlize(text, nofollow=True, autoescape=True))
    return mark_safe(_BOLD.sub(r"<strong>\1</strong>", as_page))  # noqa: S308 - escaped by `urlize`; adds only the tag
