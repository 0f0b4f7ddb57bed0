"""The two pages the law asks for, with the demo's real text, and the materials library."""

from datetime import date
from typing import Any

import pytest
from wagtail.models import Page, Site

from cms.models import AccessibilityPage, HomePage, LibraryAttachment, LibraryItemPage, LibraryPage, PrivacyPage
from config.demo.content_files import content
from config.new_site import Publisher, accessibility_statement, privacy_notice
from tests.clock import NOW


@pytest.fixture
def home(db) -> HomePage:
    page = Page.objects.get(depth=1).add_child(instance=HomePage(title="Sytyke", slug="etusivu"))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "root_page": page})
    return page


DEMO = content("site")["demo"]
PUBLISHER = Publisher(**DEMO["publisher"])


@pytest.fixture
def notice(home) -> PrivacyPage:
    facts = privacy_notice(PUBLISHER, NOW, DEMO["privacy"])
    return home.add_child(instance=PrivacyPage(slug="tietosuoja", **facts))


@pytest.fixture
def statement(home) -> AccessibilityPage:
    facts = accessibility_statement(PUBLISHER, NOW, DEMO["accessibility"])
    return home.add_child(instance=AccessibilityPage(slug="saavutettavuus", **facts))


@pytest.fixture
def library(home) -> LibraryPage:
    """An empty library at /materiaalit/."""
    return home.add_child(instance=LibraryPage(title="Materiaalit", slug="materiaalit"))


def add_item(library: LibraryPage, **fields: Any) -> LibraryItemPage:
    """A live material for workers in Finnish, unless told otherwise."""
    number = LibraryItemPage.objects.count()
    facts = {
        "title": f"Materiaali {number}",
        "slug": f"materiaali-{number}",
        "summary": "Lyhyesti.",
        "for_workers": True,
        "version": "2",
        "version_on": date(2027, 5, 3),
        "editor": "Lastensuojelun kehittämisyksikkö",
    }
    attachments = fields.pop("attachments", [])
    item = LibraryItemPage(**{**facts, **fields})
    item.attachments = [LibraryAttachment(document=each) for each in attachments]
    return library.add_child(instance=item)


@pytest.fixture(autouse=True)
def own_folder_for_files(settings, tmp_path) -> None:
    """What a test uploads is found by no other."""
    settings.MEDIA_ROOT = tmp_path
