"""Rows of what is on offer that the database itself refuses."""

from datetime import date

import pytest

from courses.enums import RoleKind
from courses.models import (
    Assignment,
    AttendanceRule,
    CompletionRule,
    Organiser,
    RuleSet,
    RunOrganiser,
    RunRole,
    Section,
    Session,
    SessionChange,
    TextAssignment,
    Topic,
)
from tests.clock import NOW, days, hours
from tests.constraints import assert_refused, constraint_names
from tests.factories import (
    CourseFactory,
    CourseRunFactory,
    FileAssignmentFactory,
    OrganiserFactory,
    TextAssignmentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def changed(row, **values):
    """Write past every check of the model."""
    return type(row).objects.filter(pk=row.pk).update(**values)


def in_one_run(make):
    run = CourseRunFactory()
    return [make(run) for _ in range(2)]


def in_one_course(model, **values):
    course = CourseFactory()
    return [model.objects.create(course=course, number=1, title_fi="Aihe", **values) for _ in range(2)]


def session(**values):
    return changed(CourseRunFactory().sessions.first(), **values)


def role(run, **values):
    return RunRole.objects.create(run=run, **values)


def two_roles(**values):
    run, person = CourseRunFactory(), UserFactory()
    values = {key: run.sessions.first() for key in values}
    return [role(run, person=person, **values) for _ in range(2)]


def two_leads(*, session=False):
    run = CourseRunFactory()
    values = {"role": RoleKind.LEAD, "session": run.sessions.first() if session else None}
    return [role(run, person=UserFactory(), **values) for _ in range(2)]


def two_organisers(first_part, second_part, *, is_same):
    run = CourseRunFactory()
    run.organisers.all().delete()
    organiser = OrganiserFactory()
    other = organiser if is_same else OrganiserFactory(name="Toinen")
    RunOrganiser.objects.create(run=run, organiser=organiser, part=first_part)
    return RunOrganiser.objects.create(run=run, organiser=other, part=second_part)


def both_made_up_for():
    task = TextAssignmentFactory()
    held = task.run.sessions.first()
    return Assignment.objects.filter(pk=task.pk).update(makes_up_for_topic=held.topic, makes_up_for_session=held)


BREAKS = {
    "course_allows_one_place": lambda: changed(CourseFactory(), parallel_places=0),
    "section_one_of_a_number": lambda: in_one_course(Section),
    "topic_one_in_use_of_a_number": lambda: in_one_course(Topic),
    "organiser_one_of_a_name": lambda: [Organiser.objects.create(name="Hanke", project="A") for _ in range(2)],
    "runorganiser_one_lead": lambda: two_organisers("lead", "lead", is_same=False),
    "runorganiser_one_part_each": lambda: two_organisers("lead", "joint", is_same=True),
    "courserun_opens_before_it_closes": lambda: changed(
        CourseRunFactory(), enrolment_opens_at=NOW, enrolment_closes_at=NOW
    ),
    "courserun_period_in_order": lambda: changed(
        CourseRunFactory(), period_from=date(2027, 6, 1), period_until=date(2027, 5, 31)
    ),
    "courserun_offers_last_some_time": lambda: changed(CourseRunFactory(), offer_hours=0),
    "courserun_extent_is_positive": lambda: changed(CourseRunFactory(), extent_hours=0),
    "courserun_not_its_own_previous": lambda: (run := CourseRunFactory()) and changed(run, previous=run.pk),
    "runrole_has_somebody": lambda: role(CourseRunFactory(), name=""),
    "runrole_one_for_the_run": lambda: two_roles(),
    "runrole_one_for_a_session": lambda: two_roles(session=True),
    "runrole_one_lead": lambda: two_leads(),
    "runrole_one_lead_of_a_session": lambda: two_leads(session=True),
    "session_one_of_a_number": lambda: in_one_run(
        lambda run: Session.objects.create(run=run, number=9, starts_at=NOW, ends_at=NOW + hours(1))
    ),
    "session_starts_before_it_ends": lambda: session(starts_at=NOW, ends_at=NOW),
    "session_time_is_whole": lambda: session(ends_at=None),
    "session_confirmed_is_not_cancelled": lambda: session(
        attendance_confirmed_at=NOW, attendance_confirmed_by=UserFactory(), cancelled_at=NOW
    ),
    "sessionchange_began_before_it_ended": lambda: SessionChange.objects.create(
        session=CourseRunFactory().sessions.first(), starts_at=NOW, ends_at=NOW, at=NOW, by=UserFactory()
    ),
    "courserun_reason_of_a_cancelled_one": lambda: changed(CourseRunFactory(), cancel_reason="Sairastuminen"),
    "session_confirmed_by_somebody": lambda: session(attendance_confirmed_at=NOW),
    "assignment_one_of_a_key": lambda: in_one_run(lambda run: TextAssignmentFactory(run=run, key="t1")),
    "assignment_one_due_rule": lambda: TextAssignmentFactory(due_on=date(2027, 6, 1), due_days=21),
    "assignment_makes_up_for_one_thing": both_made_up_for,
    "fileassignment_takes_one_to_five": lambda: FileAssignmentFactory(max_files=6),
    "ruleset_one_of_a_number": lambda: in_one_run(
        lambda run: RuleSet.objects.create(run=run, number=7, in_force_from=NOW)
    ),
    "ruleset_partial_is_a_share": lambda: changed(CourseRunFactory().rule_sets.get(), partial_from="1.50"),
    "attendancerule_asks_for_something": lambda: changed(
        AttendanceRule.objects.get(rule_set__run=CourseRunFactory()), minimum=0
    ),
}


def test_every_constraint_is_tried():
    assert set(BREAKS) == constraint_names("courses")


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(name):
    assert_refused(name, BREAKS[name])


@pytest.mark.parametrize("values", [{"due_on": None, "due_days": None}])
def test_an_assignment_without_a_due_rule_is_refused_too(values):
    assert_refused("assignment_one_due_rule", lambda: TextAssignmentFactory(**values))


@pytest.mark.parametrize("share", ["0.00", "-0.10"])
def test_a_share_is_more_than_nothing(share):
    rule_set = CourseRunFactory().rule_sets.get()

    assert_refused("ruleset_partial_is_a_share", lambda: changed(rule_set, partial_from=share))


def test_a_retired_topic_leaves_its_number_free():
    course = CourseFactory()
    Topic.objects.create(course=course, number=1, title_fi="Vanha", retired_at=NOW - days(1))

    assert Topic.objects.create(course=course, number=1, title_fi="Uusi").pk


def test_the_bases_of_the_kinds_are_never_stored():
    run = CourseRunFactory()

    with pytest.raises(TypeError):
        Assignment(run=run, key="x", title="x", due_days=1).save()
    with pytest.raises(TypeError):
        CompletionRule(rule_set=run.rule_sets.get()).save()
    assert (Assignment.objects.count(), AttendanceRule.objects.count()) == (0, 1)


def test_the_kinds_come_back_as_what_they_are():
    task = TextAssignmentFactory()

    assert type(Assignment.objects.get(pk=task.pk)) is TextAssignment
    assert type(CompletionRule.objects.get(rule_set__run=task.run)) is AttendanceRule
