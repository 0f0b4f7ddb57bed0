"""Finnish working days, holidays by their laws."""

from datetime import date, datetime, time

import pytest

from messaging.workdays import eve_at, holidays, previous_working_day
from tests.clock import HELSINKI

pytestmark = pytest.mark.one_database


def test_the_holidays_of_2027():
    assert sorted(holidays(2027)) == [
        date(2027, 1, 1), date(2027, 1, 6), date(2027, 3, 26), date(2027, 3, 28), date(2027, 3, 29),
        date(2027, 5, 1), date(2027, 5, 6), date(2027, 5, 16), date(2027, 6, 25), date(2027, 6, 26),
        date(2027, 11, 6), date(2027, 12, 6), date(2027, 12, 24), date(2027, 12, 25), date(2027, 12, 26),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2027, 6, 9), date(2027, 6, 8)),
        (date(2027, 6, 7), date(2027, 6, 4)),  # Monday: Friday
        (date(2027, 3, 30), date(2027, 3, 25)),  # after Easter
        (date(2027, 5, 7), date(2027, 5, 5)),  # after Ascension Day
        (date(2027, 6, 28), date(2027, 6, 24)),  # after Midsummer
        (date(2027, 12, 7), date(2027, 12, 3)),  # after Independence Day on a Monday
        (date(2027, 12, 27), date(2027, 12, 23)),  # after Christmas
        (date(2027, 1, 7), date(2027, 1, 5)),  # after Epiphany
        (date(2029, 1, 2), date(2028, 12, 29)),  # over the year
    ],
)
def test_the_working_day_before(day, before):
    assert previous_working_day(day) == before


@pytest.mark.parametrize(
    ("starts", "eve"),
    [
        (datetime(2026, 10, 26, 9, tzinfo=HELSINKI), datetime(2026, 10, 23, 15, tzinfo=HELSINKI)),  # clocks go back
        (datetime(2028, 3, 27, 9, tzinfo=HELSINKI), datetime(2028, 3, 24, 15, tzinfo=HELSINKI)),  # and forward
        (datetime(2027, 6, 9, 0, 30, tzinfo=HELSINKI), datetime(2027, 6, 8, 15, tzinfo=HELSINKI)),
    ],
)
def test_fifteen_o_clock_of_the_eve_is_finnish_time(starts, eve):
    assert eve_at(starts, time(15)) == eve
