"""Writing to the outbox, dropping what is of no use any more, and trying the failed again."""

import pytest
from django.db import transaction

from messaging.enums import MessageState
from messaging.kinds import MessageKind, message_kind, register_kind
from messaging.models import Message, MessageTemplate
from messaging.services import Attachment, drop_expired_messages, queue_message
from messaging.services.resend import resend
from tests.clock import NOW, days, hours
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

KIND = "test.greeting"


@pytest.fixture(autouse=True)
def greeting(monkeypatch):
    """A kind of our own, gone after the test."""
    monkeypatch.setattr("messaging.kinds._kinds", {})
    return register_kind(MessageKind(KIND, "Tervehdys", "Hei {name}", "Hei {name}!\n\nLiity: {link}\n\n{site}", {}))


@pytest.fixture
def aino():
    return UserFactory(name="Aino Esimerkki", email="aino@esimerkki.example")


def queued(user, key="syy-1", **options):
    context = {"name": "Aino", "link": "", **options.pop("context", {})}
    return queue_message(KIND, user, context, dedup_key=key, now=NOW, **options)


def stored(**values) -> Message:
    facts = {"kind": KIND, "address": "a@esimerkki.example", "dedup_key": "x", "created_at": NOW, "send_after": NOW}
    return Message.objects.create(**(facts | values))


def test_a_message_is_written_whole(aino):
    message = queued(
        aino,
        reply_to="helmi@esimerkki.example",
        sender_name="Itä-Suomen\nosaamiskeskus",
        attachments=[Attachment("kalenteri.ics", "text/calendar", "BEGIN:VCALENDAR")],
        send_after=NOW + hours(1),
    )

    message.refresh_from_db()
    assert (message.recipient, message.address, message.language) == (aino, "aino@esimerkki.example", "fi")
    assert (message.subject, message.body) == ("Hei Aino", "Hei Aino!\n\nSytyke")
    assert (message.reply_to, message.sender_name) == ("helmi@esimerkki.example", "Itä-Suomen osaamiskeskus")
    assert message.attachments == [{"name": "kalenteri.ics", "type": "text/calendar", "text": "BEGIN:VCALENDAR"}]
    assert (message.state, message.created_at, message.send_after) == (MessageState.QUEUED, NOW, NOW + hours(1))


def test_the_same_cause_speaks_once(aino):
    first, second = queued(aino), queued(aino, context={"name": "Joku muu"})

    assert (second, Message.objects.get()) == (None, first)


def test_an_own_wording_that_asks_for_a_word_of_an_older_version_gives_way_to_the_original(aino, caplog):
    MessageTemplate.objects.create(kind=KIND, language="fi", subject="Oma aihe", body="Tule paikkaan {vanha_sana}!")

    assert queued(aino).subject == "Hei Aino"
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_another_cause_speaks_again(aino):
    queued(aino)
    queued(aino, key="syy-2")

    assert Message.objects.count() == 2


@pytest.mark.parametrize(
    ("email", "contact", "address"),
    [(None, "", None), (None, "yhteinen@esimerkki.example", "yhteinen@esimerkki.example")],
)
def test_a_person_without_an_own_address(email, contact, address):
    message = queued(UserFactory(email=email, contact_email=contact))

    assert (message.address if message else None) == address


def test_a_missing_placeholder_is_an_error_and_stores_nothing(aino):
    with pytest.raises(KeyError), transaction.atomic():
        queue_message(KIND, aino, {"name": "Aino"}, dedup_key="x", now=NOW)

    assert Message.objects.count() == 0


def test_an_unknown_kind_is_an_error(aino):
    with pytest.raises(KeyError):
        queue_message("tuntematon", aino, {}, dedup_key="x", now=NOW)


def test_a_message_goes_the_way_of_its_cause(aino):
    with transaction.atomic():
        queued(aino)
        transaction.set_rollback(True)

    assert Message.objects.count() == 0


def test_staffs_own_wording_stands_in_for_the_original(aino):
    MessageTemplate.objects.create(kind=KIND, language="fi", subject="Terve {name}", body="Nähdään!")

    message = queued(aino)

    assert (message.subject, message.body) == ("Terve Aino", "Nähdään!")


def test_a_subject_is_one_line_of_bounded_length(aino):
    message = queued(aino, context={"name": "Aino\r\nBcc: kaikki@esimerkki.example " + "ä" * 300})

    assert message.subject == "Hei Aino Bcc: kaikki@esimerkki.example…"


def test_values_are_plain_text(aino):
    message = queued(aino, context={"name": "{site_url} {{ settings.SECRET_KEY }}"})

    assert message.subject == "Hei {site_url} {{ settings.SECRET_KEY }}"


def test_kinds_decide_whether_the_recipient_reads_them_on_the_site(aino):
    register_kind(MessageKind("test.silent", "x", "x", "x", {}, in_inbox=False))
    queue_message("test.silent", aino, {}, dedup_key="x", now=NOW)

    assert (message_kind(KIND).in_inbox, Message.objects.get().in_inbox) == (True, False)


# expiry


@pytest.mark.parametrize(
    ("state", "expires", "dropped"),
    [
        (MessageState.QUEUED, NOW, True),
        (MessageState.QUEUED, NOW - days(1), True),
        (MessageState.QUEUED, NOW + hours(0.1), False),
        (MessageState.QUEUED, None, False),
    ],
)
def test_an_expired_unsent_message_is_emptied_and_dropped(state, expires, dropped):
    stored(state=state, expires_at=expires, subject="Koodi 123", body="123", attachments=[{"name": "x"}])

    assert drop_expired_messages(NOW) == int(dropped)

    message = Message.objects.get()
    if dropped:
        assert (message.state, message.subject, message.body, message.attachments) == (MessageState.DROPPED, "", "", [])
    else:
        assert (message.state, message.body) == (state, "123")


def test_a_failed_code_is_emptied_too():
    stored(state=MessageState.FAILED, expires_at=NOW, subject="Koodi 123", body="123")

    drop_expired_messages(NOW)

    assert Message.objects.get().body == ""


def test_sent_messages_are_left_alone():
    stored(state=MessageState.SENT, sent_at=NOW, expires_at=NOW - days(1), body="Hei")

    assert drop_expired_messages(NOW) == 0
    assert Message.objects.get().body == "Hei"


# trying again


def test_a_failed_message_is_queued_afresh():
    message = stored(state=MessageState.FAILED, attempts=12, last_error="550", created_at=NOW - days(9))

    resend(message, now=NOW)

    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == (MessageState.QUEUED, 0, "")
    assert (message.send_after, message.created_at) == (NOW, NOW)


@pytest.mark.parametrize("state", [state for state in MessageState if state != MessageState.FAILED])
def test_nothing_but_a_failed_message_is_tried_again(state):
    message = stored(state=state, sent_at=NOW, claimed_at=NOW, attempts=3)

    with pytest.raises(ValueError, match=r".+"):
        resend(message, now=NOW)

    message.refresh_from_db()
    assert (message.state, message.attempts) == (state, 3)
