"""Making and unmaking trainers and administrators: by administrators, logged, and never from oneself."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.urls import reverse
from wagtail.models import ModelLogEntry

from accounts.enums import Role
from accounts.models import User
from accounts.queries import is_administrator, person_at, role_names
from accounts.services.staff import StaffRefused, give_staff_role, set_superuser, take_staff_role
from courses.enums import RoleKind
from courses.models import RunRole
from tests.clock import NOW
from tests.conftest import signed_in
from tests.enrollment.conftest import says, soup
from tests.factories import RunRoleFactory, UserFactory

pytestmark = pytest.mark.django_db


def groups(person: User) -> list[str]:
    return sorted(person.groups.values_list("name", flat=True))


def logged() -> list[tuple[str, str, int]]:
    entries = ModelLogEntry.objects.filter(action__startswith="accounts.").order_by("pk")
    return [(entry.action, entry.data["role"], entry.user_id) for entry in entries]


def part_form(**facts) -> dict[str, object]:
    return {"person": "", "email": "", "name": "", "shown_as": "", "role": "trainer", "session": "", **facts}


@pytest.mark.parametrize("role", Role)
def test_a_role_is_given_and_taken_once_and_logged(role, sanna, outi):
    assert [give_staff_role(outi, role, by=sanna, now=NOW) for _ in range(2)] == [True, False]
    assert groups(outi) == [role]
    assert [take_staff_role(outi, role, by=sanna) for _ in range(2)] == [True, False]

    assert groups(outi) == []
    assert logged() == [("accounts.role_given", role, sanna.pk), ("accounts.role_taken", role, sanna.pk)]


@pytest.mark.parametrize("giver", ["helmi", "outi", "aino"])
def test_nobody_but_an_administrator_gives_or_takes(giver, request, run, sanna):
    by = request.getfixturevalue(giver)

    for verb in (
        lambda: give_staff_role(by, Role.ADMINISTRATOR, by=by, now=NOW),
        lambda: take_staff_role(sanna, Role.ADMINISTRATOR, by=by),
    ):
        with pytest.raises(StaffRefused):
            verb()
    assert (is_administrator(User.objects.get(pk=by.pk)), groups(sanna)) == (False, [Role.ADMINISTRATOR])


def test_a_former_administrator_whose_object_remembers_the_group_gives_nothing(sanna, outi):
    assert is_administrator(sanna)
    sanna.groups.clear()

    with pytest.raises(StaffRefused):
        give_staff_role(outi, Role.TRAINER, by=sanna, now=NOW)


def test_nobody_takes_the_administrators_rights_from_themselves(sanna):
    with pytest.raises(StaffRefused):
        take_staff_role(sanna, Role.ADMINISTRATOR, by=sanna)

    assert groups(sanna) == [Role.ADMINISTRATOR]


@pytest.mark.parametrize("fields", [{"email": None}, {"is_active": False}])
def test_somebody_who_cannot_sign_in_gets_no_role(fields, sanna):
    person = UserFactory(**fields)

    with pytest.raises(StaffRefused):
        give_staff_role(person, Role.TRAINER, by=sanna, now=NOW)
    assert groups(person) == []


def test_becoming_staff_ends_the_long_sessions_of_a_participant(sanna, outi):
    client = signed_in(outi)

    give_staff_role(outi, Role.TRAINER, by=sanna, now=NOW)

    assert Session.objects.count() == 0
    assert client.get("/omat/").url.startswith("/tili/login/")
    client = signed_in(outi)
    give_staff_role(outi, Role.ADMINISTRATOR, by=sanna, now=NOW)
    assert client.get("/omat/").status_code == 200  # staff already: the session is short


def test_whoever_is_a_trainer_no_longer_stays_on_the_pages_by_name_and_opens_nothing(run, helmi, sanna):
    RunRole.objects.filter(person=helmi).update(shown_as="Helmi Harju, perheterapeutti")
    RunRoleFactory(run=run, person=helmi, role=RoleKind.CHECK_IN)

    take_staff_role(helmi, Role.TRAINER, by=sanna)

    assert sorted((part.person, part.display_name) for part in run.roles.all()) == [
        (None, "Helmi Harju"), (None, "Helmi Harju, perheterapeutti"),
    ]  # fmt: skip
    for address in (reverse("desk"), reverse("report-run", args=[run.pk])):
        assert signed_in(helmi).get(address).status_code == 404


def test_an_administrator_who_becomes_a_trainer_only_keeps_the_parts(run, sanna, helmi):
    give_staff_role(helmi, Role.ADMINISTRATOR, by=sanna, now=NOW)

    take_staff_role(helmi, Role.ADMINISTRATOR, by=sanna)

    assert (groups(helmi), run.roles.get().person) == ([Role.TRAINER], helmi)


def test_all_rights_are_given_and_taken_once_logged_and_end_the_sessions(outi):
    root = UserFactory(is_superuser=True)
    told = []
    for wanted in (True, True, False, False):
        client = signed_in(outi)
        told.append((set_superuser(outi, wanted, by=root, now=NOW), client.get("/omat/").status_code))

    outi.refresh_from_db()
    assert told == [(True, 302), (False, 200), (True, 302), (False, 200)]
    assert outi.is_superuser is False
    entries = ModelLogEntry.objects.filter(action__startswith="accounts.superuser").order_by("pk")
    assert [(entry.action, entry.user_id) for entry in entries] == [
        ("accounts.superuser_given", root.pk), ("accounts.superuser_taken", root.pk),
    ]  # fmt: skip


@pytest.mark.parametrize("case", ["by an administrator", "from oneself", "by one who lost them"])
def test_all_rights_are_refused(case, sanna, outi):
    root = UserFactory(is_superuser=True)
    person, by = (root, root) if case == "from oneself" else (outi, sanna if case == "by an administrator" else root)
    if case == "by one who lost them":
        User.objects.filter(pk=root.pk).update(is_superuser=False)

    with pytest.raises(StaffRefused):
        set_superuser(person, case != "from oneself", by=by, now=NOW)

    assert list(User.objects.filter(pk__in=[outi.pk, sanna.pk], is_superuser=True)) == []
    assert User.objects.get(pk=root.pk).is_superuser is (case != "by one who lost them")


@pytest.mark.parametrize("had", [True, False])
def test_the_user_screen_signs_out_whoever_gets_or_loses_all_rights(had):
    root, person = UserFactory(is_superuser=True), UserFactory(is_superuser=had)
    client, address = signed_in(person), reverse("wagtailusers_users:edit", args=[person.pk])
    facts = {"name": person.name, "language": "fi", "is_active": "on"}

    unchanged = signed_in(root).post(address, facts | ({"is_superuser": "on"} if had else {}))
    assert (unchanged.status_code, client.get("/omat/").status_code) == (302, 200)
    signed_in(root).post(address, facts | ({} if had else {"is_superuser": "on"}))

    person.refresh_from_db()
    assert (person.is_superuser, client.get("/omat/").status_code) == (not had, 302)


# on the page of a run


def test_giving_the_whole_run_to_somebody_makes_a_trainer(run, sanna, outi):
    response = signed_in(sanna).post(
        f"{reverse('runrole:add')}?run={run.pk}", part_form(email=" OUTI@esimerkki.example ", role="lead"), follow=True
    )

    assert says(response, "Outi Ulkopuolinen on nyt kouluttaja.")
    assert (run.roles.get().person, groups(outi)) == (outi, [Role.TRAINER])
    assert signed_in(outi).get(reverse("report-run", args=[run.pk])).status_code == 200
    assert signed_in(outi).get("/hallinta/").status_code == 200


def test_somebody_new_is_written_by_name_and_address(run, sanna):
    signed_in(sanna).post(
        f"{reverse('runrole:add')}?run={run.pk}", part_form(email="uusi@esimerkki.example", name="Uusi Kouluttaja")
    )

    person = User.objects.get(email="uusi@esimerkki.example")
    part = run.roles.get()
    assert (person.name, part.person, part.name, groups(person)) == ("Uusi Kouluttaja", person, "", [Role.TRAINER])


def test_an_address_nobody_has_asks_for_the_name(run, sanna):
    response = signed_in(sanna).post(
        f"{reverse('runrole:add')}?run={run.pk}", part_form(email="uusi@esimerkki.example")
    )

    assert says(response, "Osoite ei ole kenenkään. Kirjoita uuden henkilön nimi.")
    assert (run.roles.count(), User.objects.filter(email="uusi@esimerkki.example").count()) == (0, 0)


def test_an_address_of_somebody_else_than_the_name_is_refused_and_kept_as_typed(run, sanna, outi):
    response = signed_in(sanna).post(
        f"{reverse('runrole:add')}?run={run.pk}", part_form(email=outi.email, name="Joku Muu")
    )

    form = response.context["form"]
    assert form.errors == {
        "email": [
            "Osoite kuuluu tälle henkilölle: Outi Ulkopuolinen. Jos tarkoitat häntä, tyhjennä nimi. "
            "Muuten korjaa osoite."
        ]
    }
    assert (form["name"].value(), form["email"].value(), run.roles.count()) == ("Joku Muu", outi.email, 0)


def test_the_name_of_the_one_whose_address_it_is_may_stand_beside_it(run, sanna, outi):
    signed_in(sanna).post(
        f"{reverse('runrole:add')}?run={run.pk}", part_form(email=outi.email, name="outi ulkopuolinen")
    )

    assert (run.roles.get().person, run.roles.get().name) == (outi, "")


@pytest.mark.parametrize(
    ("role", "in_session"), [("trainer", True), ("expert", False), ("check_in", False), ("guest", False)]
)
def test_smaller_parts_bring_no_group(role, in_session, run, sanna, outi):
    session = run.sessions.first().pk if in_session else ""

    signed_in(sanna).post(
        f"{reverse('runrole:add')}?run={run.pk}", part_form(email=outi.email, role=role, session=session)
    )

    assert (run.roles.get().person, groups(outi)) == (outi, [])
    assert signed_in(outi).get("/hallinta/").status_code == 302


def test_a_name_alone_gives_nothing_to_anybody(run, sanna):
    before = User.objects.count()

    signed_in(sanna).post(f"{reverse('runrole:add')}?run={run.pk}", part_form(name="Iida Vieras", role="guest"))

    assert (run.roles.get().display_name, User.objects.count()) == ("Iida Vieras", before)


def test_a_second_lead_is_refused_in_words(run, helmi, sanna, johannes):
    address = f"{reverse('runrole:add')}?run={run.pk}"

    response = signed_in(sanna).post(address, part_form(person=johannes.pk, role="lead"))

    assert says(response, "Toteutuksella on jo vastuukouluttaja. Valitse rooliksi kouluttaja.")
    assert run.roles.count() == 1
    signed_in(sanna).post(address, part_form(person=johannes.pk, role="trainer"))
    assert sorted(run.roles.values_list("role", flat=True)) == ["lead", "trainer"]


# on the page of a person


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("make-trainer", [], ["trainer"]),
        ("no-trainer", ["trainer"], []),
        ("make-administrator", ["trainer"], ["administrator", "trainer"]),
        ("no-administrator", ["administrator"], []),
    ],
)
def test_an_administrator_gives_and_takes_on_the_persons_page(verb, before, after, sanna, outi):
    outi.groups.set(Group.objects.filter(name__in=before))
    client, address = signed_in(sanna), reverse("people:role", args=[outi.pk, verb])
    page = client.get(reverse("people:inspect", args=[outi.pk]))
    assert address in page.content.decode()

    client.get(address)
    assert groups(outi) == before  # asking changes nothing
    client.post(address)

    assert groups(outi) == after


def test_the_own_page_has_no_button_against_oneself(sanna):
    page = signed_in(sanna).get(reverse("people:inspect", args=[sanna.pk])).content.decode()

    assert reverse("people:role", args=[sanna.pk, "no-administrator"]) not in page
    signed_in(sanna).post(reverse("people:role", args=[sanna.pk, "no-administrator"]))
    assert groups(sanna) == [Role.ADMINISTRATOR]


@pytest.mark.parametrize("viewer", ["helmi", "aino", "outi"])
def test_the_question_is_for_administrators(viewer, request, run, johannes):
    client = signed_in(request.getfixturevalue(viewer))
    address = reverse("people:role", args=[johannes.pk, "make-administrator"])

    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302
    assert groups(johannes) == [Role.TRAINER]


def test_an_unknown_verb_is_a_wrong_address(sanna, outi):
    assert signed_in(sanna).post(reverse("people:role", args=[outi.pk, "superuser"])).status_code == 404


def test_no_role_may_change_users_whatever_it_is_given(sanna, outi):
    give_staff_role(outi, Role.ADMINISTRATOR, by=sanna, now=NOW)

    held = {permission.codename for permission in Permission.objects.filter(group__user=outi)}
    assert held & {"add_user", "change_user", "delete_user", "add_group", "change_group"} == set()
    assert role_names(User.objects.get(pk=outi.pk)) == {Role.ADMINISTRATOR}


def test_wagtails_user_screen_changes_neither_roles_nor_addresses(run, helmi):
    root, before = signed_in(UserFactory(is_superuser=True)), helmi.email
    address = reverse("wagtailusers_users:edit", args=[helmi.pk])
    shown = {field.get("name") for field in soup(root.get(address)).select("main form [name]")}

    response = root.post(
        address,
        {"name": "Helmi Uusi", "email": "uusi@esimerkki.example", "language": "sv", "is_active": "on", "groups": ["1"]},
    )

    helmi.refresh_from_db()
    assert shown - {None, "csrfmiddlewaretoken", "next"} == {
        "name", "language", "is_superuser", "is_active", "password1", "password2",
    }  # fmt: skip
    assert (response.status_code, helmi.name, helmi.language, helmi.email) == (302, "Helmi Uusi", "sv", before)
    assert (groups(helmi), run.roles.get().person) == ([Role.TRAINER], helmi)
    assert list(helmi.emailaddress_set.values_list("email", "primary")) == [(before, True)]


def test_wagtails_user_screen_makes_a_person_who_can_sign_in_by_a_code_and_has_no_role(db):
    root = signed_in(UserFactory(is_superuser=True))
    address = reverse("wagtailusers_users:add")
    shown = {field.get("name") for field in soup(root.get(address)).select("main form [name]")}

    root.post(address, {"name": "Uusi Ihminen", "email": " Uusi@Esimerkki.example", "language": "fi"})

    made = User.objects.get(email="uusi@esimerkki.example")
    assert shown - {None, "csrfmiddlewaretoken", "next"} == {
        "name", "email", "language", "is_superuser", "password1", "password2",
    }  # fmt: skip
    assert (made.name, groups(made), made.has_usable_password()) == ("Uusi Ihminen", [], False)
    assert list(made.emailaddress_set.values_list("email", "primary", "verified")) == [(made.email, True, False)]


def test_a_person_is_found_by_any_address_shown_to_be_theirs(outi):
    outi.emailaddress_set.create(email="toinen@esimerkki.example", verified=True)
    outi.emailaddress_set.create(email="vieras@esimerkki.example", verified=False)

    found = [person_at(f" {name}@Esimerkki.example ") for name in ("outi", "toinen", "vieras", "ei")]
    assert found == [outi, outi, None, None]
