"""Erasing somebody who asks for it, and deciding how long data are kept: administrators only."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.models import ErasureEntry, RetentionPeriod
from accounts.registry import data_kind, data_kinds
from tests.admin.conftest import certificate_of, told
from tests.conftest import signed_in
from tests.enrollment.conftest import says

pytestmark = pytest.mark.django_db


def erase_address(person) -> str:
    return reverse("people:erase", args=[person.pk])


def test_the_form_of_a_person_leads_to_erasing(admin, outi):
    assert erase_address(outi) in admin.get(reverse("people:edit", args=[outi.pk])).content.decode()


def test_the_administrator_reads_what_the_person_would(admin, aino):
    page = admin.get(erase_address(aino))

    for text in ("Aino Esimerkki", "Mitä poistetaan", "Mitä jää ilman nimeäsi", "Tulevat ilmoittautumisesi perutaan"):
        assert says(page, text)
    assert not says(page, "Henkilöllä on voimassa oleva todistus.")


def test_a_valid_certificate_is_pointed_out(admin, aino):
    certificate_of(aino.enrollment)

    assert says(
        admin.get(erase_address(aino)),
        "Henkilöllä on voimassa oleva todistus. Voit poistaa muut tiedot ja säilyttää todistuksen tarkistustiedon.",
    )


def test_an_administrator_erases_after_making_sure_who_asks(admin, sanna, outi):
    unsure = admin.post(erase_address(outi), {"x": ""})
    assert says(unsure, "Varmista ensin, että henkilö on pyytänyt tätä.")

    answer = admin.post(erase_address(outi), {"is_asked": "on"}, follow=True)

    outi.refresh_from_db()
    assert told(answer) == ["Henkilön tiedot on poistettu."]
    assert (outi.name, outi.email) == ("", None)
    entry = ErasureEntry.objects.get()
    assert (entry.by, entry.cause) == (sanna, "request")
    assert admin.get(erase_address(outi)).status_code == 404


def test_a_trainer_is_not_erased_before_the_role_is_taken_away(admin, helmi):
    answer = admin.post(erase_address(helmi), {"is_asked": "on"}, follow=True)

    assert told(answer) == ["Henkilökuntaan kuuluvan tietoja ei voi poistaa. Poista ensin hänen roolinsa."]
    helmi.refresh_from_db()
    assert helmi.erased_at is None


def test_a_trainer_erases_nobody(helmi, outi):
    answer = signed_in(helmi).post(erase_address(outi), {"is_asked": "on"})

    assert (answer.status_code, ErasureEntry.objects.count()) == (302, 0)


def test_a_keeping_time_is_chosen_from_the_kinds_there_are(admin):
    address = reverse("retentionperiod:add")
    assert says(admin.get(address), "Tehtävien vastaukset, lähetetyt tiedostot ja kouluttajien kommentit (6 kuukautta)")

    for kind, months in (("teaching", "6"), ("olematon", "6"), ("messages", "0"), ("messages", "601")):
        assert admin.post(address, {"kind": kind, "months": months}).status_code == 200
    admin.post(address, {"kind": "messages", "months": "36"})

    assert list(RetentionPeriod.objects.values_list("kind", "months")) == [("messages", 36)]
    assert says(admin.get(reverse("retentionperiod:index")), "3 vuotta")


def test_a_kind_has_one_time_and_keeps_it_when_changed(admin):
    row = RetentionPeriod.objects.create(kind="messages", months=36)

    twice = admin.post(reverse("retentionperiod:add"), {"kind": "messages", "months": "12"})
    admin.post(reverse("retentionperiod:edit", args=[row.pk]), {"kind": "log", "months": "48"})

    row.refresh_from_db()
    assert (twice.status_code, row.kind, row.months) == (200, "messages", 48)


def test_a_time_of_a_kind_nobody_declares_any_more_can_still_be_seen(admin):
    RetentionPeriod.objects.create(kind="vanha", months=3)

    assert says(admin.get(reverse("retentionperiod:index")), "vanha")


def rows(page) -> dict[str, tuple[str, str]]:
    """What each kind of data is kept for, and the address behind it."""
    lines = BeautifulSoup(page.content, "html.parser").main.select("tbody tr")
    return {
        line.select_one("td.title").get_text(strip=True): (
            line.select("td")[1].get_text(" ", strip=True),
            (line.select_one("a") or {"href": ""})["href"],
        )
        for line in lines
    }


def test_every_kind_of_data_stands_in_the_list_with_the_time_in_force(admin):
    decided = RetentionPeriod.objects.create(kind="messages", months=36)

    found = rows(admin.get(reverse("retentionperiod:index")))

    assert list(found) == [str(kind.name) for kind in data_kinds()]
    messages, answers = str(data_kind("messages").name), str(data_kind("submissions").name)
    assert found[messages][0].startswith("3 vuotta ")
    assert found[messages][0].endswith(" Päätetty täällä")
    assert found[messages][1] == reverse("retentionperiod:edit", args=[decided.pk])
    assert found[answers][0].startswith("6 kuukautta ")
    assert found[answers][0].endswith(" Ehdotettu aika")
    assert found[answers][1] == f"{reverse('retentionperiod:add')}?kind=submissions"
    assert [where for _time, where in found.values()].count("") == sum(kind.months is None for kind in data_kinds())


def test_a_kind_that_was_pressed_is_proposed_with_its_time(admin):
    page = BeautifulSoup(admin.get(f"{reverse('retentionperiod:add')}?kind=submissions").content, "html.parser").main

    assert page.select_one("[name=kind] option[selected]")["value"] == "submissions"
    assert page.select_one("[name=months]")["value"] == "6"
    assert admin.get(f"{reverse('retentionperiod:add')}?kind=olematon").status_code == 200


def test_the_log_of_looks_says_what_is_recorded_under_one_name(admin):
    page = admin.get(reverse("accessentry:index"))

    assert says(page, "Tästä näet, kuka henkilökunnasta on avannut lähetetyn vastauksen tai tiedoston ja milloin.")
    assert says(page, "Tietojen katselut")
