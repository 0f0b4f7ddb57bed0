"""Telling people about their groups: a place taken instead of another, a wish to change, a second enrolment."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from courses.models import CourseRun
from courses.queries import days_in_words, held_sessions, loaded_for_letters
from enrollment import group_letters
from enrollment.models import Enrollment
from enrollment.queries.places import queue_position
from enrollment.services import announce
from enrollment.services.tickets import GivenUp


def place_taken(
    enrollment: Enrollment, given_up: GivenUp, now: datetime, *, is_promoted: bool = False, cause: str = ""
) -> None:
    """Say that the place is the person's, in one letter whatever was given up for it; `is_promoted`: it became free.

    `cause` tells apart the second time from the first.
    """
    with override(enrollment.person.language):
        left_queues = "\n".join(group_line(each.run) for each in given_up.queues)
    if given_up.place:
        _moved(enrollment, given_up.place, left_queues, now)
    elif is_promoted:
        announce.promoted(enrollment, now, left_queues=left_queues)
    else:
        announce.confirmed(enrollment, now, cause=cause, left_queues=left_queues)


def _moved(enrollment: Enrollment, place: Enrollment, left_queues: str, now: datetime) -> None:
    """Tell the new times and the earlier ones, with a calendar file that brings the new and one that clears the old."""
    place.run = left = loaded_for_letters(place.run)
    with override(enrollment.person.language):
        times = "\n".join(announce.session_line(session) for session in held_sessions(left))
    extra = {"left_group": left.label, "left_sessions": times, "left_queues": left_queues}
    announce.say(
        group_letters.MOVED, enrollment, now, cause=str(place.pk), extra=extra, with_link=True, with_calendar=True,
        left=place,
    )  # fmt: skip


def queued(enrollment: Enrollment, others: Sequence[Enrollment], now: datetime) -> None:
    """Say in one letter which numbers the person has in the queues of the groups that suit them."""
    with override(enrollment.person.language):
        line = _("%(group)s: number %(position)s in the queue")
        told = [line % {"group": group_line(each.run), "position": queue_position(each)} for each in others]
    announce.queued(enrollment, now, other_queues="\n".join(told))


def group_line(run: CourseRun) -> str:
    """`Ryhmä 2: ti 15.6.2027`."""
    return ": ".join(filter(None, [run.label, days_in_words(run)]))


def queued_to_change(enrollment: Enrollment, place: Enrollment, now: datetime) -> None:
    """Say which number in the other group's queue the person has, and that the place they have stays theirs."""
    with override(enrollment.person.language):
        extra = {"place_group": group_line(place.run)}
    announce.say(group_letters.QUEUED_TO_CHANGE, enrollment, now, extra=extra)


def in_another_group(there: Enrollment, run: CourseRun, now: datetime) -> None:
    """Ask the owner of the address whether they want to change to the run; at most once a day, whoever presses."""
    with override(there.person.language):
        group = ", ".join([there.run.course.short_title, group_line(loaded_for_letters(there.run))])
        extra = {
            "place_group": group if there.is_confirmed else "",
            "queue_group": "" if there.is_confirmed else group,
            "other_group": group_line(loaded_for_letters(run)),
            "change_page": settings.SITE_URL + _page_to_change(there, run),
        }
    announce.say(group_letters.IN_ANOTHER_GROUP, there, now, cause=f"{run.pk}:{localdate(now)}", extra=extra)


def _page_to_change(there: Enrollment, run: CourseRun) -> str:
    if there.is_confirmed:
        return reverse("change-group", args=[there.pk, run.pk])
    return reverse("enroll", args=[run.pk])
