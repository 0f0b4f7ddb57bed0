"""How an instant is said in Finnish: `pe 28.5.2021`, `klo 9.00–12.00` (brief §9). Pure; aware datetimes in."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.timezone import localtime

WEEKDAYS = ("ma", "ti", "ke", "to", "pe", "la", "su")
MONTHS = (
    "tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta",
    "heinäkuuta", "elokuuta", "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta",
)  # fmt: skip
NBSP = "\xa0"


def day(value: date, *, year: bool = True) -> str:
    """`pe 28.5.2021`, or `pe 28.5.` without the year."""
    return f"{WEEKDAYS[value.weekday()]}{NBSP}{value.day}.{value.month}.{value.year if year else ''}"


def clock(value: datetime) -> str:
    """`9.00` in Finnish time."""
    local = localtime(value)
    return f"{local.hour}.{local.minute:02}"


def moment(value: datetime, *, year: bool = True) -> str:
    """`to 27.5.2021 klo 23.59`."""
    return f"{day(localtime(value).date(), year=year)} klo{NBSP}{clock(value)}"


def span(starts_at: datetime, ends_at: datetime, *, year: bool = True) -> str:
    """`pe 28.5.2021 klo 9.00–12.00`; over midnight `pe 28.5.2021 klo 22.00 – la 29.5.2021 klo 1.00`."""
    if localtime(starts_at).date() == localtime(ends_at).date():
        return f"{moment(starts_at, year=year)}–{clock(ends_at)}"
    return f"{moment(starts_at, year=year)} – {moment(ends_at, year=year)}"


def date_range(first: date, last: date) -> str:
    """`28.5.–21.6.2021`, `30.12.2020–4.1.2021` or a single `28.5.2021`."""
    if first == last:
        return f"{first.day}.{first.month}.{first.year}"
    start = f"{first.day}.{first.month}." + ("" if first.year == last.year else str(first.year))
    return f"{start}–{last.day}.{last.month}.{last.year}"


def long_day(value: date) -> str:
    """`21. kesäkuuta 2021`, as dated documents are."""
    return f"{value.day}. {MONTHS[value.month - 1]} {value.year}"


def list_of_days(days: Sequence[date]) -> str:
    """`pe 28.5., ma 7.6. ja ma 21.6.2021`: the years only where they change; empty text for no days."""
    parts = [
        day(value, year=index == len(days) - 1 or days[index + 1].year != value.year)
        for index, value in enumerate(days)
    ]
    return " ja ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
