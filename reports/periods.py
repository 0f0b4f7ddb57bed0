"""What a report of a period was asked for. Pure; the instant comes in as `now`."""

from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlencode

from django.utils.timezone import localdate, make_aware
from django.utils.translation import pgettext

from messaging.dates import date_range


@dataclass(frozen=True)
class Period:
    """From a day to a day, both included, either left open; of one organiser; as the figures stood at `as_of`.

    `organiser` is a choice of `queries.organiser_choices`, empty for all; `on` is the day of `as_of` if one was given.
    """

    as_of: datetime
    since: date | None = None
    until: date | None = None
    on: date | None = None
    organiser: str = ""

    @classmethod
    def asked(cls, now: datetime, **given: date | str | None) -> "Period":
        """The period of a cleaned form: today's figures are of this instant, an earlier day's of its last one."""
        told = {name: value for name, value in given.items() if value}
        day = told.get("on")
        is_past = isinstance(day, date) and day < localdate(now)
        return cls(as_of=make_aware(datetime.combine(day, time.max)) if is_past else now, **told)  # type: ignore[arg-type]

    @property
    def query(self) -> str:
        """The same as the end of an address, so that it can be shared; empty when nothing was chosen."""
        days = {"since": self.since, "until": self.until, "as_of": self.on}
        told = {name: date_range(day, day) for name, day in days.items() if day}
        return urlencode({**told, **({"organiser": self.organiser} if self.organiser else {})})

    @property
    def in_a_file_name(self) -> str:
        """`2022`, `2021 2022`, `2022-01-01 2022-06-30`, with the day of the figures; empty when nothing was chosen."""
        parts = [self._days_of_a_file()]
        if self.on:
            parts.append(pgettext("file name", "as of %(day)s") % {"day": self.on.isoformat()})
        return " ".join(filter(None, parts))

    def _days_of_a_file(self) -> str:
        since, until = self.since, self.until
        if since and until and (since.day, since.month, until.day, until.month) == (1, 1, 31, 12):
            return " ".join(dict.fromkeys([str(since.year), str(until.year)]))
        if since and until:
            return f"{since.isoformat()} {until.isoformat()}"
        if since:
            return pgettext("period", "from %(day)s") % {"day": since.isoformat()}
        return pgettext("period", "until %(day)s") % {"day": until.isoformat()} if until else ""

    def days_in_words(self) -> str:
        """`1.1.–30.6.2027`, `alkaen 1.1.2027`, `30.6.2027 asti`, or empty without limits."""
        if self.since and self.until:
            return date_range(self.since, self.until)
        if self.since:
            return pgettext("period", "from %(day)s") % {"day": date_range(self.since, self.since)}
        return pgettext("period", "until %(day)s") % {"day": date_range(self.until, self.until)} if self.until else ""
