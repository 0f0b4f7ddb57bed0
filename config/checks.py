"""System checks of the whole house."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security)
def demo_stays_in_the_demo(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The one-click sign-in and readable mails of /demo/ must not exist anywhere else."""
    if settings.IS_DEMO and settings.SETTINGS_MODULE not in ("config.settings.demo", "config.settings.test"):
        return [Error("IS_DEMO is on outside the demo settings: /demo/ would sign anybody in.", id="config.E001")]
    return []


@register(Tags.security)
def printed_addresses_are_https(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The address on a certificate is typed in years later; one without HTTPS could be answered by anybody."""
    if settings.DEBUG or settings.IS_DEMO or settings.SITE_URL.startswith("https://"):
        return []
    return [Warning("SITE_URL is not an https address; certificates and mails would carry it.", id="config.W001")]


@register(Tags.security)
def the_way_to_the_database_is_decided(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """To another machine the data travel over a network: whether encrypted is to be said, not left to a default."""
    database = settings.DATABASES["default"]
    is_near = database.get("HOST", "") in ("", "localhost", "127.0.0.1", "::1") or database["HOST"].startswith("/")
    if settings.DEBUG or settings.IS_DEMO or is_near or "sslmode" in database.get("OPTIONS", {}):
        return []
    hint = "Add ?sslmode=verify-full (or require; or prefer inside one trusted network) to DATABASE_URL."
    return [
        Warning("The database is on another machine and DATABASE_URL names no sslmode.", hint=hint, id="config.W002")
    ]
