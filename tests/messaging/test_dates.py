"""How dates are said in Finnish and Swedish, over midnight and on the days the clocks change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils.translation import override

from messaging import dates
from tests.clock import HELSINKI

pytestmark = pytest.mark.one_database


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=HELSINKI)


def plain(text: str) -> str:
    """No-break spaces read as spaces; that they are there is tested once."""
    return text.replace(dates.NBSP, " ")


def test_a_day_has_its_weekday_without_leading_zeros():
    assert dates.day(date(2021, 5, 28)) == "pe\xa028.5.2021"
    assert dates.day(date(2021, 6, 7), year=False) == "ma\xa07.6."


@pytest.mark.parametrize(
    ("day", "weekday"),
    [(24, "ma"), (25, "ti"), (26, "ke"), (27, "to"), (28, "pe"), (29, "la"), (30, "su")],
)
def test_every_weekday_has_its_name(day, weekday):
    assert plain(dates.day(date(2021, 5, day))) == f"{weekday} {day}.5.2021"


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        (at(2021, 5, 28, 9, 0), "9.00"),
        (at(2021, 5, 28, 0, 5), "0.05"),
        (at(2021, 5, 28, 23, 59), "23.59"),
        (datetime(2021, 5, 28, 6, 0, tzinfo=UTC), "9.00"),  # summer: three hours ahead of UTC
        (datetime(2021, 1, 28, 7, 0, tzinfo=UTC), "9.00"),  # winter: two
    ],
)
def test_a_clock_time_is_finnish_whatever_zone_it_is_kept_in(instant, said):
    assert dates.clock(instant) == said


def test_a_moment_is_day_and_clock():
    assert dates.moment(at(2021, 5, 27, 23, 59)) == "to\xa027.5.2021 klo\xa023.59"
    assert plain(dates.moment(at(2021, 5, 27, 12, 0), year=False)) == "to 27.5. klo 12.00"


def test_a_moment_before_midnight_in_utc_belongs_to_the_next_finnish_day():
    assert plain(dates.moment(datetime(2021, 5, 27, 22, 30, tzinfo=UTC))) == "pe 28.5.2021 klo 1.30"


def test_a_span_names_the_day_once():
    assert plain(dates.span(at(2021, 5, 28, 9, 0), at(2021, 5, 28, 12, 0))) == "pe 28.5.2021 klo 9.00–12.00"
    assert plain(dates.span(at(2021, 5, 28, 9), at(2021, 5, 28, 12), year=False)) == "pe 28.5. klo 9.00–12.00"


def test_a_span_over_midnight_names_both_days():
    said = dates.span(at(2021, 5, 28, 22, 0), at(2021, 5, 29, 1, 0))

    assert plain(said) == "pe 28.5.2021 klo 22.00 – la 29.5.2021 klo 1.00"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        # 28.3.2027: the clock jumps from 3 to 4; 00.30–02.30 UTC is 2.30–5.30 on the wall.
        ((2027, 3, 28, 0, 30), (2027, 3, 28, 2, 30), "su 28.3.2027 klo 2.30–5.30"),
        # 25.10.2026: 3.30 happens twice; 00.30 UTC is the first of them, 02.00 UTC already winter's 4.00.
        ((2026, 10, 25, 0, 30), (2026, 10, 25, 2, 0), "su 25.10.2026 klo 3.30–4.00"),
    ],
)
def test_a_span_on_the_day_the_clocks_change_says_what_the_wall_clock_shows(start, end, said):
    assert plain(dates.span(datetime(*start, tzinfo=UTC), datetime(*end, tzinfo=UTC))) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2021, 5, 28), date(2021, 6, 21), "28.5.–21.6.2021"),
        (date(2020, 12, 30), date(2021, 1, 4), "30.12.2020–4.1.2021"),
        (date(2021, 5, 28), date(2021, 5, 28), "28.5.2021"),
    ],
)
def test_a_date_range_says_the_year_where_it_changes(first, last, said):
    assert dates.date_range(first, last) == said


def test_a_long_day_has_the_month_in_words():
    assert [dates.long_day(date(2021, month, 1)).split()[1] for month in (1, 6, 12)] == [
        "tammikuuta",
        "kesäkuuta",
        "joulukuuta",
    ]
    assert dates.long_day(date(2021, 6, 21)) == "21. kesäkuuta 2021"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], ""),
        ([date(2021, 5, 28)], "pe 28.5.2021"),
        ([date(2021, 5, 28), date(2021, 6, 7)], "pe 28.5. ja ma 7.6.2021"),
        ([date(2021, 5, 28), date(2021, 6, 7), date(2021, 6, 21)], "pe 28.5., ma 7.6. ja ma 21.6.2021"),
        ([date(2020, 12, 30), date(2021, 1, 4)], "ke 30.12.2020 ja ma 4.1.2021"),
    ],
)
def test_a_list_of_days_reads_as_a_sentence(days, said):
    assert plain(dates.list_of_days(days)) == said


# Swedish


@pytest.fixture
def in_swedish() -> Iterator[None]:
    with override("sv"):
        yield


@pytest.mark.parametrize(
    ("day", "weekday"),
    [(24, "mån"), (25, "tis"), (26, "ons"), (27, "tors"), (28, "fre"), (29, "lör"), (30, "sön")],
)
@pytest.mark.usefixtures("in_swedish")
def test_every_weekday_has_its_swedish_name(day, weekday):
    assert dates.day(date(2021, 5, day)) == f"{weekday}\xa0{day}.5.2021"


@pytest.mark.usefixtures("in_swedish")
def test_a_time_is_said_in_swedish_as_it_is_written_in_finland():
    starts, ends = at(2021, 5, 28, 9, 0), at(2021, 5, 28, 12, 0)

    assert dates.span(starts, ends) == "fre\xa028.5.2021 kl.\xa09.00–12.00"
    assert dates.long_day(date(2021, 6, 21)) == "21 juni 2021"
    days = [date(2021, 5, 28), date(2021, 6, 7), date(2021, 6, 21)]
    assert plain(dates.list_of_days(days)) == "fre 28.5., mån 7.6. och mån 21.6.2021"


@pytest.mark.parametrize(
    ("language", "said"), [("fi", "pe 28.5.2021 klo 9.05 4,3"), ("sv", "fre 28.5.2021 kl. 9.05 4,3")]
)
def test_djangos_own_formats_agree(language, said):
    template = "{% load l10n %}{{ moment|date:'DATETIME_FORMAT' }} {{ number|localize }}"

    with override(language):
        text = engines["django"].from_string(template).render({"moment": at(2021, 5, 28, 9, 5), "number": 4.3})

    assert plain(text) == said
