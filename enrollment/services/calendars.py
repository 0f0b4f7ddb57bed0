"""Calendar files of sessions: for everybody, for one person's mails, and the feed of all of one's sessions."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import override, pgettext

from accounts.models import User
from courses.models import CourseRun, Session
from courses.queries import held_sessions, runs_with_sessions, session_place, session_title
from enrollment.enums import HOLDS_PLACE, LIVE, EnrollmentState
from enrollment.models import Enrollment, Transition
from messaging.calendar import CalendarEntry, calendar_file
from messaging.services import Attachment

SHOWN_IN_FEED = (EnrollmentState.CONFIRMED, EnrollmentState.CALLED_OFF)


def calendar_name() -> str:
    """What a calendar file is called in the language being spoken."""
    return pgettext("file name", "calendar.ics")


def cancelled_name() -> str:
    """What the file is called that takes entries away, in the language being spoken."""
    return pgettext("file name", "cancelled.ics")


def calendar_files(
    enrollment: Enrollment, run: CourseRun, now: datetime, *, fills: bool, clears: bool
) -> list[Attachment]:
    """What goes with a letter to the person: the entries to add, the same ones to take away, or nothing."""
    if fills:
        text = calendar_of(run, now, join_links=True, times_left=times_left_run(enrollment))
        return [Attachment(calendar_name(), "text/calendar", text)]
    if clears:
        text = taken_away(run, now, times_left=times_left_run(enrollment))
        return [Attachment(cancelled_name(), "text/calendar", text)]
    return []


def calendar_of(run: CourseRun, now: datetime, *, join_links: bool = False, times_left: int = 0) -> str:
    """The run's sessions as a calendar file; the join link only for people who hold a place.

    `times_left`: how often the person it is for has left the run (`times_left_run`), so that coming back counts as a
    change of what was taken away.
    """
    entries = [
        _entry(session, run, 2 * times_left, join_link=join_links)
        for session in held_sessions(run)
        if _has_time(session)
    ]
    return calendar_file(entries, now=now, name=run.course.short_title)


def taken_away(run: CourseRun, now: datetime, *, times_left: int = 1) -> str:
    """The file that takes the run's sessions off the calendar of somebody who has just left it (RFC 5546 CANCEL)."""
    raised = 2 * max(times_left, 1) - 1
    entries = [_entry(session, run, raised, is_cancelled=True) for session in held_sessions(run) if _has_time(session)]
    return calendar_file(entries, now=now, name=run.course.short_title, method="CANCEL")


def calendar_of_changed(run: CourseRun, sessions: list[Session], now: datetime, *, times_left: int = 0) -> str:
    """The file that moves these sessions' entries, or takes those of cancelled ones away; all of one kind."""
    is_cancelled = any(session.cancelled_at for session in sessions)
    entries = [
        _entry(session, run, 2 * times_left, join_link=not is_cancelled, is_cancelled=is_cancelled)
        for session in sessions
        if _has_time(session)
    ]
    method = "CANCEL" if is_cancelled else "PUBLISH"
    return calendar_file(entries, now=now, name=run.course.short_title, method=method)


def times_left_run(enrollment: Enrollment) -> int:
    """How often the person has had a place in the run and lost it: each time the entries were taken away."""
    return _lost_places().filter(enrollment__run=enrollment.run_id, enrollment__person=enrollment.person_id).count()


def _lost_places() -> QuerySet[Transition]:
    return Transition.objects.filter(from_state__in=sorted(HOLDS_PLACE)).exclude(to_state__in=sorted(LIVE)).order_by()


def personal_calendar(person: User, now: datetime) -> str:
    """Every session of the person's own places, cancelled ones as such, in the person's language.

    Each leads to the own page, where the join link is: the address of the feed is known to the calendar's keeper too.
    """
    lost = _lost_places().filter(enrollment__run=OuterRef("run"), enrollment__person=OuterRef("person"))
    counted = lost.values("enrollment__run").annotate(number=Count("pk")).values("number")
    places: Any = Enrollment.objects.filter(person=person, state__in=SHOWN_IN_FEED).order_by("created_at", "pk")
    places = places.annotate(times_left=Coalesce(Subquery(counted), 0))
    runs = {run.pk: run for run in runs_with_sessions().filter(pk__in=places.values("run"))}
    newest = {enrollment.run_id: enrollment for enrollment in places}
    with override(person.language):
        entries = [
            _entry(session, runs[key], 2 * place.times_left, is_cancelled=session.cancelled_at is not None,
                   page=settings.SITE_URL + reverse("own-enrollment", args=[place.pk]))
            for key, place in newest.items()
            for session in sorted(runs[key].sessions.all(), key=lambda each: each.number)
            if _has_time(session)
        ]  # fmt: skip
    return calendar_file(entries, now=now, name=settings.SITE_NAME)


def _has_time(session: Session) -> bool:
    return bool(session.starts_at and session.ends_at)


def _entry(
    session: Session,
    run: CourseRun,
    raised: int,
    *,
    join_link: bool = False,
    is_cancelled: bool = False,
    page: str = "",
) -> CalendarEntry:
    starts_at, ends_at = session.starts_at, session.ends_at
    link = session.link if join_link else page
    return CalendarEntry(
        uid=f"{session.pk}@sytyke",
        summary=": ".join(filter(None, [run.course.short_title, session_title(session)])),
        starts_at=starts_at,  # type: ignore[arg-type]  # asked before
        ends_at=ends_at,  # type: ignore[arg-type]
        sequence=session.sequence + raised,
        location=session_place(session, run),
        description=link,
        url=link,
        is_cancelled=is_cancelled,
    )
