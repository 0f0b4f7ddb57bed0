"""A service goes away and comes back: nothing lost, nothing twice, and a page that says so (faults 39, 40, 42)."""

import os
import signal
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from urllib.parse import urlencode

import psycopg
import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import RequestFactory
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisConnectionError

from certificates.enums import CertificateStatus
from certificates.models import Certificate, IssueLogEntry
from certificates.services import make_prepared_certificates, prepare_certificate
from config import health
from config.invariants import broken_invariants
from config.management.commands import tick
from enrollment.models import Enrollment, Transition
from messaging.models import Message
from messaging.services import send_due_messages
from tests.certificates.conftest import confirm_sessions, somebody
from tests.clock import NOW, hours
from tests.factories import CertificateOfferFactory, CourseRunFactory, EnrollmentFactory, SectorFactory, UserFactory
from tests.messaging.conftest import waiting

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = "a" * 32
AWAY = "Palvelu ei juuri nyt vastaa"


class Answer:
    """What the web server would send, asked as it asks: connections are opened and closed as in production."""

    handler = WSGIHandler()

    def __init__(self, path: str, typed: dict[str, str] | None = None) -> None:
        body = urlencode({**typed, "csrfmiddlewaretoken": TOKEN}).encode() if typed else b""
        environ = {
            **RequestFactory()._base_environ(PATH_INFO=path, REQUEST_METHOD="POST" if typed else "GET"),
            "wsgi.input": BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
        } | ({"HTTP_COOKIE": f"csrftoken={TOKEN}"} if typed else {})
        response = self.handler(environ, self._begin)
        self.body = b"".join(response).decode()
        response.close()

    def _begin(self, status: str, headers: list[tuple[str, str]], *_: object) -> None:
        self.status, self.headers = int(status.split()[0]), dict(headers)

    @property
    def heading(self) -> str:
        return BeautifulSoup(self.body, "html.parser").h1.get_text()


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    health.forget()
    yield
    health.forget()


@pytest.fixture
def enrolling(run) -> Callable[[], Answer]:
    """Presses the button of the enrolment form."""
    typed = {"name": "Aino Esimerkki", "email": "aino@esimerkki.example", "sector": str(SectorFactory().pk)}
    return lambda: Answer(reverse("enroll", args=[run.pk]), typed)


def enrolled() -> tuple[int, int, int]:
    return Enrollment.objects.count(), Transition.objects.count(), Message.objects.count()


def assert_honest(answer: Answer) -> None:
    """A Finnish page that says when to come back, and nothing of what is inside."""
    assert (answer.status, answer.headers["Retry-After"], answer.heading) == (503, "30", AWAY)
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert "Content-Security-Policy" in answer.headers
    assert not {"OperationalError", "psycopg", "sqlite", "Traceback"} & set(answer.body.split())


# PostgreSQL restarted


@pytest.fixture
def postgres(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: its connections are what ends")


def restart() -> None:
    """What a restart does to this database's connections: every one of them ends at once."""
    facts = connection.get_connection_params()
    wanted = {name: facts[name] for name in ("dbname", "user", "password", "host", "port") if facts.get(name)}
    with psycopg.connect(**wanted, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@contextmanager
def restart_before(words: str) -> Iterator[None]:
    """A restart in the middle of a transaction: just before the first statement that begins with these words."""
    pending = [True]

    def watch(execute, sql, params, many, context):
        if pending and sql.replace('"', "").startswith(words):
            pending.clear()
            restart()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield
    assert not pending


@pytest.mark.postgres
def test_a_restart_between_two_requests_is_not_noticed(postgres, enrolling):
    assert Answer("/tarkista/").status == 200
    connection.ensure_connection()

    restart()

    assert enrolling().status == 302
    assert enrolled() == (1, 1, 1)


@pytest.mark.postgres
@pytest.mark.parametrize(
    "words",
    [
        "SELECT courses_courserun",
        "INSERT INTO accounts_user",
        "INSERT INTO enrollment_enrollment",
        "INSERT INTO messaging_message",
    ],
)
def test_a_restart_in_the_middle_of_enrolling_leaves_nothing_and_pressing_again_does_it_once(
    postgres, enrolling, words
):
    with restart_before(words):
        assert_honest(enrolling())

    assert enrolled() == (0, 0, 0)
    assert enrolling().status == 302
    assert enrolled() == (1, 1, 1)
    assert broken_invariants(NOW) == []


@pytest.mark.postgres
def test_a_restart_while_tick_works_fails_one_job_and_the_others_go_on(postgres, monkeypatch, caplog):
    def torn(now):
        with restart_before("SELECT"):
            return Message.objects.count()

    waiting()
    monkeypatch.setattr(tick, "JOBS", [torn, send_due_messages])

    call_command("tick")

    assert Message.objects.get().state == "sent"
    assert health.ailments(["tick"]) == {"tick": "failed: torn"}


@pytest.mark.postgres
def test_while_the_database_is_down_pages_say_so_and_afterwards_all_goes_on(postgres, enrolling, monkeypatch):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with monkeypatch.context() as down:
            connection.close()
            down.setitem(connection.settings_dict, "PORT", nobody.getsockname()[1])
            assert_honest(enrolling())
            assert_honest(Answer("/koulutukset/"))
            assert (Answer("/terve/").status, Answer("/terve/web/").body) == (503, "not ok\n")
            connection.close()

    assert enrolling().status == 302
    assert enrolled() == (1, 1, 1)


# SQLite locked


@pytest.fixture
def sqlite(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("needs SQLite: its lock is what is held")


@contextmanager
def another_writer(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another program holds the write lock for longer than this site waits."""
    connection.close()
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with monkeypatch.context() as patch:
        options = {**connection.settings_dict["OPTIONS"], "timeout": 0.2}
        patch.setitem(connection.settings_dict, "OPTIONS", options)
        try:
            yield
        finally:
            connection.close()
            other.execute("ROLLBACK")
            other.close()


def test_while_sqlite_is_locked_reading_goes_on_and_writing_says_come_back(sqlite, enrolling, monkeypatch):
    with another_writer(monkeypatch):
        assert Answer("/tarkista/").status == 200
        assert_honest(enrolling())
        call_command("tick")
        assert health.ailments(["tick"])["tick"].startswith("failed: ")

    assert enrolled() == (0, 0, 0)
    assert enrolling().status == 302
    assert enrolled() == (1, 1, 1)
    assert broken_invariants(NOW) == []


# The disk under the database is full (certificates are rows: docs/decisions/0004)


@contextmanager
def full_disk() -> Iterator[None]:
    """Whatever is written to the table of certificates finds no room."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        else:
            cursor.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN IF NEW.pdf IS NOT NULL THEN RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'no room';"
                " END IF; RETURN NEW; END $$;"
                " CREATE TRIGGER no_room BEFORE UPDATE ON certificates_certificate"
                " FOR EACH ROW EXECUTE FUNCTION no_room()"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA max_page_count = 1073741823")
            else:
                cursor.execute("DROP TRIGGER no_room ON certificates_certificate; DROP FUNCTION no_room")


def test_a_certificate_that_finds_no_room_stays_prepared_and_is_made_once_when_there_is(caplog):
    run = CourseRunFactory(finished=True)
    confirm_sessions(run, UserFactory())
    CertificateOfferFactory(run=run)
    prepared = prepare_certificate(somebody(run), now=NOW)

    with full_disk():
        assert make_prepared_certificates(NOW) == 0
        waiting_one = Certificate.objects.get()
        assert (waiting_one.status, waiting_one.pdf, waiting_one.attempts) == (CertificateStatus.PREPARED, None, 1)
        assert waiting_one.problem.startswith("OperationalError")
        assert (IssueLogEntry.objects.count(), Message.objects.count()) == (0, 0)

    assert [make_prepared_certificates(NOW + hours(1)) for _ in range(2)] == [1, 0]
    made = Certificate.objects.get()
    assert (made.status, made.human_id, made.problem) == (CertificateStatus.VALID, prepared.human_id, "")
    assert (IssueLogEntry.objects.count(), Message.objects.count()) == (1, 1)
    assert broken_invariants(NOW + hours(1)) == []


# The cache is away


def test_without_its_cache_the_site_says_so_and_tick_still_sends(monkeypatch, caplog, mailoutbox):
    def away(*args, **kwargs):
        raise RedisConnectionError("Error 111 connecting to valimuisti.example")

    waiting()
    for verb in ("get", "set", "add", "incr"):
        monkeypatch.setattr(type(cache._connections["default"]), verb, away)

    assert_honest(Answer("/tarkista/"))
    assert (Answer("/terve/").status, health.ailments(["cache"])) == (503, {"cache": "ConnectionError"})
    call_command("tick")
    assert [mail.to for mail in mailoutbox] == [["aino@esimerkki.example"]]


# The mail server takes the call and says nothing


def test_a_silent_mail_server_costs_one_time_out_a_round_and_no_press_waits_for_it(settings, enrolling):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 0.3
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()[:2]
        assert enrolling().status == 302
        waiting("eino", send_after=NOW + hours(1))

        assert send_due_messages(NOW + hours(2)) == 0

    tried = dict(Message.objects.values_list("address", "attempts"))
    assert tried == {"aino@esimerkki.example": 1, "eino@esimerkki.example": 0}
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
    assert Message.objects.get(attempts=1).last_error.endswith("timed out")


# tick is told to stop, or is not alone


def test_tick_finishes_the_job_in_hand_and_begins_no_other_when_told_to_stop(monkeypatch):
    done = []

    def long_job(now):
        os.kill(os.getpid(), signal.SIGTERM)
        done.append("the job in hand")
        return 0

    monkeypatch.setattr(tick, "JOBS", [long_job, lambda now: done.append("another")])
    before = signal.getsignal(signal.SIGTERM)

    call_command("tick", every=3600)

    assert done == ["the job in hand"]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_fault_of_the_round_does_not_end_the_service(monkeypatch, caplog):
    rounds = []

    def locked() -> None:
        rounds.append(1)
        if len(rounds) == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        raise OperationalError("database is locked")

    monkeypatch.setattr(tick, "only_tick", locked)

    call_command("tick", every=0.01)

    assert len(rounds) == 3
    assert [record.message for record in caplog.records] == ["tick: no round"] * 3


@contextmanager
def another_tick() -> Iterator[None]:
    """A second process that is in the middle of its round."""
    reader, writer = os.pipe()
    connection.close()
    child = os.fork()
    if child == 0:
        with tick.only_tick() as is_mine:
            os.write(writer, b"1" if is_mine else b"0")
            signal.pause()
    assert os.read(reader, 1) == b"1"
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reader)
        os.close(writer)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_two_ticks_take_turns_and_a_dead_one_leaves_the_way_free(capsys):
    EnrollmentFactory(waiting=True)

    with another_tick():
        call_command("tick")
        assert capsys.readouterr().out == "another tick is at work\n"
        assert Enrollment.objects.get().state == "waiting"

    for _ in range(100):  # PostgreSQL notices a moment later that the other is gone
        call_command("tick")
        if "another" not in (told := capsys.readouterr().out):
            break
    assert told.splitlines()[0] == "offer_waiting_places: 1"
    assert Enrollment.objects.get().state == "confirmed"
