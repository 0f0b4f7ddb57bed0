"""Carry out what is due. Run it every minute; running it twice, late or in two places does no harm."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from accounts.services.retention import retain_nightly
from certificates.services import make_prepared_certificates
from cms.services.review import publish_scheduled
from cms.services.search import index_missing
from config.heartbeat import beat
from config.sessions import forget_ended_sessions
from config.tick_lock import only_tick
from courses.services import index_trainings_nightly
from enrollment.services import delete_stray_files, end_queues, offer_waiting_places, remind_of_sessions, settle_nightly
from feedback.services import close_due_rounds, invite_to_open_rounds, open_due_rounds
from messaging.services import drop_expired_messages, send_due_messages

logger = logging.getLogger(__name__)

JOBS: list[Callable[[datetime], int]] = [
    offer_waiting_places,
    end_queues,
    remind_of_sessions,
    settle_nightly,
    delete_stray_files,
    make_prepared_certificates,
    open_due_rounds,
    invite_to_open_rounds,
    close_due_rounds,
    publish_scheduled,
    index_missing,
    index_trainings_nightly,
    forget_ended_sessions,
    retain_nightly,
    drop_expired_messages,
    send_due_messages,
]


class Command(BaseCommand):
    help = "Carry out what is due: places, certificates, feedback rounds, publishing, search, keeping times, mail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, metavar="SECONDS", help="Go on for ever with this pause between.")

    def handle(self, *args: Any, every: float | None, **options: Any) -> None:
        if every is None:
            self._round()
            return
        with _told_to_stop() as stop:
            while not stop.is_set():
                self._round(stop)
                close_old_connections()
                stop.wait(every)
        logger.info("tick stopped")

    def _round(self, stop: threading.Event | None = None) -> None:
        try:
            with only_tick() as is_mine:
                if is_mine:
                    self._carry_out(stop)
                else:
                    self._say("another tick is at work", stop)
        except Exception:  # the database is away: the next round finds everything as it was
            if stop is None:
                raise
            logger.exception("tick: no round")

    def _carry_out(self, stop: threading.Event | None) -> None:
        failed: list[str] = []
        for job in JOBS:
            if stop and stop.is_set():
                return
            beat(timezone.now(), failed)
            self._do(job, failed, stop)
        beat(timezone.now(), failed)

    def _do(self, job: Callable[[datetime], int], failed: list[str], stop: threading.Event | None) -> None:
        try:
            count = job(timezone.now())
        except Exception:  # one failing job must not keep the others waiting; it is logged with its trace
            logger.exception("tick: %s failed", job.__name__)
            failed.append(job.__name__)
            close_old_connections()  # a connection that broke must not fail the others too
            return
        if count:
            self._say(f"{job.__name__}: {count}", stop)

    def _say(self, text: str, stop: threading.Event | None) -> None:
        """Into the log when it runs for ever, to whoever called it otherwise."""
        if stop:
            logger.info(text)
        else:
            self.stdout.write(text)


@contextmanager
def _told_to_stop() -> Iterator[threading.Event]:
    """Set when the service manager asks to stop: the job in hand is finished, the next one not begun."""
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
