"""The report of a period: many runs, every person once, told numbers beside and never added."""

from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup

from certificates.models import Route
from certificates.services import make_prepared_certificates
from courses.enums import Admission, OrganiserPart
from courses.models import Organiser, RunOrganiser
from enrollment.enums import AttendanceStatus, Covers, EnrollmentState, FigureKind, Qualifier, Verb
from enrollment.models import Enrollment, Transition
from enrollment.services import mark_attendance, record_figure
from enrollment.services.attendance import Mark
from reports import queries
from reports.period_figures import period_numbers
from reports.periods import Period
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.factories import (
    CertificateOfferFactory,
    CourseRunFactory,
    EnrollmentFactory,
    OrganisationFactory,
    RegionFactory,
    RunRoleFactory,
    SectorFactory,
    UserFactory,
)
from tests.reports.conftest import AFTER, hold
from tests.reports.test_views import cells, cost, page

pytestmark = pytest.mark.django_db
PRESENT, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.ABSENT


def numbers_of(user, as_of=NOW, **asked):
    return period_numbers(queries.runs_of_period(user, Period.asked(as_of, **asked)), as_of)


def counted(numbers) -> dict[str, int]:
    return {key: count for key, count in numbers.counts.totals.items() if count}


def told(numbers) -> dict[str, str]:
    return {figure.key: figure.told for figure in numbers.figures if figure.told}


@pytest.fixture
def two_runs(run, helmi):
    """Anna is in both, first from Soite, then from Kuopio; Bertta in the first, Cecilia in the second."""
    other = CourseRunFactory(course=run.course, label="Toinen", first_session_at=NOW + days(60))
    RunRoleFactory(run=other, person=helmi)
    region = RegionFactory(key="pohjois-savo", title_fi="Pohjois-Savo")
    soite, kuopio = OrganisationFactory(name="Soite", region=None), OrganisationFactory(name="Kuopio", region=region)
    school, health = SectorFactory(key="education"), SectorFactory(key="health", title_fi="Terveydenhuolto")
    anna = UserFactory(name="Anna Esimerkki")
    EnrollmentFactory(run=run, person=anna, organisation=soite, sector=school)
    EnrollmentFactory(run=other, person=anna, organisation=kuopio, sector=health, created_at=NOW - days(1))
    EnrollmentFactory(run=run, person__name="Bertta Esimerkki", organisation=soite, sector=school, profession_text="")
    EnrollmentFactory(run=other, person__name="Cecilia Esimerkki", organisation=None, sector=health)
    return run, other


def by_label(groups) -> dict[str, int]:
    return {group.label: group.counts["registered"] for group in groups}


# What is counted


def test_a_person_of_two_runs_is_counted_once_and_stands_in_the_group_of_the_newest(two_runs, helmi):
    counts = numbers_of(helmi).counts

    assert counts.totals["registered"] == 3
    assert by_label(counts.groups["organisation"]) == {"Kuopio": 1, "Soite": 1, "Ei organisaatiota": 1}
    assert by_label(counts.groups["sector"]) == {"Sivistystoimi": 1, "Terveydenhuolto": 2}
    assert by_label(counts.groups["profession"]) == {"Muu ammattinimike omin sanoin": 2, "tieto puuttuu": 1}
    assert by_label(counts.groups["region"]) == {"Pohjois-Savo": 1, "tieto puuttuu": 2}
    assert [counts.of("registered", run) for run in two_runs] == [2, 2]


def test_the_figures_of_the_scripted_run_are_those_of_its_own_report(finished_story):
    later = AFTER + days(1)
    numbers = numbers_of(finished_story.helmi, later)
    own = {figure.key: figure.rows.count() for figure in queries.figures_of(finished_story.run, later)}

    assert {key: numbers.counts.totals[key] for key in own} == own
    assert counted(numbers) == {
        "registered": 7, "waiting": 1, "cancelled": 1, "walked-in": 1, "attended": 5, "no-show": 2, "completed": 3,
        "certified": 3,
    }  # fmt: skip
    assert dict(numbers.counts.routes) == {"koulutus": 3}


def test_applying_and_being_selected_are_read_from_what_happened(run, helmi):
    enrollment = EnrollmentFactory(run=run, state=EnrollmentState.APPLIED)
    EnrollmentFactory(run=run, state=EnrollmentState.APPLIED)
    Transition.objects.create(
        enrollment=enrollment, verb=Verb.PROMOTE, from_state=EnrollmentState.APPLIED, to_state="confirmed",
        effective_at=NOW - days(1), at=NOW - days(1),
    )  # fmt: skip

    assert counted(numbers_of(helmi)) == {"applied": 2, "registered": 2, "selected": 1}


def test_a_place_handed_to_a_colleague_is_counted_once(run, helmi):
    colleague = EnrollmentFactory(run=run)
    giver = EnrollmentFactory(run=run)
    Transition.objects.create(
        enrollment=giver, verb=Verb.CANCEL, from_state="confirmed", to_state=EnrollmentState.TRANSFERRED,
        effective_at=NOW - days(1), at=NOW - days(1),
    )  # fmt: skip
    giver.state, giver.continued_in = EnrollmentState.TRANSFERRED, colleague
    giver.save()

    assert counted(numbers_of(helmi)) == {"registered": 1}
    assert counted(numbers_of(helmi, NOW - days(2))) == {"registered": 2}


def test_somebody_who_told_beforehand_is_no_no_show(run, helmi):
    there, away, told_it = (EnrollmentFactory(run=run) for _ in range(3))
    first = run.sessions.get(number=1)
    marks = {f"p{there.person_id}": PRESENT, f"p{away.person_id}": ABSENT}
    hold(first, helmi, **marks, **{f"p{told_it.person_id}": AttendanceStatus.EXCUSED})

    assert counted(numbers_of(helmi, AFTER)) == {"registered": 3, "attended": 1, "no-show": 1}


def test_a_mark_made_after_the_confirming_leaves_the_figures_of_the_day_before_as_they_were(run, helmi):
    there, late = EnrollmentFactory(run=run), EnrollmentFactory(run=run, created_at=NOW + days(8))
    first = run.sessions.get(number=1)
    Enrollment.objects.filter(pk=late.pk).update(state=EnrollmentState.CANCELLED)
    hold(first, helmi, **{f"p{there.person_id}": PRESENT})
    Enrollment.objects.filter(pk=late.pk).update(state=EnrollmentState.CONFIRMED)
    mark_attendance(first, [Mark(late.person_id, PRESENT)], by=helmi, now=AFTER)

    before, after = (counted(numbers_of(helmi, at)) for at in (AFTER - days(1), AFTER + hours(1)))

    assert before == {"registered": 2, "attended": 1}
    assert after == {"registered": 2, "attended": 2}


def test_a_figure_nobody_knows_is_said_in_words(run, helmi):
    texts = {figure.key: figure.counted_text for figure in numbers_of(helmi).figures}

    assert (texts["attended"], texts["no-show"], texts["registered"]) == ("tieto puuttuu", "tieto puuttuu", "0")
    assert (texts["headcount"], texts["invited"]) == ("–", "–")


# Told numbers


def test_told_numbers_add_up_only_as_far_as_they_can(two_runs, helmi):
    run, other = two_runs
    record = {"as_of": date(2027, 5, 1), "by": helmi}
    for session, value in zip(run.sessions.order_by("number"), (12, 30, 20), strict=True):
        record_figure(run, FigureKind.HEADCOUNT, Qualifier.EXACT, value=value, session=session, **record)
        record_figure(run, FigureKind.ATTENDED, Qualifier.EXACT, value=value, session=session, **record)
    record_figure(run, FigureKind.HEADCOUNT, Qualifier.EXACT, value=3, covers=Covers.UNNAMED, **record)
    record_figure(other, FigureKind.HEADCOUNT, Qualifier.ABOUT, value=100, **record)
    record_figure(other, FigureKind.HEADCOUNT, Qualifier.EXACT, value=40, session=other.sessions.first(), **record)
    record_figure(other, FigureKind.INVITED, Qualifier.OVER, value=900, **record)
    record_figure(other, FigureKind.COMPLETED, Qualifier.UNKNOWN, **record)

    numbers = numbers_of(helmi)

    assert told(numbers) == {
        "invited": "yli 900", "attended": "30–62", "headcount": "noin 162, nimilistan lisäksi 3",
        "completed": "tieto puuttuu",
    }  # fmt: skip
    assert counted(numbers) == {"registered": 3}


def test_more_than_enrolled_is_more_than_were_told_or_counted(two_runs, helmi):
    run, other = two_runs
    record = {"as_of": date(2027, 5, 1), "by": helmi}
    record_figure(run, FigureKind.ATTENDED, Qualifier.MORE_THAN_REGISTERED, **record)
    assert told(numbers_of(helmi)) == {"attended": "yli 2"}

    record_figure(run, FigureKind.REGISTERED, Qualifier.EXACT, value=148, **record)
    assert told(numbers_of(helmi)) == {"registered": "148", "attended": "yli 148"}

    record_figure(other, FigureKind.ATTENDED, Qualifier.UNKNOWN, **record)
    assert told(numbers_of(helmi))["attended"] == "yli 148, osasta tieto puuttuu"


# Which runs


def labels(user, **asked) -> list[str]:
    return sorted(queries.runs_of_period(user, Period.asked(NOW, **asked)).values_list("label", flat=True))


def test_a_run_belongs_to_the_period_its_first_held_session_begins_in(sanna):
    CourseRunFactory(label="Kesäkuu", first_session_at=NOW.replace(month=6, day=30, hour=23))
    late = CourseRunFactory(label="Siirtynyt", first_session_at=NOW.replace(month=6, day=28))
    late.sessions.filter(number=1).update(cancelled_at=NOW)
    CourseRunFactory(label="Syksy", session_count=0, period_from=date(2027, 8, 1), period_until=date(2027, 12, 1))
    CourseRunFactory(label="Ilman aikaa", session_count=0)

    assert labels(sanna, since=date(2027, 1, 1), until=date(2027, 6, 30)) == ["Kesäkuu"]
    assert labels(sanna, since=date(2027, 7, 1)) == ["Siirtynyt", "Syksy"]
    assert labels(sanna) == ["Ilman aikaa", "Kesäkuu", "Siirtynyt", "Syksy"]


def test_runs_are_chosen_by_project_organiser_or_region_and_partners_do_not_report(sanna):
    region = RegionFactory(key="lappi", title_fi="Lappi")
    lead = Organiser.objects.create(name="Lapin osahanke", project="Pohjoinen", region=region)
    joint = Organiser.objects.create(name="Oulun osahanke", project="Pohjoinen")
    runs = [CourseRunFactory(label=label) for label in ("A", "B", "C")]
    RunOrganiser.objects.all().delete()
    RunOrganiser.objects.create(run=runs[0], organiser=lead)
    RunOrganiser.objects.create(run=runs[0], organiser=joint, part=OrganiserPart.JOINT)
    RunOrganiser.objects.create(run=runs[1], organiser=joint)
    RunOrganiser.objects.create(run=runs[2], organiser=lead, part=OrganiserPart.PARTNER)

    assert labels(sanna, organiser="project:Pohjoinen") == ["A", "B"]
    assert labels(sanna, organiser=f"organiser:{joint.pk}") == ["A", "B"]
    assert labels(sanna, organiser=f"region:{region.pk}") == ["A"]
    assert [(heading, [label for _key, label in found]) for heading, found in queries.organiser_choices(sanna)] == [
        ("Hanke", ["Pohjoinen"]), ("Järjestäjä", ["Lapin osahanke", "Oulun osahanke"]), ("Alue", ["Lappi"]),
    ]  # fmt: skip


STAGES = {
    "begun": {"first_session_at": NOW - days(1)},
    "ended": {"finished": True},
    "planned period is over": {"session_count": 0, "period_from": date(2026, 9, 1), "period_until": date(2026, 12, 1)},
    "begins later": {"first_session_at": NOW + hours(1)},
    "begins later and is not published": {"first_session_at": NOW + hours(1), "published_at": None},
    "published later": {"first_session_at": NOW + days(3), "published_at": NOW + days(1)},
    "planned period has begun": {"session_count": 0, "period_from": NOW.date(), "period_until": NOW.date()},
    "planned period begins later": {"session_count": 0, "period_from": date(2027, 9, 1)},
    "no days": {"session_count": 0},
    "no days, for the report only": {"session_count": 0, "admission": Admission.RECORD_ONLY},
    "called off": {"first_session_at": NOW - days(1), "cancelled_at": NOW - days(2)},
    "called off later": {"first_session_at": NOW - days(1), "cancelled_at": NOW + days(2)},
}


def test_a_report_counts_the_runs_that_had_begun(sanna):
    for label, facts in STAGES.items():
        CourseRunFactory(label=label, **facts)

    runs = queries.reported_runs(sanna)
    stages = {run.label: queries.stage_of(run, NOW).value for run in runs}
    events = numbers_of(sanna).events

    assert stages == {
        "begun": "begun", "ended": "ended", "planned period is over": "ended",
        "begins later": "to-come", "begins later and is not published": "not-published",
        "published later": "not-published", "planned period has begun": "begun",
        "planned period begins later": "to-come", "no days": "to-come", "no days, for the report only": "ended",
        "called off": "called-off", "called off later": "begun",
    }  # fmt: skip
    assert (events.runs, events.runs_to_come, events.called_off_runs) == (6, 3, 1)


def test_what_began_after_the_day_of_the_figures_is_no_run_of_the_report(sanna):
    CourseRunFactory(label="Silloin", finished=True, published_at=NOW - days(60))
    CourseRunFactory(label="Nyt", published_at=NOW)

    soup = page(signed_in(sanna), "/raportit/?as_of=10.5.2027")

    assert soup.select_one("#report-sentence").text.startswith("Toteutuksia oli 1. Tapaamiskertoja")
    assert {row[0]: row[5] for row in cells(soup, -1)} == {"Silloin": "päättynyt", "Nyt": "ei julkaistu"}


def test_each_route_counts_its_own_people(finished_story, sanna):
    workshop = CourseRunFactory(course__code="pajat", label="Pajat", first_session_at=AFTER - days(2), session_count=1)
    syty = CertificateOfferFactory(run=workshop)
    syty.route = Route.objects.create(programme=syty.route.programme, key="pajat", title_fi="Sytypajat", sentence="X.")
    syty.save()
    anna = finished_story.people["Anna"]
    with time_machine.travel(AFTER, tick=False):
        EnrollmentFactory(run=workshop, person=anna, created_at=AFTER - days(9))
        hold(workshop.sessions.get(), sanna, **{f"p{anna.pk}": PRESENT})
        make_prepared_certificates(AFTER)

    later = AFTER + days(1)
    counts = numbers_of(sanna, later).counts

    assert dict(counts.routes) == {"koulutus": 3, "Sytypajat": 1}
    assert counts.totals["certified"] == 3
    assert [counts.of("certified", run) for run in (finished_story.run, workshop)] == [3, 1]
    with time_machine.travel(later, tick=False):
        text = page(signed_in(sanna), "/raportit/").get_text()
    assert "Sama henkilö voi olla kahdella rivillä." in text


def test_events_tell_the_held_from_the_planned(run, helmi):
    run.sessions.filter(number=2).update(cancelled_at=NOW)
    run.sessions.filter(number=1).update(counted_minutes=150)
    hold(run.sessions.get(number=1), helmi)

    events = numbers_of(helmi, AFTER).events

    assert (events.runs, events.sessions, events.held, events.called_off, events.confirmed) == (1, 3, 2, 1, 1)
    assert events.minutes == 150 + 180
    assert numbers_of(helmi).events.held == 0


# The page


def test_every_number_of_the_page_opens_to_as_many_rows(finished_story):
    with time_machine.travel(AFTER + days(1), tick=False):
        client = signed_in(finished_story.helmi)
        links = page(client, "/raportit/").select(".data-table td a[href*='/raportit/rivit/']")
        asked = {link["href"]: int(link.text) for link in links}
        found = {href: len(page(client, href).select(".data-table tbody tr")) for href in asked}

    assert len(asked) > 25
    assert found == asked


def test_the_rows_of_a_figure_hold_each_person_once_with_the_newest_run(two_runs, helmi):
    soup = page(signed_in(helmi), "/raportit/rivit/registered/?region=unknown")

    rows = [row[:5] for row in cells(soup, 0)]
    assert rows == [
        ["Bertta Esimerkki", "Soite", "Sivistystoimi", "–", "Kevät 2027"],
        ["Cecilia Esimerkki", "Ei organisaatiota", "Terveydenhuolto", "koulukuraattori", "Toinen"],
    ]
    assert cells(page(signed_in(helmi), "/raportit/rivit/registered/"), 0)[0][4] == "Toinen"


def test_told_numbers_open_to_where_they_come_from(two_runs, helmi):
    run = two_runs[0]
    as_of = date(2027, 5, 1)
    record_figure(run, FigureKind.HEADCOUNT, Qualifier.ABOUT, value=40, as_of=as_of, by=helmi, source="Ovilaskuri")

    link = page(signed_in(helmi), "/raportit/").select_one("a[href='/raportit/kerrotut/headcount/']")
    rows = cells(page(signed_in(helmi), link["href"]), 0)

    assert link.text == "noin 40"
    assert rows == [["Kevät 2027", "koko toteutus", "noin 40", "1.5.2027", "Ovilaskuri", run.course.title]]
    assert page(signed_in(helmi), "/raportit/kerrotut/headcount/?as_of=30.4.2027").select(".data-table") == []


def test_a_trainer_s_report_is_of_the_own_runs_only(two_runs, helmi, johannes):
    EnrollmentFactory(run=CourseRunFactory(label="Muiden"), person__name="Ulla Ulkopuolinen")
    record_figure(two_runs[0], FigureKind.HEADCOUNT, Qualifier.EXACT, value=5, as_of=date(2027, 5, 1), by=None)

    assert [row[0] for row in cells(page(signed_in(helmi), "/raportit/rivit/registered/"), 0)] == [
        "Anna Esimerkki", "Bertta Esimerkki", "Cecilia Esimerkki",
    ]  # fmt: skip
    assert page(signed_in(johannes), "/raportit/rivit/registered/").select(".data-table") == []
    assert page(signed_in(johannes), "/raportit/kerrotut/headcount/").select(".data-table") == []


def test_pictures_have_their_geometry_in_attributes_and_a_table_behind_a_toggle(two_runs, helmi):
    soup = page(signed_in(helmi), "/raportit/")

    division = soup.select_one(".report-division:has(#division-sector)")
    assert [rect["width"] for rect in division.select("rect")] == ["1000", "500"]
    assert "n = 3" in division.text
    assert [row[:2] for row in cells(BeautifulSoup(str(division.details), "html.parser"), 0)] == [
        ["Sivistystoimi", "1"], ["Terveydenhuolto", "2"],
    ]  # fmt: skip
    assert soup.select("[style]") == []


IMPOSSIBLE = {
    "since=31.2.2027": "Kirjoita päivä muodossa päivä.kuukausi.vuosi, esimerkiksi 1.6.2027.",
    "since=1.6.2027&until=31.5.2027": "Ajanjakso päättyy ennen kuin se alkaa. Tarkista päivät.",
    "as_of=21.5.2027": "Päivä on vasta tulossa. Sen lukuja ei vielä tiedä kukaan.",
    "since=1.1.0001": "Tarkista vuosi.",
    "until=1.1.9999": "Tarkista vuosi.",
    "organiser=organiser:999": "Tällaista järjestäjää ei ole toteutuksissasi. Valitse luettelosta.",
    "organiser=x": "Tällaista järjestäjää ei ole toteutuksissasi. Valitse luettelosta.",
}


@pytest.mark.parametrize(("asked", "refusal"), IMPOSSIBLE.items())
def test_an_impossible_period_is_refused_in_words_and_has_no_figures(run, helmi, asked, refusal):
    soup = page(signed_in(helmi), f"/raportit/?{asked}")

    assert [error.get_text(strip=True) for error in soup.select(".field__error")] == [refusal]
    assert soup.select(".data-table") == []
    for rest in ("csv/", "xlsx/", "rivit/registered/", "rivit/registered/csv/", "kerrotut/headcount/"):
        assert signed_in(helmi).get(f"/raportit/{rest}?{asked}").status_code == 404


@pytest.mark.parametrize("rest", ["rivit/nonsense/", "rivit/registered/?region=x", "kerrotut/nonsense/"])
def test_an_impossible_address_is_not_found(run, helmi, rest):
    assert signed_in(helmi).get(f"/raportit/{rest}").status_code == 404


def test_figures_of_an_earlier_day_are_asked_in_the_address(run, helmi):
    EnrollmentFactory(run=run, created_at=NOW - days(1))
    EnrollmentFactory(run=run, created_at=NOW - days(3))

    soup = page(signed_in(helmi), "/raportit/?as_of=18.5.2027&since=1.5.2027")

    assert next(row for row in cells(soup, 0) if row[0] == "Ilmoittautui")[1] == "1"
    link = soup.select_one(".data-table").find("a", string="1")
    assert link["href"] == "/raportit/rivit/registered/?since=1.5.2027&as_of=18.5.2027"
    assert "ti 18.5.2027" in soup.get_text().replace("\xa0", " ")


# The sentence


def sentence(client, query="") -> str:
    return page(client, f"/raportit/{query}").select_one("#report-sentence").text


def test_the_sentence_is_that_of_a_final_report(two_runs, helmi):
    run = two_runs[0]
    people = list(run.enrollments.order_by("name").values_list("person_id", flat=True))
    hold(run.sessions.get(number=1), helmi, **{f"p{people[0]}": PRESENT, f"p{people[1]}": ABSENT})

    with time_machine.travel(NOW + days(8), tick=False):
        assert sentence(signed_in(helmi), "?since=1.1.2027&until=31.12.2027") == (
            "Ajanjakso: 1.1.–31.12.2027. Toteutuksia oli 1. Tapaamiskertoja pidettiin 1, tunteja yhteensä 3. "
            "Lisäksi 1 toteutus ei ollut vielä alkanut. Koulutuksiin ilmoittautui 3 henkilöä, joista 1 osallistui, 0 "
            "suoritti koulutuksen ja 0 sai todistuksen."
        )


def test_the_sentence_tells_each_figure_alone_where_one_is_not_known(two_runs, helmi):
    run = two_runs[0]
    record_figure(run, FigureKind.HEADCOUNT, Qualifier.OVER, value=900, as_of=date(2027, 5, 1), by=helmi)

    record_figure(
        run, FigureKind.HEADCOUNT, Qualifier.EXACT, value=3, covers=Covers.UNNAMED, as_of=date(2027, 5, 1), by=helmi
    )
    record_figure(run, FigureKind.INVITED, Qualifier.ABOUT, value=40, as_of=date(2027, 5, 1), by=helmi)
    record_figure(run, FigureKind.COMPLETED, Qualifier.UNKNOWN, as_of=date(2027, 5, 1), by=helmi)

    assert sentence(signed_in(helmi)) == (
        "Yksikään toteutus ei ollut vielä alkanut. Koulutuksiin ilmoittautui 3 henkilöä. Muualta saadut luvut, jotka "
        "eivät sisälly edellisiin: kutsuttiin noin 40; kävijämäärä yli 900, nimilistan lisäksi 3."
    )


def test_the_sentence_says_who_came_without_enrolling(finished_story):
    with time_machine.travel(AFTER + days(1), tick=False):
        told_of = sentence(signed_in(finished_story.helmi))

    assert told_of.endswith(
        "Koulutuksiin ilmoittautui 7 henkilöä. Läsnäololistojen mukaan osallistui 5 henkilöä. Koulutuksen suoritti 3 "
        "henkilöä. Todistuksen sai 3 henkilöä. Ennalta ilmoittautumatta paikalle tuli 1 henkilö."
    )


# The price

PRICED = ["", "csv/", "xlsx/", "rivit/registered/", "rivit/registered/csv/", "rivit/registered/xlsx/"]


@pytest.mark.parametrize("rest", PRICED)
def test_the_report_asks_as_little_of_thirty_runs_as_of_one(run, helmi, rest):
    client, address = signed_in(helmi), f"/raportit/{rest}"
    EnrollmentFactory(run=run)
    one = cost(client, address)

    for number in range(29):
        each = CourseRunFactory(course=run.course, label=f"Ryhmä {number}", session_count=1)
        RunRoleFactory(run=each, person=helmi)
        EnrollmentFactory(run=each, organisation=OrganisationFactory(name=f"Kunta {number}"))

    assert cost(client, address) == one


SIGNING_IN = 3  # the session, the user and the user's groups


@pytest.mark.parametrize(("rest", "most"), [("csv/", 6), ("xlsx/", 6), ("rivit/registered/csv/", 5)])
def test_an_export_takes_few_queries(run, sanna, rest, most):
    EnrollmentFactory(run=run)

    assert cost(signed_in(sanna), f"/raportit/{rest}") - SIGNING_IN <= most
