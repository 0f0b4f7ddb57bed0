"""Finnish working days. Pure.

Public holidays by the laws that name them: vapunpäivä (272/1944), itsenäisyyspäivä (388/1937), the church's holy days
(kirkkolaki 652/2023, 3:3). Christmas Eve and Midsummer Eve are no holidays by law, and nobody is at work.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.easter import easter

HELSINKI = ZoneInfo("Europe/Helsinki")
DAY = timedelta(days=1)
FRIDAY, SATURDAY = 4, 5
_FIXED = ((1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26))
_FROM_EASTER = (-2, 0, 1, 39, 49)  # Good Friday, Easter, Easter Monday, Ascension Day, Pentecost


@lru_cache(maxsize=16)
def holidays(year: int) -> frozenset[date]:
    """The days of the year on which nobody is at work, whatever the day of the week."""
    sunday = easter(year)
    midsummer_eve = _first_from(date(year, 6, 19), FRIDAY)
    all_saints = _first_from(date(year, 10, 31), SATURDAY)
    return frozenset(
        {
            *(date(year, month, day) for month, day in _FIXED),
            *(sunday + number * DAY for number in _FROM_EASTER),
            midsummer_eve,
            midsummer_eve + DAY,
            all_saints,
        }
    )


def is_holiday(day: date) -> bool:
    """Whether nobody is at work on this day, whatever the day of the week."""
    return day in holidays(day.year)


def is_working_day(day: date) -> bool:
    """Whether people are at work: from Monday to Friday, but for holidays."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def previous_working_day(day: date) -> date:
    """The last working day before this one."""
    before = day - DAY
    while not is_working_day(before):
        before -= DAY
    return before


def eve_at(instant: datetime, clock: time) -> datetime:
    """This clock time, Finnish, on the last working day before the instant's Finnish day."""
    eve = previous_working_day(instant.astimezone(HELSINKI).date())
    return datetime.combine(eve, clock, tzinfo=HELSINKI)


def _first_from(day: date, weekday: int) -> date:
    return day + ((weekday - day.weekday()) % 7) * DAY
