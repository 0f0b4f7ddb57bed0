"""Production's settings: nothing left to a default that could harm, and every variable explained."""

import json
import re
import sys

import pytest

from config import checks
from config.settings.environment import REQUIRED, faults
from tests.config.production import ENVIRONMENT, ROOT, manage, run

pytestmark = pytest.mark.one_database

SHOWN = """
import json, django
from django.conf import settings
django.setup()
from django.core.files.storage import storages
print(json.dumps({
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
                settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH],
    "csrf": [settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_SECURE, settings.CSRF_COOKIE_HTTPONLY,
             settings.CSRF_COOKIE_SAMESITE, settings.CSRF_COOKIE_DOMAIN, settings.CSRF_COOKIE_PATH],
    "database": settings.DATABASES["default"],
    "cache": settings.CACHES["default"],
    "mail": [settings.EMAIL_PORT, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL, settings.EMAIL_TIMEOUT],
    "files": [[type(storages[name]).__name__, storages[name].location] for name in ("default", "answers")],
    "static": settings.STORAGES["staticfiles"]["BACKEND"],
    "demo": settings.IS_DEMO, "debug": settings.DEBUG,
}, default=str))
"""


def shown(**changes: str) -> dict:
    answer = run(sys.executable, "-c", SHOWN, **(ENVIRONMENT | changes))
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_the_deployment_check_is_clean():
    answer = manage("check", "--deploy", **ENVIRONMENT)

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == "System check identified no issues (1 silenced).\n"


def test_sytyke_does_not_start_and_names_everything_that_is_missing():
    answer = run(
        sys.executable, "-c", "import django; django.setup()", DJANGO_SETTINGS_MODULE="config.settings.production"
    )

    assert answer.returncode == 1
    told = answer.stderr[answer.stderr.index("ImproperlyConfigured: ") :]
    assert told.split("\n  ") == [
        "ImproperlyConfigured: Sytyke does not start (docs/operations.md, Settings):",
        *(f"{name} is not set." for name in REQUIRED[:-1]),
        f"{REQUIRED[-1]} is not set.\n",
    ]


def test_a_realistic_environment_has_no_faults():
    assert faults(ENVIRONMENT) == []


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", ["", "  "])
def test_what_is_needed_may_not_be_empty_either(name, value):
    assert f"{name} is not set." in faults(ENVIRONMENT | {name: value})


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"SECRET_KEY": "lyhyt"}, "SECRET_KEY is too easy to guess: use at least 50 random characters."),
        ({"SECRET_KEY": "ab" * 30}, "SECRET_KEY is too easy to guess: use at least 50 random characters."),
        (
            {"ALLOWED_HOSTS": "sytyke.example,*"},
            "ALLOWED_HOSTS holds *: name every host, so that nobody can make the site answer as theirs.",
        ),
        (
            {"ALLOWED_HOSTS": "sytyke.example,.sytyke.example"},
            "ALLOWED_HOSTS holds .sytyke.example: name every host, so that nobody can make the site answer as theirs.",
        ),
        (
            {"SITE_URL": "http://sytyke.example"},
            "SITE_URL is not an https address; it is printed on certificates and in mails.",
        ),
        (
            {"SITE_URL": "https://toinen.example"},
            "SITE_URL names toinen.example, which ALLOWED_HOSTS does not: its links would be refused.",
        ),
        ({"SITE_URL": "https://sytyke.example/koulutus"}, "SITE_URL is more than scheme and host."),
        ({"S3_SECRET_ACCESS_KEY": ""}, "S3_SECRET_ACCESS_KEY is not set, though files are kept in S3."),
        (
            {"EMAIL_USE_TLS": "true", "EMAIL_USE_SSL": "1"},
            "EMAIL_USE_SSL and EMAIL_USE_TLS are both on: a mail server speaks one of them.",
        ),
    ],
)
def test_what_would_harm_stops_the_start(changes, fault):
    assert faults(ENVIRONMENT | changes) == [fault]


def test_a_slash_after_the_host_harms_nobody():
    assert faults(ENVIRONMENT | {"SITE_URL": "https://sytyke.example/"}) == []


def test_cookies_are_for_this_host_over_https_and_not_for_scripts():
    settings = shown()

    assert settings["session"] == ["__Host-sessionid", True, True, "Lax", None, "/"]
    assert settings["csrf"] == ["__Host-csrftoken", True, True, "Lax", None, "/"]


def test_the_services_come_from_the_environment():
    settings = shown()

    database = settings["database"]
    assert [database[key] for key in ("ENGINE", "HOST", "PORT", "NAME", "USER", "PASSWORD")] == [
        "django.db.backends.postgresql", "kanta.sytyke.example", 5432, "sytyke", "sytyke", "salainen",
    ]  # fmt: skip
    assert database["OPTIONS"] == {"connect_timeout": 5, "sslmode": "verify-full"}
    assert settings["cache"]["LOCATION"] == "rediss://valimuisti.sytyke.example:6379/0"
    assert settings["mail"] == [587, True, False, 10]
    assert settings["files"] == [["PrivateBucket", "media"], ["PrivateBucket", "answers"]]
    assert settings["static"] == "whitenoise.storage.CompressedManifestStaticFilesStorage"
    assert (settings["demo"], settings["debug"]) == (False, False)


def test_without_a_bucket_files_lie_on_the_disk_and_mail_may_begin_with_tls():
    folder = str(ROOT / "tiedot")
    settings = shown(
        S3_BUCKET="", S3_ACCESS_KEY_ID="", S3_SECRET_ACCESS_KEY="", EMAIL_USE_SSL="true", SYTYKE_VAR_DIR=folder
    )

    kinds = [["FileSystemStorage", f"{folder}/media"], ["FileSystemStorage", f"{folder}/answers"]]
    assert (settings["files"], settings["mail"]) == (kinds, [465, False, True, 10])


def settings_table() -> list[str]:
    """Every variable of the table in docs/operations.md."""
    rows = re.findall(r"^\| (`[A-Z].*?) \|", (ROOT / "docs/operations.md").read_text(), re.MULTILINE)
    return re.findall(r"`([A-Z0-9_]+)`", " ".join(rows))


def test_every_variable_is_explained_once():
    sources = [
        (ROOT / "config" / name).read_text() for name in ("settings/base.py", "settings/production.py", "gunicorn.py")
    ]
    read = re.findall(r'env(?:iron)?\.\w+\(\s*"(\w+)"', "".join(sources))

    assert sorted(settings_table()) == sorted(set(read))


@pytest.mark.parametrize(
    ("host", "options", "found"),
    [
        ("kanta.sytyke.example", {}, ["config.W002"]),
        ("kanta.sytyke.example", {"sslmode": "require"}, []),
        ("", {}, []),
        ("127.0.0.1", {}, []),
        ("/run/postgresql", {}, []),
    ],
)
def test_a_database_elsewhere_needs_a_word_about_encryption(settings, monkeypatch, host, options, found):
    settings.IS_DEMO = False
    monkeypatch.setitem(settings.DATABASES, "default", {"HOST": host, "OPTIONS": options})

    assert [each.id for each in checks.the_way_to_the_database_is_decided(None)] == found


def test_the_readme_names_the_same_settings_as_the_operations_page() -> None:
    tables = [
        re.findall(r"^\| `[A-Z][A-Z0-9_]+`.*\|$", (ROOT / page).read_text(), re.MULTILINE)
        for page in ("README.md", "docs/operations.md")
    ]

    assert tables[0] == tables[1]
