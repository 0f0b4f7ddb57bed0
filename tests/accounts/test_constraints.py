"""Rows of people and organisations that the database itself refuses."""

from datetime import timedelta

import pytest

from accounts.models import AccessEntry, Affiliation, Organisation, RetentionPeriod, User
from tests.clock import NOW
from tests.constraints import assert_refused, constraint_names
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = NOW.date()


def stored(model, **values):
    """Store without the model's own help: what a careless script would do."""
    return model.objects.bulk_create([model(**values)])[0]


def affiliated(**values):
    return stored(Affiliation, **{"user": UserFactory(), "valid_from": TODAY, **values})


def looked_at_oneself(user):
    return stored(AccessEntry, viewer=user, person=user, kind="submission", at=NOW)


def twice(make, **values):
    return [make(**values) for _ in range(2)]


def same(pk_of: User | Organisation, field: str) -> int:
    return type(pk_of).objects.filter(pk=pk_of.pk).update(**{field: pk_of.pk})


BREAKS = {
    "user_email_is_lower_case": lambda: stored(User, email="Aino@esimerkki.example", name="A"),
    "user_email_is_null_not_empty": lambda: stored(User, email="", name="A"),
    "user_not_merged_into_self": lambda: same(UserFactory(), "merged_into"),
    "organisation_one_of_a_name": lambda: [
        stored(Organisation, name=name, name_folded="kuopion kaupunki")
        for name in ("Kuopion kaupunki", "KUOPION KAUPUNKI")
    ],
    "organisation_not_its_own_parent": lambda: same(OrganisationFactory(), "parent"),
    "affiliation_ends_after_it_begins": lambda: affiliated(valid_until=TODAY - timedelta(days=1)),
    "affiliation_one_current_per_organisation": lambda: twice(
        affiliated, user=UserFactory(), organisation=OrganisationFactory()
    ),
    "affiliation_one_current_without_organisation": lambda: twice(affiliated, user=UserFactory()),
    "accessentry_of_somebody_else": lambda: looked_at_oneself(UserFactory()),
    "retentionperiod_is_sensible": lambda: stored(RetentionPeriod, kind="messages", months=0),
}


def test_every_constraint_is_tried():
    assert set(BREAKS) == constraint_names("accounts")


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(name):
    assert_refused(name, BREAKS[name])


def test_an_address_belongs_to_one_person():
    UserFactory(email="aino@esimerkki.example")

    assert_refused("accounts_user_email", lambda: stored(User, email="aino@esimerkki.example", name="A"))


def test_people_without_an_address_are_many():
    for _ in range(2):
        User.objects.create_user(None, name="Nimetön")

    assert User.objects.filter(email=None).count() == 2


def test_ended_employments_are_many():
    user, organisation = UserFactory(), OrganisationFactory()

    twice(affiliated, user=user, organisation=organisation, valid_until=TODAY)

    assert user.affiliations.count() == 2
