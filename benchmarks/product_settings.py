"""The product as it is measured: the settings every site has, no hashed names of static files, one proxy believed."""

from config.settings.base import *
from config.settings.base import INSTALLED_APPS, STORAGES, VAR_DIR, WAGTAILSEARCH_BACKENDS

DEBUG = False
SECRET_KEY = "measurements-only-not-a-secret"  # noqa: S105 - serves nothing but measurements
ALLOWED_HOSTS = ["127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.floors"]  # its two tables are the floor of the service
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WAGTAILSEARCH_BACKENDS = {"default": {**WAGTAILSEARCH_BACKENDS["default"], "AUTO_UPDATE": False}}  # fills faster
WHITENOISE_AUTOREFRESH = False
STATIC_ROOT = VAR_DIR / "static"
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the client takes another address for each request
