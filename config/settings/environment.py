"""What production refuses to start with, and why. Pure: the environment comes in, sentences go out."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

REQUIRED = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_HOST",
    "DEFAULT_FROM_EMAIL",
    "SUPPORT_EMAIL",
)
S3_TOGETHER = ("S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY")
KEY_LENGTH, KEY_VARIETY = 50, 15  # characters, different ones: what `check --deploy` asks, and a little more


def faults(environment: Mapping[str, str]) -> list[str]:
    """Every reason not to start, each naming its variable; an empty list when all is well."""
    missing = [f"{name} is not set." for name in REQUIRED if not environment.get(name, "").strip()]
    return [*missing, *_key_faults(environment), *_address_faults(environment), *_service_faults(environment)]


def _key_faults(environment: Mapping[str, str]) -> Iterator[str]:
    key = environment.get("SECRET_KEY", "")
    if key and (len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY):
        yield f"SECRET_KEY is too easy to guess: use at least {KEY_LENGTH} random characters."


def _address_faults(environment: Mapping[str, str]) -> Iterator[str]:
    hosts = [host.strip() for host in environment.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    for host in hosts:
        if "*" in host or host.startswith("."):
            yield f"ALLOWED_HOSTS holds {host}: name every host, so that nobody can make the site answer as theirs."
    site = environment.get("SITE_URL", "").strip()
    if not site:
        return
    parts = urlsplit(site)
    if parts.scheme != "https" or not parts.hostname:
        yield "SITE_URL is not an https address; it is printed on certificates and in mails."
    elif hosts and parts.hostname not in hosts:
        yield f"SITE_URL names {parts.hostname}, which ALLOWED_HOSTS does not: its links would be refused."
    if parts.path not in ("", "/") or parts.query:
        yield "SITE_URL is more than scheme and host."


def _service_faults(environment: Mapping[str, str]) -> Iterator[str]:
    if any(environment.get(name) for name in S3_TOGETHER):
        yield from (
            f"{name} is not set, though files are kept in S3." for name in S3_TOGETHER if not environment.get(name)
        )
    if _is_on(environment.get("EMAIL_USE_SSL", "")) and _is_on(environment.get("EMAIL_USE_TLS", "")):
        yield "EMAIL_USE_SSL and EMAIL_USE_TLS are both on: a mail server speaks one of them."


def _is_on(text: str) -> bool:
    return text.strip().lower() in ("1", "true", "yes", "on", "t", "y")
