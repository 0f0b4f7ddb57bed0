"""The picture of the way from enrolling to the certificate, and what it says when more came than had enrolled."""

import pytest
from django.template.loader import render_to_string

from reports.flow import Stage, drawn

pytestmark = pytest.mark.one_database

EXPLAINED = "Osallistuneissa ovat mukana myös ennalta ilmoittautumattomat."


def stages(*counts: int) -> list[Stage]:
    return [Stage(f"Vaihe {number}", count, "", "") for number, count in enumerate(counts)]


def test_the_largest_stage_is_as_wide_as_the_picture():
    flow = drawn(stages(20, 10, 0))

    assert (flow.height, flow.bars) == (164, [(0, 1000), (64, 500)])
    assert flow.joints == ["0,36 1000,36 500,64 0,64", "0,100 500,100 0,128 0,128"]


@pytest.mark.parametrize(("counts", "grows"), [((5, 6, 3), True), ((5, 5, 3), False), ((), False)])
def test_more_came_than_had_enrolled_is_explained(counts, grows):
    flow = drawn(stages(*counts))

    assert flow.grows == grows
    assert (EXPLAINED in render_to_string("reports/flow.html", {"flow": flow, "table": None})) == grows
