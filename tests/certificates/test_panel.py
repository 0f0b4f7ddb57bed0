"""The certificate on the holder's own page."""

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from certificates.enums import EndReason, IssueMode
from certificates.models import Certificate, CertificateOffer
from certificates.queries import holder_panel
from certificates.services import make_prepared_certificates, prepare_certificate, revoke
from certificates.templatetags.certificate_panels import holder_certificate
from courses.models import RuleSet
from enrollment.enums import EnrollmentState
from tests.certificates.conftest import issued, somebody
from tests.clock import NOW
from tests.conftest import signed_in
from tests.factories import EnrollmentFactory, UserFactory

pytestmark = pytest.mark.one_database


def shown(enrollment):
    html = BeautifulSoup(
        render_to_string("certificates/panel.html", {"panel": holder_certificate(enrollment)}), "html.parser"
    )
    return html, [" ".join(line.get_text(" ").split()) for line in html.find_all("p")]


def test_before_completion_it_says_what_brings_the_certificate(finished):
    _html, lines = shown(EnrollmentFactory(run=finished))

    assert lines == [
        "Saat todistuksen automaattisesti, kun suoritusehdot täyttyvät ja kaikkien kertojen läsnäolot on vahvistettu."
    ]


def test_after_completion_it_says_what_is_waited_for(enrollment):
    assert shown(enrollment)[1] == [
        "Kaikki on tehty. Saat todistuksen automaattisesti heti, kun kaikki kerrat on pidetty ja niiden "
        "läsnäolot vahvistettu."
    ]


def test_while_it_is_being_made(enrollment):
    prepare_certificate(enrollment, now=NOW)

    assert shown(enrollment)[1] == [
        "Kaikki on tehty. Todistustasi valmistellaan, ja se on valmis hetken kuluttua. Saat siitä viestin."
    ]


def test_when_making_it_met_a_problem_nobody_is_worried_and_nothing_technical_shown(finished):
    enrollment = somebody(finished, "Aino 😀")
    prepare_certificate(enrollment, now=NOW)
    make_prepared_certificates(NOW)

    assert shown(enrollment)[1] == [
        "Kaikki on tehty. Todistuksesi valmistelu kestää tavallista kauemmin. Pääkäyttäjä selvittää asian, "
        "eikä sinun tarvitse tehdä mitään."
    ]


def test_a_ready_one_can_be_downloaded_and_shared(enrollment, settings):
    settings.SITE_URL = "https://sytyke.example"
    certificate = issued(enrollment)

    html, lines = shown(enrollment)

    assert [(link["href"], link.get_text()) for link in html.find_all("a")] == [
        (f"/tarkista/{certificate.token}/todistus.pdf", "Lataa todistus (PDF)"),
        (f"/tarkista/{certificate.token}/", "Avaa todistuksen sivu"),
    ]
    assert html.find("input")["value"] == f"https://sytyke.example/tarkista/{certificate.token}/"
    assert lines == [
        "Hienoa – todistuksesi on valmis. Voit ladata sen tai jakaa linkin.",
        "Kopioi linkki. Kuka tahansa, jolla se on, näkee todistuksen ja voi tarkistaa, että se on voimassa.",
        f"Todistuksen tunniste: {certificate.human_id}",
    ]


def test_an_ended_one_says_who_to_talk_to_and_offers_no_file(certificate, enrollment, trainer):
    revoke(certificate, by=trainer, reason=EndReason.OTHER, note="Salainen syy", now=NOW)

    html, lines = shown(enrollment)

    assert lines == [
        f"Todistuksesi {certificate.human_id} ei ole enää voimassa. "
        "Ota yhteyttä järjestäjään, niin käymme asian yhdessä läpi.",
        "Yhteyshenkilö: Helmi Harju, helmi@esimerkki.example",
    ]
    assert html.find_all("a") == []


def test_the_own_page_opens_with_an_ended_one(certificate, enrollment, trainer):
    revoke(certificate, by=trainer, reason=EndReason.OTHER, note="Väärä kerta", now=NOW)

    page = BeautifulSoup(signed_in(enrollment.person).get(f"/omat/{enrollment.pk}/").content, "html.parser")

    assert page.select_one(".next-step__big").get_text() == "Todistuksesi ei ole enää voimassa"
    assert page.select_one("#todistus").find_next_sibling("section")["aria-labelledby"] == "missing"


def test_a_run_without_certificates_says_so(enrollment):
    CertificateOffer.objects.all().delete()

    assert shown(enrollment)[1] == [
        "Tästä koulutuksesta ei myönnetä todistusta. Osallistumisesi näkyy kohdassa Omat koulutukset."
    ]


def test_who_did_not_ask_is_told_so(finished):
    RuleSet.objects.filter(run=finished).update(needs_opt_in=True)

    assert shown(EnrollmentFactory(run=finished))[1] == [
        "Todistus myönnetään niille, jotka pyytävät sitä. Et ole pyytänyt todistusta tästä koulutuksesta."
    ]
    assert holder_panel(EnrollmentFactory(run=finished, wants_certificate=True)).state == "not_yet"


def test_who_has_completed_and_did_not_ask_is_told_that_one_may_ask_now(enrollment):
    RuleSet.objects.filter(run=enrollment.run).update(needs_opt_in=True)
    enrollment.rule_set.refresh_from_db()

    assert shown(enrollment)[1] == ["Olet suorittanut koulutuksen. Voit nyt pyytää todistuksen."]


def test_a_rule_out_of_reach_promises_no_certificate(finished):
    assert holder_panel(EnrollmentFactory(run=finished), is_out_of_reach=True).state == "out_of_reach"


def test_one_given_on_request_is_asked_from_the_contact_person(enrollment):
    CertificateOffer.objects.update(mode=IssueMode.ON_REQUEST)

    assert shown(enrollment)[1] == [
        "Saat tästä koulutuksesta todistuksen, kun pyydät sitä yhteyshenkilöltä.",
        "Yhteyshenkilö: Helmi Harju, helmi@esimerkki.example",
    ]


@pytest.mark.parametrize("state", [EnrollmentState.WAITING, EnrollmentState.CANCELLED])
def test_somebody_without_a_place_sees_nothing(finished, state):
    enrollment = EnrollmentFactory(run=finished, person=UserFactory(), state=state, queued_at=NOW)

    assert render_to_string("certificates/panel.html", {"panel": holder_certificate(enrollment)}).strip() == ""


def test_the_panel_reads_at_most_three_rows(certificate, enrollment, django_assert_max_num_queries):
    enrollment = type(enrollment).objects.select_related("run", "rule_set").get(pk=enrollment.pk)
    with django_assert_max_num_queries(1):
        holder_certificate(enrollment)
    Certificate.objects.all().delete()
    with django_assert_max_num_queries(3):
        holder_certificate(enrollment)
