"""By organisation and by sector."""

from django.utils import timezone

from reports import queries
from tests.clock import NOW
from tests.factories import EnrollmentFactory, OrganisationFactory
from tests.reports.conftest import AFTER


def by_label(groups, key) -> dict[str, int]:
    return {group.label: group.counts[key] for group in groups if group.counts[key]}


def test_groups_add_up_to_the_totals_and_totals_are_the_rows(story):
    figures = [*queries.figures_of(story.run, AFTER), *queries.session_figures(story.run, AFTER)]

    whole = queries.breakdown(figures)

    for figure in figures:
        total = figure.rows.count()
        assert whole.totals[figure.key] == total
        assert sum(group.counts[figure.key] for group in whole.organisations) == total
        assert sum(group.counts[figure.key] for group in whole.sectors) == total


def test_every_group_opens_to_as_many_rows(story):
    figures = [*queries.figures_of(story.run, AFTER), *queries.session_figures(story.run, AFTER)]
    whole = queries.breakdown(figures)

    for figure in figures:
        for group in whole.organisations:
            assert queries.listed(figure.rows, AFTER, organisation=group.key).count() == group.counts[figure.key]
        for group in whole.sectors:
            assert queries.listed(figure.rows, AFTER, sector=group.key).count() == group.counts[figure.key]


def test_no_organisation_is_told_from_one_nobody_asked_for(story):
    whole = queries.breakdown(queries.figures_of(story.run, AFTER))

    none, unknown = queries.organisation_label(queries.NONE, ""), str(queries.NOT_KNOWN)
    assert by_label(whole.organisations, "attended") == {"Kuopion kaupunki": 1, "Soite": 1, none: 2, unknown: 1}
    assert [group.key for group in whole.organisations][-2:] == [queries.NONE, queries.UNKNOWN]
    assert by_label(whole.sectors, "attended") == {"Sivistystoimi": 2, "Terveydenhuolto": 2, unknown: 1}


def test_an_erased_person_stays_counted_without_an_organisation(run, aino):
    enrollment = aino.enrollment
    enrollment.name, enrollment.organisation, enrollment.organisation_name, enrollment.sector = "", None, "", None
    enrollment.save()
    aino.erased_at = timezone.now()
    aino.save()

    whole = queries.breakdown(queries.figures_of(run, NOW))

    assert by_label(whole.organisations, "registered") == {str(queries.NOT_KNOWN): 1}
    assert whole.totals["registered"] == 1


def test_the_organisation_is_the_one_at_sign_up(run, aino):
    organisation = aino.enrollment.organisation
    organisation.name = "Uusi nimi"
    organisation.save()
    aino.affiliations.all().delete()

    whole = queries.breakdown(queries.figures_of(run, NOW))

    assert by_label(whole.organisations, "registered") == {"Kuopion kaupunki, sivistystoimi": 1}


def test_organisations_stand_in_finnish_order(run):
    for name in ("Ähtäri", "Alavus", "Ylöjärvi", "Åbo"):
        EnrollmentFactory(run=run, organisation=OrganisationFactory(name=name))

    whole = queries.breakdown(queries.figures_of(run, NOW))

    assert [group.label for group in whole.organisations] == ["Alavus", "Ylöjärvi", "Åbo", "Ähtäri"]
