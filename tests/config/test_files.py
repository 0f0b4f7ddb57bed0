"""Files on disk or in a bucket: seen by nobody but the site, and pictures of pages handed out by it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO, StringIO

import pytest
from botocore.exceptions import EndpointConnectionError
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import call_command
from django.test import Client
from PIL import Image

from config import health
from config.backups.files import file_names
from enrollment.services import answer_storage, delete_stray_files
from tests.config.bucket import KEY, Store, is_signed_address, running_store
from tests.conftest import signed_in

pytestmark = pytest.mark.one_database

PICTURE_CACHE = "public, max-age=604800, immutable"


def png() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (2, 2), "white").save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with running_store() as store:
        yield store


def in_bucket(settings, url: str, bucket: str = "sytyke", key: str = KEY) -> None:
    options = {
        "bucket_name": bucket,
        "access_key": key,
        "secret_key": "salainen",
        "endpoint_url": url,
        "region_name": None,
    }
    kept_in = {
        name: {"BACKEND": "config.storage.PrivateBucket", "OPTIONS": options | {"location": folder}}
        for name, folder in (("default", "media"), ("answers", "answers"))
    }
    settings.STORAGES = settings.STORAGES | kept_in


@pytest.fixture
def bucket(store, settings) -> Store:
    """The site keeps its files in a bucket."""
    store.objects.clear()
    store.asked.clear()
    in_bucket(settings, store.url)
    return store


@pytest.fixture
def on_disk(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def content(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


def test_what_is_saved_comes_back_and_a_second_of_the_name_gets_another(bucket):
    first = default_storage.save("vastaukset/a.pdf", ContentFile(b"yksi"))
    second = default_storage.save("vastaukset/a.pdf", ContentFile(b"kaksi"))

    assert first == "vastaukset/a.pdf"
    assert second != first
    assert [content(name) for name in (first, second)] == [b"yksi", b"kaksi"]
    assert sorted(bucket.objects.values()) == [b"kaksi", b"yksi"]

    default_storage.delete(first)
    assert list(bucket.objects) == [f"sytyke/media/{second}"]


def test_what_participants_send_lies_beside_the_files_of_pages_and_out_of_their_reach(bucket):
    default_storage.save("images/kansi.png", ContentFile(b"kansi"))
    answer_storage().save("avain", ContentFile(b"kartta"))

    assert bucket.objects == {"sytyke/media/images/kansi.png": b"kansi", "sytyke/answers/avain": b"kartta"}
    assert (list(file_names("default")), list(file_names("answers"))) == (["images/kansi.png"], ["avain"])
    assert default_storage.listdir("") == (["images"], [])
    for name in ("avain", "answers/avain"):
        assert not default_storage.exists(name)
    with pytest.raises(SuspiciousOperation):
        default_storage.open("../answers/avain")


def test_a_stray_file_in_the_bucket_is_found_and_deleted(bucket, monkeypatch, db):
    default_storage.save("images/kansi.png", ContentFile(b"kansi"))
    answer_storage().save("stray", ContentFile(b"x"))

    assert delete_stray_files(datetime(2027, 5, 22, 3, 30, tzinfo=UTC)) == 1
    assert list(bucket.objects) == ["sytyke/media/images/kansi.png"]


def test_nobody_gets_an_address_of_the_store(bucket):
    name = default_storage.save("vastaukset/ä b.pdf", ContentFile(b"x"))

    address = default_storage.url(name)
    assert address == "/media/vastaukset/%C3%A4%20b.pdf"
    assert not is_signed_address(address)
    assert Client().get(address).status_code == 404


def test_the_health_check_writes_and_tidies_up(bucket, settings):
    assert health.ailments(["storage"]) == {"storage": ""}
    assert bucket.objects == {}
    written = [each for each in bucket.asked if each.startswith(("PUT", "DELETE"))]
    assert [each.rpartition("/")[0] for each in written] == [
        "PUT /sytyke/media", "DELETE /sytyke/media", "PUT /sytyke/answers", "DELETE /sytyke/answers",
    ]  # fmt: skip


@pytest.mark.parametrize("broken", ["default", "answers"])
def test_the_health_check_tells_a_storage_that_takes_no_files(on_disk, settings, monkeypatch, broken):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storages[broken], "_save", full)

    assert health.ailments(["storage"]) == {"storage": "OSError: No space left on device"}


def test_the_health_check_tells_a_missing_bucket_a_wrong_key_and_a_dead_store(store, settings):
    in_bucket(settings, store.url, bucket="muu")
    assert health.ailments(["storage"]) != {"storage": ""}
    in_bucket(settings, store.url, key="vieras")
    assert health.ailments(["storage"]) == {"storage": "ClientError"}
    in_bucket(settings, "http://127.0.0.1:9")
    assert health.ailments(["storage"]) == {"storage": "EndpointConnectionError"}


def test_the_bucket_of_an_empty_store_is_made_once(store, settings):
    in_bucket(settings, store.url, bucket="uusi")
    told = StringIO()

    call_command("make_bucket", stdout=told)
    call_command("make_bucket", stdout=told)

    assert "uusi" in store.buckets
    assert told.getvalue() == "Made the bucket uusi.\nThe bucket uusi is there.\n"
    store.buckets.discard("uusi")


def test_files_on_disk_need_no_bucket(on_disk):
    told = StringIO()

    call_command("make_bucket", stdout=told)

    assert told.getvalue() == "Files lie on the disk: no bucket is needed.\n"


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["bucket", "on_disk"])
def test_a_picture_of_a_page_is_handed_out_to_everybody_for_a_week(request, where, outi):
    request.getfixturevalue(where)
    default_storage.save("images/kansi.width-400.png", ContentFile(png()))

    for client in (Client(), signed_in(outi)):
        response = client.get("/media/images/kansi.width-400.png")
        assert (response.status_code, response["Content-Type"]) == (200, "image/png")
        assert b"".join(response.streaming_content) == png()
        assert response["Cache-Control"] == PICTURE_CACHE
        assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["bucket", "on_disk"])
@pytest.mark.parametrize(
    "path",
    [
        "images/ei-ole.png",
        "images/../vastaukset/a.png",
        "images/..%2Fvastaukset/a.png",
        "images/%2e%2e/vastaukset/a.png",
        "images/sivu.html",
        "images/kuva.svg",
        "images/",
        "vastaukset/a.png",
    ],
)
def test_nothing_but_pictures_of_pages_is_handed_out(request, where, path, client):
    request.getfixturevalue(where)
    for name in ("vastaukset/a.png", "images/sivu.html", "images/kuva.svg", "images/kansi.png"):
        default_storage.save(name, ContentFile(png()))

    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.django_db
def test_a_store_that_is_away_is_an_honest_page(settings, monkeypatch):
    def away(*args, **kwargs):
        raise EndpointConnectionError(endpoint_url="https://tiedostot.example")

    monkeypatch.setattr(default_storage._wrapped, "_open", away)

    response = Client(raise_request_exception=False).get("/media/images/kansi.png")

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert b"tiedostot.example" not in response.content
