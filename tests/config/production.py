"""A realistic environment of a production site, and commands run in it."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "vain-tarkistusta-varten-7f3k9q2m5x8w1z4c6v0b-ei-muualla",
    "ALLOWED_HOSTS": "sytyke.example,www.sytyke.example",
    "SITE_URL": "https://sytyke.example",
    "DATABASE_URL": "postgres://sytyke:salainen@kanta.sytyke.example:5432/sytyke?sslmode=verify-full",
    "REDIS_URL": "rediss://valimuisti.sytyke.example:6379/0",
    "EMAIL_HOST": "posti.sytyke.example",
    "EMAIL_HOST_USER": "sytyke",
    "EMAIL_HOST_PASSWORD": "salainen",
    "DEFAULT_FROM_EMAIL": "Sytyke <sytyke@sytyke.example>",
    "SUPPORT_EMAIL": "tuki@sytyke.example",
    "S3_BUCKET": "sytyke",
    "S3_ACCESS_KEY_ID": "avain",
    "S3_SECRET_ACCESS_KEY": "salainen",
    "S3_ENDPOINT_URL": "https://tiedostot.sytyke.example",
    "S3_REGION": "eu-north-1",
}


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command's answer, with nothing of this process's environment but where programs are."""
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(
        command, cwd=ROOT, env=inherited | environment, capture_output=True, text=True, check=False, timeout=300
    )


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "manage.py", *arguments, **environment)
