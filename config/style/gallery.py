"""The components with their examples, drawn. Which there are is read from the folders, so none can be forgotten."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from config.style import figures, forms, people, runs, words
from config.style.example import Example

TEMPLATES = Path(settings.BASE_DIR) / "templates"
SHEETS = Path(settings.BASE_DIR) / "static/css/components"
ELSEWHERE = {  # drawn on one screen each
    "flow": "reports/flow.html", "division": "reports/distribution.html", "sentence": "reports/sentence.html",
    "certificate": "certificates/paper.html", "filters": "courses/catalog_filters.html"
}  # fmt: skip
COMMENT = re.compile(r"{% comment %}(.*?){% endcomment %}", re.DOTALL)
POINTERS = re.compile(r'(?<=\s)(id|for|list|aria-labelledby|aria-describedby)="([^"]+)"')
FRAGMENT = re.compile(r'(?<=\s)href="#([^"]+)"')
SCRIPT = re.compile(r"<script.*?</script>", re.DOTALL)


@dataclass(frozen=True)
class Shown:
    """One example, drawn."""

    state: str
    html: SafeString


@dataclass(frozen=True)
class Part:
    """A component: its name, the context its template lists, and its examples."""

    key: str
    name: str
    about: str
    shown: Sequence[Shown]


def examples() -> dict[str, list[Example]]:
    """Every example by the name of its component or style sheet."""
    return {
        **runs.examples(), **people.examples(), **forms.examples(), **figures.examples(), **words.examples()
    }  # fmt: skip


def style_sheets() -> list[str]:
    """The components' style sheets, as static names."""
    return [f"css/components/{path.name}" for path in sorted(SHEETS.glob("*.css"))]


def template_of(name: str) -> str:
    """The template that draws the component: its own, or what has only a style sheet."""
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    own = f"components/{name}.html"
    return own if (TEMPLATES / own).exists() else f"style/parts/{name}.html"


def gallery(request: HttpRequest) -> list[Part]:
    """Every component with its examples, in the order of the alphabet."""
    return [_part(name, states, request) for name, states in sorted(examples().items())]


def _part(name: str, states: Sequence[Example], request: HttpRequest) -> Part:
    template = template_of(name)
    about = COMMENT.search((TEMPLATES / template).read_text())
    shown = [
        Shown(each.state, _drawn(template, each, f"{name}-{number}", request)) for number, each in enumerate(states, 1)
    ]
    return Part(f"part-{name}", name, about[1].strip() if about else "", shown)


def _drawn(template: str, example: Example, prefix: str, request: HttpRequest) -> SafeString:
    html = render_to_string(template, example.context, request)
    return mark_safe(own_names(SCRIPT.sub("", html), prefix).strip())  # noqa: S308 - our own templates, escaped there


def own_names(html: str, prefix: str) -> str:
    """The piece with its ids, and what points at them, made its own: components stand on the page many times."""
    pointed = POINTERS.sub(
        lambda found: f'{found[1]}="{" ".join(f"{prefix}-{each}" for each in found[2].split())}"', html
    )
    return FRAGMENT.sub(lambda found: f'href="#{prefix}-{found[1]}"', pointed)
