"""Quick feedback after each session: when it opens, who is asked, and where its results stand."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from accounts.queries import is_administrator
from courses.enums import Admission, Precision
from courses.models import CourseRun, Session
from enrollment.enums import AttendanceStatus
from enrollment.models import Attendance
from feedback.enums import Moment, QuestionKind
from feedback.models import FeedbackForm, FeedbackRound, Question, Receipt, Response
from feedback.queries import open_rounds_for, round_results
from feedback.services import answer_round, close_due_rounds, invite_to_open_rounds, open_due_rounds
from messaging.models import Message
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.factories import (
    CourseRunFactory,
    EnrollmentFactory,
    FeedbackFormFactory,
    FeedbackRoundFactory,
    UserFactory,
)
from tests.feedback.conftest import answers_to, participants, questionnaire

pytestmark = pytest.mark.django_db


@pytest.fixture
def pulse() -> FeedbackForm:
    """One scale and two open questions, open for three days."""
    form = FeedbackFormFactory(key="pikapalaute", title="Pikapalaute", moment=Moment.SESSION, open_days=3)
    form.questions.all().delete()
    ask = Question.objects.create
    ask(form=form, key="takes_along", position=0, kind=QuestionKind.TEXT, text="Mitä vien mukanani?")
    ask(form=form, key="pace", position=1, kind=QuestionKind.SCALE, text="Tahti oli sopiva.")
    ask(form=form, key="wonders", position=2, kind=QuestionKind.TEXT, text="Mitä jäin miettimään?")
    return form


@pytest.fixture
def under_way() -> CourseRun:
    """Its first session ended a day ago, the others are a week and two weeks later."""
    return CourseRunFactory(first_session_at=NOW - days(1) - hours(3), enrolment_closes_at=NOW - days(2))


def first(run: CourseRun) -> Session:
    return run.sessions.get(number=1)


def opened() -> list[tuple]:
    return list(FeedbackRound.objects.order_by("opens_at").values_list("session__number", "opens_at", "closes_at"))


def asked() -> list[str]:
    return sorted(Message.objects.values_list("recipient__email", flat=True))


def mark(session: Session, person, status: AttendanceStatus) -> None:
    Attendance.objects.create(
        session=session, person=person, status=status, marked_at=session.starts_at, marked_by=person
    )


def test_a_round_opens_when_a_session_has_ended_for_three_days(under_way, pulse):
    assert open_due_rounds(NOW) == 1

    assert opened() == [(1, NOW - days(1), NOW + days(2))]
    assert FeedbackRound.objects.get().run == under_way


def test_it_opens_at_the_very_end_and_not_once_it_would_have_closed(under_way, pulse):
    ended = NOW - days(1)

    assert open_due_rounds(ended - timedelta(microseconds=1)) == 0
    assert open_due_rounds(ended + days(3)) == 0
    assert open_due_rounds(ended) == 1


def test_it_opens_once_whatever_becomes_of_the_form(under_way, pulse):
    open_due_rounds(NOW)
    FeedbackForm.objects.update(is_default=False)
    FeedbackFormFactory(key=pulse.key, number=2, moment=Moment.SESSION)

    assert open_due_rounds(NOW + hours(1)) == 0


def test_without_a_default_form_nothing_is_asked(under_way, pulse):
    FeedbackForm.objects.update(is_default=False)

    assert open_due_rounds(NOW) == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"published_at": None},
        {"cancelled_at": NOW - days(3)},
        {"admission": Admission.RECORD_ONLY},
        {"admission": Admission.NO_ENROLMENT},
    ],
)
def test_no_session_is_asked_about_where_the_run_is_not(under_way, pulse, changes):
    CourseRun.objects.filter(pk=under_way.pk).update(**changes)

    assert open_due_rounds(NOW) == 0


def test_no_cancelled_session_is_asked_about(under_way, pulse):
    under_way.sessions.filter(number=1).update(cancelled_at=NOW - days(2))

    assert open_due_rounds(NOW) == 0


def test_on_the_last_day_the_end_form_asks_and_it_alone(pulse):
    run = CourseRunFactory(finished=True, first_session_at=NOW - days(14) - hours(3))
    questionnaire()
    participants(run, 1)

    assert open_due_rounds(NOW) == 1

    assert opened() == [(None, NOW, NOW + days(14))]
    assert list(Message.objects.values_list("kind", flat=True)) == ["feedback.invitation"]


def test_two_sessions_of_the_last_day_are_both_left_to_the_end_form(pulse):
    run = CourseRunFactory(session_count=2, first_session_at=NOW - hours(6), enrolment_closes_at=NOW - days(1))
    run.sessions.filter(number=2).update(starts_at=NOW - hours(2), ends_at=NOW - hours(1))
    questionnaire()

    assert open_due_rounds(NOW - hours(3)) == 0
    assert open_due_rounds(NOW) == 1
    assert [session for session, _opens, _closes in opened()] == [None]


def test_the_last_day_is_a_finnish_day(pulse):
    """In UTC both sessions end on the same day, in Finland midnight lies between them."""
    midnight = NOW.replace(hour=0) + days(1)
    run = CourseRunFactory(session_count=2, first_session_at=midnight - hours(3), enrolment_closes_at=NOW)
    run.sessions.filter(number=1).update(ends_at=midnight - timedelta(minutes=1))
    run.sessions.filter(number=2).update(starts_at=midnight, ends_at=midnight + hours(1))
    questionnaire()

    assert open_due_rounds(midnight) == 1
    assert [session for session, _opens, _closes in opened()] == [1]


def test_without_an_end_form_the_last_session_is_asked_about_too(pulse):
    CourseRunFactory(finished=True, first_session_at=NOW - days(14) - hours(3))

    assert open_due_rounds(NOW) == 1
    assert [session for session, _opens, _closes in opened()] == [3]


def test_while_a_session_has_no_time_nobody_knows_the_last_day(under_way, pulse):
    questionnaire()
    under_way.sessions.exclude(number=1).update(precision=Precision.UNKNOWN, starts_at=None, ends_at=None)

    assert open_due_rounds(NOW) == 1
    assert [session for session, _opens, _closes in opened()] == [1]


# whom it asks


def test_participants_are_asked_once_a_session(under_way, pulse):
    person = participants(under_way, 1)[0]
    EnrollmentFactory(run=under_way, waiting=True)

    for _ in range(2):
        open_due_rounds(NOW)
        invite_to_open_rounds(NOW)

    letter = Message.objects.get()
    assert (letter.kind, letter.recipient, letter.subject) == (
        "feedback.pulse_invitation",
        person,
        "Pikapalaute: miten kerta meni? (1 min)",
    )
    assert "Tapaamiskerta: 1. kerta, ke 19.5.2027 klo 6.00–9.00" in letter.body.replace("\xa0", " ")
    assert letter.body.splitlines()[-1] == f"http://127.0.0.1:8000/palaute/{FeedbackRound.objects.get().pk}/"


@pytest.mark.parametrize("status", [AttendanceStatus.ABSENT, AttendanceStatus.EXCUSED])
def test_nobody_is_asked_about_a_session_they_were_marked_away_from(status, under_way, pulse):
    there, away = participants(under_way, 2)
    mark(first(under_way), away, status)
    mark(first(under_way), there, AttendanceStatus.PARTIAL)

    open_due_rounds(NOW)

    assert asked() == [there.email]
    assert [len(open_rounds_for(person, NOW)) for person in (there, away)] == [1, 0]


def test_whoever_was_asked_before_being_marked_away_may_still_answer(under_way, pulse):
    person = participants(under_way, 1)[0]
    open_due_rounds(NOW)
    mark(first(under_way), person, AttendanceStatus.ABSENT)

    address = f"/palaute/{FeedbackRound.objects.get().pk}/"
    assert signed_in(person).get(address).status_code == 200


def test_once_the_end_form_asks_nobody_is_invited_to_a_session_any_more(under_way, pulse):
    open_due_rounds(NOW)
    FeedbackRoundFactory(run=under_way, opens_at=NOW)
    EnrollmentFactory(run=under_way)

    invite_to_open_rounds(NOW + hours(1))

    assert list(Message.objects.values_list("kind", flat=True)) == ["feedback.invitation"]


# answering and reading


def test_it_is_answered_from_the_own_page_without_a_name(under_way, pulse, django_assert_num_queries):
    enrollment = EnrollmentFactory(run=under_way)
    person = enrollment.person
    open_due_rounds(NOW)
    pulse_round = FeedbackRound.objects.get()

    with django_assert_num_queries(1):
        html = Template("{% load feedback_panels %}{% feedback_panel enrollment %}").render(
            Context({"enrollment": enrollment})
        )
    said = " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())
    assert said == (
        "Pikapalaute, 1. kerta Vastaat nimettömästi, ja vastaaminen vie noin minuutin. "
        "Vastaa viimeistään la 22.5.2027 klo 9.00. Anna palautetta"
    )

    questions = {question.key: f"question_{question.pk}" for question in pulse.questions.all()}
    address = f"/palaute/{pulse_round.pk}/"
    page = signed_in(person).get(address).content.decode()
    assert ("Pikapalaute" in page, "1. kerta, ke 19.5.2027 klo 6.00–9.00" in " ".join(page.split())) == (True, True)
    signed_in(person).post(address, {questions["pace"]: "4", questions["wonders"]: "Ehdinkö?"})

    assert (Receipt.objects.count(), Response.objects.count()) == (1, 1)
    assert Response.objects.get().answers.count() == 2


@pytest.mark.parametrize(("count", "is_shown"), [(4, False), (5, True)])
def test_results_come_after_closing_and_from_five_answers_on(count, is_shown, under_way, pulse):
    people = participants(under_way, 8)
    open_due_rounds(NOW)
    pulse_round = FeedbackRound.objects.get()
    for person in people[:count]:
        answer_round(pulse_round, person, answers_to(pulse_round, pace="4", wonders="Ehdinkö?"), now=NOW)
    assert round_results(pulse_round, NOW).is_shown is False

    close_due_rounds(pulse_round.closes_at)

    results = round_results(pulse_round, pulse_round.closes_at)
    assert (results.is_shown, results.answer_count) == (is_shown, count)
    if is_shown:
        assert [question.n for question in results.questions] == [0, 5, 5]


def test_the_response_rate_is_of_those_who_were_not_away(under_way, pulse):
    people = participants(under_way, 8)
    for person in people[6:]:
        mark(first(under_way), person, AttendanceStatus.ABSENT)
    open_due_rounds(NOW)
    pulse_round = FeedbackRound.objects.get()
    for person in people[:5]:
        answer_round(pulse_round, person, answers_to(pulse_round, pace="4"), now=NOW)

    results = round_results(pulse_round, pulse_round.closes_at)

    assert (results.participant_count, results.response_rate_text) == (6, "83\xa0%")


def test_a_trainer_finds_the_results_on_the_page_of_the_session(under_way, pulse, sanna, rf, django_assert_num_queries):
    request = rf.get("/")
    request.user = sanna
    open_due_rounds(NOW)
    whole = FeedbackRoundFactory(run=under_way)
    session, second = first(under_way), under_way.sessions.get(number=2)

    def links(shown: Session) -> list[tuple[str, str]]:
        template = Template("{% load feedback_panels %}{% feedback_session_results_link session %}")
        is_administrator(sanna)  # asked once in a request
        with django_assert_num_queries(1):
            soup = BeautifulSoup(template.render(Context({"session": shown, "request": request})), "html.parser")
        return [(link.get_text(), link["href"]) for link in soup.select("a")]

    of_the_run = ("Palaute", f"/kouluttaja/palaute/{whole.pk}/")
    own = FeedbackRound.objects.get(session=session)
    assert links(session) == [("Pikapalaute, 1. kerta", f"/kouluttaja/palaute/{own.pk}/"), of_the_run]
    assert links(second) == [of_the_run]


def test_results_say_which_session_they_are_about(under_way, pulse, sanna):
    open_due_rounds(NOW)
    address = f"/kouluttaja/palaute/{FeedbackRound.objects.get().pk}/"

    page = BeautifulSoup(signed_in(sanna).get(address).content, "html.parser")

    assert page.find("h1").get_text() == "Pikapalaute, 1. kerta: Sytykettä yhteistyöhön"
    assert "1. kerta, ke 19.5.2027 klo 6.00–9.00" in " ".join(page.select_one("main .eyebrow").get_text().split())


def test_answers_of_two_sessions_stay_apart(under_way, pulse):
    person = participants(under_way, 1)[0]
    open_due_rounds(NOW)
    open_due_rounds(NOW + days(6))
    one, two = FeedbackRound.objects.order_by("opens_at")

    answer_round(one, person, answers_to(one, pace="4"), now=NOW)
    answer_round(two, person, answers_to(two, pace="2"), now=NOW + days(6))

    assert [(each.receipts.count(), each.responses.count()) for each in (one, two)] == [(1, 1), (1, 1)]


@pytest.mark.parametrize("count", [1, 30])
def test_a_tick_with_nothing_due_asks_the_same_queries(pulse, count):
    questionnaire()
    for number in range(count):
        run = CourseRunFactory(first_session_at=NOW - days(1) - hours(3), enrolment_closes_at=NOW - days(2))
        EnrollmentFactory(run=run, person=UserFactory(name=f"Henkilö {number}"))
    open_due_rounds(NOW)

    with CaptureQueriesContext(connection) as queries:
        assert open_due_rounds(NOW) == 0

    assert len(queries) == 5
