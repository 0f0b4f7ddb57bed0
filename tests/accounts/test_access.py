"""The log of who looked at whose answers: written on every opening, never for one's own, readable by the person."""

import pytest
from django.urls import reverse

from accounts.enums import AccessKind
from accounts.models import AccessEntry
from accounts.services import record_access
from enrollment.enums import SubmissionState
from enrollment.models import Submission
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.factories import TextAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(run, aino) -> Submission:
    submission = Submission.objects.create(
        assignment=TextAssignmentFactory(run=run),
        enrollment=aino.enrollment,
        due_at=NOW + days(3),
        submitted_at=NOW,
        turn=1,
        text="Pohdinta",
        state=SubmissionState.SUBMITTED,
    )
    submission.turns.create(number=1, text="Pohdinta", submitted_at=NOW)
    return submission


def entries() -> list[tuple]:
    return list(AccessEntry.objects.order_by("pk").values_list("viewer__name", "person__name", "kind", "subject", "at"))


def test_every_opening_of_an_answer_is_logged(answer, helmi, sanna, time_machine_to):
    address = reverse("review", args=[answer.pk])
    signed_in(helmi).get(address)
    time_machine_to(NOW + hours(1))
    signed_in(sanna).get(address)
    signed_in(sanna).get(address)

    line = ("Aino Esimerkki", "submission", "Kysymyksiä hitaasti")
    assert entries() == [
        ("Helmi Harju", *line, NOW), ("Sanna Koskela", *line, NOW + hours(1)), ("Sanna Koskela", *line, NOW + hours(1)),
    ]  # fmt: skip
    assert set(AccessEntry.objects.values_list("reference", flat=True)) == {str(answer.pk)}


def test_the_list_of_answers_logs_nothing_because_it_shows_none(answer, helmi):
    page = signed_in(helmi).get(reverse("review-queue"))

    assert (b"Pohdinta" in page.content, entries()) == (False, [])


def test_a_refused_decision_shows_the_answer_again_and_logs_it(answer, helmi):
    signed_in(helmi).post(reverse("review", args=[answer.pk]), {"decision": "more", "turn": "1", "comment": ""})

    assert len(entries()) == 1


def test_who_does_not_get_in_is_not_logged_as_having_looked(answer, johannes, outi):
    for person in (johannes, outi):
        assert signed_in(person).get(reverse("review", args=[answer.pk])).status_code == 404

    assert entries() == []


def test_ones_own_is_nobodys_business(aino):
    assert record_access(aino, aino, AccessKind.FILE, subject="x", reference=1, now=NOW) is None
    assert entries() == []


def test_long_words_are_cut_not_refused(aino, helmi):
    entry = record_access(helmi, aino, AccessKind.FILE, subject="x" * 300, reference="y" * 100, now=NOW)

    entry.refresh_from_db()
    assert (len(entry.subject), len(entry.reference)) == (200, 64)


def test_the_screen_of_the_log_is_for_administrators_and_changes_nothing(answer, helmi, sanna):
    signed_in(helmi).get(reverse("review", args=[answer.pk]))
    admin = signed_in(sanna)

    page = admin.get(reverse("accessentry:index"))

    assert [entry.viewer.name for entry in page.context["object_list"]] == ["Helmi Harju"]
    for text in (b"Helmi Harju", b"Aino Esimerkki", "Tehtävän vastaus".encode()):
        assert text in page.content
    assert signed_in(helmi).get(reverse("accessentry:index")).status_code == 302
    assert UserFactory().looks.count() == 0
