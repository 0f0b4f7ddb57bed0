"""`make demo`: the whole site on one machine with synthetic people; mail stays in the outbox, readable at /demo/."""

from config.settings.base import *
from config.settings.base import env

DEBUG = False
IS_DEMO = True
RETAIN_NIGHTLY = False  # the pilot of 2021 would lose its answers and names overnight; `manage.py retain` works
SECRET_KEY = "demonstration-only-not-a-secret"  # noqa: S105 - the demo holds synthetic people only
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
WHITENOISE_MAX_AGE = 3600
