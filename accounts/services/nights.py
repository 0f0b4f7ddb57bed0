"""What is done once a night. A night missed or failed is made good as soon as tick works again."""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import TypeVar

from django.db.models import Model
from django.utils.timezone import localtime

from accounts.models import NightlyRound

logger = logging.getLogger(__name__)

Job = Callable[[datetime], int]
Row = TypeVar("Row", bound=Model)


def night_of(now: datetime, hour: int) -> date:
    """The night whose round is due at this instant: the newest Finnish day on which it has struck `hour` or more.

    In spring the clock leaps over an hour and in autumn it strikes one twice; each night still has one round.
    """
    local = localtime(now)
    return local.date() if local.hour >= hour else local.date() - timedelta(days=1)


def once_a_night(hour: int) -> Callable[[Job], Job]:
    """Let a job of tick work once a night, from this hour on (Finnish time); at all other times it returns 0.

    The night is noted after the work: a round that raised, or that no tick was there for, is due until it succeeds.
    """

    def nightly(job: Job) -> Job:
        @wraps(job)
        def work(now: datetime) -> int:
            night = night_of(now, hour)
            if NightlyRound.objects.filter(job=job.__name__, night__gte=night).exists():
                return 0
            count = job(now)
            NightlyRound.objects.update_or_create(job=job.__name__, defaults={"night": night, "done_at": now})
            return count

        return work

    return nightly


def do_each(rows: Iterable[Row], work: Callable[[Row], object]) -> int:
    """Do the work for every row, whatever happens with the others; returns how many there were.

    Each fault is logged with its trace; RuntimeError in the end when there was one.
    """
    done = failed = 0
    for row in rows:
        try:
            work(row)
            done += 1
        except Exception:
            logger.exception("%s %s failed", type(row).__name__, row.pk)
            failed += 1
    if failed:
        raise RuntimeError(f"{failed} of {done + failed} failed")
    return done
