"""The pages: what they show, to whom, and at what price."""

import csv
import io
import re
from collections import Counter
from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.services.staff import take_staff_role
from courses.enums import Admission
from courses.models import CourseRun
from reports import queries
from reports.flow import Stage, drawn
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.factories import (
    CourseFactory,
    CourseRunFactory,
    EnrollmentFactory,
    OrganisationFactory,
    RunRoleFactory,
    UserFactory,
)
from tests.reports.conftest import AFTER, numbers

pytestmark = pytest.mark.one_database


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def tiles(soup) -> dict[str, str]:
    """Values of the tiles by the address they open to, or by their label."""
    told = {}
    for tile in soup.select(".figure-tile"):
        link = tile.select_one("a")
        key = link["href"].split("/")[-2] if link else tile.select_one(".figure-tile__label").text
        told[key] = tile.select_one(".figure-tile__value").text
    return told


def cells(soup, place) -> list[list[str]]:
    """The rows of the table at this place on the page."""
    rows = soup.select(".data-table")[place].select("tbody tr")
    return [[cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in rows]


def addresses(run) -> list[str]:
    root = f"/raportit/{run.pk}/"
    return [root, f"{root}csv/", f"{root}rivit/registered/", f"{root}rivit/registered/csv/"]


def test_each_tile_equals_its_list_and_its_file(finished_story):
    run = finished_story.run
    with time_machine.travel(AFTER + days(1), tick=False):
        client = signed_in(finished_story.helmi)
        told = tiles(page(client, f"/raportit/{run.pk}/"))
        known = {key: count for key, count in numbers(run, AFTER + days(1)).items() if count}
        for key, count in known.items():
            root = f"/raportit/{run.pk}/rivit/{key}/"
            listed = page(client, root).select(".data-table tbody tr")
            data = b"".join(client.get(f"{root}csv/").streaming_content).decode("utf-8-sig")
            lines = list(csv.reader(io.StringIO(data, newline=""), delimiter=";"))
            assert (len(listed), len(lines) - 1) == (count, count), key
            if not re.search(r"\d", key):
                assert told[key] == str(count)


def test_every_number_on_the_page_opens_to_as_many_rows(story, later):
    client = signed_in(story.helmi)
    links = page(client, f"/raportit/{story.run.pk}/").select(".data-table td a")

    told = {link["href"]: int(link.text) for link in links}
    found = {href: len(page(client, href).select(".data-table tbody tr")) for href in told}

    assert len(told) > 20
    assert found == told


def test_the_page_tells_attendance_by_session_and_asks_to_confirm(story, later):
    soup = page(signed_in(story.helmi), f"/raportit/{story.run.pk}/")

    session_rows = cells(soup, 1)
    not_confirmed, not_known = str(queries.NOT_CONFIRMED), str(queries.NOT_KNOWN)
    assert [row[1:6] for row in session_rows] == [
        ["6", "1", "1", "2", "0"],
        [not_confirmed, *[not_known] * 4],
        ["4", "0", "0", "3", "0"],
    ]
    assert soup.select_one(".next-step a")["href"] == f"/kouluttaja/kerta/{story.session(2).pk}/"


def test_every_session_that_waits_to_be_confirmed_is_named(run, helmi, aino):
    with time_machine.travel(AFTER, tick=False):
        soup = page(signed_in(helmi), f"/raportit/{run.pk}/")

    step = soup.select_one(".next-step")
    assert step.select_one(".next-step__big").get_text(strip=True) == "Läsnäolot vahvistamatta: 1., 2. ja 3. kerta"
    assert step.a["href"] == f"/kouluttaja/kerta/{run.sessions.get(number=1).pk}/"


def test_without_a_list_of_names_nothing_is_asked_to_be_confirmed(run, helmi):
    CourseRun.objects.filter(pk=run.pk).update(admission=Admission.NO_ENROLMENT)

    with time_machine.travel(AFTER, tick=False):
        soup = page(signed_in(helmi), f"/raportit/{run.pk}/")

    assert soup.select(".next-step, .figure-tile__note") == []
    assert [row[1:3] for row in cells(soup, 0)] == [["ei nimilistaa", "–"]] * 3


def test_sums_by_organisation_and_sector_stand_on_the_last_row(story, later):
    soup = page(signed_in(story.helmi), f"/raportit/{story.run.pk}/")

    for place in (2, 3):
        *rows, total = cells(soup, place)
        assert [int(number) for number in total[1:]] == [sum(int(row[at]) for row in rows) for at in range(1, 8)]
        assert total[1:] == ["7", "1", "1", "1", "5", "3", "0"]


def test_the_picture_has_its_geometry_in_attributes_and_a_table_twin(story, later):
    soup = page(signed_in(story.helmi), f"/raportit/{story.run.pk}/")

    widths = [int(bar["width"]) for bar in soup.select(".report-flow__bar")]
    assert widths == [1000, 714, 429]
    assert soup.select("[style]") == soup.select("main style, main script") == []
    assert [row[1] for row in cells(soup, 0)] == ["7", "5", "3", "0"]


def test_a_guest_is_listed_as_such(story, later):
    soup = page(signed_in(story.helmi), f"/raportit/{story.run.pk}/rivit/attended-1/")

    (kalle,) = [row for row in cells(soup, 0) if row[0].startswith("Kalle")]
    assert kalle[1] == "Soite"
    assert kalle[4].endswith("Ryhmä 2")
    assert kalle[5:] == ["–", "–", "–"]


def test_a_list_of_one_group_says_which_and_keeps_it_on_other_pages_and_in_the_file(run, helmi):
    soite = OrganisationFactory(name="Soite")
    EnrollmentFactory.create_batch(26, run=run, organisation=soite)
    EnrollmentFactory(run=run)

    soup = page(signed_in(helmi), f"/raportit/{run.pk}/rivit/registered/?organisation={soite.pk}")

    assert soup.select_one(".badge").text == "Soite"
    assert len(cells(soup, 0)) == 25
    assert soup.select_one(".pagination a")["href"] == f"?organisation={soite.pk}&page=2"
    file = f"/raportit/{run.pk}/rivit/registered/csv/?organisation={soite.pk}"
    assert soup.select_one(f'a[href="{file}"]')
    assert b"".join(signed_in(helmi).get(file).streaming_content).count(b"\r\n") == 27


def test_an_unconfirmed_session_asks_to_be_confirmed_instead_of_listing(story, later):
    soup = page(signed_in(story.helmi), f"/raportit/{story.run.pk}/rivit/attended-2/")

    assert soup.select(".data-table") == []
    assert soup.select_one(".empty-state a")["href"] == f"/kouluttaja/kerta/{story.session(2).pk}/"


IMPOSSIBLE = [
    "rivit/nonsense/",
    "rivit/attended-9/",
    "rivit/attended-01/",
    "rivit/registered/?sector=1%00",
    "rivit/registered/?organisation=x",
]


@pytest.mark.parametrize("rest", IMPOSSIBLE)
def test_an_impossible_address_is_not_found(run, helmi, rest):
    assert signed_in(helmi).get(f"/raportit/{run.pk}/{rest}").status_code == 404


def test_a_group_nobody_belongs_to_is_an_empty_list(run, helmi, aino):
    soup = page(signed_in(helmi), f"/raportit/{run.pk}/rivit/registered/?organisation=999999999")

    assert soup.select_one(".empty-state") is not None


def test_an_empty_run_has_a_page(run, helmi):
    soup = page(signed_in(helmi), f"/raportit/{run.pk}/")

    assert len(soup.select(".figure-tile")) == 6
    assert len(soup.select(".data-table")) == 1


def test_many_organisations_are_paged_and_the_total_is_of_all(run, helmi):
    for number in range(30):
        EnrollmentFactory(run=run, organisation=OrganisationFactory(name=f"Kunta {number:02}"))

    first = cells(page(signed_in(helmi), f"/raportit/{run.pk}/"), -2)
    second = cells(page(signed_in(helmi), f"/raportit/{run.pk}/?page=2"), -2)

    assert [len(first), len(second)] == [26, 6]
    assert first[-1][1] == second[-1][1] == "30"


# Who may look


def test_the_run_s_trainer_and_administrators_see_the_figures(run, helmi, sanna, aino):
    for user in (helmi, sanna):
        assert [signed_in(user).get(address).status_code for address in addresses(run)] == [200] * 4


def test_others_meet_a_404_and_strangers_the_sign_in(run, aino, eino, outi, johannes):
    for user in (aino, eino, outi, johannes):
        assert [signed_in(user).get(address).status_code for address in addresses(run)] == [404] * 4
    for address in ["/raportit/", *addresses(run)]:
        assert Client().get(address)["Location"] == f"{reverse('account_login')}?next={address}"


def test_the_list_is_for_trainers_and_shows_only_their_own_runs(run, helmi, johannes, sanna, aino):
    CourseRunFactory(label="Toisen ryhmä")

    assert signed_in(aino).get("/raportit/").status_code == 404
    assert [row[0] for row in cells(page(signed_in(helmi), "/raportit/"), -1)] == ["Kevät 2027"]
    assert page(signed_in(johannes), "/raportit/").select_one(".empty-state") is not None
    assert len(cells(page(signed_in(sanna), "/raportit/"), -1)) == 2


def test_a_trainer_who_lost_the_rights_loses_the_figures(run, helmi, sanna):
    take_staff_role(helmi, Role.TRAINER, by=sanna)

    assert signed_in(helmi).get(f"/raportit/{run.pk}/").status_code == 404


def test_pages_change_nothing_and_answer_to_reading_only(run, helmi):
    client = signed_in(helmi)

    assert [client.post(address).status_code for address in ["/raportit/", *addresses(run)]] == [405] * 5


# The list of runs


def test_runs_come_newest_first_with_their_figures(helmi, run, aino):
    older = CourseRunFactory(label="Vanha", finished=True, course=run.course)
    told = CourseRunFactory(label="Kerrottu", admission=Admission.RECORD_ONLY, first_session_at=NOW - days(90))
    for each in (older, told):
        RunRoleFactory(run=each, person=helmi)

    rows = cells(page(signed_in(helmi), "/raportit/"), -1)

    not_known = str(queries.NOT_KNOWN)
    assert [row[0] for row in rows] == ["Kevät 2027", "Vanha", "Kerrottu"]
    assert [row[1:4] for row in rows] == [["1", "0", "0"], ["0", "0", "0"], [not_known] * 3]
    assert [row[4:6] for row in rows] == [
        ["27.5.–10.6.2027", "tulossa"], ["21.4.–5.5.2027", "päättynyt"], ["19.2.–5.3.2027", "päättynyt"],
    ]  # fmt: skip


def test_a_run_without_days_is_listed_by_its_planned_period(helmi, run):
    autumn = CourseRunFactory(
        course=run.course, label="Syksy", session_count=0, enrolment_opens_at=None, enrolment_closes_at=None,
        published_at=None, period_from=date(2027, 9, 1), period_until=date(2027, 11, 30),
    )  # fmt: skip
    RunRoleFactory(run=autumn, person=helmi)

    rows = {row[0]: row[4:] for row in cells(page(signed_in(helmi), "/raportit/"), -1)}

    assert rows["Syksy"] == ["1.9.–30.11.2027", "ei julkaistu"]


def test_the_training_is_named_where_there_are_several(helmi, run):
    RunRoleFactory(run=CourseRunFactory(course=CourseFactory(title_fi="Toinen koulutus")), person=helmi)

    assert {len(row) for row in cells(page(signed_in(helmi), "/raportit/"), -1)} == {7}


def test_the_list_is_paged(sanna):
    course = CourseFactory()
    for number in range(26):
        CourseRunFactory(course=course, label=f"Ryhmä {number}", session_count=0)

    client = signed_in(sanna)

    assert [len(cells(page(client, f"/raportit/?page={number}"), -1)) for number in (1, 2)] == [25, 1]


# The price


def cost(client, address) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(address)
        if response.streaming:
            b"".join(response.streaming_content)
    assert response.status_code == 200
    return len(captured)


def add_people(run, count) -> None:
    for number in range(count):
        organisation = OrganisationFactory(name=f"Kunta {run.label} {number}")
        EnrollmentFactory(run=run, person=UserFactory(), organisation=organisation)


@pytest.mark.parametrize("rest", ["", "puuttuu/", "rivit/registered/"])
def test_no_question_is_asked_twice(story, later, rest):
    client, address = signed_in(story.helmi), f"/raportit/{story.run.pk}/{rest}"

    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200

    asked = Counter(query["sql"] for query in captured)
    assert [sql for sql, times in asked.items() if times > 1] == []


PRICED = ["", "csv/", "rivit/registered/", "rivit/registered/csv/", "rivit/waiting/", "rivit/registered/?sector=1"]


@pytest.mark.parametrize("rest", PRICED)
def test_a_page_asks_as_little_of_thirty_people_as_of_one(run, helmi, rest):
    client, address = signed_in(helmi), f"/raportit/{run.pk}/{rest}"
    add_people(run, 1)
    one = cost(client, address)

    add_people(run, 29)

    assert cost(client, address) == one


def test_a_session_s_list_asks_as_little_of_six_people_as_of_two(story, later):
    client, root = signed_in(story.helmi), f"/raportit/{story.run.pk}/rivit"

    assert cost(client, f"{root}/attended-1/") == cost(client, f"{root}/attended-3/")
    assert cost(client, f"{root}/attended-1/csv/") == cost(client, f"{root}/attended-3/csv/")


def test_the_list_of_runs_asks_as_little_of_thirty_runs_as_of_one(helmi, run):
    client = signed_in(helmi)
    one = cost(client, "/raportit/")
    for number in range(29):
        each = CourseRunFactory(course=run.course, label=f"Ryhmä {number}", session_count=1)
        RunRoleFactory(run=each, person=helmi)
        add_people(each, 1)

    assert cost(client, "/raportit/") == one


# The picture


def test_the_picture_scales_to_the_largest_stage_and_joins_them():
    stages = [Stage("a", 10, "", ""), Stage("b", 20, "", ""), Stage("c", 0, "", "")]

    flow = drawn(stages)

    assert flow.bars == [(0, 500), (64, 1000)]
    assert flow.joints == ["0,36 500,36 1000,64 0,64", "0,100 1000,100 0,128 0,128"]
    assert flow.height == 164


def test_an_empty_picture_has_no_bars():
    assert drawn([Stage("a", 0, "", ""), Stage("b", 0, "", "")]).bars == []
