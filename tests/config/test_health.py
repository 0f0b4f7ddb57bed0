"""/terve/ and `manage.py health`: honest about every part, silent to strangers."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from config import health, heartbeat
from messaging.enums import MessageState
from tests.clock import NOW, hours
from tests.messaging.conftest import waiting

pytestmark = pytest.mark.django_db

WELL = dict.fromkeys(("database", "migrations", "cache", "storage", "disk", "tick", "outbox"), "")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def a_site_that_is_well(settings, tmp_path, monkeypatch) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(health, "disk_usage", lambda _: SimpleNamespace(total=100, free=50))
    health.forget()
    heartbeat.beat(NOW - MINUTE, [])
    yield
    health.forget()


def answer(client, address: str = "/terve/") -> tuple[int, str]:
    health.forget()
    response = client.get(address)
    return response.status_code, response.content.decode()


def test_a_site_that_is_well_says_ok_and_nothing_more(client):
    assert health.ailments() == WELL
    assert answer(client) == answer(client, "/terve/web/") == (200, "ok\n")


def test_the_answer_is_kept_nowhere(client):
    response = client.get("/terve/")

    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert response["Content-Type"] == "text/plain"
    assert response.cookies == {}


def broken_database(monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("connection to server at kanta.example, user sytyke failed")

    monkeypatch.setattr(connection, "cursor", away)


def test_without_a_database_nothing_else_is_asked_of_it_and_nobody_is_told_where_it_is(client, monkeypatch):
    broken_database(monkeypatch)

    found = health.ailments()

    assert (found["database"], found["cache"], found["tick"]) == ("OperationalError", "", "")
    assert found["migrations"] == found["outbox"] == "not asked: the database is away"
    assert answer(client) == answer(client, "/terve/web/") == (503, "not ok\n")


def test_a_migration_that_is_not_applied(client):
    MigrationRecorder.Migration.objects.filter(app="messaging").delete()

    assert health.ailments()["migrations"].endswith(" migrations are not applied")
    assert answer(client) == answer(client, "/terve/web/") == (503, "not ok\n")


def test_a_cache_that_forgets_at_once(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    assert health.ailments()["cache"] == "does not keep what it is given"
    assert answer(client, "/terve/web/") == (503, "not ok\n")


def test_files_that_cannot_be_written(client, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device", "/srv/salainen/polku")

    monkeypatch.setattr(default_storage._wrapped, "_save", full)

    assert health.ailments()["storage"] == "OSError: No space left on device"
    assert (answer(client), answer(client, "/terve/web/")) == ((503, "not ok\n"), (200, "ok\n"))


def test_the_try_leaves_no_file_behind(tmp_path):
    health.ailments()

    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_nearly_full(client, monkeypatch):
    monkeypatch.setattr(health, "disk_usage", lambda _: SimpleNamespace(total=1000, free=49))

    assert health.ailments()["disk"] == "4 % free"
    assert (answer(client), answer(client, "/terve/web/")) == ((503, "not ok\n"), (200, "ok\n"))


@pytest.mark.parametrize(
    ("age", "told"),
    [
        (timedelta(minutes=5), ""),
        (timedelta(minutes=5, seconds=1), "last heard 2027-05-20T08:54:59+03:00"),
    ],
)
def test_a_tick_not_heard_for_five_minutes(client, age, told):
    heartbeat.beat(NOW - age, [])

    assert health.ailments()["tick"] == told
    assert (answer(client)[0], answer(client, "/terve/web/")[0]) == (503 if told else 200, 200)


def test_a_tick_never_heard(client):
    cache.clear()

    assert health.ailments()["tick"] == "not heard yet"


def test_a_job_that_fails_every_round(client):
    heartbeat.beat(NOW, ["send_due_messages"])

    assert health.ailments()["tick"] == "failed: send_due_messages"
    assert answer(client) == (503, "not ok\n")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"send_after": NOW - hours(1)}, ""),
        ({"send_after": NOW - hours(1) - MINUTE}, "1 messages wait for over an hour"),
        ({"send_after": NOW + MINUTE, "attempts": 5}, ""),
        ({"send_after": NOW + MINUTE, "attempts": 6}, "1 messages wait for over an hour"),
        ({"send_after": NOW - hours(5), "state": MessageState.FAILED}, ""),
        ({"send_after": NOW + hours(50)}, ""),
    ],
)
def test_an_outbox_nobody_empties(client, facts, told):
    waiting(**facts)

    assert health.ailments()["outbox"] == told


def test_whoever_asks_every_second_costs_one_check_in_ten(client, monkeypatch):
    asked = []
    now = [0.0]
    monkeypatch.setattr(health, "ailments", lambda parts: asked.append(parts) or {"database": ""})
    monkeypatch.setattr(health.time, "monotonic", lambda: now[0])

    for second in range(25):
        now[0] = float(second)
        client.get("/terve/")

    assert asked == [health.ALL] * 3


def command(*arguments: str) -> tuple[int, str]:
    told = StringIO()
    try:
        call_command("health", *arguments, stdout=told)
    except SystemExit as end:
        return int(end.code), told.getvalue()
    return 0, told.getvalue()


def test_the_command_tells_each_part_and_ends_with_0_when_all_is_well():
    code, told = command()

    assert (code, told.splitlines()) == (0, [f"{part:<12}ok" for part in WELL])


def test_the_command_tells_what_is_wrong_and_ends_with_1():
    heartbeat.beat(NOW, ["send_due_messages"])

    assert command("--only", "tick", "cache") == (1, "cache       ok\ntick        failed: send_due_messages\n")
    code, told = command("--json")
    assert (code, json.loads(told)) == (1, WELL | {"tick": "failed: send_due_messages"})
