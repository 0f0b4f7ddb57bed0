import re

import pytest

from certificates.numbers import file_name, new_human_id, normalised_human_id

pytestmark = pytest.mark.one_database


def test_a_new_id_is_twelve_random_characters_of_crockford_base_32():
    fresh = {new_human_id() for _ in range(500)}

    assert len(fresh) == 500
    assert all(re.fullmatch(r"SYTY(-[0-9A-HJKMNP-TV-Z]{4}){3}", human_id) for human_id in fresh)
    assert all(normalised_human_id(human_id) == human_id for human_id in fresh)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("SYTY-7K4M-Q9XT-2B6H", "SYTY-7K4M-Q9XT-2B6H"),
        ("syty-7k4m-q9xt-2b6h", "SYTY-7K4M-Q9XT-2B6H"),
        ("  SYTY 7K4M Q9XT 2B6H \n", "SYTY-7K4M-Q9XT-2B6H"),
        ("7K4MQ9XT2B6H", "SYTY-7K4M-Q9XT-2B6H"),
        ("7K4M-Q9XT-2B6H", "SYTY-7K4M-Q9XT-2B6H"),
        ("SYTY7K4MQ9XT2B6H", "SYTY-7K4M-Q9XT-2B6H"),
        ("SYTY–7K4M–Q9XT–2B6H", "SYTY-7K4M-Q9XT-2B6H"),  # dashes a word processor put there
        ("ＳＹＴＹ－７Ｋ４Ｍ－Ｑ９ＸＴ－２Ｂ６Ｈ", "SYTY-7K4M-Q9XT-2B6H"),
        ("SYTY-O0IL-1234-5678", "SYTY-0011-1234-5678"),
        ("syty-o0il-1234-5678", "SYTY-0011-1234-5678"),
        ("SYTY-7K4M-Q9XT", "SYTY-SYTY-7K4M-Q9XT"),  # twelve characters that happen to begin like the prefix
        ("SYTY-UUUU-Q9XT-2B6H", ""),
        ("SYTY-7K4M-Q9XT-2B6", ""),
        ("SYTY-7K4M-Q9XT-2B6HH", ""),
        ("ABCD-7K4M-Q9XT-2B6H", ""),
        ("SYTY-7K4M-Q9XT-2B6Ä", ""),
        ("<script>alert(1)</script>", ""),
        ("", ""),
        ("\x00", ""),
    ],
)
def test_a_typed_id_is_read_as_it_was_meant(typed, meant):
    assert normalised_human_id(typed) == meant


def test_the_file_name_is_ascii_and_holds_the_beginning_of_the_id_only():
    assert file_name("SYTY-7K4M-Q9XT-2B6H") == "todistus-syty-7k4m.pdf"
