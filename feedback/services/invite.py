"""Asking the participants to answer: each once a round, whoever joins later included."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from courses.queries import lead_organiser, reply_address
from feedback.letters import INVITATION, PULSE_INVITATION
from feedback.models import FeedbackRound
from feedback.queries import invitation_key, people_to_invite, rounds_to_invite_to
from feedback.wording import session_in_words
from messaging.dates import moment
from messaging.services import queue_message

AT_ONCE = 200  # messages written in one tick; the rest follow a minute later


def invite_to_open_rounds(now: datetime, *, limit: int = AT_ONCE) -> int:
    """Write the invitations still missing from open rounds; returns how many. A participant who joins late gets one."""
    written = 0
    for feedback_round in rounds_to_invite_to(now):
        if written < limit:
            written += invite(feedback_round, now=now, limit=limit - written)
    return written


@transaction.atomic
def invite(feedback_round: FeedbackRound, *, now: datetime, limit: int = AT_ONCE) -> int:
    """Write the missing invitations of one round; those who have answered or have no address get none."""
    people = list(people_to_invite(feedback_round)[:limit])
    if not people:
        return 0
    organiser = lead_organiser(feedback_round.run)
    return sum(_queue(feedback_round, person, str(organiser.name) if organiser else "", now) for person in people)


def _queue(feedback_round: FeedbackRound, person: User, sender: str, now: datetime) -> int:
    with override(person.language):
        context = _context(feedback_round) | {"name": person.get_short_name()}
    message = queue_message(
        (PULSE_INVITATION if feedback_round.session_id else INVITATION).key,
        person,
        context,
        dedup_key=invitation_key(feedback_round, person.pk),
        now=now,
        reply_to=reply_address(feedback_round.run),
        sender_name=sender,
    )
    return int(message is not None)


def _context(feedback_round: FeedbackRound) -> dict[str, str]:
    run, session = feedback_round.run, feedback_round.session
    return {
        "course": run.course.short_title,
        "run": run.label,
        "session": session_in_words(session) if session else "",
        "closes_at": moment(feedback_round.closes_at),
        "url": f"{settings.SITE_URL}{reverse('feedback-answer', args=[feedback_round.pk])}",
    }
