"""audit_invariants: 0 when all is well, 2 and the row's name after each invariant is broken by hand."""

from io import StringIO
from secrets import token_hex

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import transaction

from accounts.services.erasure import erase_person
from certificates.models import Certificate, IssueLogEntry
from certificates.services import make_certificate, prepare_certificate
from config.invariants import CHECKS
from enrollment.enums import EnrollmentState, Verb
from enrollment.models import Attendance, Enrollment, Submission, SubmissionFile, SubmissionTurn, Transition
from enrollment.services import answer_storage
from feedback.models import Receipt
from messaging.models import Message
from tests.certificates.conftest import confirm_sessions, somebody
from tests.clock import NOW, days, hours
from tests.factories import (
    CertificateOfferFactory,
    CourseRunFactory,
    EnrollmentFactory,
    FeedbackRoundFactory,
    TextAssignmentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def audit() -> tuple[int, str]:
    """Exit code and what was written."""
    told = StringIO()
    try:
        call_command("audit_invariants", stdout=told, stderr=told)
    except SystemExit as end:
        return int(end.code), told.getvalue()
    return 0, told.getvalue()


def two_places_too_many() -> str:
    run = CourseRunFactory(places=1)
    EnrollmentFactory.create_batch(3, run=run)
    return f"I1 places within the limit: run {run.pk}: 3 of 1"


def waiting_beside_a_free_place() -> str:
    run = CourseRunFactory(places=2)
    EnrollmentFactory(run=run)
    EnrollmentFactory(run=run, waiting=True)
    return f"I3 waiting only while full: run {run.pk}: 1 wait, 1 of 2"


def somebody_stuck_in_a_cancelled_run() -> str:
    enrollment = EnrollmentFactory(run=CourseRunFactory(cancelled_at=NOW))
    return f"Cancelled runs are empty: enrolment {enrollment.pk}"


def issued() -> Certificate:
    run = CourseRunFactory(finished=True)
    confirm_sessions(run, UserFactory(), at=NOW)
    CertificateOfferFactory(run=run)
    certificate = prepare_certificate(somebody(run), now=NOW)
    assert make_certificate(certificate.pk, now=NOW)
    assert audit()[0] == 0
    return Certificate.objects.get(pk=certificate.pk)


def a_certificate_nobody_earned() -> str:
    offer = CertificateOfferFactory(run=CourseRunFactory())
    certificate = Certificate.objects.create(
        enrollment=EnrollmentFactory(run=offer.run), route=offer.route, template=offer.template, human_id="EI-ANSAITTU",
        token="ei-ansaittu", snapshot={}, met_on=NOW.date(), prepared_at=NOW,
    )  # fmt: skip
    return f"Certificates are deserved: {certificate.human_id}"


def no_evidence() -> str:
    certificate = issued()
    Certificate.objects.update(snapshot={**certificate.snapshot, "evidence": {}})
    return f"I6-I8 certificates are sound: {certificate.human_id}: no evidence"


def another_file() -> str:
    certificate = issued()
    Certificate.objects.update(pdf=b"%PDF-1.4 toinen")
    return f"I6-I8 certificates are sound: {certificate.human_id}: file and stored hash differ"


def a_forged_log() -> str:
    issued()
    IssueLogEntry.objects.update(at=NOW - days(1))
    return "I7 issue log: entry 1 does not follow from the one before it"


def a_state_nobody_recorded() -> str:
    enrollment = EnrollmentFactory()
    Enrollment.objects.update(state="cancelled")
    return f"I9 every change is recorded: enrolment {enrollment.pk}: cancelled"


def no_birth() -> str:
    enrollment = EnrollmentFactory()
    Transition.objects.all().delete()
    return f"I9 every change is recorded: enrolment {enrollment.pk}: no transition"


def a_receipt_without_an_answer() -> str:
    asked = FeedbackRoundFactory()
    Receipt.objects.create(round=asked, person=UserFactory())
    return f"I10 receipts and responses: round {asked.pk}: 1 and 0"


def submitted(**turn) -> Submission:
    enrollment = EnrollmentFactory()
    submission = Submission.objects.create(
        assignment=TextAssignmentFactory(run=enrollment.run), enrollment=enrollment, state="accepted", turn=1,
        submitted_at=NOW, decided_at=NOW, reviewer=UserFactory(), due_at=NOW,
    )  # fmt: skip
    if turn:
        SubmissionTurn.objects.create(submission=submission, text="x", submitted_at=NOW, **turn)
    return submission


def an_undecided_turn() -> str:
    submission = submitted(number=1)
    return f"Decided turn is the reviewed one: submission {submission.pk}: accepted"


def no_turn() -> str:
    return f"Decided turn is the reviewed one: submission {submitted().pk}: accepted"


def a_file(size: int) -> SubmissionFile:
    """A row that says so many bytes, and none of them in the storage."""
    return SubmissionFile.objects.create(
        submission=submitted(number=1, decision="accepted", reviewer=UserFactory(), decided_at=NOW), name="kartta.pdf",
        kind="pdf", size=size, sha256="0" * 64, key=token_hex(24), added_at=NOW,
    )  # fmt: skip


def a_lost_file() -> str:
    return f"Files of answers are stored: file {a_file(3).pk}: None of 3 bytes"


def a_cut_file() -> str:
    file = a_file(3)
    answer_storage().save(file.key, ContentFile(b"xx"))
    return f"Files of answers are stored: file {file.pk}: 2 of 3 bytes"


def marked_beforehand() -> str:
    enrollment = EnrollmentFactory()
    attendance = Attendance.objects.create(
        session=enrollment.run.sessions.first(), person=enrollment.person, status="present", marked_at=NOW
    )
    return f"Marked after the start: attendance {attendance.pk}"


def cancelled_after_a_mark() -> str:
    enrollment = EnrollmentFactory(run=CourseRunFactory(finished=True), state=EnrollmentState.CANCELLED)
    Attendance.objects.create(
        session=enrollment.run.sessions.get(number=1), person=enrollment.person, status="present",
        marked_at=NOW - hours(1),
    )  # fmt: skip
    Transition.objects.filter(enrollment=enrollment).update(verb=Verb.CANCEL, from_state="confirmed", at=NOW)
    return f"Marked people keep their place: enrolment {enrollment.pk}"


def an_erased_person_with_a_letter() -> str:
    person = UserFactory()
    erase_person(person, by=person, now=NOW)
    Message.objects.create(
        kind="x", recipient=person, address="a@esimerkki.example", dedup_key="myohassa", created_at=NOW, send_after=NOW
    )
    return f"I12 erased people are empty: person {person.pk}"


def a_role_that_makes_superusers() -> str:
    Group.objects.get(name="trainer").permissions.add(Permission.objects.get(codename="change_user"))
    return "Only superusers manage users: group trainer"


def a_person_who_makes_superusers() -> str:
    person = UserFactory()
    person.user_permissions.add(Permission.objects.get(codename="add_group"))
    return f"Only superusers manage users: person {person.pk}"


def two_places_side_by_side():
    first, person = CourseRunFactory(), UserFactory()
    for run in (first, CourseRunFactory(course=first.course)):
        EnrollmentFactory(run=run, person=person)
    return "Places within the course: course"


def a_change_of_group_to_nowhere():
    place = EnrollmentFactory()
    stray = EnrollmentFactory(person=place.person)
    Enrollment.objects.filter(pk=place.pk).update(state="transferred", continued_in=stray)
    place.transitions.update(to_state="transferred")
    return f"Changed places go on: enrolment {place.pk}"


def a_group_of_wagtails_own() -> str:
    Group.objects.create(name="Editors").permissions.add(Permission.objects.get(codename="access_admin"))
    return "Only our roles open the admin: group Editors"


BREAKS = [
    somebody_stuck_in_a_cancelled_run,
    two_places_too_many,
    waiting_beside_a_free_place,
    two_places_side_by_side,
    a_change_of_group_to_nowhere,
    a_certificate_nobody_earned,
    no_evidence,
    another_file,
    a_forged_log,
    a_state_nobody_recorded,
    no_birth,
    a_receipt_without_an_answer,
    an_undecided_turn,
    no_turn,
    a_lost_file,
    a_cut_file,
    marked_beforehand,
    cancelled_after_a_mark,
    an_erased_person_with_a_letter,
    a_role_that_makes_superusers,
    a_person_who_makes_superusers,
    a_group_of_wagtails_own,
]


@pytest.mark.parametrize("broken", BREAKS, ids=lambda each: each.__name__)
def test_a_row_broken_by_hand_is_named(broken):
    expected = broken()

    code, told = audit()

    findings = [line for line in told.splitlines() if line.startswith(expected)]
    assert (code, len(findings)) == (2, 1), told


def test_every_check_is_broken_by_one_of_these():
    caught = {check.__name__ for broken in BREAKS for check in _caught_by(broken)}

    assert caught == {check.__name__ for check in CHECKS}


def _caught_by(broken):
    with transaction.atomic():
        broken()
        found = [check for check in CHECKS if list(check(NOW))]
        transaction.set_rollback(True)
    return found


def test_an_empty_site_and_a_lively_one_are_well(run, aino, helmi):
    assert audit() == (0, "Every invariant holds.\n")


@pytest.mark.parametrize(
    "changes",
    [{"cut_off_at": NOW}, {"first_session_at": NOW - hours(1)}],
    ids=["cut off", "begun"],
)
def test_a_queue_that_is_no_longer_served_is_well(changes):
    EnrollmentFactory(run=CourseRunFactory(**changes), waiting=True)

    assert audit()[0] == 0


def test_walk_ins_over_the_limit_are_well():
    run = CourseRunFactory(places=1)
    EnrollmentFactory(run=run)
    EnrollmentFactory(run=run, over_limit=True)

    assert audit()[0] == 0
