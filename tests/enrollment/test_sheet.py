"""The list on paper: who is on it and in what order, and what is left off."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Session
from enrollment.enums import EnrollmentState
from enrollment.services import add_walk_in
from tests.clock import NOW
from tests.conftest import signed_in
from tests.enrollment.conftest import participant, session_of, soup, words
from tests.factories import EnrollmentFactory, RunRoleFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def sheet(helmi, session: Session):
    return signed_in(helmi).get(reverse("desk-sheet", args=[session.pk]))


def enrolled(run, name: str, **facts):
    return EnrollmentFactory(run=run, person=UserFactory(name=name), name=name, **facts)


def test_names_stand_in_finnish_order_with_three_boxes_each(run, helmi):
    for name in ("Öberg Åsa", "aalto aino", "Äijälä Ari", "Zetterberg Zoe"):
        enrolled(run, name)

    table = soup(sheet(helmi, session_of(run, 1))).select_one("table.sign-in-sheet")

    assert [cell.get_text() for cell in table.select("th[scope=row]")] == [
        "aalto aino", "Zetterberg Zoe", "Äijälä Ari", "Öberg Åsa"
    ]  # fmt: skip
    assert [len(row.select(".sign-in-sheet__box")) for row in table.select("tbody tr:has(th[scope=row])")] == [3] * 4
    assert [cell.get_text() for cell in table.select("thead th")][2:] == ["Paikalla", "Osan ajasta", "Poissa"]


def test_only_those_with_a_place_are_on_the_list(run, helmi):
    enrolled(run, "Aino Esimerkki")
    enrolled(run, "Eino Odottaja", waiting=True)
    enrolled(run, "Poissa Perunut", state=EnrollmentState.CANCELLED)

    names = [cell.get_text() for cell in soup(sheet(helmi, session_of(run, 1))).select("th[scope=row]")]

    assert names == ["Aino Esimerkki"]


def test_a_guest_of_another_group_is_on_the_paper_as_on_the_screen(past, other_group, helmi):
    RunRoleFactory(run=other_group, person=helmi)
    aino, session = participant(past), session_of(other_group, 1)
    enrolled(other_group, "Ällä Äijälä")
    add_walk_in(session, aino.name, aino.email, by=helmi, now=NOW)

    table = soup(sheet(helmi, session)).select_one("table.sign-in-sheet")

    assert table.caption.get_text(strip=True) == "2 osallistujaa"
    assert [row.td.get_text() for row in table.select("tr:has(th[scope=row])")][:1] == ["Toisesta ryhmästä"]
    assert [cell.get_text() for cell in table.select("th[scope=row]")] == ["Aino Esimerkki", "Ällä Äijälä"]


def test_who_came_unannounced_stands_among_the_others_with_a_mark(past, helmi):
    RunRoleFactory(run=past, person=helmi)
    session = session_of(past, 1)
    enrolled(past, "Åke Öhman", organisation_name="Koulu")
    enrolled(past, "Aino Esimerkki", organisation_name="Koulu")
    add_walk_in(session, "Milla Mallikas", "", by=helmi, now=NOW)

    paper = soup(sheet(helmi, session)).select_one("table.sign-in-sheet")
    screen = soup(signed_in(helmi).get(reverse("desk-session", args=[session.pk])))

    names = ["Aino Esimerkki", "Milla Mallikas", "Åke Öhman"]
    assert [cell.get_text() for cell in paper.select("th[scope=row]")] == names
    assert [cell.get_text() for cell in screen.select(".attendance-row legend")] == names
    about = [row.td.get_text() for row in paper.select("tr:has(th[scope=row])")]
    assert about == ["Koulu", "Tuli ilmoittautumatta", "Koulu"]


def test_the_paper_holds_no_addresses_and_has_room_for_others(run, helmi):
    person = enrolled(run, "Aino Esimerkki").person

    answer = sheet(helmi, session_of(run, 1))

    assert person.email not in answer.content.decode()
    assert len(soup(answer).select(".sign-in-sheet__others tr:has(td)")) == 8


def test_the_paper_says_which_session_it_is_for(run, helmi):
    session = session_of(run, 2)
    session.venue = "Opistotalo"
    session.save()

    page = sheet(helmi, session)

    assert " ".join(soup(page).h1.get_text().split()) == "2. kerta · to 3.6.2027 klo 9.00–12.00"
    assert "Aihe 2 · Opistotalo" in words(page)


def test_the_list_of_the_session_leads_to_the_paper(run, helmi):
    session = session_of(run, 1)

    page = soup(signed_in(helmi).get(reverse("desk-session", args=[session.pk])))

    assert page.find("a", href=reverse("desk-sheet", args=[session.pk])) is not None


def test_the_paper_costs_the_same_for_thirty(run, helmi):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            sheet(helmi, session_of(run, 1))
        return len(queries)

    enrolled(run, "Ensimmäinen")
    one = cost()
    for number in range(29):
        enrolled(run, f"Henkilö {number}")

    assert cost() == one
