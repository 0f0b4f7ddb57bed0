"""A new certificate in the place of another: same evidence, new ID."""

from dataclasses import asdict

import pytest

from certificates import services
from certificates.enums import CertificateStatus, EndReason, LogEvent
from certificates.models import Certificate, CertificateTemplate, IssueLogEntry
from certificates.queries import broken_certificates, holder_panel, record_by_token, valid_file, verify_chain
from certificates.services import CertificateRefused, make_prepared_certificates, revoke
from messaging.models import Message
from tests.certificates.conftest import issued, somebody
from tests.clock import NOW, days, hours

LATER = NOW + days(30)


def replace(certificate, by, *, template=None, reason=EndReason.NAME_CHANGED, note="", now=LATER):
    paper = template or certificate.template
    return services.replace(certificate, by=by, template=paper, reason=reason, note=note, now=now)


def rename(certificate, name):
    person = certificate.enrollment.person
    person.name = name
    person.save(update_fields=["name"])


def test_a_replacement_has_the_new_name_the_old_evidence_and_an_id_of_its_own(certificate, trainer):
    rename(certificate, "Aino Äyräpää")

    new = replace(certificate, trainer, note=" Avioliitto ")

    old = Certificate.objects.get(pk=certificate.pk)
    assert (old.status, old.ended_at, old.ended_by, old.end_reason, old.end_note) == (
        CertificateStatus.REPLACED,
        LATER,
        trainer,
        EndReason.NAME_CHANGED,
        "Avioliitto",
    )
    assert (new.status, new.replaces, new.met_on, new.route) == (
        CertificateStatus.PREPARED,
        old,
        old.met_on,
        old.route,
    )
    assert (new.snapshot["name"], old.snapshot["name"]) == ("Aino Äyräpää", "Aino Esimerkki")
    assert new.snapshot["evidence"] == old.snapshot["evidence"]
    assert new.snapshot["facts"][-1] == {
        "key": "replaces",
        "label": "Korvaa todistuksen",
        "values": [old.human_id],
    }
    assert "Avioliitto" not in str(new.snapshot)
    assert len({old.human_id, new.human_id, old.token, new.token}) == 4


def test_the_replaced_one_says_its_status_only_and_gives_no_file(certificate, trainer):
    replace(certificate, trainer)

    record = record_by_token(certificate.token)
    assert (record.status, record.snapshot, record.is_valid) == (CertificateStatus.REPLACED, {}, False)
    assert valid_file(certificate.token) is None


def test_the_holder_is_told_once_the_new_one_is_made(certificate, trainer, settings):
    settings.SITE_URL = "https://sytyke.example"
    new = replace(certificate, trainer)
    assert not Message.objects.filter(kind="certificate.replaced").exists()

    assert [make_prepared_certificates(LATER + hours(1)), make_prepared_certificates(LATER + hours(2))] == [1, 0]

    letter = Message.objects.get(kind="certificate.replaced")
    assert letter.subject == "Uusi todistuksesi on valmis: Sytykettä yhteistyöhön"
    assert letter.body == (
        "Hei Aino Esimerkki!\n\n"
        f"Uusi todistuksesi {new.human_id} on valmis. Se korvaa todistuksen {certificate.human_id}, jota ei voi enää "
        "käyttää.\n\n"
        f"https://sytyke.example/tarkista/{new.token}/\n\n"
        "Koulutus: Sytykettä yhteistyöhön\n\n"
        "Jos olet antanut vanhan linkin tai tiedoston jollekulle, anna hänelle tämä uusi."
    )
    assert Message.objects.filter(kind="certificate.ready").count() == 1
    assert holder_panel(certificate.enrollment).human_id == new.human_id


def test_the_register_stays_whole_over_a_replacement(certificate, trainer):
    replace(certificate, trainer)
    make_prepared_certificates(LATER)

    events = list(IssueLogEntry.objects.values_list("event", flat=True))
    assert events == [LogEvent.ISSUED, LogEvent.REPLACED, LogEvent.ISSUED]
    assert verify_chain() is None
    assert list(broken_certificates()) == []


def test_a_replaced_certificate_the_log_does_not_know_of_is_a_fault(certificate, trainer):
    replace(certificate, trainer)
    IssueLogEntry.objects.filter(event=LogEvent.REPLACED).delete()

    assert [asdict(fault)["fault"] for fault in broken_certificates()] == ["not in the issue log as replaced"]


def test_another_language_is_a_replacement(certificate, trainer):
    swedish = CertificateTemplate.objects.create(
        key=certificate.template.key, language="sv", heading="INTYG", verb="har slutfört utbildningen"
    )

    new = replace(certificate, trainer, template=swedish, reason=EndReason.OTHER_LANGUAGE)

    assert (new.language, new.snapshot["language"], new.snapshot["heading"]) == ("sv", "sv", "INTYG")
    assert new.snapshot["facts"][-1]["label"] == "Ersätter intyget"


def test_a_revoked_one_may_get_a_successor_and_keeps_its_reason(certificate, trainer):
    revoke(certificate, by=trainer, reason=EndReason.ISSUED_IN_ERROR, now=NOW)

    new = replace(certificate, trainer, reason="")

    certificate.refresh_from_db()
    assert (certificate.status, certificate.end_reason) == (CertificateStatus.REVOKED, EndReason.ISSUED_IN_ERROR)
    assert new.replaces == certificate
    make_prepared_certificates(LATER)
    assert list(broken_certificates()) == []


def refusal_of(certificate, by, **how) -> str:
    with pytest.raises(CertificateRefused) as refusal:
        replace(certificate, by, **how)
    return str(refusal.value.message)


@pytest.mark.parametrize("reason", ["", "typo", EndReason.ISSUED_IN_ERROR, EndReason.REPLACED])
def test_a_reason_outside_the_list_is_refused(certificate, trainer, reason):
    assert refusal_of(certificate, trainer, reason=reason) == "Valitse syy luettelosta."
    certificate.refresh_from_db()
    assert certificate.status == CertificateStatus.VALID


def test_another_reason_needs_words(certificate, trainer):
    assert refusal_of(certificate, trainer, reason=EndReason.OTHER, note=" ") == "Kirjoita syy omin sanoin."


def test_only_the_newest_certificate_is_replaced(certificate, trainer):
    only_newest = "Vain henkilön uusimman, valmiin todistuksen voi korvata."
    new = replace(certificate, trainer)

    assert refusal_of(certificate, trainer) == only_newest
    assert refusal_of(new, trainer) == only_newest  # not made yet
    assert Certificate.objects.count() == 2


def test_a_revoked_one_gets_no_second_successor(certificate, trainer):
    revoke(certificate, by=trainer, reason=EndReason.ISSUED_IN_ERROR, now=NOW)
    new = replace(certificate, trainer)
    make_prepared_certificates(LATER)
    new.refresh_from_db()
    revoke(new, by=trainer, reason=EndReason.ISSUED_IN_ERROR, now=LATER)

    assert refusal_of(certificate, trainer) == "Vain henkilön uusimman, valmiin todistuksen voi korvata."
    assert replace(new, trainer).replaces == new


def test_nobody_is_left_without_a_certificate_for_a_letter_that_cannot_be_printed(certificate, trainer):
    rename(certificate, "Aino 漢字")

    assert refusal_of(certificate, trainer) == "Todistukseen ei voi painaa näitä merkkejä: 字漢"
    certificate.refresh_from_db()
    assert (certificate.status, Certificate.objects.count()) == (CertificateStatus.VALID, 1)


def test_an_erased_person_gets_no_new_one(certificate, trainer):
    certificate.enrollment.person.__class__.objects.filter(pk=certificate.enrollment.person_id).update(erased_at=NOW)

    assert refusal_of(certificate, trainer) == "Henkilön tiedot on poistettu."


def test_the_others_of_the_run_keep_theirs(finished, certificate, trainer):
    other = issued(somebody(finished, "Eino E"))

    replace(certificate, trainer)

    other.refresh_from_db()
    assert other.status == CertificateStatus.VALID
