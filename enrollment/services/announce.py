"""Telling people what happened to their enrolment, through the outbox and inside the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import Assignment, CourseRun, Session
from courses.queries import (
    cancel_deadline,
    contact_in_words,
    every_session_is_held,
    held_sessions,
    loaded_for_letters,
    organiser_name,
    reply_address,
    session_when,
)
from courses.rules import replacement_limit
from enrollment import letters, offer_letters
from enrollment.links import disown_link, offer_link
from enrollment.models import Enrollment, MakeUp, Submission
from enrollment.queries.places import queue_position
from enrollment.services.calendars import calendar_files
from messaging.dates import moment
from messaging.kinds import MessageKind
from messaging.models import MessageBatch
from messaging.queries import site_addresses
from messaging.services import Attachment, queue_message, withdraw_message


def confirmed(enrollment: Enrollment, now: datetime, *, cause: str = "", left_queues: str = "") -> None:
    """Say that the place is the person's, with times, join link and a calendar file; once every session has been
    held only that the enrolment has been recorded. `cause` tells apart the second time from the first, `left_queues`
    names the groups in whose queue the person no longer stands.
    """
    if every_session_is_held(loaded_for_letters(enrollment.run), now):
        say(letters.RECORDED, enrollment, now, cause=cause)
    else:
        extra = {"left_queues": left_queues}
        say(letters.CONFIRMED, enrollment, now, cause=cause, extra=extra, with_link=True, with_calendar=True)


def queued(enrollment: Enrollment, now: datetime, *, cause: str = "", other_queues: str = "") -> None:
    """Say which number in the queue the person has, and which ones in those of other groups."""
    say(letters.QUEUED, enrollment, now, cause=cause, extra={"other_queues": other_queues})


def removed(enrollment: Enrollment, now: datetime, *, held_place: bool) -> None:
    """Say that the organiser ended the enrolment and whom to ask; who had a place gets the entries taken off the
    calendar.
    """
    say(letters.REMOVED, enrollment, now, cause=str(now.timestamp()), clears_calendar=held_place)


def promoted(enrollment: Enrollment, now: datetime, *, left_queues: str = "") -> None:
    """Say that a freed place is the person's, and in which queues they no longer stand."""
    say(letters.PROMOTED, enrollment, now, extra={"left_queues": left_queues}, with_link=True, with_calendar=True)


def offered(enrollment: Enrollment, now: datetime) -> None:
    """Say that a freed place waits for the person's answer, until when, and where to answer."""
    say(offer_letters.OFFERED, enrollment, now, cause=_offer_cause(enrollment), extra=_offer_facts(enrollment))


def withdraw_unsent_offer(enrollment: Enrollment) -> bool:
    """Drop the letter of the offer that stands if it has not been sent; returns whether it had not."""
    return withdraw_message(letter_key(offer_letters.OFFERED, enrollment, _offer_cause(enrollment)))


def declined(enrollment: Enrollment, now: datetime) -> None:
    """Confirm that the offered place was given back."""
    say(offer_letters.DECLINED, enrollment, now, cause=str(now.timestamp()))


def offer_ran_out(enrollment: Enrollment, ended_at: datetime, now: datetime) -> None:
    """Say that the place has gone on, because nobody answered by `ended_at`."""
    with override(enrollment.person.language):
        extra = {"answer_by": moment(ended_at)}
    say(offer_letters.OFFER_RAN_OUT, enrollment, now, cause=str(ended_at.timestamp()), extra=extra)


def queue_ended(enrollment: Enrollment, now: datetime) -> bool:
    """Say that the wait is over without a place; False when that has been said already."""
    addresses = site_addresses(enrollment.person.language)
    return say(
        offer_letters.QUEUE_ENDED, enrollment, now, extra={"trainings_page": settings.SITE_URL + addresses.trainings}
    )


def may_come(enrollment: Enrollment, now: datetime) -> bool:
    """Say that somebody who waits may come without a place; False when that has been said already."""
    return say(offer_letters.MAY_COME, enrollment, now, with_link=True)


def _offer_cause(enrollment: Enrollment) -> str:
    """Which offer it is: the same instant whatever time zone it is told in."""
    return str(enrollment.offer_expires_at.timestamp()) if enrollment.offer_expires_at else ""


def _offer_facts(enrollment: Enrollment) -> dict[str, str]:
    with override(enrollment.person.language):
        ends = enrollment.offer_expires_at
        return {"answer_by": moment(ends) if ends else "", "offer_page": offer_link(enrollment)}


def already_enrolled(enrollment: Enrollment, now: datetime) -> None:
    """Tell the owner of the address that the earlier enrolment stands; at most once a day, whoever presses."""
    is_in = enrollment.is_confirmed
    say(letters.ALREADY, enrollment, now, cause=str(localdate(now)), with_link=is_in, with_calendar=is_in)


def cancelled(enrollment: Enrollment, now: datetime) -> None:
    """Confirm the cancellation, with a file that takes the entries off the calendar."""
    say(letters.CANCELLED, enrollment, now, cause=str(now.timestamp()), clears_calendar=True)


def left_queue(enrollment: Enrollment, now: datetime) -> None:
    """Confirm that the person no longer waits for a place."""
    say(letters.LEFT_QUEUE, enrollment, now)


def walk_in(enrollment: Enrollment, now: datetime) -> None:
    """Welcome somebody the trainer added on the day."""
    say(letters.WALK_IN, enrollment, now)


def missed(
    enrollment: Enrollment,
    session: Session,
    assignment: Assignment,
    now: datetime,
    *,
    in_part: bool = False,
    limit: int | None = None,
) -> None:
    """Tell how a session missed, or attended in part, is made up for, and by when.

    `limit` is given when more sessions have been missed than may be made up for: how many may.
    """
    with override(enrollment.person.language):
        extra = {
            "limit": replacement_limit(limit) if limit else "",
            "session": session_line(session),
            "assignment": assignment.title,
            "due": moment(assignment.due_at(now)),
            "address": assignment_address(enrollment, assignment),
        }
    kind = letters.PARTLY_MISSED if in_part else letters.MISSED
    say(kind, enrollment, now, cause=str(session.pk), extra=extra)


def out_of_reach(enrollment: Enrollment, session: Session, now: datetime) -> None:
    """Tell that this missed session was one too many for a certificate from the run."""
    with override(enrollment.person.language):
        extra = {"session": session_line(session)}
    say(letters.OUT_OF_REACH, enrollment, now, cause=str(session.pk), extra=extra)


def not_needed(make_up: MakeUp, session: Session, now: datetime) -> None:
    """Tell that a correction made the assignment needless; once for each make-up that was opened."""
    title = make_up.by_assignment.title if make_up.by_assignment else ""
    with override(make_up.enrollment.person.language):
        extra = {"session": session_line(session), "assignment": title}
    say(letters.NOT_NEEDED, make_up.enrollment, now, cause=str(make_up.pk), extra=extra)


def note(enrollment: Enrollment, batch: MessageBatch, now: datetime) -> None:
    """Say what staff wrote to the group; once for each thing written."""
    say(letters.NOTE, enrollment, now, cause=str(batch.pk), extra={"subject": batch.subject, "text": batch.text})


def submission_news(kind: MessageKind, submission: Submission, now: datetime) -> None:
    """Tell where an assignment stands after this turn."""
    with override(submission.enrollment.person.language):
        extra = {
            "assignment": submission.assignment.title,
            "address": assignment_address(submission.enrollment, submission.assignment),
            "due": moment(submission.due_at) if now <= submission.due_at else "",
        }
    cause = f"{submission.assignment_id}:{submission.turn}"
    say(kind, submission.enrollment, now, cause=cause, extra=extra)


def assignment_address(enrollment: Enrollment, assignment: Assignment) -> str:
    """The absolute address of the person's assignment page, in the language being spoken."""
    return settings.SITE_URL + reverse("assignment", args=[enrollment.pk, assignment.pk])


def say(
    kind: MessageKind,
    enrollment: Enrollment,
    now: datetime,
    *,
    cause: str = "",
    extra: dict[str, str] | None = None,
    with_link: bool = False,
    with_calendar: bool = False,
    clears_calendar: bool = False,
    files: Sequence[Attachment] = (),
    left: Enrollment | None = None,
) -> bool:
    """Put the letter into the outbox; False when this cause has spoken already or the person has no address.

    `left` is a place given up, whose entries the letter takes off the calendar beside those it brings.
    """
    run = loaded_for_letters(enrollment.run)
    with override(enrollment.person.language):
        context = letter_facts(enrollment, run, now, with_link=with_link) | (extra or {})
        files = files or calendar_files(enrollment, run, now, fills=with_calendar, clears=clears_calendar)
        files = [*files, *(calendar_files(left, left.run, now, fills=False, clears=True) if left else ())]
    message = queue_message(
        kind.key,
        enrollment.person,
        context,
        dedup_key=letter_key(kind, enrollment, cause),
        now=now,
        reply_to=reply_address(run),
        sender_name=organiser_name(run),
        attachments=files,
    )
    return message is not None


def letter_key(kind: MessageKind, enrollment: Enrollment, cause: str) -> str:
    """What tells this letter of this cause from every other one."""
    return f"{kind.key}:{enrollment.pk}:{cause}"


def facts_of(enrollment: Enrollment, now: datetime) -> dict[str, str]:
    """The words a letter to this person is filled with, in the language that is being spoken."""
    run = loaded_for_letters(enrollment.run)
    return letter_facts(enrollment, run, now, with_link=enrollment.is_confirmed)


def letter_facts(enrollment: Enrollment, run: CourseRun, now: datetime, *, with_link: bool) -> dict[str, str]:
    """What every letter about the enrolment may say, in the language being spoken."""
    sessions = held_sessions(run)
    coming = [session for session in sessions if session.ends_at is None or session.ends_at > now]
    deadline = cancel_deadline(run)
    return {
        "name": enrollment.person.get_short_name() or enrollment.name,
        "course": run.course.short_title,
        "run": run.label,
        "sessions": "\n".join(session_line(session) for session in sessions),
        "first": session_when(sessions[0]) if coming else "",
        "link": _links(coming) if with_link else "",
        "own_page": settings.SITE_URL + reverse("own-enrollment", args=[enrollment.pk]),
        "enroll_page": settings.SITE_URL + reverse("enroll", args=[run.pk]),
        "cancel_by": moment(deadline) if deadline and now < deadline else "",
        "contact": contact_in_words(run),
        "position": str(queue_position(enrollment) or ""),
        "not_me_page": disown_link(enrollment),
    }


def session_line(session: Session) -> str:
    """`1. kerta: pe 28.5.2027 klo 9.00–12.00, Savilahti`."""
    number = _("Session %(number)s") % {"number": session.number}
    return ": ".join(filter(None, [number, ", ".join(filter(None, [session_when(session), session.venue]))]))


def _links(sessions: Sequence[Session]) -> str:
    """The join link once when every session has the same one, else one per line with its session."""
    links = {session.link for session in sessions if session.link}
    if len(links) == 1:
        return links.pop()
    return (
        "\n" + "\n".join(f"{session_line(session)} {session.link}" for session in sessions if session.link)
        if links
        else ""
    )
