"""Bringing people and organisations into the register, and asking who they are."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from accounts.collation import in_finnish_order
from accounts.enums import Role
from accounts.models import Affiliation, Organisation, OrganisationAlias, User
from accounts.queries import current_affiliation, is_administrator, is_trainer, organisations_matching
from accounts.services.persons import (
    Background,
    add_affiliation,
    organisation_called,
    person_for,
    person_without_account,
)
from tests.clock import NOW, days
from tests.factories import OrganisationFactory, SectorFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


def test_a_new_person_is_stored_with_address_and_employer():
    background = Background(OrganisationFactory(), SectorFactory(), None, "opettaja")

    user = person_for(" Uuno@Esimerkki.example ", "Uuno  Uusi", background, now=NOW)

    assert (user.email, user.name, user.name_folded, user.has_usable_password()) == (
        "uuno@esimerkki.example",
        "Uuno Uusi",
        "uuno uusi",
        False,
    )
    address = user.emailaddress_set.get()
    assert (address.email, address.primary, address.verified) == ("uuno@esimerkki.example", True, False)
    affiliation = user.affiliations.get()
    assert (affiliation.organisation, affiliation.profession_text, affiliation.valid_from) == (
        background.organisation,
        "opettaja",
        TODAY,
    )


@pytest.mark.parametrize("spelling", ["aino@esimerkki.example", " AINO@ESIMERKKI.EXAMPLE"])
def test_an_existing_person_is_found_and_left_alone(spelling):
    aino = UserFactory(name="Aino Esimerkki", email="aino@esimerkki.example")

    found = person_for(spelling, "Joku Muu", Background(OrganisationFactory()), now=NOW)

    assert (found, found.name, found.affiliations.count()) == (aino, "Aino Esimerkki", 0)


def test_the_other_press_may_have_made_the_person_meanwhile(monkeypatch):
    """Between looking and storing somebody else stores the same address."""
    aino = UserFactory(email="aino@esimerkki.example")
    real = User.objects.filter
    monkeypatch.setattr(User.objects, "filter", lambda **facts: real(pk=0))

    assert person_for("aino@esimerkki.example", "Aino", Background(), now=NOW) == aino


def test_a_person_known_by_name_only_cannot_sign_in():
    user = person_without_account("Tuula Tuli", now=NOW)

    assert (user.email, user.mail_address, user.date_joined, user.has_usable_password()) == (None, "", NOW, False)
    assert user.emailaddress_set.count() == 0


def test_two_people_of_one_name_are_two():
    assert person_without_account("Tuula Tuli", now=NOW) != person_without_account("Tuula Tuli", now=NOW)


def test_mail_goes_to_the_own_address_before_the_shared_one():
    assert UserFactory(email="a@esimerkki.example", contact_email="b@esimerkki.example").mail_address == (
        "a@esimerkki.example"
    )
    assert UserFactory(email=None, contact_email="b@esimerkki.example").mail_address == "b@esimerkki.example"


@pytest.mark.parametrize("name", ["Aino Esimerkki", "Äyräpää Maija-Liisa", "Madonna", ""])
def test_people_are_greeted_by_the_name_as_it_stands(name):
    assert UserFactory(name=name).get_short_name() == name


def test_a_person_shows_no_name_in_logs():
    user = UserFactory(name="Aino Esimerkki")

    assert str(user) == f"#{user.pk}"


# organisations


def test_an_organisation_is_found_whatever_its_case_and_accents():
    kuopio = OrganisationFactory(name="Äyräpään Koulu")

    assert organisation_called(" ayrapaan  KOULU ") == kuopio


def test_an_organisation_is_found_by_another_name_even_when_merged():
    new = OrganisationFactory(name="Pohjois-Savon hyvinvointialue")
    old = OrganisationFactory(name="Kuopion sote", merged_into=new)
    OrganisationAlias.objects.create(organisation=old, alias="Kuopion sosiaalitoimi")

    assert organisation_called("kuopion sosiaalitoimi") == new


def test_an_unknown_organisation_is_stored_once_and_unchecked():
    first, second = organisation_called("Uusi  Yhdistys"), organisation_called("uusi yhdistys")

    assert (first, first.name, first.checked_at) == (second, "Uusi Yhdistys", None)
    assert list(organisations_matching("uusi")) == []


def test_the_folded_name_follows_the_name():
    organisation = OrganisationFactory(name="Äyräpää")
    organisation.name = "Čuonna"
    organisation.save()

    assert Organisation.objects.get().name_folded == "cuonna"


# employers


@pytest.mark.parametrize(
    ("begins", "ends", "counts"),
    [(-10, None, True), (0, None, True), (1, None, False), (-10, 0, True), (-10, -1, False)],
)
def test_the_current_employer_is_the_one_valid_that_day(begins, ends, counts):
    user = UserFactory()
    affiliation = Affiliation.objects.create(
        user=user, valid_from=TODAY + days(begins), valid_until=TODAY + days(ends) if ends is not None else None
    )

    assert current_affiliation(user, TODAY) == (affiliation if counts else None)


def test_the_newest_employer_stands():
    user = UserFactory()
    add_affiliation(user, Background(OrganisationFactory(name="Vanha")), now=NOW - days(100))
    newest = add_affiliation(user, Background(OrganisationFactory(name="Uusi")), now=NOW)

    assert current_affiliation(user, TODAY) == newest


# roles


@pytest.mark.parametrize(
    ("group", "fields", "trains", "administers"),
    [
        (None, {}, False, False),
        (Role.TRAINER, {}, True, False),
        (Role.ADMINISTRATOR, {}, True, True),
        (None, {"is_superuser": True}, True, True),
        (None, {"is_staff": True}, False, False),
        (Role.TRAINER, {"is_active": False}, False, False),
        (Role.ADMINISTRATOR, {"is_active": False}, False, False),
        (None, {"is_superuser": True, "is_active": False}, False, False),
    ],
)
def test_who_is_who(group, fields, trains, administers):
    user = UserFactory(**fields)
    if group:
        user.groups.add(Group.objects.get(name=group))

    assert (is_trainer(user), is_administrator(user)) == (trains, administers)


def test_a_stranger_is_nobody():
    stranger = AnonymousUser()

    assert (is_trainer(stranger), is_administrator(stranger)) == (False, False)


# Finnish order, the same on both databases


def test_the_database_orders_names_as_the_finnish_alphabet_does():
    names = [
        "Aalto", "aalto-niemi", "Cygnaeus", "Čuonna", "Dahl", "Đurić", "Eeva", "Éva", "Salo", "Šaša", "Zeb", "Žižek",
        "Åberg", "Äijälä", "Öhman",
    ]  # fmt: skip
    for name in reversed(names):
        OrganisationFactory(name=name)

    ordered = Organisation.objects.order_by(in_finnish_order("name")).values_list("name", flat=True)

    assert list(ordered) == [
        "Aalto", "aalto-niemi", "Čuonna", "Cygnaeus", "Dahl", "Đurić", "Eeva", "Éva", "Salo", "Šaša", "Zeb", "Žižek",
        "Åberg", "Äijälä", "Öhman",
    ]  # fmt: skip
