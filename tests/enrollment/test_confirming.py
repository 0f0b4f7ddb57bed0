"""Confirming and reopening a session, and what follows from it for everybody concerned."""

from datetime import date

import pytest
from django.db import connection
from django.dispatch import Signal
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from courses.enums import AssignmentPurpose
from courses.models import AttendanceRule
from courses.progress import Cover
from courses.queries import runs_with_everything
from enrollment.enums import EnrollmentState, MakeUpCause, SubmissionState, TodoKind
from enrollment.models import Enrollment, MakeUp, Submission, Todo
from enrollment.queries import progress_of
from enrollment.queries.make_ups import News, consequences
from enrollment.services import (
    AttendanceRefused,
    accept_submission,
    confirm_session,
    reopen_session,
    send_submission,
    settle,
    settle_run,
)
from enrollment.signals import completion_undone, enrollment_completed, proof_asked
from enrollment.wording.todos import subject_of
from tests.clock import HELSINKI, NOW, days, hours
from tests.enrollment.conftest import (
    ABSENT,
    EXCUSED,
    PARTIAL,
    PRESENT,
    enrollment_in,
    hold,
    mark,
    mark_facts,
    participant,
    session_of,
    told,
)
from tests.factories import CourseRunFactory, TextAssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db


class Heard(list):
    """The enrolments a signal was sent for."""

    def __init__(self, signal: Signal) -> None:
        super().__init__()
        self.signal = signal

    def __enter__(self) -> "Heard":
        self.signal.connect(self._hear, weak=False, dispatch_uid="heard")
        return self

    def __exit__(self, *failure: object) -> None:
        self.signal.disconnect(dispatch_uid="heard")

    def _hear(self, *, enrollment: Enrollment, **_: object) -> None:
        self.append(enrollment.pk)


@pytest.fixture
def aino(past):
    return participant(past)


def fresh(user) -> Enrollment:
    return Enrollment.objects.get(pk=user.enrollment.pk)


def hold_all(run, user, statuses, trainer) -> None:
    for number, status in enumerate(statuses, start=1):
        hold(session_of(run, number), {user: status}, by=trainer)


def actions(session) -> list[str]:
    return list(ModelLogEntry.objects.filter(object_id=session.pk).order_by("pk").values_list("action", flat=True))


# confirm_session


def test_confirming_stamps_the_session_and_the_log(first, aino, trainer):
    mark(first, aino, PRESENT, by=trainer)

    confirm_session(first, by=trainer, now=NOW)

    first.refresh_from_db()
    assert (first.attendance_confirmed_at, first.attendance_confirmed_by) == (NOW, trainer)
    assert actions(first) == ["enrollment.session_confirmed"]


def test_a_session_is_not_confirmed_with_somebody_unmarked(past, first, aino, trainer):
    participant(past, "Eeva")
    mark(first, aino, PRESENT, by=trainer)

    with pytest.raises(AttendanceRefused):
        confirm_session(first, by=trainer, now=NOW)

    first.refresh_from_db()
    assert (first.attendance_confirmed_at, actions(first)) == (None, [])


def test_the_unmarked_are_marked_when_confirming_each_by_person(past, first, aino, trainer):
    eeva = participant(past, "Eeva")
    kalle = participant(past, "Kalle")
    mark(first, aino, PRESENT, by=trainer)

    confirm_session(first, by=trainer, now=NOW, rest={eeva.pk: ABSENT, kalle.pk: PRESENT, aino.pk: ABSENT})

    assert mark_facts(first) == {"Aino Esimerkki": PRESENT, "Eeva": ABSENT, "Kalle": PRESENT}


def test_a_rest_that_leaves_somebody_out_stores_nothing(past, first, aino, trainer):
    participant(past, "Eeva")

    with pytest.raises(AttendanceRefused):
        confirm_session(first, by=trainer, now=NOW, rest={aino.pk: PRESENT})

    assert mark_facts(first) == {}


def test_confirming_twice_changes_nothing(first, aino, trainer):
    mark(first, aino, PRESENT, by=trainer)
    confirm_session(first, by=trainer, now=NOW - days(1))

    confirm_session(first, by=trainer, now=NOW)

    first.refresh_from_db()
    assert (first.attendance_confirmed_at, len(actions(first))) == (NOW - days(1), 1)


def test_a_session_is_not_confirmed_before_it_begins(run, helmi):
    with pytest.raises(AttendanceRefused):
        confirm_session(session_of(run, 1), by=helmi, now=NOW)


def test_a_cancelled_session_is_not_confirmed(first, trainer):
    first.cancelled_at = NOW
    first.save()

    with pytest.raises(AttendanceRefused):
        confirm_session(first, by=trainer, now=NOW)


# make-ups


@pytest.mark.parametrize(
    ("status", "cause", "letter"),
    [
        (ABSENT, MakeUpCause.ABSENT, "enrollment.missed"),
        (EXCUSED, MakeUpCause.EXCUSED, "enrollment.missed"),
        (PARTIAL, MakeUpCause.ABSENT, "enrollment.partly_missed"),
    ],
)
def test_missing_a_session_opens_its_assignment_with_a_due_date_and_a_letter(
    status, cause, letter, first, aino, trainer, tasks
):
    hold(first, {aino: status}, by=trainer)

    make_up, submission = MakeUp.objects.get(), Submission.objects.get()
    due = NOW.astimezone(HELSINKI).replace(month=6, day=10, hour=23, minute=59)
    assert (make_up.enrollment, make_up.missed_topic, make_up.by_assignment.pk) == (
        aino.enrollment,
        first.topic,
        tasks[1].pk,
    )
    assert (make_up.cause, make_up.due_at, make_up.opened_at, make_up.closed_at) == (cause, due, NOW, None)
    assert (submission.state, submission.due_at, submission.assignment.pk) == (SubmissionState.OPEN, due, tasks[1].pk)
    assert told(aino) == [letter]


def test_the_letter_tells_session_assignment_due_date_and_address(first, aino, trainer, tasks):
    hold(first, {aino: ABSENT}, by=trainer)

    body = aino.letters.get().body
    for part in (
        "ke\xa021.4.2027 klo\xa09.00–12.00",
        "Tehtävä 1",
        "to\xa010.6.2027 klo\xa023.59",
        f"/omat/{aino.enrollment.pk}/tehtava/{tasks[1].pk}/",
    ):
        assert part in body


def test_a_fixed_due_date_is_the_same_for_everybody(first, aino, trainer, past):
    TextAssignmentFactory(run=past, makes_up_for_session=first, due_days=None, due_on=date(2027, 10, 31))

    hold(first, {aino: ABSENT}, by=trainer)

    # 31.10.2027 is the day summer time ends: still the last minute of that Finnish day.
    assert Submission.objects.get().due_at.astimezone(HELSINKI).strftime("%d.%m. %H.%M %z") == "31.10. 23.59 +0200"


def test_those_who_were_there_get_no_assignment(first, aino, trainer, tasks):
    hold(first, {aino: PRESENT}, by=trainer)

    assert (MakeUp.objects.count(), Submission.objects.count(), told(aino)) == (0, 0, [])


def test_a_rule_that_allows_no_replacement_opens_nothing(first, aino, trainer, tasks):
    AttendanceRule.objects.update(max_replaced=0)

    hold(first, {aino: ABSENT}, by=trainer)

    assert (MakeUp.objects.count(), told(aino)) == (0, [])


def test_a_session_without_an_assignment_gives_staff_one_task(past, first, aino, trainer):
    eeva = participant(past, "Eeva")

    hold(first, {aino: ABSENT, eeva: ABSENT}, by=trainer)

    todo = Todo.objects.get()
    assert (todo.kind, todo.run, todo.raised_at) == (TodoKind.ASSIGNMENT_MISSING, past, NOW)
    assert MakeUp.objects.count() == 0


def test_a_required_assignment_makes_up_for_nothing(past, first, aino, trainer):
    TextAssignmentFactory(run=past, makes_up_for_topic=first.topic, purpose=AssignmentPurpose.REQUIRED)

    hold(first, {aino: ABSENT}, by=trainer)

    assert Submission.objects.count() == 0


def test_an_assignment_of_another_run_is_not_opened(other_group, first, aino, trainer):
    TextAssignmentFactory(run=other_group, makes_up_for_topic=first.topic)

    hold(first, {aino: ABSENT}, by=trainer)

    assert Submission.objects.count() == 0


def test_confirming_again_after_reopening_opens_nothing_twice(first, aino, trainer, tasks):
    hold(first, {aino: ABSENT}, by=trainer)
    reopen_session(first, by=trainer, reason="Tarkistus", now=NOW)
    confirm_session(first, by=trainer, now=NOW)

    assert (MakeUp.objects.count(), Submission.objects.count(), told(aino)) == (1, 1, ["enrollment.missed"])


def test_a_task_about_a_missing_assignment_is_said_in_the_readers_language(first, aino, trainer):
    with override("sv"):
        hold(first, {aino: ABSENT}, by=trainer)

    assert subject_of(Todo.objects.get()) == "1. kerta"


def preview(session) -> list[tuple[str, News]]:
    return [(each.enrollment.name, each.news) for each in consequences(session).missing]


@pytest.mark.parametrize("replaceable", [0, 1, 2])
def test_what_is_shown_before_confirming_is_what_follows(replaceable, past, aino, trainer, tasks):
    AttendanceRule.objects.update(max_replaced=replaceable)
    expected = {
        0: [News.NOT_REPLACEABLE] * 3,
        1: [News.ASSIGNMENT, News.OUT_OF_REACH, News.OUT_OF_REACH],
        2: [News.ASSIGNMENT, News.ASSIGNMENT, News.OUT_OF_REACH],
    }[replaceable]
    letters = {News.ASSIGNMENT: ["enrollment.missed"], News.OUT_OF_REACH: ["enrollment.out_of_reach"]}

    for number, news in enumerate(expected, start=1):
        before = len(told(aino))
        mark(session_of(past, number), aino, ABSENT, by=trainer)

        assert preview(session_of(past, number)) == [("Aino Esimerkki", news)]
        count = confirm_session(session_of(past, number), by=trainer, now=NOW)
        assert (count, told(aino)[before:]) == (len(letters.get(news, [])), letters.get(news, []))


def test_nobody_with_lasting_proof_hears_of_a_missed_session(past, aino, trainer, tasks):
    def answer(*, enrollments, **_):
        return set(enrollments)

    proof_asked.connect(answer, weak=False, dispatch_uid="proof")
    try:
        mark(session_of(past, 1), aino, ABSENT, by=trainer)
        shown = preview(session_of(past, 1))
        confirm_session(session_of(past, 1), by=trainer, now=NOW)
    finally:
        proof_asked.disconnect(dispatch_uid="proof")

    assert shown == [("Aino Esimerkki", News.HAS_PROOF)]
    assert (told(aino), MakeUp.objects.count(), Submission.objects.count()) == ([], 0, 0)


# partial presence


@pytest.mark.parametrize(
    ("share", "minutes", "counts"),
    [
        (None, 180, False),
        (None, None, False),
        ("0.75", None, False),
        ("0.75", 134, False),
        ("0.75", 135, True),  # exactly three quarters of three hours
        ("0.75", 180, True),
        ("1.00", 179, False),
    ],
)
def test_partial_presence_counts_from_the_rules_share_and_never_without_minutes(share, minutes, counts, helmi):
    run = CourseRunFactory(finished=True, partial_from=share)
    aino, session = participant(run), session_of(run, 1)
    mark(session, aino, PARTIAL, by=helmi, minutes=minutes)
    confirm_session(session, by=helmi, now=NOW)

    assert progress_of(aino.enrollment).units[0].cover == (Cover.PRESENT if counts else None)


def test_partial_presence_is_measured_by_the_counted_minutes(helmi):
    run = CourseRunFactory(finished=True, partial_from="0.50")
    aino, session = participant(run), session_of(run, 1)
    session.counted_minutes = 100
    session.save()
    mark(session, aino, PARTIAL, by=helmi, minutes=50)
    confirm_session(session, by=helmi, now=NOW)

    assert progress_of(aino.enrollment).units[0].cover == Cover.PRESENT


# completion


def test_being_at_every_session_completes_the_training(past, aino, trainer):
    with Heard(enrollment_completed) as heard:
        hold_all(past, aino, [PRESENT, PRESENT, PRESENT], trainer)

    enrollment = fresh(aino)
    assert (enrollment.completed_at, enrollment.completed_under) == (NOW, past.rule_sets.get())
    assert heard == [enrollment.pk]


def test_marks_count_only_once_confirmed(past, aino, trainer):
    hold(session_of(past, 1), {aino: PRESENT}, by=trainer)
    hold(session_of(past, 2), {aino: PRESENT}, by=trainer)
    mark(session_of(past, 3), aino, PRESENT, by=trainer)
    settle(aino.enrollment, now=NOW)

    assert fresh(aino).completed_at is None


def test_the_instant_of_completing_is_that_of_the_deciding_fact(past, aino, trainer):
    for number in (1, 2, 3):
        hold(session_of(past, number), {aino: PRESENT}, by=trainer, now=NOW - days(4 - number))

    assert fresh(aino).completed_at == NOW - days(1)


def test_a_cancelled_session_lowers_what_is_needed(past, aino, trainer):
    hold(session_of(past, 1), {aino: PRESENT}, by=trainer)
    hold(session_of(past, 2), {aino: PRESENT}, by=trainer)
    past.sessions.filter(number=3).update(cancelled_at=NOW)

    settle(aino.enrollment, now=NOW)

    assert fresh(aino).completed_at == NOW
    assert len(progress_of(aino.enrollment).units) == 2


def test_an_accepted_assignment_completes_the_training(submission, trainer):
    send_submission(submission, "Ajattelin asiaa.", now=NOW)

    accept_submission(submission, turn=1, comment="", by=trainer, now=NOW + hours(2))

    enrollment = Enrollment.objects.get(pk=submission.enrollment_id)
    assert enrollment.completed_at == NOW + hours(2)
    assert [unit.cover for unit in progress_of(enrollment).units] == [Cover.PRESENT, Cover.ASSIGNMENT, Cover.PRESENT]


def test_settling_again_keeps_the_first_instant_and_announces_again(past, aino, trainer):
    hold_all(past, aino, [PRESENT, PRESENT, PRESENT], trainer)

    with Heard(enrollment_completed) as heard:
        settle(aino.enrollment, now=NOW + days(1))

    assert (fresh(aino).completed_at, heard) == (NOW, [aino.enrollment.pk])


@pytest.mark.parametrize("state", [state for state in EnrollmentState if state != EnrollmentState.CONFIRMED])
def test_only_participants_are_settled(state, past, trainer):
    user = UserFactory()
    enrollment = enrollment_in(state, past, user)
    for session in past.sessions.all():
        session.attendances.create(person=user, status=PRESENT, marked_at=NOW)
    past.sessions.update(attendance_confirmed_at=NOW, attendance_confirmed_by=trainer)

    settle_run(past, now=NOW)

    enrollment.refresh_from_db()
    assert enrollment.completed_at is None


def test_a_run_without_rules_completes_nobody(past, aino, trainer):
    AttendanceRule.objects.all().delete()

    hold_all(past, aino, [PRESENT, PRESENT, PRESENT], trainer)

    assert fresh(aino).completed_at is None


def test_settling_a_run_takes_as_many_queries_for_thirty_as_for_one(past, trainer):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            settle_run(runs_with_everything().get(pk=past.pk), now=NOW)
        return len(queries)

    participant(past)
    one = count()
    for number in range(29):
        participant(past, f"Henkilö {number}")
    assert count() == one


# rule sets


def looser(run, **rule):
    rule_set = run.rule_sets.create(number=2, in_force_from=NOW)
    AttendanceRule.objects.create(rule_set=rule_set, **rule)
    return rule_set


def test_a_loosened_rule_helps_those_who_joined_earlier(past, aino, trainer):
    hold_all(past, aino, [PRESENT, PRESENT, ABSENT], trainer)
    rule_set = looser(past, minimum=2, max_replaced=0)

    settle(aino.enrollment, now=NOW)

    assert (fresh(aino).completed_at is not None, fresh(aino).completed_under) == (True, rule_set)


def test_a_tightened_rule_does_not_hurt_those_who_joined_earlier(past, aino, trainer):
    AttendanceRule.objects.update(minimum=2, max_replaced=0)
    rule_set = past.rule_sets.get()
    looser(past, minimum=None, max_replaced=0)

    hold_all(past, aino, [PRESENT, PRESENT, ABSENT], trainer)

    assert fresh(aino).completed_under == rule_set


def test_a_tightened_rule_meets_those_who_join_later(past, trainer):
    AttendanceRule.objects.update(minimum=2, max_replaced=0)
    newer = looser(past, minimum=None, max_replaced=0)
    late = participant(past, rule_set=newer)

    hold_all(past, late, [PRESENT, PRESENT, ABSENT], trainer)

    assert fresh(late).completed_at is None


# reopening


def test_reopening_needs_a_reason_and_logs_it(first, aino, trainer):
    hold(first, {aino: PRESENT}, by=trainer)

    with pytest.raises(AttendanceRefused):
        reopen_session(first, by=trainer, reason="  ", now=NOW)
    first.refresh_from_db()
    assert first.attendance_confirmed_at == NOW

    reopen_session(first, by=trainer, reason=" Väärä henkilö ", now=NOW)
    first.refresh_from_db()
    assert (first.attendance_confirmed_at, first.attendance_confirmed_by) == (None, None)
    entry = ModelLogEntry.objects.filter(action="enrollment.session_reopened").get()
    assert (entry.data, entry.user) == ({"reason": "Väärä henkilö"}, trainer)


def test_reopening_an_open_session_changes_nothing(first, trainer):
    reopen_session(first, by=trainer, reason="Turhaan", now=NOW)

    assert actions(first) == []


def test_reopening_withdraws_nothing(past, aino, trainer, tasks):
    hold_all(past, aino, [PRESENT, PRESENT, PRESENT], trainer)

    with Heard(completion_undone) as heard:
        reopen_session(session_of(past, 1), by=trainer, reason="Tarkistus", now=NOW)
        settle(aino.enrollment, now=NOW)

    assert (fresh(aino).completed_at, heard) == (NOW, [])


def test_reopening_another_groups_session_takes_nothing_from_its_guest(past, other_group, aino, trainer):
    guest_session = session_of(other_group, 2)
    hold_all(past, aino, [PRESENT, ABSENT, PRESENT], trainer)
    guest_session.attendances.create(person=aino, status=PRESENT, marked_at=NOW)
    confirm_session(guest_session, by=trainer, now=NOW)
    assert fresh(aino).completed_at == NOW

    with Heard(completion_undone) as heard:
        reopen_session(guest_session, by=trainer, reason="Tarkistus", now=NOW)
        settle(aino.enrollment, now=NOW)

    assert (fresh(aino).completed_at, heard) == (NOW, [])


def test_correcting_after_reopening_undoes_the_completion_and_says_so_once(past, aino, trainer, tasks):
    hold_all(past, aino, [PRESENT, PRESENT, PRESENT], trainer)
    session = session_of(past, 2)
    reopen_session(session, by=trainer, reason="Merkitty väärin", now=NOW)
    mark(session, aino, ABSENT, by=trainer, seen=str(session.attendances.get().version))

    with Heard(completion_undone) as heard:
        confirm_session(session, by=trainer, now=NOW)
        settle(aino.enrollment, now=NOW)

    assert (fresh(aino).completed_at, fresh(aino).completed_under, heard) == (None, None, [aino.enrollment.pk])
    assert (MakeUp.objects.get().closed_at, told(aino)[-1]) == (None, "enrollment.missed")


def test_correcting_an_absence_closes_the_make_up(past, aino, trainer, tasks):
    hold_all(past, aino, [PRESENT, ABSENT, PRESENT], trainer)
    session = session_of(past, 2)
    reopen_session(session, by=trainer, reason="Oli paikalla", now=NOW)
    mark(session, aino, PRESENT, by=trainer, seen=str(session.attendances.get().version))

    confirm_session(session, by=trainer, now=NOW + hours(1))

    assert (MakeUp.objects.get().closed_at, fresh(aino).completed_at) == (NOW + hours(1), NOW + hours(1))


# later joiners and guests


def test_marking_somebody_who_joined_later_acts_at_once(past, first, aino, trainer, tasks):
    hold(first, {aino: PRESENT}, by=trainer)
    late = participant(past, "Lauri Myöhäinen")

    mark(first, late, ABSENT, by=trainer)

    assert (told(late), Submission.objects.get().enrollment) == (["enrollment.missed"], late.enrollment)
    first.refresh_from_db()
    assert first.attendance_confirmed_at == NOW


def test_the_last_mark_of_somebody_who_joined_later_completes_the_training(past, aino, trainer, tasks):
    for number in (1, 2, 3):
        hold(session_of(past, number), {aino: PRESENT}, by=trainer)
    late = participant(past, "Lauri Myöhäinen")

    for number in (1, 2, 3):
        mark(session_of(past, number), late, PRESENT, by=trainer)

    assert (fresh(late).completed_at, told(late)) == (NOW, [])


def test_a_topic_attended_in_another_groups_session_counts_as_replaced(past, other_group, aino, trainer, tasks):
    guest_session = session_of(other_group, 2)
    guest_session.attendances.create(person=aino, status=PRESENT, marked_at=NOW)
    confirm_session(guest_session, by=trainer, now=NOW)

    hold_all(past, aino, [PRESENT, ABSENT, PRESENT], trainer)

    unit = progress_of(aino.enrollment).units[1]
    assert (unit.cover, unit.is_replaced, unit.evidence) == (Cover.OTHER_GROUP, True, f"session:{guest_session.pk}")
    assert (fresh(aino).completed_at, MakeUp.objects.count(), told(aino)) == (NOW, 0, [])


def test_confirming_another_groups_session_settles_its_guests_and_not_before(past, other_group, aino, trainer):
    hold_all(past, aino, [PRESENT, ABSENT, PRESENT], trainer)
    guest_session = session_of(other_group, 2)
    guest_session.attendances.create(person=aino, status=PRESENT, marked_at=NOW)
    settle(aino.enrollment, now=NOW)
    assert fresh(aino).completed_at is None

    confirm_session(guest_session, by=trainer, now=NOW)

    assert fresh(aino).completed_at == NOW


def test_another_groups_session_before_joining_does_not_count(past, other_group, trainer):
    late = participant(past, counts_from=NOW - days(1))
    guest_session = session_of(other_group, 2)
    guest_session.attendances.create(person=late, status=PRESENT, marked_at=NOW)
    guest_session.attendance_confirmed_at, guest_session.attendance_confirmed_by = NOW, trainer
    guest_session.save()

    assert progress_of(late.enrollment).units[1].cover is None


def test_another_groups_cancelled_session_does_not_count(past, other_group, aino):
    guest_session = session_of(other_group, 2)
    guest_session.attendances.create(person=aino, status=PRESENT, marked_at=NOW)
    other_group.sessions.filter(number=2).update(cancelled_at=NOW)

    assert progress_of(aino.enrollment).units[1].cover is None
