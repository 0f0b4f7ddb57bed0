"""One row of everything that has a screen, and a way to visit it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from wagtail.admin.viewsets import viewsets

from accounts.admin_helpers import RegisterViewSet
from accounts.models import OrganisationAlias, Profession, Region
from certificates.models import Certificate
from courses.models import Section, Theme
from enrollment.enums import FigureKind, Qualifier, TodoKind
from enrollment.models import Enrollment, Figure, Todo
from enrollment.services import record_figure
from messaging.enums import MessageState
from messaging.models import Message, MessageTemplate
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.factories import (
    CertificateOfferFactory,
    CourseRunFactory,
    EnrollmentFactory,
    FeedbackRoundFactory,
    FileAssignmentFactory,
    TextAssignmentFactory,
)


def screens() -> Iterator[RegisterViewSet]:
    """Every screen of ours, as Wagtail has registered it."""
    reverse("wagtailadmin_home")  # reading the addresses registers the screens
    return (viewset for viewset in viewsets.viewsets if isinstance(viewset, RegisterViewSet))


def screen(name: str) -> RegisterViewSet:
    return next(viewset for viewset in screens() if viewset.name == name)


def failed_message(number: int = 0, **fields: Any) -> Message:
    facts = {
        "kind": "enrollment.confirmed",
        "address": f"p{number}@esimerkki.example",
        "subject": f"Viesti {number}",
        "body": "Hei",
        "dedup_key": f"m{number}",
        "created_at": NOW,
        "send_after": NOW,
        "state": MessageState.FAILED,
        "attempts": 3,
    }
    return Message.objects.create(**{**facts, **fields})


def told_figure(run: Any, number: int = 0) -> Figure:
    """A headcount of the run; `number` makes it one of another day."""
    day = (NOW - days(number)).date()
    return record_figure(run, FigureKind.HEADCOUNT, Qualifier.ABOUT, value=100, as_of=day, by=None)


def certificate_of(enrollment: Enrollment, number: int = 0, **fields: Any) -> Certificate:
    offer = enrollment.run.certificate_offers.first() or CertificateOfferFactory(run=enrollment.run)
    facts = {
        "enrollment": enrollment,
        "route": offer.route,
        "template": offer.template,
        "human_id": f"SY-{number:04}",
        "token": f"t{number}",
        "status": "valid",
        "snapshot": {"name": enrollment.name, "course": "Sytykettä yhteistyöhön", "evidence": {"units": []}},
        "met_on": NOW.date(),
        "prepared_at": NOW,
        "issued_at": NOW,
        "pdf": b"%PDF",
        "pdf_sha256": "a" * 64,
    }
    return Certificate.objects.create(**{**facts, **fields})


def told(response: Any) -> list[str]:
    """The notices of the admin on the page that was led to."""
    return [str(message).strip() for message in response.context["messages"]]


@pytest.fixture
def everything(run, aino, helmi) -> dict[str, Any]:
    """At least one row behind every screen."""
    TextAssignmentFactory(run=run)
    FileAssignmentFactory(run=run, key="a-tiedosto")
    told_figure(run)
    certificate = certificate_of(aino.enrollment)
    FeedbackRoundFactory()
    Section.objects.create(course=run.course, number=1, title_fi="Osio")
    Theme.objects.create(key="teema", title_fi="Teema")
    Profession.objects.create(key="kuraattori", title_fi="Kuraattori")
    Region.objects.create(key="savo", title_fi="Pohjois-Savo")
    OrganisationAlias.objects.create(organisation=aino.enrollment.organisation, alias="Kuopio")
    MessageTemplate.objects.create(kind="oma", subject="Aihe", body="Teksti")
    todo = Todo.objects.create(
        kind=TodoKind.ASSIGNMENT_MISSING, subject="Kerta 2", run=run, dedup_key="t", raised_at=NOW
    )
    return {"message": failed_message(), "todo": todo, "certificate": certificate}


@pytest.fixture
def other_run(run, johannes):
    """A run Helmi has no part in."""
    return CourseRunFactory(course=run.course, label="Vieras toteutus")


@pytest.fixture
def admin(sanna):
    return signed_in(sanna)


@pytest.fixture
def many() -> dict[str, Callable[[int, Any], Any]]:
    """How thirty rows of a screen are made."""
    return {
        "courserun": lambda n, run: CourseRunFactory(course=run.course, label=f"Ryhmä {n}"),
        "enrollment": lambda n, run: EnrollmentFactory(run=run),
        "message": lambda n, run: failed_message(n + 1),
        "todo": make_todo,
        "certificate": lambda n, run: certificate_of(EnrollmentFactory(run=run), n + 1),
        "ruleset": lambda n, run: CourseRunFactory(course=run.course, label=f"Ryhmä {n}"),
        "session": lambda n, run: CourseRunFactory(course=run.course, label=f"Ryhmä {n}", session_count=1),
        "assignment": lambda n, run: TextAssignmentFactory(run=run),
        "figure": lambda n, run: told_figure(run, n + 1),
        "people": lambda n, run: EnrollmentFactory(run=run),
        "feedbackround": lambda n, run: FeedbackRoundFactory(
            form=_form(), run=CourseRunFactory(course=run.course, label=f"R{n}")
        ),
    }


def make_todo(number: int, run: Any, **changes: Any) -> Todo:
    facts = {"kind": TodoKind.CERTIFICATE_FAILED, "subject": f"{number}", "dedup_key": f"t{number}", "raised_at": NOW}
    return Todo.objects.create(**{**facts, "run": run, **changes})


def _form() -> Any:
    from feedback.models import FeedbackForm  # noqa: PLC0415

    return FeedbackForm.objects.first()
