"""Which answers the page cache may keep, and until when. Marks on a response; the cache is config's middleware."""

from datetime import datetime, timedelta

from django.http import HttpResponse

LONGEST = timedelta(minutes=5)  # a page never lags behind the database longer than this


def mark_cacheable(response: HttpResponse, *, now: datetime, changes_at: datetime | None = None) -> HttpResponse:
    """Allow the page cache to keep an anonymous answer until `changes_at`, at most five minutes from `now`."""
    latest = now + LONGEST
    response.cached_until = min(changes_at, latest) if changes_at and changes_at > now else latest  # type: ignore[attr-defined]
    return response


def cached_until(response: HttpResponse) -> datetime | None:
    """The instant until which the answer may be kept, or None when nobody allowed it."""
    return getattr(response, "cached_until", None)
