"""Trainers see their own runs, nobody gets in by Wagtail's own door, and staff act only through services."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.services.staff import give_staff_role, take_staff_role
from certificates.enums import CertificateStatus
from enrollment.models import Todo
from messaging.enums import MessageState
from messaging.models import Message
from tests.admin.conftest import certificate_of, failed_message, told
from tests.clock import NOW
from tests.conftest import signed_in
from tests.factories import TextAssignmentFactory, UserFactory

HOME = "/hallinta/"


@pytest.fixture
def trainer(helmi):
    return signed_in(helmi)


def test_a_trainer_sees_own_runs_only(trainer, run, other_run):
    response = trainer.get(reverse("courserun:index"))

    assert list(response.context["object_list"]) == [run]
    assert trainer.get(reverse("courserun:inspect", args=[run.pk])).status_code == 200
    assert trainer.get(reverse("courserun:inspect", args=[other_run.pk])).status_code == 404


def test_a_trainer_changes_own_assignments_only(trainer, run, other_run):
    own, foreign = TextAssignmentFactory(run=run), TextAssignmentFactory(run=other_run)

    assert list(trainer.get(reverse("assignment:index")).context["object_list"]) == [own]
    assert trainer.get(reverse("textassignment:edit", args=[own.pk])).status_code == 200
    for name in ("edit", "history"):
        assert trainer.get(reverse(f"textassignment:{name}", args=[foreign.pk])).status_code == 404


@pytest.mark.parametrize(
    "name",
    [
        "people",
        "enrollment",
        "todo",
        "message",
        "messagetemplate",
        "certificate",
        "course",
        "organisation",
        "feedbackform",
        "feedbackround",
    ],
)
def test_other_listings_are_closed_to_a_trainer(trainer, everything, name):
    response = trainer.get(reverse(f"{name}:index"))

    assert (response.status_code, response.url) == (302, HOME)


def test_a_trainer_changes_no_run_session_or_part(trainer, run, helmi):
    session, role = run.sessions.first(), run.roles.get(person=helmi)

    for address in (
        reverse("courserun:add"),
        reverse("courserun:edit", args=[run.pk]),
        reverse("session:edit", args=[session.pk]),
        f"{reverse('session:add')}?run={run.pk}",
        reverse("runrole:edit", args=[role.pk]),
        reverse("runrole:delete", args=[role.pk]),
        f"{reverse('runrole:add')}?run={run.pk}",
    ):
        for answer in (trainer.get(address), trainer.post(address, {})):
            assert (answer.status_code, answer.url) == (302, HOME), address


def test_a_participant_does_not_enter(aino):
    response = signed_in(aino).get(HOME)

    assert response.status_code == 302
    assert response.url.startswith("/tili/login/")


def test_wagtails_own_door_leads_to_the_one_door(db):
    person = UserFactory(password="kolme-pitkaa-sanaa", is_superuser=True)
    client, address = Client(), "/hallinta/login/"

    tries = {"username": person.email, "password": "kolme-pitkaa-sanaa"}
    for answer in (client.get(address), client.post(address, tries)):
        assert answer.status_code == 302
        assert answer.url.startswith("/tili/login/")
    assert "_auth_user_id" not in client.session


def test_wagtails_password_reset_is_closed(client, db):
    assert client.get("/hallinta/password_reset/").status_code in (302, 404)
    assert client.post("/hallinta/password_reset/", {"email": "a@b.example"}).status_code in (302, 404)


def test_a_failed_message_is_sent_again_by_post_only(admin, sanna):
    message = failed_message()
    address = reverse("message:resend", args=[message.pk])

    admin.get(address)
    message.refresh_from_db()
    assert message.state == MessageState.FAILED

    admin.post(address)
    message.refresh_from_db()
    assert (message.state, message.attempts, message.send_after) == (MessageState.QUEUED, 0, NOW)


def test_a_sent_message_is_not_sent_again(admin):
    message = failed_message(state=MessageState.SENT, sent_at=NOW)

    admin.post(reverse("message:resend", args=[message.pk]))

    assert Message.objects.get().state == MessageState.SENT


def test_a_sign_in_code_is_not_shown_to_staff(admin):
    message = failed_message(kind="account.login_code", body="JKNQ-NDRR")

    response = admin.get(reverse("message:inspect", args=[message.pk]))

    assert response.status_code == 200
    assert "JKNQ-NDRR" not in response.content.decode()


def test_a_staff_task_is_marked_done_in_ones_own_name(admin, sanna, everything):
    todo = everything["todo"]

    admin.post(reverse("todo:finish", args=[todo.pk]))

    assert list(Todo.objects.values_list("done_by", "done_at")) == [(sanna.pk, NOW)]


def test_a_certificate_is_revoked_with_a_reason(admin, sanna, aino):
    certificate = certificate_of(aino.enrollment)
    address = reverse("certificate:revoke", args=[certificate.pk])

    assert admin.get(address).status_code == 200
    assert admin.post(address, {"reason": "other", "note": " "}).status_code == 200
    certificate.refresh_from_db()
    assert certificate.status == CertificateStatus.VALID

    admin.post(address, {"reason": "wrong_person", "note": ""})
    certificate.refresh_from_db()
    assert (certificate.status, certificate.ended_by, certificate.end_reason) == (
        CertificateStatus.REVOKED,
        sanna,
        "wrong_person",
    )


def test_the_question_about_an_ended_certificate_says_that_it_has_ended(admin, aino):
    certificate = certificate_of(aino.enrollment, status="revoked", ended_at=NOW, end_reason="wrong_person")
    address = reverse("certificate:revoke", args=[certificate.pk])

    for ask in (admin.get, admin.post):
        answer = ask(address)
        assert (answer.status_code, answer.url) == (302, reverse("certificate:inspect", args=[certificate.pk]))
        assert told(admin.get(answer.url)) == ["Vain voimassa olevan todistuksen voi mitätöidä."]


def test_a_replaced_certificate_is_not_asked_about_again(admin, aino):
    certificate = certificate_of(aino.enrollment, status="replaced", ended_at=NOW, end_reason="other")

    answer = admin.get(reverse("certificate:replace", args=[certificate.pk]))

    assert (answer.status_code, answer.url) == (302, reverse("certificate:inspect", args=[certificate.pk]))
    assert len(told(admin.get(answer.url))) == 1


def test_the_history_tells_who_revoked_and_who_gave_and_took_rights_but_no_reason(admin, sanna, outi, aino):
    certificate = certificate_of(aino.enrollment)
    admin.post(reverse("certificate:revoke", args=[certificate.pk]), {"reason": "other", "note": "Salainen syy"})
    give_staff_role(outi, Role.TRAINER, by=sanna, now=NOW)
    take_staff_role(outi, Role.TRAINER, by=sanna)

    page = admin.get("/hallinta/reports/site-history/").content.decode()

    expected = ["Todistus mitätöitiin", "Oikeudet annettiin: Kouluttaja", "Oikeudet otettiin pois: Kouluttaja"]
    assert [words for words in expected if words not in page] == []
    assert page.count(sanna.name) >= 3
    assert "Salainen syy" not in page


def test_a_certificate_is_not_revoked_by_a_trainer(trainer, aino):
    certificate = certificate_of(aino.enrollment)

    trainer.post(reverse("certificate:revoke", args=[certificate.pk]), {"reason": "wrong_person"})

    certificate.refresh_from_db()
    assert certificate.status == CertificateStatus.VALID


def test_no_group_may_change_users_groups_or_collections(sanna, helmi):
    for person in (sanna, helmi):
        held = {name.split(".")[1] for name in person.get_all_permissions()}
        assert (
            held
            & {
                f"{action}_{model}"
                for action in ("add", "change", "delete")
                for model in ("user", "group", "collection", "workflow")
            }
            == set()
        )


def test_pages_are_written_and_published_by_both_roles(sanna, helmi):
    from wagtail.models import Page  # noqa: PLC0415

    root = Page.objects.get(depth=1)

    assert [root.permissions_for_user(person).can_add_subpage() for person in (sanna, helmi)] == [True, True]
    assert [root.permissions_for_user(person).can_publish_subpage() for person in (sanna, helmi)] == [True, True]


def test_wagtails_own_groups_are_gone_and_one_with_people_in_it_waits_to_be_emptied(outi):
    assert sorted(Group.objects.values_list("name", flat=True)) == sorted(Role.values)
    editors, moderators = (Group.objects.create(name=name) for name in ("Editors", "Moderators"))
    outi.groups.add(moderators)

    import_module("config.migrations.0010_wagtails_groups").remove(apps, connection.schema_editor())

    assert list(Group.objects.filter(pk__in=[editors.pk, moderators.pk])) == [moderators]
