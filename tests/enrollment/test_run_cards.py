"""What the card of a run says when people do not come in through it."""

import pytest

from courses.enums import Admission
from enrollment.enums import DenialReason
from enrollment.queries import PlaceCount
from enrollment.wording.runs import run_card
from tests.clock import NOW
from tests.factories import CourseRunFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("admission", [Admission.APPLICATION, Admission.TEAM, Admission.NO_ENROLMENT])
@pytest.mark.parametrize("has_instants", [True, False])
def test_a_run_that_takes_nobody_here_says_how_people_come_in(admission, has_instants):
    instants = {} if has_instants else {"enrolment_opens_at": None, "enrolment_closes_at": None}
    run = CourseRunFactory(admission=admission, **instants)

    card = run_card(run, PlaceCount(20, 3, 0), NOW)

    assert (card.badge, card.badge_kind, card.explanation) == (
        str(admission.label), "closed", str(DenialReason.NO_ENROLMENT.label)
    )  # fmt: skip
    assert (card.action_url, card.closes_text) == ("", "")
