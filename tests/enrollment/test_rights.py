"""What a part in a run lets somebody see and do: the table of docs/decisions/0012, asked of every screen."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from courses.enums import RoleKind
from enrollment.enums import AttendanceStatus
from enrollment.models import Attendance, Submission
from enrollment.queries import has_screen, may, runs_with, sessions_with
from enrollment.rights import OF_THE_RUN, RIGHTS, Right, gives, kinds_giving
from feedback.models import FeedbackForm
from tests.clock import NOW
from tests.conftest import signed_in
from tests.enrollment.conftest import participant, session_of
from tests.factories import CourseRunFactory, FeedbackRoundFactory, RunRoleFactory, UserFactory

TABLE = {  # desk, list of names, walk-in, confirm, headcount, feedback, answers, figures
    RoleKind.LEAD: "sessions list walk-in confirm headcount feedback review figures",
    RoleKind.TRAINER: "sessions list walk-in confirm headcount feedback review figures",
    RoleKind.EXPERT: "sessions",
    RoleKind.GUEST: "sessions",
    RoleKind.CHECK_IN: "sessions list walk-in",
    RoleKind.CONTACT: "",
}
OF_ONE_SESSION = {  # the same of a part in one session: never the run's answers and figures
    RoleKind.LEAD: "sessions list walk-in confirm headcount feedback",
    RoleKind.TRAINER: "sessions list walk-in confirm headcount feedback",
    RoleKind.EXPERT: "sessions",
    RoleKind.GUEST: "sessions",
    RoleKind.CHECK_IN: "sessions list walk-in",
    RoleKind.CONTACT: "",
}


@pytest.fixture
def mira(db):
    """Belongs to no staff group."""
    return UserFactory(name="Mira Kokija", email="mira@esimerkki.example")


def opened(person, session, submission) -> str:
    """The screens that open to the person, in the words of the table."""
    client, run, at = signed_in(person), session.run, [session.pk]
    form = FeedbackForm.objects.first()
    round_of_it = FeedbackRoundFactory(run=run, session=session, closes_at=NOW, **({"form": form} if form else {}))
    asked = {
        "sessions": client.get(reverse("desk")),
        "list": client.get(reverse("desk-session", args=at)),
        "walk-in": client.get(reverse("desk-walk-in", args=at)),
        "confirm": client.get(reverse("desk-confirm", args=at)),
        "headcount": client.post(reverse("desk-headcount", args=at), {"value": "x"}),
        "feedback": client.get(reverse("feedback-results", args=[round_of_it.pk])),
        "review": client.get(reverse("review", args=[submission.pk])),
        "figures": client.get(reverse("report-run", args=[run.pk])),
    }
    assert {answer.status_code for answer in asked.values()} <= {200, 404}
    return " ".join(name for name, answer in asked.items() if answer.status_code == 200)


@pytest.fixture
def sent(submission) -> Submission:
    """Aino's answer, waiting for review."""
    submission.turns.create(number=1, text="Vastaus", submitted_at=NOW)
    submission.state, submission.turn, submission.submitted_at = "submitted", 1, NOW
    submission.save()
    return submission


@pytest.mark.parametrize("kind", TABLE)
def test_a_part_in_the_run_opens_what_the_table_says(kind, mira, past, sent):
    past.roles.all().delete()
    RunRoleFactory(run=past, person=mira, role=kind)

    assert opened(mira, session_of(past, 2), sent) == TABLE[kind]


@pytest.mark.parametrize("kind", OF_ONE_SESSION)
def test_a_part_in_one_session_opens_that_session_alone(kind, mira, past, sent):
    RunRoleFactory(run=past, session=session_of(past, 2), person=mira, role=kind)
    its_own, another = (opened(mira, session_of(past, number), sent) for number in (2, 1))

    assert its_own == OF_ONE_SESSION[kind]
    assert another == OF_ONE_SESSION[kind].partition(" ")[0]  # the desk itself


@pytest.mark.parametrize("kind", TABLE)
def test_no_part_opens_anything_of_another_run(kind, mira, past, sent):
    RunRoleFactory(run=CourseRunFactory(course=past.course, finished=True), person=mira, role=kind)

    assert opened(mira, session_of(past, 2), sent) == TABLE[kind].partition(" ")[0]


@pytest.mark.parametrize("kind", TABLE)
def test_somebody_who_may_not_sign_in_has_no_rights(kind, mira, past):
    RunRoleFactory(run=past, person=mira, role=kind)
    mira.is_active = False

    assert [right for right in Right if has_screen(mira, right) or may(mira, right, past)] == []


def test_the_table_names_every_part_and_every_right():
    assert set(RIGHTS) == set(RoleKind)
    assert {right for rights in RIGHTS.values() for right in rights} == set(Right)
    assert [right for right in Right if not gives(RoleKind.LEAD, right, whole_run=False)] == sorted(
        OF_THE_RUN, key=list(Right).index
    )
    assert kinds_giving(Right.MARK) == [RoleKind.LEAD, RoleKind.TRAINER, RoleKind.CHECK_IN]


@pytest.mark.parametrize("right", Right)
def test_queries_give_what_the_table_gives(right, past, db):
    for kind in RoleKind:
        whole, single = UserFactory(), UserFactory()
        past.roles.all().delete()
        RunRoleFactory(run=past, person=whole, role=kind)
        RunRoleFactory(run=past, session=session_of(past, 2), person=single, role=kind)
        in_run = gives(kind, right, whole_run=True)
        in_session = gives(kind, right, whole_run=False)

        assert list(runs_with(whole, right)) == ([past] if in_run else [])
        assert list(runs_with(single, right)) == []
        assert sessions_with(whole, right).count() == (3 if in_run else 0)
        assert list(sessions_with(single, right)) == ([session_of(past, 2)] if in_session else [])
        assert may(single, right, past, session_of(past, 2)) == in_session
        assert may(single, right, past, session_of(past, 1)) is False


def test_rights_add_up(mira, past, sent):
    RunRoleFactory(run=past, person=mira, role=RoleKind.EXPERT)
    RunRoleFactory(run=past, session=session_of(past, 2), person=mira, role=RoleKind.CHECK_IN)

    assert opened(mira, session_of(past, 2), sent) == "sessions list walk-in"
    assert opened(mira, session_of(past, 1), sent) == "sessions"


def test_check_in_marks_and_adds_but_finds_nothing_to_confirm(mira, past):
    aino = participant(past)
    RunRoleFactory(run=past, person=mira, role=RoleKind.CHECK_IN)
    client, first = signed_in(mira), session_of(past, 1)

    client.post(reverse("desk-session", args=[first.pk]), {f"mark-{aino.pk}": AttendanceStatus.PRESENT})
    client.post(reverse("desk-walk-in", args=[first.pk]), {"name": "Liisa Lisätty", "email": ""})
    page = BeautifulSoup(client.get(reverse("desk-session", args=[first.pk])).content, "html.parser")

    assert sorted(Attendance.objects.values_list("person__name", "status")) == [
        ("Aino Esimerkki", "present"), ("Liisa Lisätty", "present"),
    ]  # fmt: skip
    assert client.post(reverse("desk-confirm", args=[first.pk]), {"all": "present"}).status_code == 404
    assert client.post(reverse("desk-reopen", args=[first.pk]), {"reason": "x"}).status_code == 404
    first.refresh_from_db()
    assert first.attendance_confirmed_at is None
    assert page.select('a[href$="/vahvista/"], form[action$="/avaa/"], form[action$="/kavijamaara/"]') == []


def test_the_experts_desk_shows_sessions_without_a_way_to_the_names(mira, past):
    participant(past)
    RunRoleFactory(run=past, person=mira, role=RoleKind.EXPERT)

    page = BeautifulSoup(signed_in(mira).get(reverse("desk")).content, "html.parser").main

    assert len(page.select(".person-row")) == 3
    assert page.select("a") == []  # nor a link to a session that is over
    assert "1 osallistuja" in page.get_text(" ")
    assert "Aino" not in page.get_text(" ")


@pytest.mark.parametrize(
    ("kind", "reads"), [("expert", True), ("guest", True), ("check_in", False), ("contact", False)]
)
def test_content_is_read_by_those_whose_part_says_so(kind, reads, mira, past, rf):
    from courses.models import ModulePage, Section  # noqa: PLC0415
    from enrollment.receivers import participant_may_read  # noqa: PLC0415

    RunRoleFactory(run=past, person=mira, role=kind)
    request = rf.get("/")
    request.user = mira
    module = ModulePage(section=Section.objects.create(course=past.course, number=1, title_fi="Osio"))

    assert participant_may_read(module=module, request=request) is reads


def test_the_desk_is_in_the_menu_of_whoever_has_one_and_the_admin_only_in_the_staffs(mira, past, helmi):
    RunRoleFactory(run=past, person=mira, role=RoleKind.CHECK_IN)

    def menu(person):
        page = BeautifulSoup(signed_in(person).get("/omat/").content, "html.parser")
        return sorted({a["href"] for a in page.header.select("a") if a["href"] in ("/kouluttaja/", "/hallinta/")})

    assert menu(mira) == ["/kouluttaja/"]
    assert menu(helmi) == ["/hallinta/", "/kouluttaja/"]
    assert menu(UserFactory()) == []
