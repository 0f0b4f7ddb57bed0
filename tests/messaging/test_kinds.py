"""Filling the text of a message: placeholders only, nothing else is interpreted."""

import pytest
from django.utils.translation import override

from messaging.kinds import (
    MessageKind,
    fill,
    fill_subject,
    message_kinds,
    placeholders,
    register_kind,
    shortened,
)

pytestmark = pytest.mark.one_database

LONG_TITLE = (
    "Lastensuojelun ja sivistystoimen yhdyspinnalla työskentelevien ammattilaisten "
    "monialainen täydennyskoulutus Oulussa 2027"
)


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


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("kind", message_kinds(), ids=lambda kind: kind.key)
def test_every_subject_fits_a_telephone_whatever_the_title(kind, language):
    long = dict.fromkeys(("course", "run", "title"), LONG_TITLE)

    with override(language):
        text = str(kind.subject)
        subject = fill_subject(text, {**kind.sample, **long})

    assert len(LONG_TITLE) == 120
    assert (len(subject) <= 60, subject.startswith(text.partition("{")[0])) == (True, True)
    assert all(kind.sample[name] in subject for name in placeholders(text) & {"answer_by", "day", "position"})


def test_a_subject_that_fits_is_left_as_it_is():
    title = "Sytykettä yhteistyöhön"

    assert fill_subject("Vahvistus: {course}, {run}", {"course": title, "run": "Ryhmä A"}) == (
        "Vahvistus: Sytykettä yhteistyöhön, Ryhmä A"
    )


def test_the_longest_word_to_fill_in_is_shortened_after_a_whole_word():
    context = {"course": LONG_TITLE, "run": "Ryhmä A", "first": LONG_TITLE}

    subject = fill_subject("Vahvistus: {course}, {run}", context)

    assert subject == "Vahvistus: Lastensuojelun ja sivistystoimen…, Ryhmä A"


def test_a_subject_of_staff_that_is_too_long_by_itself_is_cut():
    text = "Tervetuloa mukaan koulutukseen, johon olet ilmoittautunut jo hyvissä ajoin: {course}"

    assert fill_subject(text, {"course": "Sytyke"}) == "Tervetuloa mukaan koulutukseen, johon olet ilmoittautunut…"


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("Sytyke", 6, "Sytyke"),
        ("Kevät, ryhmä 1", 13, "Kevät, ryhmä…"),
        ("Kevät, ryhmä 1", 7, "Kevät…"),
        ("Lastensuojelutyö", 12, "Lastensuoje…"),
    ],
)
def test_a_text_is_shortened_after_a_whole_word(text, most, short):
    assert shortened(text, most) == short
