"""Sessions and cookies: how long they last, what ends them, and what may read them; limits on guessing."""

from datetime import timedelta
from http.cookies import Morsel

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.accounts.test_sign_in import ASK, CONFIRM, LOGIN, PASSWORD, ask_for_code, mailed_code
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SIGNED_OUT = "Sinut kirjattiin ulos, koska et ollut käyttänyt palvelua kahdeksaan tuntiin."
WRONG = "Sähköpostiosoite ja salasana eivät täsmää."
TOO_MANY = "Liian monta yritystä. Odota viisi minuuttia ja yritä uudelleen."
MINUTE = timedelta(minutes=1)


def signed_in_by_code(person) -> Client:
    browser = Client()
    ask_for_code(browser, person.email)
    browser.post(CONFIRM, {"code": mailed_code()})
    assert browser.session["_auth_user_id"] == str(person.pk)
    return browser


def at(moment, browser: Client, address: str = "/omat/viestit/"):
    with time_machine.travel(moment, tick=False):
        return browser.get(address)


# How long


def test_staff_are_signed_out_after_eight_idle_hours_and_told_why(helmi):
    browser = signed_in_by_code(helmi)

    response = at(NOW + hours(8), browser)

    assert (response.status_code, response.url) == (302, "/tili/login/?next=/omat/viestit/")
    page = at(NOW + hours(8), browser, response.url)
    assert [str(notice) for notice in page.context["notices"]] == [SIGNED_OUT]
    assert "_auth_user_id" not in browser.session


def test_staff_who_work_on_stay_until_the_day_is_full(helmi):
    browser = signed_in_by_code(helmi)

    codes = [at(NOW + hours(7 * turn) - MINUTE, browser).status_code for turn in (1, 2, 3)]
    assert codes == [200, 200, 200]
    assert at(NOW + hours(24) - MINUTE, browser).status_code == 200
    assert at(NOW + hours(24), browser).status_code == 302


def test_the_eight_hours_are_counted_from_the_last_request_give_or_take_five_minutes(helmi):
    browser = signed_in_by_code(helmi)

    assert at(NOW + 4 * MINUTE, browser).status_code == 200  # too soon to be noted
    assert browser.session["staff_seen_at"] == NOW.isoformat().replace("09:00:00+03:00", "06:00:00+00:00")
    assert at(NOW + hours(2), browser).status_code == 200
    assert at(NOW + hours(10) - MINUTE, browser).status_code == 200


def test_participants_may_come_back_in_two_weeks(outi):
    browser = signed_in_by_code(outi)

    assert at(NOW + days(14) - MINUTE, browser).status_code == 200
    assert at(NOW + days(14), browser).status_code == 302


def test_a_working_hour_costs_no_write_with_every_request(helmi, django_assert_num_queries):
    browser = signed_in_by_code(helmi)
    browser.get("/omat/viestit/")

    with time_machine.travel(NOW + 4 * MINUTE, tick=False), django_assert_num_queries(3):
        browser.get("/tarkista/")  # session, person, groups


def test_tick_forgets_sessions_that_have_ended(outi):
    signed_in_by_code(outi)
    kept = signed_in_by_code(UserFactory())
    Session.objects.exclude(pk=kept.session.session_key).update(expire_date=NOW - MINUTE)

    call_command("tick")

    assert [session.pk for session in Session.objects.all()] == [kept.session.session_key]


# What ends and renews them


def test_signing_in_gives_the_session_a_new_key(client, outi):
    ask_for_code(client, outi.email)
    before = client.session.session_key

    client.post(CONFIRM, {"code": mailed_code()})

    assert client.session.session_key != before
    assert not Session.objects.filter(pk=before).exists()


def test_a_changed_password_ends_every_other_session(helmi):
    browser = signed_in(helmi)
    helmi.set_password(PASSWORD)
    helmi.save()

    assert browser.get("/omat/viestit/").status_code == 302


def test_signing_out_is_a_press_and_leaves_nothing_behind(helmi):
    browser = signed_in(helmi)
    key = browser.session.session_key

    assert browser.get(reverse("account_logout")).status_code == 200
    assert Session.objects.filter(pk=key).exists()

    response = browser.post(reverse("account_logout"))
    assert response.url == "/"
    assert not Session.objects.filter(pk=key).exists()
    assert response.cookies["sessionid"]["max-age"] == 0


def test_a_person_made_inactive_is_signed_out_at_once(helmi):
    browser = signed_in(helmi)
    helmi.is_active = False
    helmi.save()

    assert browser.get("/kouluttaja/").status_code == 302


# Cookies


def flags(cookie: Morsel) -> tuple:
    return bool(cookie["httponly"]), bool(cookie["secure"]), cookie["samesite"], cookie["path"], cookie["domain"]


def test_cookies_of_production_are_for_https_this_host_and_no_script(settings, outi):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    client = Client()

    cookies = client.get(LOGIN, secure=True).cookies
    cookies |= client.post(ASK, {"email": outi.email}, secure=True).cookies
    cookies |= client.post(CONFIRM, {"code": mailed_code()}, secure=True).cookies

    assert {name: flags(cookie) for name, cookie in cookies.items()} == {
        "__Host-sessionid": (True, True, "Lax", "/", ""),
        "__Host-csrftoken": (True, True, "Lax", "/", ""),
    }


def test_a_notice_in_a_cookie_is_kept_from_scripts_too(settings, helmi):
    settings.SESSION_COOKIE_SECURE = True
    browser = signed_in_by_code(helmi)

    with time_machine.travel(NOW + hours(9), tick=False):
        response = browser.get("/omat/viestit/", secure=True)

    assert flags(response.cookies["messages"]) == (True, True, "Lax", "/", "")


# Guessing


def test_a_password_can_be_guessed_five_times_in_five_minutes_whether_the_person_exists_or_not(helmi):
    helmi.set_password(PASSWORD)
    helmi.save()
    for email in (helmi.email, "kuka@esimerkki.example"):
        answers = [Client().post(LOGIN, {"login": email, "password": f"vaara-{turn}"}) for turn in range(6)]
        assert [list(answer.context["form"].non_field_errors()) for answer in answers] == [[WRONG]] * 5 + [[TOO_MANY]]

    response = Client().post(LOGIN, {"login": helmi.email, "password": PASSWORD})
    assert response.status_code == 200  # even the right one, from another browser
    with time_machine.travel(NOW + timedelta(minutes=5, seconds=1), tick=False):
        assert Client().post(LOGIN, {"login": helmi.email, "password": PASSWORD}).status_code == 302


def test_one_address_is_mailed_three_codes_a_minute_and_an_unknown_one_is_told_the_same(outi):
    for email in (outi.email, "kuka@esimerkki.example"):
        answers = [Client().post(ASK, {"email": email}) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
        assert list(answers[3].context["form"].errors["email"]) == [TOO_MANY]

    assert len(mail.outbox) == 3


def test_a_code_can_be_guessed_three_times(client, outi):
    ask_for_code(client, outi.email)
    code = mailed_code()

    for turn in range(3):
        client.post(CONFIRM, {"code": f"VAAR-AAAA{turn}"[:9]})
    client.post(CONFIRM, {"code": code})

    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("address", ["/hallinta/login/", "/_util/login/"])
def test_there_is_no_side_door_to_guess_at(client, helmi, address):
    helmi.set_password(PASSWORD)
    helmi.save()

    for _ in range(3):
        response = client.post(address, {"username": helmi.email, "password": PASSWORD})
        assert (response.status_code, response.url) == (302, LOGIN)
    assert "_auth_user_id" not in client.session
