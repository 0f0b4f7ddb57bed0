"""Writing, sending and going through assignments: every state with every verb, and every exit."""

import pytest

from enrollment.enums import Decision, SubmissionState
from enrollment.models import Enrollment, Submission, SubmissionTurn
from enrollment.services import (
    SubmissionRefused,
    accept_submission,
    ask_for_more,
    save_draft,
    send_submission,
    take_back_submission,
)
from tests.clock import NOW, days, hours
from tests.enrollment.conftest import told

pytestmark = pytest.mark.django_db

OPEN, DRAFT, SUBMITTED, REVISION, ACCEPTED = SubmissionState
TEXT = "Ajattelen nyt toisin omasta työstäni."


def brought_to(state: str, submission: Submission, trainer) -> Submission:
    """Lead the submission to the state by its own verbs."""
    if state == DRAFT:
        save_draft(submission, TEXT, now=NOW)
    if state in (SUBMITTED, REVISION, ACCEPTED):
        send_submission(submission, TEXT, now=NOW)
    if state == REVISION:
        ask_for_more(submission, turn=1, comment="Kerro lisää.", by=trainer, now=NOW)
    if state == ACCEPTED:
        accept_submission(submission, turn=1, comment="", by=trainer, now=NOW)
    submission.refresh_from_db()
    assert submission.state == state
    return submission


def letters(submission: Submission) -> list[str]:
    return [kind for kind in told(submission.enrollment.person) if kind.startswith("enrollment.submission")]


VERBS = {
    "save": lambda submission, trainer: save_draft(submission, "Uusi teksti.", now=NOW),
    "send": lambda submission, trainer: send_submission(submission, "Uusi teksti.", now=NOW),
    "take_back": lambda submission, trainer: take_back_submission(submission, now=NOW),
    "accept": lambda submission, trainer: accept_submission(
        submission, turn=submission.turn, comment="", by=trainer, now=NOW
    ),
    "ask": lambda submission, trainer: ask_for_more(
        submission, turn=submission.turn, comment="Kerro lisää.", by=trainer, now=NOW
    ),
}
TABLE = {  # None = refused
    ("save", OPEN): DRAFT,
    ("save", DRAFT): DRAFT,
    ("save", SUBMITTED): None,
    ("save", REVISION): REVISION,
    ("save", ACCEPTED): None,
    ("send", OPEN): SUBMITTED,
    ("send", DRAFT): SUBMITTED,
    ("send", SUBMITTED): None,
    ("send", REVISION): SUBMITTED,
    ("send", ACCEPTED): None,
    ("take_back", OPEN): None,
    ("take_back", DRAFT): None,
    ("take_back", SUBMITTED): DRAFT,
    ("take_back", REVISION): None,
    ("take_back", ACCEPTED): None,
    ("accept", OPEN): None,
    ("accept", DRAFT): None,
    ("accept", SUBMITTED): ACCEPTED,
    ("accept", REVISION): None,
    ("accept", ACCEPTED): None,
    ("ask", OPEN): None,
    ("ask", DRAFT): None,
    ("ask", SUBMITTED): REVISION,
    ("ask", REVISION): None,
    ("ask", ACCEPTED): None,
}


def test_the_table_is_whole():
    assert set(TABLE) == {(verb, state) for verb in VERBS for state in SubmissionState}


@pytest.mark.parametrize(("verb", "before"), TABLE)
def test_every_verb_from_every_state(verb, before, submission, trainer):
    after = TABLE[verb, before]
    submission = brought_to(before, submission, trainer)
    facts = Submission.objects.filter(pk=submission.pk).values().get()

    if after is None:
        with pytest.raises(SubmissionRefused):
            VERBS[verb](submission, trainer)
        assert Submission.objects.filter(pk=submission.pk).values().get() == facts
    else:
        VERBS[verb](submission, trainer)
        assert Submission.objects.get(pk=submission.pk).state == after


def test_a_draft_keeps_any_text_and_its_time(submission):
    save_draft(submission, "  131052-308T\n", now=NOW + hours(1))

    submission.refresh_from_db()
    assert (submission.text, submission.saved_at, submission.turn) == ("  131052-308T\n", NOW + hours(1), 0)


def test_sending_makes_a_turn_and_tells_the_writer(submission):
    send_submission(submission, TEXT, now=NOW)

    turn = SubmissionTurn.objects.get()
    assert (turn.number, turn.text, turn.submitted_at, turn.decision) == (1, TEXT, NOW, "")
    submission.refresh_from_db()
    assert (submission.turn, submission.text, submission.submitted_at) == (1, TEXT, NOW)
    assert letters(submission) == ["enrollment.submission_received"]


def test_the_text_stands_in_no_letter(submission, trainer):
    send_submission(submission, TEXT, now=NOW)
    ask_for_more(submission, turn=1, comment="Kerro vielä yksi esimerkki.", by=trainer, now=NOW)

    for letter in submission.enrollment.person.letters.all():
        assert (TEXT in letter.body, "Kerro vielä yksi esimerkki." in letter.body) == (False, False)


def test_a_second_press_changes_nothing(submission):
    send_submission(submission, TEXT, now=NOW)
    send_submission(submission, TEXT, now=NOW + hours(1))

    assert (SubmissionTurn.objects.count(), letters(submission)) == (1, ["enrollment.submission_received"])


@pytest.mark.parametrize("text", ["", "  \n ", "Äidin numero on 040 123 4567.", "Lapsen tunnus on 131052-308T."])
def test_an_empty_text_and_one_that_names_somebody_are_not_sent(text, submission):
    with pytest.raises(SubmissionRefused):
        send_submission(submission, text, now=NOW)

    submission.refresh_from_db()
    assert (submission.state, SubmissionTurn.objects.count()) == (OPEN, 0)


def test_an_answer_may_be_sent_after_the_due_date(submission):
    send_submission(submission, TEXT, now=submission.due_at + days(10))

    submission.refresh_from_db()
    assert submission.state == SUBMITTED


def test_accepting_stores_who_and_settles_the_person(submission, trainer):
    send_submission(submission, TEXT, now=NOW)

    accept_submission(submission, turn=1, comment=" Kiitos! ", by=trainer, now=NOW + hours(1))

    submission.refresh_from_db()
    turn = SubmissionTurn.objects.get()
    assert (submission.reviewer, submission.comment, submission.decided_at) == (trainer, "Kiitos!", NOW + hours(1))
    assert (turn.decision, turn.comment, turn.reviewer, turn.decided_at) == (
        Decision.ACCEPTED,
        "Kiitos!",
        trainer,
        NOW + hours(1),
    )
    assert Enrollment.objects.get(pk=submission.enrollment_id).completed_at == NOW + hours(1)
    assert letters(submission) == ["enrollment.submission_received", "enrollment.submission_accepted"]


def test_asking_for_more_needs_words(submission, trainer):
    send_submission(submission, TEXT, now=NOW)

    with pytest.raises(SubmissionRefused):
        ask_for_more(submission, turn=1, comment="  ", by=trainer, now=NOW)

    assert SubmissionTurn.objects.get().decision == ""


def test_a_second_round_keeps_the_first(submission, trainer):
    brought_to(REVISION, submission, trainer)
    send_submission(submission, "Lisäsin esimerkin.", now=NOW + days(1))
    accept_submission(submission, turn=2, comment="", by=trainer, now=NOW + days(2))

    assert list(SubmissionTurn.objects.values_list("number", "text", "decision", "comment")) == [
        (1, TEXT, Decision.REVISION_ASKED, "Kerro lisää."),
        (2, "Lisäsin esimerkin.", Decision.ACCEPTED, ""),
    ]
    assert letters(submission) == [
        "enrollment.submission_received",
        "enrollment.submission_revision",
        "enrollment.submission_received",
        "enrollment.submission_accepted",
    ]


def test_what_was_taken_back_is_gone_and_can_be_sent_again(submission):
    send_submission(submission, TEXT, now=NOW)

    take_back_submission(submission, now=NOW)
    assert (SubmissionTurn.objects.count(), Submission.objects.get().text) == (0, TEXT)

    send_submission(submission, "Parempi.", now=NOW)
    assert SubmissionTurn.objects.get().text == "Parempi."


@pytest.mark.parametrize("decide", [accept_submission, ask_for_more])
def test_an_answer_changed_while_it_was_read_is_not_decided_on(decide, submission, trainer):
    send_submission(submission, TEXT, now=NOW)
    read = Submission.objects.get().turn
    take_back_submission(submission, now=NOW)
    send_submission(submission, "Jotain aivan muuta.", now=NOW)

    with pytest.raises(SubmissionRefused):
        decide(submission, turn=read, comment="Kiitos", by=trainer, now=NOW)

    assert Submission.objects.get().state == SUBMITTED


def test_of_two_reviewers_the_first_decides(submission, trainer, sanna):
    send_submission(submission, TEXT, now=NOW)
    accept_submission(submission, turn=1, comment="Hyvä", by=trainer, now=NOW)

    with pytest.raises(SubmissionRefused):
        ask_for_more(submission, turn=1, comment="Kerro lisää", by=sanna, now=NOW)

    submission.refresh_from_db()
    assert (submission.state, submission.reviewer, submission.comment) == (ACCEPTED, trainer, "Hyvä")


@pytest.mark.parametrize("decide", [accept_submission, ask_for_more])
def test_nobody_goes_through_the_own_assignment(decide, submission):
    send_submission(submission, TEXT, now=NOW)

    with pytest.raises(SubmissionRefused):
        decide(submission, turn=1, comment="Hyvin tehty", by=submission.enrollment.person, now=NOW)

    assert SubmissionTurn.objects.get().decision == ""
