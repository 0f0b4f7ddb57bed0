"""What every template may use. Nothing here differs between anonymous visitors: their pages are cached whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from accounts import queries
from accounts.models import User
from config.languages import language_choices, section_of
from enrollment.queries import has_screen
from enrollment.rights import Right
from messaging.queries import site_addresses


@dataclass
class Viewer:
    """The signed-in person, as much as the page's frame shows of them."""

    user: User

    @property
    def name(self) -> str:
        return self.user.get_full_name()

    @property
    def short_name(self) -> str:
        return self.user.get_short_name()

    @cached_property
    def is_trainer(self) -> bool:
        """Whether the admin opens to the person, and with it the trainer's desk."""
        return queries.is_trainer(self.user)

    @cached_property
    def has_desk(self) -> bool:
        """Whether the trainer's desk opens to the person."""
        return has_screen(self.user, Right.SEE_SESSIONS)

    @cached_property
    def is_admin(self) -> bool:
        return queries.is_administrator(self.user)


def site(request: HttpRequest) -> dict[str, Any]:
    """The signed-in `viewer` or None, waiting `notices`, and what is the same for everybody."""
    notices = _notices(request)
    return {
        "viewer": SimpleLazyObject(lambda: _viewer(request)) if _has_session(request) else None,
        "notices": notices,
        "messages": notices,  # the name the admin's templates read them by
        "site_contact_email": settings.SUPPORT_EMAIL,
        "addresses": SimpleLazyObject(lambda: site_addresses(get_language())),
        "languages": SimpleLazyObject(lambda: language_choices(request)),
        "section": section_of(request.path),
        "is_demo": settings.IS_DEMO,
    }


def _has_session(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _viewer(request: HttpRequest) -> Viewer | None:
    user = getattr(request, "user", None)  # an error before the sign-in middleware leaves none
    return Viewer(user) if user is not None and user.is_authenticated else None


def _notices(request: HttpRequest) -> Iterable[Any]:
    if getattr(request, "is_preview", False):  # the editor's own messages are not the page's
        return []
    storage = get_messages(request)
    may_hold_some = _has_session(request) or CookieStorage.cookie_name in request.COOKIES
    # A storage reads its cookie and session when first looked into, so it is not handed to pages without either.
    return storage if may_hold_some or getattr(storage, "added_new", False) else []
