"""The days the demo's trainings are held on: working days only."""

from datetime import date

from messaging.workdays import DAY, is_working_day


def workday_from(day: date) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day):
        day += DAY
    return day


def workday_until(day: date) -> date:
    """The day itself, or the last working day before it."""
    while not is_working_day(day):
        day -= DAY
    return day
