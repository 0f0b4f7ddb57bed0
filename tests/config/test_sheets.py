"""Styles asked for together come as one file that browsers keep."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from config.sheets import SHEETS, joined_sheet
from tests.conftest import signed_in

pytestmark = pytest.mark.one_database

STYLES = Path(settings.BASE_DIR) / "static" / "css"


def address(name: str = "frame") -> str:
    return reverse("sheet", args=[name, joined_sheet(name).digest])


@pytest.mark.parametrize("name", SHEETS)
def test_it_holds_every_file_in_order(client, name):
    text = client.get(address(name)).content.decode()

    plain = re.sub(r"/static/fonts/", "../fonts/", text)
    assert plain == "\n".join((STYLES / f"{file}.css").read_text() for file in SHEETS[name])


def test_an_unknown_one_is_not_found(client):
    assert client.get("/tyylit/muu.abc.css").status_code == 404


def test_every_address_in_it_is_served(client):
    found = re.findall(r'url\("([^"]+)"\)', client.get(address()).content.decode())

    assert len(found) == 4
    for path in found:
        assert b"".join(client.get(path).streaming_content)[:4] == b"wOF2"


def test_it_comes_packed_to_those_who_take_it_so(client):
    packed = client.get(address(), headers={"Accept-Encoding": "br, gzip"})

    assert (packed["Content-Encoding"], packed["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.content) == client.get(address()).content


@pytest.mark.django_db
def test_browsers_keep_it_for_good_signed_in_or_not_until_it_changes(client, outi):
    kept = "public, max-age=31536000, immutable"
    old = reverse("sheet", args=["frame", "0" * 12])

    assert [each.get(address())["Cache-Control"] for each in (client, signed_in(outi))] == [kept, kept]
    assert (client.get(old)["Cache-Control"], client.get(old).content) == (
        "public, no-cache",
        client.get(address()).content,
    )


@pytest.mark.django_db
def test_pages_ask_for_the_frame_first(client):
    page = client.get("/tarkista/").content.decode()

    asked = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
    assert asked[:2] == [address("frame"), address("work")]
