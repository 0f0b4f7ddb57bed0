"""Writing one text to a group of a run: counted, read first, sent once."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.enums import RoleKind
from enrollment.models import Enrollment
from enrollment.queries.groups import counts_by_state, group_of
from enrollment.services.writing import write_to
from messaging.models import Message, MessageBatch
from tests.admin.conftest import told
from tests.clock import NOW
from tests.conftest import signed_in
from tests.factories import EnrollmentFactory, RunRoleFactory, SectorFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

KEY = "7c3e3f0e-8f2f-4c56-9a55-1d1f6c5e0001"


@pytest.fixture
def address(run):
    return reverse("courserun:write", args=[run.pk])


def typed(**changes):
    facts = {"states": ["confirmed"], "sector": "", "subject": "Ota kynä mukaan", "text": "Piirrämme karttoja."}
    return {**facts, "key": KEY, **changes}


def send(admin, address, **changes):
    """Read the preview, then send."""
    seen = admin.post(address, typed(action="preview", **changes)).context["seen"]
    return admin.post(address, typed(action="send", seen=seen, **changes), follow=True)


def test_the_form_tells_how_many_there_are_of_each_state(admin, address, aino, eino, run):
    form = admin.get(address).context["form"]

    assert sorted(form.fields["states"].choices) == [("confirmed", "Mukana (1)"), ("waiting", "Varasijalla (1)")]


def test_a_preview_shows_the_first_receiver_and_how_many_get_it(admin, address, aino, run):
    EnrollmentFactory(run=run)

    page = admin.post(address, typed(action="preview"))

    letter = page.context["letter"]
    assert (letter.subject, page.context["count"]) == ("Ota kynä mukaan", 2)
    assert letter.body.startswith("Hei Aino Esimerkki!\n\nPiirrämme karttoja.\n\nKoulutus: ")
    assert "Lähetä 2 henkilölle" in page.content.decode()
    assert (Message.objects.count(), MessageBatch.objects.count()) == (0, 0)


def test_nothing_goes_out_before_the_number_of_receivers_has_been_seen(admin, address, aino):
    page = admin.post(address, typed(action="send"))

    assert (page.status_code, Message.objects.count()) == (200, 0)
    assert told(page) == ["Teksti tai vastaanottajien määrä on muuttunut. Tarkista esikatselu ja lähetä uudelleen."]


def test_a_text_changed_after_the_preview_is_read_again_before_it_goes_out(admin, address, aino):
    seen = admin.post(address, typed(action="preview")).context["seen"]

    page = admin.post(address, typed(action="send", seen=seen, text="Aivan muuta."))

    assert ("Aivan muuta." in page.context["letter"].body, Message.objects.count()) == (True, 0)


def test_somebody_who_joined_between_the_preview_and_the_press_is_told_of_first(admin, address, aino, run):
    seen = admin.post(address, typed(action="preview")).context["seen"]
    EnrollmentFactory(run=run)

    page = admin.post(address, typed(action="send", seen=seen))

    assert (page.context["count"], Message.objects.count()) == (2, 0)


def test_a_press_sends_it_to_everybody_chosen_and_a_second_press_to_nobody(admin, address, aino, eino, sanna, run):
    for _press in range(2):
        answer = send(admin, address)
        assert told(answer) == ["Viesti lähtee 1 henkilölle minuutin kuluessa."]

    message = Message.objects.get(kind="enrollment.note")
    assert (message.recipient, message.subject, message.in_inbox) == (aino, "Ota kynä mukaan", True)
    assert "Piirrämme karttoja." in message.body
    batch = MessageBatch.objects.get()
    assert (str(batch.pk), batch.count, batch.by, batch.about) == (KEY, 1, sanna, str(run))


def test_only_those_of_the_chosen_sector_get_it(admin, address, run):
    school = SectorFactory(key="koulu", title_fi="Koulu")
    one = EnrollmentFactory(run=run, sector=school)
    EnrollmentFactory(run=run)

    send(admin, address, sector=str(school.pk))

    assert Message.objects.get(kind="enrollment.note").recipient == one.person


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"states": []}, "states"),
        ({"states": ["cancelled"]}, "states"),
        ({"subject": " "}, "subject"),
        ({"subject": "x" * 61}, "subject"),
        ({"text": ""}, "text"),
        ({"key": "x"}, "key"),
    ],
)
def test_what_cannot_be_sent_is_refused_at_its_field_and_keeps_what_was_typed(admin, address, aino, changes, field):
    page = admin.post(address, typed(action="send", seen="x", **changes))

    form = page.context["form"]
    assert (list(form.errors), Message.objects.count()) == ([field], 0)
    assert form["text"].value() == changes.get("text", "Piirrämme karttoja.")


def test_a_sector_nobody_is_of_is_refused(admin, address, aino):
    page = admin.post(address, typed(action="preview", sector=str(SectorFactory(key="koulu", title_fi="Koulu").pk)))

    assert page.context["form"].errors == {"sector": ["Kukaan valitsemistasi ei ole tältä toimialalta."]}


def test_whoever_has_no_address_or_has_been_erased_is_not_counted(run, aino):
    EnrollmentFactory(run=run, person=UserFactory(email=None))
    erased = EnrollmentFactory(run=run)
    erased.person.erased_at = NOW
    erased.person.save()

    assert counts_by_state(run) == {"confirmed": 1}


def test_a_group_without_anybody_is_a_fault_of_the_caller(run, sanna):
    with pytest.raises(ValueError, match="without receivers"):
        write_to(run, Enrollment.objects.none(), "Aihe", "Teksti", key=uuid4(), by=sanna, now=NOW)


def test_a_trainer_of_the_whole_run_writes_and_one_of_another_run_finds_no_such_page(address, helmi, johannes, aino):
    pages = [signed_in(person).get(address) for person in (helmi, johannes)]

    assert [page.status_code for page in pages] == [200, 404]


def test_a_part_that_only_marks_attendance_does_not_write(address, run, aino, johannes):
    RunRoleFactory(run=run, person=johannes, role=RoleKind.CHECK_IN)

    assert signed_in(johannes).get(address).status_code == 404


def test_a_trainer_sees_the_way_to_write_on_the_page_of_an_own_run(helmi, run, address):
    page = signed_in(helmi).get(reverse("courserun:inspect", args=[run.pk])).content.decode()

    assert f'href="{address}"' in page


def test_a_preview_asks_as_many_questions_for_thirty_receivers_as_for_one(admin, address, run, aino):
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            admin.post(address, typed(action="preview"))
        return len(asked)

    questions()
    for_one = questions()
    EnrollmentFactory.create_batch(29, run=run)

    assert (questions(), group_of(run, ["confirmed"]).count()) == (for_one, 30)
