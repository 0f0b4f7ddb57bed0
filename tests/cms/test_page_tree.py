"""How a page is found by its address, and that a restriction above it holds."""

import pytest
from django.test import RequestFactory
from wagtail.models import Page, PageViewRestriction

from cms.models import StandardPage


@pytest.fixture
def deep(home) -> StandardPage:
    """/tietoa/hanke/kevat/"""
    page = home
    for slug in ("tietoa", "hanke", "kevat"):
        page = page.add_child(instance=StandardPage(title=slug.title(), slug=slug))
    return page


def found(path: str) -> Page | None:
    return Page.find_for_request(RequestFactory().get(path), path)


def test_a_page_is_found_with_those_above_it(home, deep):
    assert found("/tietoa/hanke/kevat/") == deep
    assert found("/tietoa/hanke/kevat/").breadcrumbs()[-1].title == "Hanke"
    assert found("/") == home


def test_a_page_three_levels_down_costs_five_queries(deep, django_assert_num_queries):
    with django_assert_num_queries(5):  # site, home page, language, the pages on the way, the page
        found("/tietoa/hanke/kevat/")


@pytest.mark.parametrize("path", ["/tietoa/kevat/", "/kevat/", "/tietoa/hanke/syksy/", "/hanke/tietoa/kevat/"])
def test_an_address_nobody_has_leads_nowhere(deep, path):
    assert found(path) is None


def test_a_draft_is_not_found_but_a_live_page_below_one_is(home, deep):
    deep.get_parent().specific.unpublish()

    assert found("/tietoa/hanke/") is None
    assert found("/tietoa/hanke/kevat/") == deep


def test_a_page_below_a_restricted_one_is_restricted(deep, django_assert_num_queries):
    restriction = PageViewRestriction.objects.create(page=deep.get_parent(), restriction_type="login")

    with django_assert_num_queries(1):
        assert list(deep.get_view_restrictions()) == [restriction]
    assert list(StandardPage.objects.get(slug="tietoa").get_view_restrictions()) == []


def test_an_alias_is_restricted_as_its_source_is(home, deep):
    restriction = PageViewRestriction.objects.create(page=deep, restriction_type="login")
    alias = deep.create_alias(parent=home, update_slug="kopio")
    below = alias.add_child(instance=StandardPage(title="Alla", slug="alla"))

    assert list(alias.get_view_restrictions()) == [restriction]
    assert list(below.get_view_restrictions()) == [restriction]
