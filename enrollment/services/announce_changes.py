"""Telling people that the organiser moved or cancelled something, and the day before a session."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from courses.models import Assignment, CourseRun, Session, SessionChange
from courses.queries import days_in_words, loaded_for_letters, session_place, session_when
from enrollment import change_letters as kinds
from enrollment.enums import EnrollmentState
from enrollment.links import new_time_link, shown_new_time_link
from enrollment.models import Enrollment
from enrollment.services.announce import assignment_address, letter_facts, letter_key, say, session_line
from enrollment.services.calendars import calendar_name, calendar_of_changed, cancelled_name, times_left_run
from messaging.dates import day, moment, span
from messaging.kinds import MessageKind
from messaging.queries import site_addresses
from messaging.services import Attachment, Letter, compose, withdraw_messages


def moved(enrollment: Enrollment, session: Session, before: SessionChange, now: datetime) -> bool:
    """Tell the former and the new time or place; who has a place gets the file that moves the entry, and the way to
    answer that the new time does not suit.
    """
    has_place = enrollment.state == EnrollmentState.CONFIRMED
    files = _changed_entries(enrollment, [session], now)
    return say(
        kinds.MOVED,
        enrollment,
        now,
        cause=f"{session.pk}:{session.sequence}",
        extra=_move_facts(enrollment, session, before),
        with_link=has_place,
        files=files,
    )


def preview_of_move(enrollment: Enrollment, session: Session, before: SessionChange, now: datetime) -> Letter:
    """The letter as this person will get it, before anything is moved; the session holds the new time and place, in
    the enrolment's run too.
    """
    has_place = enrollment.state == EnrollmentState.CONFIRMED
    facts = _move_facts(enrollment, session, before)
    if facts["reply_page"]:
        facts["reply_page"] = shown_new_time_link()
    return _composed(kinds.MOVED, enrollment, facts, now, with_link=has_place)


def preview_of_cancelling(enrollment: Enrollment, session: Session, now: datetime) -> Letter:
    """The letter as this person will get it, before the session is cancelled; the enrolment's run is without it."""
    return _composed(kinds.SESSION_CANCELLED, enrollment, _cancelling_facts(enrollment, session), now)


def _composed(
    kind: MessageKind, enrollment: Enrollment, extra: dict[str, str], now: datetime, *, with_link: bool = False
) -> Letter:
    with override(enrollment.person.language):
        facts = letter_facts(enrollment, loaded_for_letters(enrollment.run), now, with_link=with_link)
    return compose(kind.key, enrollment.person.language, facts | extra)


def _move_facts(enrollment: Enrollment, session: Session, before: SessionChange) -> dict[str, str]:
    run, has_place = enrollment.run, enrollment.state == EnrollmentState.CONFIRMED
    earlier = Session(starts_at=before.starts_at, ends_at=before.ends_at, venue=before.venue)
    with override(enrollment.person.language):
        times = session_when(session), session_when(earlier)
        places = session_place(session, run), session_place(earlier, run)
        new_time, old_time = times if times[0] != times[1] else ("", "")
        new_place, old_place = places if places[0] != places[1] else ("", "")
        return {
            "number": _("Session %(number)s") % {"number": session.number},
            "new_time": new_time,
            "old_time": old_time,
            "new_place": new_place,
            "old_place": old_place,
            "reply_page": new_time_link(enrollment, session) if has_place and new_time else "",
            "calendar": _calendar_note(enrollment),
        }


def session_cancelled(enrollment: Enrollment, session: Session, now: datetime) -> bool:
    """Tell that the session is not held and that the rule takes it into account; the entry goes off the calendar."""
    extra, files = _cancelling_facts(enrollment, session), _changed_entries(enrollment, [session], now)
    return say(kinds.SESSION_CANCELLED, enrollment, now, cause=str(session.pk), extra=extra, files=files)


def _cancelling_facts(enrollment: Enrollment, session: Session) -> dict[str, str]:
    with override(enrollment.person.language):
        return {"session": session_line(session), "calendar": _calendar_note(enrollment)}


def called_off(
    enrollment: Enrollment, sessions: list[Session], others: Sequence[CourseRun], now: datetime, *, had_place: bool
) -> bool:
    """Tell that the run is cancelled, why, and which other runs there are; the coming entries go off the calendar."""
    extra = _calling_off_facts(enrollment, others, has_entries=had_place and bool(sessions))
    files = _changed_entries(enrollment, sessions, now, had_place=had_place)
    return say(kinds.CALLED_OFF, enrollment, now, extra=extra, files=files)


def preview_of_calling_off(
    enrollment: Enrollment, sessions: list[Session], others: Sequence[CourseRun], now: datetime, *, had_place: bool
) -> Letter:
    """The letter as this person will get it, before anything is cancelled."""
    extra = _calling_off_facts(enrollment, others, has_entries=had_place and bool(sessions))
    return _composed(kinds.CALLED_OFF, enrollment, extra, now)


def _calling_off_facts(enrollment: Enrollment, others: Sequence[CourseRun], *, has_entries: bool) -> dict[str, str]:
    with override(enrollment.person.language):
        return {
            "reason": enrollment.run.cancel_reason,
            "alternatives": "".join(f"\n{_run_line(run)}" for run in others),
            "trainings_page": settings.SITE_URL + site_addresses(enrollment.person.language).trainings,
            "calendar": _("Open the attached file, and your calendar is put right.") if has_entries else "",
        }


def _run_line(run: CourseRun) -> str:
    address = settings.SITE_URL + reverse("enroll", args=[run.pk])
    return ", ".join(filter(None, [run.label, days_in_words(run)])) + f": {address}"


def reminder(enrollment: Enrollment, session: Session, now: datetime) -> bool:
    """Remind of the session: its time, place and join link."""
    with override(enrollment.person.language):
        extra = {"session": session_line(session), "join": session.link, "day": _day_said(session, now)}
    return say(kinds.REMINDER, enrollment, now, cause=reminder_cause(session), extra=extra)


def reminder_key(enrollment: Enrollment, session: Session) -> str:
    """What tells this reminder from every other one: a session that was moved has another one."""
    return letter_key(kinds.REMINDER, enrollment, reminder_cause(session))


def reminder_cause(session: Session) -> str:
    """A session at its time: moved, it is another cause."""
    return f"{session.pk}:{session.sequence}"


def withdraw_unsent_reminders(enrollments: Sequence[Enrollment], session: Session) -> None:
    """Drop the reminders that still wait to be sent; call it before the session changes."""
    withdraw_messages([reminder_key(enrollment, session) for enrollment in enrollments])


def _day_said(session: Session, now: datetime) -> str:
    """`Tomorrow`, `Today`, else the day itself."""
    if session.starts_at is None:
        return ""
    held = localtime(session.starts_at).date()
    ahead = (held - localdate(now)).days
    near = {0: pgettext("reminder", "Today"), 1: pgettext("reminder", "Tomorrow")}
    return near.get(ahead, day(held))


def new_time_noted(
    enrollment: Enrollment,
    session: Session,
    assignment: Assignment | None,
    others: Sequence[Session],
    now: datetime,
) -> None:
    """Confirm that the new time does not suit, and tell the ways to make up for the session."""
    due_at = due_after(session, assignment, now)
    with override(enrollment.person.language):
        extra = {
            "session": session_line(session),
            "alternatives": "".join(f"\n{other_session_line(other)}" for other in others),
            "assignment": assignment.title if assignment else "",
            "due": moment(due_at) if due_at else "",
            "address": assignment_address(enrollment, assignment) if assignment else "",
        }
    say(kinds.NEW_TIME_NOTED, enrollment, now, cause=f"{session.pk}:{session.sequence}", extra=extra)


def due_after(session: Session, assignment: Assignment | None, now: datetime) -> datetime | None:
    """By when somebody who cannot come answers instead: reckoned from the session, as for those who are away; None
    without an assignment.
    """
    return assignment.due_at(max(now, session.ends_at or now)) if assignment else None


def other_session_line(session: Session) -> str:
    """`Ryhmä 2: ti 15.6.2027 klo 9.00–15.00, etänä`."""
    when = span(session.starts_at, session.ends_at) if session.starts_at and session.ends_at else ""
    return f"{session.run.label}: {', '.join(filter(None, [when, session_place(session, session.run)]))}"


def _calendar_note(enrollment: Enrollment) -> str:
    is_in = enrollment.state == EnrollmentState.CONFIRMED
    return _("Open the attached file, and your calendar is put right.") if is_in else ""


def _changed_entries(
    enrollment: Enrollment, sessions: list[Session], now: datetime, *, had_place: bool | None = None
) -> list[Attachment]:
    """The file for the calendar of somebody who has, or had, a place; nobody else has the entries."""
    is_in = enrollment.state == EnrollmentState.CONFIRMED if had_place is None else had_place
    if not is_in or not sessions:
        return []
    with override(enrollment.person.language):
        times_left = times_left_run(enrollment)
        text = calendar_of_changed(enrollment.run, sessions, now, times_left=times_left)
        name = cancelled_name() if sessions[0].cancelled_at else calendar_name()
    return [Attachment(name, "text/calendar", text)]
