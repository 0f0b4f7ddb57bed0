"""The demo's pages: front page, materials, catalogue, the course with its modules, privacy and accessibility."""

from datetime import date, datetime
from typing import Any, TypeVar

from django.utils.timezone import localdate
from wagtail.models import Page, Site
from wagtail.rich_text import RichText

from cms.models import AccessibilityPage, HomePage, PrivacyPage, StandardPage
from config.demo.blocks import block
from config.demo.content_files import content
from config.demo.library import load_library
from courses.enums import Audience
from courses.models import CatalogPage, Course, CoursePage, ModulePage, Section, Theme

PageKind = TypeVar("PageKind", bound=Page)


def load_pages(now: datetime) -> None:
    """Every page once; a page that exists is left as its editors made it."""
    home = _home()
    texts = content("site")
    load_library(home)
    catalog = child_page(home, CatalogPage, "koulutukset", title=texts["catalog_title"], lede=texts["catalog_lede"])
    _course_page(catalog)
    # A demo loaded before these page types existed has plain pages in their places.
    StandardPage.objects.child_of(home).filter(slug__in=["tietosuoja", "saavutettavuus"]).delete()
    child_page(home, PrivacyPage, "tietosuoja", **privacy_fields(texts["privacy"]))
    child_page(home, AccessibilityPage, "saavutettavuus", **accessibility_fields(texts["accessibility"], now))


def _home() -> HomePage:
    home = HomePage.objects.first()
    if home is None:
        texts = content("site")
        root = Page.objects.get(depth=1)
        root.get_children().filter(slug="home").delete()  # Wagtail's welcome page
        steps = [{"heading": step["title"], "html": f"<p>{step['text']}</p>"} for step in texts["home_steps"]]
        home = HomePage(title=texts["home_title"], slug="etusivu", lede=texts["home_lede"], body=parts_of(steps))
        Page.objects.get(depth=1).add_child(instance=home)
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": "Sytyke"},
        )
    return home


def child_page(parent: Page, kind: type[PageKind], slug: str, **fields: Any) -> PageKind:
    """The page with this slug, made and published when there is none."""
    page = kind.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = kind(slug=slug, **fields)
        parent.add_child(instance=page)
        page.save_revision().publish()
    return page


def parts_of(parts: list[dict[str, str]]) -> list[tuple[str, Any]]:
    return [pair for part in parts for pair in (("heading", part["heading"]), ("paragraph", part["html"]))]


def privacy_fields(text: dict[str, Any]) -> dict[str, Any]:
    """The columns of the privacy notice from its text."""
    parts = [("part", {"heading": part["heading"], "text": RichText(part["html"])}) for part in text["parts"]]
    return {**text, "parts": parts, "dated_on": date.fromisoformat(text["dated_on"])}


def accessibility_fields(text: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The statement, reviewed on the day the demo is first loaded."""
    gaps = [("gap", gap) for gap in text["gaps"]]
    made = date.fromisoformat(text["published_on"])
    return {**text, "gaps": gaps, "published_on": made, "reviewed_on": max(made, localdate(now))}


def _course_page(catalog: CatalogPage) -> None:
    text = content("course")
    course = Course.objects.get(code=text["code"])
    page = child_page(
        catalog,
        CoursePage,
        "sytyketta",
        title=text["short_title_fi"],
        course=course,
        promise=text["promise"],
        practical=text["practical"],
        cost_note=text["cost_note"],
        introduction=[("paragraph", "".join(f"<p>{line}</p>" for line in text["introduction"]))],
        for_whom=text["for_whom"],
        what_you_learn="\n".join(text["learn"]),
        notice="Esittelysisältö",
    )
    for part in text["sections"]:
        section = Section.objects.get(course=course, number=part["number"])
        for position, module in enumerate(part["modules"], start=1):
            _module(page, section, position, module)


def _module(page: CoursePage, section: Section, position: int, text: dict[str, Any]) -> None:
    if ModulePage.objects.child_of(page).filter(key=text["key"]).exists():
        return
    module = ModulePage(
        title=text["title"],
        slug=text["slug"],
        key=text["key"],
        section=section,
        position=position,
        summary=text["summary"],
        minutes=text["minutes"],
        audience=text.get("audience", Audience.PUBLIC),
        body=[block(part) for part in text["body"]],
    )
    page.add_child(instance=module)
    module.themes.set(Theme.objects.filter(key__in=text["themes"]))
    module.save_revision().publish()
