"""A mail server of our own, and messages waiting in the outbox."""

import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from messaging.models import Message
from tests.clock import NOW


class Postbox:
    """What the server was told, and how it behaves: refuse, ask to come later, or hang up after the text."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.hangs_up_after_data = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        if self.hangs_up_after_data:
            server.transport.abort()
        return "250 OK"

    @property
    def addresses(self) -> list[str]:
        return [mail["To"] for mail in self.mails]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def _server() -> Iterator[Controller]:
    controller = Controller(Postbox(), hostname="127.0.0.1", port=_free_port())
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def postbox(_server, settings) -> Postbox:
    """A running mail server that the site sends through."""
    _server.handler.__init__()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _server.port
    return _server.handler


@pytest.fixture
def dead_server(settings) -> None:
    """Nobody answers at the mail server's address."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _free_port()


def waiting(name: str = "aino", **values) -> Message:
    """A message due now."""
    facts = {
        "kind": "enrollment.confirmed",
        "address": f"{name}@esimerkki.example",
        "subject": "Vahvistus: Sytykettä",
        "body": "Hei Äijä!\n\nOlet mukana.\n\nhttps://sytyke.example/omat/",
        "dedup_key": f"syy:{name}",
        "created_at": NOW,
        "send_after": NOW,
    }
    return Message.objects.create(**(facts | values))
