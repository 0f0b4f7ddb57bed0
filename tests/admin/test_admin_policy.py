"""Who may open what in /hallinta/: one row per group of addresses, every role, own and foreign rows.

A new group of addresses without a row fails. `tests/test_policy.py` holds the rows of everything else.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from courses.enums import RoleKind
from courses.models import RunOrganiser, RunRole
from enrollment.enums import FigureKind, Qualifier
from enrollment.models import Submission, Todo
from enrollment.services import record_figure
from tests.clock import NOW
from tests.conftest import signed_in
from tests.factories import (
    CertificateOfferFactory,
    EnrollmentFactory,
    FeedbackRoundFactory,
    FileAssignmentFactory,
    OrganisationFactory,
    RegionFactory,
    RunRoleFactory,
    SectorFactory,
    TextAssignmentFactory,
    UserFactory,
)
from tests.test_policy import everything_stored

ADMINISTRATORS = {
    "accessentry", "accessibilityrequest", "attendancerule", "certificate", "certificateoffer", "certificateprogramme",
    "certificatetemplate", "course", "enrollment", "feedbackform", "feedbackround", "message", "messagetemplate",
    "organisation", "organisationalias", "organiser", "people", "profession", "question", "region", "retentionperiod",
    "route", "section", "sector", "simple_translation", "site-history", "site-history-results", "theme", "todo",
    "topic",
}  # fmt: skip
OWN_RUNS_TOO = {
    "assignment", "courserun", "figure", "fileassignment", "ruleset", "runorganiser", "runrole", "session",
    "textassignment",
}  # fmt: skip
AUTHORS = {  # pages, images and files: both roles, within Wagtail's own page and collection permissions
    "wagtail_bulk_action", "wagtailadmin_account", "wagtailadmin_api:documents", "wagtailadmin_api:images",
    "wagtailadmin_api:pages", "wagtailadmin_block_preview", "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_anchor_link", "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_chosen_multiple", "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_external_link", "wagtailadmin_choose_page_phone_link", "wagtailadmin_choose_page_search",
    "wagtailadmin_dismissibles", "wagtailadmin_editing_sessions", "wagtailadmin_error_test", "wagtailadmin_explore",
    "wagtailadmin_explore_results", "wagtailadmin_explore_root", "wagtailadmin_home", "wagtailadmin_pages",
    "wagtailadmin_reports", "wagtailadmin_tag_autocomplete", "wagtailadmin_tag_model_autocomplete",
    "wagtailadmin_workflows", "wagtaildocs", "wagtaildocs_chooser", "wagtailembeds", "wagtailimages",
    "wagtailimages_chooser",
}  # fmt: skip
SUPERUSERS = {
    "wagtailadmin_collections", "wagtaillocales", "wagtailsites", "wagtailsnippets", "wagtailusers_groups",
    "wagtailusers_users",
}  # fmt: skip
DOORS = {"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_password_reset", "wagtailadmin_password_reset_done",
         "wagtailadmin_password_reset_complete", "wagtailadmin_password_reset_confirm"}  # fmt: skip
HARMLESS = {"wagtailadmin_javascript_catalog", "wagtailadmin_sprite"}  # translations and icons
UNNAMED = {"hallinta/login/", "hallinta/logout/", "hallinta/test404/", "hallinta/^", "earliest"}

_ARGUMENT = re.compile(r"<(?:[a-z]+:)?[a-z_]+>")


def addresses(entries: list[Any], prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Every address under /hallinta/ as group and route."""
    for entry in entries:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from addresses(entry.url_patterns, route, inner)
        elif route.startswith("hallinta/"):
            yield ":".join(spaces) or entry.name or route, route


ALL = list(addresses(get_resolver().url_patterns))


def test_every_group_of_addresses_has_a_row() -> None:
    known = ADMINISTRATORS | OWN_RUNS_TOO | AUTHORS | SUPERUSERS | DOORS | HARMLESS

    unknown = {group for group, _ in ALL} - known

    assert {group for group in unknown if not group.startswith(tuple(UNNAMED))} == set()
    assert known - {group for group, _ in ALL} == set()


def is_denied(response: Any) -> bool:
    """Sent to the sign-in page or back to the front of the admin, or refused."""
    location = response.get("Location", "")
    return response.status_code in (403, 404) or location == "/hallinta/" or location.startswith("/tili/login/")


@pytest.fixture
def objects(run, helmi) -> dict[str, Any]:
    """A row of Helmi's run for every group with rows."""
    enrollment = EnrollmentFactory(run=run)
    rules = run.rule_sets.get()
    feedback_round = FeedbackRoundFactory(run=run)
    return {
        "assignment": TextAssignmentFactory(run=run), "textassignment": TextAssignmentFactory(run=run),
        "fileassignment": FileAssignmentFactory(run=run),
        "attendancerule": rules.rules.get(), "ruleset": rules, "certificateoffer": CertificateOfferFactory(run=run),
        "course": run.course, "courserun": run, "figure": record_figure(
            run, FigureKind.HEADCOUNT, Qualifier.EXACT, value=12, as_of=NOW.date(), by=helmi
        ), "enrollment": enrollment, "feedbackform": feedback_round.form,
        "feedbackround": feedback_round, "organisation": OrganisationFactory(), "people": enrollment.person,
        "region": RegionFactory(), "sector": SectorFactory(), "session": run.sessions.first(),
        "runrole": RunRole.objects.get(run=run, person=helmi), "runorganiser": RunOrganiser.objects.get(run=run),
        "topic": run.course.topics.first(), "question": feedback_round.form.questions.first(),
        "todo": Todo.objects.create(kind="glyph_missing", subject="Todistus", dedup_key="x", raised_at=NOW),
    }  # fmt: skip


def paths(groups: set[str], objects: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The addresses of these groups that can be asked for: without an argument, or with a row of Helmi's run."""
    for group, route in ALL:
        arguments = _ARGUMENT.findall(route)
        if (
            group in groups
            and not set("(^") & set(route)
            and (not arguments or (len(arguments) == 1 and group in objects))
        ):
            yield group, "/" + _ARGUMENT.sub(str(objects[group].pk) if arguments else "", route)


@pytest.mark.parametrize("method", ["get", "post", "head"])
def test_strangers_participants_and_small_parts_see_nothing(method: str, objects, aino, run) -> None:
    inside = ADMINISTRATORS | OWN_RUNS_TOO | AUTHORS | SUPERUSERS
    mira, kaisa = UserFactory(name="Mira Kokija"), UserFactory(name="Kaisa Kirjaaja")
    RunRoleFactory(run=run, person=mira, role=RoleKind.EXPERT)
    RunRoleFactory(run=run, person=kaisa, role=RoleKind.CHECK_IN)

    for client in (Client(), *(signed_in(person) for person in (aino, mira, kaisa))):
        open_ones = [path for _, path in paths(inside, objects) if not is_denied(getattr(client, method)(path))]

        assert open_ones == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_trainers_see_nothing_of_administrators_and_superusers(method: str, objects, helmi) -> None:
    client = signed_in(helmi)

    open_ones = [
        path for _, path in paths(ADMINISTRATORS | SUPERUSERS, objects) if not is_denied(getattr(client, method)(path))
    ]

    assert open_ones == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_administrators_see_nothing_of_superusers(method: str, objects, sanna) -> None:
    client = signed_in(sanna)

    open_ones = [path for _, path in paths(SUPERUSERS, objects) if not is_denied(getattr(client, method)(path))]

    assert open_ones == []


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_trainer_never_opens_a_row_of_somebody_elses_run(method: str, objects, johannes) -> None:
    client = signed_in(johannes)
    with_row = [path for group, path in paths(OWN_RUNS_TOO, objects) if str(objects[group].pk) in path]

    open_ones = [path for path in with_row if not is_denied(getattr(client, method)(path))]

    assert with_row != []
    assert open_ones == []


def test_administrators_open_their_screens(objects, sanna) -> None:
    client = signed_in(sanna)

    answers = {path: client.get(path) for _, path in paths(ADMINISTRATORS | OWN_RUNS_TOO, objects)}

    assert {path: answer.status_code for path, answer in answers.items() if answer.status_code >= 400} == {}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_no_screen_knows_another_method(method: str, objects, sanna) -> None:
    client, inside = signed_in(sanna), ADMINISTRATORS | OWN_RUNS_TOO | AUTHORS | SUPERUSERS

    assert {client.generic(method, path).status_code for _, path in paths(inside, objects)} == {405}


def files_of(path: str) -> list[str]:
    """The files a listing is downloaded as; the page of one row has none."""
    is_listing = path.strip("/").count("/") == 1 or path.endswith("/results/")
    return [f"{path}?export={kind}" for kind in ("csv", "xlsx")] if is_listing else []


def test_looking_at_every_screen_changes_nothing_and_shows_nobodys_answer(objects, sanna, run) -> None:
    root, answer = UserFactory(is_superuser=True), "Vastaus jota muut eivät lue"
    submission = Submission.objects.create(
        assignment=objects["textassignment"], enrollment=objects["enrollment"], due_at=NOW, text=answer
    )
    submission.turns.create(number=1, text=answer, submitted_at=NOW)
    clients = [signed_in(person) for person in (sanna, root)]
    before = everything_stored()

    for client in clients:
        for group, path in paths(ADMINISTRATORS | OWN_RUNS_TOO, objects):
            for asked in (path, *files_of(path)):
                response = client.get(asked)
                content = b"".join(response.streaming_content) if response.streaming else response.content
                assert answer.encode() not in content, (group, asked)

    assert everything_stored() == before


def test_trainers_open_their_own_runs(objects, helmi) -> None:
    client = signed_in(helmi)

    assert client.get(f"/hallinta/courserun/inspect/{objects['courserun'].pk}/").status_code == 200
    assert client.get("/hallinta/courserun/").status_code == 200


@pytest.mark.parametrize("path", ["/hallinta/login/", "/_util/login/"])
def test_wagtails_own_doors_are_shut(path: str, helmi) -> None:
    helmi.set_password("oikea salasana 123")
    helmi.save()
    client = Client()

    answer = client.post(path, {"username": helmi.email, "login": helmi.email, "password": "oikea salasana 123"})

    assert answer.status_code == 302
    assert answer["Location"].startswith("/tili/login/")
    assert "_auth_user_id" not in client.session
