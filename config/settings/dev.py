"""Development: debug pages, mail to files under var/mail."""

from config.settings.base import *
from config.settings.base import VAR_DIR

DEBUG = True
SECRET_KEY = "development-only-not-a-secret"  # noqa: S105 - never used outside development
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
