"""Whether the site works, asked part by part. Told in full on the command line only: parts are names of targets."""

import time
from collections.abc import Callable, Collection
from datetime import timedelta
from shutil import disk_usage
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils import timezone

from config.faults import told
from config.heartbeat import last_round
from messaging.enums import MessageState
from messaging.models import Message

TICK_HEARD_WITHIN = timedelta(minutes=5)
OUTBOX_WAITS_AT_MOST = timedelta(hours=1)
ATTEMPTS_IN_AN_HOUR = 6  # after 1, 2, 4, 8, 16 and 30 minutes
LEAST_FREE = 0.05  # of the disk
KEPT_FOR = 10.0  # seconds; whoever asks every second costs no more than this


class Unwell(Exception):
    """What is wrong with a part, in words for whoever runs the site."""


def database() -> None:
    """It answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def migrations() -> None:
    """The tables are those this code expects."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise Unwell(f"{len(plan)} migrations are not applied")


def cache_keeps() -> None:
    """The cache gives back what it was given."""
    key, value = f"health-{uuid4().hex}", uuid4().hex
    cache.set(key, value, 30)
    if cache.get(key) != value:
        raise Unwell("does not keep what it is given")
    cache.delete(key)


def storage() -> None:
    """Files of pages, and files participants send, can be written, read and deleted."""
    for name in settings.STORAGES:
        if name != "staticfiles":
            _try_storage(storages[name])


def _try_storage(store: Storage) -> None:
    name = store.save(f"health-{uuid4().hex}", ContentFile(b"ok"))
    try:
        with store.open(name) as file:
            if file.read() != b"ok":
                raise Unwell("gives back something else than it was given")
    finally:
        store.delete(name)


def disk() -> None:
    """There is room for uploads on their way, logs and SQLite."""
    usage = disk_usage(settings.VAR_DIR)
    if usage.free < usage.total * LEAST_FREE:
        raise Unwell(f"{usage.free * 100 // usage.total} % free")


def tick() -> None:
    """It was heard lately, and each of its jobs went through."""
    heard = last_round()
    if heard is None or timezone.now() - heard.at > TICK_HEARD_WITHIN:
        raise Unwell(f"last heard {heard.at.isoformat(timespec='seconds')}" if heard else "not heard yet")
    if heard.failed:
        raise Unwell("failed: " + ", ".join(heard.failed))


def outbox() -> None:
    """No message has waited an hour for a mail server that does not take it."""
    overdue = Q(send_after__lt=timezone.now() - OUTBOX_WAITS_AT_MOST) | Q(attempts__gte=ATTEMPTS_IN_AN_HOUR)
    count = Message.objects.filter(overdue, state=MessageState.QUEUED).count()
    if count:
        raise Unwell(f"{count} messages wait for over an hour")


CHECKS: dict[str, Callable[[], None]] = {
    "database": database,
    "migrations": migrations,
    "cache": cache_keeps,
    "storage": storage,
    "disk": disk,
    "tick": tick,
    "outbox": outbox,
}
ALL = tuple(CHECKS)
FOR_REQUESTS = ("database", "migrations", "cache")
ASK_THE_DATABASE = ("migrations", "outbox")
_kept: dict[tuple[str, ...], tuple[float, bool]] = {}


def ailments(parts: Collection[str] = ALL) -> dict[str, str]:
    """For each part what is wrong with it, empty when nothing is. Never raises."""
    found: dict[str, str] = {}
    for part in (each for each in CHECKS if each in parts):
        is_pointless = part in ASK_THE_DATABASE and found.get("database")
        found[part] = "not asked: the database is away" if is_pointless else _ailment(part)
    return found


def _ailment(part: str) -> str:
    try:
        CHECKS[part]()
    except Unwell as unwell:
        return str(unwell)
    except Exception as fault:  # whatever stops a check is the answer
        return told(fault)
    return ""


def is_well(parts: tuple[str, ...] = ALL) -> bool:
    """Whether nothing is wrong with these parts; the answer is kept for ten seconds in each process."""
    kept = _kept.get(parts)
    if kept and time.monotonic() - kept[0] < KEPT_FOR:
        return kept[1]
    answer = not any(ailments(parts).values())
    _kept[parts] = (time.monotonic(), answer)
    return answer


def forget() -> None:
    """Ask anew next time."""
    _kept.clear()
