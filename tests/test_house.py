"""What a stranger meets first: the commands, the documents, the locked requirements."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from accounts.collation import in_finnish_order
from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.one_database

ROOT = Path(settings.BASE_DIR)
TARGETS = {"help", "demo", "run", "test", "bench", "lint", "format", "types", "messages", "lock"}


def in_shell(*command: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return subprocess.run(command, cwd=cwd, env=inherited | environment, capture_output=True, text=True, check=False)


def test_make_lists_every_target_with_a_line_of_help():
    listed = dict(re.findall(r"^  make (\w+) +(.+)$", in_shell("make").stdout, re.MULTILINE))

    assert listed.keys() == TARGETS


def test_a_missing_venv_module_is_named_before_anything_is_made(tmp_path):
    (tmp_path / ".ci").mkdir()
    for name in ("demo", "environment"):
        shutil.copy(ROOT / ".ci" / name, tmp_path / ".ci" / name)
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\n[ "$2" = "import ensurepip" ] && exit 1\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    before = sorted(path.name for path in tmp_path.rglob("*"))

    answer = in_shell(".ci/demo", cwd=tmp_path, PATH=f"{python.parent}:{os.environ['PATH']}")

    assert answer.returncode == 1
    assert answer.stdout + answer.stderr == "python3-venv is missing. Install it with: sudo apt install python3-venv\n"
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["base", "production", "test"])
def test_requirements_are_pinned_by_hash_and_hold_no_address(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    entries = re.split(r"\n(?=[a-z])", text.replace("\\\n", " "))[1:]

    assert "://" not in text
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def readme() -> str:
    return (ROOT / "README.md").read_text()


def test_every_app_has_its_line_in_the_readme():
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}

    assert apps - set(re.findall(r"^\| `(\w+)/`", readme(), re.MULTILINE)) == set()


def test_the_licence_is_the_whole_eupl():
    text = (ROOT / "LICENSE").read_text()

    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in text
    assert [number for number in range(1, 16) if not re.search(rf"^{number}\. [A-Z]", text, re.MULTILINE)] == []
    assert "‘Compatible Licences’ according to Article 5 EUPL are:" in text


def test_every_decision_states_context_decision_and_consequences():
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    parts = ("**Context.**", "**Decision.**", "**Consequences.**")

    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert [path.name for path in decisions if any(part not in path.read_text() for part in parts)] == []


@pytest.mark.django_db
def test_people_stand_in_finnish_order_on_every_database():
    for name in ("Öberg", "Zetterberg", "Aho", "Åström", "Äijälä", "Čáhci", "aalto", "Đurić"):
        UserFactory(name=name)

    ordered = User.objects.order_by(in_finnish_order("name")).values_list("name", flat=True)

    assert list(ordered) == ["aalto", "Aho", "Čáhci", "Đurić", "Zetterberg", "Åström", "Äijälä", "Öberg"]


def rows_of_rules() -> list[str]:
    text = (ROOT / "docs/domain.md").read_text()
    table = text[text.index("## Where a rule lives") : text.index("## What hangs on what")]
    return [line for line in table.splitlines() if line.startswith("|")][2:]


def test_every_rule_lives_where_the_documents_say():
    """`name` in `file` is defined there, every file is there, and every constraint is one of a model."""
    rows = rows_of_rules()
    constraints = {each.name for model in apps.get_models() for each in model._meta.constraints}
    wrong = []
    for row in rows:
        wrong += [path for path in re.findall(r"`([\w/]+\.py)`", row) if not (ROOT / path).is_file()]
        for name, path in re.findall(r"`(\w+)` in `([\w/]+\.py)`", row):
            if not re.search(rf"^\s*(def |class )?{name}\b", (ROOT / path).read_text(), re.MULTILINE):
                wrong.append(f"{name} in {path}")
        wrong += [name for name in re.findall(r"`([a-z]+_\w+)`", row.split("|")[3]) if name not in constraints]

    assert len(rows) >= 10
    assert wrong == []
