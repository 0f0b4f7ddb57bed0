"""Opening a round when the last session has ended, and inviting everybody once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.enums import Admission, Precision
from enrollment.services import cancel_enrollment
from feedback.models import FeedbackRound
from feedback.services import answer_round, invite_to_open_rounds, open_due_rounds
from messaging.models import Message
from tests.clock import NOW, days, hours
from tests.factories import CourseRunFactory, EnrollmentFactory, FeedbackRoundFactory, UserFactory
from tests.feedback.conftest import answers_to, participants, questionnaire

ENDED_AT = NOW - days(1) + hours(3)


def invited() -> list[str]:
    return sorted(Message.objects.values_list("recipient__email", flat=True))


def test_round_opens_when_last_session_has_ended_for_the_days_of_the_form(ended_run, form):
    assert open_due_rounds(NOW) == 1

    opened = FeedbackRound.objects.get()
    assert (opened.form, opened.run, opened.session) == (form, ended_run, None)
    assert (opened.opens_at, opened.closes_at, opened.shuffled_at) == (ENDED_AT, ENDED_AT + days(14), None)


def test_round_opens_at_the_very_end_of_the_last_session(ended_run, form):
    assert open_due_rounds(ENDED_AT - timedelta(microseconds=1)) == 0
    assert open_due_rounds(ENDED_AT) == 1


def test_round_opens_once(ended_run, form):
    open_due_rounds(NOW)

    assert open_due_rounds(NOW + hours(1)) == 0
    assert FeedbackRound.objects.count() == 1


def test_new_number_of_the_form_opens_no_second_round(ended_run, form):
    open_due_rounds(NOW)
    form.is_default = False
    form.save()
    questionnaire(key=form.key, number=2)

    assert open_due_rounds(NOW) == 0


def test_cancelled_session_does_not_hold_the_round_back(ended_run, form):
    ended_run.sessions.filter(number=3).update(cancelled_at=NOW - days(9))

    assert open_due_rounds(NOW) == 1
    assert FeedbackRound.objects.get().opens_at == ENDED_AT - days(7)


@pytest.mark.parametrize(
    "changes",
    [
        {"published_at": None},
        {"published_at": NOW + hours(1)},
        {"cancelled_at": NOW - days(3)},
        {"admission": Admission.RECORD_ONLY},
        {"admission": Admission.TEAM},
    ],
)
def test_no_round_for_a_run_nobody_is_asked_about(form, changes):
    fields = {"first_session_at": NOW - days(15), **changes}
    CourseRunFactory(finished=True, **fields)

    assert open_due_rounds(NOW) == 0


def test_no_round_for_a_run_with_all_sessions_cancelled(ended_run, form):
    ended_run.sessions.update(cancelled_at=NOW - days(9))

    assert open_due_rounds(NOW) == 0


def test_no_round_while_a_session_has_no_known_end(ended_run, form):
    ended_run.sessions.filter(number=1).update(precision=Precision.UNKNOWN, starts_at=None, ends_at=None)

    assert open_due_rounds(NOW) == 0


def test_no_round_that_would_be_over_already(ended_run, form):
    assert open_due_rounds(ENDED_AT + days(14)) == 0
    assert open_due_rounds(ENDED_AT + days(14) - timedelta(microseconds=1)) == 1


def test_no_round_without_a_default_form(ended_run, form):
    form.is_default = False
    form.save()

    assert open_due_rounds(NOW) == 0


def test_opening_invites_those_who_have_a_place(ended_run, form):
    person = participants(ended_run, 1)[0]
    EnrollmentFactory(run=ended_run, waiting=True)
    EnrollmentFactory(run=ended_run, cancelled=True)

    open_due_rounds(NOW)

    letter = Message.objects.get()
    opened = FeedbackRound.objects.get()
    assert (letter.kind, letter.recipient) == ("feedback.invitation", person)
    assert letter.dedup_key == f"feedback-invitation:{opened.pk}:{person.pk}"
    assert (letter.reply_to, letter.sender_name) == ("helmi@esimerkki.example", "Itä-Suomen osaamiskeskus")
    assert letter.body.split("\n\n")[:2] == [
        f"Hei {letter.recipient.get_short_name()}!",
        "Viimeinen kerta on takana. Kerro, miten meni: vastaaminen vie noin neljä minuuttia.\n"
        "Jos et ollut mukana, sinun ei tarvitse tehdä mitään.",
    ]
    assert letter.body.splitlines()[-1] == f"http://127.0.0.1:8000/palaute/{opened.pk}/"


def test_later_joiner_is_invited_at_the_next_tick_and_once(ended_run, form):
    early = participants(ended_run, 1)[0]
    open_due_rounds(NOW)
    late = participants(ended_run, 1)[0]

    assert invite_to_open_rounds(NOW) == 1
    assert invite_to_open_rounds(NOW) == 0
    assert invited() == sorted([early.email, late.email])


def test_nobody_is_invited_to_a_closed_round(ended_run, form):
    open_due_rounds(NOW)
    participants(ended_run, 1)

    assert invite_to_open_rounds(ENDED_AT + days(14)) == 0


def test_who_has_answered_is_not_invited(run, asked):
    person = participants(run, 1)[0]
    answer_round(asked, person, answers_to(asked, knows="4"), now=NOW)

    assert invite_to_open_rounds(NOW) == 0


def test_who_has_cancelled_is_not_invited(asked, aino):
    cancel_enrollment(aino.enrollment, by=aino, now=NOW)
    Message.objects.all().delete()

    assert invite_to_open_rounds(NOW) == 0


def test_person_without_address_is_passed_over_and_holds_nobody_back(run, asked):
    EnrollmentFactory(run=run, person=UserFactory(email=None, name="Ilman Osoitetta"))
    shared = EnrollmentFactory(run=run, person=UserFactory(email=None, contact_email="koulu@esimerkki.example")).person

    assert invite_to_open_rounds(NOW, limit=1) == 1
    assert Message.objects.get().recipient == shared


def test_invitations_are_written_in_portions(run, asked):
    participants(run, 3)
    FeedbackRoundFactory(form=asked.form)

    assert [invite_to_open_rounds(NOW, limit=2) for _ in range(3)] == [2, 1, 0]


@pytest.mark.parametrize("count", [1, 30])
def test_tick_without_anybody_to_invite_asks_the_same_queries(run, asked, count):
    participants(run, count)
    invite_to_open_rounds(NOW)

    with CaptureQueriesContext(
        connection,
    ) as asked_queries:
        invite_to_open_rounds(NOW)

    statements = [
        q["sql"] for q in asked_queries if "SAVEPOINT" not in q["sql"] and q["sql"] not in {"BEGIN", "COMMIT"}
    ]
    assert len(statements) == 2
