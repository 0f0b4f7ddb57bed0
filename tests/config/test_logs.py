"""Logs: one JSON line each, and nobody in them."""

import json
import logging
import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client

from config.logs import JsonFormatter, masked, path_told, request_id

pytestmark = pytest.mark.one_database

KEY = "3f2b8c1e-1111-4222-8333-944455556666"
TOKEN = "Zb3xQ9v-0mJk_2LrT7uYw1aHcE5sNd8f"


class Lines(logging.Handler):
    """Keeps the lines production would write."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(JsonFormatter())
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))

    @property
    def entries(self) -> list[dict]:
        return [json.loads(text) for text in self.texts]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What the log holds, with every logger told to speak."""
    handler, root = Lines(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/", "/"),
        ("/koulutukset/sytyketta-yhteistyohon/", "/koulutukset/sytyketta-yhteistyohon/"),
        (f"/omat/{KEY}/tehtava/{KEY}/", f"/omat/{KEY}/tehtava/{KEY}/"),
        ("/hallinta/snippets/courses/course_run/edit/17/", "/hallinta/snippets/courses/course_run/edit/17/"),
        (f"/tarkista/{TOKEN}/", "/tarkista/…"),
        (f"/tarkista/{TOKEN}/todistus.pdf", "/tarkista/…"),
        ("/tarkista/", "/tarkista/"),
        (f"/kalenteri/{TOKEN}.ics", "/kalenteri/…"),
        ("/media/images/Aino_Esimerkki.width-400.jpg", "/media/…"),
        (f"/jokin/{TOKEN}/", "/jokin/…/"),
        ("/jokin/0123456789abcdef0123456789abcdef/", "/jokin/…/"),
        ("/Aino Esimerkki/", "/…/"),
        ("/aino@esimerkki.example", "/…"),
        ("/liite/aino-esimerkki.pdf", "/liite/…"),
        ("/\n{}", "/…"),
    ],
)
def test_a_path_keeps_its_numbers_and_words_and_loses_its_secrets(path, told):
    assert path_told(path) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Refused aino.esimerkki+1@posti.esimerkki.example: full", "Refused …: full"),
        ("postgres://sytyke:salainen@kanta.example/sytyke", "postgres://sytyke:…/sytyke"),
        ("Error handling request /haku/?q=Aino&x=1 now", "Error handling request /haku/?… now"),
        (f"GET /tarkista/{TOKEN}/ failed", "GET /tarkista/… failed"),
        ("Listening at: http://127.0.0.1:8000 (12)", "Listening at: http://127.0.0.1:8000 (12)"),
    ],
)
def test_what_looks_like_a_person_or_a_secret_is_masked_in_the_end(text, told):
    assert masked(text) == told


def test_a_line_of_ours_is_written_whole(lines):
    logging.getLogger("messaging.services").warning("Message %s not sent: %s", 7, "OSError")

    (entry,) = lines.entries
    at = entry.pop("at")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", at)
    assert entry == {"level": "WARNING", "logger": "messaging.services", "event": "Message 7 not sent: OSError"}


def test_of_other_libraries_only_the_sentence_and_its_numbers_are_kept(lines):
    logging.getLogger("jokin.kirjasto").warning("Could not greet %s of %s in %d", "Aino Esimerkki", UUID(KEY), 3)

    assert [entry["event"] for entry in lines.entries] == [f"Could not greet %s of %s in %d […] [{KEY}] [3]"]


def test_a_line_break_in_a_value_does_not_make_a_second_line(lines):
    logging.getLogger("config").warning('a\n{"level": "CRITICAL"}')

    assert "\n" not in lines.texts[0]


@pytest.mark.django_db
@pytest.mark.urls("tests.house_urls")
def test_a_request_leaves_one_line_and_tells_its_number(lines):
    response = Client(raise_request_exception=False).get("/koe/merkitsematon/?nimi=Aino")

    (entry,) = lines.entries
    facts = {key: entry[key] for key in ("logger", "event", "method", "path", "status")}
    assert facts == {
        "logger": "config.request_log",
        "event": "request",
        "method": "GET",
        "path": "/koe/merkitsematon/",
        "status": 200,
    }
    assert isinstance(entry["ms"], int)
    assert entry["request"] == response["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{12}", response["X-Request-ID"])
    assert request_id.get() == ""


@pytest.mark.django_db
@pytest.mark.urls("tests.house_urls")
def test_a_fault_and_its_request_carry_the_number_the_page_shows(lines):
    response = Client(raise_request_exception=False).get("/koe/rikki/")

    fault, request = lines.entries
    key = response["X-Request-ID"]
    assert (fault["request"], request["request"], request["status"]) == (key, key, 500)
    assert fault["fault"][0] == "RuntimeError"
    assert fault["fault"][1].endswith("tests/house_urls.py:" + fault["fault"][1].rpartition(":")[2])
    assert f"<code>{key}</code>" in response.content.decode()


@pytest.mark.django_db
def test_style_sheets_and_good_health_leave_no_line_and_what_is_missing_does(lines, client):
    b"".join(client.get("/static/css/base.css").streaming_content)
    client.get("/terve/web/")
    client.get("/static/ei-ole.css")

    told = [(entry["path"], entry["status"]) for entry in lines.entries if entry["event"] == "request"]
    assert told == [("/static/…", 404)]
