"""compose.yaml and Dockerfile as far as reading goes: nothing here runs them, and docs/operations.md says so."""

import re

import pytest
import yaml

from config.settings.environment import faults
from tests.config.production import ROOT
from tests.config.test_production_settings import settings_table

pytestmark = pytest.mark.one_database

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]
SITE = ("setup", "web", "tick")
SECRETS = {
    "SECRET_KEY": "vain-tarkistusta-varten-7f3k9q2m5x8w1z4c6v0b-ei-muualla",
    "POSTGRES_PASSWORD": "p",
    "REDIS_PASSWORD": "r",
    "S3_SECRET_ACCESS_KEY": "s",
}


def filled_in(text: str) -> str:
    """The text as compose reads it: `${NAME:-default}` and `${NAME:?message}`."""
    return re.sub(
        r"\$\{(\w+):([-?])([^}]*)\}", lambda found: SECRETS.get(found[1]) or found[3] * (found[2] == "-"), text
    )


def test_every_part_of_production_is_there():
    assert set(SERVICES) == {"setup", "web", "tick", "proxy", "postgres", "redis", "objects", "mail"}


def test_web_tick_and_setup_get_every_setting_there_is_and_no_other():
    for name in SITE:
        assert sorted(SERVICES[name]["environment"]) == sorted(settings_table())


def test_the_site_would_start_with_these_settings():
    environment = {name: filled_in(value) for name, value in SERVICES["web"]["environment"].items()}

    assert faults(environment) == []
    assert [name for name, value in environment.items() if "$" in value] == []


def test_no_secret_stands_in_the_file():
    text = (ROOT / "compose.yaml").read_text()

    assert set(re.findall(r"\$\{(\w+):\?", text)) == SECRETS.keys()
    assert re.findall(r"(?:PASSWORD|SECRET\w*|AUTH): (?!\$\{)\S+", text) == []


def test_what_depends_on_a_service_waits_for_one_that_exists():
    for service in SERVICES.values():
        assert set(service.get("depends_on", ())) <= SERVICES.keys()
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", ())}
    assert used == COMPOSE["volumes"].keys()


def test_only_the_proxy_is_reached_from_outside():
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert ports == {"proxy": ["80:80", "443:443"], "mail": ["127.0.0.1:8025:8025"]}


def test_images_have_short_names_without_a_registry():
    names = [service["image"] for service in SERVICES.values() if "image" in service]
    names += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert [name for name in names if not re.fullmatch(r"([a-z]+/)?[a-z]+(:[\w.-]+)?", name)] == []


def test_the_image_is_built_from_hashed_requirements_and_does_not_run_as_root():
    text = (ROOT / "Dockerfile").read_text()

    assert (
        "pip install --no-cache-dir --require-hashes --only-binary :all: --requirement requirements/production.txt"
        in text
    )
    assert re.findall(r"^USER (\S+)", text, re.MULTILINE) == ["sytyke"]


def test_nothing_secret_or_needless_is_copied_into_the_image():
    ignored = (ROOT / ".dockerignore").read_text().splitlines()

    assert {".env", ".git", "var", "tests", ".venv"} <= set(ignored)
    assert ".env" in (ROOT / ".gitignore").read_text().splitlines()
