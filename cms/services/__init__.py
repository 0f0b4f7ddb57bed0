"""What the site shell does, one verb a function."""

from cms.services.accessibility import answer_request, receive_request
from cms.services.cache import forget_cached_pages, page_cache_version

__all__ = ["answer_request", "forget_cached_pages", "page_cache_version", "receive_request"]
