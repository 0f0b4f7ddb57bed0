"""Folding, endings, hits and excerpts of the search."""

import pytest

from cms.search_words import MOST_WORDS, Piece, Term, excerpt, folded_words, marked, terms


def shown(pieces: list[Piece]) -> str:
    """The pieces as one text, hits in brackets."""
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in pieces)


def test_every_word_is_folded_and_stands_after_a_space():
    assert folded_words("Äiti, SyTy-koulutus (2027) ja Čáhci_Ŋ") == " aiti syty koulutus 2027 ja cahci n"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("äiti", [Term("aiti", "aiti")]),
        ("Lastensuojelussa", [Term("lastensuojelussa", "lastensuojelu")]),
        ("koulutuksen koulutukset", [Term("koulutuksen", "koulutu"), Term("koulutukset", "koulutu")]),
        ("todistus todistuksen", [Term("todistus", "todistu"), Term("todistuksen", "todistu")]),
        ("lapsen", [Term("lapsen", "laps")]),
        ("tie", [Term("tie", "tie")]),
        ("a % _ 'x", []),
        ("äiti Äiti aiti", [Term("aiti", "aiti")]),
    ],
)
def test_words_are_tried_without_their_endings(query, found):
    assert terms(query) == found


def test_too_many_words_are_cut():
    assert len(terms(" ".join(f"sana{number}" for number in range(30)))) == MOST_WORDS


def test_hits_are_marked_in_the_words_as_they_were_written():
    assert shown(marked("Äidin ja äitien Äiti-kerho", terms("aiti"))) == "Äidin ja [äitien] [Äiti]-kerho"
    assert shown(marked("ei mitään", [])) == "ei mitään"


def test_an_excerpt_stands_around_the_first_hit():
    text = " ".join(f"sana{number}" for number in range(40)) + " perhe " + " ".join(["loppu"] * 40)

    said = shown(excerpt(text, terms("perhe")))

    assert (
        said == "… " + " ".join(f"sana{number}" for number in range(32, 40)) + " [perhe] " + "loppu " * 22 + "loppu …"
    )


def test_an_excerpt_without_a_hit_is_the_beginning():
    assert shown(excerpt("Lyhyt teksti.", terms("muu"))) == "Lyhyt teksti."
    assert excerpt("", terms("muu")) == []
