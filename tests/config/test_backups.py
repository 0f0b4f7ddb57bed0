"""Backup and restore: everything comes back, a damaged or foreign backup is refused before anything is touched."""

import hashlib
import io
import json
import os
import sqlite3
import stat
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from certificates.models import Certificate
from config.backups import BackupRefused, databases, restore_backup, write_backup
from config.backups.archive import FOLDERS, FORMAT, MANIFEST, ArchiveWriter, unpack
from config.backups.files import file_names
from config.settings import base
from enrollment.models import Enrollment, SubmissionFile
from enrollment.services import answer_storage
from tests.certificates.conftest import confirm_sessions, issued, somebody
from tests.clock import NOW
from tests.config.test_audit import a_file
from tests.conftest import signed_in
from tests.factories import CertificateOfferFactory, CourseRunFactory, EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(django_settings.BASE_DIR)
SENT = b"%PDF verkostokartta"  # what a participant sent with an answer
FILES = {"images/kansi.png": b"\x89PNG kuva", "documents/ä ö.pdf": b"%PDF aineisto", "tyhja.txt": b""}


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    answers = {**base.STORAGES["answers"]["OPTIONS"], "location": tmp_path / "answers"}
    on_disk = base.STORAGES["answers"] | {"OPTIONS": answers}
    settings.STORAGES = settings.STORAGES | {"answers": on_disk}


@pytest.fixture
def site() -> Certificate:
    """A site that is lived in: a queue, an issued certificate, files of pages and of an answer, somebody signed in."""
    run = CourseRunFactory(finished=True)
    confirm_sessions(run, UserFactory(name="Helmi Harju"))
    CertificateOfferFactory(run=run)
    certificate = issued(somebody(run, name="Äijä Çelik-Łukasz"))
    full = CourseRunFactory(places=1)
    EnrollmentFactory(run=full)
    EnrollmentFactory(run=full, waiting=True)
    for name, content in FILES.items():
        default_storage.save(name, ContentFile(content))
    answer_storage().save(a_file(len(SENT)).key, ContentFile(SENT))
    signed_in(certificate.enrollment.person)
    return certificate


@pytest.fixture
def archive(site, tmp_path) -> Path:
    path = tmp_path / "varmuuskopio.tar.gz"
    with path.open("wb") as stream:
        write_backup(stream, NOW)
    return path


def files(storage: str = "default") -> dict[str, bytes]:
    found = {}
    for name in file_names(storage):
        with storages[storage].open(name) as file:
            found[name] = file.read()
    return found


def sent() -> dict[str, bytes]:
    """What must lie in the storage of answers."""
    return {SubmissionFile.objects.get().key: SENT}


def rows() -> dict[str, str]:
    """A hash of every table's rows; but for sessions, which a restore ends."""
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    contents = {
        model._meta.label: repr(list(model._base_manager.order_by("pk").values_list()))
        for model in models
        if model is not Session
    }
    return {label: hashlib.sha256(content.encode()).hexdigest() for label, content in contents.items()}


def change_everything(certificate: Certificate) -> None:
    User.objects.update(name="Muutettu")
    EnrollmentFactory(person=UserFactory(name="Myöhemmin Tullut"))
    Enrollment.objects.filter(state="waiting").update(queued_at=NOW)
    default_storage.delete("images/kansi.png")
    default_storage.save("images/uusi.png", ContentFile(b"uusi"))
    for key in file_names("answers"):
        answer_storage().delete(key)
    answer_storage().save("toinen", ContentFile(b"toinen"))


def test_everything_comes_back(site, archive):
    before = rows()
    change_everything(site)
    assert rows() != before

    restored = restore_backup(archive, NOW, force=True)

    assert rows() == before
    assert (files(), files("answers")) == (FILES, sent())
    assert (restored.file_count, restored.broken, restored.waiting_letters) == (4, [], 1)
    assert restored.manifest.made_at == NOW.isoformat()


def test_a_restored_certificate_is_the_one_that_was_issued(site, archive, client):
    Certificate.objects.update(pdf=b"%PDF muu")

    restore_backup(archive, NOW, force=True)

    certificate = Certificate.objects.get()
    assert hashlib.sha256(certificate.pdf).hexdigest() == certificate.pdf_sha256 == site.pdf_sha256
    assert client.get(f"/tarkista/{site.token}/").status_code == 200


def test_everybody_has_to_sign_in_again(archive):
    assert Session.objects.count() == 1

    restore_backup(archive, NOW, force=True)

    assert Session.objects.count() == 0


def test_every_storage_of_files_is_in_the_backup():
    assert FOLDERS[FORMAT].keys() == base.STORAGES.keys() - {"staticfiles"}


def as_format_1(archive: Path) -> Path:
    """The archive as it was made before it held what participants sent."""

    def without_answers(name: str, content: bytes) -> bytes | None:
        if name.startswith("answers/"):
            return None
        if name != MANIFEST:
            return content
        facts = json.loads(content)
        kept = {each: measured for each, measured in facts["files"].items() if not each.startswith("answers/")}
        return json.dumps(facts | {"format": 1, "files": kept}).encode()

    return rewritten(archive, without_answers)


def test_a_backup_of_format_1_leaves_what_participants_sent_as_it_lies_and_names_what_is_missing(site, archive):
    old = as_format_1(archive)
    file = SubmissionFile.objects.get()

    restored = restore_backup(old, NOW, force=True)
    assert (files(), files("answers"), restored.file_count, restored.broken) == (FILES, sent(), 3, [])

    answer_storage().delete(file.key)
    restored = restore_backup(old, NOW, force=True)
    assert [each.row for each in restored.broken] == [f"file {file.pk}: None of {len(SENT)} bytes"]


# To an empty host


@pytest.fixture
def empty_host(tmp_path) -> Iterator[dict[str, str]]:
    """The environment of a machine on which nothing has been set up yet."""
    folder = tmp_path / "uusi"
    folder.mkdir()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "SYTYKE_VAR_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'sytyke.sqlite3'}",
    }
    if connection.vendor == "sqlite":
        yield environment
        return
    facts, name = connection.get_connection_params(), f"test_restore_{uuid.uuid4().hex[:8]}"
    server = {key: facts[key] for key in ("user", "password", "host", "port") if facts.get(key)}
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as root:
        root.execute(f"CREATE DATABASE {name}")
        try:
            secret = f":{facts['password']}" if facts.get("password") else ""
            address = f"{facts['user']}{secret}@{facts['host']}:{facts['port']}"
            yield environment | {"DATABASE_URL": f"postgres://{address}/{name}"}
        finally:
            root.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_the_whole_site_rises_on_an_empty_host(site, archive, empty_host):
    answer = subprocess.run(
        [sys.executable, "manage.py", "restore", str(archive)],
        cwd=ROOT, env=empty_host, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.splitlines()[0].endswith("database and 4 files.")
    assert answer.stdout.splitlines()[-1] == "Every invariant holds."
    folder = Path(empty_host["SYTYKE_VAR_DIR"])
    media, answers = folder / "media", folder / "answers"
    assert {path.relative_to(media).as_posix(): path.read_bytes() for path in media.rglob("*.*")} == FILES
    (file,) = answers.iterdir()
    assert ({file.name: file.read_bytes()}, stat.S_IMODE(file.stat().st_mode)) == (sent(), 0o600)
    again = subprocess.run(
        [sys.executable, "manage.py", "restore", str(archive)],
        cwd=ROOT, env=empty_host, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert again.returncode == 1
    assert "This site holds people or files already." in again.stderr


# What is refused, with everything as it was


def refusal(archive: Path, **options: bool) -> str:
    before = rows(), files(), files("answers")
    with pytest.raises(BackupRefused) as refused:
        restore_backup(archive, NOW, **options)
    assert (rows(), files(), files("answers")) == before
    return str(refused.value)


def test_a_site_that_holds_people_is_not_overwritten_by_mistake(archive):
    assert refusal(archive) == "This site holds people or files already. --force puts the backup in their place."


@pytest.mark.parametrize("emptied", FOLDERS[FORMAT])
def test_a_site_that_holds_files_only_is_not_overwritten_either(archive, emptied):
    connection.check_constraints()
    call_command("flush", interactive=False, verbosity=0)
    for name in list(file_names(emptied)):
        storages[emptied].delete(name)

    assert refusal(archive) == "This site holds people or files already. --force puts the backup in their place."


def rewritten(archive: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive with each file's content replaced; None leaves the file out."""
    other = archive.with_name("muutettu.tar.gz")
    with tarfile.open(archive, "r:gz") as source, tarfile.open(other, "w:gz") as target:
        for member in source.getmembers():
            content = change(member.name, source.extractfile(member).read())
            if content is not None:
                member.size = len(content)
                target.addfile(member, io.BytesIO(content))
    return other


def in_manifest(**changes: object) -> Callable[[str, bytes], bytes]:
    return lambda name, content: json.dumps(json.loads(content) | changes).encode() if name == MANIFEST else content


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda name, content: b"%PDF muu" if name.endswith("pdf") else content,
            "The backup is damaged: media/documents/ä ö.pdf is not what was saved.",
        ),
        (
            lambda name, content: None if name.endswith("pdf") else content,
            "The backup is damaged: 1 files are missing or extra.",
        ),
        (
            lambda name, content: None if name == MANIFEST else content,
            "The backup is damaged or is none: FileNotFoundError.",
        ),
        (in_manifest(format=9), "The backup has format 9; this version reads 1 and 2."),
        (in_manifest(outo=1), "The backup is damaged or is none: TypeError."),
        (in_manifest(engine="oracle"), "The backup is of oracle; DATABASE_URL names "),
        (
            in_manifest(migrations=["courses.0001_initial", "courses.0999_later"]),
            "The backup is of a newer version, which knows courses.0999_later. Restore with that version.",
        ),
    ],
)
def test_a_changed_backup_is_refused(archive, change, reason):
    assert refusal(rewritten(archive, change), force=True).startswith(reason)


def test_a_cut_backup_and_no_backup_at_all_are_refused(archive, tmp_path):
    whole = archive.read_bytes()
    for content in (whole[: len(whole) // 2], whole[:-200], b"ei varmuuskopio", b""):
        broken = tmp_path / "katkennut.tar.gz"
        broken.write_bytes(content)
        assert refusal(broken, force=True).startswith("The backup is damaged or is none: ")


def test_a_path_that_leads_out_of_the_folder_is_refused(tmp_path):
    trap = tmp_path / "ansa.tar.gz"
    with tarfile.open(trap, "w:gz") as tar:
        entry = tarfile.TarInfo("../karannut.txt")
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"x"))
    folder = tmp_path / "kansio"
    folder.mkdir()

    with pytest.raises(BackupRefused, match="OutsideDestinationError"):
        unpack(trap, folder)
    assert not (tmp_path / "karannut.txt").exists()


def test_an_unsound_database_is_refused(archive, tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("needs SQLite: PostgreSQL's own program reads its dump")
    broken = tmp_path / "rikki.sqlite3"
    with closing(sqlite3.connect(broken)) as database:
        database.execute("CREATE TABLE a (b PRIMARY KEY)")
        database.execute("INSERT INTO a VALUES (1)")
        database.execute("PRAGMA writable_schema = 1")
        database.execute("UPDATE sqlite_master SET rootpage = 9999 WHERE name LIKE 'sqlite_autoindex%'")
        database.commit()
    before = rows()

    with pytest.raises((BackupRefused, sqlite3.DatabaseError)):
        databases.load(broken)
    assert rows() == before


def test_a_dump_that_cannot_be_loaded_whole_leaves_everything_as_it_was(site, monkeypatch, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: its dump is what is loaded")
    dump = tmp_path / "database.dump"
    databases.save(dump)
    run = databases._program

    def spoil(name: str, *arguments: str) -> None:
        run(name, *arguments)
        if name == "pg_restore":
            with dump.with_suffix(".sql").open("a") as script:
                script.write("\nSELECT 1/0;\n")

    monkeypatch.setattr(databases, "_program", spoil)
    before = rows()

    with pytest.raises(BackupRefused, match="division by zero"):
        databases.load(dump)
    assert rows() == before


def test_without_postgresqls_programs_the_backup_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(databases.shutil, "which", lambda name: None)

    with pytest.raises(BackupRefused) as refused:
        databases._program("pg_dump")

    assert str(refused.value) == (
        "pg_dump is missing. Install PostgreSQL's client programs: apt install postgresql-client"
    )


# The commands


def test_the_command_saves_a_dated_file_that_only_its_owner_reads(site, tmp_path, capsys):
    folder = tmp_path / "kopiot"

    call_command("backup", to=str(folder))

    (saved,) = folder.iterdir()
    assert saved.name == "sytyke-20270520T060000Z.tar.gz"
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert capsys.readouterr().out == f"{saved}: database and 4 files, {saved.stat().st_size} bytes\n"
    assert restore_backup(saved, NOW, force=True).broken == []


def test_a_backup_that_fails_leaves_no_file_that_looks_like_one(site, tmp_path, monkeypatch):
    def full(self, name, source):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ArchiveWriter, "add", full)

    with pytest.raises(OSError, match="No space left"):
        call_command("backup", to=str(tmp_path / "kopiot"))
    assert list((tmp_path / "kopiot").iterdir()) == []


def test_the_command_tells_what_was_restored_and_ends_with_2_when_something_is_broken(archive, capsys, monkeypatch):
    call_command("restore", archive, force=True)
    assert capsys.readouterr().out.splitlines()[-1] == "Every invariant holds."

    with pytest.raises(CommandError, match="This site holds people"):
        call_command("restore", archive)

    def state_changed_by_hand(storage: str, folder: Path) -> int:
        Enrollment.objects.filter(state="waiting").update(state="cancelled")
        return 0

    monkeypatch.setattr("config.backups.restore.replace_files", state_changed_by_hand)
    with pytest.raises(SystemExit) as end:
        call_command("restore", archive, force=True)
    assert end.value.code == 2
    assert "I9 every change is recorded" in capsys.readouterr().err
