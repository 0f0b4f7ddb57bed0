"""The person's own copy: everything registered, nothing of anybody else, at the same cost however much there is."""

import io
import json
import zipfile

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.users.models import UserProfile

from accounts import export as export_module
from accounts.export import export_of, write_zip
from accounts.registry import ExportFile, OnErasure, OnMerge, PersonLink, person_links
from certificates.models import Certificate
from enrollment.models import ModuleVisit
from messaging.kinds import message_kind
from messaging.models import Message
from tests.accounts.lives import EMAIL, NAME, SECRET, a_full_life
from tests.clock import NOW
from tests.factories import CourseRunFactory, EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def vaino():
    return a_full_life()


def packed(person) -> zipfile.ZipFile:
    target = io.BytesIO()
    write_zip(export_of(person, NOW), target)
    return zipfile.ZipFile(target)


def facts(person) -> dict:
    return json.loads(packed(person).read("omat-tiedot.json"))["data"]


def test_the_copy_holds_every_kind_of_row_the_registry_names(vaino):
    registered = {link.model._meta.label for link in person_links() if link.export and link.rows_of(vaino.pk).exists()}

    assert set(facts(vaino)) == registered
    assert registered >= {
        "accounts.User",
        "accounts.Affiliation",
        "accounts.AccessEntry",
        "account.EmailAddress",
        "certificates.Certificate",
        "courses.RunRole",
        "enrollment.Enrollment",
        "enrollment.Attendance",
        "enrollment.Submission",
        "enrollment.SubmissionTurn",
        "enrollment.MakeUp",
        "enrollment.Transition",
        "feedback.Receipt",
        "messaging.Message",
    }


def test_the_rows_say_what_is_stored(vaino):
    data = facts(vaino)

    assert data["accounts.User"][0]["name"] == NAME
    assert {row["email"] for row in data["account.EmailAddress"]} == {EMAIL, "vaino@koti.example"}
    assert {row["run"] for row in data["enrollment.Enrollment"]} == {
        "Sytykettä yhteistyöhön: Mennyt toteutus",
        "Sytykettä yhteistyöhön: Tuleva toteutus",
    }
    assert data["enrollment.Submission"][0]["text"] == SECRET
    assert data["accounts.Affiliation"][0]["organisation"] == "Kuopion kaupunki, sivistystoimi"
    assert data["accounts.AccessEntry"][0]["viewer__name"] == "Helmi Harju"
    assert data["certificates.Certificate"][0]["snapshot"]["name"] == NAME


def test_nothing_of_anybody_else_is_in_the_copy(vaino):
    EnrollmentFactory(name="Eija Toinen", person=UserFactory(name="Eija Toinen", email="eija@esimerkki.example"))

    whole = packed(vaino).read("omat-tiedot.json").decode()

    assert [word for word in ("Eija", "eija@", "Eino Odottaja") if word in whole] == []


def test_the_certificate_goes_along_as_it_was_issued(vaino):
    certificate = Certificate.objects.get()
    archive = packed(vaino)

    (name,) = [name for name in archive.namelist() if name.endswith(".pdf")]

    assert name.startswith("tiedostot/001-")
    assert archive.read(name) == bytes(certificate.pdf)


def test_the_page_in_the_copy_is_finnish_and_readable(vaino):
    page = BeautifulSoup(packed(vaino).read("omat-tiedot.html"), "html.parser")
    headings = [heading.get_text() for heading in page.select("h2")]

    assert page.html["lang"] == "fi"
    assert "Ilmoittautumiset (2)" in headings
    assert "Viestit (2)" in headings
    words = page.get_text(" ")
    assert ("Paikalla" in words, SECRET in words, "True" in words, "None" in words) == (True, True, False, False)


def test_the_page_in_the_copy_begins_with_the_person_and_names_what_is_a_code(vaino):
    ModuleVisit.objects.create(enrollment=vaino.enrollments.first(), module_key="1-1", done_at=NOW)

    page = BeautifulSoup(packed(vaino).read("omat-tiedot.html"), "html.parser")

    words = page.get_text(" ")
    assert page.h2.get_text().strip() == "Kuka olet"
    assert ("Date joined" in words, "enrollment.confirmed" in words) == (False, False)
    assert str(message_kind("enrollment.confirmed").label) in words


def test_a_hostile_name_is_text_in_the_page(vaino):
    vaino.name = "<script>alert(1)</script>"
    vaino.save()

    assert b"<script>" not in packed(vaino).read("omat-tiedot.html")


def test_a_file_column_goes_along_by_itself(vaino, monkeypatch):
    """What another app registers with a file is in the copy without a line in the export."""
    profile = UserProfile.objects.create(user=vaino)
    profile.avatar.save("kuva.png", ContentFile(b"kuvatiedosto"))
    link = PersonLink(UserProfile, "user", ("avatar",), OnErasure.DELETE, OnMerge.STAY, "account")
    monkeypatch.setattr(export_module, "person_links", lambda: [link])

    archive = packed(vaino)

    (name,) = [name for name in archive.namelist() if name.startswith("tiedostot/")]
    assert archive.read(name) == b"kuvatiedosto"
    profile.avatar.delete()


def test_a_file_that_is_gone_is_named_in_the_copy_and_the_rest_is_in_it(vaino, monkeypatch, caplog):
    profile = UserProfile.objects.create(user=vaino)
    profile.avatar.save("kuva.png", ContentFile(b"kuvatiedosto"))
    profile.avatar.storage.delete(profile.avatar.name)
    link = PersonLink(UserProfile, "user", ("avatar",), OnErasure.DELETE, OnMerge.STAY, "account")
    monkeypatch.setattr(export_module, "person_links", lambda: [link])

    archive = packed(vaino)

    assert archive.namelist() == ["omat-tiedot.json", "omat-tiedot.html"]
    (missing,) = json.loads(archive.read("omat-tiedot.json"))["missing_files"]
    assert missing.endswith("kuva.png")
    assert f"<li>{missing}</li>" in archive.read("omat-tiedot.html").decode()
    assert [record.message for record in caplog.records] == ["A file of a person's copy is not in the storage"]


def test_files_are_read_when_they_are_packed_and_not_before(vaino, monkeypatch):
    asked = []
    link = PersonLink(
        UserProfile, "user", ("theme",), OnErasure.DELETE, OnMerge.STAY, "account",
        files=lambda row: [ExportFile("kuva.png", lambda: asked.append(row.pk) or b"kuva")],
    )  # fmt: skip
    profile = UserProfile.objects.create(user=vaino)
    monkeypatch.setattr(export_module, "person_links", lambda: [link])

    gathered = export_of(vaino, NOW)
    assert asked == []
    write_zip(gathered, io.BytesIO())

    assert asked == [profile.pk]


def test_the_copy_costs_the_same_however_much_there_is(vaino):
    with CaptureQueriesContext(connection) as few:
        export_of(vaino, NOW)

    for number in range(15):
        EnrollmentFactory(run=CourseRunFactory(), person=vaino)
        Message.objects.create(
            kind="x", recipient=vaino, address=EMAIL, dedup_key=f"m{number}", created_at=NOW, send_after=NOW
        )
    with CaptureQueriesContext(connection) as many:
        export_of(vaino, NOW)

    assert len(many) == len(few)
