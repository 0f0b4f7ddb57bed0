"""Rows of taking part that the database itself refuses."""

import pytest

from enrollment.models import (
    Attendance,
    AttendanceMark,
    Enrollment,
    Figure,
    MakeUp,
    ModuleVisit,
    Submission,
    SubmissionFile,
    SubmissionTurn,
    Todo,
    Transition,
)
from tests.clock import NOW, hours
from tests.constraints import assert_refused, constraint_names
from tests.factories import (
    CourseRunFactory,
    EnrollmentFactory,
    FileAssignmentFactory,
    TextAssignmentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def changed(row, **values):
    """Write past every service."""
    return type(row).objects.filter(pk=row.pk).update(**values)


def enrolled(**values):
    """A fresh enrolment, changed past every service; a value may be made from the enrolment itself."""
    row = EnrollmentFactory()
    return changed(row, **{key: value(row) if callable(value) else value for key, value in values.items()})


def same_run(**values):
    run = CourseRunFactory()
    return [EnrollmentFactory(run=run, **values) for _ in range(2)]


def filed(*keys, **values):
    """A file of one answer under each of these storage keys, all with the same content."""
    enrollment = EnrollmentFactory()
    task = FileAssignmentFactory(run=enrollment.run)
    answer = Submission.objects.create(assignment=task, enrollment=enrollment, due_at=NOW)
    facts = {"name": "kuva.jpg", "kind": "jpg", "size": 3, "sha256": "0" * 64, "added_at": NOW} | values
    return [SubmissionFile.objects.create(submission=answer, key=key, **facts) for key in keys]


def attended(**values):
    row = EnrollmentFactory()
    return Attendance.objects.create(session=row.run.sessions.first(), person=row.person, marked_at=NOW, **values)


def marked_twice(**values):
    row = EnrollmentFactory()
    session = row.run.sessions.first()
    return [
        AttendanceMark.objects.create(
            session=session, person=row.person, source="trainer", at=NOW, client_id="sama", status="present"
        )
        for _ in range(2)
    ]


def made_up(enrollment=None, **values):
    enrollment = enrollment or EnrollmentFactory()
    values = {key: value(enrollment) if callable(value) else value for key, value in values.items()}
    return MakeUp.objects.create(enrollment=enrollment, cause="absent", opened_at=NOW, **values)


def made_up_twice(**values):
    enrollment = EnrollmentFactory()
    return [made_up(enrollment, **values) for _ in range(2)]


def topic_of(enrollment):
    return enrollment.run.sessions.first().topic


def session_of(enrollment):
    return enrollment.run.sessions.first()


def submitted(**values):
    enrollment = EnrollmentFactory()
    task = TextAssignmentFactory(run=enrollment.run)
    return Submission.objects.create(assignment=task, enrollment=enrollment, due_at=NOW, **values)


def submitted_twice():
    row = submitted()
    return Submission.objects.create(assignment=row.assignment, enrollment=row.enrollment, due_at=NOW)


def turned(**values):
    return SubmissionTurn.objects.create(submission=submitted(), number=1, text="", submitted_at=NOW, **values)


def turned_twice():
    row = turned()
    return SubmissionTurn.objects.create(submission=row.submission, number=1, text="", submitted_at=NOW)


def attended_twice():
    row = attended(status="present")
    return Attendance.objects.create(session=row.session, person=row.person, status="absent", marked_at=NOW)


def told(**values):
    """A told number, as of one day unless told otherwise."""
    return Figure.objects.create(**{"kind": "headcount", "qualifier": "exact", "as_of": NOW.date(), **values})


def told_twice(of_session):
    run = CourseRunFactory()
    session = run.sessions.first() if of_session else None
    return [told(run=run, session=session, value=number) for number in (1, 2)]


def visited_twice():
    enrollment = EnrollmentFactory()
    return [ModuleVisit.objects.create(enrollment=enrollment, module_key="m1", done_at=NOW) for _ in range(2)]


BREAKS = {
    "enrollment_one_live_per_person": lambda: same_run(person=UserFactory()),
    "enrollment_queue_is_strict": lambda: same_run(state="waiting", queued_at=NOW),
    "enrollment_offer_has_its_time": lambda: enrolled(state="offered"),
    "enrollment_waiting_is_queued": lambda: enrolled(state="waiting"),
    "enrollment_completed_is_confirmed": lambda: enrolled(
        state="cancelled", completed_at=NOW, completed_under=lambda row: row.rule_set
    ),
    "enrollment_completed_under_a_rule": lambda: enrolled(completed_at=NOW),
    "enrollment_transferred_continues": lambda: enrolled(state="transferred"),
    "enrollment_one_place_per_ticket": lambda: enrolled(ticket=lambda row: EnrollmentFactory(person=row.person).ticket),
    "enrollment_not_continued_in_itself": lambda: enrolled(state="transferred", continued_in=lambda row: row.pk),
    "transition_one_birth": lambda: Transition.objects.create(
        enrollment=EnrollmentFactory(), verb="enroll", to_state="confirmed", effective_at=NOW, at=NOW
    ),
    "attendance_one_per_session_and_person": attended_twice,
    "attendance_minutes_only_when_partial": lambda: attended(status="present", minutes=90),
    "attendancemark_once_per_press": marked_twice,
    "figure_columns_follow_the_qualifier": lambda: told(run=CourseRunFactory()),
    "figure_range_in_order": lambda: told(run=CourseRunFactory(), qualifier="range", low=70, high=34),
    "figure_one_a_day_of_a_run": lambda: told_twice(of_session=False),
    "figure_one_a_day_of_a_session": lambda: told_twice(of_session=True),
    "makeup_one_missed_thing": lambda: made_up(missed_topic=topic_of, missed_session=session_of),
    "makeup_one_way": lambda: made_up(
        missed_topic=topic_of,
        by_session=session_of,
        by_assignment=lambda row: TextAssignmentFactory(run=row.run),
    ),
    "makeup_one_open_per_topic": lambda: made_up_twice(missed_topic=topic_of),
    "makeup_one_open_per_session": lambda: made_up_twice(missed_session=session_of),
    "modulevisit_once_per_enrollment": visited_twice,
    "submission_one_per_assignment": submitted_twice,
    "submission_sent_has_its_time": lambda: submitted(state="submitted"),
    "submission_decided_by_somebody": lambda: submitted(state="revision_asked", submitted_at=NOW, turn=1),
    "submissionfile_attached_once": lambda: filed("a", "b"),
    "submissionfile_is_not_empty": lambda: filed("a", size=0),
    "submissionturn_one_of_a_number": turned_twice,
    "submissionturn_decided_by_somebody": lambda: turned(decision="accepted"),
    "todo_done_by_somebody": lambda: Todo.objects.create(
        kind="glyph_missing", subject="x", dedup_key="x", raised_at=NOW, done_at=NOW
    ),
}


def test_every_constraint_is_tried():
    assert set(BREAKS) == constraint_names("enrollment")


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(name):
    assert_refused(name, BREAKS[name])


@pytest.mark.parametrize(
    ("name", "attempt"),
    [
        ("enrollment_offer_has_its_time", lambda: enrolled(offer_expires_at=NOW)),
        ("enrollment_completed_under_a_rule", lambda: enrolled(completed_under=lambda row: row.rule_set)),
        ("enrollment_transferred_continues", lambda: enrolled(continued_in=lambda row: EnrollmentFactory().pk)),
        ("figure_columns_follow_the_qualifier", lambda: told(run=CourseRunFactory(), qualifier="about", low=1, high=2)),
        ("figure_columns_follow_the_qualifier", lambda: told(run=CourseRunFactory(), qualifier="range", value=1)),
        ("figure_columns_follow_the_qualifier", lambda: told(run=CourseRunFactory(), qualifier="unknown", value=1)),
        ("figure_columns_follow_the_qualifier", lambda: told(run=CourseRunFactory(), qualifier="yli", value=1)),
        ("makeup_one_missed_thing", made_up),
        ("submission_sent_has_its_time", lambda: submitted(state="submitted", submitted_at=NOW, turn=0)),
        ("submissionturn_decided_by_somebody", lambda: turned(decided_at=NOW)),
        (
            "todo_done_by_somebody",
            lambda: Todo.objects.create(
                kind="glyph_missing", subject="x", dedup_key="x", raised_at=NOW, done_by=UserFactory()
            ),
        ),
    ],
)
def test_the_database_refuses_the_other_half_too(name, attempt):
    assert_refused(name, attempt)


def test_ended_enrolments_of_one_person_are_many():
    run, person = CourseRunFactory(), UserFactory()

    for state in ("cancelled", "cancelled", "confirmed"):
        EnrollmentFactory(run=run, person=person, state=state)

    assert Enrollment.objects.count() == 3


def test_the_same_queue_instant_is_free_in_another_run():
    EnrollmentFactory(waiting=True, queued_at=NOW + hours(1))
    EnrollmentFactory(waiting=True, queued_at=NOW + hours(1))

    assert Enrollment.objects.waiting().count() == 2


def test_a_closed_make_up_leaves_room_for_a_new_one():
    first = made_up(missed_topic=topic_of)
    changed(first, closed_at=NOW)

    assert made_up(first.enrollment, missed_topic=topic_of).pk != first.pk
