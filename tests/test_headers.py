"""Security headers on every answer, and templates that live within the content security policy."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from config import checks
from tests.conftest import signed_in

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
PUBLIC_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "media-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
    "base-uri": "'none'",
    "manifest-src": "'self'",
}
ADMIN_POLICY = PUBLIC_POLICY | {
    "script-src": "'self' 'unsafe-inline'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "frame-src": "'self'",
}

pytestmark = [pytest.mark.urls("tests.house_urls"), pytest.mark.one_database]


def fetch(client: Client, address: str):
    """The answer; a file is read to its end, which closes it."""
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return response


def policy(response) -> dict[str, str]:
    return dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))


def security_headers(response) -> dict[str, str]:
    return {name: response.get(name) for name in HEADERS}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/koe/merkitsematon/", 200),
        ("/koe/viesti/", 302),
        ("/koe/vain-post/", 405),
        ("/ei-tallaista-sivua/", 404),
        ("/koe/rikki/", 500),
        ("/static/css/base.css", 200),
        ("/static/ei-ole.css", 404),
    ],
)
def test_every_answer_carries_the_security_headers(address, status):
    response = fetch(Client(raise_request_exception=False), address)

    assert response.status_code == status
    assert security_headers(response) == HEADERS
    assert policy(response) == PUBLIC_POLICY


@pytest.mark.django_db
def test_an_unknown_host_is_refused_with_the_headers_on(client):
    response = client.get("/koe/merkitsematon/", headers={"host": "muualla.example"})

    assert response.status_code == 400
    assert security_headers(response) == HEADERS


@pytest.mark.django_db
def test_only_the_admin_may_use_inline_scripts(sanna):
    client = signed_in(sanna)

    assert policy(client.get("/hallinta/")) == ADMIN_POLICY
    assert policy(client.get("/koe/merkitsematon/")) == PUBLIC_POLICY
    assert security_headers(client.get("/hallinta/")) == HEADERS


@pytest.mark.django_db
def test_what_a_signed_in_person_gets_is_stored_nowhere(outi):
    client = signed_in(outi)

    assert client.get("/koe/laskuri/")["Cache-Control"] == "private, no-store"
    assert client.get("/ei-tallaista-sivua/")["Cache-Control"] == "private, no-store"
    assert client.get("/koe/tiukka/")["Cache-Control"] == "no-store, max-age=0"


@pytest.mark.django_db
def test_an_answer_that_starts_a_session_is_stored_nowhere(client):
    assert client.get("/koe/istunto/")["Cache-Control"] == "private, no-store"
    assert Session.objects.count() == 1


@pytest.mark.django_db
def test_an_anonymous_page_is_checked_again_every_time(client):
    assert client.get("/koe/laskuri/")["Cache-Control"] == "private, no-cache"
    assert client.get("/koe/tiukka/")["Cache-Control"] == "no-store, max-age=0"


@pytest.mark.django_db
def test_static_files_keep_their_own_lifetime_for_everybody(outi):
    lifetime = "max-age=60, public"

    assert fetch(Client(), "/static/css/base.css")["Cache-Control"] == lifetime
    assert fetch(signed_in(outi), "/static/css/base.css")["Cache-Control"] == lifetime


@pytest.mark.django_db
def test_an_administrator_without_a_second_factor_is_sent_to_set_one_up(settings, sanna):
    settings.REQUIRE_STAFF_MFA = True
    client = signed_in(sanna)

    response = client.get("/koe/merkitsematon/")

    assert (response.status_code, response["Location"]) == (302, "/tili/2fa/")
    assert fetch(client, "/static/css/base.css").status_code == 200
    assert client.get("/tili/2fa/").status_code == 200


@pytest.mark.django_db
def test_an_administrator_with_a_second_factor_goes_on(settings, sanna):
    settings.REQUIRE_STAFF_MFA = True
    sanna.authenticator_set.create(type="totp", data={})

    assert signed_in(sanna).get("/koe/merkitsematon/").status_code == 200


@pytest.mark.django_db
def test_nobody_else_is_asked_for_a_second_factor(settings, helmi, outi):
    settings.REQUIRE_STAFF_MFA = True

    assert signed_in(helmi).get("/koe/merkitsematon/").status_code == 200
    assert signed_in(outi).get("/koe/merkitsematon/").status_code == 200


@pytest.mark.django_db
def test_asking_for_a_second_factor_leaves_anonymous_pages_in_the_cache(settings, client, django_assert_num_queries):
    settings.REQUIRE_STAFF_MFA = True
    client.get("/koe/kehys/")

    with django_assert_num_queries(0):
        assert client.get("/koe/kehys/").content == b"vieras"


def test_the_demo_is_refused_outside_its_settings(settings):
    settings.SETTINGS_MODULE = "config.settings.production"

    assert [found.id for found in checks.demo_stays_in_the_demo(None)] == ["config.E001"]


def test_an_address_without_https_is_warned_about_in_production(settings):
    settings.IS_DEMO = False
    settings.SITE_URL = "http://sytyke.example"
    assert [found.id for found in checks.printed_addresses_are_https(None)] == ["config.W001"]

    settings.SITE_URL = "https://sytyke.example"
    assert checks.printed_addresses_are_https(None) == []


class InlineCode(HTMLParser):
    """Collects what the policy would block: style attributes and elements, scripts with a body, on… handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        kind = dict(attrs).get("type") or ""
        blocked = [name for name in names if name == "style" or re.fullmatch(r"on[a-z]+", name)]
        self.found += [f"line {self.getpos()[0]}: <{tag} {name}>" for name in blocked]
        if tag == "style" or (tag == "script" and "src" not in names and "json" not in kind):
            self.found.append(f"line {self.getpos()[0]}: <{tag}>")
        self.found += [
            f"line {self.getpos()[0]}: {name}={value}"
            for name, value in attrs
            if value and value.strip().lower().startswith("javascript:")
        ]


def inline_code(source: str) -> list[str]:
    """What in a template's source needs 'unsafe-inline'; template tags are blanked, so that both branches are read."""
    parser = InlineCode()
    parser.feed(re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", source))
    return parser.found


TEMPLATES = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
MAIL = {"mail.html"}  # a mail has no policy, and mail programs read no style sheets


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_no_template_carries_inline_style_or_script(path):
    if path.name in MAIL:
        return
    assert inline_code(path.read_text()) == []


def test_the_search_for_inline_code_finds_it():
    source = (
        '<p style="color: red" onclick="x()">{# <style> #}</p>'
        '<script>x()</script><style></style><a href="javascript:x">'
    )

    assert sorted(found.partition(": ")[2] for found in inline_code(source)) == [
        "<p onclick>",
        "<p style>",
        "<script>",
        "<style>",
        "href=javascript:x",
    ]
