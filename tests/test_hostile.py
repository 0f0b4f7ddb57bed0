"""Hostile corpora (design/security.md): what people may type, send and ask, and the little it may do.

Uploads: tests/enrollment/test_uploads.py. Limits of sign-in and cookies: tests/accounts/test_sessions.py.
"""

import csv
import io
import re
from email import message_from_bytes
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.admin_helpers.views import _for_xlsx
from accounts.cells import guarded, printable
from enrollment.models import Enrollment
from messaging.models import Message, MessageTemplate
from messaging.services import send_due_messages
from tests.accounts.test_sign_in import CONFIRM, ask_for_code, mailed_code
from tests.admin.conftest import screens
from tests.clock import NOW
from tests.conftest import signed_in
from tests.factories import EnrollmentFactory, SectorFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SCRIPT = "<script>alert(1)</script>"
NAMES = {  # what is typed: what is stored
    "Aino\x01\x07 Alku": "Aino Alku",
    "Aino\r\nBcc: paha@paha.example": "Aino Bcc: paha@paha.example",
    "\u202eukuL onniA": "ukuL onniA",  # right to left override
    "Aino\u200b\u200dAlku": "AinoAlku",
    SCRIPT: SCRIPT,
    '"><img src=x onerror=alert(1)>': '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }} {% now 'Y' %}": "{{ 7|add:7 }} {% now 'Y' %}",
    "{0.__class__} {site_url} %(x)s": "{0.__class__} {site_url} %(x)s",
    "' OR 1=1; DROP TABLE accounts_user; --": "' OR 1=1; DROP TABLE accounts_user; --",
    "=HYPERLINK(\"http://paha.example\")": "=HYPERLINK(\"http://paha.example\")",
    "Äyräpää-Östman Čuonna Đurić Łukasz": "Äyräpää-Östman Čuonna Đurić Łukasz",
    "אבג 漢字 😀": "אבג 漢字 😀",
}  # fmt: skip
FORMULAS = (
    "=1+1", "+358", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\xa0=1", "\u200b=1", "＝1", "=cmd|' /C calc'!A0",
)  # fmt: skip
SEARCHES = (
    "'", '"', "%", "_", "\\", "' OR 1=1 --", "'; DROP TABLE enrollment_enrollment; --", "\x00", "\u202e", SCRIPT,
    '"><svg onload=alert(1)>', "{{ 7|add:7 }}", "${7*7}", "../../etc/passwd", "a" * 5000, "😀", "ä\u0308", "-1", "1e9",
    "NaN", "[]", "0x41",
)  # fmt: skip
ELSEWHERE = (
    "https://paha.example/", "//paha.example/", "///paha.example", "http:paha.example", "/\\paha.example",
    "\\\\paha.example", "https:///paha.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x",
    "\x00//paha.example", "/\t/paha.example", "https://testserver@paha.example/", "https://testserver.paha.example/",
    " //paha.example", "%2f%2fpaha.example", "ftp://paha.example/", "http://paha.example:80\\@testserver/",
)  # fmt: skip
PATHS = (
    "../config/settings/base.py", "..%2f..%2fmanage.py", "%2e%2e/%2e%2e/manage.py", "....//....//manage.py",
    "..\\..\\manage.py", "/etc/passwd", "%00", "a%00.png", "images/../../manage.py", "%252e%252e%252fmanage.py",
    "~/.ssh/id_rsa", "file:///etc/passwd",
)  # fmt: skip


def enrol(run, **typed):
    """Take a place in the public form."""
    fields = {"name": "Aino Alku", "email": "aino@esimerkki.example", "sector": SectorFactory().pk}
    return Client().post(reverse("enroll", args=[run.pk]), {**fields, **typed})


def stays_here(address: str) -> bool:
    """Whether a browser that follows the address stays on this site; browsers read a backslash as a slash."""
    read = re.sub(r"[\t\r\n]", "", address.strip()).replace("\\", "/")
    parts = urlsplit(urljoin("https://testserver/tili/login/", read))
    return not read.startswith("//") and (parts.scheme, parts.netloc) == ("https", "testserver")


def live_markup(response) -> list[str]:
    """Whatever of a hostile text became an element, an attribute that runs or a filled template."""
    page = BeautifulSoup(response.content, "html.parser")
    scripts = [tag for tag in page("script") if "alert" in tag.text]
    handlers = [tag for tag in page(True) if any(name.startswith("on") for name in tag.attrs)]
    strange = [tag for tag in page(["img", "svg"]) if tag.get("src") == "x" or tag.get("onload")]
    return [str(tag) for tag in (*scripts, *handlers, *strange)]


@pytest.mark.parametrize("typed", NAMES)
def test_a_hostile_name_is_stored_plain_and_shown_as_text(typed, run, helmi, sanna):
    session = run.sessions.order_by("number").first()

    enrol(run, name=typed)

    enrollment = Enrollment.objects.get()
    assert (enrollment.name, enrollment.person.name) == (NAMES[typed], NAMES[typed])
    for person, address in (
        (helmi, reverse("desk-session", args=[session.pk])),
        (helmi, reverse("report-rows", args=[run.pk, "registered"])),
        (sanna, reverse("enrollment:index")),
        (sanna, reverse("enrollment:inspect", args=[enrollment.pk])),
        (sanna, reverse("people:inspect", args=[enrollment.person_id])),
        (enrollment.person, reverse("own")),
        (enrollment.person, reverse("own-data")),
    ):
        response = signed_in(person).get(address)
        assert response.status_code == 200, address
        assert live_markup(response) == [], address
        if address not in (reverse("own"), reverse("report-rows", args=[run.pk, "registered"])):
            assert NAMES[typed] in BeautifulSoup(response.content, "html.parser").get_text(" "), address


def test_the_search_for_live_markup_finds_it():
    from django.http import HttpResponse  # noqa: PLC0415

    for bad in (SCRIPT, "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<a onclick=x>"):
        assert live_markup(HttpResponse(bad)) != []
    assert live_markup(HttpResponse("<script src='/static/a.js'></script><img src='/media/a.png'>")) == []


@pytest.mark.parametrize(
    "target", ["//paha.example", "/\\\\paha.example", "https://paha.example", "javascript:alert(1)"]
)
def test_the_search_for_a_way_out_finds_it(target):
    assert stays_here(target) is False
    assert [stays_here(own) for own in ("/omat/", "%2f%2fpaha.example", "?x=//y")] == [True, True, True]


@pytest.mark.parametrize("name", ["A" * 151, "A" * 5000, "Aino\x00 Alku", " ", "\u200b"])
def test_a_name_that_is_none_is_refused_in_words(name, run):
    response = enrol(run, name=name)

    assert (response.status_code, Enrollment.objects.count()) == (200, 0)
    assert BeautifulSoup(response.content, "html.parser").select_one(".error-summary") is not None


# mails


@pytest.mark.parametrize("typed", NAMES)
def test_a_name_writes_no_header_and_fills_no_template(typed, run):
    enrol(run, name=typed, organisation="Kunta\r\nBcc: toinen@paha.example")
    mail.outbox.clear()

    send_due_messages(NOW)

    sent = [message_from_bytes(each.message().as_bytes()) for each in mail.outbox]
    assert [each["To"] for each in sent] == ["aino@esimerkki.example"]
    assert [each.recipients() for each in mail.outbox] == [["aino@esimerkki.example"]]
    for each in sent:
        assert (each.get_all("Bcc"), each.get_all("Cc"), len(each.get_all("Subject"))) == (None, None, 1)
    assert not {"\r", "\n"} & set(Message.objects.get().subject)
    assert "14 " not in mail.outbox[0].body.split("\n")[0]


@pytest.mark.parametrize("wording", ["Aihe\r\nBcc: paha@paha.example", "Aihe\nX-Paha: 1", "Aihe\u2028Bcc: x"])
def test_staffs_own_wording_writes_no_header(wording, run):
    MessageTemplate.objects.create(kind="enrollment.confirmed", subject=wording, body="Hei")
    enrol(run)
    mail.outbox.clear()

    send_due_messages(NOW)

    (sent,) = (message_from_bytes(each.message().as_bytes()) for each in mail.outbox)
    assert (sent.get_all("Bcc"), sent.get_all("X-Paha"), len(sent.get_all("Subject"))) == (None, None, 1)


@pytest.mark.parametrize(
    "address",
    ["a@b.example\r\nBcc: c@d.example", "a@b.example,c@d.example", "a@b.example;c", "<a@b.example>", "a b@c.d"],
)
def test_no_address_names_a_second_one(address, run):
    assert enrol(run, email=address).status_code == 200
    assert (Enrollment.objects.count(), Message.objects.count()) == (0, 0)


# files for spreadsheets


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_any_file_is_a_formula(text, run, helmi, sanna):
    EnrollmentFactory(run=run, name=text, organisation_name=text, profession_text=text)
    admin, file = signed_in(sanna), {"export": "csv"}

    lines = b"".join(admin.get(reverse("enrollment:index"), file).streaming_content).decode()
    cells = {cell for row in csv.reader(io.StringIO(lines)) for cell in row}
    book = admin.get(reverse("enrollment:index"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    report = b"".join(signed_in(helmi).get(reverse("report-run-csv", args=[run.pk])).streaming_content)
    told = {cell for row in csv.reader(io.StringIO(report.decode("utf-8-sig")), delimiter=";") for cell in row}

    assert guarded(text).startswith("'")
    assert {cell for cell in cells | told if guarded(cell) != cell} == set()
    assert [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


def test_an_xlsx_file_holds_no_control_characters():
    assert _for_xlsx("a\x01b\x0bc\td") == "abc\td"
    assert printable("Äyräpää\n漢字") == "Äyräpää\n漢字"


def test_a_control_character_stops_no_export(run, sanna):
    EnrollmentFactory(run=run, profession_text="kuraattori\x01\x0b")

    assert signed_in(sanna).get(reverse("enrollment:index"), {"export": "xlsx"}).status_code == 200


# redirects, hosts and paths


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_leads_nowhere_else(target, client, outi):
    ask_for_code(client, outi.email, next=target)

    response = client.post(CONFIRM, {"code": mailed_code(), "next": target})

    assert response.status_code == 302
    assert stays_here(response.url), response.url


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_out_and_staffs_presses_lead_nowhere_else(target, run, sanna):
    from tests.admin.conftest import make_todo  # noqa: PLC0415

    todo, admin = make_todo(1, run), signed_in(sanna)

    for response in (
        admin.post(reverse("todo:finish", args=[todo.pk]), {"next": target}),
        admin.post(f"{reverse('todo:finish', args=[todo.pk])}?next={target.strip(chr(0))}"),
        admin.post(reverse("account_logout"), {"next": target}),
    ):
        assert response.status_code == 302
        assert stays_here(response.url), response.url


@pytest.mark.parametrize(
    "host",
    ["paha.example", "testserver.paha.example", "testserver@paha.example", "testserver:80@paha.example", "", "*"],
)
def test_an_unknown_host_is_refused(host, client):
    assert client.get("/tili/login/", headers={"host": host}).status_code == 400


def test_a_host_told_by_a_proxy_is_not_believed(client, outi, settings):
    client.post("/tili/login/code/", {"email": outi.email}, headers={"x-forwarded-host": "paha.example"}, follow=True)

    page = client.get("/tili/login/", headers={"x-forwarded-host": "paha.example", "forwarded": "host=paha.example"})

    assert "paha.example" not in mail.outbox[-1].body + page.content.decode()


@pytest.mark.parametrize("root", ["/media/images/", "/media/original_images/", "/static/", "/tiedosto/", "/tarkista/"])
@pytest.mark.parametrize("path", PATHS)
def test_no_path_climbs_out_of_its_folder(root, path, client):
    response = client.get(f"{root}{path}")

    assert response.status_code in (301, 302, 400, 404), response.status_code
    assert [inside for inside in (b"DJANGO_SETTINGS_MODULE", b"root:", b"SECRET") if inside in response.content] == []


# search and filters


@pytest.mark.parametrize("text", SEARCHES, ids=lambda text: ascii(text)[:30])
def test_what_is_searched_for_is_only_a_text(text, run, aino, helmi, sanna):
    people, admin, trainer = Enrollment.objects.count(), signed_in(sanna), signed_in(helmi)
    answers = [
        Client().get(reverse("organisations"), {"q": text}),
        Client().get("/tarkista/", {"q": text, "id": text}),
        Client().post("/tarkista/", {"human_id": text, "surname": text}),
        trainer.get(reverse("reports"), {"page": text}),
        trainer.get(reverse("report-rows", args=[run.pk, "registered"]), {"organisation": text, "sector": text}),
        trainer.get(reverse("review-queue"), {"page": text}),
        *(
            admin.get(reverse(viewset.get_url_name("index")), {"q": text, "ordering": text, "p": text})
            for viewset in screens()
        ),
        admin.get(reverse("enrollment:index"), {"run": text, "state": text, "export": text}),
        Client().get(reverse("search"), {"q": text, "page": text}),
        admin.get(reverse("style"), {"pohja": text}),
        admin.get(reverse("runrole:add"), {"run": text}),
        admin.get(reverse("attendancerule:add"), {"rule_set": text}),
        admin.get(reverse("organisation:index"), {"checked": text, "kind": text, "region": text}),
    ]

    assert {response.status_code for response in answers} <= {200, 302, 404}
    assert [live_markup(response) for response in answers if live_markup(response)] == []
    assert Enrollment.objects.count() == people


# who is here is told to nobody


def test_the_public_form_says_the_same_to_a_known_and_an_unknown_address(run, django_assert_num_queries):
    UserFactory(email="tuttu@esimerkki.example", name="Tuttu Henkilö")

    def told(address: str) -> str:
        client = Client()
        sent = client.post(
            reverse("enroll", args=[run.pk]), {"name": "Aino Alku", "email": address, "sector": SectorFactory().pk}
        )
        page = BeautifulSoup(client.get(sent.url).content, "html.parser").main.get_text(" ", strip=True)
        return f"{sent.status_code} {page.replace(address, '')}"

    assert told("tuttu@esimerkki.example") == told("outo@esimerkki.example")
    kinds = Message.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["enrollment.confirmed"] * 2  # one letter each, of one kind


def test_an_enrolment_by_a_stranger_changes_nothing_of_the_person(run):
    person = UserFactory(email="tuttu@esimerkki.example", name="Tuttu Henkilö")

    enrol(run, email="tuttu@esimerkki.example", name="Joku Muu")

    person.refresh_from_db()
    assert (person.name, person.affiliations.count()) == ("Tuttu Henkilö", 0)
