"""Names: how they are compared, folded for search and put in Finnish order. Pure; no database."""

import unicodedata

# Letters that NFKD does not take apart although a Finnish reader types the plain one.
_PLAIN = str.maketrans(
    {"đ": "d", "ŋ": "n", "ŧ": "t", "ǥ": "g", "ʒ": "z", "ø": "o", "æ": "ae", "ð": "d", "þ": "th", "ł": "l", "ß": "ss"}
    | {"ı": "i"}
)
_LAST_LETTERS = {"å": "{0", "ä": "{1", "æ": "{1", "ö": "{2", "ø": "{2"}  # "{" is the character after z


def normalised(text: str) -> str:
    """The text in NFC with single spaces: what is stored, printed and compared."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def folded(text: str) -> str:
    """Lower case without accents, so that "ayrapaa" finds Äyräpää (brief §9)."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\0", "").casefold())  # PostgreSQL refuses NUL
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.translate(_PLAIN).split())


def finnish_key(text: str) -> str:
    """A key whose code point order is the Finnish alphabet's: å, ä and ö after z, other accents ignored."""
    letters = []
    for character in unicodedata.normalize("NFC", text.casefold()):
        letters.append(_LAST_LETTERS.get(character) or folded(character) or character)
    return "".join(letters)


def surname_matches(printed_name: str, typed_surname: str) -> bool:
    """Whether the typed surname is the last word or words of the printed name, case and accents aside.

    A single name matches itself (certificate.md §7).
    """
    name, surname = folded(printed_name), folded(typed_surname)
    return bool(surname) and (name == surname or name.endswith(f" {surname}")) and (name != surname or " " not in name)
