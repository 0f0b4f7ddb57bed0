"""Production: everything comes from the environment; what is missing or unsafe stops the start (docs/operations.md)."""

import os

from django.core.exceptions import ImproperlyConfigured

from config.settings.base import *
from config.settings.base import DATABASES, SILENCED_SYSTEM_CHECKS, SITE_URL, STORAGES, env
from config.settings.environment import faults

if found := faults(os.environ):
    raise ImproperlyConfigured("\n  ".join(["Sytyke does not start (docs/operations.md, Settings):", *found]))

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)  # 0 would count every visitor as one address
REQUIRE_STAFF_MFA = env.bool("REQUIRE_STAFF_MFA", default=True)

SERVICE_SECONDS = 5  # a service that takes longer to answer counts as away: an honest page instead of a waiting one

if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": SERVICE_SECONDS} | DATABASES["default"].get("OPTIONS", {})

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("REDIS_URL"),
        "KEY_PREFIX": "sytyke",
        "OPTIONS": {"socket_connect_timeout": SERVICE_SECONDS, "socket_timeout": SERVICE_SECONDS},
    },
}

# Files: on disk, or in a private bucket. Either way nobody gets an address of the store: views hand files out.
if env.str("S3_BUCKET", default=""):
    _bucket = {
        "bucket_name": env.str("S3_BUCKET"),
        "access_key": env.str("S3_ACCESS_KEY_ID"),
        "secret_key": env.str("S3_SECRET_ACCESS_KEY"),
        "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
        "region_name": env.str("S3_REGION", default="") or None,
    }
    # Beside each other, as on disk: no name of a page's file, and no list of them, reaches what participants sent.
    STORAGES |= {
        "default": {"BACKEND": "config.storage.PrivateBucket", "OPTIONS": {**_bucket, "location": "media"}},
        "answers": {"BACKEND": "config.storage.PrivateBucket", "OPTIONS": {**_bucket, "location": "answers"}},
    }

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("EMAIL_HOST")
EMAIL_USE_SSL = env.bool("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
EMAIL_PORT = env.int("EMAIL_PORT", default=465 if EMAIL_USE_SSL else 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", default="")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^terve/"]  # asked over plain HTTP from inside, by what watches the site
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# `__Host-`: a browser takes the cookie only with Secure and path /, and from no other host of the domain.
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

# W019 asks for X-Frame-Options DENY; the page editor previews pages in a frame of its own.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W019"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
    "root": {"handlers": ["stdout"], "level": "WARNING"},
    "loggers": {
        "config": {"level": "INFO"},  # one line for each request and each piece of work done by tick
        "django": {"handlers": [], "level": "WARNING"},  # Django would mail errors, with everything in them
        "django.request": {"level": "ERROR"},  # what was not found or forbidden is in the line of its request
        "gunicorn.error": {"level": "INFO"},
    },
}
