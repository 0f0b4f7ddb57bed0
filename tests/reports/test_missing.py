"""Who of a run lacks what: by turn, with the place where it is done, at a constant price."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.enums import Admission
from enrollment.enums import SubmissionState
from enrollment.models import Submission
from enrollment.queries.own import Standing
from reports.queries import Turn, missing_of_run
from reports.queries.missing import TURNS
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.enrollment.conftest import ABSENT, PRESENT, hold, participant, session_of
from tests.factories import CourseRunFactory, EnrollmentFactory, TextAssignmentFactory

HEADINGS = ["Nimi", "Kerta", "Mitä puuttuu", "Kenen vuoro", "Viimeistään"]


@pytest.fixture
def past(db):
    """Sessions one and two behind and confirmed by `walked`, the third behind and not confirmed."""
    return CourseRunFactory(finished=True, course__code="sytyketta")


@pytest.fixture
def trainer(past, helmi):
    from tests.factories import RunRoleFactory  # noqa: PLC0415

    RunRoleFactory(run=past, person=helmi)
    return helmi


@pytest.fixture
def walked(past, trainer):
    """Aino missed the first session and writes, Beata missed it and has written, Celia missed the second: no task."""
    TextAssignmentFactory(run=past, key="t1", title="Tehtävä 1", makes_up_for_topic=session_of(past, 1).topic)
    people = [participant(past, name) for name in ("Aino Alku", "Beata Beeta", "Celia Cee")]
    aino, beata, celia = people
    hold(session_of(past, 1), {aino: ABSENT, beata: ABSENT, celia: PRESENT}, by=trainer)
    hold(session_of(past, 2), {aino: PRESENT, beata: PRESENT, celia: ABSENT}, by=trainer)
    sent = Submission.objects.get(enrollment=beata.enrollment)
    sent.turns.create(number=1, text="Vastaus", submitted_at=NOW)
    sent.state, sent.turn, sent.submitted_at = SubmissionState.SUBMITTED, 1, NOW
    sent.save()
    return people


def rows(client, run) -> list[list[str]]:
    page = BeautifulSoup(client.get(reverse("report-missing", args=[run.pk])).content, "html.parser")
    return [[cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]


def test_each_thing_stands_on_its_line_by_turn_due_time_and_name(walked, past, trainer):
    aino = walked[0].enrollment
    due = Submission.objects.get(enrollment=aino).due_at

    lines = [line[:4] for line in rows(signed_in(trainer), past)]

    first, second, third = (f"{number}. Aihe {number}" for number in (1, 2, 3))
    assert lines == [
        ["3 osallistujaa", third, "Läsnäolot ovat vahvistamatta", "Kouluttaja"],
        ["Beata Beeta", first, "Vastaus odottaa läpikäyntiä: Tehtävä 1", "Kouluttaja"],
        ["Celia Cee", second, "Poissa, eikä mikään tehtävä korvaa kertaa", "Yhteyshenkilö"],
        ["Aino Alku", first, "Täydennystehtävä on lähettämättä: Tehtävä 1", "Osallistuja"],
    ]
    assert [row.due_at for row in missing_of_run(past, NOW)] == [None] * 5 + [due]


def test_a_line_leads_to_where_it_is_done(walked, past, trainer, sanna):
    def links(person):
        page = BeautifulSoup(signed_in(person).get(reverse("report-missing", args=[past.pk])).content, "html.parser")
        return {a["href"] for a in page.select("tbody a")}

    review = reverse("review", args=[Submission.objects.get(enrollment=walked[1].enrollment).pk])
    work = {review, reverse("desk-session", args=[session_of(past, 3).pk])}
    people = {reverse("enrollment:inspect", args=[person.enrollment.pk]) for person in walked}
    assert links(trainer) == work
    assert links(sanna) == work | people
    assert all(signed_in(sanna).get(address).status_code == 200 for address in work | people)


def test_what_was_asked_to_be_more_precise_is_the_participants_turn(walked, past, trainer):
    Submission.objects.filter(enrollment=walked[1].enrollment).update(
        state=SubmissionState.REVISION_ASKED, decided_at=NOW, reviewer=trainer
    )

    lines = [line for line in rows(signed_in(trainer), past) if line[0] == "Beata Beeta"]

    assert [line[2:4] for line in lines][-1] == ["Tarkennusta pyydetty: Tehtävä 1", "Osallistuja"]


def test_who_has_completed_waits_or_did_not_ask_for_a_certificate_lacks_nothing(past, trainer):
    done, away = participant(past, "Dora Dee"), participant(past, "Edit Ee")
    EnrollmentFactory(run=past, waiting=True)
    for number in (1, 2, 3):
        hold(session_of(past, number), {done: PRESENT, away: ABSENT}, by=trainer)

    assert {row.enrollment.name for row in missing_of_run(past, NOW)} == {"Edit Ee"}
    past.rule_sets.update(needs_opt_in=True)
    assert missing_of_run(past, NOW) == []


def test_every_way_to_lack_has_somebodys_turn():
    assert set(Standing) - set(TURNS) == {Standing.COVERED, Standing.COMING}
    assert set(TURNS.values()) == set(Turn)


def why_empty(client, run) -> str:
    page = BeautifulSoup(client.get(reverse("report-missing", args=[run.pk])).content, "html.parser")
    return page.select_one(".empty-state__title").get_text(strip=True)


def test_a_coming_session_is_nobodys_lack_yet(run, aino, helmi):
    assert missing_of_run(run, NOW) == []
    assert why_empty(signed_in(helmi), run) == "Koulutus ei ole vielä alkanut"


def test_an_empty_list_says_whether_anybody_takes_part(past, trainer):
    assert why_empty(signed_in(trainer), past) == "Osallistujia ei vielä ole"

    past.admission = Admission.NO_ENROLMENT
    past.save()
    assert why_empty(signed_in(trainer), past) == "Ei nimilistaa"


def test_when_everybody_has_been_everywhere_nothing_is_missing(past, trainer):
    done = participant(past, "Dora Dee")
    for number in (1, 2, 3):
        hold(session_of(past, number), {done: PRESENT}, by=trainer)

    assert why_empty(signed_in(trainer), past) == "Mitään ei puutu"


def test_the_file_holds_the_same_lines(walked, past, trainer):
    answer = signed_in(trainer).get(reverse("report-missing-csv", args=[past.pk]))
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))

    shown = rows(signed_in(trainer), past)
    assert lines[0] == HEADINGS
    assert [line[:4] for line in lines[1:]] == [line[:4] for line in shown]


def test_the_list_costs_the_same_for_one_and_for_thirty(past, trainer, walked):
    def price() -> int:
        with CaptureQueriesContext(connection) as asked:
            missing_of_run(past, NOW + days(1))
        return len(asked)

    few = price()
    for number in range(30):
        participant(past, f"Henkilö {number}")

    assert price() == few


def test_who_missed_more_than_may_be_made_up_for_is_not_waited_for(past, trainer):
    for number in (1, 2):
        TextAssignmentFactory(run=past, key=f"t{number}", makes_up_for_topic=session_of(past, number).topic)
    aino = participant(past, "Aino Alku")
    for number, status in ((1, ABSENT), (2, ABSENT), (3, PRESENT)):
        hold(session_of(past, number), {aino: status}, by=trainer)

    lost = "Väliin jäi enemmän kuin voi korvata: ei todistusta tästä toteutuksesta"
    assert rows(signed_in(trainer), past) == [
        ["Aino Alku", "1. Aihe 1", lost, "Yhteyshenkilö", "–"],
        ["Aino Alku", "2. Aihe 2", lost, "Yhteyshenkilö", "–"],
    ]


def narrowed(client, run, **chosen) -> list[list[str]]:
    response = client.get(reverse("report-missing", args=[run.pk]), chosen)
    soup = BeautifulSoup(response.content, "html.parser")
    return [[cell.get_text(strip=True) for cell in row.find_all(["th", "td"])][:2] for row in soup.select("tbody tr")]


def test_the_list_is_narrowed_by_session_and_by_reason(walked, past, trainer):
    client = signed_in(trainer)

    assert narrowed(client, past, unit="2") == [["Celia Cee", "2. Aihe 2"]]
    assert narrowed(client, past, reason="in-review") == [["Beata Beeta", "1. Aihe 1"]]
    assert narrowed(client, past, unit="1", reason="to-write") == [["Aino Alku", "1. Aihe 1"]]
    assert narrowed(client, past, unit="2", reason="to-write") == []


def test_the_file_holds_what_the_narrowed_list_shows(walked, past, trainer):
    client = signed_in(trainer)
    soup = BeautifulSoup(client.get(reverse("report-missing", args=[past.pk]), {"unit": "2"}).content, "html.parser")
    (address,) = [a["href"] for a in soup.select("a") if "/csv/" in a["href"]]

    lines = b"".join(client.get(address).streaming_content).decode("utf-8-sig").splitlines()

    assert [line.split(";")[:2] for line in lines[1:]] == [["Celia Cee", "2. Aihe 2"]]


def test_an_impossible_choice_narrows_nothing(walked, past, trainer):
    assert len(narrowed(signed_in(trainer), past, unit="99", reason="roskaa")) == 4
