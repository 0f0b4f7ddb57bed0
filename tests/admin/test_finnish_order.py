"""Lists of people and organisations stand in the order of the Finnish alphabet, on both databases."""

import pytest
from django.urls import reverse

from accounts.queries import organisations_matching
from tests.factories import OrganisationFactory, OrganiserFactory, UserFactory

IN_ORDER = ["Aalto Aino", "Vuori Vesa", "Wallin Vera", "Zorro Zelda", "Åberg Åke", "Äyräpää Ämy", "Öhman Örjan"]
MIXED = [IN_ORDER[place] for place in (5, 2, 6, 0, 4, 3, 1)]


def listed(response) -> list[str]:
    return [row.name for row in response.context["object_list"] if row.name in IN_ORDER]


@pytest.mark.parametrize(
    ("screen", "make"),
    [("people", UserFactory), ("organisation", OrganisationFactory), ("organiser", OrganiserFactory)],
)
def test_a_listing_puts_the_last_letters_last(admin, screen, make):
    for name in MIXED:
        make(name=name)
    address = reverse(f"{screen}:index")

    assert listed(admin.get(address)) == IN_ORDER
    assert listed(admin.get(address, {"ordering": "name"})) == IN_ORDER
    assert listed(admin.get(address, {"ordering": "-name"})) == IN_ORDER[::-1]


def test_organisations_are_offered_in_finnish_order(db):
    for name in ("Öhman koulu", "Zorro koulu", "Äyräpää koulu", "Åberg koulu", "Aalto koulu"):
        OrganisationFactory(name=name)

    names = [organisation.name.split()[0] for organisation in organisations_matching("koulu")]

    assert names == ["Aalto", "Zorro", "Åberg", "Äyräpää", "Öhman"]
