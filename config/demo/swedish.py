"""The demo in Swedish: the front page, the catalogue, the course with its first section, and one run."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.utils import timezone
from wagtail.models import Locale, Page

from cms.models import HomePage
from config.demo.blocks import block as block_of
from config.demo.content_files import content
from config.demo.runs import at, enroll_all, friday_after, has_coming, make_run, three_days
from config.demo.site import parts_of
from courses.models import CatalogPage, Course, ModulePage
from messaging.dates import date_range

PageKind = TypeVar("PageKind", bound=Page)
PARTICIPANTS = ("sofia-testberg", "birgitta-exempelberg")


def load_swedish(now: datetime) -> None:
    """Add what is missing; a page that exists is left as its editors made it."""
    course = Course.objects.get(code=content("course")["code"])
    _load_titles(course)
    _load_pages(course)
    label = content("swedish")["run_label"]
    if not has_coming(course, label, now):
        _load_run(course, label, now)


def _load_titles(course: Course) -> None:
    text = content("swedish")["course"]
    Course.objects.filter(pk=course.pk, title_sv="").update(title_sv=text["title"])
    course.refresh_from_db()
    for number, title in text["sections"].items():
        course.sections.filter(number=number, title_sv="").update(title_sv=title)
    for number, title in text["topics"].items():
        course.topics.filter(number=number, title_sv="").update(title_sv=title)
    modules = ModulePage.objects.filter(section__course=course)
    for theme in {theme for module in modules for theme in module.themes.all()}:
        if not theme.title_sv:
            theme.title_sv = text["themes"][theme.key]
            theme.save(update_fields=["title_sv"])


def _load_pages(course: Course) -> None:
    text, page = content("swedish"), course.pages.get(locale__language_code="fi")
    catalog = page.get_parent().specific
    home, shown = text["home"], text["course"]
    steps = [{"heading": step["title"], "html": f"<p>{step['text']}</p>"} for step in home["steps"]]
    _translated(HomePage.objects.parent_of(catalog).get(), title=home["title"], lede=home["lede"], body=parts_of(steps))
    _translated(CatalogPage.objects.get(pk=catalog.pk), **text["catalog"])
    _translated(
        page,
        title=shown["short_title"],
        introduction=[("paragraph", "".join(f"<p>{line}</p>" for line in shown["introduction"]))],
        what_you_learn="\n".join(shown["learn"]),
        **{name: shown[name] for name in ("promise", "practical", "cost_note", "for_whom", "notice")},
    )
    for module in text["modules"]:
        finnish = ModulePage.objects.child_of(page).get(key=module["key"])
        body = [block_of(block) for block in module["body"]]
        _translated(finnish, title=module["title"], summary=module["summary"], body=body)


def _translated(page: PageKind, **fields: Any) -> PageKind:
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


def _load_run(course: Course, label: str, now: datetime) -> None:
    first = friday_after(timezone.localdate(now) + timedelta(days=28))
    run = make_run(
        course, f"{label}, {date_range(first, first + timedelta(days=24))}", three_days(first), places=16,
        opens_at=now - timedelta(days=6), closes_at=at(first - timedelta(days=1), "23.59"), language="sv",
    )  # fmt: skip
    enroll_all(run, PARTICIPANTS, first_at=now - timedelta(days=5), step=timedelta(hours=7))
