"""Certificate IDs people can read out and type: `SYTY-7K4M-Q9XT-2B6H`. Pure; random, never sequential, no meaning."""

import secrets
import unicodedata

PREFIX = "SYTY"
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base 32: no I, L, O or U
LENGTH = 12  # characters of 5 bits: 60 random bits, never enough alone (security.md §4.1)
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_human_id() -> str:
    """A fresh ID; uniqueness is held by the database."""
    return _shown("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def normalised_human_id(typed: str) -> str:
    """The ID somebody meant, or "" when it cannot be one.

    Spaces, dashes, lower case and a missing prefix are forgiven; O is read as 0, I and L as 1.
    """
    plain = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", typed).upper()))
    code = plain.removeprefix(PREFIX) if len(plain) == len(PREFIX) + LENGTH else plain
    code = code.translate(_MISREAD)
    return _shown(code) if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def file_name(human_id: str) -> str:
    """The ASCII name of the file a browser saves: `todistus-syty-7k4m.pdf`."""
    return f"todistus-{human_id[:9].lower()}.pdf"


def _shown(code: str) -> str:
    return "-".join([PREFIX, code[:4], code[4:8], code[8:]])
