"""What a page may cost at most: queries, bytes, requests (performance plan, P4, P6, P15). Times are `make bench`."""

import gzip
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import ModulePage, Section, Theme
from tests.certificates.conftest import certificate, enrollment, finished, trainer  # noqa: F401 - fixtures
from tests.conftest import signed_in
from tests.courses.conftest import add_course_page, catalog  # noqa: F401 - fixture
from tests.factories import (
    CourseRunFactory,
    EnrollmentFactory,
    RunRoleFactory,
    SectorFactory,
    TextAssignmentFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

KILOBYTE = 1024
MOST_REQUESTS = 12
STATIC = Path(settings.BASE_DIR) / "static"


@pytest.fixture
def course_page(catalog):  # noqa: F811
    """A course page as they are: two runs with trainers and people, two sections with modules and themes."""
    page = add_course_page(catalog)
    theme = Theme.objects.create(key="yhteistyo", title_fi="Yhteistyö")
    for number in (1, 2):
        run = CourseRunFactory(course=page.course, label=f"Ryhmä {number}")
        EnrollmentFactory(run=run)
        RunRoleFactory(run=run, person=UserFactory(name=f"Kouluttaja {number}"))
        section = Section.objects.create(course=page.course, number=number, title_fi=f"Osio {number}")
        module = ModulePage(title=f"Moduuli {number}", slug=f"moduuli-{number}", key=f"m{number}", section=section)
        page.add_child(instance=module)
        module.themes.set([theme])
        module.save()
    return page


def asked_by(client: Client, address: str) -> list[str]:
    """The queries of the second visit, past the page cache: the first one fills Wagtail's own."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


def repeated(statements: list[str]) -> list[str]:
    return [statement for statement, times in Counter(statements).items() if times > 1]


# Queries (P4)


# P4's 12 and 18, and two that reading in Swedish costs: the language tree asked for and the page's translations.
@pytest.mark.parametrize(("own", "most"), [(False, 14), (True, 20)], ids=["anonymous", "signed in"])
def test_the_course_page_asks_little_and_nothing_twice(course_page, client, outi, own, most):
    statements = asked_by(signed_in(outi) if own else client, f"{course_page.url}?page=1")

    assert len(statements) <= most
    assert repeated(statements) == []


def test_the_catalogue_asks_little_and_nothing_twice(course_page, client):
    statements = asked_by(client, f"{course_page.get_parent().url}?page=1")

    assert len(statements) <= 14
    assert repeated(statements) == []


def test_a_module_asks_little_and_nothing_twice(course_page, client):
    statements = asked_by(client, f"{course_page.url}moduuli-1/?page=1")

    assert len(statements) <= 12
    assert repeated(statements) == []


def test_the_verification_page_asks_little_and_nothing_twice(certificate, client):  # noqa: F811
    statements = asked_by(client, reverse("certificate-verify", args=[certificate.token]))

    assert len(statements) <= 5
    assert repeated(statements) == []


def test_a_kept_page_asks_nothing(course_page, client, django_assert_num_queries):
    for address in (course_page.url, course_page.get_parent().url, f"{course_page.url}moduuli-1/"):
        client.get(address)

        with django_assert_num_queries(0):
            assert client.get(address).status_code == 200


def test_the_enrolment_form_asks_little_and_nothing_twice(run, outi):
    statements = asked_by(signed_in(outi), reverse("enroll", args=[run.pk]))

    assert len(statements) <= 14
    assert repeated(statements) == []


def test_a_press_reads_the_run_once_before_the_lock_and_once_under_it(run, client):
    facts = {"name": "Aino Esimerkki", "email": "aino@esimerkki.example", "sector": SectorFactory().pk}

    with CaptureQueriesContext(connection) as queries:
        assert client.post(reverse("enroll", args=[run.pk]), facts).status_code == 302

    statements = [query["sql"] for query in queries]
    read = [statement for statement in statements if statement.startswith('SELECT "courses_courserun"."id"')]
    assert (len(read), len(statements) <= 40) == (2, True)


# Weight and requests of a first visit (P15); tests/e2e/test_first_visit.py asks a browser


def zipped(path: str) -> int:
    if path.startswith("/"):
        return len(Client().get(path, headers={"Accept-Encoding": "gzip"}).content)
    return len(gzip.compress((STATIC / path).read_bytes()))


def fetched(html: BeautifulSoup) -> dict[str, list[str]]:
    """What a browser fetches with the page, by kind, as paths under static/."""
    found = {
        "css": [link["href"] for link in html.select('link[rel="stylesheet"]')],
        "fonts": [link["href"] for link in html.select('link[as="font"]')],
        "images": [link["href"] for link in html.select('link[rel="icon"]')]
        + [img["src"] for img in html.select("img")],
        "js": [script["src"] for script in html.select("script[src]")],
    }
    assert html.select("style, script:not([src])") == []
    return {kind: [path.removeprefix(settings.STATIC_URL) for path in paths] for kind, paths in found.items()}


@pytest.mark.parametrize("which", [lambda page: page.url, lambda page: page.get_parent().url], ids=["course", "list"])
def test_a_first_visit_is_light(course_page, client, which: Callable[..., str]):
    response = client.get(which(course_page))
    html = BeautifulSoup(response.content, "html.parser")
    files = fetched(html)

    weights = {kind: sum(zipped(path) for path in paths) / KILOBYTE for kind, paths in files.items()}
    assert weights["css"] <= 30
    assert weights["js"] <= 30
    assert weights["fonts"] <= 70
    assert sum(weights.values()) + len(gzip.compress(response.content)) / KILOBYTE <= 150
    assert 1 + sum(len(paths) for paths in files.values()) <= MOST_REQUESTS
    assert len(html.find_all(True)) <= 600


def test_nothing_a_public_page_fetches_lies_elsewhere(course_page, client):
    for address in (course_page.url, course_page.get_parent().url, f"{course_page.url}moduuli-1/", "/tarkista/"):
        html = BeautifulSoup(client.get(address).content, "html.parser")

        assert [path for paths in fetched(html).values() for path in paths if re.match(r"(\w+:)?//", path)] == []


# Bytes of a page of many people (P6)


@pytest.mark.parametrize("name", ["desk", "desk-session", "desk-confirm", "report-run", "report-rows", "review-queue"])
def test_a_page_of_sixty_people_stays_under_300_kilobytes(name, run, helmi, time_machine_to):
    TextAssignmentFactory(run=run)
    EnrollmentFactory.create_batch(60, run=run)
    session = run.sessions.get(number=1)
    time_machine_to(session.starts_at)
    arguments = {"report-run": [run.pk], "report-rows": [run.pk, "registered"]}
    arguments |= {"desk-session": [session.pk], "desk-confirm": [session.pk]}
    cache.clear()

    content = signed_in(helmi).get(reverse(name, args=arguments.get(name, []))).content

    assert len(content) <= 300 * KILOBYTE
