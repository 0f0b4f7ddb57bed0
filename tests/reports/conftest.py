"""One run told from beginning to end through the services, with every kind of person in it."""

from dataclasses import dataclass

import pytest
import time_machine

from accounts.models import User
from certificates.services import make_prepared_certificates
from courses.models import AttendanceRule, CourseRun, Session
from enrollment.enums import AttendanceStatus
from enrollment.models import Enrollment
from enrollment.services import Snapshot, add_walk_in, cancel_enrollment, confirm_session, enroll, mark_attendance
from enrollment.services.attendance import Mark
from reports import queries
from tests.clock import NOW, days, hours
from tests.factories import (
    CertificateOfferFactory,
    CourseRunFactory,
    OrganisationFactory,
    SectorFactory,
    UserFactory,
)

AFTER = NOW + days(40)  # everything has been held, the second session's attendance waits


@dataclass
class Story:
    """The run, its trainer and the people by first name."""

    run: CourseRun
    helmi: User
    people: dict[str, User]

    def session(self, number: int) -> Session:
        return self.run.sessions.get(number=number)


def sign_up(run, name, *, organisation=None, sector=None, now=NOW) -> Enrollment:
    person = UserFactory(name=f"{name} Esimerkki")
    return enroll(run, person, Snapshot(person.name, organisation, sector), now=now, accepts_queue=True)


def hold(session, by, **told: AttendanceStatus | tuple[AttendanceStatus, int]) -> None:
    """Mark the people (by id in `told`, `p12=…`) and confirm a quarter of an hour after the end."""
    when = session.ends_at + hours(0.25)
    marks = []
    for key, status in told.items():
        status, minutes = status if isinstance(status, tuple) else (status, None)
        marks.append(Mark(int(key[1:]), status, minutes=minutes))
    mark_attendance(session, marks, by=by, now=when)
    confirm_session(session, by=by, now=when)


@pytest.fixture
def story(run, helmi) -> Story:
    """Six places. Anna, Birgit, Cecilia, Daniel, Elina and Fanni enrol, Gunnar, Heidi and Iida queue.

    Birgit cancels and Gunnar gets the place; Iida leaves the queue; Heidi still waits. At the first session Anna,
    Cecilia and Gunnar are there, Daniel for an hour, Elina and Fanni away; Jaakko walks in and Kalle comes from another
    group. At the third session Anna, Cecilia, Daniel and Jaakko are there. The second one was not confirmed. Rule: two
    sessions of three, none replaced.
    """
    run.places = 6
    run.save(update_fields=["places"])
    run.rule_sets.get().rules.get().delete()
    AttendanceRule.objects.create(rule_set=run.rule_sets.get(), minimum=2, max_replaced=0)
    CertificateOfferFactory(run=run)
    kuopio, soite = OrganisationFactory(name="Kuopion kaupunki"), OrganisationFactory(name="Soite")
    school, health = SectorFactory(key="education"), SectorFactory(key="health", title_fi="Terveydenhuolto", position=1)
    told = {
        "Anna": (kuopio, school), "Birgit": (kuopio, school), "Cecilia": (soite, health), "Daniel": (None, health),
        "Elina": (soite, school), "Fanni": (kuopio, health), "Gunnar": (None, school), "Heidi": (kuopio, school),
        "Iida": (soite, health),
    }  # fmt: skip
    placed = {}
    for minute, (name, (organisation, sector)) in enumerate(told.items()):
        placed[name] = sign_up(run, name, organisation=organisation, sector=sector, now=NOW + hours(minute / 60))
    for name in ("Birgit", "Iida"):
        cancel_enrollment(placed[name], by=placed[name].person, now=NOW + days(1))
    people = {name: enrollment.person for name, enrollment in placed.items()}
    other = CourseRunFactory(course=run.course, label="Ryhmä 2")
    people["Kalle"] = sign_up(other, "Kalle", organisation=soite, sector=health).person
    story = Story(run, helmi, people)
    _hold_first(story)
    third = story.session(3)
    there = {f"p{people[name].pk}": AttendanceStatus.PRESENT for name in ("Anna", "Cecilia", "Daniel", "Jaakko")}
    away = {f"p{people[name].pk}": AttendanceStatus.ABSENT for name in ("Elina", "Fanni", "Gunnar")}
    hold(third, helmi, **there, **away)
    return story


def _hold_first(story: Story) -> None:
    first, people = story.session(1), story.people
    add_walk_in(first, people["Kalle"].name, people["Kalle"].email, by=story.helmi, now=first.starts_at)
    people["Jaakko"] = add_walk_in(first, "Jaakko Jokunen", "", by=story.helmi, now=first.starts_at).person
    hold(
        first,
        story.helmi,
        **{f"p{people[name].pk}": AttendanceStatus.PRESENT for name in ("Anna", "Cecilia", "Gunnar")},
        **{f"p{people['Daniel'].pk}": (AttendanceStatus.PARTIAL, 60)},
        **{f"p{people[name].pk}": AttendanceStatus.ABSENT for name in ("Elina", "Fanni")},
    )


@pytest.fixture
def finished_story(story) -> Story:
    """The second session confirmed as well, Anna and Cecilia there, and the certificates made."""
    second = story.session(2)
    there = {f"p{story.people[name].pk}": AttendanceStatus.PRESENT for name in ("Anna", "Cecilia")}
    rest = ("Daniel", "Elina", "Fanni", "Gunnar", "Jaakko")
    with time_machine.travel(AFTER, tick=False):
        away = [Mark(story.people[name].pk, AttendanceStatus.ABSENT) for name in rest]
        mark_attendance(second, away, by=story.helmi, now=AFTER)
        hold(second, story.helmi, **there)
        make_prepared_certificates(AFTER)
    return story


@pytest.fixture
def later():
    """Everything has been held."""
    with time_machine.travel(AFTER, tick=False):
        yield AFTER


def numbers(run, as_of=AFTER) -> dict[str, int]:
    """Every figure of the run counted by its rows, sessions included; unknown ones left out."""
    figures = [*queries.figures_of(run, as_of), *queries.session_figures(run, as_of)]
    return {figure.key: figure.rows.count() for figure in figures if not figure.unknown}


def names(run, key, as_of=AFTER) -> list[str]:
    """First names of the people behind a figure, in the order they are listed."""
    figure = queries.figure_called(run, key, as_of)
    return [row.name.split()[0] for row in queries.listed(figure.rows, as_of)]
