"""One log line for each request, and the number that joins it to what else was logged meanwhile."""

import logging
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config.logs import path_told, request_id

logger = logging.getLogger(__name__)

HEALTH_PREFIX = "/terve/"


class RequestLogMiddleware:
    """Gives the request a number of ours, tells it in `X-Request-ID`, and logs what became of it.

    Neither the visitor nor their network address, the query string or the browser is logged.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key, began = uuid.uuid4().hex[:12], time.perf_counter()
        token = request_id.set(key)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = key
            if _is_worth_a_line(request, response):
                logger.info("request", extra={"facts": _facts(request, response, time.perf_counter() - began)})
        finally:
            request_id.reset(token)
        return response


def _is_worth_a_line(request: HttpRequest, response: HttpResponse) -> bool:
    """Everything but files and good health, which are asked for all the time."""
    is_routine = request.path_info.startswith((settings.STATIC_URL, HEALTH_PREFIX))
    return not is_routine or response.status_code >= 400


def _facts(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, str | int]:
    return {
        "method": (request.method or "")[:10],
        "path": path_told(request.path_info),
        "status": response.status_code,
        "ms": round(seconds * 1000),
    }
