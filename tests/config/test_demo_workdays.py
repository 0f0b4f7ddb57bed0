"""No training of the demo is held on a day nobody works in Finland."""

from datetime import date, timedelta

import pytest

from config.demo.runs import friday_after, three_days
from config.demo.workdays import easter, is_workday, workday_from, workday_until
from tests.clock import HELSINKI


@pytest.mark.parametrize(
    "day",
    [
        date(2027, 1, 1), date(2027, 1, 6), date(2027, 3, 26), date(2027, 3, 29), date(2026, 5, 1), date(2027, 5, 6),
        date(2027, 6, 25), date(2027, 12, 6), date(2026, 12, 24), date(2026, 12, 25), date(2026, 11, 28),
        date(2026, 11, 29),
    ],
)  # fmt: skip
def test_a_holiday_an_eve_and_a_weekend_are_no_workdays(day):
    assert is_workday(day) is False


def test_other_days_are():
    days = [date(2027, 3, 25), date(2027, 6, 18), date(2027, 5, 20), date(2026, 12, 23)]

    assert [is_workday(day) for day in days] == [True] * 4


@pytest.mark.parametrize(
    ("year", "day"),
    [(2021, date(2021, 4, 4)), (2024, date(2024, 3, 31)), (2027, date(2027, 3, 28)), (2038, date(2038, 4, 25))],
)
def test_easter_is_where_the_calendar_has_it(year, day):
    assert easter(year) == day


def test_a_day_is_moved_over_christmas_to_the_next_or_the_last_workday():
    christmas = date(2026, 12, 25)

    assert (workday_from(christmas), workday_until(christmas)) == (date(2026, 12, 28), date(2026, 12, 23))


def test_whatever_day_the_demo_is_loaded_on_its_three_days_are_workdays():
    for count in range(4 * 366):
        times = three_days(friday_after(date(2026, 1, 1) + timedelta(days=count)))
        assert all(is_workday(starts.astimezone(HELSINKI).date()) for starts, _ends in times)
        assert times == sorted(times)
