"""Making, failing and ending."""

import hashlib

import pytest

from certificates import services
from certificates.enums import CertificateStatus, EndReason, LogEvent
from certificates.models import Certificate, IssueLogEntry
from certificates.pdf import render
from certificates.queries import broken_certificates, verify_chain
from certificates.services import CertificateRefused, make_certificate, make_prepared_certificates, prepare_certificate
from certificates.services import issue as issuing
from enrollment.enums import TodoKind
from enrollment.models import Todo
from messaging.models import Message
from tests.certificates.conftest import issued, somebody
from tests.clock import NOW, days, hours

MINUTE = hours(1 / 60)


def prepared(run, name="Aino Esimerkki"):
    return prepare_certificate(somebody(run, name), now=NOW)


def revoke(certificate, by, reason=EndReason.WRONG_PERSON, note="", now=NOW):
    return services.revoke(certificate, by=by, reason=reason, note=note, now=now)


# Making


def test_making_stores_file_hash_log_entry_and_mail_together(enrollment, settings):
    settings.SITE_URL = "https://sytyke.example"
    certificate = prepare_certificate(enrollment, now=NOW)

    assert make_certificate(certificate.pk, now=NOW + MINUTE) is True

    made = Certificate.objects.get()
    assert (made.status, made.issued_at, made.problem, made.attempts) == (CertificateStatus.VALID, NOW + MINUTE, "", 0)
    assert bytes(made.pdf) == render(certificate.snapshot)
    assert made.pdf_sha256 == hashlib.sha256(made.pdf).hexdigest()
    assert made.snapshot == certificate.snapshot
    entry = IssueLogEntry.objects.get()
    assert (entry.sequence, entry.event, entry.at, entry.pdf_sha256, entry.previous_digest) == (
        1,
        LogEvent.ISSUED,
        NOW + MINUTE,
        made.pdf_sha256,
        "0" * 64,
    )
    assert entry.id_hash == hashlib.sha256(made.human_id.encode()).hexdigest()
    letter = Message.objects.get()
    assert (letter.kind, letter.recipient, letter.dedup_key, letter.reply_to, letter.sender_name) == (
        "certificate.ready",
        enrollment.person,
        f"certificate-ready:{made.pk}",
        "helmi@esimerkki.example",
        "Itä-Suomen osaamiskeskus",
    )
    assert letter.subject == "Todistuksesi on valmis: Sytykettä yhteistyöhön"
    assert letter.body == (
        "Hei Aino Esimerkki!\n\n"
        "Hienoa – todistuksesi on valmis. Voit ladata sen tai jakaa linkin.\n\n"
        f"https://sytyke.example/tarkista/{made.token}/\n\n"
        "Koulutus: Sytykettä yhteistyöhön\n"
        f"Todistuksen tunniste: {made.human_id}\n\n"
        "Kuka tahansa, jolla on linkki, näkee todistuksen ja voi tarkistaa, että se on voimassa."
    )


def test_making_again_makes_nothing(certificate):
    assert make_certificate(certificate.pk, now=NOW + days(1)) is False
    assert make_certificate(0, now=NOW) is False
    assert (IssueLogEntry.objects.count(), Message.objects.count()) == (1, 1)


def test_somebody_without_an_address_gets_a_certificate_and_no_mail(finished):
    enrollment = somebody(finished)
    type(enrollment.person).objects.filter(pk=enrollment.person_id).update(email=None)

    assert issued(enrollment).status == CertificateStatus.VALID
    assert Message.objects.count() == 0


def test_the_clock_makes_all_that_wait(finished):
    for number in range(3):
        prepared(finished, f"Henkilö Numero-{'abc'[number]}")

    assert make_prepared_certificates(NOW) == 3
    assert make_prepared_certificates(NOW) == 0
    assert set(Certificate.objects.values_list("status", flat=True)) == {CertificateStatus.VALID}
    assert verify_chain() is None


# Failing


def test_a_missing_letter_stops_only_its_own_certificate_and_becomes_one_staff_task(finished):
    bad, good = prepared(finished, "Aino 😀 שרה"), prepared(finished, "Eino Odottaja")

    assert make_prepared_certificates(NOW) == 1
    assert make_prepared_certificates(NOW + MINUTE) == 0

    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.status, bad.attempts, bad.pdf) == (CertificateStatus.PREPARED, 2, None)
    assert bad.problem == "U+05D4 U+05E8 U+05E9 U+1F600 הרש😀"
    assert good.status == CertificateStatus.VALID
    assert [(todo.kind, todo.subject, todo.enrollment) for todo in Todo.objects.all()] == [
        (TodoKind.GLYPH_MISSING, f"{bad.human_id} · U+05D4 U+05E8 U+05E9 U+1F600", bad.enrollment)
    ]
    assert (IssueLogEntry.objects.count(), Message.objects.count()) == (1, 1)


def test_correcting_the_name_brings_the_certificate_at_once(finished):
    certificate = prepared(finished, "Aino 😀")
    make_prepared_certificates(NOW)
    assert make_prepared_certificates(NOW) == 0  # its turn is a minute later

    type(certificate.enrollment.person).objects.update(name="Aino Ä\u0308lä")
    assert make_prepared_certificates(NOW) == 0  # still a letter nobody has
    type(certificate.enrollment.person).objects.update(name="A\u0308ino Esimerkki")
    assert make_prepared_certificates(NOW) == 1

    certificate.refresh_from_db()
    assert (certificate.snapshot["name"], certificate.problem) == ("Äino Esimerkki", "")
    assert len(certificate.snapshot["evidence"]["units"]) == 3
    assert Todo.objects.count() == 2  # one for each cause


def test_a_failing_one_is_tried_ever_more_rarely_and_staff_are_asked_after_the_third_time(
    finished, monkeypatch, caplog
):
    certificate = prepared(finished)
    tries = []

    def broken(snapshot):
        tries.append(snapshot["name"])
        raise RuntimeError("levy on täynnä")

    monkeypatch.setattr(issuing, "render", broken)
    counted = {}
    for minute in range(9):
        make_prepared_certificates(NOW + minute * MINUTE)
        counted[minute] = (len(tries), Todo.objects.count())

    assert counted == {
        0: (1, 0), 1: (2, 0), 2: (2, 0), 3: (3, 1), 4: (3, 1), 5: (3, 1), 6: (3, 1), 7: (4, 1), 8: (4, 1),
    }  # fmt: skip
    certificate.refresh_from_db()
    assert (certificate.attempts, certificate.problem) == (4, "RuntimeError: levy on täynnä")
    todo = Todo.objects.get()
    assert (todo.kind, todo.subject) == (TodoKind.CERTIFICATE_FAILED, f"{certificate.human_id} · RuntimeError")
    assert [record.message for record in caplog.records] == [f"Certificate {certificate.pk} could not be made"] * 4

    monkeypatch.undo()
    assert make_prepared_certificates(NOW + days(1)) == 1
    certificate.refresh_from_db()
    assert (certificate.status, certificate.problem) == (CertificateStatus.VALID, "")


def test_a_failure_while_writing_leaves_nothing_half_done(finished, monkeypatch):
    certificate = prepared(finished)
    monkeypatch.setattr(issuing.announce, "ready", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        make_certificate(certificate.pk, now=NOW)

    certificate.refresh_from_db()
    assert (certificate.status, certificate.pdf, certificate.issued_at) == (CertificateStatus.PREPARED, None, None)
    assert IssueLogEntry.objects.count() == 0


# Ending


def test_revoking_ends_logs_and_tells_the_holder_but_never_why(certificate, trainer):
    ended = revoke(certificate, trainer, EndReason.OTHER, "  Salainen syy  ", now=NOW + days(1))

    assert Certificate.objects.get() == ended
    assert (ended.status, ended.ended_at, ended.ended_by, ended.end_reason, ended.end_note) == (
        CertificateStatus.REVOKED,
        NOW + days(1),
        trainer,
        EndReason.OTHER,
        "Salainen syy",
    )
    last = IssueLogEntry.objects.last()
    assert (last.sequence, last.event, last.pdf_sha256) == (2, LogEvent.REVOKED, certificate.pdf_sha256)
    assert verify_chain() is None
    letter = Message.objects.get(kind="certificate.revoked")
    assert letter.dedup_key == f"certificate-revoked:{certificate.pk}"
    assert letter.subject == "Todistuksesi ei ole enää voimassa: Sytykettä yhteistyöhön"
    assert letter.body == (
        "Hei Aino Esimerkki!\n\n"
        f"Todistuksesi {certificate.human_id} ei ole enää voimassa. "
        "Ota yhteyttä järjestäjään, niin käymme asian yhdessä läpi.\n\n"
        "Koulutus: Sytykettä yhteistyöhön\n"
        "Yhteyshenkilö: Helmi Harju, helmi@esimerkki.example"
    )


def test_only_a_valid_certificate_can_be_revoked(finished, trainer):
    waiting = prepared(finished)

    with pytest.raises(CertificateRefused) as refusal:
        revoke(waiting, trainer)

    assert str(refusal.value.message) == "Vain voimassa olevan todistuksen voi mitätöidä."


def test_revoking_twice_is_refused_even_with_an_old_copy_in_hand(certificate, trainer):
    revoke(certificate, trainer)

    with pytest.raises(CertificateRefused):
        revoke(certificate, trainer)

    assert IssueLogEntry.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "typo", EndReason.REPLACED])
def test_a_reason_outside_the_list_is_refused(certificate, trainer, reason):
    with pytest.raises(CertificateRefused) as refusal:
        revoke(certificate, trainer, reason)

    assert str(refusal.value.message) == "Valitse syy luettelosta."


def test_another_reason_needs_words(certificate, trainer):
    with pytest.raises(CertificateRefused) as refusal:
        revoke(certificate, trainer, EndReason.OTHER, "  ")

    assert str(refusal.value.message) == "Kirjoita syy omin sanoin."
    certificate.refresh_from_db()
    assert certificate.status == CertificateStatus.VALID


# The register as a whole


@pytest.fixture
def three(finished, trainer):
    first, *_rest = [issued(somebody(finished, name)) for name in ("Aino A", "Eino E", "Outi O")]
    revoke(first, trainer)
    return finished


def test_a_whole_register_has_no_faults(three):
    assert verify_chain() is None
    assert list(broken_certificates()) == []


@pytest.mark.parametrize(
    ("change", "broken_at"),
    [
        (lambda log: log.filter(sequence=2).update(at=NOW - days(9)), 2),
        (lambda log: log.filter(sequence=2).update(pdf_sha256="f" * 64), 2),
        (lambda log: log.filter(sequence=3).update(event=LogEvent.REVOKED), 3),
        (lambda log: log.filter(sequence=1).delete(), 2),
        (lambda log: log.filter(sequence=3).delete(), 4),
        (lambda log: log.filter(sequence=4).update(sequence=9), 9),
    ],
)
def test_a_changed_or_missing_entry_breaks_the_chain_there(three, change, broken_at):
    change(IssueLogEntry.objects)

    assert verify_chain().sequence == broken_at


def test_every_fault_of_a_certificate_is_named(three):
    aino, eino, outi = Certificate.objects.order_by("pk")
    Certificate.objects.filter(pk=aino.pk).update(pdf=b"%PDF-muu")
    Certificate.objects.filter(pk=eino.pk).update(
        snapshot={**eino.snapshot, "evidence": {"units": []}, "human_id": "X"}
    )
    IssueLogEntry.objects.filter(sequence=4).delete()
    Certificate.objects.filter(pk=outi.pk).update(pdf_sha256="0" * 64, pdf=b"")

    assert [str(fault) for fault in broken_certificates()] == [
        f"certificate {aino.pk} ({aino.human_id}): file and stored hash differ",
        f"certificate {aino.pk} ({aino.human_id}): not in the issue log as revoked",
        f"certificate {eino.pk} ({eino.human_id}): no evidence",
        f"certificate {eino.pk} ({eino.human_id}): printed ID differs",
        f"certificate {outi.pk} ({outi.human_id}): no file",
        f"certificate {outi.pk} ({outi.human_id}): not in the issue log as issued",
    ]


def test_the_log_holds_no_name_and_no_id(three):
    values = str(list(IssueLogEntry.objects.values_list()))

    for certificate in Certificate.objects.all():
        assert certificate.human_id not in values
        assert certificate.snapshot["name"] not in values
