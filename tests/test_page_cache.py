"""The page cache of anonymous visitors: what is kept, for whom, and for how long."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from wagtail.models import Page, Site

from cms.models import HomePage
from cms.services import forget_cached_pages
from tests.clock import NOW
from tests.conftest import signed_in
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.house_urls"), pytest.mark.one_database]


def text(client: Client, address: str, **headers) -> str:
    return client.get(address, **headers).content.decode()


def test_a_warm_page_is_served_without_a_query(client, django_assert_num_queries):
    cold = client.get("/koe/laskuri/")

    with django_assert_num_queries(0):
        warm = client.get("/koe/laskuri/")

    assert (warm.content, warm["Content-Type"]) == (cold.content, cold["Content-Type"])
    assert warm["Cache-Control"] == "private, no-cache"
    assert warm["X-Frame-Options"] == "SAMEORIGIN"


def test_a_head_request_is_served_from_the_kept_page_and_keeps_none(client, django_assert_num_queries):
    client.head("/koe/laskuri/")
    with django_assert_num_queries(1):
        client.get("/koe/laskuri/")

    with django_assert_num_queries(0):
        answer = client.head("/koe/laskuri/")

    assert (answer.status_code, answer["Content-Length"]) == (200, str(len("vieras 0")))


def test_what_a_signed_in_person_sees_is_never_kept(client):
    person = UserFactory(name="Aino Esimerkki")

    assert text(signed_in(person), "/koe/laskuri/") == "Aino Esimerkki 1"

    assert text(client, "/koe/laskuri/") == "vieras 1"


def test_a_signed_in_person_is_never_served_a_kept_page(client):
    person = UserFactory(name="Aino Esimerkki")
    client.get("/koe/laskuri/")

    assert text(signed_in(person), "/koe/laskuri/") == "Aino Esimerkki 1"


@pytest.mark.parametrize("address", ["/koe/merkitsematon/", "/koe/puuttuva/", "/koe/eväste/", "/koe/tunniste/"])
def test_unmarked_missing_and_cookie_setting_answers_are_never_kept(address):
    Client().get(address)
    UserFactory()

    assert text(Client(), address) == "1"


def test_a_query_string_goes_past_the_cache_both_ways(client):
    client.get("/koe/laskuri/?sivu=2")
    UserFactory()

    assert text(client, "/koe/laskuri/") == "vieras 1"

    UserFactory()
    assert text(client, "/koe/laskuri/?sivu=2") == "vieras 2"


def test_a_post_is_neither_kept_nor_served_from_the_cache(client):
    client.post("/koe/laskuri/")
    UserFactory()

    assert text(client, "/koe/laskuri/") == "vieras 1"

    UserFactory()
    assert client.post("/koe/laskuri/").content.decode() == "vieras 2"


def test_hosts_and_schemes_have_their_own_pages(client):
    client.get("/koe/laskuri/")
    UserFactory()

    assert text(client, "/koe/laskuri/", headers={"host": "localhost"}) == "vieras 1"
    assert client.get("/koe/laskuri/", secure=True).content.decode() == "vieras 1"
    assert text(client, "/koe/laskuri/") == "vieras 0"


def test_forgetting_makes_every_kept_page_stale(client, django_capture_on_commit_callbacks):
    client.get("/koe/laskuri/")
    UserFactory()

    with django_capture_on_commit_callbacks(execute=True):
        forget_cached_pages()

    assert text(client, "/koe/laskuri/") == "vieras 1"


def test_forgetting_waits_for_the_transaction_to_end(client, django_capture_on_commit_callbacks):
    client.get("/koe/laskuri/")
    UserFactory()

    with django_capture_on_commit_callbacks() as _:
        forget_cached_pages()

    assert text(client, "/koe/laskuri/") == "vieras 0"


def test_a_page_made_while_the_cache_was_emptied_is_not_reachable_afterwards(client, monkeypatch):
    """The version belongs to the moment the page began to be made."""
    monkeypatch.setattr("tests.house_urls.User.objects.count", lambda: cache.delete("page-cache-version") and 41)
    client.get("/koe/laskuri/")
    monkeypatch.undo()

    assert text(client, "/koe/laskuri/") == "vieras 0"


@pytest.mark.parametrize(("address", "lifetime"), [("/koe/muuttuu/", 60), ("/koe/laskuri/", 300)])
def test_a_page_is_kept_until_its_content_changes_and_at_most_five_minutes(client, address, lifetime):
    before = text(client, address)
    UserFactory()

    with time_machine.travel(NOW + timedelta(seconds=lifetime - 1), tick=False):
        assert text(client, address) == before
    with time_machine.travel(NOW + timedelta(seconds=lifetime), tick=False):
        assert text(client, address) == before.replace("0", "1")


def test_a_notice_left_in_a_cookie_is_shown_and_not_kept(client):
    Client().get("/koe/kehys/")

    assert client.get("/koe/viesti/", follow=True).content.decode() == "vieras success: Tallennettu."
    assert text(Client(), "/koe/kehys/") == "vieras"


def test_the_frame_of_an_anonymous_page_reads_neither_session_nor_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/koe/kehys/")

    assert answer.content.decode() == "vieras"
    assert "Vary" not in answer


def test_the_frame_names_the_signed_in_person_and_their_part(helmi, sanna, outi):
    assert text(signed_in(helmi), "/koe/kehys/") == "Helmi Harju True False"
    assert text(signed_in(sanna), "/koe/kehys/") == "Sanna Koskela True True"
    assert text(signed_in(outi), "/koe/kehys/") == "Outi Ulkopuolinen False False"


def test_the_front_page_is_kept(client, django_assert_num_queries):
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Sytyke", slug="etusivu", lede="Tervetuloa."))
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "root_page": home})
    cold = client.get("/")

    with django_assert_num_queries(0):
        warm = client.get("/")

    assert (warm.status_code, warm.content) == (200, cold.content)
