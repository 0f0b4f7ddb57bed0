"""Files of answers: attached, sent, taken back, removed, erased; and what is left when something fails."""

import errno
import logging
from datetime import datetime

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from django.db import IntegrityError, transaction

from accounts.models import User
from courses.models import FileAssignment
from enrollment.enums import SubmissionState, UploadRefusal
from enrollment.models import Submission, SubmissionFile, SubmissionTurn
from enrollment.queries.files import files_open_to
from enrollment.services import (
    SubmissionRefused,
    accept_submission,
    ask_for_more,
    attach_file,
    delete_stray_files,
    remove_file,
    send_submission,
    take_back_submission,
)
from enrollment.services import files as files_service
from enrollment.services.persons import erase_texts
from enrollment.uploads import UploadRefused, examined
from tests.clock import NOW, days, hours
from tests.enrollment.conftest import stored
from tests.factories import RunRoleFactory
from tests.uploads import PDF, docx, photo, picture

pytestmark = pytest.mark.django_db

OPEN, DRAFT, SUBMITTED, REVISION, ACCEPTED = SubmissionState


def attach(submission: Submission, content: bytes = PDF, name: str = "kartta.pdf", *, now: datetime = NOW) -> None:
    attach_file(submission, examined(content, name), now=now)


def attached(submission: Submission) -> list[str]:
    return list(submission.files.filter(is_attached=True).values_list("name", flat=True))


def of_turn(number: int) -> list[str]:
    return list(SubmissionTurn.objects.get(number=number).files.values_list("name", flat=True))


def test_a_file_is_kept_under_a_name_nobody_knows_and_begins_the_draft(drawing, answers):
    attach(drawing, photo(), "Verkosto kartta.JPG", now=NOW + hours(1))

    file = SubmissionFile.objects.get()
    content = answers.open(file.key).read()
    drawing.refresh_from_db()
    assert (file.name, file.kind, file.size, file.is_attached) == ("Verkosto kartta.jpg", "jpg", len(content), True)
    assert (len(file.key), file.key in file.name, file.sha256) == (48, False, examined(photo(), "x.jpg").sha256)
    assert (drawing.state, drawing.saved_at, drawing.turn) == (DRAFT, NOW + hours(1), 0)
    assert stored(answers) == [file.key]


def test_the_same_file_is_kept_once(drawing, answers):
    attach(drawing, PDF, "kartta.pdf")
    attach(drawing, PDF, "kartta (1).pdf")

    assert (attached(drawing), len(stored(answers))) == (["kartta.pdf"], 1)


def test_two_presses_at_the_same_moment_keep_it_once(drawing, answers, monkeypatch):
    def meanwhile(key, upload):
        monkeypatch.undo()
        attach(drawing)
        store(key, upload)

    store = files_service._store
    monkeypatch.setattr(files_service, "_store", meanwhile)
    attach(drawing)

    assert (attached(drawing), len(stored(answers))) == (["kartta.pdf"], 1)


def test_no_more_files_than_the_assignment_takes(drawing, answers):
    for number in range(3):
        attach(drawing, docx(str(number)), f"{number}.docx")

    with pytest.raises(UploadRefused) as refusal:
        attach(drawing)

    assert str(refusal.value) == "kartta.pdf: Vastauksessa voi olla tiedostoja enintään 3. Poista ensin jokin niistä."
    assert len(stored(answers)) == 3


def test_an_assignment_takes_from_one_to_five_files(drawing):
    for number in (0, 6):
        with pytest.raises(IntegrityError), transaction.atomic():
            FileAssignment.objects.update(max_files=number)


def test_a_text_assignment_takes_no_file(submission, answers):
    with pytest.raises(UploadRefused) as refusal:
        attach(submission)

    assert (refusal.value.reason, stored(answers)) == (UploadRefusal.TOO_MANY, [])


@pytest.mark.parametrize(
    ("text", "files"), [("Kartta on liitteenä.", 2), ("", 1), ("   ", 1), ("Kirjoitin sen tähän.", 0)]
)
def test_an_answer_is_sent_with_files_text_or_both(text, files, drawing):
    for number in range(files):
        attach(drawing, docx(str(number)), f"{number}.docx")

    send_submission(drawing, text, now=NOW)

    turn = SubmissionTurn.objects.get()
    assert (turn.text, turn.files.count(), Submission.objects.get().state) == (text, files, SUBMITTED)


def test_an_answer_without_text_and_file_is_not_sent(drawing):
    with pytest.raises(SubmissionRefused) as refusal:
        send_submission(drawing, " ", now=NOW)

    assert str(refusal.value) == "Kirjoita vastauksesi tai lisää tiedosto ennen lähettämistä."


def test_a_text_that_names_somebody_is_not_sent_with_a_file_either(drawing):
    attach(drawing)

    with pytest.raises(SubmissionRefused):
        send_submission(drawing, "Soita 040 123 4567", now=NOW)

    assert (Submission.objects.get().state, SubmissionTurn.objects.count()) == (DRAFT, 0)


def test_a_second_press_sends_nothing_twice(drawing, answers):
    attach(drawing)
    send_submission(drawing, "Kartta", now=NOW)
    attach(drawing)
    send_submission(drawing, "Kartta", now=NOW)

    assert (SubmissionTurn.objects.count(), of_turn(1), len(stored(answers))) == (1, ["kartta.pdf"], 1)


@pytest.mark.parametrize("state", [SUBMITTED, ACCEPTED])
def test_a_sent_answer_takes_no_other_file_and_loses_none(state, drawing, trainer, answers):
    attach(drawing)
    send_submission(drawing, "", now=NOW)
    if state == ACCEPTED:
        accept_submission(drawing, turn=1, comment="", by=trainer, now=NOW)

    with pytest.raises(SubmissionRefused):
        attach(drawing, photo(), "toinen.jpg")
    with pytest.raises(SubmissionRefused):
        remove_file(drawing, SubmissionFile.objects.get().pk, now=NOW)

    assert (attached(drawing), len(stored(answers))) == (["kartta.pdf"], 1)


def test_what_is_taken_back_keeps_its_files_and_can_be_sent_again(drawing):
    attach(drawing)
    send_submission(drawing, "", now=NOW)
    take_back_submission(drawing, now=NOW)
    assert (attached(drawing), SubmissionTurn.objects.count()) == (["kartta.pdf"], 0)

    attach(drawing, photo(), "kuva.jpg")
    send_submission(drawing, "", now=NOW)

    assert of_turn(2) == ["kartta.pdf", "kuva.jpg"]


def test_a_removed_file_is_gone_once_the_removal_is_certain(drawing, answers, django_capture_on_commit_callbacks):
    attach(drawing)
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(drawing, SubmissionFile.objects.get().pk, now=NOW + hours(1))
        assert len(stored(answers)) == 1

    drawing.refresh_from_db()
    assert (SubmissionFile.objects.count(), stored(answers), drawing.saved_at) == (0, [], NOW + hours(1))


def test_removing_twice_changes_nothing(drawing):
    attach(drawing)
    key = SubmissionFile.objects.get().pk
    remove_file(drawing, key, now=NOW)
    remove_file(drawing, key, now=NOW + hours(1))

    assert Submission.objects.get().saved_at == NOW


def test_nobody_removes_the_file_of_another_answer(drawing, submission):
    attach(drawing)

    remove_file(submission, SubmissionFile.objects.get().pk, now=NOW)

    assert attached(drawing) == ["kartta.pdf"]


def test_a_replaced_file_stays_in_the_answer_it_was_sent_with(
    drawing, trainer, answers, django_capture_on_commit_callbacks
):
    attach(drawing)
    send_submission(drawing, "", now=NOW)
    ask_for_more(drawing, turn=1, comment="Kuva on epäselvä.", by=trainer, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        remove_file(drawing, SubmissionFile.objects.get().pk, now=NOW)
    attach(drawing, photo(), "kuva.jpg")
    send_submission(drawing, "", now=NOW)

    assert (of_turn(1), of_turn(2), attached(drawing)) == (["kartta.pdf"], ["kuva.jpg"], ["kuva.jpg"])
    assert len(stored(answers)) == 2


def test_a_file_that_was_replaced_can_be_attached_again(drawing, trainer):
    attach(drawing)
    send_submission(drawing, "", now=NOW)
    ask_for_more(drawing, turn=1, comment="Lisää.", by=trainer, now=NOW)
    remove_file(drawing, SubmissionFile.objects.get().pk, now=NOW)
    attach(drawing)

    assert (attached(drawing), SubmissionFile.objects.count()) == (["kartta.pdf"], 2)


class FullDisk(InMemoryStorage):
    """A storage that writes half a file before there is no room left."""

    def _save(self, name, content):
        super()._save(name, ContentFile(content.read()[:9]))
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_no_row_and_no_half_a_file(drawing, answers, monkeypatch, caplog):
    attach(drawing)
    before = stored(answers)
    monkeypatch.setattr(answers, "_save", FullDisk._save.__get__(FullDisk()))

    with pytest.raises(UploadRefused) as refusal, caplog.at_level(logging.CRITICAL):
        attach(drawing, photo(), "kuva.jpg")

    assert refusal.value.reason == UploadRefusal.NOT_STORED
    assert (attached(drawing), stored(answers)) == (["kartta.pdf"], before)


def test_a_row_that_cannot_be_written_leaves_no_file(drawing, answers, monkeypatch):
    def broken(*args, **kwargs):
        raise IntegrityError("no")

    monkeypatch.setattr(SubmissionFile.objects, "create", broken)
    with pytest.raises(IntegrityError):
        attach(drawing)

    assert stored(answers) == []


def test_erasing_takes_files_texts_and_comments_and_leaves_the_decision(
    drawing, trainer, answers, django_capture_on_commit_callbacks
):
    attach(drawing)
    send_submission(drawing, "Ensimmäinen", now=NOW)
    ask_for_more(drawing, turn=1, comment="Kerro lisää.", by=trainer, now=NOW)
    attach(drawing, photo(), "kuva.jpg")
    send_submission(drawing, "Toinen", now=NOW)
    accept_submission(drawing, turn=2, comment="Kiitos", by=trainer, now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        erase_texts(Submission.objects.filter(pk=drawing.pk), NOW + days(200))

    drawing.refresh_from_db()
    facts = (drawing.text, drawing.comment, drawing.text_erased_at, drawing.state, drawing.reviewer, drawing.decided_at)
    assert facts == ("", "", NOW + days(200), ACCEPTED, trainer, NOW)
    assert list(SubmissionTurn.objects.values_list("text", "comment", "decision")) == [
        ("", "", "revision_asked"),
        ("", "", "accepted"),
    ]
    assert (SubmissionFile.objects.count(), stored(answers)) == (0, [])


def test_erasing_twice_keeps_the_first_day(drawing):
    erase_texts(Submission.objects.filter(pk=drawing.pk), NOW)
    erase_texts(Submission.objects.filter(pk=drawing.pk), NOW + days(1))

    assert Submission.objects.get().text_erased_at == NOW


def test_an_erasure_that_is_rolled_back_loses_nothing(drawing, answers, django_capture_on_commit_callbacks):
    attach(drawing)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        erase_texts(Submission.objects.filter(pk=drawing.pk), NOW)
        transaction.set_rollback(True)

    assert (attached(drawing), len(stored(answers))) == (["kartta.pdf"], 1)


def test_a_storage_out_of_reach_does_not_hold_an_erasure_back(
    drawing, answers, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def away(name):
        raise OSError("away")

    attach(drawing)
    monkeypatch.setattr(answers, "delete", away)
    with caplog.at_level(logging.CRITICAL), django_capture_on_commit_callbacks(execute=True):
        erase_texts(Submission.objects.filter(pk=drawing.pk), NOW)

    assert (SubmissionFile.objects.count(), len(stored(answers))) == (0, 1)


NIGHT = NOW.replace(hour=3)


def test_what_no_row_points_at_is_deleted_at_night(drawing, answers):
    attach(drawing)
    (kept,) = stored(answers)
    with time_machine.travel(NIGHT - days(1), tick=False):
        answers.save("jäänyt", ContentFile(b"x"))

    assert delete_stray_files(NIGHT + days(1)) == 1
    assert stored(answers) == [kept]


def test_what_is_being_stored_just_then_is_left_alone(drawing, answers):
    with time_machine.travel(NIGHT, tick=False):
        answers.save("kesken", ContentFile(b"x"))

    assert delete_stray_files(NIGHT) == 0
    assert stored(answers) == ["kesken"]


def test_strays_are_looked_for_once_a_night_only(drawing, answers):
    assert [delete_stray_files(at) for at in (NIGHT, NIGHT, NOW)] == [0, 0, 0]  # the night is noted
    with time_machine.travel(NIGHT - days(1), tick=False):
        answers.save("jäänyt", ContentFile(b"x"))

    assert [delete_stray_files(at) for at in (NIGHT, NOW, NIGHT + days(1))] == [0, 0, 1]


def test_nothing_has_been_attached_yet_is_no_fault(answers, monkeypatch):
    def missing(path):
        raise FileNotFoundError

    monkeypatch.setattr(answers, "listdir", missing)

    assert delete_stray_files(NIGHT) == 0


# whose files somebody may open


def open_to(person: User) -> int:
    return files_open_to(person).count()


def test_a_draft_is_open_to_its_writer_alone(drawing, trainer, johannes, sanna, outi):
    attach(drawing)

    assert [open_to(each) for each in (drawing.enrollment.person, trainer, johannes, sanna, outi)] == [1, 0, 0, 0, 0]


def test_a_sent_file_is_open_to_the_trainers_of_the_run_and_to_administrators(drawing, trainer, johannes, sanna, outi):
    attach(drawing)
    send_submission(drawing, "", now=NOW)
    people = (drawing.enrollment.person, trainer, johannes, sanna, outi)
    assert [open_to(each) for each in people] == [1, 1, 0, 1, 0]

    take_back_submission(drawing, now=NOW)
    assert [open_to(each) for each in people] == [1, 0, 0, 0, 0]


def test_a_substitute_for_one_session_opens_nobodys_files(drawing, johannes, past):
    RunRoleFactory(run=past, person=johannes, session=past.sessions.first())
    attach(drawing)
    send_submission(drawing, "", now=NOW)

    assert open_to(johannes) == 0


def test_a_file_of_two_turns_is_found_once(drawing, trainer, sanna):
    attach(drawing)
    send_submission(drawing, "", now=NOW)
    ask_for_more(drawing, turn=1, comment="Lisää.", by=trainer, now=NOW)
    attach(drawing, picture(), "kuva.png")
    send_submission(drawing, "", now=NOW)

    assert [open_to(each) for each in (drawing.enrollment.person, trainer, sanna)] == [2, 2, 2]
