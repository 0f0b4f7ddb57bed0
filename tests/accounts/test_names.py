"""Names: folding for search, Finnish order, and whose surname it is."""

import unicodedata

import pytest

from accounts.names import finnish_key, folded, normalised, surname_matches

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Äyräpää", "ayrapaa"),
        ("ÄYRÄPÄÄ", "ayrapaa"),
        (unicodedata.normalize("NFD", "Äyräpää"), "ayrapaa"),
        ("Åström", "astrom"),
        ("Čuonna", "cuonna"),
        ("Đuro Đurić", "duro duric"),
        ("Máŋga Ŧeodor", "manga teodor"),
        ("Šaša Žižek", "sasa zizek"),
        ("Kuuǥǥ", "kuugg"),
        ("Ǯuolčč", "zuolcc"),
        ("Łukasz", "lukasz"),
        ("Strauß", "strauss"),
        ("Sørensen Ægir", "sorensen aegir"),
        ("Işık", "isik"),
        ("Valkeapää-Niemi", "valkeapaa-niemi"),
        ("  Aino \t  Esimerkki\n", "aino esimerkki"),
        ("ﬁnland", "finland"),
        ("nolla\0merkki", "nollamerkki"),
        ("", ""),
    ],
)
def test_a_name_is_found_by_plain_letters(name, key):
    assert folded(name) == key


def test_folding_twice_changes_nothing():
    assert folded(folded("Đurić Äyräpää Ŋ")) == folded("Đurić Äyräpää Ŋ")


def test_a_stored_name_is_composed_and_single_spaced():
    assert normalised(unicodedata.normalize("NFD", " Äijä \u00a0  Ŋ ")) == "Äijä Ŋ"


def test_finnish_order_puts_the_last_letters_last():
    names = ["Öhman", "Aalto", "Zacharias", "Äijälä", "Åberg", "Čuonna", "Cygnaeus", "Đuro", "Dahl", "Šaša", "Salo"]

    assert sorted(names, key=finnish_key) == [
        "Aalto",
        "Čuonna",
        "Cygnaeus",
        "Dahl",
        "Đuro",
        "Salo",
        "Šaša",
        "Zacharias",
        "Åberg",
        "Äijälä",
        "Öhman",
    ]


def test_finnish_order_ignores_case_and_composition():
    assert finnish_key("ÄIJÄLÄ") == finnish_key(unicodedata.normalize("NFD", "äijälä"))


@pytest.mark.parametrize(
    ("printed", "typed", "is_same"),
    [
        ("Aino Esimerkki", "Esimerkki", True),
        ("Aino Esimerkki", "esimerkki ", True),
        ("Aino Esimerkki", "merkki", False),
        ("Aino Esimerkki", "Aino", False),
        ("Aino Esimerkki", "Aino Esimerkki", True),
        ("Aino Esimerkki", "Esimerkki Aino", False),
        ("Aino Esimerkki", "", False),
        ("Aino Esimerkki", "   ", False),
        ("Johannes Valkeapää-Niemi", "valkeapaa-niemi", True),
        ("Johannes Valkeapää-Niemi", "Niemi", False),
        ("Johannes Valkeapää-Niemi", "Valkeapää Niemi", True),
        ("Johannes Valkeapää-Niemi", "valkeapaaniemi", True),
        ("Anna von Essen", "von Essen", True),
        ("Anna von Essen", "Essen", True),
        ("Đuro Đurić", "duric", True),
        ("Madonna", "Madonna", True),
        ("Madonna", "donna", False),
    ],
)
def test_whose_surname_it_is(printed, typed, is_same):
    assert surname_matches(printed, typed) is is_same


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Aino\u202eikkremisE", "AinoikkremisE"),
        ("Aino\u200b Esimerkki\ufeff", "Aino Esimerkki"),
        ("Aino\tEsimerkki\r\n", "Aino Esimerkki"),
        ("Aino\x00Esimerkki", "AinoEsimerkki"),
        ("Áile Čuoŋŋa", "Áile Čuoŋŋa"),
    ],
)
def test_nothing_invisible_is_stored_in_a_name(typed, stored):
    assert normalised(typed) == stored
