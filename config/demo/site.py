"""The demo's pages: front page, catalogue, the course with its twelve modules, privacy and accessibility."""

from datetime import datetime
from typing import Any, TypeVar

from django.core.files.images import ImageFile
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from cms.models import HomePage, StandardPage
from config.demo.content_files import FOLDER, content
from courses.models import CatalogPage, Course, CoursePage, ModulePage, Section, Theme

PageKind = TypeVar("PageKind", bound=Page)


def load_pages(now: datetime) -> None:
    """Every page once; a page that exists is left as its editors made it."""
    home = _home()
    texts = content("site")
    catalog = _child(home, CatalogPage, "koulutukset", title=texts["catalog_title"], lede=texts["catalog_lede"])
    _course_page(catalog)
    _child(home, StandardPage, "tietosuoja", title="Tietosuojaseloste", body=_parts(texts["privacy"]))
    _child(home, StandardPage, "saavutettavuus", title="Saavutettavuusseloste", body=_parts(texts["accessibility"]))


def _home() -> HomePage:
    home = HomePage.objects.first()
    if home is None:
        texts = content("site")
        root = Page.objects.get(depth=1)
        root.get_children().filter(slug="home").delete()  # Wagtail's welcome page
        steps = [{"heading": step["title"], "html": f"<p>{step['text']}</p>"} for step in texts["home_steps"]]
        home = HomePage(title=texts["home_title"], slug="etusivu", lede=texts["home_lede"], body=_parts(steps))
        Page.objects.get(depth=1).add_child(instance=home)
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": "localhost", "port": 80, "root_page": home, "site_name": "Sytyke"},
        )
    return home


def _child(parent: Page, kind: type[PageKind], slug: str, **fields: Any) -> PageKind:
    page = kind.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = kind(slug=slug, **fields)
        parent.add_child(instance=page)
        page.save_revision().publish()
    return page


def _parts(parts: list[dict[str, str]]) -> list[tuple[str, Any]]:
    return [pair for part in parts for pair in (("heading", part["heading"]), ("paragraph", part["html"]))]


def _course_page(catalog: CatalogPage) -> None:
    text = content("course")
    course = Course.objects.get(code=text["code"])
    page = _child(
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
        body=[_block(block) for block in text["body"]],
    )
    page.add_child(instance=module)
    module.themes.set(Theme.objects.filter(key__in=text["themes"]))
    module.save_revision().publish()


def _block(block: dict[str, Any]) -> tuple[str, Any]:
    match block["type"]:
        case "rich_text":
            return "paragraph", block["html"]
        case "heading":
            return "heading", block["text"]
        case "quote":
            return "quote", {"text": block["text"], "source": block["source"]}
        case "reflection":
            return "reflection", {"question": block["question"], "hint": block.get("hint", "")}
        case "image":
            return "figure", {"image": _picture(block), "caption": block.get("caption", "")}
    raise ValueError(f"Unknown block in the demo's content: {block['type']}")


def _picture(block: dict[str, Any]) -> Any:
    image_model = get_image_model()
    image = image_model.objects.filter(title=block["file"]).first()
    if image is None:
        with (FOLDER / "images" / block["file"]).open("rb") as file:
            image = image_model(title=block["file"], description=block["alt"], file=ImageFile(file, name=block["file"]))
            image.save()
    image.contextual_alt_text, image.decorative = block["alt"], block.get("decorative", False)
    return image
