"""Omat tiedot: what is seen and mended, by whom, and what it does not change."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.enums import AccessKind
from accounts.models import Affiliation, Organisation, User
from accounts.queries import current_affiliation
from accounts.services import record_access
from accounts.services.addresses import AddressRefused, add_address
from accounts.services.persons import Background, person_for
from enrollment.models import Enrollment
from messaging.models import Message
from tests.admin.conftest import certificate_of
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.enrollment.conftest import says, soup
from tests.factories import OrganisationFactory, SectorFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = NOW.date()
PAGE, NAME, WORK, ADDRESS, CODE = (
    "/omat/tiedot/",
    "/omat/tiedot/nimi/",
    "/omat/tiedot/tyo/",
    "/omat/tiedot/osoite/",
    "/omat/tiedot/osoite/koodi/",
)
CONFIRM = "/omat/tiedot/vahvista/{}/"


@pytest.fixture
def own(aino) -> Client:
    return signed_in(aino)


def mailed_code() -> str:
    return mail.outbox[-1].body.split("\n\n")[2].strip()


def confirmed(client: Client, goal: str = "osoite") -> Client:
    """The same browser, after a code mailed to the own address was typed."""
    client.post(CONFIRM.format(goal), {"action": "send"})
    answer = client.post(CONFIRM.format(goal), {"code": mailed_code()})
    assert answer.status_code == 302
    return client


def taken_copy(client: Client) -> int:
    """The status of asking for the copy; reading it to the end closes the file."""
    answer = client.post("/omat/tiedot/lataa/")
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code


def errors(response) -> list[str]:
    return [error.get_text() for error in soup(response).select(".error-summary li")]


# Seeing


def test_the_page_says_who_i_am_where_mail_goes_and_where_i_work(own, aino):
    Affiliation.objects.create(
        user=aino, organisation=OrganisationFactory(), profession_text="koulukuraattori", valid_from=TODAY
    )

    page = own.get(PAGE)

    assert [heading.get_text() for heading in soup(page).select("h2")] == [
        "Kuka olet", "Sähköpostiosoitteet", "Missä työskentelet", "Kerrat omaan kalenteriisi",
        "Kuka on avannut vastauksiasi ja tiedostojasi", "Suostumukset", "Kopio tiedoistasi", "Tietojesi poistaminen",
    ]  # fmt: skip
    for text in ("Aino Esimerkki", "aino@esimerkki.example", "Kuopion kaupunki, sivistystoimi", "koulukuraattori"):
        assert says(page, text)
    assert says(page, "to 20.5.2027 alkaen")


def test_one_without_an_organisation_is_not_asked_whether_they_left_it(own, aino):
    Affiliation.objects.create(user=aino, sector=SectorFactory(), valid_from=TODAY)

    section = soup(own.get(PAGE)).find("section", attrs={"aria-labelledby": "work"})

    assert [link.get_text() for link in section.select("a")] == [
        "Korjaa tiedot", "Lisää organisaatio tai ammattinimike",
    ]  # fmt: skip


def test_the_page_says_who_has_looked(own, aino, helmi):
    assert says(own.get(PAGE), "Ei kukaan. Avaamiset näkyvät tässä näin pitkältä ajalta: 24 kuukautta.")

    record_access(helmi, aino, AccessKind.SUBMISSION, subject="Kysymyksiä hitaasti", reference="1", now=NOW)

    assert says(own.get(PAGE), "Helmi Harju · Tehtävän vastaus · Kysymyksiä hitaasti")


def test_the_page_costs_the_same_with_one_row_and_with_thirty(own, aino, helmi):
    def fill(count: int) -> None:
        for number in range(count):
            record_access(helmi, aino, AccessKind.SUBMISSION, subject="x", reference=number, now=NOW)
            Affiliation.objects.create(
                user=aino, organisation=Organisation.objects.create(name=f"Organisaatio {number}"),
                sector=SectorFactory(), valid_from=TODAY, valid_until=TODAY,
            )  # fmt: skip
            aino.emailaddress_set.create(email=f"aino{number}@esimerkki.example")

    own.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        own.get(PAGE)
    fill(30)
    with CaptureQueriesContext(connection) as many:
        own.get(PAGE)

    assert len(many) == len(few)


def test_staff_are_told_why_they_cannot_erase_themselves(helmi):
    page = signed_in(helmi).get(PAGE)

    assert says(page, "Pyydä pääkäyttäjää siirtämään toteutuksesi toiselle")
    assert soup(page).find("a", href="/omat/tiedot/poista/") is None


# Name


def test_a_new_name_is_for_the_future_only(own, aino):
    answer = own.post(NAME, {"name": " Aino   Uusinimi "}, follow=True)

    aino.refresh_from_db()
    aino.enrollment.refresh_from_db()
    assert (aino.name, aino.name_folded, aino.enrollment.name) == ("Aino Uusinimi", "aino uusinimi", "Aino Esimerkki")
    assert says(answer, "Uusi nimesi on käytössä. Aiemmin myönnetyt todistukset pysyvät ennallaan.")


@pytest.mark.parametrize("typed", ["", "   ", "123"])
def test_a_name_without_letters_is_asked_again(own, aino, typed):
    answer = own.post(NAME, {"name": typed})

    assert errors(answer) == ["Kirjoita nimesi siinä muodossa kuin haluat sen todistukseen."]
    assert soup(answer).find("input", {"name": "name"}).get("value", "") == typed
    assert User.objects.get(pk=aino.pk).name == "Aino Esimerkki"


def test_the_language_is_asked_only_when_there_is_a_choice(own, aino, settings):
    settings.LANGUAGES = [("fi", "suomi")]
    assert soup(own.get(NAME)).find("input", {"name": "language"}) is None

    settings.LANGUAGES = [("fi", "suomi"), ("sv", "svenska")]
    own.post(NAME, {"name": aino.name, "language": "sv"})

    aino.refresh_from_db()
    assert aino.language == "sv"


def test_nobody_gets_rights_by_posting_more_than_the_form_asks(own, aino):
    own.post(NAME, {"name": "Aino", "is_superuser": "on", "is_staff": "on", "email": "x@y.example", "language": "en"})

    aino.refresh_from_db()
    assert (aino.is_superuser, aino.is_staff, aino.email, aino.language) == (
        False, False, "aino@esimerkki.example", "fi",
    )  # fmt: skip


# Work


def work(**facts) -> dict[str, str]:
    return {
        "organisation": "Pohjois-Savon hyvinvointialue",
        "sector": str(SectorFactory().pk),
        "profession": "psykologi",
        "since": "20.5.2027",
        "replaces": "yes",
        **facts,
    }


@pytest.fixture
def employed(aino) -> Affiliation:
    return Affiliation.objects.create(
        user=aino, organisation=OrganisationFactory(), sector=SectorFactory(), valid_from=TODAY - days(100)
    )


def test_a_new_employer_holds_from_the_day_and_ends_the_earlier_one(own, aino, employed):
    answer = own.post(WORK, work(), follow=True)

    assert says(answer, "Uusi organisaatiosi on voimassa tästä päivästä alkaen.")
    employed.refresh_from_db()
    assert employed.valid_until == TODAY - days(1)
    now = current_affiliation(aino, TODAY)
    assert (now.organisation.name, now.profession_text, now.valid_from) == (
        "Pohjois-Savon hyvinvointialue", "psykologi", TODAY,
    )  # fmt: skip
    aino.enrollment.refresh_from_db()
    assert aino.enrollment.organisation_name == "Kuopion kaupunki, sivistystoimi"


def test_a_second_employer_leaves_the_first(own, aino, employed):
    own.post(WORK, work(replaces="no", since="1.6.2027"))

    assert list(aino.affiliations.order_by("valid_from").values_list("valid_from", "valid_until")) == [
        (TODAY - days(100), None), (date(2027, 6, 1), None),
    ]  # fmt: skip


def test_a_new_title_in_the_same_organisation_never_stands_twice(own, aino, employed):
    own.post(WORK, work(organisation=employed.organisation.name, replaces="no"))

    assert list(aino.affiliations.order_by("pk").values_list("valid_until", "profession_text")) == [
        (TODAY - days(1), ""), (None, "psykologi"),
    ]  # fmt: skip


def test_a_mistaken_row_of_the_same_day_is_replaced(own, aino):
    own.post(WORK, work(profession="psykologo"))
    own.post(WORK, work())

    assert list(aino.affiliations.values_list("profession_text", "valid_until")) == [("psykologi", None)]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"since": ""}, "Kirjoita päivä, josta alkaen tämä on voimassa, esimerkiksi 1.6.2027."),
        ({"since": "kesällä"}, "Kirjoita päivä muodossa päivä.kuukausi.vuosi, esimerkiksi 1.6.2027."),
        ({"since": "1.6.1902"}, "Tarkista vuosi."),
        ({"since": "1.7.2028"}, "Kirjoita päivä, joka on vuoden sisällä."),
        ({"sector": ""}, "Valitse toimiala, joka on lähimpänä työtäsi."),
        ({"replaces": ""}, "Valitse, oletko vielä töissä aiemmassa organisaatiossa."),
    ],
)
def test_what_was_typed_stays_when_something_is_wrong(own, aino, employed, typed, told):
    answer = own.post(WORK, work(**typed))

    assert errors(answer) == [told]
    assert soup(answer).find("input", {"name": "organisation"})["value"] == "Pohjois-Savon hyvinvointialue"
    assert aino.affiliations.count() == 1


def test_an_untouched_form_ends_no_job(own, aino, employed):
    page = soup(own.get(WORK))
    assert page.select("input[type=radio][checked]") == []

    answer = own.post(WORK, work(organisation=" ", profession="", replaces=""))

    assert errors(answer) == [
        "Kirjoita organisaatio tai ammattinimike.",
        "Valitse, oletko vielä töissä aiemmassa organisaatiossa.",
    ]
    assert list(aino.affiliations.values_list("pk", "valid_until")) == [(employed.pk, None)]


def test_a_typing_error_is_mended_where_it_stands(own, aino, employed):
    Affiliation.objects.filter(pk=employed.pk).update(profession_text="psykologo")
    address = f"/omat/tiedot/tyo/{employed.pk}/korjaa/"
    page = soup(own.get(address))
    shown = {field["name"]: field.get("value") for field in page.select("main input[name]:not([type=hidden])")}
    assert shown == {"organisation": employed.organisation.name, "profession": "psykologo"}
    assert page.select_one("option[selected]")["value"] == str(employed.sector_id)

    facts = {"organisation": employed.organisation.name, "sector": str(employed.sector_id), "profession": "psykologi"}
    assert errors(own.post(address, {**facts, "organisation": "", "profession": ""})) == [
        "Kirjoita organisaatio tai ammattinimike."
    ]
    answer = own.post(address, facts, follow=True)

    assert says(answer, "Korjaus on tallennettu. Aiemmat ilmoittautumiset pysyvät ennallaan.")
    assert list(
        aino.affiliations.values_list("pk", "organisation", "profession_text", "valid_from", "valid_until")
    ) == [(employed.pk, employed.organisation_id, "psykologi", employed.valid_from, None)]


def test_mending_does_not_name_an_organisation_twice(own, aino, employed):
    elsewhere = OrganisationFactory(name="Esimerkkilän kaupunki")
    other = Affiliation.objects.create(user=aino, organisation=elsewhere, valid_from=TODAY)

    answer = own.post(f"/omat/tiedot/tyo/{other.pk}/korjaa/", work(organisation=employed.organisation.name))

    assert errors(answer) == ["Sinulla on jo tämä organisaatio."]
    other.refresh_from_db()
    assert other.organisation_id != employed.organisation_id


def test_a_last_day_ends_a_job(own, aino, employed):
    address = f"/omat/tiedot/tyo/{employed.pk}/paata/"
    assert errors(own.post(address, {"last_day": "1.1.2020"})) == [
        "Viimeinen päivä on ennen ensimmäistä. Tarkista päivä."
    ]

    own.post(address, {"last_day": "30.4.2027"})

    employed.refresh_from_db()
    assert employed.valid_until == date(2027, 4, 30)
    assert own.get(address).status_code == 404


def test_somebody_elses_job_does_not_exist(own, outi):
    others = Affiliation.objects.create(user=outi, valid_from=TODAY)

    assert own.post(f"/omat/tiedot/tyo/{others.pk}/paata/", {"last_day": "30.5.2027"}).status_code == 404
    assert own.post(f"/omat/tiedot/tyo/{others.pk}/korjaa/", work()).status_code == 404
    others.refresh_from_db()
    assert others.valid_until is None


# The code that shows who is there


@pytest.mark.parametrize(("address", "goal"), [(ADDRESS, "osoite"), ("/omat/tiedot/poista/", "poista")])
def test_what_cannot_be_undone_asks_for_a_code_first(own, address, goal):
    answer = own.post(address, {"email": "uusi@esimerkki.example", "is_sure": "on"})

    assert (answer.status_code, answer["Location"]) == (302, f"/omat/tiedot/vahvista/{goal}/")


def test_looking_sends_no_code_and_asking_sends_one(own):
    assert says(own.get(CONFIRM.format("poista")), "Lähetämme kertakäyttökoodin osoitteeseen")
    assert mail.outbox == []

    own.post(CONFIRM.format("poista"), {"action": "send"})

    letter = mail.outbox[0]
    assert (letter.to, letter.subject) == (["aino@esimerkki.example"], "Kertakäyttökoodi omiin tietoihisi")
    assert mailed_code() not in str(own.session.items())


def test_a_typed_code_leads_on_in_any_spelling_and_works_once(own):
    own.post(CONFIRM.format("poista"), {"action": "send"})
    code = mailed_code()

    answer = own.post(CONFIRM.format("poista"), {"code": f" {code.lower().replace('-', ' ')} "})

    assert (answer.status_code, answer["Location"]) == (302, "/omat/tiedot/poista/")
    again = own.post(CONFIRM.format("poista"), {"code": code})
    assert errors(again) == ["Koodi ei ole enää voimassa. Pyydä uusi koodi."]


def test_the_third_wrong_code_is_the_last(own):
    own.post(CONFIRM.format("poista"), {"action": "send"})
    code = mailed_code()

    told = [errors(own.post(CONFIRM.format("poista"), {"code": "AAAA-BBBB"})) for _ in range(3)]

    wrong = ["Tämä ei ole lähettämämme koodi. Tarkista koodi ja yritä uudelleen."]
    assert told == [wrong, wrong, ["Koodi ei ole enää voimassa. Pyydä uusi koodi."]]
    assert own.post(CONFIRM.format("poista"), {"code": code}).status_code == 200


def test_a_code_and_what_it_opened_grow_old(own, time_machine_to):
    own.post(CONFIRM.format("lataa"), {"action": "send"})
    code = mailed_code()
    time_machine_to(NOW + hours(10.5 / 60))
    assert own.post(CONFIRM.format("lataa"), {"code": code}).status_code == 200

    confirmed(own, "lataa")
    time_machine_to(NOW + hours(20 / 60))
    assert taken_copy(own) == 200
    time_machine_to(NOW + hours(26 / 60))
    assert taken_copy(own) == 302


def signed_in_by_code(address: str) -> Client:
    client = Client()
    client.post("/tili/login/code/", {"email": address})
    client.post("/tili/login/code/confirm/", {"code": mailed_code()})
    return client


def test_a_code_typed_at_signing_in_is_enough_for_a_quarter_of_an_hour(aino, time_machine_to):
    own = signed_in_by_code(aino.email)

    assert taken_copy(own) == 200
    time_machine_to(NOW + hours(16 / 60))
    assert taken_copy(own) == 302


def test_signing_in_with_a_further_address_does_not_show_who_is_there(own, aino):
    add(own, "koti@esimerkki.example")

    assert taken_copy(signed_in_by_code("koti@esimerkki.example")) == 302


def test_codes_are_not_sent_without_end(own):
    for _ in range(8):
        own.post(CONFIRM.format("poista"), {"action": "send"})

    answer = own.post(CONFIRM.format("poista"), {"action": "send"}, follow=True)

    assert (len(mail.outbox), says(answer, "Olet pyytänyt monta koodia.")) == (8, True)


def test_an_unknown_goal_is_nowhere(own):
    assert own.get(CONFIRM.format("muualle")).status_code == 404


def test_a_code_for_one_thing_does_not_do_for_another(own):
    confirmed(own)
    own.post(ADDRESS, {"email": "koti@esimerkki.example"})
    code = mailed_code()
    del (session := own.session)["own_confirmed_at"]
    session.save()

    assert own.post(CONFIRM.format("poista"), {"code": code}).status_code == 200
    assert own.get("/omat/tiedot/lataa/").status_code == 200
    assert own.post("/omat/tiedot/lataa/").status_code == 302


# Addresses


def add(client: Client, email: str):
    confirmed(client)
    client.post(ADDRESS, {"email": email})
    return client.post(CODE, {"code": mailed_code()}, follow=True)


def test_a_further_address_is_added_with_the_code_sent_there(own, aino):
    answer = add(own, " Koti@Esimerkki.example ")

    assert says(answer, "Osoite on lisätty. Voit nyt kirjautua sillä sisään.")
    assert set(aino.emailaddress_set.values_list("email", "primary", "verified")) == {
        ("aino@esimerkki.example", True, False), ("koti@esimerkki.example", False, True),
    }  # fmt: skip
    assert mail.outbox[-1].to == ["koti@esimerkki.example"]


def test_the_added_address_signs_in_and_enrols_the_same_person(own, aino):
    add(own, "koti@esimerkki.example")
    stranger = Client()
    stranger.post("/tili/login/code/", {"email": "koti@esimerkki.example"})

    stranger.post("/tili/login/code/confirm/", {"code": mailed_code()})

    assert stranger.session["_auth_user_id"] == str(aino.pk)
    assert person_for("koti@esimerkki.example", "Joku Muu", Background(), now=NOW) == aino


def test_messages_go_to_the_chosen_address_and_the_earlier_one_is_told(own, aino, django_capture_on_commit_callbacks):
    add(own, "koti@esimerkki.example")
    row = aino.emailaddress_set.get(email="koti@esimerkki.example")

    with django_capture_on_commit_callbacks(execute=True):
        answer = own.post(f"/omat/tiedot/osoite/{row.pk}/kayta/", follow=True)

    aino.refresh_from_db()
    assert says(answer, "Tästä lähtien kirjoitamme tähän osoitteeseen.")
    assert (aino.email, aino.mail_address) == ("koti@esimerkki.example", "koti@esimerkki.example")
    assert dict(aino.emailaddress_set.values_list("email", "primary")) == {
        "aino@esimerkki.example": False, "koti@esimerkki.example": True,
    }  # fmt: skip
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == (
        ["aino@esimerkki.example"], "Kirjoitamme nyt toiseen osoitteeseesi",
    )  # fmt: skip
    assert Message.objects.latest("pk").recipient == aino


def test_an_address_is_removed_but_not_the_one_messages_go_to(own, aino):
    add(own, "koti@esimerkki.example")
    further, primary = (aino.emailaddress_set.get(primary=primary) for primary in (False, True))

    kept = own.post(f"/omat/tiedot/osoite/{primary.pk}/poista/", follow=True)
    own.post(f"/omat/tiedot/osoite/{further.pk}/poista/")

    assert says(kept, "Viestit lähetetään tähän osoitteeseen.")
    assert list(aino.emailaddress_set.all()) == [primary]


def test_an_unproven_address_cannot_be_chosen(own, aino):
    confirmed(own)
    row = aino.emailaddress_set.create(email="epavarma@esimerkki.example", verified=False)

    answer = own.post(f"/omat/tiedot/osoite/{row.pk}/kayta/", follow=True)

    assert says(answer, "Osoita ensin, että osoite on sinun")
    aino.refresh_from_db()
    assert aino.email == "aino@esimerkki.example"


def test_a_stranger_whose_address_was_mistyped_is_told_what_it_is_about(own):
    confirmed(own)

    own.post(ADDRESS, {"email": "vieras@esimerkki.example"})

    assert (mail.outbox[-1].subject, mail.outbox[-1].body.replace(mailed_code(), "KOODI").split("\n\n")) == (
        "Kertakäyttökoodi osoitteen lisäämiseen",
        [
            "Hei!",
            "Joku haluaa lisätä tämän osoitteen Sytyke-tililleen. Jos se olet sinä, tässä on kertakäyttökoodisi:",
            "KOODI",
            "Kirjoita koodi sivulle, jolla pyysit sitä. Koodi on voimassa 10 minuuttia ja toimii kerran.",
            "Jos se et ollut sinä, sinun ei tarvitse tehdä mitään.",
        ],
    )


def test_an_address_that_waits_for_its_code_leads_back_to_it(own):
    assert soup(own.get(PAGE)).select(f"main a[href='{CODE}']") == []
    confirmed(own)
    own.post(ADDRESS, {"email": "koti@esimerkki.example"})

    row = soup(own.get(PAGE)).select_one(f"main a[href='{CODE}']").find_parent("li")

    assert " ".join(row.get_text().split()) == (
        "koti@esimerkki.example Odottaa koodia, jonka lähetimme tähän osoitteeseen. Kirjoita koodi"
    )


def test_an_address_of_somebody_else_is_answered_alike_and_never_added(own, aino, outi):
    confirmed(own)
    free = own.post(ADDRESS, {"email": "vapaa@esimerkki.example"}, follow=True)
    taken = own.post(ADDRESS, {"email": outi.email}, follow=True)

    def seen(response) -> str:
        page = BeautifulSoup(response.content, "html.parser")
        return " ".join(page.get_text().split()).replace("vapaa@esimerkki.example", outi.email)

    assert seen(taken) == seen(free)
    letter = mail.outbox[-1]
    assert (letter.to, letter.subject) == ([outi.email], "Osoite on jo käytössä")
    assert aino.emailaddress_set.count() == 1


def test_an_address_taken_meanwhile_is_refused(aino, outi):
    with pytest.raises(AddressRefused):
        add_address(aino, outi.email)

    EmailAddress.objects.filter(user=outi).update(email="muu@esimerkki.example", verified=True)
    with pytest.raises(AddressRefused):
        add_address(aino, "muu@esimerkki.example")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Kirjoita sähköpostiosoite, jonka haluat lisätä."),
        ("aino@", "Tarkista sähköpostiosoite."),
        ("AINO@esimerkki.example", "Sinulla on jo tämä osoite."),
    ],
)
def test_an_address_that_cannot_be_is_explained(own, typed, told):
    answer = confirmed(own).post(ADDRESS, {"email": typed})

    assert [error[: len(told)] for error in errors(answer)] == [told]


@pytest.mark.parametrize("verb", ["kayta", "poista"])
def test_somebody_elses_address_does_not_exist(own, outi, verb):
    row = outi.emailaddress_set.get()

    assert confirmed(own).post(f"/omat/tiedot/osoite/{row.pk}/{verb}/").status_code == 404
    assert outi.emailaddress_set.count() == 1


def test_without_a_waiting_code_there_is_nothing_to_type(own):
    answer = own.get(CODE)

    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)


# Copy and erasure


def test_the_copy_is_one_zip_file(own):
    assert says(own.get("/omat/tiedot/lataa/"), "Saat yhden pakatun tiedoston.")

    answer = confirmed(own, "lataa").post("/omat/tiedot/lataa/")

    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == 'attachment; filename="omat-tiedot-2027-05-20.zip"'
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_copies_are_not_made_without_end(own):
    confirmed(own, "lataa")
    kinds = [taken_copy(own) for _ in range(7)]

    assert kinds == [200] * 6 + [302]


def test_the_page_of_erasing_says_what_goes_what_stays_and_which_places_are_given_back(own, aino):
    page = own.get("/omat/tiedot/poista/")

    assert [heading.get_text() for heading in soup(page).select("h2")] == [
        "Nämä ilmoittautumiset perutaan", "Mitä poistetaan", "Mitä jää ilman nimeäsi",
    ]  # fmt: skip
    assert says(page, "Kevät 2027")
    assert says(page, "Menneistä jää rivi ilman nimeäsi")
    assert soup(page).find("input", {"name": "is_sure"}) is None


def test_whoever_only_waits_is_not_promised_a_place_to_give(own, aino):
    Enrollment.objects.update(state="waiting", queued_at=NOW)

    page = own.get("/omat/tiedot/poista/")

    assert says(page, "Luovut varasijastasi.")
    assert not says(page, "Paikkasi siirtyy")


def test_what_stays_is_said_with_its_time_and_reason(own, aino, helmi):
    certificate_of(aino.enrollment)
    record_access(helmi, aino, AccessKind.SUBMISSION, subject="x", reference="1", now=NOW)

    page = own.get("/omat/tiedot/poista/")

    assert [heading.get_text() for heading in soup(page).select("#kept ~ dl dt")] == [
        "Todistusten rekisteri", "Lokit: kuka on muuttanut tai avannut tietoja, ja tieto poistoista",
    ]  # fmt: skip
    assert says(page, "Säilytysaika: 10 vuotta myöntämisestä.")
    assert says(page, "Sinulla on voimassa oleva todistus. Se pysyy voimassa")


def test_a_person_erases_everything_and_is_gone(own, aino, settings):
    settings.IS_DEMO = False
    confirmed(own, "poista")
    unsure = own.post("/omat/tiedot/poista/", {})

    answer = own.post("/omat/tiedot/poista/", {"is_sure": "on"}, follow=True)

    assert errors(unsure) != []
    assert says(answer, "Tietosi on poistettu")
    assert says(answer, "Jos sinulle on myönnetty todistuksia, ne voi yhä tarkistaa tunnisteella.")
    aino.refresh_from_db()
    assert (aino.name, aino.email) == ("", None)
    assert "_auth_user_id" not in own.session
    assert own.get("/omat/tiedot/").status_code == 302
    assert own.get("/omat/tiedot/poistettu/").status_code == 302


def test_staff_cannot_erase_themselves(helmi):
    own = confirmed(signed_in(helmi), "poista")

    page = own.get("/omat/tiedot/poista/")
    answer = own.post("/omat/tiedot/poista/", {"is_sure": "on"})

    assert says(page, "Tietojasi ei voi poistaa tässä")
    assert answer.status_code == 200
    helmi.refresh_from_db()
    assert helmi.erased_at is None


def test_the_address_of_a_new_person_is_free_again_after_an_erasure(own, aino):
    confirmed(own, "poista").post("/omat/tiedot/poista/", {"is_sure": "on"})

    again = person_for("aino@esimerkki.example", "Aino Esimerkki", Background(), now=NOW)

    assert (again.pk != aino.pk, again.enrollments.count()) == (True, 0)


def test_a_stranger_meets_the_door(client):
    assert UserFactory()
    for address in (PAGE, NAME, WORK, ADDRESS, CODE, "/omat/tiedot/lataa/", "/omat/tiedot/poista/"):
        assert client.get(address)["Location"] == f"/tili/login/?next={address}"
