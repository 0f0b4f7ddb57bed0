"""How an instant is said: `pe 28.5.2021 klo 9.00–12.00`, in Swedish `fre 28.5.2021 kl. 9.00–12.00` (glossary §J).

Pure but for the language being spoken; aware datetimes in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import get_language

NBSP = "\xa0"


@dataclass(frozen=True)
class Words:
    """What a language calls the days and months, and the small words between them."""

    weekdays: Sequence[str]
    months: Sequence[str]
    at: str  # before a time of the clock
    and_: str
    after_day: str  # behind the number of a day before its month


FINNISH = Words(
    weekdays=("ma", "ti", "ke", "to", "pe", "la", "su"),
    months=(
        "tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta",
        "heinäkuuta", "elokuuta", "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta",
    ),
    at="klo", and_="ja", after_day=".",
)  # fmt: skip
SWEDISH = Words(
    weekdays=("mån", "tis", "ons", "tors", "fre", "lör", "sön"),
    months=(
        "januari", "februari", "mars", "april", "maj", "juni",
        "juli", "augusti", "september", "oktober", "november", "december",
    ),
    at="kl.", and_="och", after_day="",
)  # fmt: skip


def _words() -> Words:
    return SWEDISH if get_language() == "sv" else FINNISH


def day(value: date, *, year: bool = True) -> str:
    """`pe 28.5.2021`, or `pe 28.5.` without the year."""
    return f"{_words().weekdays[value.weekday()]}{NBSP}{value.day}.{value.month}.{value.year if year else ''}"


def clock(value: datetime) -> str:
    """`9.00` in Finnish time."""
    local = localtime(value)
    return f"{local.hour}.{local.minute:02}"


def moment(value: datetime, *, year: bool = True) -> str:
    """`to 27.5.2021 klo 23.59`."""
    return f"{day(localtime(value).date(), year=year)} {_words().at}{NBSP}{clock(value)}"


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
    """`21. kesäkuuta 2021` or `21 juni 2021`, as dated documents are."""
    words = _words()
    return f"{value.day}{words.after_day} {words.months[value.month - 1]} {value.year}"


def list_of_days(days: Sequence[date]) -> str:
    """`pe 28.5., ma 7.6. ja ma 21.6.2021`: the years only where they change; empty text for no days."""
    parts = [
        day(value, year=index == len(days) - 1 or days[index + 1].year != value.year)
        for index, value in enumerate(days)
    ]
    return f" {_words().and_} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
