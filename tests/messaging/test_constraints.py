"""Rows of the outbox that the database itself refuses."""

import pytest

from messaging.models import Message, MessageBatch, MessageTemplate
from tests.clock import NOW
from tests.constraints import assert_refused, constraint_names
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def message(**values):
    facts = {"kind": "x", "address": "a@esimerkki.example", "dedup_key": "x", "created_at": NOW, "send_after": NOW}
    return Message.objects.create(**(facts | values))


BREAKS = {
    "messagebatch_has_receivers": lambda: MessageBatch.objects.create(
        about="x", subject="x", text="x", count=0, by=UserFactory(), at=NOW
    ),
    "message_sent_has_its_time": lambda: message(state="sent"),
    "message_sending_is_claimed": lambda: message(state="sending"),
    "messagetemplate_one_per_kind_and_language": lambda: [
        MessageTemplate.objects.create(kind="enrollment.confirmed", subject="x", body="x") for _ in range(2)
    ],
}


def test_every_constraint_is_tried():
    assert set(BREAKS) == constraint_names("messaging")


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(name):
    assert_refused(name, BREAKS[name])


def test_one_cause_speaks_once():
    message()

    assert_refused("dedup_key", message)
