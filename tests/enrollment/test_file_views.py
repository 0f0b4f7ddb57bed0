"""The page of a file assignment, the review of its files, and the one address a file is opened at."""

import errno
import logging
from io import BytesIO

import pytest
from django.core.files.storage import InMemoryStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import AccessKind
from accounts.models import AccessEntry
from enrollment import upload_handler
from enrollment.enums import SubmissionState
from enrollment.models import Submission, SubmissionFile
from enrollment.services import accept_submission, ask_for_more, send_submission
from enrollment.services.persons import erase_texts
from enrollment.uploads import MOST_BYTES
from tests.clock import NOW
from tests.conftest import signed_in
from tests.enrollment.conftest import says, soup, stored, words
from tests.enrollment.test_files import attach, attached
from tests.factories import UserFactory
from tests.uploads import EXE, PDF, docx, photo, picture

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def page_of(submission: Submission) -> str:
    return reverse("assignment", args=[submission.enrollment_id, submission.assignment_id])


def address_of(name: str = "kartta.pdf") -> str:
    return reverse("submission-file", args=[SubmissionFile.objects.get(name=name).pk])


def chosen(name: str = "kartta.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def errors(response) -> list[str]:
    return [" ".join(each.get_text(" ").split()) for each in soup(response).select(".field__error")]


def text_of(response) -> str:
    return soup(response).find("textarea").get_text().strip()


def content_of(response) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def writer(drawing) -> Client:
    return signed_in(drawing.enrollment.person)


@pytest.fixture
def desk(trainer) -> Client:
    return signed_in(trainer)


# writing


def test_the_page_tells_the_limits_and_warns_before_a_file_is_chosen(drawing, writer):
    page = writer.get(page_of(drawing))

    field = soup(page).find("input", type="file")
    caution = soup(page).select("[data-files] .assignment__caution")[0]
    assert (field["name"], field.has_attr("multiple"), "image/jpeg" in field["accept"]) == ("added", True, True)
    assert says(page, "Pdf, docx, odt, jpg tai png, kukin enintään 10 Mt. Tiedostoja enintään: 3.")
    assert caution.find_next("input", type="file") == field
    assert soup(page).find("form", attrs={"data-draft": True})["enctype"] == "multipart/form-data"


def test_a_text_assignment_has_no_place_for_files(submission, answers):
    client = signed_in(submission.enrollment.person)

    page = client.post(page_of(submission), {"action": "save", "text": "Alku", "added": chosen()}, follow=True)

    assert (soup(page).find("input", type="file"), stored(answers)) == (None, [])
    assert Submission.objects.get().text == "Alku"


@pytest.mark.parametrize("action", ["attach", "save"])
def test_chosen_files_are_added_and_the_text_is_kept(action, drawing, writer):
    files = [chosen(), chosen("kuva.jpg", photo())]

    page = writer.post(page_of(drawing), {"action": action, "text": "Alku", "added": files}, follow=True)

    assert attached(drawing) == ["kartta.pdf", "kuva.jpg"]
    assert says(page, "2 tiedostoa lisättiin vastaukseesi.")
    assert [link.get_text() for link in soup(page).select(".file-list a")] == ["kartta.pdf", "kuva.jpg"]
    assert text_of(page) == "Alku"


def test_a_file_that_cannot_be_taken_keeps_nothing_else_from_being_kept(drawing, writer):
    files = [chosen(), chosen("ohjelma.exe", EXE), chosen("kuva.png", picture())]

    page = writer.post(page_of(drawing), {"action": "attach", "text": "Alku", "added": files})

    refusal = "ohjelma.exe: Tätä tiedostotyyppiä ei voi lähettää. Sallitut tyypit: pdf, docx, odt, jpg ja png."
    assert (attached(drawing), errors(page), text_of(page)) == (["kartta.pdf", "kuva.png"], [refusal], "Alku")
    assert soup(page).select_one(".error-summary a")["href"] == "#id_added"
    assert soup(page).select_one("#id_added")["aria-describedby"] == "id_added_helptext id_added_error"


def test_a_file_over_the_limit_is_refused_by_its_size_and_the_text_after_it_still_arrives(drawing, writer, answers):
    data = {"added": chosen("suuri.pdf", PDF + bytes(MOST_BYTES)), "text": "Alku", "action": "attach"}

    page = writer.post(page_of(drawing), data)

    refusal = (
        "suuri.pdf: Tiedosto on liian suuri (10,1 Mt). Enimmäiskoko on 10 Mt. "
        "Voit myös kirjoittaa vastauksen suoraan tähän."
    )
    assert (errors(page), text_of(page), stored(answers)) == ([refusal], "Alku", [])


def test_no_more_than_the_limit_is_ever_written_down(drawing, writer, monkeypatch):
    written = []

    class Counting(BytesIO):
        def write(self, content):
            written.append(len(content))
            return super().write(content)

    monkeypatch.setattr(upload_handler, "TemporaryFile", Counting)
    writer.post(page_of(drawing), {"action": "attach", "added": chosen("suuri.pdf", bytes(3 * MOST_BYTES))})

    assert sum(written) <= MOST_BYTES


def test_at_most_five_files_come_in_at_once(drawing, writer):
    files = [chosen(f"{number}.docx", docx(str(number))) for number in range(7)]

    page = writer.post(page_of(drawing), {"action": "attach", "added": files})

    assert attached(drawing) == ["0.docx", "1.docx", "2.docx"]
    refused = [
        f"{number}.docx: Vastauksessa voi olla tiedostoja enintään 3. Poista ensin jokin niistä."
        for number in (5, 6, 3, 4)
    ]
    assert errors(page) == refused
    assert soup(page).find("input", type="file") is None


def test_an_empty_file_is_refused(drawing, writer):
    page = writer.post(page_of(drawing), {"action": "attach", "added": chosen("tyhjä.pdf", b"")})

    assert errors(page) == ["tyhjä.pdf: Tiedosto on tyhjä. Valitse toinen tiedosto."]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../../etc/kartta.pdf", "kartta.pdf"),
        ("C:\\Temp\\kartta.pdf", "kartta.pdf"),
        ("kartta\u202efdp.pdf", "karttafdp.pdf"),
        ("<script>alert(1)<.pdf", "scriptalert(1).pdf"),
        ("a" * 240 + ".pdf", "a" * 100 + ".pdf"),
    ],
)
def test_a_name_is_shown_cleaned_and_opens_nothing(name, shown, drawing, writer, answers):
    page = writer.post(page_of(drawing), {"action": "attach", "added": chosen(name)}, follow=True)

    assert [link.get_text() for link in soup(page).select(".file-list a")] == [shown]
    assert "<script>alert" not in page.content.decode()
    assert stored(answers) == [SubmissionFile.objects.get().key]


def test_sending_adds_the_chosen_files_first(drawing, writer):
    data = {"action": "send", "text": "", "is_checked": "on", "added": chosen()}

    page = writer.post(page_of(drawing), data, follow=True)

    assert (Submission.objects.get().state, attached(drawing)) == (SubmissionState.SUBMITTED, ["kartta.pdf"])
    assert (soup(page).find("textarea"), soup(page).find("input", type="file")) == (None, None)
    assert [link.get_text() for link in soup(page).select(".file-list a")] == ["kartta.pdf"]
    assert soup(page).find("button", attrs={"name": "remove"}) is None


def test_sending_twice_sends_once(drawing, writer):
    for _ in range(2):
        data = {"action": "send", "text": "Kartta", "is_checked": "on", "added": chosen("kuva.jpg", photo())}
        page = writer.post(page_of(drawing), data, follow=True)

    assert (Submission.objects.get().turn, attached(drawing)) == (1, ["kuva.jpg"])
    assert says(page, "Tehtävä on lähetetty. Kouluttaja käy vastauksesi läpi yleensä viikon kuluessa.")


def test_what_keeps_an_answer_from_being_sent_keeps_its_file_and_text(drawing, writer):
    page = writer.post(page_of(drawing), {"action": "send", "text": "Kartta", "added": chosen()})

    assert (Submission.objects.get().state, attached(drawing)) == (SubmissionState.DRAFT, ["kartta.pdf"])
    assert (len(errors(page)), text_of(page)) == (1, "Kartta")
    assert [link.get_text() for link in soup(page).select(".file-list a")] == ["kartta.pdf"]


def test_an_answer_without_anything_is_not_sent_and_everything_to_correct_is_told_at_once(drawing, writer):
    page = writer.post(page_of(drawing), {"action": "send", "text": " "})

    assert errors(page) == [
        "Kirjoita vastauksesi tai lisää tiedosto ennen lähettämistä.",
        "Rastita, ettei vastauksestasi voi tunnistaa ketään.",
    ]
    assert "(valinnainen)" not in soup(page).find("label", attrs={"for": "id_text"}).get_text()


def test_an_answer_with_a_refused_file_is_not_sent_by_mistake(drawing, writer):
    data = {"action": "send", "text": "Kartta", "is_checked": "on", "added": chosen("ohjelma.exe", EXE)}

    writer.post(page_of(drawing), data)

    assert Submission.objects.get().state == SubmissionState.OPEN


def test_a_file_is_removed_and_the_text_kept(drawing, writer):
    attach(drawing)

    page = writer.post(
        page_of(drawing), {"remove": str(SubmissionFile.objects.get().pk), "text": "Jatkoa"}, follow=True
    )

    assert (attached(drawing), text_of(page)) == ([], "Jatkoa")
    assert says(page, "Tiedosto poistettiin vastauksestasi.")


@pytest.mark.parametrize("typed", ["x", "", "00000000-0000-4000-8000-000000000000"])
def test_removing_what_is_not_there_changes_nothing(typed, drawing, writer):
    attach(drawing)

    assert writer.post(page_of(drawing), {"remove": typed, "text": "Jatkoa"}).status_code == 302
    assert attached(drawing) == ["kartta.pdf"]


def test_the_draft_saved_while_writing_answers_as_before(drawing, writer):
    answer = writer.post(page_of(drawing), {"action": "save", "text": "Alku"}, headers={"accept": "application/json"})

    assert (answer.status_code, list(answer.json())) == (200, ["saved"])
    assert Submission.objects.get().text == "Alku"


def test_a_sent_answer_takes_no_file_from_another_window(drawing, writer):
    attach(drawing)
    send_submission(drawing, "Valmis", now=NOW)

    page = writer.post(page_of(drawing), {"action": "attach", "text": "x", "added": chosen("kuva.jpg", photo())})

    assert (page.status_code, attached(drawing), Submission.objects.get().text) == (200, ["kartta.pdf"], "Valmis")


@pytest.mark.parametrize("viewer", ["outi", "helmi", "sanna"])
def test_nobody_adds_a_file_to_anothers_answer(viewer, drawing, request, answers):
    client = signed_in(request.getfixturevalue(viewer))

    assert client.post(page_of(drawing), {"action": "attach", "added": chosen()}).status_code == 404
    assert stored(answers) == []


def test_a_form_from_elsewhere_adds_nothing(drawing, answers):
    client = Client(enforce_csrf_checks=True)
    client.force_login(drawing.enrollment.person, backend="django.contrib.auth.backends.ModelBackend")

    assert client.post(page_of(drawing), {"action": "attach", "added": chosen()}).status_code == 403
    assert stored(answers) == []

    client.get(page_of(drawing))
    token = client.cookies["csrftoken"].value
    data = {"action": "attach", "added": chosen(), "csrfmiddlewaretoken": token}
    assert client.post(page_of(drawing), data).status_code == 302
    assert len(stored(answers)) == 1


# a full disk


def test_a_full_disk_is_told_and_loses_no_text(drawing, writer, answers, monkeypatch, caplog):
    def full(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(InMemoryStorage, "_save", full)
    with caplog.at_level(logging.CRITICAL):
        page = writer.post(page_of(drawing), {"action": "attach", "text": "Pitkä pohdinta", "added": chosen()})

    refusal = (
        "kartta.pdf: Tiedostoa ei voitu tallentaa juuri nyt. Kirjoittamasi teksti on tallessa. "
        "Yritä hetken päästä uudelleen."
    )
    assert (page.status_code, errors(page), text_of(page)) == (503, [refusal], "Pitkä pohdinta")
    assert (Submission.objects.get().text, attached(drawing)) == ("Pitkä pohdinta", [])


def test_a_disk_that_fills_up_while_a_file_comes_in_is_told_the_same(drawing, writer, monkeypatch):
    class Full(BytesIO):
        def write(self, content):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(upload_handler, "TemporaryFile", Full)
    page = writer.post(page_of(drawing), {"added": chosen(), "text": "Pitkä pohdinta", "action": "attach"})

    assert (page.status_code, text_of(page), Submission.objects.get().text) == (503, *["Pitkä pohdinta"] * 2)
    assert "ei voitu tallentaa juuri nyt" in errors(page)[0]


# opening


def test_a_file_comes_as_an_attachment_that_runs_nowhere_and_is_stored_nowhere(drawing, writer):
    attach(drawing, docx(), "Äidin äärellä.docx")

    answer = writer.get(address_of("Äidin äärellä.docx"))

    assert content_of(answer) == docx()
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%C3%84idin%20%C3%A4%C3%A4rell%C3%A4.docx"
    assert {name: answer[name] for name in ("Content-Security-Policy", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert (answer["Cross-Origin-Resource-Policy"], answer["Content-Length"]) == ("same-origin", str(len(docx())))


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_a_file_is_only_read(method, drawing, writer):
    attach(drawing)

    assert getattr(writer, method)(address_of()).status_code == 405


def test_where_a_file_lies_is_told_to_nobody(drawing, writer, trainer):
    attach(drawing)
    send_submission(drawing, "", now=NOW)
    key = SubmissionFile.objects.get().key
    answer = writer.get(address_of())
    content_of(answer)

    pages = [writer.get(page_of(drawing)), signed_in(trainer).get(reverse("review", args=[drawing.pk]))]
    assert [key in page.content.decode() for page in pages] == [False, False]
    assert key not in str(answer.headers)
    assert writer.get(f"/media/{key}/").status_code == 404


def test_a_file_whose_bytes_are_missing_answers_404_and_is_logged(drawing, writer, answers, caplog):
    attach(drawing)
    answers.delete(SubmissionFile.objects.get().key)

    with caplog.at_level(logging.ERROR):
        assert writer.get(address_of()).status_code == 404

    assert [record.name for record in caplog.records if record.name.startswith("enrollment")] == [
        "enrollment.views.assignment"
    ]


def test_a_trainer_finds_the_files_beside_the_answer_and_opening_one_is_logged(drawing, desk, trainer):
    attach(drawing)
    attach(drawing, photo(), "kuva.jpg")
    send_submission(drawing, "", now=NOW)

    page = desk.get(reverse("review", args=[drawing.pk]))
    links = soup(page).select(".review-pane__answer .file-list a")
    assert [link.get_text() for link in links] == ["kartta.pdf", "kuva.jpg"]

    opened = desk.get(links[1]["href"])
    assert content_of(opened)[:3] == b"\xff\xd8\xff"
    entry = AccessEntry.objects.get(kind=AccessKind.FILE)
    picture = SubmissionFile.objects.get(name="kuva.jpg")
    assert (entry.viewer, entry.person, entry.reference) == (trainer, drawing.enrollment.person, str(picture.pk))


def test_opening_ones_own_file_leaves_no_trace(drawing, writer):
    attach(drawing)
    content_of(writer.get(address_of()))

    assert AccessEntry.objects.count() == 0


def test_earlier_files_stand_with_the_earlier_answer(drawing, desk, trainer):
    attach(drawing)
    send_submission(drawing, "Ensimmäinen", now=NOW)
    ask_for_more(drawing, turn=1, comment="Lisää", by=trainer, now=NOW)
    attach(drawing, photo(), "kuva.jpg")
    send_submission(drawing, "Toinen", now=NOW)

    page = soup(desk.get(reverse("review", args=[drawing.pk])))

    names = [link.get_text() for link in page.select(".review-pane__history .file-list a")]
    assert names == ["kartta.pdf"]
    assert [link.get_text() for link in page.select(".review-pane__answer .file-list a")] == ["kartta.pdf", "kuva.jpg"]


def test_nothing_is_left_to_open_once_the_answer_has_been_erased(drawing, desk, writer, trainer):
    attach(drawing)
    send_submission(drawing, "Teksti", now=NOW)
    accept_submission(drawing, turn=1, comment="", by=trainer, now=NOW)
    address = address_of()

    erase_texts(Submission.objects.filter(pk=drawing.pk), NOW)

    assert [client.get(address).status_code for client in (desk, writer)] == [404, 404]
    assert [soup(client.get(page)).select(".file-list") for client, page in
            ((writer, page_of(drawing)), (desk, reverse("review", args=[drawing.pk])))] == [[], []]  # fmt: skip


def test_files_cost_the_same_queries_whatever_their_number(drawing, writer, desk):
    def queries(client: Client, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    review = reverse("review", args=[drawing.pk])
    attach(drawing)
    send_submission(drawing, "", now=NOW)
    one = queries(writer, page_of(drawing)), queries(desk, review)
    Submission.objects.update(state=SubmissionState.REVISION_ASKED, decided_at=NOW, reviewer=UserFactory())
    for number in range(2):
        attach(drawing, docx(str(number)), f"{number}.docx")
    for _ in range(29):
        Submission.objects.update(state=SubmissionState.REVISION_ASKED, decided_at=NOW, reviewer=UserFactory())
        send_submission(drawing, f"{_}", now=NOW)

    assert (queries(writer, page_of(drawing)), queries(desk, review)) == one
    assert "0.docx" in words(desk.get(review))
