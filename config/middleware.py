"""What happens to every request: security headers, the page cache, the second factor of administrators."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from allauth.mfa.utils import is_mfa_enabled
from csp.constants import HEADER as CSP_HEADER
from csp.constants import SELF, UNSAFE_INLINE
from csp.utils import build_policy
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from accounts.queries import is_administrator
from cms.caching import cached_until
from cms.services import page_cache_version

NextHandler = Callable[[HttpRequest], HttpResponse]

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

SAME_FOR_EVERYBODY = (settings.STATIC_URL, settings.MEDIA_URL, "/tyylit/")

# Wagtail 7.4's explorer, editor and history carry inline scripts and styles, and show previews in a frame.
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
}


class SecurityHeadersMiddleware:
    """Puts the security headers on every answer, errors and files included, and keeps private answers out of caches."""

    def __init__(self, get_response: NextHandler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in SECURITY_HEADERS.items():
            response.headers.setdefault(name, value)
        if CSP_HEADER in response and request.path_info.startswith(reverse("wagtailadmin_home")):
            response[CSP_HEADER] = build_policy(replace=ADMIN_POLICY)
        _limit_caching(request, response)
        return response


def _limit_caching(request: HttpRequest, response: HttpResponse) -> None:
    stated = response.get("Cache-Control", "")
    if stated and request.path_info.startswith(SAME_FOR_EVERYBODY):
        return
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies
    if has_session and "no-store" not in stated:
        response["Cache-Control"] = "private, no-store"
    elif not stated:
        response["Cache-Control"] = "private, no-cache"


METHODS = ("GET", "HEAD", "POST")


class KnownMethodsMiddleware:
    """Refuses every method no page of this site knows, before anybody looks at whose page it is.

    A form view of Django would otherwise take PUT for POST, and a server might answer TRACE with the visitor's cookies.
    """

    def __init__(self, get_response: NextHandler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)


KEPT_HEADERS = ("Content-Type", "Content-Language", "Link", "X-Frame-Options", "X-Robots-Tag")


@dataclass(frozen=True)
class KeptPage:
    """An anonymous answer as it lies in the cache, good until `until`."""

    body: bytes
    headers: dict[str, str]
    until: datetime

    def as_response(self) -> HttpResponse:
        """The answer again, to be sent to anybody."""
        response = HttpResponse(self.body, headers={**self.headers, "Cache-Control": "private, no-cache"})
        response["Content-Length"] = str(len(self.body))
        return response


class PageCacheMiddleware:
    """Answers anonymous readers without touching the session or the database, while a kept page is good."""

    def __init__(self, get_response: NextHandler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_anonymous_reading(request):
            return self.get_response(request)
        # The version is read before the page is made: what changes meanwhile makes this page unreachable.
        key, now = _page_key(request), timezone.now()
        kept: KeptPage | None = cache.get(key)
        if kept and now < kept.until:
            return kept.as_response()
        response = self.get_response(request)
        until = cached_until(response)
        if until and until > now and request.method == "GET" and _may_be_kept(response):
            _keep(key, response, until, until - now)
        return response


def _is_anonymous_reading(request: HttpRequest) -> bool:
    """Whether the request could be anybody's: no session, no message waiting in a cookie, no query string."""
    own_cookies = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    return (
        request.method in ("GET", "HEAD")
        and not request.META.get("QUERY_STRING")
        and own_cookies.isdisjoint(request.COOKIES)
    )


def _may_be_kept(response: HttpResponse) -> bool:
    return response.status_code == 200 and not response.cookies and not response.streaming


def _page_key(request: HttpRequest) -> str:
    parts = (request.scheme or "", request.get_host(), request.path, get_language() or "", page_cache_version())
    return "page-" + hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _keep(key: str, response: HttpResponse, until: datetime, lifetime: timedelta) -> None:
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    cache.set(key, KeptPage(response.content, headers, until), ceil(lifetime.total_seconds()))


class StaffMfaMiddleware:
    """Sends an administrator without a second factor to set one up, where the settings ask for it."""

    def __init__(self, get_response: NextHandler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_STAFF_MFA and not _is_open_to_half_signed_in(request) and _lacks_second_factor(request):
            return redirect(reverse("mfa_index"))
        return self.get_response(request)


def _is_open_to_half_signed_in(request: HttpRequest) -> bool:
    # Signing in, out and setting up the second factor stay open.
    account = reverse("account_login").removesuffix("login/")
    return request.path_info.startswith((account, *SAME_FOR_EVERYBODY))


def _lacks_second_factor(request: HttpRequest) -> bool:
    # Looking at `request.user` reads the session, which would end the caching of the page.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    user = request.user
    return user.is_authenticated and is_administrator(user) and not is_mfa_enabled(user)
