"""Completion rules over made-up facts: every variant, cancelled sessions, and the sentences people read."""

from datetime import timedelta

import pytest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.progress import Cover, Progress, Unit
from courses.rules import (
    attendance_is_met,
    attendance_is_reachable,
    attendance_missing,
    attendance_out_of_reach,
    attendance_sentence,
    counted_units,
    needed_units,
)
from tests.clock import NOW

pytestmark = pytest.mark.one_database

COVERS = {
    "p": Cover.PRESENT,
    "a": Cover.ASSIGNMENT,
    "o": Cover.OTHER_GROUP,
    "n": Cover.ASSIGNMENT,  # made up because the organiser moved the session
    "-": None,
    "x": None,  # missed: no presence can cover it any more
    "m": None,  # missed because the organiser moved the session
}


def progress(letters: str) -> Progress:
    return Progress(
        [
            Unit(
                f"topic:{number}",
                number,
                "",
                COVERS[letter],
                NOW,
                uses_up_replacement=letter not in "nm",
                may_be_attended=letter not in "xm",
            )
            for number, letter in enumerate(letters, start=1)
        ]
    )


@pytest.mark.parametrize(
    ("facts", "minimum", "max_replaced", "is_met"),
    [
        # R-ALL: every session, nothing replaced
        ("ppp", None, 0, True),
        ("pp-", None, 0, False),
        ("ppa", None, 0, False),
        ("ppn", None, 0, True),  # the new time is not the person's doing
        # R-REPL: all of them, at most so many replaced
        ("ppa", None, 1, True),
        ("ppo", None, 1, True),
        ("paa", None, 1, False),
        ("pao", None, 1, False),
        ("pao", None, 2, True),
        ("pan", None, 1, True),
        ("aaa", None, 3, True),
        ("pa-", None, 1, False),
        # R-MIN: at least X of them
        ("pp-", 2, 0, True),
        ("p--", 2, 0, False),
        ("pa-", 2, 0, False),
        ("pa-", 2, 1, True),
        ("aa-", 2, 1, False),
        ("paa", 2, 1, True),
        ("ppp", 2, 0, True),
        # cancelled sessions are not among the facts: fewer units lower K, and never below the minimum's reach
        ("pp", None, 0, True),
        ("pp", 3, 0, True),
        ("p-", 3, 0, False),
        ("p", 2, 1, True),
        # nothing held, nothing completed
        ("", None, 0, False),
        ("", 0, 0, False),
        ("---", 0, 0, True),
    ],
)
def test_the_rule_is_met(facts, minimum, max_replaced, is_met):
    assert attendance_is_met(progress(facts), minimum, max_replaced) is is_met


@pytest.mark.parametrize(
    ("facts", "minimum", "max_replaced", "is_reachable"),
    [
        # all of them: what is still to come may be attended, what was missed may be replaced up to the limit
        ("---", None, 0, True),
        ("p-x", None, 1, True),
        ("p-x", None, 0, False),
        ("-xx", None, 1, False),
        ("-xx", None, 2, True),
        ("pax", None, 1, False),
        ("pax", None, 2, True),
        ("paa", None, 1, False),
        ("pmx", None, 1, True),  # the new time is not the person's doing
        ("pmm", None, 0, True),
        # at least X of them
        ("p-x", 2, 0, True),
        ("pxx", 2, 0, False),
        ("pxx", 2, 1, True),
        ("xxx", 2, 1, False),
        ("p", 2, 0, True),
        ("x", 2, 0, False),
        # a run that has no sessions yet may get some
        ("", None, 0, True),
    ],
)
def test_the_rule_can_still_be_met(facts, minimum, max_replaced, is_reachable):
    assert attendance_is_reachable(progress(facts), minimum, max_replaced) is is_reachable


@pytest.mark.parametrize(
    ("facts", "max_replaced", "said"),
    [
        ("pxx", 1, "Sinulta jäi väliin 2 tapaamiskertaa. Korvattuja kertoja lasketaan mukaan enintään 1."),
        ("-ax", 1, "Sinulta jäi väliin 2 tapaamiskertaa. Korvattuja kertoja lasketaan mukaan enintään 1."),
        ("p-x", 0, "Sinulta jäi väliin 1 tapaamiskerta. Väliin jäänyttä kertaa ei voi korvata."),
    ],
)
def test_why_the_certificate_is_out_of_reach_is_said_with_the_limit(facts, max_replaced, said):
    assert attendance_out_of_reach(progress(facts), max_replaced) == said


@pytest.mark.parametrize(
    ("facts", "max_replaced", "counted"), [("ppp", 0, 3), ("paa", 1, 2), ("pan", 0, 2), ("ooa", 2, 2), ("---", 1, 0)]
)
def test_of_the_replaced_ones_only_the_allowed_count(facts, max_replaced, counted):
    assert counted_units(progress(facts), max_replaced) == counted


@pytest.mark.parametrize(("facts", "minimum", "needed"), [("---", None, 3), ("---", 2, 2), ("--", 3, 2), ("", None, 0)])
def test_no_more_is_needed_than_there_is(facts, minimum, needed):
    assert needed_units(progress(facts), minimum) == needed


def lacking(count: int) -> str:
    return ngettext(
        "%(count)s session is still needed for the certificate.",
        "%(count)s sessions are still needed for the certificate.",
        count,
    ) % {"count": count}


LIMIT = "Sessions that may be replaced: at most %(count)s."


def test_nothing_missing_is_said_with_nothing():
    assert attendance_missing(progress("ppa"), None, 1) == ""
    assert attendance_missing(progress("p-"), 1, 0) == ""


@pytest.mark.parametrize(
    ("facts", "minimum", "max_replaced", "count"), [("pp-", None, 1, 1), ("p--", None, 1, 2), ("p--", 2, 0, 1)]
)
def test_what_is_missing_is_counted(facts, minimum, max_replaced, count):
    assert attendance_missing(progress(facts), minimum, max_replaced) == lacking(count)


def test_somebody_who_replaced_too_many_is_told_the_limit():
    said = attendance_missing(progress("paa"), None, 1)

    assert said == f"{lacking(1)} {_(LIMIT) % {'count': 1}}"


EVERY, AT_LEAST, OF_THESE = (
    "Saat todistuksen, kun olet ollut mukana kaikilla kerroilla.",
    "Saat todistuksen, kun olet ollut mukana vähintään 2 kerralla (kertoja on 3).",
    "Niistä voit korvata enintään 1.",
)


@pytest.mark.parametrize(
    ("count", "minimum", "max_replaced", "sentence"),
    [
        (3, None, 0, EVERY),
        (3, None, 1, f"{EVERY} {OF_THESE}"),
        (3, 2, 0, AT_LEAST),
        (3, 2, 1, f"{AT_LEAST} {OF_THESE}"),
        (3, 3, 0, EVERY),
        (0, None, 0, EVERY),
        (1, None, 0, "Saat todistuksen, kun olet ollut mukana."),
        (1, 1, 1, "Saat todistuksen, kun olet ollut mukana tai korvannut poissaolosi."),
    ],
)
def test_the_rule_reads_as_a_sentence(count, minimum, max_replaced, sentence):
    assert attendance_sentence(count, minimum, max_replaced) == sentence


def test_progress_tells_what_is_covered_and_what_is_not():
    facts = progress("p-a")

    assert [unit.number for unit in facts.covered] == [1, 3]
    assert [unit.number for unit in facts.units if not unit.cover] == [2]
    assert [unit.number for unit in progress("p-xam").missed] == [3, 5]


def test_the_deciding_instant_is_the_latest_fact():
    units = [
        Unit("topic:1", 1, "", Cover.PRESENT, NOW),
        Unit("topic:2", 2, "", Cover.ASSIGNMENT, NOW + timedelta(days=3)),
        Unit("topic:3", 3, "", None, None),
    ]

    assert Progress(units).decided_at == NOW + timedelta(days=3)
    assert Progress([]).decided_at is None


@pytest.mark.parametrize(
    ("letter", "is_replaced"), [("p", False), ("a", True), ("o", True), ("n", False), ("-", False)]
)
def test_what_counts_as_replaced(letter, is_replaced):
    assert progress(letter).units[0].is_replaced is is_replaced
