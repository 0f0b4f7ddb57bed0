"""Staff's own wordings: read as the receiver does, tried out, saved, and the original brought back."""

import pytest
from django.urls import reverse

from messaging.kinds import message_kind, message_kinds
from messaging.models import Message, MessageTemplate
from messaging.services import send_due_messages
from messaging.services.queue import compose
from tests.admin.conftest import told
from tests.clock import NOW
from tests.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

KIND = "enrollment.left_queue"
ADD = "/hallinta/messagetemplate/new/"
TYPED = {"kind": KIND, "language": "fi", "subject": "Poissa jonosta: {course}", "body": "Hei {name}, et enää odota."}


def typed(**changes):
    return {**TYPED, "receiver": "", **changes}


@pytest.fixture
def own_wording():
    return MessageTemplate.objects.create(kind=KIND, language="fi", subject="Oma aihe", body="Oma teksti")


def test_every_kind_is_listed_in_every_language_with_the_wording_in_use(admin, own_wording):
    page = admin.get(reverse("messagetemplate:index")).content.decode()

    assert (page.count("Oma aihe"), page.count("Oma sanamuoto")) == (1, 1)
    assert page.count(f'href="{ADD}?kind=') == 2 * len(message_kinds()) - 1


def test_a_new_wording_begins_with_the_original_one(admin):
    page = admin.get(ADD, {"kind": KIND, "language": "sv"})

    form, original = page.context["form"], page.context["original"]
    assert (form.initial["kind"], form.initial["language"]) == (KIND, "sv")
    assert (form.initial["subject"], form.initial["body"]) == (original.subject, original.body)
    assert original.subject.startswith("Du ")


def test_an_address_with_an_unknown_kind_begins_with_nothing(admin):
    page = admin.get(ADD, {"kind": "no.such", "language": "xx"})

    assert (page.status_code, page.context["form"].initial["subject"]) == (200, "")


def test_a_preview_shows_the_sample_and_saves_nothing(admin):
    page = admin.post(ADD, typed(action="preview"))

    tried = page.context["tried"]
    assert (tried["receiver"], tried["letter"].subject) == (
        "Keksitty henkilö",
        "Poissa jonosta: Sytykettä yhteistyöhön",
    )
    assert "Hei Maija-Liisa Äyräpää, et enää odota." in page.content.decode()
    assert (MessageTemplate.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize("asked", ["aino esimerkki", "AINO@esimerkki.example"])
def test_a_preview_as_a_chosen_receiver_shows_what_they_would_read(admin, aino, asked):
    page = admin.post(ADD, typed(action="preview", receiver=asked))

    tried = page.context["tried"]
    assert tried["letter"].body == f"Hei {aino.get_short_name()}, et enää odota."
    assert tried["receiver"] == f"Aino Esimerkki, {aino.enrollment.run}"


def test_a_receiver_nobody_is_keeps_what_was_typed(admin):
    page = admin.post(ADD, typed(action="preview", receiver="Tuntematon"))

    assert page.content.decode().count('name="receiver"') == 1
    assert page.context["receiver_form"].errors == {
        "receiver": ["Kukaan tämän viestin saaja ei löytynyt. Tarkista nimi tai kirjoita sähköpostiosoite."]
    }
    assert page.context["form"]["body"].value() == TYPED["body"]
    assert page.context["tried"] is None


def test_a_message_without_receivers_to_choose_says_so(admin):
    body = "Todistus {certificate_id}: {link}"
    page = admin.post(ADD, typed(kind="certificate.ready", subject="Valmis", body=body, action="preview", receiver="A"))

    assert list(page.context["receiver_form"].errors) == ["receiver"]


def test_a_trial_goes_to_its_writer_alone_and_is_not_among_the_messages_read_on_the_site(admin, sanna, mailoutbox):
    page = admin.post(ADD, typed(action="trial"))
    send_due_messages(NOW)

    [mail] = mailoutbox
    assert (mail.to, mail.subject) == ([sanna.mail_address], "Kokeilu: Poissa jonosta: Sytykettä yhteistyöhön")
    assert mail.body == "Hei Maija-Liisa Äyräpää, et enää odota."
    assert (Message.objects.get().in_inbox, MessageTemplate.objects.count()) == (False, 0)
    assert "sanna" in told(page)[0].lower()


def test_a_wording_that_cannot_be_filled_is_neither_shown_nor_sent(admin):
    page = admin.post(ADD, typed(action="trial", body="Hei {kukkaruukku}"))

    assert (list(page.context["form"].errors), page.context["tried"]) == (["body"], None)
    assert Message.objects.count() == 0


def test_a_word_nobody_knows_is_told_of_alone(admin):
    body = "Paikka on varattu. Vastaa {answer_by}: {offer_page} {kukkaruukku}"
    page = admin.post(ADD, typed(kind="enrollment.offered", body=body))

    [told_of] = page.context["form"].errors["body"]
    assert "kukkaruukku" in told_of


def test_a_saved_wording_is_what_is_said_from_then_on(admin):
    admin.post(ADD, typed())

    letter = compose(KIND, "fi", message_kind(KIND).sample)
    assert (letter.subject, letter.body) == (
        "Poissa jonosta: Sytykettä yhteistyöhön",
        "Hei Maija-Liisa Äyräpää, et enää odota.",
    )


def test_an_own_wording_is_tried_without_changing_it(admin, own_wording):
    address = reverse("messagetemplate:edit", args=[own_wording.pk])

    page = admin.post(address, typed(subject="Uusi aihe", action="preview"))

    own_wording.refresh_from_db()
    assert (page.context["tried"]["letter"].subject, own_wording.subject) == ("Uusi aihe", "Oma aihe")


def test_deleting_an_own_wording_brings_the_original_back(admin, own_wording):
    before = compose(KIND, "fi", message_kind(KIND).sample)

    admin.post(reverse("messagetemplate:delete", args=[own_wording.pk]))

    after = compose(KIND, "fi", message_kind(KIND).sample)
    assert (before.subject, after.subject) == ("Oma aihe", "Luovuit varasijastasi: Sytykettä yhteistyöhön, Kevät 2027")


def test_somebody_else_cannot_be_shown_in_a_preview_by_a_trainer(helmi, aino):
    page = signed_in(helmi).post(ADD, typed(action="preview", receiver="Aino"))

    assert (page.status_code, page["Location"]) == (302, "/hallinta/")
