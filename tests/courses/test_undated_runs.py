"""A run published before its days are known."""

from datetime import date

import pytest

from courses.enums import Admission, Phase
from courses.queries import phase
from enrollment.enums import DenialReason
from enrollment.queries import PlaceCount
from enrollment.queries.places import denial_reason
from enrollment.wording.runs import run_card
from tests.clock import NOW
from tests.factories import CourseRunFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def autumn():
    return CourseRunFactory(
        label="Syksyn ryhmät", session_count=0, enrolment_opens_at=None, enrolment_closes_at=None,
        period_from=date(2027, 9, 1), period_until=date(2027, 11, 30),
    )  # fmt: skip


def test_a_run_without_days_opens_later_and_says_when_it_is_planned(autumn):
    card = run_card(autumn, PlaceCount(20, 0, 0), NOW)

    assert (phase(autumn, NOW), denial_reason(autumn, None, NOW)) == (Phase.SOON, DenialReason.NOT_OPEN_YET)
    assert (card.badge, card.badge_kind) == ("Ilmoittautuminen avautuu myöhemmin", "soon")
    assert card.explanation == "Päiviä ei ole vielä sovittu. Ilmoittautuminen avautuu, kun ne on sovittu."
    assert (card.facts, card.action_url, card.line) == (["1.9.–30.11.2027"], "", [])


def test_days_or_another_way_in_make_it_like_any_other_run(autumn):
    autumn.admission = Admission.NO_ENROLMENT
    assert phase(autumn, NOW) == Phase.CLOSED

    autumn.admission = Admission.OPEN
    SessionFactory(run=autumn)
    assert phase(autumn, NOW) == Phase.CLOSED
