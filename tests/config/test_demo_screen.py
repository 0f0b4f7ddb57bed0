"""/demo/: one click to be anybody and every mail to read, and nothing of it anywhere else."""

import pytest
from bs4 import BeautifulSoup
from django.conf import LazySettings
from django.core.checks import run_checks
from django.urls import reverse

from config.checks import demo_stays_in_the_demo
from messaging.models import Message
from tests.clock import NOW, hours
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def letter(**values) -> Message:
    facts = {
        "kind": "x", "address": "aino@esimerkki.example", "subject": "Koodi", "body": "Koodisi on ABC-123.",
        "dedup_key": str(Message.objects.count()), "created_at": NOW, "send_after": NOW,
    }  # fmt: skip
    return Message.objects.create(**(facts | values))


def sign_in(client, user):
    return client.post(reverse("demo-sign-in"), {"person": user.pk})


def signed_in_as(client) -> str | None:
    return client.session.get("_auth_user_id")


@pytest.mark.parametrize(("who", "where"), [("aino", "own"), ("helmi", "desk"), ("sanna", "wagtailadmin_home")])
def test_one_click_signs_in_and_leads_where_the_person_begins(client, who, where, request):
    user = request.getfixturevalue(who)

    answer = sign_in(client, user)

    assert (answer.url, signed_in_as(client)) == (reverse(where), str(user.pk))


def test_everybody_is_listed_those_who_enrolled_since_included(client):
    known, new = UserFactory(), UserFactory(name="Uuno Uusi")

    page = BeautifulSoup(client.get("/demo/").content, "html.parser")

    people = [int(field["value"]) for field in page.select("input[name=person]")]
    assert people == [new.pk, known.pk]


@pytest.mark.parametrize(("sought", "count"), [("ayrapaa", 1), ("ÄYRÄ", 1), ("olematon", 0)])
def test_people_are_found_by_name(client, sought, count):
    UserFactory(name="Väinö Äyräpää")
    UserFactory()

    page = BeautifulSoup(client.get("/demo/", {"q": sought}).content, "html.parser")

    assert len(page.select("input[name=person]")) == count


def test_mails_are_readable_newest_first_with_links_and_attachments(client):
    letter(subject="Vanhempi", created_at=NOW - hours(1))
    newest = letter(
        body="https://sytyke.example/omat/",
        attachments=[{"name": "kalenteri.ics", "type": "text/calendar", "text": "BEGIN:VCALENDAR"}],
    )

    page = BeautifulSoup(client.get("/demo/").content, "html.parser")

    assert [each.get_text() for each in page.select(".letter strong")] == ["Koodi", "Vanhempi"]
    assert page.find("a", href="https://sytyke.example/omat/") is not None
    address = reverse("demo-attachment", args=[newest.pk, 0])
    assert page.find("a", href=address) is not None
    answer = client.get(address)
    assert (answer.content, answer["Content-Type"].split(";")[0]) == (b"BEGIN:VCALENDAR", "text/calendar")


def test_an_attachment_that_is_not_there_answers_404(client):
    assert client.get(reverse("demo-attachment", args=[letter().pk, 0])).status_code == 404
    assert client.get(reverse("demo-attachment", args=[0, 0])).status_code == 404


@pytest.mark.parametrize("person", ["0", "", "x", "99999999"])
def test_signing_in_as_nobody_answers_404(client, person):
    assert client.post(reverse("demo-sign-in"), {"person": person}).status_code == 404


def test_a_get_signs_nobody_in(client, aino):
    assert client.get(reverse("demo-sign-in"), {"person": aino.pk}).status_code == 405
    assert signed_in_as(client) is None


def test_outside_the_demo_nothing_of_it_answers(client, settings, aino):
    message = letter(attachments=[{"name": "x", "type": "text/plain", "text": "x"}])
    settings.IS_DEMO = False

    assert client.get("/demo/").status_code == 404
    assert client.get(reverse("demo-attachment", args=[message.pk, 0])).status_code == 404
    assert (sign_in(client, aino).status_code, signed_in_as(client)) == (404, None)


@pytest.mark.parametrize(
    ("is_demo", "module", "found"),
    [
        (True, "config.settings.production", ["config.E001"]),
        (True, "config.settings.dev", ["config.E001"]),
        (True, "config.settings.demo", []),
        (True, "config.settings.test", []),
        (False, "config.settings.production", []),
    ],
)
def test_the_system_check_keeps_the_demo_in_its_settings(is_demo, module, found, settings):
    settings.IS_DEMO, settings.SETTINGS_MODULE = is_demo, module

    assert [each.id for each in demo_stays_in_the_demo(None)] == found


def test_the_check_is_registered(settings: LazySettings):
    settings.SETTINGS_MODULE = "config.settings.production"

    assert "config.E001" in {each.id for each in run_checks(tags=["security"])}
