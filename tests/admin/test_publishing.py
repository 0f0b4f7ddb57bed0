"""Before a run is shown to people: what is there, what is not, and a warning about enrolment that ends too late."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import ModelLogEntry

from courses.enums import Admission, Mode
from courses.models import CourseRun
from courses.queries import runs_with_everything
from enrollment.enums import Readiness
from enrollment.queries.readiness import checklist_before_publishing
from enrollment.services.publishing import PublishRefused, publish_run
from tests.admin.conftest import told
from tests.admin.test_person_page import change
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.factories import CertificateOfferFactory, CourseRunFactory, RunRoleFactory

pytestmark = pytest.mark.django_db


def unmet(run: CourseRun) -> list[str]:
    """What of the checklist is still open."""
    checks = checklist_before_publishing(runs_with_everything().get(pk=run.pk), NOW)
    return [str(check.label) for check in checks if not check.is_met]


@pytest.fixture
def ready(run, helmi):
    """Everything a run needs."""
    CertificateOfferFactory(run=run)
    return run


def test_a_run_with_everything_lacks_nothing(ready):
    assert unmet(ready) == []
    assert len(checklist_before_publishing(runs_with_everything().get(pk=ready.pk), NOW)) == len(Readiness) + 1


@pytest.mark.parametrize(
    ("spoil", "kind"),
    [
        (
            lambda run: run.sessions.filter(number=2).update(starts_at=None, ends_at=None, precision="unknown"),
            Readiness.DATES,
        ),
        (lambda run: run.sessions.filter(number=2).update(link=""), Readiness.PLACE_OR_LINK),
        (lambda run: CourseRun.objects.filter(pk=run.pk).update(mode=Mode.ONSITE), Readiness.PLACE_OR_LINK),
        (lambda run: run.roles.update(role="expert"), Readiness.TRAINERS),
        (lambda run: run.roles.update(person=None, name="Helmi"), Readiness.TRAINERS),
        (lambda run: CourseRun.objects.filter(pk=run.pk).update(enrolment_closes_at=None), Readiness.ENROLMENT),
        (lambda run: CourseRun.objects.filter(pk=run.pk).update(enrolment_closes_at=NOW + days(90)), Readiness.IN_TIME),
        (lambda run: CourseRun.objects.filter(pk=run.pk).update(places=None), Readiness.PLACES),
        (lambda run: [rule.delete() for rule in run.rule_sets.get().rules.all()], Readiness.RULE),
        (lambda run: CourseRun.objects.filter(pk=run.pk).update(contact_email=""), Readiness.CONTACT),
    ],
)
def test_each_thing_that_lacks_is_named(spoil, kind, ready):
    spoil(ready)

    assert unmet(ready) == [str(kind.label)]


def test_a_run_without_a_certificate_is_told(run, helmi):
    assert unmet(run) == ["Toteutuksesta saa todistuksen"]


def test_a_run_without_enrolment_is_not_asked_about_it(ready):
    CourseRun.objects.filter(pk=ready.pk).update(
        admission=Admission.NO_ENROLMENT, enrolment_opens_at=None, enrolment_closes_at=None, places=None
    )

    assert unmet(ready) == []


def test_the_checklist_leads_to_where_it_is_put_right_and_publishes(admin, sanna, db):
    run = CourseRunFactory(published_at=None, enrolment_closes_at=NOW + days(90))
    address = reverse("courserun:publish", args=[run.pk])
    assert address in admin.get(reverse("courserun:inspect", args=[run.pk])).content.decode()

    page = BeautifulSoup(admin.get(address).content, "html.parser").main
    open_ones = {a.get_text(strip=True): a["href"] for a in page.select("td.title a")}
    form, hub = reverse("courserun:edit", args=[run.pk]), reverse("courserun:inspect", args=[run.pk])

    assert open_ones == {
        "Toteutuksella on kouluttaja, joka voi kirjautua": hub,
        "Ilmoittautuminen päättyy ennen viimeisen kerran loppua": form,
        "Toteutuksesta saa todistuksen": hub,
    }
    run.refresh_from_db()
    assert run.published_at is None  # looking publishes nothing
    answer = admin.post(address, follow=True)
    run.refresh_from_db()
    assert (run.published_at, told(answer)) == (NOW, ["Toteutus on julkaistu."])
    entries = ModelLogEntry.objects.filter(action="enrollment.run_published")
    assert [entry.user for entry in entries] == [sanna]
    assert "Julkaise toteutus" not in BeautifulSoup(admin.get(address).content, "html.parser").main.get_text()


def test_publishing_twice_changes_nothing(run, sanna):
    before = run.published_at

    assert publish_run(run, by=sanna, now=NOW) is False
    run.refresh_from_db()
    assert run.published_at == before


@pytest.mark.parametrize("fields", [{"enrolment_opens_at": None}, {"cancelled_at": NOW}])
def test_a_run_that_cannot_be_shown_is_refused_in_words(fields, admin, sanna, db):
    run = CourseRunFactory(published_at=None, **fields)

    with pytest.raises(PublishRefused):
        publish_run(run, by=sanna, now=NOW)
    assert len(told(admin.post(reverse("courserun:publish", args=[run.pk]), follow=True))) == 1
    run.refresh_from_db()
    assert run.published_at is None


@pytest.mark.parametrize("viewer", ["helmi", "outi"])
def test_only_administrators_publish(viewer, request, helmi, db):
    run = CourseRunFactory(published_at=None)
    RunRoleFactory(run=run, person=helmi)
    client = signed_in(request.getfixturevalue(viewer))

    for answer in (client.get(reverse("courserun:publish", args=[run.pk])),
                   client.post(reverse("courserun:publish", args=[run.pk]))):  # fmt: skip
        assert answer.status_code == 302
    run.refresh_from_db()
    assert run.published_at is None


def test_saving_an_enrolment_that_ends_too_late_warns(admin, run):
    address = reverse("courserun:edit", args=[run.pk])

    change(admin, address, places="21")
    assert told(admin.get(reverse("courserun:index")))[1:] == []
    change(admin, address, enrolment_closes_at="1.12.2027 klo 12.00")

    said = told(admin.get(reverse("courserun:index")))
    assert "Ilmoittautuminen päättyy vasta viimeisen kerran jälkeen. Tarkista ajat." in said
