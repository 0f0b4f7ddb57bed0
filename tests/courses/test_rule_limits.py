"""What an attendance rule may ask, and which set of rules somebody joins under."""

import pytest
from django.core.exceptions import ValidationError

from courses.models import AttendanceRule, CourseRun, RuleSet
from courses.queries import current_rule_set, rule_sentence
from tests.clock import NOW
from tests.factories import CourseRunFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.parametrize(
    ("minimum", "max_replaced", "field"),
    [(4, 0, "minimum"), (2, 3, "max_replaced"), (None, 4, "max_replaced")],
)
def test_a_rule_nobody_could_fill_is_refused(minimum, max_replaced, field) -> None:
    rule = AttendanceRule(rule_set=_empty_set(), minimum=minimum, max_replaced=max_replaced)

    with pytest.raises(ValidationError) as refusal:
        rule.clean()

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.parametrize(("minimum", "max_replaced"), [(None, 3), (3, 3), (1, 0), (2, 2)])
def test_a_rule_within_the_sessions_is_accepted(minimum, max_replaced) -> None:
    AttendanceRule(rule_set=_empty_set(), minimum=minimum, max_replaced=max_replaced).clean()


def test_a_second_attendance_rule_of_a_set_is_refused(run) -> None:
    with pytest.raises(ValidationError):
        AttendanceRule(rule_set=run.rule_sets.get(), minimum=1).clean()


def test_a_set_without_a_rule_is_in_nobodys_way(run) -> None:
    before = rule_sentence(run)
    RuleSet.objects.create(run=run, number=2, in_force_from=NOW)
    again = CourseRun.objects.get(pk=run.pk)

    assert (current_rule_set(again, NOW).number, rule_sentence(again)) == (1, before)


def _empty_set() -> RuleSet:
    run = CourseRunFactory(session_count=3)
    return RuleSet.objects.create(run=run, number=2, in_force_from=NOW)
