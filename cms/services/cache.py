"""What the site shell does: forgetting cached pages."""

import secrets

from django.core.cache import cache
from django.db import transaction

VERSION_KEY = "page-cache-version"


def forget_cached_pages() -> None:
    """Make every cached anonymous page stale once the current transaction is committed."""
    transaction.on_commit(_new_version)


def page_cache_version() -> str:
    """The version every cached page carries in its key; a new one makes all of them unreachable."""
    version = cache.get(VERSION_KEY)
    if version is None:
        version = _new_version()
    return version


def _new_version() -> str:
    version = secrets.token_hex(8)
    cache.set(VERSION_KEY, version, None)
    return version
