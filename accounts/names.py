"""Names: how they are compared, folded for search and put in Finnish order. Pure; no database."""

import unicodedata
from functools import lru_cache

# Letters that NFKD does not take apart although a Finnish reader types the plain one.
_PLAIN = str.maketrans(
    {"đ": "d", "ŋ": "n", "ŧ": "t", "ǥ": "g", "ʒ": "z", "ø": "o", "æ": "ae", "ð": "d", "þ": "th", "ł": "l", "ß": "ss"}
    | {"ı": "i"}
)
_INVISIBLE = ("Cc", "Cf")
_LAST_LETTERS = {"å": "{0", "ä": "{1", "æ": "{1", "ö": "{2", "ø": "{2"}  # "{" is the character after z


def normalised(text: str) -> str:
    """The text in NFC with single spaces and nothing invisible: what is stored, printed and compared.

    Control and format characters go: a right-to-left override would turn a list around (security.md, hostile names).
    """
    visible = "".join(letter for letter in text if letter.isspace() or unicodedata.category(letter) not in _INVISIBLE)
    return " ".join(unicodedata.normalize("NFC", visible).split())


def folded(text: str) -> str:
    """Lower case without accents, so that "ayrapaa" finds Äyräpää (brief §9)."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\0", "").casefold())  # PostgreSQL refuses NUL
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.translate(_PLAIN).split())


@lru_cache(maxsize=20_000)  # SQLite asks for both keys at every comparison: a list of n names at n log n of them
def finnish_key(text: str) -> str:
    """A key whose code point order is the Finnish alphabet's: å, ä and ö after z, other accents ignored."""
    letters = []
    for character in unicodedata.normalize("NFC", text.casefold()):
        letters.append(_LAST_LETTERS.get(character) or folded(character) or character)
    return "".join(letters)


def surname_matches(printed_name: str, typed_surname: str) -> bool:
    """Whether the typed surname is the last word or words of the printed name; case, accents, spaces and hyphens aside.

    A single name matches itself, and so does the whole name, which tells more than was asked (certificate.md §7).
    """
    words, typed = folded(printed_name).split(), _squeezed(folded(typed_surname))
    return bool(typed) and typed in {_squeezed("".join(words[index:])) for index in range(len(words))}


def _squeezed(text: str) -> str:
    return text.replace(" ", "").replace("-", "")
