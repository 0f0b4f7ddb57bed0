"""The report checks R01–R31 that follow from the events of two real projects (events.json), asked of the period report.

Not expressed yet: R11 (digests to all registrants come with their issue) and R31 (feedback has a results page of its
own; the report holds no figure of it).
"""

from datetime import date, datetime

import pytest

from courses.enums import Admission, Phase
from courses.queries import phase
from enrollment.enums import AttendanceStatus, FigureKind, Qualifier
from enrollment.models import Enrollment
from enrollment.queries.own import Standing
from enrollment.services import record_figure
from reports import queries
from reports.period_figures import PeriodNumbers, period_numbers
from reports.periods import Period
from tests.clock import HELSINKI, NOW, days, hours
from tests.factories import CourseFactory, CourseRunFactory, EnrollmentFactory, SessionFactory, UserFactory
from tests.reports.conftest import hold

pytestmark = pytest.mark.django_db

EXACT, ABOUT, OVER, RANGE = Qualifier.EXACT, Qualifier.ABOUT, Qualifier.OVER, Qualifier.RANGE
ATTENDED, CERTIFIED, COMPLETED = FigureKind.ATTENDED, FigureKind.CERTIFIED, FigureKind.COMPLETED
REGISTERED, HEADCOUNT = FigureKind.REGISTERED, FigureKind.HEADCOUNT
AS_OF = date(2027, 5, 1)


def event(label: str, kind: FigureKind | None = None, qualifier: Qualifier = EXACT, **told: int):
    """A run that is behind, without sessions, and what was told of it."""
    run = CourseRunFactory(label=label, session_count=0, finished=True)
    if kind is not None:
        record_figure(run, kind, qualifier, as_of=AS_OF, by=None, **told)
    return run


def add_sessions(run, lengths) -> None:
    """Sessions of so many hours on following days, all behind."""
    for number, length in enumerate(lengths, start=1):
        starts = NOW - days(30 - number)
        SessionFactory(run=run, number=number, starts_at=starts, ends_at=starts + hours(length))


def numbers(user, as_of: datetime = NOW) -> PeriodNumbers:
    return period_numbers(queries.runs_of_period(user, Period.asked(as_of)), as_of)


def told(user) -> dict[str, str]:
    return {figure.key: figure.told for figure in numbers(user).figures if figure.told}


def told_of_each(user, kind: FigureKind) -> list[str]:
    runs = queries.runs_of_period(user, Period.asked(NOW))
    return sorted(row.in_words() for row in queries.told_rows(runs, NOW, kind))


def test_r01_r02_r07_certificates_of_each_event_and_together(sanna):
    for label in ("Kallio ja Oulunkaari", "Lappi"):
        event(label, CERTIFIED, value=27)
    assert (told_of_each(sanna, CERTIFIED), told(sanna)) == (["27", "27"], {"certified": "54"})

    event("Sytypajat", CERTIFIED, value=13)
    assert told(sanna) == {"certified": "67"}


def test_r03_eight_of_thirty_five_lack_something_and_the_list_says_what_of_each(sanna, helmi):
    run = CourseRunFactory(session_count=2, first_session_at=NOW - days(20), max_replaced=0)
    people = [EnrollmentFactory(run=run, counts_from=NOW - days(40)).person_id for _ in range(35)]
    for session, there in zip(run.sessions.order_by("number"), (35, 27), strict=True):
        statuses = [AttendanceStatus.PRESENT] * there + [AttendanceStatus.ABSENT] * (35 - there)
        hold(session, helmi, **{f"p{person}": status for person, status in zip(people, statuses, strict=True)})

    counts, missing = numbers(sanna).counts.totals, queries.missing_of_run(run, NOW)

    assert (counts["attended"], counts["completed"]) == (35, 27)
    assert {row.enrollment.person_id for row in missing} == set(people[27:])
    assert {(row.unit.number, row.standing) for row in missing} == {(2, Standing.MISSED)}


def test_r04_r05_r06_twenty_three_workshops_of_four_teams_their_hours_and_certificates(sanna):
    for team, count in enumerate((6, 6, 6, 5), start=1):
        add_sessions(event(f"Tiimi {team}"), [2, 3, 4, 2.5, 2, 3][:count])
    series = event("Kaikki tiimit", CERTIFIED, value=13)
    record_figure(series, FigureKind.HOURS, RANGE, low=46, high=92, as_of=AS_OF, by=None)

    events = numbers(sanna).events

    assert (events.held, 46 <= events.minutes / 60 <= 92) == (23, True)
    assert told(sanna) == {"certified": "13", "hours": "46–92"}


def test_r08_enrolled_people_are_never_reported_as_attended(sanna):
    add_sessions(event("Päihdekoulutus", REGISTERED, value=334), [6, 6, 6])

    assert (told(sanna), numbers(sanna).events.held) == ({"registered": "334"}, 3)
    assert numbers(sanna).counted("attended") is None


def test_r09_more_people_than_enrolled(sanna):
    run = event("Osallisuuden ytimessä", REGISTERED, value=148)
    record_figure(run, ATTENDED, Qualifier.MORE_THAN_REGISTERED, as_of=AS_OF, by=None)

    assert told(sanna) == {"registered": "148", "attended": "yli 148"}


def test_r10_r12_five_forums_keep_their_range_and_only_bounds_add_up(sanna):
    for number in range(1, 6):
        event(f"Foorumi {number}", REGISTERED, RANGE, low=34, high=70)

    assert told_of_each(sanna, REGISTERED) == ["34–70"] * 5
    assert told(sanna) == {"registered": "170–350"}


@pytest.mark.parametrize(
    ("kind", "qualifier", "value", "words"),
    [
        pytest.param(ATTENDED, EXACT, 52, "52", id="R13"),
        pytest.param(ATTENDED, EXACT, 92, "92", id="R17"),
        pytest.param(ATTENDED, EXACT, 58, "58", id="R18"),
        pytest.param(HEADCOUNT, EXACT, 200, "200", id="R19"),
        pytest.param(ATTENDED, EXACT, 33, "33", id="R22"),
        pytest.param(ATTENDED, ABOUT, 300, "noin 300", id="R23"),
        pytest.param(REGISTERED, ABOUT, 100, "noin 100", id="R24"),
        pytest.param(ATTENDED, ABOUT, 100, "noin 100", id="R25"),
    ],
)
def test_a_told_figure_keeps_its_kind_and_its_qualifier(sanna, kind, qualifier, value, words):
    event("Tilaisuus", kind, qualifier, value=value)

    assert told(sanna) == {kind.value: words}


def test_r14_one_of_three_equal_runs_is_enough_and_a_person_of_two_counts_once(sanna, helmi):
    course = CourseFactory(code="tyopajat", parallel_places=3)
    runs = [
        CourseRunFactory(course=course, label=label, session_count=1, first_session_at=NOW + days(day))
        for day, label in ((1, "Toukokuu"), (2, "Elokuu"), (3, "Syyskuu"))
    ]
    both, one = UserFactory(), UserFactory()
    for run, people in zip(runs, ([both], [both, one], []), strict=True):
        for person in people:
            EnrollmentFactory(run=run, person=person)
        hold(run.sessions.get(), helmi, **{f"p{person.pk}": AttendanceStatus.PRESENT for person in people})

    totals = numbers(sanna, NOW + days(4)).counts.totals

    assert len({run.sessions.get().topic_id for run in runs}) == 1
    assert (totals["registered"], totals["attended"], totals["completed"]) == (2, 2, 2)


def test_r15_coffees_without_enrolment_have_a_headcount_each_time(sanna):
    run = event("SyTy-kahvit")
    run.admission = Admission.NO_ENROLMENT
    run.save()
    add_sessions(run, [1, 1, 1])
    for session, value in zip(run.sessions.order_by("number"), (12, 30, 19), strict=True):
        record_figure(run, HEADCOUNT, EXACT, value=value, session=session, as_of=AS_OF, by=None)

    assert told_of_each(sanna, HEADCOUNT) == ["12", "19", "30"]
    assert told(sanna) == {"headcount": "61"}
    assert numbers(sanna).counted("registered") is None


def test_r16_an_event_of_others_keeps_over_nine_hundred_without_any_enrolment(sanna):
    run = event("Aluehallintovirasto", REGISTERED, OVER, value=900)
    run.admission = Admission.RECORD_ONLY
    run.save()

    assert (told(sanna), Enrollment.objects.count()) == ({"registered": "yli 900"}, 0)
    assert numbers(sanna).counted("registered") is None


def test_r20_twelve_began_ten_completed_and_a_later_completion_leaves_the_earlier_day(sanna, helmi):
    run = CourseRunFactory(session_count=1, first_session_at=NOW + days(1), minimum=1)
    people = [EnrollmentFactory(run=run) for _ in range(12)]
    hold(run.sessions.get(), helmi, **{f"p{each.person_id}": AttendanceStatus.PRESENT for each in people})
    Enrollment.objects.filter(pk__in=[each.pk for each in people[10:]]).update(completed_at=None, completed_under=None)
    rule_set = run.rule_sets.get()
    Enrollment.objects.filter(pk=people[10].pk).update(completed_at=NOW + days(30), completed_under=rule_set)

    ended, later = (numbers(sanna, NOW + days(day)).counts.totals for day in (2, 31))

    assert (ended["attended"], ended["completed"]) == (12, 10)
    assert (later["attended"], later["completed"]) == (12, 11)


def test_r21_completions_of_two_trainings_stay_apart_and_are_no_part_of_those_who_attended(sanna):
    event("Kouluttajakoulutus", ATTENDED, value=34)
    event("Menetelmäkoulutukset", COMPLETED, value=29)
    event("Kouluttajakoulutukset alueilla", COMPLETED, value=15)

    assert told_of_each(sanna, COMPLETED) == ["15", "29"]
    assert told(sanna)["attended"] == "34"


def test_r26_a_planned_session_that_was_not_held_does_not_count_as_held(sanna):
    run = event("Asiantuntijatyöryhmä")
    add_sessions(run, [2] * 11)
    run.sessions.filter(number__in=(4, 9)).update(cancelled_at=NOW - days(28))

    events = numbers(sanna).events

    assert (events.sessions, events.held, events.called_off) == (11, 9, 2)


def test_r27_three_sessions_of_the_pilot_are_twelve_hours(sanna):
    add_sessions(event("Pilotti"), [3, 6, 3])

    assert (numbers(sanna).events.held, numbers(sanna).events.minutes) == (3, 12 * 60)


def test_r28_enrolment_closes_at_noon_three_days_before(sanna):
    closes = datetime(2021, 5, 28, 12, 0, tzinfo=HELSINKI)
    starts = datetime(2021, 5, 31, 13, 0, tzinfo=HELSINKI)
    facts = {"enrolment_opens_at": closes - days(20), "enrolment_closes_at": closes, "published_at": closes - days(20)}
    run = CourseRunFactory(session_count=1, first_session_at=starts, **facts)

    minute = hours(1 / 60)
    assert (starts.date() - closes.date()).days == 3
    assert [phase(run, at) for at in (closes - minute, closes + minute)] == [Phase.OPEN, Phase.CLOSED]


@pytest.mark.parametrize("label", [pytest.param("Keski-Pohjanmaa", id="R29"), pytest.param("Kainuu", id="R30")])
def test_four_days_of_two_groups_are_eight_training_days(sanna, label):
    for group in (1, 2):
        add_sessions(event(f"{label}, ryhmä {group}"), [6] * 4)

    assert numbers(sanna).events.held == 8
