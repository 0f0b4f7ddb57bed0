"""The days trainings are held on in Finland: no weekend, no public holiday and not the eves that nobody works on."""

from datetime import date, timedelta

DAY = timedelta(days=1)
SATURDAY = 5
# New Year, Epiphany, May Day, Independence Day, Christmas Eve, Christmas, St Stephen's: (month, day).
_FIXED = frozenset({(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)})
_FROM_EASTER = frozenset({-2, 0, 1, 39})  # Good Friday, Easter, Easter Monday, Ascension Day


def is_workday(day: date) -> bool:
    """Whether a training may be held on the day."""
    is_midsummer_eve = day.weekday() == 4 and day.month == 6 and 19 <= day.day <= 25
    is_holiday = (day.month, day.day) in _FIXED or (day - easter(day.year)).days in _FROM_EASTER
    return day.weekday() < SATURDAY and not (is_holiday or is_midsummer_eve)


def workday_from(day: date) -> date:
    """The day itself, or the first workday after it."""
    while not is_workday(day):
        day += DAY
    return day


def workday_until(day: date) -> date:
    """The day itself, or the last workday before it."""
    while not is_workday(day):
        day -= DAY
    return day


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, (century, of_century) = year % 19, divmod(year, 100)
    leaps, rest = divmod(century, 4)
    moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    to_sunday = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
