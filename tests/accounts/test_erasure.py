"""Erasing a person: everything but what must stay, once, and the queue moves on (journeys E26, invariant I12)."""

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import transaction

from accounts.enums import ErasureCause, Role
from accounts.models import ErasureEntry, User
from accounts.services.erasure import ErasureRefused, erase_leftovers, erase_person, erased_with_leftovers
from certificates.models import Certificate
from certificates.queries import record_by_id
from certificates.services import make_prepared_certificates, prepare_certificate
from config.invariants import broken_invariants
from courses.models import RunRole
from courses.queries import runs_with_everything
from enrollment.enums import EnrollmentState, SubmissionState
from enrollment.models import Enrollment, Submission, SubmissionTurn
from enrollment.services import settle_run
from feedback.models import Receipt
from messaging.models import Message
from messaging.services import drop_expired_messages, send_due_messages
from reports.queries.figures import figures_of
from tests.accounts.lives import EMAIL, NAME, SECRET, a_full_life, found
from tests.certificates.conftest import complete
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.factories import CertificateOfferFactory, CourseRunFactory, EnrollmentFactory, UserFactory

pytestmark = pytest.mark.django_db

PERSONAL = ("Väinö", "Äyräpää", "vaino@", "vaino", SECRET)


@pytest.fixture
def vaino(settings) -> User:
    settings.IS_DEMO = False
    return a_full_life()


def erase(person: User, **options) -> ErasureEntry:
    return erase_person(person, by=options.pop("by", person), now=options.pop("now", NOW), **options)


def test_of_an_erased_person_only_the_certificate_says_anything(vaino):
    assert len(found(*PERSONAL)) > 10

    erase(vaino)
    send_due_messages(NOW)

    assert found(*PERSONAL) == {"certificates.Certificate.snapshot"}
    assert [letter.to for letter in mail.outbox if letter.to == [EMAIL]] == [[EMAIL]]


def test_the_certificate_can_still_be_checked(vaino):
    certificate = Certificate.objects.get()

    erase(vaino)

    record = record_by_id(certificate.human_id, "Äyräpää-Östman")
    assert (record.is_valid, record.snapshot["name"]) == (True, NAME)
    assert broken_invariants(NOW) == []


def test_nobody_can_sign_in_with_an_erased_account_and_every_session_ends(vaino):
    browser = signed_in(vaino)
    others = signed_in(UserFactory())

    erase(vaino)

    vaino.refresh_from_db()
    assert (vaino.name, vaino.email, vaino.contact_email, vaino.is_active) == ("", None, "", False)
    assert (vaino.has_usable_password(), vaino.last_login, vaino.erased_at) == (False, None, NOW)
    assert vaino.emailaddress_set.count() == 0
    assert Session.objects.count() == 1
    assert browser.get("/omat/").status_code == 302
    assert others.get("/omat/").status_code == 200


def test_coming_places_go_to_the_queue_and_past_ones_stay_counted(vaino):
    erase(vaino)

    states = dict(vaino.enrollments.values_list("run__label", "state"))
    assert states == {"Mennyt toteutus": EnrollmentState.CONFIRMED, "Tuleva toteutus": EnrollmentState.CANCELLED}
    waiter = Enrollment.objects.get(run__label="Tuleva toteutus", name="Eino Odottaja")
    assert waiter.state == EnrollmentState.CONFIRMED
    assert Message.objects.filter(recipient=waiter.person, kind="enrollment.promoted").count() == 1
    past = vaino.enrollments.get(run__label="Mennyt toteutus")
    assert (past.name, past.organisation, past.organisation_name, past.profession_text) == ("", None, "", "")
    assert (past.completed_at, past.sector is None) == (NOW, False)


def counted(run) -> dict[str, int]:
    return {figure.key: figure.rows.count() for figure in figures_of(run, NOW)}


def test_the_figures_of_a_past_run_do_not_change(vaino):
    run = runs_with_everything().get(label="Mennyt toteutus")
    before = counted(run)

    erase(vaino)
    settle_run(run, now=NOW)

    assert counted(runs_with_everything().get(pk=run.pk)) == before
    assert before["completed"] == 1


def test_an_unread_answer_is_taken_back_and_an_accepted_one_keeps_its_acceptance(vaino):
    erase(vaino)

    assert set(Submission.objects.values_list("state", "text", "comment", "text_erased_at")) == {
        (SubmissionState.ACCEPTED, "", "", NOW),
        (SubmissionState.DRAFT, "", "", NOW),
    }
    assert list(SubmissionTurn.objects.values_list("text", "comment", "decision")) == [("", "", "accepted")]


def test_parts_in_runs_are_deleted_and_receipts_stay_nameless(vaino):
    erase(vaino)

    assert RunRole.objects.filter(person=vaino).count() == 0
    assert Receipt.objects.get().person.name == ""


def test_the_journal_says_who_when_and_how_much(vaino, sanna):
    entry = erase(vaino, by=sanna, cause=ErasureCause.REQUEST)

    assert (entry.person, entry.by, entry.at, entry.cause) == (vaino, sanna, NOW, ErasureCause.REQUEST)
    assert entry.counts["messaging.Message"] == 2
    assert entry.counts["enrollment.Enrollment"] == 2
    assert found("Väinö") == {"certificates.Certificate.snapshot", "messaging.Message.body"}  # the goodbye waits


def test_erasing_twice_changes_nothing(vaino):
    first = erase(vaino)
    send_due_messages(NOW)
    sent = len(mail.outbox)

    second = erase(User.objects.get(pk=vaino.pk), now=NOW + days(1))
    send_due_messages(NOW + days(1))

    assert (second, second.at, ErasureEntry.objects.count(), len(mail.outbox)) == (first, NOW, 1, sent)


def test_a_failure_erases_nothing(vaino, monkeypatch):
    def broken(*args, **options):
        raise RuntimeError("rikki tarkoituksella")

    monkeypatch.setattr("accounts.services.erasure.end_sessions", broken)

    with pytest.raises(RuntimeError), transaction.atomic():
        erase(vaino)

    vaino.refresh_from_db()
    assert (vaino.name, vaino.erased_at, ErasureEntry.objects.count()) == (NAME, None, 0)
    assert vaino.enrollments.get(run__label="Tuleva toteutus").state == EnrollmentState.CONFIRMED


@pytest.mark.parametrize("role", [Role.TRAINER, Role.ADMINISTRATOR])
def test_staff_are_not_erased_and_are_told_why(vaino, role):
    vaino.groups.add(Group.objects.get(name=role))

    with pytest.raises(ErasureRefused, match="Pyydä pääkäyttäjää"):
        erase(vaino)

    assert ErasureEntry.objects.count() == 0


@pytest.mark.parametrize("flag", ["is_superuser", "is_staff"])
def test_superusers_are_not_erased(vaino, flag):
    setattr(vaino, flag, True)
    vaino.save()

    with pytest.raises(ErasureRefused):
        erase(vaino)


def test_former_staff_lose_every_right_with_the_rest(vaino):
    vaino.user_permissions.add(Permission.objects.first())

    erase(vaino)

    vaino.refresh_from_db()
    assert (vaino.user_permissions.count(), vaino.groups.count()) == (0, 0)


def test_somebody_without_an_address_is_erased_without_a_letter():
    person = User.objects.create_user(None, name="Nimi Vain")

    erase(person)

    assert (Message.objects.count(), User.objects.get(pk=person.pk).name) == (0, "")


def test_the_goodbye_that_cannot_be_sent_is_deleted_after_three_days(vaino, monkeypatch):
    erase(vaino)
    monkeypatch.setattr("messaging.services.deliver._as_mail", lambda *facts: pytest.fail("not sent here"))

    drop_expired_messages(NOW + days(2.9))
    waiting = Message.objects.filter(address=EMAIL).count()
    drop_expired_messages(NOW + days(3))

    assert (waiting, Message.objects.filter(address=EMAIL).count()) == (1, 0)


def test_a_certificate_that_is_not_made_yet_is_not_made_any_more(settings):
    run = CourseRunFactory(finished=True)
    run.sessions.update(attendance_confirmed_at=NOW, attendance_confirmed_by=UserFactory())
    CertificateOfferFactory(run=run)
    enrollment = complete(EnrollmentFactory(run=run))
    prepare_certificate(enrollment, now=NOW)

    erase(enrollment.person)
    settle_run(runs_with_everything().get(pk=run.pk), now=NOW)
    make_prepared_certificates(NOW)

    assert Certificate.objects.count() == 0
    enrollment.refresh_from_db()
    assert enrollment.completed_at == NOW


def test_an_unfinished_run_is_left_and_its_numbers_are_kept(run):
    enrollment = EnrollmentFactory(run=run)
    with time_machine.travel(NOW + days(8), tick=False):  # after the first of three sessions
        erase(enrollment.person, now=NOW + days(8))

    enrollment.refresh_from_db()
    assert (enrollment.state, enrollment.name) == (EnrollmentState.CANCELLED, "")
    assert enrollment.transitions.count() == 2


def test_what_a_late_request_wrote_is_erased_the_next_night(vaino):
    erase(vaino)
    assert list(erased_with_leftovers(NOW, NOW)) == []
    late = EnrollmentFactory(run=CourseRunFactory(), person=vaino, name=NAME)
    Message.objects.create(
        kind="x", recipient=vaino, address=EMAIL, dedup_key="late", created_at=NOW, send_after=NOW, body=NAME
    )

    left = erased_with_leftovers(NOW, NOW)
    assert list(left) == [vaino]
    assert [finding.invariant for finding in broken_invariants(NOW)] == ["I12 erased people are empty"]
    erase_leftovers(User.objects.filter(pk=vaino.pk), NOW)

    late.refresh_from_db()
    assert (late.name, late.state) == ("", EnrollmentState.CANCELLED)
    assert list(erased_with_leftovers(NOW, NOW)) == []
    assert Message.objects.filter(dedup_key="late").count() == 0
