"""The catalogues: whole, fresh, compiled, and free of words that mean something else in this field."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
import wagtail
from django.conf import settings

pytestmark = pytest.mark.one_database

ROOT = Path(settings.BASE_DIR)
LANGUAGES = ("fi", "sv")
IS_STRICT = os.environ.get("CI") == "true" or os.environ.get("SYTYKE_STRICT") == "1"

# brief.md «words»: each means something else here, or hurts. A compound counts, but for those named.
RESERVED = {
    "fi": re.compile(
        r"ilmoitu(?:s|ks|st)|palautu(?:s|ks|st)|esimie[sh]|lisätehtäv|kurss|hylät|hylkä|virhe(?!elli)", re.IGNORECASE
    ),
    # In Finland one gives respons, takes part in an utbildning and works under a chef; anmälan is an enrolment.
    "sv": re.compile(
        r"feedback|återkoppling|\bkurs|certifikat|diplom|barnskyddsanmäl|orosanmäl|förman|underkän|\bevent(?!uell)|registrer"
        r"|\bni\b|\bert?\b|\bera\b",
        re.IGNORECASE,
    ),
}
ALLOWED_WORDS = re.compile(r"lastensuojeluilmoitu\w*|kirjoitusvirhe\w*", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")

Key = tuple[str | None, str, str]


def path_of(language: str) -> Path:
    return ROOT / f"locale/{language}/LC_MESSAGES/django.po"


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def catalogue(language: str) -> polib.POFile:
    assert path_of(language).exists(), "run `make messages`"
    return polib.pofile(str(path_of(language)))


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def texts(entry: polib.POEntry) -> list[str]:
    """The translations: one, or one for each plural form."""
    return [entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)] or [entry.msgstr]


def reserved_words(text: str, language: str) -> list[str]:
    return RESERVED[language].findall(ALLOWED_WORDS.sub("", text))


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


# Installed with Wagtail or beside it, and shown to nobody here.
NOT_SHOWN = {"search_promotions", "table_block", "styleguide", "forms"}


def translated(path: Path) -> set[tuple[str | None, str]]:
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path)) if entry.translated()}


def test_nothing_of_the_administration_is_left_without_swedish():
    """What no Swedish catalogue has would be said in Finnish, the language Django falls back to."""
    site_packages = Path(wagtail.__file__).parents[1]
    theirs = [
        *site_packages.glob("wagtail/**/locale/sv/**/django.po"),
        *site_packages.glob("django/**/sv/**/django.po"),
    ]
    ours = [path_of("sv"), ROOT / "locale/wagtail/sv/LC_MESSAGES/django.po"]
    in_swedish = set().union(*map(translated, [*theirs, *ours]))
    shown = [
        path
        for path in (site_packages / "wagtail").glob("**/locale/en/LC_MESSAGES/django.po")
        if path.parents[3].name not in NOT_SHOWN
    ]
    sources = {(entry.msgctxt, entry.msgid) for path in shown for entry in polib.pofile(str(path))}

    assert (len(shown) > 10, sources - in_swedish) == (True, set())


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


def test_no_translation_uses_a_reserved_word(catalogue, language):
    found = {entry.msgid: words for entry in catalogue if (words := reserved_words(" ".join(texts(entry)), language))}

    assert found == {}


def test_reserved_words_are_told_from_their_neighbours():
    assert reserved_words("Tee ilmoitus, peru ilmoituksesi, katso virheet", "fi") == ["ilmoitus", "ilmoituks", "virhe"]
    assert reserved_words("Ilmoittautuminen, lastensuojeluilmoituksen jälkeen, palautteen", "fi") == []
    assert reserved_words("Er kurs, feedback och barnskyddsanmälan", "sv") == [
        "Er",
        "kurs",
        "feedback",
        "barnskyddsanmäl",
    ]
    assert reserved_words("Din anmälan, respons, utbildning, genomförandet, erfarenhetsexpert", "sv") == []


def test_the_compiled_catalogue_says_what_the_source_says(catalogue, language):
    """Compilers differ in bytes, so the content is compared, through the reader Django uses."""
    with path_of(language).with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    def looked_up(entry: polib.POEntry) -> list[str]:
        message = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
        if entry.msgid_plural:
            return [compiled.ngettext(message, entry.msgid_plural, number) for number in (1, 2)]
        return [compiled.gettext(message)]

    assert [entry.msgid for entry in catalogue if looked_up(entry) != texts(entry)] == []
    compiled_keys = {(entry.msgctxt, entry.msgid) for entry in polib.mofile(str(path_of(language).with_suffix(".mo")))}
    assert compiled_keys == {(entry.msgctxt, entry.msgid) for entry in catalogue}


def test_the_catalogue_holds_the_strings_of_the_source_and_no_others(catalogue, language, tmp_path):
    if not (shutil.which("xgettext") and shutil.which("msgmerge")):
        assert not IS_STRICT, "gettext is missing: the freshness of the catalogue was not checked"
        pytest.skip("gettext is missing")
    for folder in source_folders():
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", "-l", language, "--add-location", "file"]
    command += ["--no-obsolete"]

    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)

    fresh = {key(entry) for entry in polib.pofile(str(tmp_path / path_of(language).relative_to(ROOT)))}
    committed = {key(entry) for entry in catalogue}
    assert (fresh - committed, committed - fresh) == (set(), set()), "run `make messages` and translate"


def source_folders() -> list[str]:
    """The apps, the templates and the catalogue itself."""
    apps = sorted(path.parent.name for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests")
    return [*apps, "templates", "locale"]


def test_the_catalogues_translate_the_same_strings():
    finnish, swedish = ({key(entry) for entry in polib.pofile(str(path_of(each)))} for each in LANGUAGES)

    assert finnish == swedish


def test_no_swedish_text_is_left_in_finnish_or_english():
    """A text that is the same in two languages is a number, a name or a word both share."""
    finnish = {key(entry): texts(entry) for entry in polib.pofile(str(path_of("fi")))}
    swedish = {key(entry): texts(entry) for entry in polib.pofile(str(path_of("sv")))}
    words = re.compile(r"[a-zåäö]{4,}")
    plain = {each: [PLACEHOLDER.sub("", text) for text in said] for each, said in swedish.items()}

    as_finnish = {
        key[1] for key, said in plain.items() if words.search(" ".join(said)) and swedish[key] == finnish[key]
    }
    as_english = {key[1] for key, said in plain.items() if words.search(" ".join(said)) and swedish[key] == [key[1]]}

    shared = {"administration", "material", "organisation", "period", "person", "problem", "status", "text", "version"}
    both = {"period: %(days)s.", "version %(number)s, %(day)s", "version %(version)s, %(day)s"}
    assert as_finnish == {"Video", "Video (WebM)"}
    assert {text.lower() for text in as_english - as_finnish} - shared == both
