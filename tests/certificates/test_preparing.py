"""When a certificate is prepared, and what it freezes."""

import re
import shutil
import subprocess
from datetime import date, datetime

import pytest
from django.db import transaction

from certificates.enums import CertificateKind, CertificateStatus, EndReason, IssueMode
from certificates.models import Certificate, CertificateOffer, CertificateProgramme, CertificateTemplate, Route
from certificates.queries import broken_certificates, verify_chain
from certificates.services import (
    make_prepared_certificates,
    note_corrected_facts,
    prepare_certificate,
    prepare_overdue_certificates,
    revoke,
)
from certificates.services import prepare as preparing
from courses.enums import Mode, OrganiserPart, RoleKind
from courses.models import RuleSet, RunOrganiser, Section
from courses.queries import rule_sentence
from enrollment.enums import AttendanceStatus, EnrollmentState, SubmissionState, TodoKind
from enrollment.models import Attendance, Submission, Todo
from enrollment.services import confirm_session, reopen_session
from enrollment.signals import completion_undone, enrollment_completed
from messaging.models import Message
from tests.certificates.conftest import attend, complete, confirm_sessions, issued, somebody
from tests.clock import NOW, days, hours
from tests.factories import (
    CertificateOfferFactory,
    CourseRunFactory,
    EnrollmentFactory,
    OrganiserFactory,
    RunRoleFactory,
    TextAssignmentFactory,
    UserFactory,
)


def facts(certificate):
    return {fact["key"]: fact["values"] for fact in certificate.snapshot["facts"]}


def labels(certificate):
    return {fact["key"]: fact["label"] for fact in certificate.snapshot["facts"]}


# When


def test_completing_announces_and_the_certificate_is_prepared_in_the_same_transaction(enrollment):
    with transaction.atomic():
        enrollment_completed.send(sender=type(enrollment), enrollment=enrollment, now=NOW)
        certificate = Certificate.objects.get()
        transaction.set_rollback(True)

    assert (certificate.enrollment, certificate.status, certificate.prepared_at) == (
        enrollment,
        CertificateStatus.PREPARED,
        NOW,
    )
    assert Certificate.objects.count() == 0


def test_asking_again_returns_the_same_certificate(enrollment):
    first = prepare_certificate(enrollment, now=NOW)

    assert prepare_certificate(enrollment, now=NOW + days(1)) == first
    issued(enrollment)
    assert prepare_certificate(enrollment, now=NOW + days(2)) == first
    assert Certificate.objects.count() == 1


def test_the_constraint_alone_also_keeps_it_at_one(enrollment, monkeypatch):
    first = prepare_certificate(enrollment, now=NOW)
    blind = Certificate.objects.none()
    asked = []

    def first_look_is_blind(**conditions):
        asked.append(conditions)
        return blind if len(asked) == 1 else Certificate._default_manager.get_queryset().filter(**conditions)

    monkeypatch.setattr(Certificate.objects, "filter", first_look_is_blind)

    assert prepare_certificate(enrollment, now=NOW) == first
    assert Certificate._default_manager.count() == 1


def test_nothing_is_prepared_before_the_training_is_completed(finished):
    unfinished = EnrollmentFactory(run=finished)

    assert prepare_certificate(unfinished, now=NOW) is None


@pytest.mark.parametrize("state", [EnrollmentState.CANCELLED, EnrollmentState.REMOVED, EnrollmentState.WAITING])
def test_nothing_is_prepared_for_somebody_without_a_place(enrollment, state):
    enrollment.completed_at = enrollment.completed_under = None
    enrollment.state, enrollment.queued_at = state, NOW
    enrollment.save()

    assert prepare_certificate(enrollment, now=NOW) is None


def test_nothing_is_prepared_when_the_run_gives_no_certificate(enrollment):
    CertificateOffer.objects.all().delete()

    assert prepare_certificate(enrollment, now=NOW) is None


@pytest.mark.parametrize(
    "change", [{"mode": IssueMode.ON_REQUEST}, {"kind": CertificateKind.PARTICIPATION}], ids=["on request", "presence"]
)
def test_nothing_is_prepared_when_the_offer_is_another_one(enrollment, change):
    CertificateOffer.objects.update(**change)

    assert prepare_certificate(enrollment, now=NOW) is None


def test_one_that_cannot_be_prepared_becomes_one_staff_task_and_stops_no_other(finished, monkeypatch, caplog):
    bad, good = somebody(finished, "Aino Aina"), somebody(finished, "Eino Odottaja")
    plain = preparing.printed
    monkeypatch.setattr(
        preparing, "printed", lambda row, *facts: 1 / 0 if row.enrollment == bad else plain(row, *facts)
    )

    assert make_prepared_certificates(NOW) == 1
    assert make_prepared_certificates(NOW) == 0

    assert Certificate.objects.get().enrollment == good
    assert [(todo.kind, todo.subject, todo.enrollment, todo.run) for todo in Todo.objects.all()] == [
        (TodoKind.PREPARING_FAILED, "ZeroDivisionError", bad, finished)
    ]
    assert [record.message for record in caplog.records] == [
        f"The certificate of enrolment {bad.pk} could not be prepared"
    ] * 2

    monkeypatch.undo()
    assert make_prepared_certificates(NOW) == 1


def test_who_did_not_ask_gets_none_where_the_rule_says_so(finished):
    RuleSet.objects.filter(run=finished).update(needs_opt_in=True)
    silent, asking = somebody(finished), somebody(finished, "Eino Odottaja", wants_certificate=True)

    assert prepare_certificate(silent, now=NOW) is None
    assert prepare_certificate(asking, now=NOW).enrollment == asking


def test_nothing_is_prepared_while_a_session_is_unconfirmed(enrollment):
    enrollment.run.sessions.filter(number=3).update(attendance_confirmed_at=None, attendance_confirmed_by=None)

    assert prepare_certificate(enrollment, now=NOW) is None


def test_nothing_is_prepared_in_a_run_without_sessions(trainer):
    run = CourseRunFactory(session_count=0)
    CertificateOfferFactory(run=run)

    assert prepare_certificate(somebody(run), now=NOW) is None
    assert prepare_overdue_certificates(NOW) == 0


def test_a_cancelled_session_holds_nothing_back(enrollment):
    enrollment.run.sessions.filter(number=3).update(
        attendance_confirmed_at=None, attendance_confirmed_by=None, cancelled_at=NOW
    )

    assert prepare_certificate(enrollment, now=NOW).enrollment == enrollment


def test_a_session_confirmed_before_its_end_is_waited_for_and_the_clock_brings_the_certificate(enrollment):
    enrollment.run.sessions.filter(number=3).update(starts_at=NOW - hours(2), ends_at=NOW + hours(1))

    assert prepare_certificate(enrollment, now=NOW) is None
    assert prepare_overdue_certificates(NOW) == 0
    assert prepare_overdue_certificates(NOW + hours(1)) == 1
    assert prepare_overdue_certificates(NOW + hours(1)) == 0
    assert Certificate.objects.get().enrollment == enrollment


def test_the_clock_brings_nothing_to_those_who_did_not_ask(finished):
    RuleSet.objects.filter(run=finished).update(needs_opt_in=True)
    somebody(finished)

    assert prepare_overdue_certificates(NOW) == 0


def test_one_that_a_person_revoked_never_comes_back_by_itself(certificate, enrollment, trainer):
    revoke(certificate, by=trainer, reason=EndReason.WRONG_PERSON, now=NOW)

    assert prepare_certificate(enrollment, now=NOW + days(1)) is None
    assert prepare_overdue_certificates(NOW + days(1)) == 0
    assert Certificate.objects.count() == 1


def test_reads_do_not_grow_with_the_number_of_those_who_have_one(enrollment, django_assert_num_queries):
    prepare_certificate(enrollment, now=NOW)

    with django_assert_num_queries(4):  # savepoint, lock, look, release
        prepare_certificate(enrollment, now=NOW)


# What


def test_everything_printed_is_frozen_in_finnish(finished, settings):
    settings.SITE_URL = "https://sytyke.example"
    for number, title in enumerate(["Mitä lastensuojelu on?", "Systeeminen ajattelu", "Yhdessä"], start=1):
        Section.objects.create(course=finished.course, number=number, title_fi=title)
    RunRoleFactory(run=finished, person=UserFactory(name="Helmi Harju"), shown_as="Helmi Harju, perheterapeutti")
    RunRoleFactory(run=finished, person=None, name="Iida Kokija", role=RoleKind.EXPERT)
    RunRoleFactory(run=finished, person=UserFactory(name="Olli Ovi"), role=RoleKind.CHECK_IN)
    partner = OrganiserFactory(name="Kuopion kaupunki", project="LUMO-hanke")
    RunOrganiser.objects.create(run=finished, organiser=partner, part=OrganiserPart.PARTNER)

    certificate = prepare_certificate(somebody(finished, "Ma\u0308ija  Esimerkki"), now=NOW)

    printed = {key: value for key, value in certificate.snapshot.items() if key not in ("facts", "labels", "evidence")}
    assert printed == {
        "version": 1,
        "language": "fi",
        "template": {"key": "perus", "number": 1},
        "human_id": certificate.human_id,
        "check_url": f"https://sytyke.example/tarkista/{certificate.token}/",
        "met_on": "2027-05-20",
        "heading": "TODISTUS",
        "verb": "on suorittanut koulutuksen",
        "name": "Mäija Esimerkki",
        "course": "Sytykettä yhteistyöhön",
        "sentence": "Koulutuksessa tutustuttiin lastensuojelun perusteisiin.",
        "content": ["Aihe 1", "Aihe 2", "Aihe 3"],
        "place_and_date": "Kuopiossa 20. toukokuuta 2027",
        "signatories": [{"name": "Helmi Harju", "title": "kouluttaja"}],
        "notice": "Todistus on laadittu sähköisesti, eikä siinä ole käsin kirjoitettua allekirjoitusta.",
    }
    assert certificate.snapshot["facts"] == [
        {"key": "extent", "label": "Laajuus", "values": ["12 tuntia"]},
        {"key": "period", "label": "Ajankohta", "values": ["21.4.–5.5.2027"]},
        {"key": "mode", "label": "Toteutustapa", "values": ["etänä"]},
        {"key": "completed", "label": "Suoritettu", "values": ["20.5.2027"]},
        {"key": "trainers", "label": "Kouluttajat", "values": ["Helmi Harju, perheterapeutti", "Iida Kokija"]},
        {"key": "programme", "label": "Todistusohjelma", "values": ["Systeeminen työote (SyTy)"]},
        {"key": "route", "label": "Suoritustapa", "values": ["koulutus"]},
        {"key": "organisers", "label": "Järjestäjä", "values": ["Itä-Suomen osaamiskeskus"]},
        {"key": "partners", "label": "Yhteistyössä", "values": ["Kuopion kaupunki, LUMO-hanke"]},
    ]
    assert certificate.snapshot["labels"] == {
        "content": "Sisältö",
        "id": "Todistuksen tunniste",
        "check": "Tarkista todistus",
    }


@pytest.mark.parametrize(
    ("hours_stated", "note", "shown"),
    [
        ("12.0", "", ["12 tuntia"]),
        ("12.5", "", ["12,5 tuntia"]),
        ("1.0", "", ["1 tunti"]),
        ("100.0", "", ["100 tuntia"]),
        ("12.0", "täydennystehtävät mukaan lukien", ["12 tuntia (täydennystehtävät mukaan lukien)"]),
        (None, "", None),
    ],
)
def test_the_extent_is_written_with_a_decimal_comma(enrollment, hours_stated, note, shown):
    type(enrollment.run).objects.update(extent_hours=hours_stated, extent_note=note)

    assert facts(prepare_certificate(enrollment, now=NOW)).get("extent") == shown


@pytest.mark.parametrize(
    ("mode", "shown"), [(Mode.ONLINE, "etänä"), (Mode.ONSITE, "paikan päällä"), (Mode.HYBRID, "osin etänä")]
)
def test_the_mode_is_said_in_the_words_of_the_paper(enrollment, mode, shown):
    type(enrollment.run).objects.update(mode=mode)

    assert facts(prepare_certificate(enrollment, now=NOW))["mode"] == [shown]


@pytest.mark.parametrize(
    ("place", "inflected", "shown"),
    [
        ("Oulu", "Oulussa", "Oulussa 20. toukokuuta 2027"),
        ("Oulu", "", "Oulu 20.5.2027"),
        ("", "", "20.5.2027"),
    ],
)
def test_the_place_is_inflected_only_when_staff_wrote_it_so(enrollment, place, inflected, shown):
    CertificateOffer.objects.get().template.__class__.objects.update(place=place, place_inflected=inflected)

    assert prepare_certificate(enrollment, now=NOW).snapshot["place_and_date"] == shown


def test_a_training_without_sections_lists_what_its_sessions_were_about(enrollment):
    assert prepare_certificate(enrollment, now=NOW).snapshot["content"] == ["Aihe 1", "Aihe 2", "Aihe 3"]


def test_two_hosts_stand_under_one_label(finished):
    joint = OrganiserFactory(name="Mallilan osaamiskeskus")
    RunOrganiser.objects.create(run=finished, organiser=joint, part=OrganiserPart.JOINT)

    certificate = prepare_certificate(somebody(finished), now=NOW)

    assert labels(certificate)["organisers"] == "Järjestäjät"
    assert facts(certificate)["organisers"] == ["Itä-Suomen osaamiskeskus", "Mallilan osaamiskeskus"]


def test_the_date_is_the_later_of_completion_and_last_confirmation_in_finnish_time(finished, trainer):
    confirm_sessions(finished, trainer, at=NOW - days(10))
    late_evening = (NOW - days(5)).replace(hour=22, minute=30)  # 19.30 UTC
    after_midnight = (NOW - days(5)).replace(hour=0, minute=30)  # the day before in UTC

    accepted_late = complete(EnrollmentFactory(run=finished, person=UserFactory()), at=late_evening)
    accepted_at_night = complete(EnrollmentFactory(run=finished, person=UserFactory()), at=after_midnight)
    done_early = complete(EnrollmentFactory(run=finished, person=UserFactory()), at=NOW - days(20))

    assert prepare_certificate(accepted_late, now=NOW).met_on == date(2027, 5, 15)
    assert prepare_certificate(accepted_at_night, now=NOW).met_on == date(2027, 5, 15)
    assert prepare_certificate(done_early, now=NOW).met_on == date(2027, 5, 10)


def test_the_evidence_names_sessions_and_who_confirmed_them(enrollment, trainer):
    evidence = prepare_certificate(enrollment, now=NOW).snapshot["evidence"]

    first = enrollment.run.sessions.get(number=1)
    assert evidence["rule"] == rule_sentence(enrollment.run) != ""
    assert (evidence["rule_set"], datetime.fromisoformat(evidence["completed_at"])) == (1, enrollment.completed_at)
    assert [unit["cover"] for unit in evidence["units"]] == ["present", "present", "present"]
    assert {**evidence["units"][0], "covered_at": None} == {
        "key": f"topic:{first.topic_id}",
        "title": "Aihe 1",
        "cover": "present",
        "evidence": f"session:{first.pk}",
        "covered_at": None,
        "held_on": "2027-04-21",
        "approved_by": trainer.pk,
    }
    assert evidence["units"][0]["covered_at"] is not None


def test_the_evidence_names_an_accepted_assignment_and_its_reviewer(finished, trainer):
    enrollment = EnrollmentFactory(run=finished, person=UserFactory())
    attend(enrollment)
    missed = finished.sessions.get(number=2)
    Attendance.objects.filter(session=missed, person=enrollment.person).update(status=AttendanceStatus.ABSENT)
    assignment = TextAssignmentFactory(run=finished, makes_up_for_topic=missed.topic)
    Submission.objects.create(
        assignment=assignment,
        enrollment=enrollment,
        state=SubmissionState.ACCEPTED,
        due_at=NOW,
        turn=1,
        submitted_at=NOW - days(2),
        decided_at=NOW - days(1),
        reviewer=trainer,
    )
    enrollment.completed_at, enrollment.completed_under = NOW - days(1), enrollment.rule_set
    enrollment.save()

    units = prepare_certificate(enrollment, now=NOW).snapshot["evidence"]["units"]

    assert (units[1]["cover"], units[1]["evidence"], units[1]["approved_by"], units[1]["held_on"]) == (
        "assignment",
        f"assignment:{assignment.pk}",
        trainer.pk,
        None,
    )


def test_a_later_session_of_another_group_extends_the_dates(finished, trainer):
    missed = finished.sessions.get(number=3)
    other = CourseRunFactory(course=finished.course, label="Ryhmä 2", first_session_at=NOW - days(15))
    confirm_sessions(other, trainer)
    enrollment = EnrollmentFactory(run=finished, person=UserFactory(), counts_from=NOW - days(60))
    attend(enrollment)
    Attendance.objects.filter(session=missed, person=enrollment.person).update(status=AttendanceStatus.ABSENT)
    made_up = other.sessions.get(topic=missed.topic)
    type(made_up).objects.filter(pk=made_up.pk).update(starts_at=NOW - days(1), ends_at=NOW - days(1) + hours(3))
    Attendance.objects.create(session=made_up, person=enrollment.person, status=AttendanceStatus.PRESENT, marked_at=NOW)
    enrollment.completed_at, enrollment.completed_under = NOW, enrollment.rule_set
    enrollment.save()

    certificate = prepare_certificate(enrollment, now=NOW)

    assert [unit["cover"] for unit in certificate.snapshot["evidence"]["units"]] == [
        "present",
        "present",
        "other_group",
    ]
    assert facts(certificate)["period"] == ["21.4.–19.5.2027"]


# A later correction


def test_a_correction_after_issue_becomes_one_staff_task_and_withdraws_nothing(certificate, enrollment):
    completion_undone.send(sender=type(enrollment), enrollment=enrollment, now=NOW)
    completion_undone.send(sender=type(enrollment), enrollment=enrollment, now=NOW)
    completion_undone.send(sender=type(enrollment), enrollment=enrollment, now=NOW + days(1))

    certificate.refresh_from_db()
    assert certificate.status == CertificateStatus.VALID
    assert [(todo.kind, todo.subject, todo.enrollment, todo.run) for todo in Todo.objects.all()] == [
        (TodoKind.FACT_CORRECTED, certificate.human_id, enrollment, enrollment.run)
    ] * 2


def test_a_correction_without_a_certificate_asks_nobody(enrollment):
    assert note_corrected_facts(enrollment, now=NOW) is False
    assert Todo.objects.count() == 0


def test_the_offer_of_another_run_means_nothing(finished):
    other = CourseRunFactory(finished=True)
    CertificateOfferFactory(run=CourseRunFactory())

    assert prepare_certificate(complete(EnrollmentFactory(run=other, person=UserFactory())), now=NOW) is None


# The whole way


def test_confirming_the_last_session_brings_the_certificate_to_those_who_were_there(trainer):
    run = CourseRunFactory(finished=True)
    CertificateOfferFactory(run=run)
    aino, eino = (EnrollmentFactory(run=run, person=UserFactory(name=name)) for name in ("Aino Aina", "Eino Ei"))
    away = {aino.person_id: AttendanceStatus.PRESENT, eino.person_id: AttendanceStatus.ABSENT}
    here = dict.fromkeys(away, AttendanceStatus.PRESENT)

    for session, marks in zip(run.sessions.order_by("number"), (here, away, away), strict=True):
        assert Certificate.objects.count() == 0
        confirm_session(session, by=trainer, now=NOW, rest=marks)

    certificate = Certificate.objects.get()
    assert (certificate.enrollment, certificate.status) == (aino, CertificateStatus.PREPARED)
    assert make_prepared_certificates(NOW) == 1
    assert verify_chain() is None
    assert list(broken_certificates()) == []


def test_reopening_and_correcting_after_issue_asks_staff_and_leaves_the_certificate(trainer):
    run = CourseRunFactory(finished=True, session_count=1)
    CertificateOfferFactory(run=run)
    aino = EnrollmentFactory(run=run, person=UserFactory(name="Aino Aina"))
    session = run.sessions.get()
    confirm_session(session, by=trainer, now=NOW, rest={aino.person_id: AttendanceStatus.PRESENT})
    make_prepared_certificates(NOW)

    reopen_session(session, by=trainer, reason="Merkintä oli väärä", now=NOW)
    assert Todo.objects.filter(kind=TodoKind.FACT_CORRECTED).count() == 0
    Attendance.objects.update(status=AttendanceStatus.ABSENT)
    confirm_session(session, by=trainer, now=NOW)

    assert Certificate.objects.get().status == CertificateStatus.VALID
    assert Todo.objects.get(kind=TodoKind.FACT_CORRECTED).subject == Certificate.objects.get().human_id


def test_a_holder_gets_no_letter_when_a_fact_is_corrected_and_somebody_without_a_certificate_does(trainer):
    run = CourseRunFactory(finished=True, session_count=2)
    CertificateOfferFactory(run=run)
    RuleSet.objects.filter(run=run).update(needs_opt_in=True)
    aino = EnrollmentFactory(run=run, person=UserFactory(name="Aino Aina"), wants_certificate=True)
    eino = EnrollmentFactory(run=run, person=UserFactory(name="Eino Ei"))
    first, second = run.sessions.order_by("number")
    for session in (first, second):
        TextAssignmentFactory(run=run, key=f"t{session.number}", makes_up_for_topic=session.topic)
        here = {aino.person_id: AttendanceStatus.PRESENT, eino.person_id: AttendanceStatus.PRESENT}
        confirm_session(session, by=trainer, now=NOW, rest=here)
    make_prepared_certificates(NOW)

    for session in (first, second):
        reopen_session(session, by=trainer, reason="Merkintä oli väärä", now=NOW)
        Attendance.objects.filter(session=session).update(status=AttendanceStatus.ABSENT)
        confirm_session(session, by=trainer, now=NOW)

    letters = {each: list(Message.objects.filter(recipient=each.person).values_list("kind", flat=True).order_by("pk"))
               for each in (aino, eino)}  # fmt: skip
    assert letters == {
        aino: ["certificate.ready"], eino: ["enrollment.missed", "enrollment.out_of_reach"]
    }  # fmt: skip
    assert [todo.kind for todo in Todo.objects.filter(enrollment=aino)] == [TodoKind.FACT_CORRECTED]


def test_reopening_and_correcting_before_it_is_made_leaves_no_certificate(trainer):
    run = CourseRunFactory(finished=True, session_count=1)
    CertificateOfferFactory(run=run)
    aino = EnrollmentFactory(run=run, person=UserFactory(name="Aino Aina"))
    session = run.sessions.get()
    confirm_session(session, by=trainer, now=NOW, rest={aino.person_id: AttendanceStatus.PRESENT})

    reopen_session(session, by=trainer, reason="Merkintä oli väärä", now=NOW)
    Attendance.objects.update(status=AttendanceStatus.ABSENT)
    confirm_session(session, by=trainer, now=NOW)

    assert make_prepared_certificates(NOW) == 0
    assert (Certificate.objects.count(), Todo.objects.filter(kind=TodoKind.FACT_CORRECTED).count()) == (0, 0)


def test_one_being_made_waits_for_a_reopened_session_and_comes_when_it_is_confirmed_again(trainer):
    run = CourseRunFactory(finished=True, session_count=1)
    CertificateOfferFactory(run=run)
    aino = EnrollmentFactory(run=run, person=UserFactory(name="Aino Aina"))
    session = run.sessions.get()
    confirm_session(session, by=trainer, now=NOW, rest={aino.person_id: AttendanceStatus.PRESENT})

    reopen_session(session, by=trainer, reason="Katson vielä", now=NOW)
    assert (make_prepared_certificates(NOW), Certificate.objects.count()) == (0, 0)
    confirm_session(session, by=trainer, now=NOW)

    assert make_prepared_certificates(NOW) == 1
    assert Certificate.objects.get().status == CertificateStatus.VALID


# In Swedish


def swedish_paper(run) -> None:
    """The run's certificate on Swedish paper, with everything translated but the training's title."""
    offer = run.certificate_offers.get()
    paper = {"heading": "INTYG", "verb": "har slutfört utbildningen", "place": "Kuopio", "place_inflected": ""}
    offer.template = CertificateTemplate.objects.create(
        key="perus", language="sv", signatories=[{"name": "Helmi Harju", "title": "utbildare"}], **paper
    )
    offer.save()
    Route.objects.filter(pk=offer.route_id).update(title_sv="utbildning", sentence_sv="Utbildningen gav grunderna.")
    CertificateProgramme.objects.update(title_sv="Systemiskt arbetssätt (SyTy)")


def test_everything_printed_is_in_the_language_of_the_paper_whoever_prepares_it(finished, settings):
    settings.SITE_URL = "https://sytyke.example"
    swedish_paper(finished)
    type(finished.course).objects.update(title_sv="Sytykettä yhteistyöhön – introduktion")

    certificate = prepare_certificate(somebody(finished), now=NOW)

    snapshot = certificate.snapshot
    assert {
        name: snapshot[name] for name in ("language", "heading", "verb", "course", "sentence", "place_and_date")
    } == {
        "language": "sv",
        "heading": "INTYG",
        "verb": "har slutfört utbildningen",
        "course": "Sytykettä yhteistyöhön – introduktion",
        "sentence": "Utbildningen gav grunderna.",
        "place_and_date": "Kuopio den 20 maj 2027",
    }
    assert snapshot["check_url"] == f"https://sytyke.example/sv/tarkista/{certificate.token}/"
    assert snapshot["notice"] == "Intyget har upprättats elektroniskt och har ingen handskriven underskrift."
    assert snapshot["labels"] == {"content": "Innehåll", "id": "Intygskod", "check": "Kontrollera intyget"}
    assert [(fact["label"], fact["values"]) for fact in snapshot["facts"]][:3] == [
        ("Omfattning", ["12 timmar"]),
        ("Tidpunkt", ["21.4.–5.5.2027"]),
        ("Form", ["på distans"]),
    ]
    assert facts(certificate)["route"] == ["utbildning"]


def test_a_title_nobody_translated_says_that_it_is_finnish_and_a_missing_sentence_is_left_out(finished):
    swedish_paper(finished)
    Route.objects.update(sentence_sv="")

    snapshot = prepare_certificate(somebody(finished), now=NOW).snapshot

    assert (snapshot["course"], snapshot["sentence"]) == ("Sytykettä yhteistyöhön (på finska)", "")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_the_swedish_paper_speaks_swedish_only(finished):
    swedish_paper(finished)
    type(finished.course).objects.update(title_sv="Introduktion till barnskydd")
    finished.course.topics.update(title_sv="Barnskydd")

    certificate = issued(somebody(finished))

    shown = subprocess.run(["pdftotext", "-", "-"], input=bytes(certificate.pdf), capture_output=True, check=True)
    text = shown.stdout.decode()
    assert "har slutfört utbildningen" in text
    assert re.findall(r"\b(?:todistus|laajuus|ajankohta|kouluttaja|järjestäjä|klo|the|and|of)\b", text, re.I) == []
    assert b"/Lang (sv-FI)" in bytes(certificate.pdf)


def test_the_holder_is_told_in_the_holders_language_where_the_certificate_is(finished):
    enrollment = somebody(finished)
    type(enrollment.person).objects.filter(pk=enrollment.person_id).update(language="sv")
    enrollment.person.refresh_from_db()

    certificate = issued(enrollment)

    letter = Message.objects.get(kind="certificate.ready")
    assert letter.subject == "Ditt intyg är klart: Sytykettä yhteistyöhön"
    assert f"/sv/tarkista/{certificate.token}/" in letter.body
