"""What looks like somebody's identity in a text, and what only looks a little like it."""

import pytest

from enrollment.secrecy import looks_like_a_person

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    "text",
    [
        "131052-308T",
        "131052-308t",
        "010203A123B",
        "010203a123b",
        "311299+9991",
        *(f"0101{year}{sign}123N" for year, sign in [("01", "B"), ("02", "F"), ("90", "U"), ("91", "Y"), ("92", "X")]),
        "Äidin hetu on 131052-308T.",
        "(131052-308T)",
        "hetu:131052-308T,",
    ],
)
def test_an_identity_code_is_found(text):
    assert looks_like_a_person(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "0401234567",
        "040 123 4567",
        "040-1234567",
        "040-123 4567",
        "040\xa0123\xa04567",
        "050 12 34 567",
        "+358401234567",
        "+358 40 123 4567",
        "+358 (0)40 123 4567",
        "00358 40 123 4567",
        "09 310 1691",
        "015 411 1234",
        "Soita numeroon 0401234567.",
        "puh.0401234567",
        "Äiti (0401234567) vastaa",
    ],
)
def test_a_phone_number_is_found(text):
    assert looks_like_a_person(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Perhe muutti keväällä.",
        "28.5.2021",
        "01.02.2021",
        "01-02-2021",
        "01 02 2021",
        "2021-05-28",
        "2020-2021, 2021-2022 ja 2022-2023",
        "2020 2021 2022 2023",
        "klo 9.00–12.00",
        "klo 09.00-12.00",
        "978-951-0-12345-6",
        "978-0-306-40615-7",
        "ISBN 0-306-40615-2",
        "ISBN 951-0-12345-X",
        "0,123456789",
        "1.0123456789",
        "kohta 0.1234567",
        "12345678",
        "Laki 417/2007 25 §",
        "401352-308T",  # no such day
        "139952-308T",  # no such month
        "1131052-308T",  # a longer number
        "131052-308TX",
        "131052 308T",
    ],
)
def test_dates_years_and_book_numbers_are_not_people(text):
    assert looks_like_a_person(text) is False
