"""How tick lets the health check know that it lives. Kept in the cache: a lost beat is made good by the next round."""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from django.core.cache import cache

logger = logging.getLogger(__name__)

KEY = "tick-round"


@dataclass(frozen=True)
class Round:
    """When tick was last at work, and which jobs failed in the round."""

    at: datetime
    failed: list[str] = field(default_factory=list)


def beat(at: datetime, failed: list[str]) -> None:
    """Note that tick is at work. Without a cache it works on unheard, and the health check says so."""
    try:
        cache.set(KEY, {"at": at.isoformat(), "failed": failed}, timeout=None)
    except Exception as fault:  # mail and certificates do not depend on the cache
        logger.warning("The beat of tick was not kept: %s", type(fault).__name__)


def last_round() -> Round | None:
    """The newest beat, or None when the cache holds none."""
    kept = cache.get(KEY)
    return Round(datetime.fromisoformat(kept["at"]), kept["failed"]) if kept else None
