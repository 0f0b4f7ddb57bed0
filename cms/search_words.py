"""Words of the search: folded, tried without their Finnish endings, marked where they were found. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from accounts.names import folded

MOST_WORDS = 8  # of a query; more narrow nothing and cost time
SHORTEST = 2  # letters
MOST_NEAR, NEARNESS, MOST_APART = 4, 0.8, 3  # words offered, their likeness, and letters longer or shorter
LEAST_SHARED = 5  # letters a word that is offered has in common with the beginning of the one asked for
BEFORE, AFTER = 8, 24  # words of an excerpt around the first hit
_WORD = re.compile(r"[^\W_]+")
# Endings of cases, plurals and derived words, folded (ä is a); the longest that fits goes, and what is left must still
# say something. The forms of -nen (verkostotapaaminen, -misessa), of -suus (-suuden) and of -us (todistus, -uksen) come
# to one beginning.
_NEN = ("nen", "sen", "sta", "seen", "sena", "set", "sia", "siin", "sissa", "sista", "sille", "silla", "sten")
_NEN_CASES = ("sessa", "sesta", "sella", "selle", "selta", "seksi")
_US = ("suus", "suuden", "suutta", "suudesta", "suudessa", "suuteen", "syys", "syyden", "syytta", "syyteen")
_ENDINGS = sorted((
    *_NEN, *_NEN_CASES, *_US,
    "ksessa", "ksesta", "ksella", "kselle", "kseen", "ksista", "ksissa", "ksien", "ksia", "ksen", "kset",
    "issa", "ista", "illa", "ille", "ilta", "iden", "iin", "ssa", "sta", "lla", "lle", "lta", "ksi", "jen", "ien",
    "ta", "ja", "en", "in", "n", "t", "a", "s",
), key=len, reverse=True)  # fmt: skip
LEAST_LEFT = 4  # letters
# What people write of a thing the site calls otherwise (the glossary's search synonyms), each by how its forms begin.
_SAME = {
    "kurss": ("koulutu",),
    "kurs": ("utbildning",),
    "esimie": ("esihenkilo",),
    "lisatehtav": ("taydennystehtav",),
    "korvaava": ("taydennystehtav",),
    "verkostopalaver": ("verkostotapaami",),
    "verkostokokou": ("verkostotapaami",),
    "diplom": ("todistu", "intyg"),
}


@dataclass(frozen=True)
class Term:
    """A word somebody looks for: as it was written, what it begins with once its ending is off, and how other words
    for the same thing begin.
    """

    word: str
    stem: str
    others: tuple[str, ...] = ()

    @property
    def beginnings(self) -> tuple[str, ...]:
        """Whatever begins so is found."""
        return (self.stem, *self.others)


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
    return [Term(word, _without_ending(word), _same_as(word)) for word in list(words)[:MOST_WORDS]]


def _same_as(word: str) -> tuple[str, ...]:
    return next((others for beginning, others in _SAME.items() if word.startswith(beginning)), ())


def near_words(word: str, texts: Iterable[str]) -> list[str]:
    """Words of the texts that are nearly the word, as they are written; else those with the longest beginning of it."""
    known = {folded(each): each.lower() for text in texts for each in _WORD.findall(text) if len(each) > SHORTEST}
    alike = [each for each in known if each[0] == word[0] and abs(len(each) - len(word)) <= MOST_APART]
    near = get_close_matches(word, alike, MOST_NEAR, NEARNESS)
    for length in range(len(word) - 1, LEAST_SHARED - 1, -1):
        if near:
            break
        near = sorted(each for each in known if each.startswith(word[:length]))
    return [known[each] for each in near[:MOST_NEAR]]


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
    return folded(word).startswith(tuple(start for term in wanted for start in term.beginnings))
