"""The buttons on the page of an enrolment: a place given, brought back and taken away by hand."""

import pytest
from django.urls import reverse

from enrollment.models import Enrollment
from tests.clock import NOW
from tests.conftest import signed_in
from tests.enrollment.conftest import enrollment_in, says, soup
from tests.factories import EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db

WHY = "Sovittu puhelimessa."


def state(enrollment) -> str:
    return Enrollment.objects.get(pk=enrollment.pk).state


def buttons(client, enrollment) -> list[str]:
    page = soup(client.get(reverse("enrollment:inspect", args=[enrollment.pk])))
    return [a.get_text(strip=True) for a in page.select(f"a[href*='{enrollment.pk}']") if a["href"].split("/")[3] in
            ("place", "reinstate", "remove")]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        ("waiting", ["Anna paikka", "Päätä ilmoittautuminen"]),
        ("confirmed", ["Päätä ilmoittautuminen"]),
        ("cancelled", ["Anna paikka", "Palauta ilmoittautuminen"]),
        ("transferred", []),
    ],
)
def test_the_page_of_an_enrolment_offers_what_is_possible(before, shown, admin, run, outi):
    assert buttons(admin, enrollment_in(before, run, outi)) == shown


def test_a_place_is_given_after_the_reason_has_been_asked(admin, run, outi):
    enrollment = enrollment_in("waiting", run, outi)
    address = reverse("enrollment:place", args=[enrollment.pk])

    empty = admin.post(address, {"reason": " "})
    assert empty.context["form"].errors == {"reason": ["Kirjoita syy."]}
    done = admin.post(address, {"reason": WHY}, follow=True)

    assert says(done, f"Järjestäjä antoi paikan: {WHY}")
    assert state(enrollment) == "confirmed"


def test_a_refusal_keeps_what_was_typed(admin, run, outi):
    enrollment = enrollment_in("confirmed", run, outi)

    page = admin.post(reverse("enrollment:place", args=[enrollment.pk]), {"reason": WHY})

    assert says(page, WHY)
    assert says(page, "Henkilöllä on jo paikka, tai hän on siirtynyt toiseen ryhmään.")


def test_a_trainer_decides_nothing_by_hand(run, helmi, outi):
    enrollment = enrollment_in("waiting", run, outi)

    answer = signed_in(helmi).post(reverse("enrollment:place", args=[enrollment.pk]), {"reason": WHY})

    assert (answer.status_code, state(enrollment)) == (302, "waiting")


def test_an_erased_person_has_no_buttons(admin, run):
    nobody = UserFactory(erased_at=NOW, is_active=False, name="", email=None)
    assert buttons(admin, EnrollmentFactory(run=run, person=nobody, name="")) == []
