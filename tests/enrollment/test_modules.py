"""Modules for participants, and a participant's own marks on modules."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.registry import person_links
from accounts.services.erasure import erase_person
from courses.enums import Audience
from courses.models import CatalogPage, ModulePage, Section
from enrollment.models import ModuleVisit
from enrollment.queries.modules import keys_done, own_modules
from enrollment.services import cancel_enrollment
from enrollment.services.modules import ModuleMarkRefused, mark_module
from tests.clock import NOW, days
from tests.conftest import signed_in
from tests.courses.conftest import add_course_page, catalog  # noqa: F401 - a fixture of the pages
from tests.enrollment.conftest import soup, words
from tests.factories import CourseRunFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db

SECRET = "Vain osallistujille kirjoitettu"


@pytest.fixture
def course_page(catalog: CatalogPage, run):  # noqa: F811
    return add_course_page(catalog, run.course)


@pytest.fixture
def module(course_page) -> ModulePage:
    """The first module, open to everybody."""
    return add_module(course_page, 1)


def add_module(course_page, number: int, audience: Audience = Audience.PUBLIC) -> ModulePage:
    section, _ = Section.objects.get_or_create(course=course_page.course, number=1, defaults={"title_fi": "Osio"})
    page = ModulePage(
        title=f"Moduuli {number}",
        slug=f"m-{number}",
        key=f"1-{number}",
        section=section,
        position=number,
        audience=audience,
        summary="Mistä on kyse.",
        body=[("paragraph", f"<p>{SECRET}</p>")],
    )
    return course_page.add_child(instance=page)


@pytest.fixture
def closed(course_page) -> ModulePage:
    return add_module(course_page, 9, Audience.PARTICIPANTS)


# modules for participants


def test_outsiders_read_what_a_module_is_and_how_to_take_part(closed, course_page, outi, eino):
    for client in (Client(), signed_in(outi), signed_in(eino)):
        answer = client.get(closed.url)

        assert (answer.status_code, SECRET in answer.content.decode()) == (200, False)
        assert words(answer).count("Mistä on kyse.") == 1
        assert soup(answer).select_one(".sheet .button")["href"] == course_page.url
        assert answer["X-Robots-Tag"] == "noindex"


def test_an_anonymous_participant_finds_the_way_in(closed, outi):
    login = f"/tili/login/?next={closed.url}"

    assert soup(Client().get(closed.url)).select_one(f'a[href="{login}"]') is not None
    assert soup(signed_in(outi).get(closed.url)).select_one('main a[href^="/tili/login/"]') is None


def test_participants_of_any_run_trainers_and_administrators_read_the_module(closed, run, aino, helmi, sanna, johannes):
    other = EnrollmentFactory(run=CourseRunFactory(course=run.course, label="Toinen")).person

    read = [SECRET in words(signed_in(each).get(closed.url)) for each in (aino, other, helmi, sanna, johannes)]

    assert read == [True, True, True, True, False]


def test_somebody_who_gave_up_the_place_reads_no_more(closed, run, outi):
    EnrollmentFactory(run=run, person=outi, cancelled=True)

    assert SECRET not in words(signed_in(outi).get(closed.url))


def test_a_module_for_participants_is_never_kept(closed, aino):
    for client in (Client(), signed_in(aino)):
        client.get(closed.url)
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get(closed.url)

    assert len(queries) > 0
    assert SECRET not in answer.content.decode()


def test_a_module_closed_later_is_closed_at_once(module, django_capture_on_commit_callbacks):
    assert SECRET in words(Client().get(module.url))

    with django_capture_on_commit_callbacks(execute=True):
        module.audience = Audience.PARTICIPANTS
        module.save_revision().publish()

    assert SECRET not in words(Client().get(module.url))


# marks


def post(person, module: ModulePage, done: str = "yes"):
    return signed_in(person).post(reverse("module-mark", args=[module.pk]), {"done": done})


def test_a_participant_marks_a_module_and_takes_the_mark_off(module, aino):
    first = post(aino, module)
    marked = keys_done(aino, module.section.course_id)
    again = post(aino, module)
    rows = list(ModuleVisit.objects.values_list("enrollment", "module_key", "done_at"))
    post(aino, module, "no")
    post(aino, module, "no")

    assert [(each.status_code, each["Location"]) for each in (first, again)] == [(302, f"{module.url}#merkinta")] * 2
    assert (marked, rows) == ({"1-1"}, [(aino.enrollment.pk, "1-1", NOW)])
    assert ModuleVisit.objects.count() == 0


def test_people_without_a_place_cannot_mark(module, outi, eino, helmi):
    assert [post(each, module).status_code for each in (outi, eino, helmi)] == [404, 404, 404]
    with pytest.raises(ModuleMarkRefused):
        mark_module(module, outi, done=True, now=NOW)
    assert ModuleVisit.objects.count() == 0


def test_a_draft_of_a_module_cannot_be_marked(module, aino):
    module.unpublish()

    assert post(aino, module).status_code == 404


def test_a_mark_is_the_persons_in_every_run_of_the_course(module, run, aino):
    mark_module(module, aino, done=True, now=NOW)
    newer = EnrollmentFactory(
        run=CourseRunFactory(course=run.course, label="Uusi"), person=aino, created_at=NOW + days(1)
    )
    mark_module(module, aino, done=True, now=NOW)
    kept = list(ModuleVisit.objects.values_list("enrollment", flat=True))
    mark_module(module, aino, done=False, now=NOW)
    mark_module(module, aino, done=True, now=NOW)

    assert kept == [aino.enrollment.pk]
    assert list(ModuleVisit.objects.values_list("enrollment", flat=True)) == [newer.pk]


def test_a_mark_outlives_a_cancellation_and_is_there_again_for_whoever_comes_back(module, run, aino):
    mark_module(module, aino, done=True, now=NOW)
    cancel_enrollment(aino.enrollment, by=aino, now=NOW)
    other = EnrollmentFactory(run=CourseRunFactory(course=run.course, label="Toinen ryhmä"), person=aino)

    kept = keys_done(aino, module.section.course_id)
    mark_module(module, aino, done=True, now=NOW + days(1))

    page = soup(signed_in(aino).get(reverse("own-enrollment", args=[other.pk])))
    assert (kept, ModuleVisit.objects.count()) == ({"1-1"}, 1)
    assert "Tehtyjä moduuleja: 1/1" in page.select_one("section[aria-labelledby=own-modules]").get_text()
    mark_module(module, aino, done=False, now=NOW + days(1))
    assert ModuleVisit.objects.count() == 0


def test_the_database_refuses_the_same_mark_twice(module, aino):
    mark_module(module, aino, done=True, now=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        ModuleVisit.objects.create(enrollment=aino.enrollment, module_key="1-1", done_at=NOW)


def test_the_button_is_on_the_module_page_of_participants_only(module, aino, outi, helmi):
    shown = [
        [button.get_text() for button in soup(client.get(module.url)).select(".module-mark button")]
        for client in (Client(), signed_in(outi), signed_in(helmi), signed_in(aino))
    ]
    post(aino, module)
    after = soup(signed_in(aino).get(module.url)).select_one(".module-mark")

    assert shown == [[], [], [], ["Merkitse tehdyksi"]]
    assert (after["id"], after.span.find_next("span").get_text(), after.button.get_text()) == (
        "merkinta", "Moduuli on merkitty tehdyksi.", "Poista merkintä",
    )  # fmt: skip


def test_the_last_module_offers_a_place_to_those_without_one(module, aino, outi):
    ways = {
        name: [link.get_text() for link in soup(client.get(module.url)).select("article nav a")]
        for name, client in {"nobody": Client(), "outi": signed_in(outi), "aino": signed_in(aino)}.items()
    }

    both = ["Katso ajat ja ilmoittaudu", "Omat koulutukset"]
    assert ways == {"nobody": both, "outi": both, "aino": ["Omat koulutukset"]}


def test_a_public_module_is_kept_for_anonymous_readers_without_a_button(module, aino, django_assert_num_queries):
    signed_in(aino).get(module.url)
    client = Client()
    client.get(module.url)

    with django_assert_num_queries(0):
        assert soup(client.get(module.url)).select_one(".module-mark") is None


def test_the_mark_stands_in_the_list_of_the_course_with_a_word(module, course_page, aino):
    add_module(course_page, 2)
    post(aino, module)

    rows = soup(signed_in(aino).get(course_page.url)).select(".module-list li")
    cache.clear()
    anonymous = soup(Client().get(course_page.url)).select(".module-list .badge")

    assert [[badge.get_text() for badge in row.select(".badge")] for row in rows] == [["Tehty"], []]
    assert anonymous == []


def test_the_own_page_lists_the_modules_and_leads_to_the_next(module, course_page, aino):
    second = add_module(course_page, 2)
    post(aino, module)

    page = soup(signed_in(aino).get(reverse("own-enrollment", args=[aino.enrollment.pk])))

    sheet = page.select_one("section[aria-labelledby=own-modules]")
    assert "Tehtyjä moduuleja: 1/2" in sheet.get_text()
    assert sheet.select_one(".actions a")["href"] == second.url
    states = [row.select_one(".own-modules__state").get_text() for row in sheet.select("li")]
    assert states == ["Tehty", "Ei vielä tehty"]
    assert sheet.select_one("li .mark--done svg") is not None


def test_the_list_takes_two_queries_however_many_modules(module, course_page, aino, django_assert_num_queries):
    for number in range(2, 32):
        add_module(course_page, number)

    with django_assert_num_queries(2):
        own = own_modules(aino, course_page.course)

    assert (len(own.modules), own.done_count, own.following.page) == (31, 0, module)


# what becomes of the marks


def test_the_marks_go_with_the_person(module, aino, sanna):
    mark_module(module, aino, done=True, now=NOW)
    link = next(each for each in person_links() if each.model is ModuleVisit)

    erase_person(aino, by=sanna, now=NOW)

    assert (link.field, link.export) == ("enrollment__person", ("enrollment__run", "module_key", "done_at"))
    assert ModuleVisit.objects.count() == 0
