"""What the card of a run says when people do not come in through it."""

from types import SimpleNamespace

import pytest
from django.utils.translation import override

from courses.enums import Admission
from courses.models import CourseRun
from enrollment.enums import DenialReason
from enrollment.queries import PlaceCount, in_order_of_offer, place_counts
from enrollment.templatetags.place_panels import run_cards
from enrollment.wording.runs import run_card, run_row
from tests.clock import NOW, days
from tests.factories import CourseRunFactory, EnrollmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.parametrize("admission", [Admission.APPLICATION, Admission.TEAM, Admission.NO_ENROLMENT])
@pytest.mark.parametrize("has_instants", [True, False])
def test_a_run_that_takes_nobody_here_says_how_people_come_in(admission, has_instants):
    instants = {} if has_instants else {"enrolment_opens_at": None, "enrolment_closes_at": None}
    run = CourseRunFactory(admission=admission, **instants)

    card = run_card(run, PlaceCount(20, 3, 0), NOW)

    come = "Tule mukaan, ilmoittautumista ei tarvita."
    told = come if admission == Admission.NO_ENROLMENT else str(DenialReason.NO_ENROLMENT.label)
    assert (card.badge, card.badge_kind, card.explanation) == (str(admission.label), "closed", told)
    assert (card.action_url, card.closes_text) == ("", "")


def held_run(**facts) -> CourseRun:
    return CourseRunFactory(first_session_at=NOW - days(30), enrolment_closes_at=NOW + days(2), **facts)


def test_a_run_whose_sessions_are_held_asks_those_who_were_there():
    run = held_run()

    card = run_card(run, PlaceCount(20, 3, 0), NOW)

    assert (card.badge, card.badge_kind, card.action_label) == ("Kerrat on pidetty", "closed", "Ilmoittaudu")
    assert card.closes_text.replace("\xa0", " ") == (
        "Olitko mukana, mutta et ilmoittautunut? Ilmoittaudu viimeistään la 22.5.2027 klo 9.00."
    )
    assert card.calendar_url == ""
    assert run_row(run, PlaceCount(20, 3, 0), NOW).badge == "Kerrat on pidetty"


def test_runs_stand_in_the_order_of_what_they_offer():
    closed = CourseRunFactory(label="suljettu", enrolment_closes_at=NOW)
    undated = CourseRunFactory(label="päivät puuttuvat", session_count=0)
    soon = CourseRunFactory(label="avautuu", enrolment_opens_at=NOW + days(1))
    full = CourseRunFactory(label="täynnä", places=0)
    coffee = CourseRunFactory(label="kahvit", admission=Admission.NO_ENROLMENT)
    team = CourseRunFactory(label="tiimeille", admission=Admission.TEAM)
    runs = [undated, held_run(label="pidetty"), closed, team, soon, full, CourseRunFactory(label="auki"), coffee]

    ordered = in_order_of_offer(runs, place_counts(runs), NOW)

    assert [run.label for run in ordered] == [
        "auki", "kahvit", "täynnä", "avautuu", "pidetty", "suljettu", "tiimeille", "päivät puuttuvat",
    ]  # fmt: skip


def test_runs_in_the_readers_language_stand_first():
    suomi, svenska = CourseRunFactory(label="suomeksi"), CourseRunFactory(label="på svenska", language="sv", places=0)
    runs = [suomi, svenska]

    with override("sv"):
        ordered = in_order_of_offer(runs, place_counts(runs), NOW)

    assert (ordered, in_order_of_offer(runs, place_counts(runs), NOW)) == ([svenska, suomi], [suomi, svenska])


def test_the_row_of_a_run_says_the_language_where_it_is_not_the_readers():
    run = CourseRunFactory(language="sv")

    row = run_row(run, PlaceCount(20, 3, 0), NOW)

    assert row.spoken == "Pidetään ruotsiksi"
    with override("sv"):
        assert run_row(run, PlaceCount(20, 3, 0), NOW).spoken == ""


def test_a_course_page_opens_three_cards_and_the_own_one():
    course = CourseRunFactory().course
    runs = [CourseRunFactory(course=course, first_session_at=NOW + days(number)) for number in (10, 11, 12, 13, 14)]
    own = EnrollmentFactory(run=runs[4])
    viewer = SimpleNamespace(user=own.person)

    shown = run_cards({"viewer": viewer}, runs)

    assert [card.label for card in shown["cards"]] == [run.label for run in (*runs[:3], runs[4])]
    assert [card.label for card in shown["more"]] == [runs[3].label]
