"""Personas and the frozen clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client

from accounts.enums import Role
from courses.models import CourseRun
from tests.clock import NOW
from tests.factories import CourseRunFactory, EnrollmentFactory, RunRoleFactory, UserFactory

(Path(__file__).parent.parent / "var").mkdir(exist_ok=True)


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
