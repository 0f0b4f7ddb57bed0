"""Confirming who was at a session, and opening the attendance again for corrections."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from courses.models import Session
from courses.queries import runs_with_everything
from enrollment.enums import AttendanceStatus, MarkSource
from enrollment.services.attendance import (
    AttendanceRefused,
    Mark,
    expected_people,
    lock_places,
    lock_session,
    mark_attendance,
    places_in_course,
    require_begun,
    settle_all,
    unmarked_people,
)
from enrollment.services.completion import settle_run
from enrollment.services.make_ups import open_make_ups


@transaction.atomic
def confirm_session(
    session: Session, *, by: User, now: datetime, rest: Mapping[int, AttendanceStatus] | None = None
) -> int:
    """Confirm who was there: missed sessions get their assignments and everybody in the run is settled.

    Returns how many got a letter about having missed it. `rest` marks the unmarked, each by person. Raises
    AttendanceRefused while somebody is unmarked. Confirming a confirmed session changes nothing.
    """
    session = lock_session(session.pk)
    if session.attendance_confirmed_at:
        return 0
    require_begun(session, now)
    lock_places(session, expected_people(session))
    unmarked = unmarked_people(session)
    marks = [Mark(person, status) for person, status in (rest or {}).items() if person in unmarked]
    mark_attendance(session, marks, by=by, now=now, source=MarkSource.CONFIRM)
    if unmarked - {mark.person_id for mark in marks}:
        raise AttendanceRefused(_("Somebody has not been marked yet. Mark each of them before confirming."))
    session.attendance_confirmed_at, session.attendance_confirmed_by = now, by
    session.save(update_fields=["attendance_confirmed_at", "attendance_confirmed_by"])
    log(instance=session, action="enrollment.session_confirmed", user=by)
    told = open_make_ups(session, now=now)
    settle_run(runs_with_everything().get(pk=session.run_id), now=now)
    marked = session.attendances.values_list("person", flat=True)
    settle_all(places_in_course(session, marked).exclude(run=session.run_id), now)
    return told


@transaction.atomic
def reopen_session(session: Session, *, by: User, reason: str, now: datetime) -> None:
    """Open a confirmed session for corrections; logged with the reason, and nothing is withdrawn by it."""
    session = lock_session(session.pk)
    if not session.attendance_confirmed_at:
        return
    if not reason.strip():
        raise AttendanceRefused(_("Say why the attendance is reopened."))
    session.attendance_confirmed_at = session.attendance_confirmed_by = None
    session.save(update_fields=["attendance_confirmed_at", "attendance_confirmed_by"])
    log(instance=session, action="enrollment.session_reopened", user=by, data={"reason": reason.strip()})
