"""Several senders at once: every message goes exactly once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from messaging.models import Message
from messaging.services import send_due_messages
from tests.clock import days
from tests.messaging.conftest import waiting

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

SENDERS, MESSAGES = 4, 40


def test_senders_at_once_send_every_message_once(postbox):
    now = timezone.now()
    for number in range(MESSAGES):
        waiting(f"henkilo{number}", created_at=now, send_after=now - days(1))
    barrier = Barrier(SENDERS)

    def send(_: int) -> int:
        try:
            barrier.wait(timeout=30)
            return send_due_messages(now)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=SENDERS) as pool:
        counts = list(pool.map(send, range(SENDERS)))

    assert sum(counts) == MESSAGES
    assert Counter(postbox.addresses) == {f"henkilo{number}@esimerkki.example": 1 for number in range(MESSAGES)}
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}
