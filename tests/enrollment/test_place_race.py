"""Two hundred people at once for twenty places, and what happens when the lock is taken away (fault 31, 32)."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from config.invariants import broken_invariants
from courses.models import CourseRun
from courses.queries import runs_with_everything
from enrollment.enums import AttendanceStatus
from enrollment.models import Enrollment
from enrollment.queries.places import PlaceCount, place_count
from enrollment.services import (
    CancellationRefused,
    EnrollmentRefused,
    LastPlaceGone,
    Snapshot,
    attendance,
    cancel_enrollment,
    change_group,
    enroll,
    mark_attendance,
    offer_next_places,
    places,
    transitions,
)
from enrollment.services.attendance import Mark
from messaging.models import Message
from tests.clock import days, hours
from tests.factories import CourseRunFactory, EnrollmentFactory, SectorFactory, UserFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

PLACES, PEOPLE = 20, 200
AT_ONCE = 30  # connections open together; PostgreSQL allows a hundred in all


@dataclass
class Presses:
    """What one person pressed: the answers' status codes, and when the yes to the question began and ended."""

    email: str
    codes: list[int] = field(default_factory=list)
    yes: tuple[float, float] | None = None


def open_run(**changes) -> CourseRun:
    """A run open by the real clock."""
    now = timezone.now()
    times = {"published_at": now - days(2), "enrolment_opens_at": now - days(1), "enrolment_closes_at": now + days(6)}
    return CourseRunFactory(**{**times, "first_session_at": now + days(7), **changes})


def together(actions: Sequence[Callable[[], object]]) -> list[object]:
    """Run the actions in threads, the first of them in step."""
    barrier = Barrier(min(AT_ONCE, len(actions)))

    def one(number: int, action: Callable[[], object]) -> object:
        try:
            if number < barrier.parties:
                barrier.wait(timeout=30)
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return list(pool.map(one, range(len(actions)), actions))


def storm(run: CourseRun, people: int = PEOPLE) -> list[Presses]:
    """Everybody presses twice; whoever is asked says yes, twice too."""
    address, sector = reverse("enroll", args=[run.pk]), str(SectorFactory().pk)

    def person(number: int) -> Presses:
        presses = Presses(f"henkilo{number}@esimerkki.example")
        client = Client(raise_request_exception=False)
        facts = {"name": f"Henkilö {number}", "email": presses.email, "sector": sector}
        answers = [client.post(address, facts) for _ in range(2)]
        presses.codes = [answer.status_code for answer in answers]
        if presses.codes[0] == 200:
            began = time.monotonic()
            presses.codes.append(client.post(address, {**facts, "queue_seen": "on"}).status_code)
            presses.yes = (began, time.monotonic())
            presses.codes.append(client.post(address, {**facts, "queue_seen": "on"}).status_code)
        return presses

    return together([lambda number=number: person(number) for number in range(people)])


def count_together() -> Callable[[CourseRun], PlaceCount]:
    """Counting that waits, between the count and the insert, until the others have counted too."""
    gate = Barrier(AT_ONCE)

    def count(run: CourseRun) -> PlaceCount:
        counted = place_count(run)
        with suppress(BrokenBarrierError):  # at the end fewer than all are left to wait for
            gate.wait(timeout=2)
        return counted

    return count


def assert_fair(run: CourseRun, pressed: Sequence[Presses]) -> None:
    """Twenty hold a place, everybody else waits in the order of their yes, nobody twice, no error page."""
    assert set(Counter(code for presses in pressed for code in presses.codes)) == {200, 302}
    assert place_count(run).held == PLACES
    assert place_count(run).waiting == len(pressed) - PLACES
    emails = list(Enrollment.objects.live().filter(run=run).values_list("person__email", flat=True))
    assert sorted(emails) == sorted(presses.email for presses in pressed)
    queue = list(Enrollment.objects.waiting().filter(run=run).values_list("person__email", flat=True))
    yes = {presses.email: presses.yes for presses in pressed}
    overtaken = [
        (before, after)
        for index, after in enumerate(queue)
        for before in queue[index + 1 :]
        if yes[before][1] < yes[after][0]
    ]
    assert overtaken == []
    kinds = Counter(Message.objects.values_list("kind", flat=True))
    assert (kinds["enrollment.confirmed"], kinds["enrollment.queued"]) == (PLACES, len(pressed) - PLACES)
    assert broken_invariants(timezone.now()) == []


# PostgreSQL


@pytest.fixture
def postgres(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: row locks are what is tested")


@pytest.mark.postgres
def test_two_hundred_at_once_take_twenty_places_and_queue_in_order(postgres):
    run = open_run(places=PLACES)

    assert_fair(run, storm(run))


@pytest.mark.postgres
def test_without_the_lock_the_same_storm_oversells(postgres, monkeypatch):
    """The negative control: were this to pass unharmed, the test above would prove nothing."""
    run = open_run(places=PLACES)

    monkeypatch.setattr(places, "lock_run", lambda run_id: runs_with_everything().get(pk=run_id))
    monkeypatch.setattr(places, "place_count", count_together())

    storm(run, people=PLACES * 3)

    assert place_count(run).held > PLACES
    assert [finding.invariant for finding in broken_invariants(timezone.now())][:1] == ["I1 places within the limit"]


@pytest.mark.postgres
def test_two_cancellations_while_places_are_offered_twice_promote_two_in_order(postgres):
    run = open_run(places=2)
    now = timezone.now()
    holders = EnrollmentFactory.create_batch(2, run=run, created_at=now - days(1))
    waiters = EnrollmentFactory.create_batch(4, run=run, created_at=now - days(1), waiting=True)

    together(
        [lambda holder=holder: cancel_enrollment(holder, by=holder.person, now=now) for holder in holders]
        + [lambda: offer_next_places(run, now=now)] * 2
    )

    for waiter in waiters:
        waiter.refresh_from_db()
    assert [waiter.state for waiter in waiters] == ["confirmed", "confirmed", "waiting", "waiting"]
    promoted = Message.objects.filter(kind="enrollment.promoted").values_list("recipient", flat=True)
    assert sorted(promoted) == sorted(waiter.person_id for waiter in waiters[:2])
    assert broken_invariants(now) == []


@pytest.mark.postgres
def test_who_cancels_while_being_marked_keeps_the_place(postgres, monkeypatch):
    now = timezone.now()
    run = open_run(first_session_at=now - hours(1), cancel_by_at=now + days(1))
    enrollment, trainer = EnrollmentFactory(run=run), UserFactory()
    session, plain, threads = run.sessions.get(number=1), attendance.expected_people, ThreadPoolExecutor(1)
    cancelling = []

    def cancel() -> str:
        try:
            cancel_enrollment(enrollment, by=enrollment.person, now=timezone.now())
        except CancellationRefused:
            return "refused"
        finally:
            connection.close()
        return "cancelled"

    def slow(session) -> set[int]:
        cancelling.append(threads.submit(cancel))
        time.sleep(0.5)
        return plain(session)

    monkeypatch.setattr(attendance, "expected_people", slow)
    mark_attendance(session, [Mark(enrollment.person_id, AttendanceStatus.PRESENT)], by=trainer, now=now)

    assert cancelling[0].result(30) == "refused"
    enrollment.refresh_from_db()
    assert (enrollment.state, session.attendances.count()) == ("confirmed", 1)
    assert broken_invariants(now) == []


# groups side by side


def tolerant(verb: Callable[..., object], *args, **options) -> Callable[[], object]:
    """The press of somebody who may be told no."""

    def press() -> object:
        with suppress(EnrollmentRefused, LastPlaceGone, CancellationRefused):
            return verb(*args, **options, now=timezone.now())

    return press


def two_groups(places: int) -> tuple[CourseRun, CourseRun]:
    first = open_run(places=places, label="Ryhmä 1")
    return first, open_run(course=first.course, places=places, label="Ryhmä 2")


def both_at_once(people: int = 12) -> tuple[CourseRun, CourseRun]:
    """Everybody enrols in both groups, twice in each, at the same time; returns the groups."""
    groups = two_groups(places=people)
    everybody = UserFactory.create_batch(people)
    together([tolerant(enroll, run, each, Snapshot(each.name)) for each in everybody for run in groups * 2])
    return groups


def assert_one_each(groups: Sequence[CourseRun]) -> None:
    people = list(Enrollment.objects.confirmed().filter(run__in=groups).values_list("person", flat=True))
    assert len(people) == len(set(people))
    assert broken_invariants(timezone.now()) == []


@pytest.mark.postgres
def test_enrolling_in_two_groups_at_once_gives_everybody_one_place(postgres):
    groups = both_at_once()

    assert_one_each(groups)
    assert sum(place_count(run).held for run in groups) == 12


@pytest.mark.postgres
def test_without_the_lock_of_the_course_somebody_gets_two_places(postgres, monkeypatch):
    """The negative control: the runs' own locks do not know of one another."""
    gate, plain = Barrier(2), places.in_the_course

    def slow(run, person, now):
        found = plain(run, person, now)
        with suppress(BrokenBarrierError):
            gate.wait(timeout=2)
        return found

    monkeypatch.setattr(transitions, "lock_course", lambda run_id: None)
    monkeypatch.setattr(places, "in_the_course", slow)
    groups, person = two_groups(places=2), UserFactory()
    together([tolerant(enroll, run, person, Snapshot(person.name)) for run in groups])

    assert Enrollment.objects.confirmed().filter(person=person).count() == 2
    assert [finding.invariant for finding in broken_invariants(timezone.now())] == ["Places within the course"]


def swap_storm(size: int = 8) -> tuple[list[Enrollment], Sequence[CourseRun]]:
    """Everybody of two full groups presses twice to change to the other one, while others cancel, enrol and queue and
    the promoter runs; returns those who pressed, and the groups.
    """
    groups = two_groups(places=size)
    joined = timezone.now() - days(1)
    holders = [EnrollmentFactory.create_batch(size, run=run, created_at=joined, counts_from=joined) for run in groups]
    leaving, staying = [people[0] for people in holders], [each for people in holders for each in people[1:]]
    other = {groups[0].pk: groups[1], groups[1].pk: groups[0]}
    presses = [
        tolerant(change_group, each, other[each.run_id], by=each.person, accepts_queue=True) for each in staying * 2
    ]
    newcomers = UserFactory.create_batch(2 * size)
    presses += [
        tolerant(enroll, groups[number % 2], each, Snapshot(each.name), accepts_queue=True)
        for number, each in enumerate(newcomers)
    ]
    presses += [tolerant(cancel_enrollment, each, by=each.person) for each in leaving]
    presses += [tolerant(offer_next_places, run) for run in groups * 3]
    Random(7).shuffle(presses)
    together(presses)
    return staying, groups


def assert_swapped_fairly(staying: list[Enrollment], groups: Sequence[CourseRun]) -> None:
    """Both groups full while somebody waits, nobody of those who stayed without a place or with two, each told once."""
    for run in groups:
        count = place_count(run)
        assert (count.held, count.waiting > 0) == (count.places, True)
    held = Counter(Enrollment.objects.confirmed().filter(run__in=groups).values_list("person", flat=True))
    assert {held[each.person_id] for each in staying} == {1}
    moved = Enrollment.objects.filter(run__in=groups, state="transferred").count()
    assert Message.objects.filter(kind="enrollment.moved").count() == moved
    assert broken_invariants(timezone.now()) == []


@pytest.mark.postgres
def test_a_swap_storm_between_two_full_groups_leaves_everybody_one_place(postgres):
    staying, groups = swap_storm()

    assert_swapped_fairly(staying, groups)


# SQLite: the same result without any service


@pytest.fixture
def sqlite(db: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("needs SQLite: its locking is what is tested")


def test_on_sqlite_the_storm_ends_the_same(sqlite):
    run = open_run(places=PLACES)

    assert_fair(run, storm(run))


def test_on_sqlite_a_swap_storm_ends_the_same(sqlite):
    staying, groups = swap_storm(size=5)

    assert_swapped_fairly(staying, groups)


def test_on_sqlite_without_immediate_transactions_presses_are_refused(sqlite, monkeypatch):
    """The negative control: SQLite cannot oversell, but then "database is locked" is answered as out of service."""
    options = {**connections.settings["default"]["OPTIONS"], "transaction_mode": "DEFERRED"}
    monkeypatch.setitem(connections.settings["default"], "OPTIONS", options)
    monkeypatch.setattr(places, "place_count", count_together())
    run = open_run(places=PLACES)

    pressed = storm(run, people=PLACES * 3)

    assert Counter(code for presses in pressed for code in presses.codes)[503] > 0
