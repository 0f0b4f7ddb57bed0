"""Before a run is shown to people: what is there, what is not, and a warning about enrolment that ends too late."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page

from certificates.models import CertificateOffer, CertificateTemplate
from cms.models import HomePage
from courses.enums import Admission, Mode, Phase
from courses.models import CatalogPage, CoursePage, CourseRun
from courses.queries import phase, runs_with_everything
from enrollment.enums import EnrollmentState, Readiness
from enrollment.queries.readiness import checklist_before_publishing
from enrollment.services.publishing import PublishRefused, publish_run, withdraw_run
from tests.admin.conftest import told
from tests.admin.test_person_page import change
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.factories import CertificateOfferFactory, CourseRunFactory, EnrollmentFactory, RunRoleFactory

pytestmark = pytest.mark.django_db


def unmet(run: CourseRun) -> list[str]:
    """What of the checklist is still open."""
    checks = checklist_before_publishing(runs_with_everything().get(pk=run.pk), NOW)
    return [str(check.label) for check in checks if not check.is_met]


def on_the_site(run: CourseRun) -> CoursePage:
    """A live page of the run's training."""
    home = Page.objects.get(depth=1).add_child(instance=HomePage(title="Sytyke", slug="etusivu"))
    catalog = home.add_child(instance=CatalogPage(title="Koulutukset", slug="koulutukset"))
    return catalog.add_child(instance=CoursePage(title="Sytykettä", slug="sytyketta", course=run.course))


@pytest.fixture
def ready(run, helmi):
    """Everything a run needs."""
    CertificateOfferFactory(run=run)
    on_the_site(run)
    return run


def test_a_run_with_everything_lacks_nothing(ready):
    assert unmet(ready) == []
    assert len(checklist_before_publishing(runs_with_everything().get(pk=ready.pk), NOW)) == len(Readiness) + 2


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
    on_the_site(run)

    assert unmet(run) == ["Toteutuksesta saa todistuksen"]


def swedish_paper(run: CourseRun) -> CertificateOffer:
    """A certificate printed in Swedish, of a run in Finnish."""
    template = CertificateTemplate.objects.create(key="perus", language="sv")
    return CertificateOfferFactory(run=run, template=template)


def test_a_certificate_in_another_language_than_the_run_is_told(run, helmi):
    on_the_site(run)
    swedish_paper(run)

    assert unmet(run) == ["Todistus on toteutuksen kielellä"]


def test_the_page_of_a_run_says_which_paper_its_certificate_is_printed_on(admin, run):
    swedish_paper(run)

    page = BeautifulSoup(admin.get(reverse("courserun:inspect", args=[run.pk])).content, "html.parser").main

    cells = [cell.get_text(strip=True) for cell in page.find("h2", string="Toteutuksen todistus").parent.select("td")]
    assert cells[-2:] == ["perus, versio 1, ruotsi", "Automaattisesti"]


def test_an_empty_run_says_of_each_list_what_is_not_there(admin, db):
    run = CourseRunFactory(session_count=0)
    run.rule_sets.all().delete()
    run.organisers.all().delete()

    page = BeautifulSoup(admin.get(reverse("courserun:inspect", args=[run.pk])).content, "html.parser").main

    assert [part.p.get_text() for part in page.select("section[aria-labelledby^=list-]")] == [
        "Toteutuksella ei ole vielä kertoja.",
        "Toteutuksella ei ole vielä kouluttajia.",
        "Suoritusehtoja ei ole vielä lisätty.",
        "Toteutuksella ei ole vielä tehtäviä.",
        "Toteutuksesta ei vielä saa todistusta.",
        "Toteutuksella ei ole vielä järjestäjää.",
        "Toteutuksella ei ole muualta saatuja lukuja.",
    ]


def test_the_participants_of_a_run_are_as_many_as_its_page_counts(admin, run, aino):
    EnrollmentFactory(run=run, state=EnrollmentState.CANCELLED)
    page = BeautifulSoup(admin.get(reverse("courserun:inspect", args=[run.pk])).content, "html.parser").main

    address = page.find("a", string="Toteutuksen osallistujat")["href"]

    assert "1 / 20" in page.get_text()
    assert list(admin.get(address).context["object_list"]) == [aino.enrollment]


def test_the_runs_somebody_waits_for_are_listed_from_the_front_page(admin, run, aino, eino):
    CourseRun.objects.filter(pk=run.pk).update(places=1)
    EnrollmentFactory(run=run, state=EnrollmentState.WAITING, queued_at=NOW)
    CourseRunFactory(course=run.course, label="Ilman jonoa")
    home = BeautifulSoup(admin.get(reverse("wagtailadmin_home")).content, "html.parser")

    address = home.find("a", string="Toteutuksia, joihin jonotetaan")["href"]

    assert list(admin.get(address).context["object_list"]) == [run]


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
        "Ilmoittautuminen päättyy ennen viimeisen kerran loppua": f"{form}#id_enrolment_closes_at",
        "Toteutuksesta saa todistuksen": hub,
        "Koulutuksella on sivu sivustolla, toteutuksen kielellä": reverse("wagtailadmin_explore_root"),
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
    address = reverse("courserun:publish", args=[run.pk])

    with pytest.raises(PublishRefused):
        publish_run(run, by=sanna, now=NOW)
    answer = admin.post(address, follow=True)
    assert len(told(answer)) == 1
    assert answer.redirect_chain == [(address, 302)]  # what is missing stands on the checklist
    assert "Julkaise toteutus" not in BeautifulSoup(answer.content, "html.parser").main.get_text()
    run.refresh_from_db()
    assert run.published_at is None


def test_a_run_is_published_from_an_instant_to_come(admin, sanna, db):
    run = CourseRunFactory(published_at=None)
    address = reverse("courserun:publish", args=[run.pk])

    answer = admin.post(address, {"action": "schedule", "at": "ti 1.6.2027 klo 9"}, follow=True)

    assert told(answer) == ["Toteutus näkyy sivustolla alkaen ti\xa01.6.2027 klo\xa09.00."]
    run.refresh_from_db()
    assert run.published_at == datetime(2027, 6, 1, 6, tzinfo=UTC)
    assert phase(run, NOW) == Phase.UNPUBLISHED
    assert checklist(admin, run)[0].startswith("Toteutus näkyy sivustolla alkaen ti 1.6.2027 klo 9.00.")
    entry = ModelLogEntry.objects.get(action="enrollment.run_published")
    assert (entry.user, entry.data) == (sanna, {"at": "2027-06-01T09:00:00+03:00"})


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Kirjoita, milloin toteutus tulee näkyviin."),
        ("1.6.2027", "Kirjoita myös kellonaika, esimerkiksi 5.4.2027 klo 16.00."),
        ("heti", "Kirjoita päivä ja kellonaika näin: 10.1.2027 klo 16.00"),
    ],
)
def test_an_instant_that_cannot_be_read_is_kept_and_explained(typed, said, admin, db):
    run = CourseRunFactory(published_at=None)

    page = admin.post(reverse("courserun:publish", args=[run.pk]), {"action": "schedule", "at": typed})

    assert page.context["form"].errors == {"at": [said]}
    assert BeautifulSoup(page.content, "html.parser").find("input", {"name": "at"}).get("value", "") == typed
    run.refresh_from_db()
    assert run.published_at is None


def test_an_instant_that_has_passed_is_refused_and_kept(admin, db):
    run = CourseRunFactory(published_at=None)

    page = admin.post(reverse("courserun:publish", args=[run.pk]), {"action": "schedule", "at": "1.6.2020 klo 9.00"})

    assert told(page) == ["Valitse tuleva ajankohta tai julkaise toteutus heti."]
    assert BeautifulSoup(page.content, "html.parser").find("input", {"name": "at"})["value"] == "1.6.2020 9.00"
    run.refresh_from_db()
    assert run.published_at is None


@pytest.mark.parametrize("at", [NOW - days(3), NOW + days(3)])
def test_a_run_nobody_has_enrolled_in_is_taken_off_the_site(at, admin, sanna, db):
    run = CourseRunFactory(published_at=at)
    address = reverse("courserun:publish", args=[run.pk])

    assert told(admin.post(address, {"action": "withdraw"}, follow=True)) == ["Toteutus ei näy sivustolla."]

    run.refresh_from_db()
    assert run.published_at is None
    assert [entry.user for entry in ModelLogEntry.objects.filter(action="enrollment.run_withdrawn")] == [sanna]
    assert withdraw_run(run, by=sanna, now=NOW) is False


def test_a_run_somebody_has_enrolled_in_stays_on_the_site(admin, run, aino):
    before = run.published_at

    answer = admin.post(reverse("courserun:publish", args=[run.pk]), {"action": "withdraw"}, follow=True)

    assert told(answer) == ["Toteutukseen on jo ilmoittauduttu, joten se pysyy sivustolla."]
    run.refresh_from_db()
    assert run.published_at == before


def checklist(client, run: CourseRun) -> tuple[str, dict[str, str]]:
    """The words above the checklist, and every line that is not in order."""
    page = BeautifulSoup(client.get(reverse("courserun:publish", args=[run.pk])).content, "html.parser").main
    lines = [[cell.get_text(strip=True) for cell in row.select("td")] for row in page.select("tbody tr")]
    return (
        " ".join(page.select(".nice-padding > p")[1].get_text(" ").split()),
        {what: state for what, state in lines if state != "Kunnossa"},
    )


def test_what_keeps_a_run_from_being_published_is_told_from_what_may_wait(admin, ready):
    CourseRun.objects.filter(pk=ready.pk).update(published_at=None, enrolment_opens_at=None, places=None)

    assert checklist(admin, ready) == (
        "1 kohta täytyy täyttää ennen julkaisua. 2 asiaa on vielä auki.",
        {
            "Ilmoittautumisella on avautumis- ja päättymisaika": "Täytä ennen julkaisua",
            "Paikkojen määrä on rajattu": "Vielä auki",
        },
    )


@pytest.mark.parametrize("closed", [True, False])
def test_the_checklist_marks_exactly_what_publishing_refuses(closed, ready, sanna):
    CourseRun.objects.filter(pk=ready.pk).update(
        published_at=None, contact_email="", **({} if closed else {"enrolment_closes_at": None})
    )
    run = runs_with_everything().get(pk=ready.pk)
    blocks = [check.label for check in checklist_before_publishing(run, NOW) if check.blocks]

    if blocks:
        with pytest.raises(PublishRefused):
            publish_run(run, by=sanna, now=NOW)
    else:
        assert publish_run(run, by=sanna, now=NOW) is True
    assert bool(blocks) is not closed


def test_the_checklist_of_a_published_run_offers_no_publishing(admin, ready):
    CourseRun.objects.filter(pk=ready.pk).update(places=None)

    assert checklist(admin, ready) == (
        "Toteutus on julkaistu. 1 asia on vielä auki.",
        {"Paikkojen määrä on rajattu": "Vielä auki"},
    )


def test_the_form_shows_when_a_run_was_published_and_does_not_change_it(admin, run):
    before = run.published_at

    change(admin, reverse("courserun:edit", args=[run.pk]), published_at="1.1.2027 klo 9.00", label="Toinen nimi")

    run.refresh_from_db()
    assert (run.published_at, run.label) == (before, "Toinen nimi")
    page = BeautifulSoup(admin.get(reverse("courserun:edit", args=[run.pk])).content, "html.parser").main
    assert "10.5.2027 klo 9.00" in page.get_text(" ", strip=True)


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


def lines(run: CourseRun) -> dict[str, bool]:
    """Every line of the checklist, and whether it is met."""
    checks = checklist_before_publishing(runs_with_everything().get(pk=run.pk), NOW)
    return {str(check.label): check.is_met for check in checks}


def test_a_run_of_a_training_without_a_page_is_told_with_the_way_to_make_one(ready):
    page = CoursePage.objects.get()
    label, catalog = str(Readiness.PAGE.label), page.get_parent()

    def way() -> str:
        checks = checklist_before_publishing(runs_with_everything().get(pk=ready.pk), NOW)
        return next(check.url for check in checks if str(check.label) == label and not check.is_met)

    page.unpublish()
    assert (lines(ready)[label], way()) == (False, reverse("wagtailadmin_pages:edit", args=[page.pk]))
    page.delete()
    assert way() == reverse("wagtailadmin_pages:add", args=["courses", "coursepage", catalog.pk])


def test_the_checklist_says_nothing_is_in_order_that_is_not_there(db):
    run = CourseRunFactory(session_count=0)
    run.organisers.all().delete()

    said = lines(run)

    absent = {str(Readiness.IN_TIME.label), str(Readiness.POSSIBLE_TIMES.label), "Todistus on toteutuksen kielellä"}
    assert absent & set(said) == set()
    assert said[str(Readiness.ORGANISER.label)] is False


@pytest.mark.parametrize(
    "times",
    [
        {"starts_at": NOW + days(8), "ends_at": NOW + days(10)},  # longer than a day
        {"starts_at": NOW + days(18), "ends_at": NOW + days(18.5)},  # at the same time as the second
    ],
)
def test_sessions_that_overlap_or_last_for_days_are_told(ready, times):
    second = ready.sessions.get(number=2)
    ready.sessions.filter(number=2).update(starts_at=NOW + days(18), ends_at=NOW + days(18.2))
    assert second.run_id == ready.pk

    ready.sessions.filter(number=1).update(**times)

    assert unmet(ready) == [str(Readiness.POSSIBLE_TIMES.label)]
