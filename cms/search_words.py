"""Words of the search: folded, tried without their Finnish endings, marked where they were found. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from accounts.names import folded

MOST_WORDS = 8  # of a query; more narrow nothing and cost time
SHORTEST = 2  # letters
BEFORE, AFTER = 8, 24  # words of an excerpt around the first hit
_WORD = re.compile(r"[^\W_]+")
# Endings of cases and plurals, folded (ä is a), longest first; what is left must still say something.
_ENDINGS = (
    "ksessa", "ksesta", "ksella", "kselle", "kseen", "ksista", "ksissa", "ksien", "ksia", "ksen", "kset",
    "issa", "ista", "illa", "ille", "ilta", "iden", "iin", "ssa", "sta", "lla", "lle", "lta", "ksi", "jen", "ien",
    "ta", "ja", "en", "in", "n", "t", "a",
)  # fmt: skip
LEAST_LEFT = 4  # letters


@dataclass(frozen=True)
class Term:
    """A word somebody looks for: as it was written, and what it begins with once its ending is off."""

    word: str
    stem: str


@dataclass(frozen=True)
class Piece:
    """A piece of a text, and whether it is what was looked for."""

    text: str
    is_hit: bool = False


def folded_words(text: str) -> str:
    """Every word folded and after a space, so that " x" finds the words that begin with x."""
    return "".join(f" {word}" for word in _WORD.findall(folded(text)))


def terms(query: str) -> list[Term]:
    """The words to look for, each once; too short ones are left out."""
    words = dict.fromkeys(word for word in _WORD.findall(folded(query)) if len(word) >= SHORTEST)
    return [Term(word, _without_ending(word)) for word in list(words)[:MOST_WORDS]]


def _without_ending(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_LEFT:
            return word.removesuffix(ending)
    return word


def marked(text: str, wanted: Sequence[Term]) -> list[Piece]:
    """The text in pieces, the words that were looked for as hits."""
    pieces, end = [], 0
    for match in _WORD.finditer(text):
        if _is_hit(match.group(), wanted):
            pieces += [Piece(text[end : match.start()]), Piece(match.group(), True)]
            end = match.end()
    return [piece for piece in [*pieces, Piece(text[end:])] if piece.text]


def excerpt(text: str, wanted: Sequence[Term]) -> list[Piece]:
    """Some words around the first hit, or the beginning of the text without one."""
    words = list(_WORD.finditer(text))
    first = next((place for place, match in enumerate(words) if _is_hit(match.group(), wanted)), 0)
    begin, end = max(first - BEFORE, 0), min(first + AFTER, len(words)) - 1
    if end < 0:
        return []
    cut = text[words[begin].start() : words[end].end() if end < len(words) - 1 else len(text)]
    pieces = marked(cut, wanted)
    before = [Piece("… ")] if begin else []
    return [*before, *pieces, *([Piece(" …")] if end < len(words) - 1 else [])]


def _is_hit(word: str, wanted: Sequence[Term]) -> bool:
    return folded(word).startswith(tuple(term.stem for term in wanted)) if wanted else False
