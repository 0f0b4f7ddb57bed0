"""Calendar files, read back by a calendar library."""

from datetime import datetime, timedelta

import pytest
from icalendar import Calendar

from messaging.calendar import CalendarEntry, calendar_file
from tests.clock import HELSINKI, NOW

pytestmark = pytest.mark.one_database


def entry(**changes) -> CalendarEntry:
    facts = {
        "uid": "kerta-1@sytyke",
        "summary": "Sytykettä: Dialogi",
        "starts_at": datetime(2026, 10, 23, 9, 0, tzinfo=HELSINKI),
        "ends_at": datetime(2026, 10, 23, 12, 0, tzinfo=HELSINKI),
    }
    return CalendarEntry(**(facts | changes))


def read(*entries: CalendarEntry, **options) -> Calendar:
    return Calendar.from_ical(calendar_file(entries, now=NOW, **options))


def events(calendar: Calendar) -> list:
    return calendar.walk("VEVENT")


@pytest.mark.parametrize(
    ("first", "offsets"),
    [
        (datetime(2026, 10, 19, 9, 0, tzinfo=HELSINKI), [3, 2]),  # over 25.10.2026, out of summer time
        (datetime(2027, 3, 22, 9, 0, tzinfo=HELSINKI), [2, 3]),  # over 28.3.2027, into it
    ],
)
def test_a_weekly_nine_o_clock_stays_nine_o_clock_over_the_change_of_clocks(first, offsets):
    entries = [
        entry(
            uid=f"{week}@sytyke",
            starts_at=first + timedelta(weeks=week),
            ends_at=first + timedelta(weeks=week, hours=3),
        )
        for week in (0, 1)
    ]

    starts = [event.decoded("dtstart") for event in events(read(*entries))]

    assert [(start.hour, start.minute) for start in starts] == [(9, 0), (9, 0)]
    assert [start.utcoffset() for start in starts] == [timedelta(hours=hours) for hours in offsets]


def test_times_are_written_as_wall_time_with_the_zone_and_the_zone_by_rule():
    text = calendar_file([entry()], now=NOW)

    assert "DTSTART;TZID=Europe/Helsinki:20261023T090000\r\n" in text
    assert "DTEND;TZID=Europe/Helsinki:20261023T120000\r\n" in text
    assert text.count("RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=") == 2


def test_every_line_ends_with_cr_lf():
    text = calendar_file([entry()], now=NOW, name="Sytykettä")

    assert text.replace("\r\n", "").count("\n") == 0


def test_the_same_entry_keeps_its_uid_and_a_change_raises_its_sequence():
    before, after = events(read(entry(), entry(sequence=1, location="Kuopio")))

    assert (str(before["uid"]), str(after["uid"])) == ("kerta-1@sytyke", "kerta-1@sytyke")
    assert (before["sequence"], after["sequence"]) == (0, 1)


def test_a_cancelled_session_says_so():
    (event,) = events(read(entry(is_cancelled=True)))

    assert str(event["status"]) == "CANCELLED"


def test_optional_values_are_left_out_when_empty():
    (event,) = events(read(entry()))

    assert [key for key in ("location", "description", "url") if key in event] == []


HOSTILE = [
    "Koulutus\r\nATTENDEE:mailto:x@paha.example",
    "Koulutus\rATTENDEE:mailto:x@paha.example",
    "Koulutus\nEND:VEVENT\nBEGIN:VEVENT\nUID:paha",
    "Koulutus; ROLE=CHAIR, \\n BEGIN:VALARM",
    "Koulutus\x0b\x0c\x1c\u2028ATTENDEE:mailto:x@paha.example",
]


@pytest.mark.parametrize("field", ["summary", "location", "description"])
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_out_of_its_property(field, text):
    calendar = read(entry(**{field: text}))

    (event,) = events(calendar)
    extra = {"LOCATION"} if field == "location" else {"DESCRIPTION"} if field == "description" else set()
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS"} | extra
    assert str(event["uid"]) == "kerta-1@sytyke"
    assert [component.name for component in calendar.subcomponents] == ["VTIMEZONE", "VEVENT"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_name_breaks_out_of_its_property(text):
    lines = calendar_file([entry()], now=NOW, name=text).replace("\r\n ", "").split("\r\n")

    assert [line for line in lines if line.startswith(("ATTENDEE", "UID:paha", "BEGIN:VALARM"))] == []
    assert sum("\r" in line or "\n" in line for line in lines) == 0


def test_semicolon_comma_and_backslash_come_back_as_they_were():
    (event,) = events(read(entry(summary="Lapsi; perhe, työ \\ verkosto")))

    assert str(event["summary"]) == "Lapsi; perhe, työ \\ verkosto"
