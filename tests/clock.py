"""The one moment most tests happen at: Thursday 20 May 2027, 9.00 in Helsinki."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2027, 5, 20, 9, 0, tzinfo=HELSINKI)


def days(count: float) -> timedelta:
    return timedelta(days=count)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)
