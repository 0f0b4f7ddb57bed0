"""The page of a person: what hangs on them, one press away; and what staff read before and after they act."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from certificates.enums import CertificateStatus
from certificates.models import Certificate
from courses.models import CourseRun, RunRole
from enrollment.enums import AttendanceStatus, TodoKind
from enrollment.models import Attendance, Enrollment, Todo
from tests.admin.conftest import certificate_of, failed_message, told
from tests.clock import NOW
from tests.enrollment.conftest import says
from tests.factories import CourseRunFactory, EnrollmentFactory, RunRoleFactory

pytestmark = pytest.mark.django_db


def lists(client, person) -> dict[str, list[list[str]]]:
    page = BeautifulSoup(client.get(reverse("people:inspect", args=[person.pk])).content, "html.parser")
    return {
        section.h2.get_text(strip=True): [
            [cell.get_text(strip=True) for cell in row.select("td")] for row in section.select("tbody tr")
        ]
        for section in page.select("section[aria-labelledby^=list-]")
    }


def links(client, person) -> set[str]:
    page = BeautifulSoup(client.get(reverse("people:inspect", args=[person.pk])).content, "html.parser")
    return {a["href"] for a in page.select("section[aria-labelledby^=list-] a")}


def test_a_person_shows_enrolments_certificates_messages_and_parts(admin, aino, run, helmi):
    certificate = certificate_of(aino.enrollment)
    letter = failed_message(recipient=aino)
    part = RunRoleFactory(run=run, person=aino, role="expert")

    shown = lists(admin, aino)

    run_words = "Sytykettä yhteistyöhön: Kevät 2027"
    assert {title: [row[0] for row in rows] for title, rows in shown.items()} == {
        "Ilmoittautumiset": [run_words],
        "Todistukset": ["SY-0000"],
        "Uusimmat viestit": ["Viesti 0"],
        "Roolit toteutuksissa": [run_words],
    }
    assert links(admin, aino) == {
        reverse("enrollment:inspect", args=[aino.enrollment.pk]),
        reverse("certificate:inspect", args=[certificate.pk]),
        reverse("message:inspect", args=[letter.pk]),
        reverse("runrole:edit", args=[part.pk]),
    }


def test_nothing_of_others_is_on_the_page(admin, aino, eino, outi):
    failed_message(recipient=eino)

    assert lists(admin, outi) == {
        "Ilmoittautumiset": [], "Todistukset": [], "Uusimmat viestit": [], "Roolit toteutuksissa": [],
    }  # fmt: skip


def test_the_page_costs_the_same_for_one_enrolment_and_for_many(admin, aino):
    address = reverse("people:inspect", args=[aino.pk])
    failed_message(recipient=aino)
    certificate_of(aino.enrollment)
    admin.get(address)

    def price() -> int:
        with CaptureQueriesContext(connection) as asked:
            admin.get(address)
        return len(asked)

    few = price()
    for number in range(1, 10):
        run = CourseRunFactory(label=f"Ryhmä {number}")
        certificate_of(EnrollmentFactory(run=run, person=aino), number)
        failed_message(number, recipient=aino)
        RunRoleFactory(run=run, person=aino)

    assert price() == few


def test_a_list_of_people_opens_their_pages(admin, outi):
    assert reverse("people:inspect", args=[outi.pk]) in admin.get(reverse("people:index")).content.decode()


# revoking


def test_the_facts_of_the_certificate_stand_above_the_question(admin, aino):
    certificate = certificate_of(aino.enrollment)

    page = admin.get(reverse("certificate:revoke", args=[certificate.pk]))

    for fact in ("SY-0000", "Aino Esimerkki", "Sytykettä yhteistyöhön: Kevät 2027", "20.5.2027"):
        assert says(page, fact), fact
    certificate.refresh_from_db()
    assert certificate.status == CertificateStatus.VALID


def test_revoking_without_a_reason_is_refused_in_words(admin, aino):
    certificate = certificate_of(aino.enrollment)

    page = admin.post(reverse("certificate:revoke", args=[certificate.pk]), {})

    assert page.context["form"].errors == {"reason": ["Valitse syy."]}
    assert told(page) == ["Todistusta ei mitätöity."]
    certificate.refresh_from_db()
    assert certificate.status == CertificateStatus.VALID


def test_the_reason_of_a_revocation_is_told_with_its_words(admin, aino):
    certificate = certificate_of(aino.enrollment)

    admin.post(reverse("certificate:revoke", args=[certificate.pk]), {"reason": "other", "note": "nimi oli väärin"})

    assert facts(admin, reverse("certificate:inspect", args=[certificate.pk]))["Syy"] == "Muu: nimi oli väärin"


def test_a_certificate_is_replaced_with_the_present_name_shown_first(admin, aino):
    certificate = certificate_of(aino.enrollment)
    aino.name = "Aino Äyräpää"
    aino.save(update_fields=["name"])
    address = reverse("certificate:replace", args=[certificate.pk])

    asked = admin.get(address)
    assert says(asked, "Nimi uudessa todistuksessa")
    assert says(asked, "Aino Äyräpää")
    admin.post(address, {"reason": "name_changed", "note": "", "template": certificate.template_id})

    new = Certificate.objects.get(replaces=certificate)
    old_page, new_page = (reverse("certificate:inspect", args=[row.pk]) for row in (certificate, new))
    assert facts(admin, old_page)["Korvattu todistuksella"] == new.human_id
    assert facts(admin, new_page)["Korvaa todistuksen"] == "SY-0000"
    assert address not in admin.get(old_page).content.decode()


def test_replacing_without_a_reason_keeps_what_was_typed(admin, aino):
    certificate = certificate_of(aino.enrollment)

    page = admin.post(
        reverse("certificate:replace", args=[certificate.pk]),
        {"template": certificate.template_id, "note": "Avioliitto"},
    )

    assert page.context["form"].errors == {"reason": ["Valitse syy."]}
    assert told(page) == ["Todistusta ei korvattu."]
    assert says(page, "Avioliitto")
    assert Certificate.objects.count() == 1


def test_a_revoked_certificate_is_replaced_without_asking_why(admin, aino):
    certificate = certificate_of(aino.enrollment, status="revoked", ended_at=NOW, end_reason="wrong_person")
    address = reverse("certificate:replace", args=[certificate.pk])

    assert list(admin.get(address).context["form"].fields) == ["template"]
    admin.post(address, {"template": certificate.template_id})

    assert Certificate.objects.get(replaces=certificate).status == CertificateStatus.PREPARED


def test_a_second_press_of_replacing_says_why_it_did_nothing(admin, aino):
    certificate = certificate_of(aino.enrollment)
    address = reverse("certificate:replace", args=[certificate.pk])
    sent = {"reason": "wrong_details", "note": "", "template": certificate.template_id}

    admin.post(address, sent, follow=True)
    again = admin.post(address, sent, follow=True)

    assert told(again) == ["Vain henkilön uusimman, valmiin todistuksen voi korvata."]
    assert Certificate.objects.count() == 2


@pytest.mark.parametrize("typed", ["SYTY-7K4M-Q9XT-2B6H", "syty 7k4m q9xt 2b6h", "7K4MQ9XT2B6H"])
def test_a_certificate_is_found_however_its_id_is_typed(typed, admin, aino, eino):
    wanted = certificate_of(aino.enrollment, human_id="SYTY-7K4M-Q9XT-2B6H")
    certificate_of(eino.enrollment, 2)

    assert list(admin.get(reverse("certificate:index"), {"q": typed}).context["object_list"]) == [wanted]


# staff tasks


@pytest.mark.parametrize("kind", TodoKind)
def test_a_task_says_what_happened_what_to_do_and_where(kind, admin, run, aino):
    certificate = certificate_of(aino.enrollment)
    session = run.sessions.first()
    key = f"assignment-missing:{session.pk}" if kind == TodoKind.ASSIGNMENT_MISSING else f"x:{certificate.pk}"
    todo = Todo.objects.create(
        kind=kind, subject=f"{certificate.human_id} · syy", run=run, enrollment=aino.enrollment, dedup_key=key,
        raised_at=NOW,
    )  # fmt: skip

    page = BeautifulSoup(admin.get(reverse("todo:inspect", args=[todo.pk])).content, "html.parser").main
    buttons = [a["href"] for a in page.select("a.button-secondary")]
    in_list, person = f"{reverse('certificate:index')}?q=SY-0000", reverse("people:inspect", args=[aino.pk])

    headings = [heading.get_text(strip=True) for heading in page.select("dt")]
    assert headings[:2] == ["Mitä on tapahtunut", "Mitä tehdä"]
    assert all(len(fact.get_text(strip=True)) > 40 for fact in page.select("dd")[:2])
    assert buttons == {
        TodoKind.ASSIGNMENT_MISSING: [
            f"{reverse('textassignment:add')}?run={run.pk}", reverse("desk-session", args=[session.pk])
        ],
        TodoKind.GLYPH_MISSING: [person, in_list],
        TodoKind.CERTIFICATE_FAILED: [in_list, person],
        TodoKind.PREPARING_FAILED: [reverse("enrollment:inspect", args=[aino.enrollment.pk]), person],
        TodoKind.FACT_CORRECTED: [reverse("enrollment:inspect", args=[aino.enrollment.pk]), in_list],
    }[kind]  # fmt: skip
    assert all(admin.get(address).status_code == 200 for address in buttons)


def facts(client, address: str) -> dict[str, str]:
    """The facts on top of a page, by heading."""
    page = BeautifulSoup(client.get(address).content, "html.parser").main
    headings, values = page.select("dl > dt"), page.select("dl > dd")
    return {
        heading.get_text(strip=True): value.get_text(strip=True)
        for heading, value in zip(headings, values, strict=True)
    }


def test_a_task_of_a_session_names_who_were_away(admin, run, aino, eino):
    first, second = run.sessions.order_by("number")[:2]
    for person, status in ((aino, AttendanceStatus.ABSENT), (eino, AttendanceStatus.PRESENT)):
        Attendance.objects.create(session=first, person=person, status=status, marked_at=NOW)
    Attendance.objects.create(session=second, person=eino, status=AttendanceStatus.ABSENT, marked_at=NOW)
    todo = Todo.objects.create(
        kind=TodoKind.ASSIGNMENT_MISSING, subject="Kerta 1", run=run, dedup_key=f"assignment-missing:{first.pk}",
        raised_at=NOW,
    )  # fmt: skip

    shown = facts(admin, reverse("todo:inspect", args=[todo.pk]))

    assert shown["Poissa olleet"] == "Aino Esimerkki"
    assert "Osallistuja" not in shown


def test_a_task_of_an_enrolment_names_the_person_in_the_list_too(admin, run, aino):
    todo = Todo.objects.create(
        kind=TodoKind.FACT_CORRECTED, subject="SY-0000", enrollment=aino.enrollment, dedup_key="f", raised_at=NOW
    )

    assert facts(admin, reverse("todo:inspect", args=[todo.pk]))["Osallistuja"] == "Aino Esimerkki"
    assert says(admin.get(reverse("todo:index")), "Aino Esimerkki")


# enrolments


def test_the_page_of_an_enrolment_leads_to_its_run_and_its_person(admin, run, aino):
    page = BeautifulSoup(
        admin.get(reverse("enrollment:inspect", args=[aino.enrollment.pk])).content, "html.parser"
    ).main

    assert [a["href"] for a in page.select("dd a")] == [
        reverse("courserun:inspect", args=[run.pk]),
        reverse("people:inspect", args=[aino.pk]),
    ]


@pytest.mark.parametrize("asked", [True, False])
def test_whether_a_certificate_is_wanted_is_shown_of_those_who_were_asked(asked, admin, run, aino):
    run.rule_sets.update(needs_opt_in=asked)

    assert ("Haluaa todistuksen" in facts(admin, reverse("enrollment:inspect", args=[aino.enrollment.pk]))) is asked


def test_who_has_completed_a_run_is_called_so(admin, aino):
    assert lists(admin, aino)["Ilmoittautumiset"][0][1] == "Mukana"
    Enrollment.objects.update(completed_at=NOW, completed_under=aino.enrollment.run.rule_sets.get())

    assert lists(admin, aino)["Ilmoittautumiset"][0][1] == "Suorittanut"
    assert facts(admin, reverse("enrollment:inspect", args=[aino.enrollment.pk]))["Tila"] == "Suorittanut"


def test_mending_a_name_leads_back_to_the_person(admin, outi):
    address = reverse("people:edit", args=[outi.pk])

    answer = admin.post(address, {"name": "Outi Uusi", "language": "fi", "contact_email": ""})

    assert answer.url == reverse("people:inspect", args=[outi.pk])


def test_a_done_task_has_no_buttons(admin, run, sanna):
    todo = Todo.objects.create(
        kind=TodoKind.ASSIGNMENT_MISSING, subject="x", run=run, dedup_key="x", raised_at=NOW, done_at=NOW, done_by=sanna
    )

    page = BeautifulSoup(admin.get(reverse("todo:inspect", args=[todo.pk])).content, "html.parser").main

    assert page.select("a.button-secondary, .admin-actions form") == []


# the history


def change(admin, address: str, **fields) -> None:
    """Open the form, change these fields and save the rest as it stands."""
    page = BeautifulSoup(admin.get(address).content, "html.parser").main
    data = {}
    for field in page.select("form input[name], form select[name], form textarea[name]"):
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            data[field["name"]] = chosen["value"] if chosen else ""
        elif field.get("type") not in ("checkbox", "radio") or field.has_attr("checked"):
            data[field["name"]] = field.text.strip("\n") if field.name == "textarea" else field.get("value", "")
    answer = admin.post(address, {**data, **fields})
    assert answer.status_code == 302, BeautifulSoup(answer.content, "html.parser").main.get_text(" ", strip=True)


def test_the_history_shows_from_what_to_what(admin, run):
    change(admin, reverse("courserun:edit", args=[run.pk]), places="25", mode="onsite")

    page = admin.get(reverse("courserun:history", args=[run.pk]))

    assert says(page, "Toteutustapa: Etänä → Paikan päällä")
    assert says(page, "Paikkoja enintään: 20 → 25")


def test_the_history_of_a_person_keeps_no_name(admin, outi):
    change(admin, reverse("people:edit", args=[outi.pk]), name="Outi Salainen", language="sv")

    entry = ModelLogEntry.objects.get(action="wagtail.edit")
    assert [change.get("to") for change in entry.data["changes"]] == [None, "ruotsi"]
    assert "Outi" not in str(entry.data)
    page = admin.get(reverse("people:history", args=[outi.pk]))
    assert says(page, "Kieli: suomi → ruotsi")


def test_the_log_keeps_neither_the_people_of_a_part_nor_a_contact_person(admin, run, helmi):
    part = RunRole.objects.get(person=helmi)
    change(admin, reverse("runrole:edit", args=[part.pk]), shown_as="Helmi H.", role="trainer")
    change(admin, reverse("courserun:edit", args=[run.pk]), contact_name="Kalle Kontakti")

    said = " ".join(str(entry.data) for entry in ModelLogEntry.objects.all())
    assert ("Helmi" in said, "Kontakti" in said) == (False, False)
    assert "Vastuukouluttaja" in said


def test_an_instant_that_reads_the_same_is_no_change(admin, run):
    CourseRun.objects.filter(pk=run.pk).update(enrolment_opens_at=NOW.replace(second=35))
    change(admin, reverse("courserun:edit", args=[run.pk]), places="25")

    entry = ModelLogEntry.objects.get(action="wagtail.edit")
    assert [change["field"] for change in entry.data["changes"]] == ["places"]


def test_saving_without_a_change_says_nothing(admin, run):
    change(admin, reverse("courserun:edit", args=[run.pk]))

    assert [entry.data for entry in ModelLogEntry.objects.filter(action="wagtail.edit")] == [{}]
