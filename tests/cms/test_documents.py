"""Files of pages: what is taken, to whom they are given, and how."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection

from cms.documents import fault
from cms.enums import DocumentRefusal
from cms.models import StandardPage
from cms.views.documents import HEADERS
from courses.enums import Audience
from courses.models import CatalogPage, ModulePage, Section
from tests.cms.conftest import add_item
from tests.cms.files import PDF, VTT, WEBM, document, docx
from tests.conftest import signed_in
from tests.courses.conftest import add_course_page

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def status(client: Client, address: str) -> int:
    response = client.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("a.pdf", PDF, None),
        ("a.PDF", PDF, None),
        ("a.docx", docx(), None),
        ("a.webm", WEBM, None),
        ("a.vtt", VTT, None),
        ("a.vtt", b"\xef\xbb\xbf" + VTT, None),
        ("a.html", b"<html>", DocumentRefusal.WRONG_TYPE),
        ("a.svg", b"<svg/>", DocumentRefusal.WRONG_TYPE),
        ("pdf", PDF, DocumentRefusal.WRONG_TYPE),
        ("a.pdf", b"<html><script>alert(1)</script>", DocumentRefusal.NOT_WHAT_IT_SAYS),
        ("a.mp4", WEBM, DocumentRefusal.NOT_WHAT_IT_SAYS),
        ("a.vtt", b"1\n00:00:00,000 --> 00:00:02,000\nHei", DocumentRefusal.NOT_WHAT_IT_SAYS),
        ("a.docx", docx("word/vbaProject.bin"), DocumentRefusal.MACROS),
        ("a.docx", docx()[:60], DocumentRefusal.MACROS),
    ],
)
def test_the_content_decides_what_is_taken(name, content, refusal):
    assert fault(SimpleUploadedFile(name, content).file, name, len(content)) == refusal


@pytest.mark.parametrize(
    ("name", "megabytes", "refusal"),
    [
        ("a.pdf", 10, None),
        ("a.pdf", 11, DocumentRefusal.TOO_LARGE),
        ("a.webm", 100, None),
        ("a.webm", 101, DocumentRefusal.VIDEO_TOO_LARGE),
    ],
)
def test_a_video_may_be_larger_than_a_document(name, megabytes, refusal):
    content = WEBM if name.endswith("webm") else PDF

    assert fault(SimpleUploadedFile(name, content).file, name, megabytes * 1024 * 1024) == refusal


def test_a_trainer_adds_a_file_and_reads_in_finnish_why_one_is_not_taken(helmi):
    client, address = signed_in(helmi), reverse("wagtaildocs_chooser:create")

    def add(name: str, content: bytes) -> str:
        upload = SimpleUploadedFile(name, content)
        facts = {"title": "Lista", "file": upload, "collection": Collection.objects.get(depth=1).pk}
        fields = {f"document-chooser-upload-{key}": value for key, value in facts.items()}
        return client.post(address, fields).json().get("htmlFragment", "")

    refused, _taken = add("paha.pdf", b"<html>"), add("hyva.pdf", PDF)

    assert "Tiedoston sisältö ei vastaa sen nimeä." in refused
    assert "ei ole sallittu" not in refused
    assert [each.filename for each in get_document_model().objects.all()] == ["hyva.pdf"]


# to whom


@pytest.fixture
def catalog(home) -> CatalogPage:
    return home.add_child(instance=CatalogPage(title="Koulutukset", slug="koulutukset"))


def module(catalog: CatalogPage, audience: Audience) -> ModulePage:
    page = add_course_page(catalog)
    section = Section.objects.create(course=page.course, number=1, title_fi="Osio")
    return page.add_child(instance=ModulePage(title="M", slug="m", key="m", section=section, audience=audience))


def use(page, file) -> None:
    page.body = [("file", {"document": file, "title": ""})]
    page.save_revision().publish()


def test_a_file_of_a_public_page_is_given_to_anybody_as_an_attachment(client, library):
    file = document(content=PDF)
    add_item(library, attachments=[file])

    answer = client.get(file.url)

    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, PDF)
    assert answer["Content-Disposition"] == 'attachment; filename="muistilista.pdf"'
    assert {name: answer[name] for name in HEADERS} == HEADERS
    assert answer["Content-Type"] == "application/pdf"


def test_a_file_no_live_page_uses_is_for_those_who_write_pages(client, home, helmi, outi):
    file = document()
    page = home.add_child(instance=StandardPage(title="Luonnos", slug="luonnos", live=False))
    page.body = [("file", {"document": file, "title": ""})]
    page.save()

    assert [status(each, file.url) for each in (client, signed_in(outi), signed_in(helmi))] == [404, 404, 200]


def test_a_file_of_a_module_for_participants_is_for_them(client, catalog, run, aino, outi, helmi, johannes):
    page = module(catalog, Audience.PARTICIPANTS)
    run.course = page.section.course
    run.save(update_fields=["course"])
    file = document()
    use(page, file)

    people = (client, signed_in(outi), signed_in(aino), signed_in(helmi))

    assert [status(each, file.url) for each in people] == [404, 404, 200, 200]


def test_a_file_used_by_a_public_page_too_is_public(client, catalog, library):
    file = document()
    use(module(catalog, Audience.PARTICIPANTS), file)
    add_item(library, attachments=[file])

    assert status(client, file.url) == 200


def test_a_module_closed_to_the_public_takes_its_file_along(client, catalog):
    page, file = module(catalog, Audience.PUBLIC), document()
    use(page, file)
    before = status(client, file.url)
    page.audience = Audience.PARTICIPANTS
    page.save_revision().publish()

    assert (before, status(client, file.url)) == (200, 404)


@pytest.mark.parametrize("address", ["/asiakirjat/999999/x.pdf", "/media/documents/muistilista.pdf"])
def test_there_is_no_other_way_to_a_file(client, library, address):
    add_item(library, attachments=[document()])

    assert client.get(address).status_code == 404


def test_a_file_under_another_name_is_not_found(client, library):
    file = document()
    add_item(library, attachments=[file])

    assert client.get(file.url.replace("muistilista", "muu")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=0-3", 0, 3), ("bytes=10-", 10, None), ("bytes=-4", -4, None)]
)
def test_a_player_gets_the_part_it_asks_for(client, library, asked, first, last):
    file = document("polku.webm", WEBM)
    add_item(library, attachments=[file])

    answer = client.get(file.url, headers={"range": asked})

    wanted = WEBM[first : None if last is None else last + 1]
    begin = first if first >= 0 else len(WEBM) + first
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, wanted)
    assert answer["Content-Range"] == f"bytes {begin}-{begin + len(wanted) - 1}/{len(WEBM)}"
    assert answer["Content-Length"] == str(len(wanted))


@pytest.mark.parametrize(
    ("asked", "code"), [("bytes=99999999-", 416), ("bytes=5-2", 416), ("bytes=-", 200), ("x", 200)]
)
def test_a_part_that_is_not_there_is_refused_and_nonsense_is_ignored(client, library, asked, code):
    file = document("polku.webm", WEBM)
    add_item(library, attachments=[file])

    answer = client.get(file.url, headers={"range": asked})
    if answer.streaming:
        b"".join(answer.streaming_content)

    assert answer.status_code == code
