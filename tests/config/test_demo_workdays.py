"""No training of the demo is held on a day nobody works in Finland."""

from datetime import date, timedelta

import pytest

from config.demo.runs import friday_after, three_days
from config.demo.workdays import workday_from, workday_until
from messaging.workdays import is_working_day
from tests.clock import HELSINKI

pytestmark = pytest.mark.one_database


def test_a_day_is_moved_over_christmas_to_the_next_or_the_last_workday():
    christmas = date(2026, 12, 25)

    assert (workday_from(christmas), workday_until(christmas)) == (date(2026, 12, 28), date(2026, 12, 23))


def test_whatever_day_the_demo_is_loaded_on_its_three_days_are_workdays():
    for count in range(4 * 366):
        times = three_days(friday_after(date(2026, 1, 1) + timedelta(days=count)))
        assert all(is_working_day(starts.astimezone(HELSINKI).date()) for starts, _ends in times)
        assert times == sorted(times)
