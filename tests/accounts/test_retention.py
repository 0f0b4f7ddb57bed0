"""What is erased when its time is over, and what is not yet: every kind at its edge, with the clock moved on."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
import time_machine
from dateutil.relativedelta import relativedelta
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from wagtail.models import ModelLogEntry

from accounts.enums import AccessKind
from accounts.models import AccessEntry, ErasureEntry, NightlyRound, RetentionPeriod, User
from accounts.registry import RetentionStep, data_kinds, retention_steps
from accounts.services import record_access, retention
from accounts.services.retention import retain, retain_nightly
from certificates.models import Certificate
from certificates.queries import verify_chain
from certificates.services import make_prepared_certificates
from cms.models import AccessibilityRequest
from config.invariants import broken_invariants
from enrollment.enums import SubmissionState
from enrollment.models import Attendance, AttendanceMark, Enrollment, Submission, SubmissionTurn, Todo
from feedback.models import Answer, FeedbackRound, Receipt, Response
from messaging.models import Message
from messaging.services import send_due_messages
from tests.accounts.lives import found
from tests.certificates.conftest import attend, confirm_sessions, issued, somebody
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.factories import (
    CertificateOfferFactory,
    CourseRunFactory,
    EnrollmentFactory,
    FeedbackRoundFactory,
    TextAssignmentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

MOMENT = timedelta(seconds=1)


def after(months: int) -> datetime:
    """The instant at which what happened NOW is exactly so old."""
    return NOW + relativedelta(months=months)


def counts(now: datetime, **options) -> dict[str, int]:
    """What was due, by step; steps with nothing left out."""
    return {expired.label: expired.count for expired in retain(now, **options) if expired.count}


def letter(**facts) -> Message:
    return Message.objects.create(
        **{
            "kind": "x",
            "address": "aino@esimerkki.example",
            "dedup_key": str(Message.objects.count()),
            "created_at": NOW,
            "send_after": NOW,
            **facts,
        }
    )


@pytest.fixture
def answer(run, helmi) -> Submission:
    """Accepted just now."""
    submission = Submission.objects.create(
        assignment=TextAssignmentFactory(run=run),
        enrollment=EnrollmentFactory(run=run),
        due_at=NOW,
        saved_at=NOW - days(1),
        submitted_at=NOW - days(1),
        turn=1,
        text="Pohdinta",
        state=SubmissionState.ACCEPTED,
        reviewer=helmi,
        decided_at=NOW,
        comment="Hyvin pohdittu",
    )
    submission.turns.create(
        number=1,
        text="Pohdinta",
        submitted_at=NOW - days(1),
        decision="accepted",
        reviewer=helmi,
        decided_at=NOW,
        comment="Hyvin pohdittu",
    )
    return submission


# Answers: six months


def test_an_answer_is_erased_six_months_after_it_was_accepted(answer):
    assert counts(after(6)) == {}

    assert counts(after(6) + MOMENT) == {"answers to erase": 1}

    answer.refresh_from_db()
    assert (answer.text, answer.comment, answer.text_erased_at) == ("", "", after(6) + MOMENT)
    assert (answer.state, answer.decided_at) == (SubmissionState.ACCEPTED, NOW)
    assert list(SubmissionTurn.objects.values_list("text", "comment", "decision")) == [("", "", "accepted")]
    assert broken_invariants(NOW) == []


def test_a_text_left_in_an_earlier_turn_only_is_erased_too(answer):
    Submission.objects.update(text="", comment="")

    assert counts(after(6) + MOMENT) == {"answers to erase": 1}
    assert counts(after(6) + MOMENT) == {}


@pytest.mark.parametrize("state", [SubmissionState.DRAFT, SubmissionState.REVISION_ASKED])
def test_an_unfinished_answer_is_erased_six_months_after_the_last_saving_and_the_due_date(answer, state):
    Submission.objects.update(state=state, due_at=NOW + days(30))

    assert counts(after(6) + days(29)) == {}
    assert counts(after(6) + days(32)) == {"answers to erase": 1}


def test_an_answer_nobody_has_read_waits(answer):
    Submission.objects.update(state=SubmissionState.SUBMITTED)

    assert counts(after(7)) == {}
    answer.refresh_from_db()
    assert answer.text == "Pohdinta"


def test_the_reader_and_the_writer_are_told_that_the_answer_was_erased(answer, helmi):
    retain(after(6) + days(1))

    review = signed_in(helmi).get(f"/kouluttaja/tehtavat/{answer.pk}/").content.decode()
    own = signed_in(answer.enrollment.person).get(
        f"/omat/{answer.enrollment_id}/tehtava/{answer.assignment_id}/"
    ).content.decode()  # fmt: skip

    assert "Vastaus poistettiin" in review
    assert "Vastauksesi poistettiin" in own
    assert "Pohdinta" not in review + own


# Participation: five years


@pytest.fixture
def past(helmi):
    """A run that has just ended, and Aino who was there."""
    run = CourseRunFactory(first_session_at=NOW - days(14) - hours(3))
    enrollment = EnrollmentFactory(run=run, name="Aino Esimerkki", person=UserFactory(name="Aino Esimerkki"))
    attend(enrollment)
    AttendanceMark.objects.create(
        session=run.sessions.first(), person=enrollment.person, status="present", source="trainer", by=helmi, at=NOW
    )
    return enrollment


def test_five_years_after_the_run_only_numbers_stay(past):
    person = past.person
    User.objects.filter(pk=person.pk).update(last_login=after(60))
    assert counts(after(60)) == {}

    assert counts(after(60) + MOMENT) == {"enrolments to forget": 1}

    past.refresh_from_db()
    nobody = past.person
    assert nobody != person
    assert (nobody.name, nobody.email, nobody.erased_at is None, nobody.is_active) == ("", None, False, False)
    assert (past.name, past.organisation, past.profession_text, past.state) == ("", None, "", "confirmed")
    assert set(Attendance.objects.values_list("person", flat=True)) == {nobody.pk}
    assert set(AttendanceMark.objects.values_list("person", flat=True)) == {nobody.pk}
    assert set(past.transitions.values_list("by", flat=True)) == {None}
    assert User.objects.get(pk=person.pk).name == "Aino Esimerkki"
    assert counts(after(60) + days(1)) == {}


def test_a_person_who_came_again_keeps_the_whole_course_until_the_last_run_is_old(past):
    again = CourseRunFactory(course=past.run.course, first_session_at=NOW + days(300))
    EnrollmentFactory(run=again, person=past.person)
    User.objects.update(last_login=after(72))

    assert counts(after(61)) == {}
    assert counts(after(72)) == {"enrolments to forget": 2}
    assert set(Enrollment.objects.values_list("name", flat=True)) == {""}
    assert Enrollment.objects.values("person").distinct().count() == 1


def test_a_certificate_holds_its_enrolment_for_ten_years_and_never_comes_back():
    run = CourseRunFactory(finished=True)
    confirm_sessions(run, UserFactory())
    CertificateOfferFactory(run=run)
    enrollment = somebody(run)
    issued(enrollment)
    User.objects.update(last_login=after(121))

    assert "enrolments to forget" not in counts(after(61))
    with time_machine.travel(after(120) + days(1), tick=False):
        assert counts(after(120) + days(1))["certificates to forget"] == 1
        assert make_prepared_certificates(after(120) + days(1)) == 0
    assert Certificate.objects.count() == 0
    assert verify_chain() is None
    assert counts(after(120) + days(2))["enrolments to forget"] == 1
    assert found("Aino Esimerkki") == {"accounts.User.name", "accounts.User.name_folded"}


def test_a_replaced_certificate_goes_before_the_one_that_replaced_it():
    run = CourseRunFactory(finished=True)
    confirm_sessions(run, UserFactory())
    CertificateOfferFactory(run=run)
    old = issued(somebody(run))
    Certificate.objects.filter(pk=old.pk).update(status="replaced", ended_at=NOW, end_reason="replaced")
    new = Certificate.objects.get(pk=old.pk)
    new.pk, new.human_id, new.token, new.status, new.ended_at, new.end_reason = None, "SY-2", "t2", "valid", None, ""
    new.issued_at, new.replaces_id = NOW + days(10), old.pk
    new.save()

    assert counts(after(120) + days(1))["certificates to forget"] == 1
    assert list(Certificate.objects.values_list("human_id", "replaces")) == [("SY-2", None)]


# Feedback: texts a year, the rest five


def test_feedback_loses_its_texts_after_a_year_and_the_rest_after_five():
    asked = FeedbackRoundFactory(opens_at=NOW - days(14), closes_at=NOW)
    questions = list(asked.form.questions.order_by("position"))
    response = Response.objects.create(round=asked)
    Answer.objects.create(response=response, question=questions[0], scale=4)
    Answer.objects.create(response=response, question=questions[1], text="Aion kysyä")
    Receipt.objects.create(round=asked, person=UserFactory(last_login=after(61)))
    EnrollmentFactory(run=asked.run, name="")

    assert counts(after(12)) == {}
    assert counts(after(12) + MOMENT) == {"answers in own words": 1}
    assert list(Answer.objects.values_list("scale", "text")) == [(4, "")]
    assert counts(after(60) + MOMENT)["rounds to forget"] == 1
    assert (Response.objects.count(), Receipt.objects.count(), FeedbackRound.objects.count()) == (0, 0, 1)


# Messages and logs


def test_messages_go_after_five_years_and_the_delivery_log_after_three_months():
    letter(recipient=UserFactory(last_login=after(61)), in_inbox=True)
    letter(in_inbox=False)

    assert counts(after(3)) == {}
    assert counts(after(3) + MOMENT) == {"entries of the delivery log": 1}
    assert counts(after(60) + MOMENT) == {"messages": 1}


def test_logs_go_after_two_years(run, helmi, sanna):
    reader = UserFactory()
    record_access(helmi, reader, AccessKind.SUBMISSION, subject="Tehtävä", reference="1", now=NOW)
    ErasureEntry.objects.create(person=UserFactory(), cause="own_wish", at=NOW)
    Todo.objects.create(kind="glyph_missing", subject="x", dedup_key="x", raised_at=NOW, done_at=NOW, done_by=sanna)
    ModelLogEntry.objects.log_action(run, "wagtail.edit", user=sanna)
    User.objects.update(last_login=after(25))

    assert counts(after(24)) == {}
    assert counts(after(24) + MOMENT) == {
        "looks at people's data": 1,
        "erasure journal": 1,
        "finished staff tasks": 1,
        "wagtailcore.ModelLogEntry": 1,
    }
    assert (AccessEntry.objects.count(), ErasureEntry.objects.count(), Todo.objects.count()) == (0, 0, 0)
    assert ModelLogEntry.objects.count() == 0


def test_ended_sessions_are_cleared(outi):
    signed_in(outi)
    assert Session.objects.count() == 1

    assert counts(NOW + days(15))["ended sessions"] == 1
    assert Session.objects.count() == 0


def test_feedback_on_accessibility_goes_a_year_after_the_answer(sanna):
    facts = {"text": "x", "received_at": NOW, "due_on": NOW.date()}
    AccessibilityRequest.objects.create(**facts, answered_at=NOW, answered_by=sanna)
    AccessibilityRequest.objects.create(**facts)

    assert counts(after(12)) == {}
    assert counts(after(12) + MOMENT) == {"answered feedback on accessibility": 1}
    assert AccessibilityRequest.objects.get().answered_at is None


# Accounts: two years, with two warnings


@pytest.fixture
def idle(db) -> User:
    """Signed in just now, for the last time."""
    return UserFactory(name="Aino Esimerkki", email="aino@esimerkki.example", last_login=NOW, date_joined=NOW - days(9))


def idle_steps(now: datetime) -> dict[str, int]:
    with time_machine.travel(now, tick=False):
        found_now = {key: value for key, value in counts(now).items() if "account" in key}
        send_due_messages(now)
    return found_now


def test_an_unused_account_is_warned_of_twice_and_then_closed(idle, settings):
    settings.IS_DEMO = False
    closes = after(24)
    assert idle_steps(closes - days(60)) == {}
    assert idle_steps(closes - days(60) + MOMENT) == {"accounts to warn": 1}
    assert idle_steps(closes - days(30)) == {}
    assert idle_steps(closes - days(14) + MOMENT) == {"accounts to warn": 1}
    assert idle_steps(closes - days(1)) == {}
    assert idle_steps(closes + MOMENT) == {"accounts to close": 1}

    idle.refresh_from_db()
    assert (idle.name, idle.email, idle.erased_at) == ("", None, closes + MOMENT)
    assert ErasureEntry.objects.get().cause == "idle"
    assert [letter.to for letter in mail.outbox] == [["aino@esimerkki.example"]] * 2


def test_the_warning_names_the_day_the_account_closes(idle):
    idle_steps(after(24) - days(60) + MOMENT)

    assert mail.outbox[0].subject == "Tilisi Sytykkeessä suljetaan su 20.5.2029"


def test_an_account_is_not_closed_before_both_warnings_have_had_their_time(idle):
    late = after(30)
    assert idle_steps(late) == {"accounts to warn": 1}
    assert idle_steps(late + days(45)) == {}
    assert idle_steps(late + days(46)) == {"accounts to warn": 1}
    assert idle_steps(late + days(59)) == {}
    assert idle_steps(late + days(60)) == {"accounts to close": 1}


def test_signing_in_keeps_the_account_and_forgets_the_warnings(idle):
    idle_steps(after(24) - days(60) + MOMENT)
    User.objects.filter(pk=idle.pk).update(last_login=after(24) - days(20))

    assert idle_steps(after(24)) == {"accounts in use again": 1}

    idle.refresh_from_db()
    assert (idle.name, idle.idle_warnings, idle.idle_warned_at) == ("Aino Esimerkki", 0, None)


def test_taking_part_keeps_the_account_too(idle):
    run = CourseRunFactory(first_session_at=after(12))
    EnrollmentFactory(run=run, person=idle)

    assert idle_steps(after(25)) == {}


def test_a_person_without_an_address_cannot_be_warned_and_is_closed_in_time():
    person = User.objects.create_user(None, name="Nimi Vain", date_joined=NOW)

    assert idle_steps(after(24)) == {}
    assert idle_steps(after(24) + MOMENT) == {"accounts to close": 1}
    assert User.objects.get(pk=person.pk).name == ""


def test_accounts_of_the_staff_are_never_closed(helmi, sanna):
    User.objects.update(date_joined=NOW - days(30))

    assert idle_steps(after(30)) == {}


def test_a_closed_account_leaves_the_enrolment_for_its_own_time(past):
    User.objects.update(last_login=None, date_joined=NOW - days(400), email=None)

    assert "accounts to close" in counts(after(24) + days(1))

    past.refresh_from_db()
    assert (past.name, past.person.name) == ("Aino Esimerkki", "")
    assert counts(after(60) + days(1))["enrolments to forget"] == 1


# The command and the night


def test_staff_may_decide_another_time(answer):
    RetentionPeriod.objects.create(kind="submissions", months=2)

    assert counts(after(2)) == {}
    assert counts(after(2) + MOMENT) == {"answers to erase": 1}


def told(*arguments: str) -> str:
    output = StringIO()
    call_command("retain", *arguments, stdout=output)
    return output.getvalue()


def test_a_dry_run_says_what_is_due_and_changes_nothing(answer):
    with time_machine.travel(after(7), tick=False):
        dry = told("--dry-run")
        answer.refresh_from_db()
        kept = answer.text
        real = told()

    line = "submissions       6 months       1  answers to erase\n"
    assert (line in dry, kept, line in real) == (True, "Pohdinta", True)
    assert dry.splitlines()[-1] == "Nothing was changed."
    assert {row.split()[0] for row in dry.splitlines()[:-1]} == {
        kind.key for kind in data_kinds() if kind.months is not None
    }


@pytest.fixture
def night(settings) -> datetime:
    settings.RETAIN_NIGHTLY = True
    return (NOW + days(400)).replace(hour=4, minute=30)


def test_the_night_erases_once(answer, night):
    with time_machine.travel(night, tick=False):
        assert (retain_nightly(night), retain_nightly(night + hours(0.1))) == (1, 0)
        assert retain_nightly(night + hours(24)) == 0


@pytest.mark.parametrize("hours_later", [1, 8, 20, 23])
def test_until_the_next_night_nothing_more_is_erased(answer, night, hours_later):
    retain_nightly(night - days(400))

    assert retain_nightly(night - days(400) + hours(hours_later)) == 0
    assert retain_nightly(night) == 1


@pytest.mark.parametrize("hour", [5, 12, 23])
def test_a_night_without_tick_is_made_good_later(answer, night, hour):
    assert retain_nightly(night.replace(hour=hour)) == 1


def test_a_step_that_fails_stops_no_other_and_the_night_is_due_until_it_succeeds(answer, night, monkeypatch, capsys):
    def broken(rows, now):
        raise ValueError("rikki tarkoituksella")

    steps = retention_steps()
    first = RetentionStep("account", "broken step", lambda cutoff, now: User.objects.all(), broken)
    monkeypatch.setattr(retention, "retention_steps", lambda: [first, *steps])

    with time_machine.travel(night, tick=False):
        for _ in range(2):
            with pytest.raises(RuntimeError, match="account: broken step"):
                retain_nightly(night)
        answer.refresh_from_db()
        assert answer.text == ""
        with pytest.raises(SystemExit) as end:
            call_command("retain")
        assert (end.value.code, "failed  broken step" in capsys.readouterr().out) == (1, True)
        monkeypatch.undo()
        assert [retain_nightly(night), NightlyRound.objects.get().night] == [0, night.date()]


def test_the_demo_keeps_its_past(answer, night, settings):
    settings.RETAIN_NIGHTLY = False

    assert retain_nightly(night) == 0


def test_more_rows_than_one_transaction_holds_are_all_erased(monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for _ in range(5):
        letter(in_inbox=False)

    assert counts(after(4)) == {"entries of the delivery log": 5}


def test_a_step_that_leaves_rows_due_is_stopped(monkeypatch, caplog):
    letter()
    stuck = RetentionStep("messages", "stuck", lambda cutoff, now: Message.objects.all(), lambda rows, now: None)
    monkeypatch.setattr(retention, "retention_steps", lambda: [stuck])

    assert [(each.label, each.count) for each in retain(NOW)] == [("stuck", None)]
    assert str(caplog.records[-1].exc_info[1]) == "stuck: the rows that were due still are"
