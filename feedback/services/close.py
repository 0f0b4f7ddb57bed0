"""Closing a round: receipts and answers are rewritten in random order, so that not even storage order joins them."""

import uuid
from collections.abc import Callable
from datetime import datetime
from secrets import SystemRandom
from typing import Any

from django.db import transaction

from feedback.models import Answer, FeedbackRound, Receipt, Response

Shuffle = Callable[[list[Any]], None]

at_random: Shuffle = SystemRandom().shuffle

AT_ONCE = 50  # rounds closed in one tick


def close_due_rounds(now: datetime, *, shuffle: Shuffle = at_random) -> int:
    """Shuffle every round whose time is over; returns how many. From `closes_at` on nothing is taken, tick or no tick.

    Everything of a round is deleted and written anew with new keys in one transaction (rowid, ctid and xmin of the
    rows written one by one would join a receipt to its response: security.md §5.4).
    """
    due = FeedbackRound.objects.filter(closes_at__lte=now, shuffled_at=None).order_by("closes_at", "pk")
    return sum(_close(key, shuffle) for key in list(due.values_list("pk", flat=True)[:AT_ONCE]))


@transaction.atomic
def _close(key: uuid.UUID, shuffle: Shuffle) -> int:
    feedback_round = FeedbackRound.objects.select_for_update(no_key=True).get(pk=key)
    if feedback_round.shuffled_at:
        return 0
    _rewrite_receipts(feedback_round, shuffle)
    _rewrite_responses(feedback_round, shuffle)
    # The round's own time, not now: the instant of the rewriting tells nobody anything either.
    feedback_round.shuffled_at = feedback_round.closes_at
    feedback_round.save(update_fields=["shuffled_at"])
    return 1


def _rewrite_receipts(feedback_round: FeedbackRound, shuffle: Shuffle) -> None:
    receipts = Receipt.objects.filter(round=feedback_round)
    people = list(receipts.order_by("person_id").values_list("person_id", flat=True))
    receipts.delete()
    shuffle(people)
    Receipt.objects.bulk_create(Receipt(round=feedback_round, person_id=person_id) for person_id in people)


def _rewrite_responses(feedback_round: FeedbackRound, shuffle: Shuffle) -> None:
    responses = Response.objects.filter(round=feedback_round)
    answers = list(Answer.objects.filter(response__round=feedback_round).order_by("pk"))
    renewed = {key: Response(round=feedback_round) for key in responses.order_by("pk").values_list("pk", flat=True)}
    for answer in answers:
        answer.pk, answer.response = uuid.uuid4(), renewed[answer.response_id]
    responses.delete()
    in_new_order = list(renewed.values())
    shuffle(in_new_order)
    shuffle(answers)
    Response.objects.bulk_create(in_new_order)
    Answer.objects.bulk_create(answers)
