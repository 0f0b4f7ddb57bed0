"""A name somebody typed becomes a checked organisation, or another name of a known one."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.models import Affiliation, Organisation, OrganisationAlias
from accounts.services.organisations import MergeRefused, check_organisation, merge_organisation
from accounts.services.persons import organisation_called
from courses.models import Organiser
from tests.clock import NOW
from tests.conftest import signed_in
from tests.enrollment.conftest import says
from tests.factories import CourseRunFactory, EnrollmentFactory, OrganisationFactory, UserFactory
from tests.reports.conftest import sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed():
    return OrganisationFactory(name="kuopio sivistys", checked_at=None)


@pytest.fixture
def known():
    return OrganisationFactory(name="Kuopion kaupunki, sivistystoimi")


def works(user, organisation, since=date(2027, 1, 1), until=None) -> Affiliation:
    return Affiliation.objects.create(user=user, organisation=organisation, valid_from=since, valid_until=until)


def test_everything_of_the_typed_name_moves(typed, known, sanna):
    here, before = works(UserFactory(), typed), works(UserFactory(), typed, until=date(2027, 2, 1))
    unit = OrganisationFactory(name="Yksikkö", parent=typed)
    older = OrganisationFactory(name="Kuopio", merged_into=typed)
    OrganisationAlias.objects.create(organisation=typed, alias="kuop siv")
    organiser = Organiser.objects.create(name="Järjestäjä", organisation=typed)
    enrollment = EnrollmentFactory(organisation=typed, organisation_name=typed.name)

    assert merge_organisation(typed, known, by=sanna) == 2

    for row in (here, before, unit, older, organiser, enrollment, typed):
        row.refresh_from_db()
    assert {here.organisation, before.organisation, unit.parent, older.merged_into, typed.merged_into} == {known}
    assert (organiser.organisation, enrollment.organisation) == (known, known)
    assert enrollment.organisation_name == "Kuopion kaupunki, sivistystoimi"
    assert sorted(known.aliases.values_list("alias", flat=True)) == ["kuop siv", "kuopio sivistys"]


def test_whoever_types_the_name_again_means_the_known_organisation(typed, known, sanna):
    merge_organisation(typed, known, by=sanna)

    assert organisation_called("  KUOPIO Sivistys ") == known
    assert Organisation.objects.filter(merged_into=None).count() == 1


def test_somebody_at_both_is_at_the_one_since_the_earlier_day(typed, known, sanna):
    person = UserFactory()
    works(person, known, date(2027, 3, 1))
    works(person, typed, date(2026, 3, 1))
    works(person, typed, date(2020, 1, 1), date(2021, 1, 1))

    merge_organisation(typed, known, by=sanna)

    spans = [(row.organisation, row.valid_from, row.valid_until) for row in person.affiliations.order_by("valid_from")]
    assert spans == [(known, date(2020, 1, 1), date(2021, 1, 1)), (known, date(2026, 3, 1), None)]


def test_a_merge_is_logged_on_both(typed, known, sanna):
    works(UserFactory(), typed)

    merge_organisation(typed, known, by=sanna)

    entries = ModelLogEntry.objects.filter(action="accounts.organisations_merged").order_by("pk")
    facts = {"typed": "kuopio sivistys", "into": known.name, "affiliations": 1}
    assert [(entry.object_id, entry.user, entry.data) for entry in entries] == [
        (str(known.pk), sanna, facts), (str(typed.pk), sanna, facts),
    ]  # fmt: skip


def test_what_cannot_become_one_is_refused(typed, known, sanna):
    gone = OrganisationFactory(name="Vanha", merged_into=known)
    waiting = OrganisationFactory(name="Uusi", checked_at=None)

    for first, second in ((known, known), (gone, known), (typed, gone), (typed, waiting)):
        with pytest.raises(MergeRefused):
            merge_organisation(first, second, by=sanna)
    assert OrganisationAlias.objects.count() == 0


def test_a_unit_that_takes_its_whole_in_is_part_of_nothing(known, sanna):
    whole = OrganisationFactory(name="Kokonaisuus", checked_at=None)
    Organisation.objects.filter(pk=known.pk).update(parent=whole)

    merge_organisation(whole, known, by=sanna)

    known.refresh_from_db()
    assert known.parent is None


def test_a_checked_name_is_offered_and_logged_once(typed, sanna):
    for _ in range(2):
        check_organisation(typed, by=sanna, now=NOW)

    typed.refresh_from_db()
    assert typed.checked_at == NOW
    assert ModelLogEntry.objects.filter(action="accounts.organisation_checked").count() == 1


# in the admin


def test_names_to_check_are_one_press_from_the_front_page(typed, known, sanna):
    client = signed_in(sanna)
    address = f"{reverse('organisation:index')}?checked=no"

    assert address.replace("&", "&amp;") in client.get("/hallinta/").content.decode()
    assert list(client.get(address).context["object_list"]) == [typed]
    assert list(client.get(address.replace("no", "yes")).context["object_list"]) == [known]


def test_the_page_of_a_typed_name_merges_it(typed, known, sanna):
    client, address = signed_in(sanna), reverse("organisation:merge", args=[typed.pk])
    assert address in client.get(reverse("organisation:inspect", args=[typed.pk])).content.decode()
    assert says(client.get(address), "Nimestä tulee valitsemasi organisaation toinen nimi.")
    assert says(client.post(address, {"into": ""}), "Valitse organisaatio.")

    answer = client.post(address, {"into": known.pk})

    assert answer.url == reverse("organisation:inspect", args=[known.pk])
    typed.refresh_from_db()
    assert typed.merged_into == known
    assert client.get(address).status_code == 404


def test_the_page_of_a_typed_name_checks_it_by_post_only(typed, sanna):
    client, address = signed_in(sanna), reverse("organisation:check", args=[typed.pk])

    client.get(address)
    typed.refresh_from_db()
    assert typed.checked_at is None
    client.post(address)
    typed.refresh_from_db()
    assert typed.checked_at == NOW


@pytest.mark.parametrize("viewer", ["helmi", "outi"])
def test_only_administrators_check_and_merge(viewer, request, run, typed, known):
    client = signed_in(request.getfixturevalue(viewer))

    for verb, data in (("check", {}), ("merge", {"into": known.pk})):
        assert client.post(reverse(f"organisation:{verb}", args=[typed.pk]), data).status_code == 302
    typed.refresh_from_db()
    assert (typed.checked_at, typed.merged_into) == (None, None)


def test_figures_by_organisation_are_whole_after_a_merge(typed, known, sanna):
    from reports.queries import breakdown, figures_of  # noqa: PLC0415

    run = CourseRunFactory()
    for name, organisation in (("Anna", typed), ("Birgit", known), ("Cecilia", known)):
        sign_up(run, name, organisation=organisation)

    merge_organisation(typed, known, by=sanna)

    groups = breakdown(figures_of(run, NOW)).organisations
    assert [(group.label, group.counts["registered"]) for group in groups] == [(known.name, 3)]


# A name that is taken


def test_an_organisation_of_a_taken_name_is_refused_in_words_and_stays_typed(known, sanna):
    facts = {"name": "KUOPION  kaupunki, sivistystoimi", "kind": "municipality"}

    page = signed_in(sanna).post(reverse("organisation:add"), facts)

    assert says(page, "Tämänniminen organisaatio on jo olemassa.")
    assert page.context["form"]["name"].value() == facts["name"]
    assert Organisation.objects.count() == 1


def test_its_own_name_and_that_of_a_merged_one_are_free(typed, known, sanna):
    merge_organisation(typed, known, by=sanna)

    known.full_clean()
    Organisation(name=typed.name, kind=known.kind).full_clean()


def test_another_name_that_is_taken_is_refused_in_words(typed, known):
    OrganisationAlias.objects.create(organisation=known, alias="Kuopio")

    with pytest.raises(ValidationError, match=f"Nimi on jo käytössä: {known.name}"):
        OrganisationAlias(organisation=typed, alias="kuopio").full_clean()


def test_the_name_of_an_organisation_is_not_taken_as_another_name(typed, known, sanna):
    answer = signed_in(sanna).post(
        f"{reverse('organisationalias:add')}?organisation={typed.pk}", {"alias": known.name.upper()}
    )

    assert answer.context["form"].errors == {"alias": [f"Nimi on jo käytössä: {known.name}"]}
    assert OrganisationAlias.objects.count() == 0
