"""The sessions of a run as a calendar file."""

from datetime import datetime

from django.utils.translation import pgettext

from courses.models import CourseRun
from courses.queries import held_sessions, session_place, session_title
from messaging.calendar import CalendarEntry, calendar_file


def calendar_name() -> str:
    """What a calendar file is called in the reader's language."""
    return pgettext("file name", "calendar.ics")


def calendar_of(run: CourseRun, now: datetime, *, join_links: bool = False, is_cancelled: bool = False) -> str:
    """The run's sessions as a calendar file; the join link only for people who hold a place.

    `is_cancelled` makes it the file that takes the same entries away again (RFC 5546 CANCEL).
    """
    entries = [
        CalendarEntry(
            uid=f"{session.pk}@sytyke",
            summary=": ".join(filter(None, [run.course.short_title, session_title(session)])),
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            sequence=session.sequence + is_cancelled,
            location=session_place(session, run),
            description=session.link if join_links else "",
            url=session.link if join_links else "",
            is_cancelled=is_cancelled,
        )
        for session in held_sessions(run)
        if session.starts_at and session.ends_at
    ]
    method = "CANCEL" if is_cancelled else "PUBLISH"
    return calendar_file(entries, now=now, name=run.course.short_title, method=method)
