"""Chapters 2.3 and 2.10: one door, a code by e-mail, and nothing a stranger can learn from it."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from accounts.security_keys import AddKeyForm, RenameKeyForm
from messaging.enums import MessageState
from messaging.models import Message
from messaging.services import send_due_messages
from tests.clock import NOW
from tests.factories import UserFactory

LOGIN, ASK, CONFIRM = "/tili/login/", "/tili/login/code/", "/tili/login/code/confirm/"
PASSWORD = "kolme-pitkaa-sanaa"


def ask_for_code(client: Client, email: str, **extra: str):
    return client.post(ASK, {"email": email, **extra}, follow=True)


def mailed_code() -> str:
    return mail.outbox[-1].body.split("\n\n")[2].strip()


def visible_text(response) -> str:
    """The page without what differs every time: the CSRF token and the address typed."""
    from bs4 import BeautifulSoup  # noqa: PLC0415 - a test tool

    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.get_text().split())


def test_a_code_by_mail_signs_in_and_returns_where_one_was_going(client, outi):
    ask_for_code(client, outi.email, next="/omat/viestit/")

    response = client.post(CONFIRM, {"code": mailed_code(), "next": "/omat/viestit/"})

    assert (response.status_code, response.url) == (302, "/omat/viestit/")
    assert client.session["_auth_user_id"] == str(outi.pk)
    assert outi.emailaddress_set.get().verified is True


def test_the_code_is_written_to_the_outbox_without_a_recipient_and_outside_viestit(client, outi, settings):
    settings.IS_DEMO = False

    ask_for_code(client, outi.email)

    message = Message.objects.get()
    assert (message.kind, message.recipient, message.in_inbox) == ("account.login_code", None, False)
    assert (message.state, message.body) == (MessageState.SENT, "")
    assert message.expires_at == NOW + timedelta(minutes=10)


def test_the_mail_is_finnish(client, outi):
    ask_for_code(client, outi.email)

    letter = mail.outbox[0]
    assert letter.to == [outi.email]
    assert not {"Hello", "sign-in", "Thank you", "example.com"} & set(letter.body.split())


def test_an_unknown_address_gets_the_same_page_and_no_mail(outi):
    known = ask_for_code(Client(), outi.email)
    unknown = ask_for_code(Client(), "kuka@esimerkki.example")

    assert (unknown.status_code, unknown.redirect_chain) == (known.status_code, known.redirect_chain)
    assert visible_text(unknown) == visible_text(known).replace(outi.email, "kuka@esimerkki.example")
    assert Message.objects.count() == 1
    assert len(mail.outbox) == 1


def test_an_unknown_address_does_the_work_of_a_known_one(outi):
    from django.db import connection  # noqa: PLC0415 - counts here only
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        ask_for_code(Client(), "kuka@esimerkki.example")

    assert sum("INSERT INTO" in query["sql"] and "messaging_message" in query["sql"] for query in queries) == 1


def test_a_code_expires_in_ten_minutes_and_the_page_says_so(client, outi):
    ask_for_code(client, outi.email)

    with time_machine.travel(NOW + timedelta(minutes=10, seconds=5), tick=False):
        response = client.post(CONFIRM, {"code": mailed_code()}, follow=True)

    assert "_auth_user_id" not in client.session
    assert response.redirect_chain == [(ASK, 302)]
    assert [str(notice) for notice in response.context["notices"]] == ["Koodi ei ole enää voimassa. Pyydä uusi koodi."]


def test_a_code_works_once(client, outi):
    ask_for_code(client, outi.email)
    code = mailed_code()
    client.post(CONFIRM, {"code": code})

    other = Client()
    ask_for_code(other, outi.email)
    other.post(CONFIRM, {"code": code})

    assert "_auth_user_id" not in other.session


def test_a_new_code_replaces_the_earlier_one(client, outi):
    ask_for_code(client, outi.email)
    first = mailed_code()

    client.post(CONFIRM, {"action": "resend"}, follow=True)
    client.post(CONFIRM, {"code": first})
    assert "_auth_user_id" not in client.session

    client.post(CONFIRM, {"code": mailed_code()})
    assert client.session["_auth_user_id"] == str(outi.pk)


def test_a_dead_mail_server_does_not_break_the_page_and_the_code_goes_later(client, outi, monkeypatch):
    def dead(self, messages):
        raise smtplib.SMTPServerDisconnected("ei vastausta")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", dead)
        response = ask_for_code(client, outi.email)

    assert response.status_code == 200
    assert Message.objects.get().state == MessageState.QUEUED

    send_due_messages(timezone.now() + timedelta(minutes=5))
    client.post(CONFIRM, {"code": mailed_code()})
    assert client.session["_auth_user_id"] == str(outi.pk)


def test_a_staff_session_ends_in_a_day_and_a_participants_in_two_weeks(client, helmi, outi):
    for person, lasts in ((helmi, timedelta(hours=24)), (outi, timedelta(days=14))):
        browser = Client()
        ask_for_code(browser, person.email)
        browser.post(CONFIRM, {"code": mailed_code()})

        assert browser.session.get_expiry_date() == NOW + lasts


def test_a_password_signs_staff_in_for_a_day_too(client, helmi):
    helmi.set_password(PASSWORD)
    helmi.save()
    helmi.emailaddress_set.update(verified=True)

    client.post(LOGIN, {"login": helmi.email, "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(helmi.pk)
    assert client.session.get_expiry_date() == NOW + timedelta(hours=24)


def test_a_wrong_password_says_nothing_about_the_address(client, helmi):
    helmi.set_password(PASSWORD)
    helmi.save()

    answers = [
        client.post(LOGIN, {"login": email, "password": "vaara"}) for email in (helmi.email, "kuka@esimerkki.example")
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    errors = [answer.context["form"].non_field_errors() for answer in answers]
    assert errors[0] == errors[1]
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "address", ["signup/", "email/", "password/reset/", "password/reset/done/", "password/reset/key/1-set-password/"]
)
def test_doors_this_site_does_not_have_answer_404(client, db, address):
    assert client.get(f"/tili/{address}").status_code == 404
    assert client.post(f"/tili/{address}", {"email": "uusi@esimerkki.example"}).status_code == 404
    assert User.objects.count() == 0


@pytest.mark.parametrize("name", ["account_login", "account_request_login_code", "account_logout", "account_inactive"])
def test_sign_in_pages_open_to_everybody(client, db, name):
    assert client.get(reverse(name), follow=True).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_generate_recovery_codes",
        "account_set_password",
    ],
)
def test_pages_of_two_step_sign_in_are_ours(client, sanna, name):
    sanna.emailaddress_set.update(verified=True)
    client.force_login(sanna, backend="django.contrib.auth.backends.ModelBackend")

    response = client.get(reverse(name), follow=True)

    assert response.status_code == 200
    assert "account/page.html" in [template.name for template in response.templates]


def _renaming() -> RenameKeyForm:
    key = Authenticator(type=Authenticator.Type.WEBAUTHN, data={"name": "Oma", "credential": {}})
    return RenameKeyForm(instance=key)


@pytest.mark.parametrize(
    ("language", "label", "hint"),
    [
        ("fi", "Avaimen nimi", "Nimestä erotat avaimesi toisistaan, esimerkiksi Oma puhelin."),
        ("sv", "Nyckelns namn", "Med namnet skiljer du dina nycklar åt, till exempel Min telefon."),
    ],
)
def test_the_name_of_a_security_key_is_asked_in_the_readers_language(db, language, label, hint):
    with override(language):
        fields = [AddKeyForm(user=UserFactory()).fields["name"], _renaming().fields["name"]]

        assert [(str(field.label), str(field.help_text)) for field in fields] == [(label, hint)] * 2


def test_an_authenticator_app_is_taken_into_use_and_asked_for_at_the_next_sign_in(client, sanna, monkeypatch):
    from allauth.mfa.totp.internal import auth as totp  # noqa: PLC0415 - computes the code an app would show

    ask_for_code(client, sanna.email)
    client.post(CONFIRM, {"code": mailed_code()})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))

    # Outside tests a request is in no transaction, so what waits for the commit happens within the request.
    with monkeypatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda action, **_: action())
        response = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert response.url == reverse("mfa_view_recovery_codes")
    assert client.get(response.url).status_code == 200

    browser = Client()
    ask_for_code(browser, sanna.email)
    response = browser.post(CONFIRM, {"code": mailed_code_of(sanna)})
    assert response.url == reverse("mfa_authenticate")
    assert browser.get(response.url).status_code == 200
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize(
    ("address", "typed", "told"),
    [
        (ASK, {"email": ""}, ["Kirjoita sähköpostiosoitteesi."]),
        (ASK, {"email": "aino@"}, [
            "Tarkista sähköpostiosoite. Sen pitäisi näyttää tältä: etunimi.sukunimi@organisaatio.fi",
        ]),
        (LOGIN, {"login": "", "password": ""}, ["Kirjoita sähköpostiosoitteesi.", "Kirjoita salasanasi."]),
    ],
)  # fmt: skip
def test_what_is_missing_at_the_door_is_said_in_words(client, db, address, typed, told):
    page = BeautifulSoup(client.post(address, typed).content, "html.parser")

    assert [error.get_text() for error in page.select(".error-summary li")] == told


def mailed_code_of(person: User) -> str:
    letters = [
        letter for letter in mail.outbox if "koodi" in letter.subject.lower() or "code" in letter.subject.lower()
    ]
    return letters[-1].body.split("\n\n")[2].strip()


def test_a_person_with_a_password_and_an_unverified_address_types_a_code_once(client, db):
    person = UserFactory(password=PASSWORD)

    response = client.post(LOGIN, {"login": person.email, "password": PASSWORD}, follow=True)
    assert response.status_code == 200

    client.post(reverse("account_email_verification_sent"), {"code": mailed_code()})
    assert client.session["_auth_user_id"] == str(person.pk)
