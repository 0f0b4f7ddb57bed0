"""How long a session of staff lasts unused, and what becomes of sessions that have ended."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from messaging.adapter import STAFF_MAY_IDLE, STAFF_SEEN_AT

NOTED_EVERY = timedelta(minutes=5)  # a write with every request would cost more than the minutes are worth


class IdleStaffMiddleware:
    """Signs staff out after eight hours in which they asked for nothing: a laptop left open on a shared desk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            _note_or_end(request, timezone.now())
        return self.get_response(request)


def _note_or_end(request: HttpRequest, now: datetime) -> None:
    noted = request.session.get(STAFF_SEEN_AT)
    if noted is None:  # not staff
        return
    idle = now - datetime.fromisoformat(noted)
    if idle >= STAFF_MAY_IDLE:
        logout(request)
        messages.info(request, _("You were signed out, because you had not used the service for eight hours."))
    elif idle >= NOTED_EVERY:
        request.session[STAFF_SEEN_AT] = now.isoformat()


def forget_ended_sessions(now: datetime) -> int:
    """Delete the sessions that have ended; returns how many. Run by `tick`."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]
