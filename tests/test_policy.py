"""Who may open what: one row per address, every role, own and foreign ids. A new address without a row fails.

Outcomes: `ok` an answer for this person (200, or a redirect that is not to the sign-in page), `login` the sign-in page,
`404` as if it did not exist, `403` nothing to do here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from enrollment.enums import SubmissionState
from enrollment.models import Submission
from tests.certificates.conftest import confirm_sessions, issued, somebody
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.factories import (
    CertificateOfferFactory,
    CourseRunFactory,
    EnrollmentFactory,
    FeedbackRoundFactory,
    RunRoleFactory,
    TextAssignmentFactory,
    UserFactory,
)

ROLES = ("anonymous", "aino", "outi", "helmi", "johannes", "sanna")  # participant, other, trainer, other trainer, admin


@dataclass(frozen=True)
class Row:
    """What each role gets, in the order of ROLES, at one address."""

    outcomes: str
    method: str = "get"
    ids: dict[str, str] = field(default_factory=dict)  # argument → name of an object in `World`


def everybody(outcome: str = "ok") -> str:
    return " ".join([outcome] * len(ROLES))


OWN = "login ok 404 404 404 404"  # only Aino herself; administrators look at other screens
STAFF = "login 404 404 ok ok ok"  # any trainer's own desk
RUN_STAFF = "login 404 404 ok 404 ok"  # Helmi's run: Johannes, a trainer elsewhere, does not know it exists
SIGNED_IN = "login ok ok ok ok ok"
GONE = everybody("404")
NO_FACTOR = "login 404 404 404 404 404"  # nobody here has set up a second step
NOTHING_TO_REPEAT = "login 403 403 403 403 403"  # nor has a password to ask for again

TABLE: dict[str, Row] = {
    "certificate-check": Row(everybody()),
    "certificate-verify": Row(everybody(), ids={"token": "token"}),
    "certificate-pdf": Row(everybody(), ids={"token": "token"}),
    "feedback-answer": Row(OWN, ids={"round_id": "round"}),
    "feedback-results": Row(RUN_STAFF, ids={"round_id": "round"}),
    "organisations": Row(everybody()),
    "enroll": Row(everybody(), ids={"run_id": "run"}),
    "enroll-done": Row(everybody(), ids={"run_id": "run"}),
    "run-calendar": Row(everybody(), ids={"run_id": "run"}),
    "own": Row(SIGNED_IN),
    "letters": Row(SIGNED_IN),
    "own-enrollment": Row(OWN, ids={"enrollment_id": "enrollment"}),
    "cancel": Row(OWN, ids={"enrollment_id": "enrollment"}),
    "certificate-wish": Row(OWN, method="post", ids={"enrollment_id": "enrollment"}),
    "own-calendar": Row(OWN, ids={"enrollment_id": "enrollment"}),
    "assignment": Row(OWN, ids={"enrollment_id": "enrollment", "assignment_id": "assignment"}),
    "desk": Row(STAFF),
    "desk-session": Row(RUN_STAFF, ids={"session_id": "session"}),
    "desk-rest": Row(RUN_STAFF, method="post", ids={"session_id": "session"}),
    "desk-undo": Row(RUN_STAFF, method="post", ids={"session_id": "session"}),
    "desk-walk-in": Row(RUN_STAFF, ids={"session_id": "session"}),
    "desk-confirm": Row(RUN_STAFF, ids={"session_id": "session"}),
    "desk-reopen": Row(RUN_STAFF, method="post", ids={"session_id": "session"}),
    "review-queue": Row(STAFF),
    "review": Row(RUN_STAFF, ids={"submission_id": "submission"}),
    "reports": Row(STAFF),
    "report-run": Row(RUN_STAFF, ids={"run_id": "run"}),
    "report-run-csv": Row(RUN_STAFF, ids={"run_id": "run"}),
    "report-rows": Row(RUN_STAFF, ids={"run_id": "run", "key": "figure"}),
    "report-csv": Row(RUN_STAFF, ids={"run_id": "run", "key": "figure"}),
    "account_login": Row(everybody()),
    "account_request_login_code": Row(everybody()),
    "account_confirm_login_code": Row("login ok ok ok ok ok"),
    "account_logout": Row(everybody()),
    "account_inactive": Row(everybody()),
    "account_reauthenticate": Row(NOTHING_TO_REPEAT),
    "account_change_password": Row(SIGNED_IN),
    "account_set_password": Row(SIGNED_IN),
    "account_email_verification_sent": Row(SIGNED_IN),
    "account_signup": Row(GONE),
    "account_email": Row(GONE),
    "account_reset_password": Row(GONE),
    "mfa_index": Row(SIGNED_IN),
    "mfa_authenticate": Row("login ok ok ok ok ok"),
    "mfa_reauthenticate": Row(NOTHING_TO_REPEAT),
    "mfa_activate_totp": Row(SIGNED_IN),
    "mfa_deactivate_totp": Row(NO_FACTOR),
    "mfa_view_recovery_codes": Row(NO_FACTOR),
    "mfa_generate_recovery_codes": Row(SIGNED_IN),
    "mfa_download_recovery_codes": Row(NO_FACTOR),
    "mfa_list_webauthn": Row(SIGNED_IN),
    "mfa_add_webauthn": Row(SIGNED_IN),
    "mfa_reauthenticate_webauthn": Row(NOTHING_TO_REPEAT),
    "mfa_remove_webauthn": Row(NO_FACTOR, ids={"pk": "number"}),
    "mfa_edit_webauthn": Row(NO_FACTOR, ids={"pk": "number"}),
    "mfa_login_webauthn": Row("login ok ok ok ok ok"),
    "demo": Row(everybody()),
    "demo-sign-in": Row(GONE, method="post"),  # without a person; with one: tests/config
    "demo-attachment": Row(GONE, ids={"message_id": "number", "number": "number"}),
    "wagtailcore_authenticate_with_password": Row(
        GONE, ids={"page_view_restriction_id": "number", "page_id": "number"}
    ),
    "wagtailcore_login": Row("login login login login login login"),
}
SERVED_BY_WAGTAIL = {"wagtail_serve"}  # pages: tests/test_pages.py
UNNAMED = {
    "media/images/<path:path>",
    "media/original_images/<path:path>",
    "_util/login/",
    "_util/authenticate_with_password/<path:page>",
}


def patterns(entries: list[Any], prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """Every address of the site but the admin's, as route and name."""
    for entry in entries:
        route = prefix + str(entry.pattern)
        if route.startswith("hallinta/"):
            continue
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.name


def test_every_address_has_a_row() -> None:
    found = list(patterns(get_resolver().url_patterns))

    assert {name for _, name in found if name} == set(TABLE) | SERVED_BY_WAGTAIL
    assert {route for route, name in found if name is None} == UNNAMED


@pytest.fixture
def world(run, aino, outi, helmi, johannes, sanna, mailoutbox) -> dict[str, Any]:
    """Aino and all that is hers in Helmi's run, which lies behind; Outi and Johannes have a run of their own."""
    ended = run.sessions.order_by("number").first()
    ended.starts_at, ended.ends_at = NOW - hours(4), NOW - hours(1)
    ended.save()
    assignment = TextAssignmentFactory(run=run, makes_up_for_topic=ended.topic)
    submission = Submission.objects.create(
        assignment=assignment,
        enrollment=aino.enrollment,
        due_at=NOW + days(3),
        state=SubmissionState.DRAFT,
        text="Luonnos",
    )
    elsewhere = CourseRunFactory(course=run.course, label="Ryhmä 2")
    EnrollmentFactory(run=elsewhere, person=outi)
    RunRoleFactory(run=elsewhere, person=johannes)
    feedback_round = FeedbackRoundFactory(run=run)
    return {
        "run": run.pk, "session": ended.pk, "enrollment": aino.enrollment.pk, "assignment": assignment.pk,
        "submission": _sent(submission).pk, "round": feedback_round.pk, "token": issued_token(), "figure": "registered",
        "number": 999_999, "letter": "x",
        "anonymous": None, "aino": aino, "outi": outi, "helmi": helmi, "johannes": johannes, "sanna": sanna,
    }  # fmt: skip


def _sent(submission: Submission) -> Submission:
    """An answer waiting for review; its writer may still read it."""
    submission.turns.create(number=1, text="Vastaus", submitted_at=NOW)
    submission.state, submission.turn, submission.submitted_at = SubmissionState.SUBMITTED, 1, NOW
    submission.save()
    return submission


def issued_token() -> str:
    """The address part of a valid certificate of somebody else."""
    finished = CourseRunFactory(finished=True)
    confirm_sessions(finished, UserFactory())
    CertificateOfferFactory(run=finished)
    return issued(somebody(finished, name="Maija-Liisa Äyräpää-Östman")).token


def outcome(response: Any) -> str:
    """The answer in the table's words."""
    if response.status_code in (301, 302, 303):
        return "login" if response["Location"].startswith("/tili/login/") else "ok"
    return "ok" if response.status_code == 200 else str(response.status_code)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_policy(name: str, world: dict[str, Any]) -> None:
    row = TABLE[name]
    address = reverse(name, kwargs={argument: world[key] for argument, key in row.ids.items()})

    got = [outcome(_ask(world[role], row.method, address)) for role in ROLES]

    assert " ".join(got) == row.outcomes


def _ask(person: Any, method: str, address: str) -> Any:
    client: Client = signed_in(person) if person else Client()
    ask: Callable[..., Any] = getattr(client, method)
    return ask(address)
