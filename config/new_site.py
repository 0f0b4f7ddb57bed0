"""What a new site needs before anybody can enrol. The texts are the demo's, written once, in the publisher's name."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from wagtail.models import Page, Site

from cms.models import AccessibilityPage, HomePage, LibraryPage, PrivacyPage
from cms.services import forget_cached_pages
from config.demo.content_files import content
from config.demo.course import certificate_route, certificate_template, load_feedback_forms
from config.demo.page_fields import accessibility_fields, parts_of, privacy_fields
from config.demo.people import load_titles
from courses.models import CatalogPage
from messaging.queries import SiteAddresses

PageKind = TypeVar("PageKind", bound=Page)
ADDRESSES = SiteAddresses()
STATEMENTS = {"fi": "site", "sv": "swedish_pages"}  # the file of their texts by language


@dataclass(frozen=True)
class Publisher:
    """Who answers for a site, as the privacy notice and the accessibility statement name them."""

    name: str
    address: str
    officer: str  # of data protection: a name or unit, and how to reach them
    email: str  # for questions about data and accessibility


@transaction.atomic
def make_site(publisher: Publisher, now: datetime) -> list[str]:
    """Make pages, registers, certificate templates and feedback forms; what is there stays as its editors made it.

    Returns the addresses of the pages it made.
    """
    load_titles()
    certificate_route()
    for language in ("fi", "sv"):
        certificate_template(language, place="", place_inflected="", signatories=[])
    load_feedback_forms()
    return make_pages(publisher, now)


def make_pages(publisher: Publisher, now: datetime, own: Mapping[str, Mapping[str, Any]] | None = None) -> list[str]:
    """Make the pages every page leads to, each once, published; `own` holds the demo's words in place of the common.

    Returns the addresses of those it made.
    """
    before = set(Page.objects.values_list("pk", flat=True))
    home, text, own = _home(), content("site"), own or {}
    library = content("library")
    child_page(home, LibraryPage, ADDRESSES.materials, title=library["title"], lede=library["lede"])
    child_page(home, CatalogPage, ADDRESSES.trainings, title=text["catalog_title"], lede=text["catalog_lede"])
    child_page(home, PrivacyPage, ADDRESSES.privacy, **privacy_notice(publisher, now, own.get("privacy", {})))
    statement = accessibility_statement(publisher, now, own.get("accessibility", {}))
    child_page(home, AccessibilityPage, ADDRESSES.accessibility, **statement)
    forget_cached_pages()
    return [page.url_path.removeprefix(home.url_path) for page in Page.objects.exclude(pk__in=before).order_by("path")]


def privacy_notice(publisher: Publisher, now: datetime, own: Mapping[str, Any], language: str = "fi") -> dict[str, Any]:
    """The columns of the privacy notice, dated today."""
    dated = {"version": 1, "dated_on": localdate(now).isoformat()}
    return privacy_fields({**_filled(content(STATEMENTS[language])["privacy"], publisher), **dated, **own})


def accessibility_statement(
    publisher: Publisher, now: datetime, own: Mapping[str, Any], language: str = "fi"
) -> dict[str, Any]:
    """The columns of the accessibility statement, made and reviewed today."""
    dated = {"published_on": localdate(now).isoformat()}
    return accessibility_fields(
        {**_filled(content(STATEMENTS[language])["accessibility"], publisher), **dated, **own}, now
    )


def child_page(parent: Page, kind: type[PageKind], address: str, **fields: Any) -> PageKind:
    """The page with this slug, made and published when there is none."""
    slug = address.strip("/")
    page = kind.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = kind(slug=slug, **fields)
        parent.add_child(instance=page)
        page.save_revision().publish()
    return page


def _home() -> HomePage:
    """The Finnish front page, in the place of Wagtail's welcome, and the site that begins at it."""
    home = HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
    if home is None:
        text, root = content("site"), Page.objects.get(depth=1)
        root.get_children().exact_type(Page).filter(slug="home").delete()
        steps = [{"heading": step["title"], "html": f"<p>{step['text']}</p>"} for step in text["home_steps"]]
        home = HomePage(title=text["home_title"], slug="etusivu", lede=text["home_lede"], body=parts_of(steps))
        root.add_child(instance=home)
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    facts = {"hostname": address.hostname, "port": port, "site_name": settings.SITE_NAME, "root_page": home}
    if not Site.objects.filter(is_default_site=True, root_page=home).exists():
        Site.objects.update_or_create(is_default_site=True, defaults=facts)
    return home


def _filled(text: dict[str, Any], publisher: Publisher) -> dict[str, Any]:
    """The text with the publisher's facts in their places."""
    facts = {f"{{{name}}}": value for name, value in asdict(publisher).items()}
    return {name: _told(value, facts, is_html=str(value).startswith("<")) for name, value in text.items()}


def _told(value: Any, facts: dict[str, str], *, is_html: bool) -> Any:
    if isinstance(value, list):
        return [{name: _told(part, facts, is_html=name == "html") for name, part in row.items()} for row in value]
    if isinstance(value, str):
        for place, fact in facts.items():
            value = value.replace(place, escape(fact) if is_html else fact)
    return value
