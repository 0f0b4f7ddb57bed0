"""The Finnish catalogue: whole, fresh, compiled, and free of words that mean something else in this field."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale/fi/LC_MESSAGES/django.po"
IS_STRICT = os.environ.get("CI") == "true" or os.environ.get("SYTYKE_STRICT") == "1"

# brief.md «words»: each means something else here, or hurts. A compound counts, but for those named.
RESERVED = re.compile(
    r"ilmoitu(?:s|ks|st)|palautu(?:s|ks|st)|esimie[sh]|lisätehtäv|kurss|hylät|hylkä|virhe(?!elli)", re.IGNORECASE
)
ALLOWED_WORDS = re.compile(r"lastensuojeluilmoitu\w*|kirjoitusvirhe\w*", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")

Key = tuple[str | None, str, str]


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    assert CATALOGUE.exists(), "run `make messages`"
    return polib.pofile(str(CATALOGUE))


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def texts(entry: polib.POEntry) -> list[str]:
    """The translations: one, or one for each plural form."""
    return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)] or [entry.msgstr]


def reserved_words(text: str) -> list[str]:
    return RESERVED.findall(ALLOWED_WORDS.sub("", text))


def placeholders_differ(entry: polib.POEntry) -> bool:
    """Whether a translation uses other placeholders than its source; a singular may leave the number out."""
    *rest, last = texts(entry)
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    return set(PLACEHOLDER.findall(last)) != wanted or any(set(PLACEHOLDER.findall(form)) - wanted for form in rest)


def test_every_string_is_translated(catalogue):
    missing = [entry.msgid for entry in catalogue if not all(texts(entry))]
    unsure = [entry.msgid for entry in catalogue if entry.fuzzy]
    left_over = [entry.msgid for entry in catalogue.obsolete_entries()]

    assert (missing, unsure, left_over) == ([], [], [])


def test_translations_use_the_placeholders_of_their_source(catalogue):
    assert [entry.msgid for entry in catalogue if placeholders_differ(entry)] == []


@pytest.mark.parametrize(
    ("source", "translation", "differs"),
    [
        ("%(count)s places", "%(count)s paikkaa", False),
        ("%(count)s places", "%(luku)s paikkaa", True),
        ("Hello {name}", "Hei", True),
        ("Until 50%%", "50 %% asti", False),
    ],
)
def test_a_changed_placeholder_is_found(source, translation, differs):
    assert placeholders_differ(polib.POEntry(msgid=source, msgstr=translation)) is differs


def test_a_singular_may_leave_the_number_out():
    entry = polib.POEntry(msgid="%(n)s place", msgid_plural="%(n)s places")
    entry.msgstr_plural = {0: "Yksi paikka", 1: "%(n)s paikkaa"}

    assert placeholders_differ(entry) is False


def test_no_translation_uses_a_reserved_word(catalogue):
    found = {entry.msgid: words for entry in catalogue if (words := reserved_words(" ".join(texts(entry))))}

    assert found == {}


def test_reserved_words_are_told_from_their_neighbours():
    assert reserved_words("Tee ilmoitus tai peru ilmoituksesi, katso virheet") == ["ilmoitus", "ilmoituks", "virhe"]
    assert reserved_words("Ilmoittautuminen, lastensuojeluilmoituksen jälkeen, kirjoitusvirhe, palautteen") == []


def test_the_compiled_catalogue_says_what_the_source_says(catalogue):
    """Compilers differ in bytes, so the content is compared, through the reader Django uses."""
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    def looked_up(entry: polib.POEntry) -> list[str]:
        message = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
        if entry.msgid_plural:
            return [compiled.ngettext(message, entry.msgid_plural, number) for number in (1, 2)]
        return [compiled.gettext(message)]

    assert [entry.msgid for entry in catalogue if looked_up(entry) != texts(entry)] == []
    compiled_keys = {(entry.msgctxt, entry.msgid) for entry in polib.mofile(str(CATALOGUE.with_suffix(".mo")))}
    assert compiled_keys == {(entry.msgctxt, entry.msgid) for entry in catalogue}


def test_the_catalogue_holds_the_strings_of_the_source_and_no_others(catalogue, tmp_path):
    if not (shutil.which("xgettext") and shutil.which("msgmerge")):
        assert not IS_STRICT, "gettext is missing: the freshness of the catalogue was not checked"
        pytest.skip("gettext is missing")
    for folder in source_folders():
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "-l", "fi", "--add-location", "file", "--no-obsolete"]

    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)

    fresh = {key(entry) for entry in polib.pofile(str(tmp_path / CATALOGUE.relative_to(ROOT)))}
    committed = {key(entry) for entry in catalogue}
    assert (fresh - committed, committed - fresh) == (set(), set()), "run `make messages` and translate"


def source_folders() -> list[str]:
    """The apps, the templates and the catalogue itself."""
    apps = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests")
    return [*apps, "templates", "locale"]
