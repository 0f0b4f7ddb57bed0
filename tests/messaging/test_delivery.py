"""The outbox against a real mail server: each message once, whatever the server does."""

import smtplib
from datetime import timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from messaging.enums import MessageState
from messaging.models import Message
from messaging.services import send_due_messages, send_now
from tests.clock import NOW, days, hours
from tests.messaging.conftest import waiting

pytestmark = pytest.mark.django_db

ICS = {"name": "kalenteri.ics", "type": "text/calendar", "text": "BEGIN:VCALENDAR\r\nSUMMARY:Ä\r\nEND:VCALENDAR\r\n"}
MINUTE = timedelta(minutes=1)


def facts(message: Message) -> tuple:
    message.refresh_from_db()
    return message.state, message.attempts, message.sent_at


def test_a_message_arrives_once_with_text_page_and_calendar(postbox):
    message = waiting(sender_name="Itä-Suomen osaamiskeskus", reply_to="helmi@esimerkki.example", attachments=[ICS])

    assert [send_due_messages(NOW) for _ in range(3)] == [1, 0, 0]

    (mail,) = postbox.mails
    assert (mail["To"], mail["Subject"]) == ("aino@esimerkki.example", "Vahvistus: Sytykettä")
    assert mail["From"].addresses[0].display_name == "Itä-Suomen osaamiskeskus"
    assert mail["From"].addresses[0].addr_spec == "sytyke@sytyke.example"
    assert (mail["Reply-To"], mail["Auto-Submitted"]) == ("helmi@esimerkki.example", "auto-generated")
    assert mail["Message-ID"] == f"<{message.dedup_key_hash}@sytyke.example>"
    assert [part.get_content_type() for part in mail.walk() if not part.is_multipart()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert mail.get_body(("plain",)).get_content().splitlines() == message.body.splitlines()
    assert facts(message) == (MessageState.SENT, 1, NOW)


def test_the_page_of_a_mail_shows_links_and_escapes_the_text(postbox):
    waiting(body="Hei <b>Aino</b>!\n\nhttps://sytyke.example/omat/")

    send_due_messages(NOW)

    page = postbox.mails[0].get_body(("html",)).get_content()
    assert "&lt;b&gt;Aino&lt;/b&gt;" in page
    assert 'href="https://sytyke.example/omat/"' in page
    assert "<img" not in page


def test_the_calendar_arrives_as_it_was_written(postbox):
    waiting(attachments=[ICS])

    send_due_messages(NOW)

    (attachment,) = postbox.mails[0].iter_attachments()
    assert attachment.get_filename() == "kalenteri.ics"
    assert attachment.get_payload(decode=True).decode().splitlines() == ICS["text"].splitlines()


def test_the_sender_is_the_site_when_nobody_is_named(postbox):
    waiting()

    send_due_messages(NOW)

    assert postbox.mails[0]["From"].addresses[0].display_name == "Sytyke"
    assert postbox.mails[0]["Reply-To"] is None


def test_what_is_not_due_waits(postbox):
    waiting(send_after=NOW + MINUTE)

    assert (send_due_messages(NOW), send_due_messages(NOW + MINUTE)) == (0, 1)


def test_the_oldest_go_first_and_a_round_is_bounded(postbox):
    waiting("toinen", send_after=NOW - MINUTE)
    waiting("ensimmainen", send_after=NOW - 2 * MINUTE)
    waiting("kolmas")

    assert send_due_messages(NOW, limit=2) == 2
    assert postbox.addresses == ["ensimmainen@esimerkki.example", "toinen@esimerkki.example"]


def test_a_dead_server_leaves_everything_queued_with_a_growing_delay(dead_server):
    message, now, waits = waiting(), NOW, []

    for _ in range(8):
        assert send_due_messages(now) == 0
        message.refresh_from_db()
        assert (message.state, message.claimed_at) == (MessageState.QUEUED, None)
        waits.append((message.send_after - now) // MINUTE)
        now = message.send_after

    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]
    assert message.last_error.startswith("ConnectionRefusedError")


def test_a_dead_server_is_asked_once_a_round(dead_server):
    for name in ("a", "b", "c"):
        waiting(name)

    send_due_messages(NOW)

    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1]
    assert set(Message.objects.values_list("state", flat=True)) == {MessageState.QUEUED}


def test_what_waited_for_a_dead_server_goes_later_once(dead_server, request):
    messages = [waiting(name) for name in ("a", "b")]
    send_due_messages(NOW)
    postbox = request.getfixturevalue("postbox")

    assert [send_due_messages(NOW + MINUTE), send_due_messages(NOW + hours(1))] == [2, 0]

    assert sorted(postbox.addresses) == ["a@esimerkki.example", "b@esimerkki.example"]
    assert {facts(message)[0] for message in messages} == {MessageState.SENT}


def test_after_three_days_the_message_fails_for_staff_to_see(dead_server):
    message = waiting(created_at=NOW - days(3) - MINUTE)

    send_due_messages(NOW)

    assert (facts(message)[0], message.last_error.split(":")[0]) == (MessageState.FAILED, "ConnectionRefusedError")


def test_a_refused_address_fails_with_the_reason_and_the_others_go(postbox):
    postbox.answers["b@esimerkki.example"] = "550 5.1.1 No such mailbox"
    a, b, c = (waiting(name, send_after=NOW - index * MINUTE) for index, name in enumerate("abc"))

    assert send_due_messages(NOW) == 2

    assert [facts(message)[0] for message in (a, b, c)] == ["sent", "failed", "sent"]
    assert "No such mailbox" in b.last_error
    assert send_due_messages(NOW + hours(5)) == 0


def test_an_address_that_asks_to_come_later_is_tried_later(postbox):
    postbox.answers["aino@esimerkki.example"] = "450 4.2.0 Greylisted"
    message = waiting()

    assert send_due_messages(NOW) == 0
    assert (facts(message)[0], message.send_after) == (MessageState.QUEUED, NOW + MINUTE)

    postbox.answers.clear()
    assert send_due_messages(NOW + MINUTE) == 1
    assert postbox.addresses == ["aino@esimerkki.example"]


def test_a_connection_lost_after_the_text_is_tried_again_under_the_same_name(postbox):
    postbox.hangs_up_after_data = True
    message = waiting()

    assert send_due_messages(NOW) == 0
    assert facts(message)[0] == MessageState.QUEUED

    postbox.hangs_up_after_data = False
    assert send_due_messages(NOW + MINUTE) == 1
    assert len({mail["Message-ID"] for mail in postbox.mails}) == 1
    assert facts(message)[:2] == (MessageState.SENT, 2)


class Interfering(BaseEmailBackend):
    """Does something in the middle of a sending."""

    meanwhile = staticmethod(lambda: None)
    sent: list[str] = []

    def send_messages(self, email_messages) -> int:
        type(self).meanwhile()
        self.sent.extend(mail.to[0] for mail in email_messages)
        return len(email_messages)


@pytest.fixture
def interfering(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.Interfering"
    monkeypatch.setattr(Interfering, "sent", [])

    def meanwhile(action):
        monkeypatch.setattr(Interfering, "meanwhile", staticmethod(action))

    return meanwhile


def fail_with(failure: BaseException):
    def fail() -> None:
        raise failure

    return fail


def test_a_sender_that_died_is_given_up_after_ten_minutes(interfering):
    message = waiting()
    interfering(fail_with(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        send_due_messages(NOW)
    assert (facts(message)[0], message.claimed_at) == (MessageState.SENDING, NOW)

    interfering(lambda: None)
    assert [send_due_messages(NOW + minutes * MINUTE) for minutes in (1, 10, 11, 30)] == [0, 0, 1, 0]
    assert facts(message)[:2] == (MessageState.SENT, 2)


def test_a_second_sender_never_sends_what_the_first_has_in_hand(interfering):
    message = waiting()
    second: list[object] = []
    interfering(lambda: second.append((send_due_messages(NOW), send_now(message, NOW))))

    assert send_due_messages(NOW) == 1

    assert (second, Interfering.sent) == ([(0, False)], ["aino@esimerkki.example"])


def test_a_message_that_cannot_be_written_as_mail_is_parked_and_the_others_go(postbox):
    good = [waiting("a"), waiting("c", send_after=NOW + MINUTE)]
    poison = waiting("b", send_after=NOW - MINUTE, subject="Hei\nBcc: kaikki@esimerkki.example")

    assert send_due_messages(NOW + MINUTE) == 2

    assert [facts(message)[0] for message in (*good, poison)] == ["sent", "sent", "failed"]
    assert poison.last_error.startswith("BadHeaderError")


@pytest.mark.parametrize(
    "failure",
    [
        smtplib.SMTPSenderRefused(451, b"later", "x"),
        smtplib.SMTPDataError(552, b"full"),
        smtplib.SMTPNotSupportedError("SMTPUTF8"),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_trouble_about_one_message_does_not_end_the_round(failure, interfering):
    messages = [waiting("a", send_after=NOW - MINUTE), waiting("b")]
    failures = [failure]
    interfering(lambda: fail_with(failures.pop())() if failures else None)

    assert send_due_messages(NOW) == 1
    assert [facts(message)[0] for message in messages] == ["queued", "sent"]


def test_sending_at_once_leaves_a_failure_to_tick(dead_server):
    message = waiting()

    assert send_now(message, NOW) is False
    assert facts(message)[0] == MessageState.QUEUED


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_sign_in_code_is_forgotten_once_sent_but_in_the_demo(is_demo, interfering, settings):
    settings.IS_DEMO = is_demo
    message = waiting(expires_at=NOW + 10 * MINUTE, body="123456", subject="Koodi")

    assert send_now(message, NOW) is True

    message.refresh_from_db()
    assert (message.body, message.subject) == (("123456", "Koodi") if is_demo else ("", ""))
