"""Calendar files (RFC 5545). Pure: entries in, text out. The same entry keeps its UID, a change raises its sequence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDDDTypes, vRecur

HELSINKI = ZoneInfo("Europe/Helsinki")


@dataclass(frozen=True)
class CalendarEntry:
    """One session as a calendar entry; instants are aware, `sequence` rises with every change of time or place."""

    uid: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    sequence: int = 0
    location: str = ""
    description: str = ""
    url: str = ""
    is_cancelled: bool = False


def calendar_file(entries: Sequence[CalendarEntry], *, now: datetime, name: str = "", method: str = "PUBLISH") -> str:
    """The entries as one calendar file in Finnish wall time; CR LF line ends as the standard demands."""
    return _written(tuple(entries), now.replace(microsecond=0), name, method)  # the stamp tells whole seconds


@lru_cache(maxsize=16)  # everybody who takes a place in the same second of a storm gets the same file
def _written(entries: tuple[CalendarEntry, ...], now: datetime, name: str, method: str) -> str:
    calendar = Calendar()
    calendar.add("prodid", "-//Sytyke//Sytyke//FI")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if name:
        calendar.add("x-wr-calname", _one_line(name))
    calendar.add_component(_helsinki())
    for entry in entries:
        calendar.add_component(_event(entry, now))
    return calendar.to_ical().decode()


def _event(entry: CalendarEntry, now: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now.astimezone(ZoneInfo("UTC")))
    event.add("dtstart", entry.starts_at.astimezone(HELSINKI))
    event.add("dtend", entry.ends_at.astimezone(HELSINKI))
    event.add("sequence", entry.sequence)
    event.add("summary", _one_line(entry.summary))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    for key, value in (("location", entry.location), ("description", entry.description), ("url", entry.url)):
        if value:
            event.add(key, value if key == "description" else _one_line(value))
    return event


def _one_line(text: str) -> str:
    """A lone CR or LF inside a value could end the property and begin another (security.md, iCal injection)."""
    return " ".join(text.split())


def _helsinki() -> Timezone:
    """Europe/Helsinki by rule (RFC 5545 §3.6.5); icalendar's own table ends in 2038."""
    timezone = Timezone()
    timezone.add("tzid", "Europe/Helsinki")
    for kind, name, month, before, after, start in (
        (TimezoneDaylight, "EEST", 3, 2, 3, datetime(1981, 3, 29, 3)),
        (TimezoneStandard, "EET", 10, 3, 2, datetime(1996, 10, 27, 4)),
    ):
        part = kind()
        part.add("tzname", name)
        part.add("dtstart", vDDDTypes(start))
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        part.add("rrule", vRecur(freq="YEARLY", bymonth=month, byday="-1SU"))
        timezone.add_component(part)
    return timezone
