"""Somebody who has left something in every table, and how to look for what is left of them."""

from typing import Any

from django.apps import apps
from django.db.models import CharField, JSONField, Model, TextField

from accounts.enums import AccessKind
from accounts.models import Affiliation, User
from accounts.services import record_access
from cms.models import AccessibilityRequest
from courses.enums import RoleKind
from enrollment.enums import MakeUpCause, SubmissionState
from enrollment.models import MakeUp, Submission
from feedback.models import Receipt, Response
from messaging.models import Message
from tests.certificates.conftest import confirm_sessions, issued, somebody
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.factories import (
    CertificateOfferFactory,
    CourseRunFactory,
    EnrollmentFactory,
    FeedbackRoundFactory,
    OrganisationFactory,
    RunRoleFactory,
    SectorFactory,
    TextAssignmentFactory,
    UserFactory,
)

NAME, EMAIL, SECRET = "Väinö Äyräpää-Östman", "vaino@tyopaikka.example", "Salainen pohdinta"


def a_full_life(*, at=NOW) -> User:
    """Väinö: a certificate, an accepted and an unread answer, a coming run, letters, a job, a session in a browser."""
    trainer = UserFactory(name="Helmi Harju")
    finished = CourseRunFactory(finished=True, label="Mennyt toteutus")
    confirm_sessions(finished, trainer)
    CertificateOfferFactory(run=finished)
    enrollment = somebody(finished, name=NAME)
    person = enrollment.person
    _address(person)
    enrollment.person.refresh_from_db()
    issued(enrollment)
    _answer(enrollment, trainer, SubmissionState.ACCEPTED)
    coming = CourseRunFactory(course=finished.course, label="Tuleva toteutus", places=1)
    EnrollmentFactory(run=coming, person=person, name=NAME)
    EnrollmentFactory(run=coming, waiting=True, name="Eino Odottaja")
    _answer(person.enrollments.get(run=coming), trainer, SubmissionState.SUBMITTED)
    _around(person, trainer, finished)
    return person


def _address(person: User) -> None:
    person.emailaddress_set.update(email=EMAIL, verified=True)
    person.emailaddress_set.create(email="vaino@koti.example", verified=True)
    User.objects.filter(pk=person.pk).update(email=EMAIL, last_login=NOW - days(1))


def _answer(enrollment: Any, trainer: User, state: str) -> None:
    session = enrollment.run.sessions.order_by("number").first()
    assignment = TextAssignmentFactory(run=enrollment.run, makes_up_for_topic=session.topic)
    decided = {"reviewer": trainer, "decided_at": NOW} if state == SubmissionState.ACCEPTED else {}
    submission = Submission.objects.create(
        assignment=assignment,
        enrollment=enrollment,
        state=state,
        due_at=NOW + days(3),
        saved_at=NOW,
        submitted_at=NOW,
        turn=1,
        text=SECRET,
        comment="Kiitos, Väinö",
        **decided,
    )
    decision = {"decision": "accepted", **decided} if decided else {}
    submission.turns.create(number=1, text=SECRET, submitted_at=NOW, comment="Kiitos, Väinö", **decision)
    MakeUp.objects.create(
        enrollment=enrollment,
        missed_topic=session.topic,
        by_assignment=assignment,
        cause=MakeUpCause.ABSENT,
        opened_at=NOW,
    )
    record_access(
        trainer, enrollment.person, AccessKind.SUBMISSION, subject=assignment.title, reference=submission.pk, now=NOW
    )


def _around(person: User, trainer: User, run: Any) -> None:
    Affiliation.objects.create(
        user=person,
        organisation=OrganisationFactory(),
        sector=SectorFactory(),
        profession_text="Väinön nimike",
        valid_from=NOW.date(),
    )
    Message.objects.create(
        kind="enrollment.confirmed",
        recipient=person,
        address=EMAIL,
        subject="Olet mukana",
        body=f"Hei {NAME}",
        dedup_key="kirje",
        created_at=NOW,
        send_after=NOW,
    )
    Message.objects.create(
        kind="account.login_code",
        address=EMAIL,
        subject="",
        body="",
        dedup_key="koodi",
        created_at=NOW,
        send_after=NOW,
        in_inbox=False,
    )
    asked = FeedbackRoundFactory(run=run)
    Receipt.objects.create(round=asked, person=person)
    Response.objects.create(round=asked)
    RunRoleFactory(run=CourseRunFactory(label="Vierailu"), person=person, role=RoleKind.GUEST, shown_as=NAME)
    AccessibilityRequest.objects.create(
        text="Kuva ei lukeudu",
        reply_to=EMAIL,
        received_at=NOW,
        due_on=NOW.date(),
        answered_at=NOW,
        answered_by=trainer,
    )
    signed_in(person).get("/omat/")


def tables() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]


def found(*words: str) -> set[str]:
    """Where in the database any of these words stands, as `app.Model.column`."""
    places = set()
    for model in tables():
        columns = [field.attname for field in model._meta.concrete_fields if is_text(field)]
        for row in model._base_manager.values(*columns) if columns else ():
            places |= {
                f"{model._meta.label}.{column}"
                for column, value in row.items()
                if any(word.casefold() in str(value).casefold() for word in words)
            }
    return places


def is_text(field: Any) -> bool:
    return isinstance(field, CharField | TextField | JSONField)
