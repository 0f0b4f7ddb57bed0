"""Chapter 2.10: every screen opens to the administrator, in Finnish, at the same cost however many rows."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from courses.models import Assignment, TextAssignment
from feedback.models import FeedbackRound
from tests.admin.conftest import make_todo, screen, screens
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.factories import EnrollmentFactory, UserFactory

PAGES = ("index", "add", "edit", "inspect", "delete", "history")
ENGLISH = {
    "Home",
    "Add",
    "Edit",
    "Save",
    "Delete",
    "Search",
    "History",
    "Inspect",
    "Create",
    "Settings",
    "Reports",
    "Help",
    "Users",
    "Page",
    "Actions",
}


def addresses(viewset) -> dict[str, str]:
    """Every page a screen has, for its first row."""
    named = {pattern.name for pattern in viewset.get_urlpatterns()} & set(PAGES)
    row = viewset.visible_to(User(is_superuser=True), viewset.model.objects.all()).first()
    found = {}
    for name in named:
        url = viewset.get_url_name(name)
        if name == "index":
            found[name] = reverse(url)
        elif name == "add":
            parent = getattr(viewset, "parent_field", "")
            query = (
                f"?{parent}={viewset.model._meta.get_field(parent).related_model.objects.first().pk}" if parent else ""
            )
            found[name] = reverse(url) + query
        elif row is not None:
            found[name] = reverse(url, args=[row.pk])
    return found


def words(response) -> set[str]:
    page = BeautifulSoup(response.content, "html.parser")
    for hidden in page(["script", "style", "template"]):
        hidden.decompose()
    return set(page.get_text(" ").split())


def test_every_page_of_every_screen_opens_to_the_administrator_without_english_words(admin, everything):
    seen = []
    for viewset in screens():
        for name, address in addresses(viewset).items():
            response = admin.get(address)
            # 302: a frozen row (rules somebody joined under) leads to its page
            assert response.status_code in (200, 302), (address, response.status_code)
            if response.status_code == 200:
                assert words(response) & ENGLISH == set(), address
                seen.append((viewset.name, name))
    assert len(seen) > 70


def test_a_form_opens_for_every_screen_that_has_one(admin, everything):
    missing = [
        (viewset.name, name)
        for viewset in screens()
        for name, address in addresses(viewset).items()
        if name in ("add", "edit") and admin.get(address).status_code == 302
    ]

    # Aino has joined under these rules: they are frozen, and a new session would change what they ask.
    frozen = [("attendancerule", "add"), ("attendancerule", "edit"), ("ruleset", "edit"), ("session", "add")]
    assert sorted(missing) == frozen


@pytest.mark.parametrize(
    "name",
    [
        "courserun",
        "enrollment",
        "message",
        "todo",
        "certificate",
        "ruleset",
        "session",
        "assignment",
        "figure",
        "people",
        "feedbackround",
    ],
)
def test_a_listing_costs_the_same_with_one_row_and_with_thirty(admin, everything, run, many, name):
    address = reverse(screen(name).get_url_name("index"))
    admin.get(address)
    with CaptureQueriesContext(connection) as few:
        admin.get(address)

    for number in range(30):
        many[name](number, run)
    with CaptureQueriesContext(connection) as more:
        response = admin.get(address)

    assert len(response.context["object_list"]) == 20
    assert len(more) == len(few)


def test_open_tasks_come_before_done_ones(admin, sanna, run):
    older, newer = make_todo(1, run, raised_at=NOW - days(2)), make_todo(2, run, raised_at=NOW - days(1))
    done = make_todo(3, run, done_at=NOW, done_by=sanna)

    response = admin.get(reverse("todo:index"))

    assert list(response.context["object_list"]) == [newer, older, done]


def test_the_page_of_a_run_shows_its_rule_as_a_sentence(admin, everything, run):
    response = admin.get(reverse("courserun:inspect", args=[run.pk]))

    assert "Saat todistuksen" in response.content.decode() or "You get the certificate" in response.content.decode()


def test_a_person_is_found_without_accents(admin, everything):
    wanted = UserFactory(name="Äyräpää Tuulikki")

    response = admin.get(reverse("people:index"), {"q": "ayrapaa"})

    assert list(response.context["object_list"]) == [wanted]


def test_a_persons_form_has_no_rights_in_it(admin, outi):
    response = admin.post(
        reverse("people:edit", args=[outi.pk]),
        {
            "name": "Outi Uusi",
            "language": "sv",
            "contact_email": "",
            "is_superuser": "on",
            "is_staff": "on",
            "email": "x@y.example",
            "groups": "1",
        },
    )

    assert response.status_code == 302
    outi.refresh_from_db()
    assert (outi.name, outi.language, outi.email, outi.is_superuser, outi.is_staff, outi.groups.count()) == (
        "Outi Uusi",
        "sv",
        "outi@esimerkki.example",
        False,
        False,
        0,
    )


def test_a_bare_assignment_cannot_be_made(admin, everything, run):
    assert {pattern.name for pattern in screen("assignment").get_urlpatterns()} == {"index", "index_results"}
    with pytest.raises(TypeError):
        Assignment.objects.create(run=run, key="paljas", title="Paljas", instructions="-", due_days=1)


def test_an_assignment_gets_its_key_from_the_title(admin, run):
    admin.post(
        f"{reverse('textassignment:add')}?run={run.pk}",
        {"title": "Kysymyksiä hitaasti", "instructions": "Kirjoita.", "purpose": "supplementary", "due_days": "14"},
    )

    assert list(TextAssignment.objects.values_list("run", "key")) == [(run.pk, "kysymyksia-hitaasti")]


def test_deleting_what_is_in_use_is_refused_in_words(admin, run):
    topic = run.sessions.first().topic

    response = admin.post(reverse("topic:delete", args=[topic.pk]), follow=True)

    assert response.status_code == 200
    assert type(topic).objects.filter(pk=topic.pk).exists()


def test_the_front_page_tells_what_needs_attention(admin, everything):
    EnrollmentFactory(run=FeedbackRound.objects.get().run)  # over: three sessions wait to be confirmed

    response = admin.get(reverse("wagtailadmin_home"))

    matters = BeautifulSoup(response.content, "html.parser").select("#attention-heading ~ table tbody tr")
    assert [tuple(cell.text for cell in row.select("td")) for row in matters] == [
        ("Kertoja, joiden läsnäolot ovat vahvistamatta", "3"),
        ("Avoimet asiat tehtävälistalla", "1"),
        ("Viestit, joiden lähetys ei onnistunut", "1"),
    ]


def test_when_nothing_waits_the_front_page_says_so(admin):
    response = admin.get(reverse("wagtailadmin_home"))

    assert "Mikään ei odota sinua juuri nyt." in response.content.decode()


def test_the_menu_holds_only_what_the_roles_need(sanna, helmi, rf):
    from wagtail.admin.menu import admin_menu  # noqa: PLC0415 - reads the hooks

    def shown(person: User) -> list[str]:
        request = rf.get("/hallinta/")
        request.user = person
        return [item.name for item in sorted(admin_menu.menu_items_for_request(request), key=lambda item: item.order)]

    assert shown(sanna) == [
        "explorer",
        "trainings",
        "participants",
        "certificates",
        "messages",
        "feedback",
        "people",
        "figures",
        "images",
        "documents",
    ]
    assert shown(helmi) == ["explorer", "trainings", "figures", "images", "documents"]


def test_users_and_groups_are_for_superusers_only(admin, sanna, outi):
    for name in ("wagtailusers_users:index", "wagtailusers_groups:index"):
        assert admin.get(reverse(name)).status_code == 302

    root = signed_in(UserFactory(name="Pää Käyttäjä", is_superuser=True))
    for address in (
        reverse("wagtailusers_users:index"),
        reverse("wagtailusers_users:edit", args=[outi.pk]),
        reverse("wagtailusers_users:add"),
    ):
        assert root.get(address).status_code == 200


@pytest.mark.parametrize("name", ["index", "add", "edit", "delete"])
def test_no_permission_opens_the_user_screens_to_anybody_but_a_superuser(sanna, outi, name):
    sanna.user_permissions.add(*Permission.objects.filter(content_type__app_label="accounts"))
    address = reverse(f"wagtailusers_users:{name}", args=[outi.pk] if name in ("edit", "delete") else [])

    assert signed_in(sanna).get(address).status_code == 302


def test_not_even_a_superuser_deletes_a_person(outi):
    root = signed_in(UserFactory(is_superuser=True))

    response = root.post(reverse("wagtailusers_users:delete", args=[outi.pk]))

    assert (response.status_code, User.objects.filter(pk=outi.pk).count()) == (302, 1)


def test_an_export_runs_no_formula(admin, everything, run):
    enrollment = run.enrollments.first()
    enrollment.name = "=cmd|' /C calc'!A0"
    enrollment.save()

    response = admin.get(reverse("enrollment:index"), {"export": "csv"})

    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[1].startswith("'=cmd")
