"""The demo's pages: front page, materials, catalogue, the course with its modules, privacy and accessibility."""

from datetime import datetime
from typing import Any

from cms.models import HomePage, LibraryPage
from config.demo.blocks import block
from config.demo.content_files import content
from config.demo.library import load_library
from config.new_site import Publisher, child_page, make_pages
from courses.enums import Audience
from courses.models import CatalogPage, Course, CoursePage, ModulePage, Section, Theme


def load_pages(now: datetime) -> None:
    """Every page once; a page that exists is left as its editors made it."""
    own = content("site")["demo"]
    make_pages(Publisher(**own["publisher"]), now, own)
    home = HomePage.objects.get(locale__language_code="fi")
    load_library(LibraryPage.objects.child_of(home).get())
    _course_page(CatalogPage.objects.child_of(home).get())


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
