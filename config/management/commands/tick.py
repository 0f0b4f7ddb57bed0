"""Carry out what is due. Run it every minute; running it twice, late or in two places does no harm."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from certificates.services import make_prepared_certificates
from enrollment.services import offer_waiting_places, settle_nightly
from feedback.services import close_due_rounds, invite_to_open_rounds, open_due_rounds
from messaging.services import drop_expired_messages, send_due_messages

logger = logging.getLogger(__name__)

JOBS: list[Callable[[datetime], int]] = [
    offer_waiting_places,
    settle_nightly,
    make_prepared_certificates,
    open_due_rounds,
    invite_to_open_rounds,
    close_due_rounds,
    drop_expired_messages,
    send_due_messages,
]


class Command(BaseCommand):
    help = "Carry out what is due: places, certificates, feedback rounds, mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, metavar="SECONDS", help="Go on for ever with this pause between.")

    def handle(self, *args: Any, every: float | None, **options: Any) -> None:
        while True:
            self._once()
            if every is None:
                return
            close_old_connections()
            time.sleep(every)

    def _once(self) -> None:
        for job in JOBS:
            try:
                count = job(timezone.now())
            except Exception:  # one failing job must not keep the others waiting; it is logged with its trace
                logger.exception("tick: %s failed", job.__name__)
                continue
            if count:
                self.stdout.write(f"{job.__name__}: {count}")
