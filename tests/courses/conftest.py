"""The catalogue in the page tree."""

import pytest
from wagtail.models import Page, Site

from cms.models import HomePage
from courses.models import CatalogPage, CoursePage
from tests.factories import CourseFactory


@pytest.fixture
def catalog(db) -> CatalogPage:
    """An empty catalogue at /koulutukset/."""
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Sytyke", slug="etusivu"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "root_page": home})
    return home.add_child(instance=CatalogPage(title="Koulutukset", slug="koulutukset"))


def add_course_page(catalog: CatalogPage, course=None) -> CoursePage:
    """A live page of a course under the catalogue."""
    course = course or CourseFactory()
    page = CoursePage(title=course.title_fi, slug=course.code, course=course, promise="Opit tekemään työtä yhdessä.")
    return catalog.add_child(instance=page)
