"""Personas and the frozen clock."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from django.utils import translation

from accounts.enums import Role
from courses.models import CourseRun
from tests.clock import NOW
from tests.factories import CourseRunFactory, EnrollmentFactory, RunRoleFactory, UserFactory

(Path(__file__).parent.parent / "var").mkdir(exist_ok=True)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Files by their length: a ZIP holds the second it was made in, and two workers must call a test the same."""
    return f"{argname}-{len(val)}-bytes" if isinstance(val, bytes) else None


@pytest.fixture(autouse=True, scope="session")
def quick_flush() -> Iterator[None]:
    """Empty PostgreSQL's tables row by row after a test that commits: TRUNCATE makes a hundred files anew, which takes
    seconds, while the tables hold a handful of rows. The foreign keys are deferred, so the order does not matter.
    """
    truncate = DatabaseOperations.sql_flush

    def delete(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        if reset_sequences or allow_cascade:
            return truncate(self, style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
        return ["; ".join(f"DELETE FROM {self.quote_name(table)}" for table in sorted(tables))]  # noqa: S608

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", delete)
        yield


@pytest.fixture(autouse=True)
def frozen_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Time stands at NOW, but for browser and race tests, which live in real time."""
    if {"e2e", "race"} & {mark.name for mark in request.node.iter_markers()}:
        yield
        return
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture(autouse=True)
def default_language() -> None:
    """The language of the last request of another test speaks in none."""
    translation.deactivate()


@pytest.fixture
def run(db: None) -> CourseRun:
    """A published run open for enrolment, with three coming sessions and 20 places."""
    return CourseRunFactory()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def aino(run):
    """Enrolled in `run`."""
    user = UserFactory(name="Aino Esimerkki", email="aino@esimerkki.example")
    user.enrollment = EnrollmentFactory(run=run, person=user)
    return user


@pytest.fixture
def eino(run):
    """In the queue of `run`."""
    user = UserFactory(name="Eino Odottaja", email="eino@esimerkki.example")
    user.enrollment = EnrollmentFactory(run=run, person=user, waiting=True)
    return user


@pytest.fixture
def outi(db):
    """Knows nobody here."""
    return UserFactory(name="Outi Ulkopuolinen", email="outi@esimerkki.example")


@pytest.fixture
def helmi(run):
    """Lead trainer of `run`."""
    user = UserFactory(name="Helmi Harju", email="helmi@esimerkki.example")
    user.groups.add(Group.objects.get(name=Role.TRAINER))
    RunRoleFactory(run=run, person=user)
    return user


@pytest.fixture
def johannes(db):
    """A trainer of other runs."""
    user = UserFactory(name="Johannes Valkeapää-Niemi", email="johannes@esimerkki.example")
    user.groups.add(Group.objects.get(name=Role.TRAINER))
    return user


@pytest.fixture
def sanna(db):
    """Administrator."""
    user = UserFactory(name="Sanna Koskela", email="sanna@esimerkki.example")
    user.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
    return user


@pytest.fixture
def time_machine_to() -> Iterator[Callable[[datetime], None]]:
    """Move the frozen clock: `time_machine_to(moment)`."""
    travellers: list[time_machine.travel] = []

    def travel(moment: datetime) -> None:
        travellers.append(time_machine.travel(moment, tick=False))
        travellers[-1].start()

    yield travel
    for traveller in reversed(travellers):
        traveller.stop()
