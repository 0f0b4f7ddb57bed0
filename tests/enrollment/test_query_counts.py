"""Every screen of people takes as many queries for thirty rows as for one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrollment.models import MakeUp, Submission
from enrollment.queries.make_ups import consequences
from enrollment.services import confirm_session, mark_attendance, mark_rest_present, send_submission, undo_marks
from enrollment.services.attendance import Mark
from messaging.models import Message
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.enrollment.conftest import ABSENT, PRESENT, hold, mark, participant, session_of, soup
from tests.factories import CourseRunFactory, EnrollmentFactory, RunRoleFactory, TextAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def assert_same_at_one_and_thirty(client: Client, address: str, add: Callable[[int], object]) -> None:
    add(0)
    one = queries_of(client, address)
    for number in range(1, 30):
        add(number)
    assert queries_of(client, address) == one


def test_the_own_page(outi):
    # One besides the opened one, so that the list of the others is there in both.
    EnrollmentFactory(run=CourseRunFactory(first_session_at=NOW + days(1)), person=outi)

    assert_same_at_one_and_thirty(
        signed_in(outi), "/omat/", lambda number: EnrollmentFactory(run=CourseRunFactory(), person=outi)
    )


def test_the_own_page_of_somebody_in_many_queues(outi):
    EnrollmentFactory(run=CourseRunFactory(first_session_at=NOW + days(1)), person=outi)

    def add(number: int) -> None:
        run = CourseRunFactory()
        for ahead in range(number % 3):
            EnrollmentFactory(run=run, waiting=True, queued_at=NOW - days(2 + ahead))
        EnrollmentFactory(run=run, person=outi, waiting=True)

    client = signed_in(outi)
    assert_same_at_one_and_thirty(client, "/omat/", add)

    badges = {badge.get_text() for badge in soup(client.get("/omat/")).select(".person-list .badge")}
    assert badges == {"Varasijalla 1", "Varasijalla 2", "Varasijalla 3"}


def test_the_own_page_of_somebody_with_assignments_and_sessions_behind(outi):
    EnrollmentFactory(run=CourseRunFactory(first_session_at=NOW + days(1)), person=outi)

    def add(number: int) -> None:
        run = CourseRunFactory(finished=True)
        enrollment = EnrollmentFactory(run=run, person=outi)
        hold(session_of(run, 1), {outi: PRESENT}, by=UserFactory())
        task = TextAssignmentFactory(run=run, makes_up_for_topic=session_of(run, 2).topic)
        Submission.objects.create(assignment=task, enrollment=enrollment, due_at=NOW)
        MakeUp.objects.create(
            enrollment=enrollment, missed_topic=session_of(run, 2).topic, by_assignment=task, cause="absent",
            due_at=NOW, opened_at=NOW,
        )  # fmt: skip

    assert_same_at_one_and_thirty(signed_in(outi), "/omat/", add)


def test_the_page_of_one_training(run, outi):
    enrollment = EnrollmentFactory(run=run, person=outi)

    assert_same_at_one_and_thirty(
        signed_in(outi),
        reverse("own-enrollment", args=[enrollment.pk]),
        lambda number: EnrollmentFactory(run=run),
    )


def test_the_letters(outi):
    def add(number: int) -> None:
        Message.objects.create(
            kind="x", recipient=outi, address="a@esimerkki.example", subject="Hei", body="Hei", dedup_key=str(number),
            created_at=NOW, send_after=NOW,
        )  # fmt: skip

    assert_same_at_one_and_thirty(signed_in(outi), "/omat/viestit/", add)


def test_the_desk(helmi):
    def add(number: int) -> None:
        for first_at in (NOW - days(9), NOW - hours(1), NOW + days(9)):
            run = CourseRunFactory(first_session_at=first_at, session_count=1)
            RunRoleFactory(run=run, person=helmi)
            EnrollmentFactory(run=run)

    assert_same_at_one_and_thirty(signed_in(helmi), reverse("desk"), add)


@pytest.mark.parametrize("name", ["desk-session", "desk-marks", "desk-confirm"])
def test_the_list_of_a_session(name, past, first, trainer):
    def add(number: int) -> None:
        mark(first, participant(past, f"Merkitty {number}"), PRESENT, by=trainer)
        participant(past, f"Merkitsemätön {number}")

    assert_same_at_one_and_thirty(signed_in(trainer), reverse(name, args=[first.pk]), add)


def test_the_review_queue(past, trainer):
    def add(number: int) -> None:
        task = TextAssignmentFactory(run=past)
        enrollment = participant(past, f"Henkilö {number}").enrollment
        send_submission(
            Submission.objects.create(assignment=task, enrollment=enrollment, due_at=NOW), "Ajattelin.", now=NOW
        )

    assert_same_at_one_and_thirty(signed_in(trainer), reverse("review-queue"), add)


def test_the_demo_page(client):
    def add(number: int) -> None:
        EnrollmentFactory()
        Message.objects.create(
            kind="x", address="a@esimerkki.example", subject="Hei", body="Hei", dedup_key=f"hei-{number}",
            created_at=NOW, send_after=NOW, attachments=[{"name": "x.ics", "type": "text/calendar", "text": "x"}],
        )  # fmt: skip

    assert_same_at_one_and_thirty(client, "/demo/", add)


def counted(action: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        action()
    return len(queries)


def test_marking_the_rest_and_undoing_it_take_as_many_queries_for_thirty_as_for_one(past, trainer):
    def press(number: int, people: int) -> tuple[int, int]:
        session = session_of(past, number)
        for index in range(people):
            participant(past, f"Henkilö {number}-{index}")
        return (
            counted(lambda: mark_rest_present(session, by=trainer, now=NOW, batch=f"b{number}")),
            counted(lambda: undo_marks(session, f"b{number}", by=trainer, now=NOW)),
        )

    assert press(1, 1) == press(2, 29)


def test_marking_late_joiners_takes_as_many_queries_for_thirty_as_for_one(past, trainer):
    first = session_of(past, 1)
    hold(first, {participant(past): PRESENT}, by=trainer)

    def press(people: int) -> int:
        marks = [Mark(participant(past, f"Henkilö {people}-{index}").pk, PRESENT) for index in range(people)]
        return counted(lambda: mark_attendance(first, marks, by=trainer, now=NOW))

    assert press(1) == press(30)


def test_deciding_what_follows_takes_as_many_queries_for_thirty_absent_as_for_one(past, trainer, tasks):
    def look(number: int, people: int) -> int:
        session = session_of(past, number)
        for index in range(people):
            participant(past, f"Henkilö {number}-{index}")
        for person in past.enrollments.all():
            mark(session, person.person, ABSENT, by=trainer)
        return counted(lambda: consequences(session))

    assert look(1, 1) == look(2, 29)


def test_confirming_a_session_takes_as_many_reads_for_thirty_present_as_for_one(past, trainer):
    def confirm(number: int, people: int) -> int:
        session = session_of(past, number)
        for index in range(people):
            mark(session, participant(past, f"Henkilö {number}-{index}"), PRESENT, by=trainer)
        for person in past.enrollments.exclude(person__attendances__session=session):
            mark(session, person.person, PRESENT, by=trainer)
        with CaptureQueriesContext(connection) as queries:
            confirm_session(session, by=trainer, now=NOW)
        return len(queries)

    assert confirm(1, 1) == confirm(2, 29)
