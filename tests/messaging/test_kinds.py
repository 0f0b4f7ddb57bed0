"""Filling the text of a message: placeholders only, nothing else is interpreted."""

import pytest

from messaging.kinds import MessageKind, fill, message_kinds, placeholders, register_kind


def test_placeholders_are_filled():
    assert fill("Hei {name}!\n\nKoulutus: {course}", {"name": "Aino", "course": "Sytyke"}) == (
        "Hei Aino!\n\nKoulutus: Sytyke"
    )


def test_a_line_whose_placeholders_are_all_empty_is_dropped_with_its_gap():
    text = "Hei {name}!\n\nLiity: {link}\n\nTerveisin"

    assert fill(text, {"name": "Aino", "link": ""}) == "Hei Aino!\n\nTerveisin"


def test_a_line_with_one_value_left_stays():
    assert fill("{day} {place}", {"day": "pe", "place": ""}) == "pe"


def test_a_line_without_placeholders_always_stays():
    assert fill("Terveisin\nSytyke", {}) == "Terveisin\nSytyke"


def test_a_missing_name_is_an_error():
    with pytest.raises(KeyError, match="link"):
        fill("Liity: {link}", {"name": "Aino"})


@pytest.mark.parametrize("value", ["{link}", "{{ name }}", "%(name)s", "\\1", "{0.__class__}", "{% load i18n %}"])
def test_a_value_is_never_interpreted(value):
    assert fill("Hei {name}", {"name": value, "link": "salainen"}) == f"Hei {value}"


def test_braces_that_are_no_placeholder_are_left_alone():
    assert fill("{Name} {1} {} {name!r}", {}) == "{Name} {1} {} {name!r}"


def test_a_kind_declared_twice_is_refused():
    kind = message_kinds()[0]

    with pytest.raises(ValueError, match="declared twice"):
        register_kind(MessageKind(kind.key, "", "", ""))


def test_a_kind_offers_only_words_it_is_filled_with():
    sample = {"name": "Aino", "answer_by": "ke 26.5.", "comment": "Hyvä!"}
    kind = MessageKind("x", "", "{answer_by}", "Hei {name}", sample, always=frozenset({"name"}))

    assert kind.words() == {"name": "Aino", "answer_by": "ke 26.5."}


def test_a_kind_that_says_nothing_of_its_words_offers_its_whole_sample():
    assert MessageKind("x", "", "", "", {"name": "Aino", "day": "ma"}).words() == {"name": "Aino", "day": "ma"}


@pytest.mark.parametrize("kind", message_kinds(), ids=lambda kind: kind.key)
def test_every_kind_can_be_previewed_with_its_sample(kind):
    known = set(kind.sample) | {"site", "site_url"}

    asked = placeholders(str(kind.subject)) | placeholders(str(kind.body))

    assert asked - known == set()
    assert fill(str(kind.body), {"site": "Sytyke", "site_url": "https://sytyke.example", **kind.sample})
