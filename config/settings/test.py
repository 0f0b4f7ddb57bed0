"""Tests: fast hashing, memory mail and cache; DATABASE_URL chooses PostgreSQL."""

from config.settings.base import *
from config.settings.base import BASE_DIR, VAR_DIR, database, env

DEBUG = False
IS_DEMO = True
SECRET_KEY = "tests-only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "answers": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "test-media"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
DATABASES = {"default": database(env.str("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var/unused.sqlite3'}"))}
_part = env.str("SYTYKE_TEST_DB", default="main")  # several people may run tests on one machine
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(BASE_DIR / "var" / f"test-{_part}.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {"NAME": f"test_sytyke_{_part}"}
