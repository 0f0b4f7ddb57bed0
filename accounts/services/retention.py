"""What is erased when its time is over. Run by `retain` and, once a night, by `tick`."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.queries import keeping_cutoff, keeping_months
from accounts.registry import RetentionStep, retention_steps
from accounts.services.nights import once_a_night

logger = logging.getLogger(__name__)

NIGHT_HOUR = 4  # Finnish time; after the hour in which runs are settled
AT_ONCE = 200  # rows in one transaction: on SQLite nobody else writes meanwhile


@dataclass(frozen=True)
class Expired:
    """How many rows of one step were due; None when the step failed and has to be done again."""

    kind: str
    months: int
    label: str
    count: int | None


def retain(now: datetime, *, dry_run: bool = False) -> list[Expired]:
    """Erase every row whose keeping time is over, and say how many of each; `dry_run` only counts.

    Running it twice, or in two places, erases nothing more. A step that fails is logged and never stops the others.
    """
    months = keeping_months()
    found = []
    for step in retention_steps():
        kept = months[step.kind]
        if kept is None:
            continue
        cutoff = keeping_cutoff(now, kept)
        count = step.due(cutoff, now).count() if dry_run else _try_to_expire(step, cutoff, now)
        found.append(Expired(step.kind, kept, step.label, count))
    return found


def _try_to_expire(step: RetentionStep, cutoff: datetime, now: datetime) -> int | None:
    try:
        return _expire(step, cutoff, now)
    except Exception:
        logger.exception("Keeping time of %s (%s) could not be followed", step.kind, step.label)
        return None


def _expire(step: RetentionStep, cutoff: datetime, now: datetime) -> int:
    """Work through the due rows a few hundred at a time; RuntimeError when a step leaves rows due."""
    done = 0
    latest: list[Any] = []
    while True:
        with transaction.atomic():
            rows = step.due(cutoff, now)
            keys = list(rows.values_list("pk", flat=True)[:AT_ONCE])
            if not keys:
                return done
            if keys == latest:
                raise RuntimeError(f"{step.label}: the rows that were due still are")
            step.expire(rows.model._base_manager.filter(pk__in=keys), now)
            done, latest = done + len(keys), keys


@once_a_night(NIGHT_HOUR)
def retain_nightly(now: datetime) -> int:
    """Erase once a night what is due, where the settings allow it; returns how many rows.

    RuntimeError names the steps that failed, and the round is repeated.
    """
    found = retain(now) if settings.RETAIN_NIGHTLY else []
    if failed := [f"{expired.kind}: {expired.label}" for expired in found if expired.count is None]:
        raise RuntimeError("; ".join(failed))
    return sum(expired.count or 0 for expired in found)
