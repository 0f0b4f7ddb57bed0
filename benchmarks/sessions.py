"""Sessions of signed-in people, made without signing anybody in."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction


@transaction.atomic
def signed_in(people: Iterable[Any]) -> list[str]:
    """The key of a new session for each person."""
    return [_session_of(person) for person in people]


def _session_of(person: Any) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)
