"""Looking for a training: what each question keeps, that an address holds the questions, and what it costs."""

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.rich_text import RichText

from courses.enums import Admission, Mode, OrganiserPart
from courses.models import CoursePage, RunOrganiser
from tests.clock import NOW, days
from tests.courses.conftest import add_course_page
from tests.factories import CourseRunFactory, EnrollmentFactory, OrganiserFactory, RegionFactory, SectorFactory

pytestmark = pytest.mark.django_db


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content, "html.parser")


def add(catalog, title: str, *, region: str = "", for_whom: str = "", groups: tuple[str, ...] = (), **facts):
    """A course with one run."""
    page = add_course_page(catalog)
    page.course.target_groups.set([SectorFactory(key=key, title_fi=key.capitalize()) for key in groups])
    page.title, page.for_whom = title, for_whom
    page.save_revision().publish()
    run = CourseRunFactory(course=page.course, label=f"Ryhmä {title}", **facts)
    if region:
        place = RegionFactory(key=region, title_fi=region.capitalize())
        organiser = OrganiserFactory(name=region, region=place)
        RunOrganiser.objects.create(run=run, organiser=organiser, part=OrganiserPart.JOINT)
    return run


def found(client, query: str) -> list[str]:
    """The titles the catalogue shows."""
    return [title.get_text() for title in soup(client.get(f"/koulutukset/{query}")).select("article h2")]


@pytest.fixture
def full_catalog(catalog):
    """Three trainings that differ in everything one can ask about."""
    later, last = NOW + days(60), NOW + days(120)
    add(catalog, "Etä", region="kainuu", for_whom="Koulun ja päiväkodin väki", mode=Mode.ONLINE)
    add(
        catalog,
        "Lähi",
        region="lappi",
        for_whom="Neuvolan työntekijät",
        groups=("terveys",),
        mode=Mode.ONSITE,
        first_session_at=later,
    )
    add(
        catalog,
        "Molemmat",
        region="kainuu",
        mode=Mode.HYBRID,
        groups=("terveys", "koulu"),
        first_session_at=last,
        places=0,
    )
    return catalog


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Etä", "Lähi", "Molemmat"]),
        ("?haku=&alue=&muoto=&alkaen=&asti=", ["Etä", "Lähi", "Molemmat"]),
        ("?haku=PAIVAKO", ["Etä"]),
        ("?haku=neuvola+työntekijä", ["Lähi"]),
        ("?haku=poliisi", []),
        ("?haku=terveys", ["Lähi", "Molemmat"]),  # a target group's name
        ("?kohderyhma=terveys", ["Etä", "Lähi", "Molemmat"]),  # meant for everyone: the first
        ("?kohderyhma=koulu", ["Etä", "Molemmat"]),
        ("?kohderyhma=koulu&haku=neuvola", []),
        ("?kohderyhma=&alue=kainuu", ["Etä", "Molemmat"]),
        ("?alue=kainuu", ["Etä", "Molemmat"]),
        ("?muoto=online", ["Etä", "Molemmat"]),
        ("?muoto=onsite", ["Lähi", "Molemmat"]),
        ("?muoto=hybrid", ["Molemmat"]),
        ("?alkaen=1.7.2027", ["Lähi", "Molemmat"]),
        ("?asti=1.7.2027", ["Etä"]),
        ("?alkaen=2027-07-01&asti=31.8.2027", ["Lähi"]),
        ("?alkaen=11.6.2027&asti=12.6.2027", []),
        ("?vapaita=on", ["Etä", "Lähi"]),
        ("?alue=kainuu&vapaita=on", ["Etä"]),
        ("?alue=lappi&muoto=online", []),
        ("?page=1", ["Etä", "Lähi", "Molemmat"]),
        ("?tuntematon=1", ["Etä", "Lähi", "Molemmat"]),
    ],
)
def test_each_question_keeps_its_trainings(client, full_catalog, query, expected):
    assert found(client, query) == expected


@pytest.mark.parametrize(
    ("query", "left", "told"),
    [
        ("?alue=atlantis&muoto=onsite", ["Lähi", "Molemmat"], "Valitse alue luettelosta."),
        ("?kohderyhma=x&alue=lappi", ["Lähi"], "Valitse kohderyhmä luettelosta."),
        ("?muoto=x", ["Etä", "Lähi", "Molemmat"], "Valitse osallistumistapa luettelosta."),
        (
            "?alkaen=huomenna&alue=lappi", ["Lähi"],
            "Kirjoita ensimmäinen päivä muodossa päivä.kuukausi.vuosi, esimerkiksi 1.6.2027.",
        ),
        (
            "?alkaen=1.7.2027&asti=1.6.2027", ["Lähi", "Molemmat"],
            "Viimeinen päivä on ennen ensimmäistä. Vaihda päivät.",
        ),
        (f"?haku={'a' * 81}", ["Etä", "Lähi", "Molemmat"], "Lyhennä hakua. Siinä voi olla enintään 80 merkkiä."),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_told_and_the_rest_holds(client, full_catalog, query, left, told):
    page = soup(client.get(f"/koulutukset/{query}"))

    assert [title.get_text() for title in page.select("article h2")] == left
    assert [link.get_text() for link in page.select(".error-summary a")] == [told]
    assert page.select_one(page.select_one(".error-summary a")["href"]) is not None
    assert page.select_one("details.filters").has_attr("open")


def test_a_training_shows_only_the_runs_that_were_looked_for(client, catalog):
    run = add(catalog, "Monta", mode=Mode.ONLINE)
    CourseRunFactory(course=run.course, label="Ryhmä Lähi", mode=Mode.ONSITE)
    CourseRunFactory(course=run.course, label="Ryhmä Vanha", mode=Mode.ONSITE, finished=True)

    shown = soup(client.get("/koulutukset/?muoto=onsite")).select("article .run-row__label")

    assert [label.get_text() for label in shown] == ["Ryhmä Lähi · Paikan päällä"]


@pytest.mark.parametrize(
    "facts",
    [
        {"published_at": None},
        {"cancelled_at": NOW},
        {"finished": True},
        {"admission": Admission.RECORD_ONLY},
    ],
    ids=["unpublished", "cancelled", "over", "recorded only"],
)
def test_what_nobody_can_come_to_is_not_found(client, catalog, facts):
    add(catalog, "Piilo", mode=Mode.ONSITE, **facts)

    assert found(client, "?muoto=onsite") == []


@pytest.mark.parametrize(
    ("facts", "taken"),
    [
        ({"places": 2}, 2),
        ({"enrolment_opens_at": NOW + days(1)}, 0),
        ({"admission": Admission.TEAM}, 0),
    ],
    ids=["full", "not open yet", "for teams"],
)
def test_a_place_counts_as_free_only_where_one_gets_it_now(client, catalog, facts, taken):
    run = add(catalog, "Ei paikkaa", **facts)
    EnrollmentFactory.create_batch(taken, run=run)

    assert found(client, "?vapaita=on") == []


def test_a_place_in_what_has_been_held_is_not_free(client, catalog):
    add(catalog, "Pidetty", finished=True, enrolment_closes_at=NOW + days(5))

    assert found(client, "?vapaita=on") == []


def test_a_free_place_somebody_waits_for_is_not_free(client, catalog):
    run = add(catalog, "Jono", places=2)
    EnrollmentFactory(run=run, waiting=True)

    assert found(client, "?vapaita=on") == []


@pytest.mark.parametrize(("query", "expected"), [("?alkaen=1.8.2027&asti=1.9.2027", ["Jakso"]), ("?asti=1.6.2027", [])])
def test_a_run_without_days_is_found_by_its_period(client, catalog, query, expected):
    period = {"period_from": (NOW + days(60)).date(), "period_until": (NOW + days(90)).date()}
    add(catalog, "Jakso", session_count=0, **period)
    add(catalog, "Ei tietoa", session_count=0)

    assert found(client, query) == expected


def test_the_hits_are_counted_and_everything_can_be_cleared(client, full_catalog):
    page = soup(client.get("/koulutukset/?alue=kainuu"))

    assert page.select_one(".filters__hits strong").get_text() == "2 koulutusta löytyi"
    assert [link["href"] for link in page.select(".filters__hits a")] == ["/koulutukset/"]
    assert not page.select_one("details.filters").has_attr("open")
    assert page.select_one('meta[name="robots"]')["content"] == "noindex, follow"


def test_the_plain_catalogue_is_folded_and_for_search_engines(client, full_catalog):
    page = soup(client.get("/koulutukset/"))

    assert not page.select_one("details.filters").has_attr("open")
    assert (page.select(".filters__hits a"), page.select(".filters__hits"), page.select('meta[name="robots"]')) == (
        [],
        [],
        [],
    )


def test_nothing_found_leads_back_to_everything(client, full_catalog):
    page = soup(client.get("/koulutukset/?kohderyhma=koulu&haku=poliisi"))

    assert page.select_one(".empty-state__title").get_text() == "Tällaista koulutusta ei nyt ole"
    assert page.select_one(".empty-state a")["href"] == "/koulutukset/"
    assert not page.select_one("details.filters").has_attr("open")  # on a phone it would stand before the answer


def test_a_word_nothing_is_called_by_leads_on_to_the_search_of_everything(client, full_catalog):
    answer = soup(client.get("/koulutukset/?haku=poliisi+%26+muut")).select_one(".empty-state")

    assert [line.get_text() for line in answer.select("p, a")] == [
        "Hakusanoilla ei löytynyt koulutusta: poliisi & muut",
        "Kokeile toista sanaa tai hae myös moduuleista ja materiaaleista.",
        "Hae myös moduuleista ja materiaaleista",
    ]
    assert answer.a["href"] == "/haku/?q=poliisi%20%26%20muut"


def test_words_of_the_introduction_find_the_training(client, full_catalog):
    page = CoursePage.objects.get(title="Etä")
    page.introduction = [("paragraph", RichText("<p>Myös koulukuraattorille.</p>"))]
    page.save_revision().publish()

    assert found(client, "?haku=kuraattori") == ["Etä"]


def test_forms_of_a_word_and_other_words_for_it_find_the_training(client, full_catalog):
    page = CoursePage.objects.get(title="Etä")
    page.introduction = [("paragraph", RichText("<p>Verkostotapaamisessa esihenkilön kanssa.</p>"))]
    page.save_revision().publish()

    assert [found(client, f"?haku={word}") for word in ("verkostotapaaminen", "esimies")] == [["Etä"], ["Etä"]]


def test_the_way_on_speaks_of_enrolling_only_where_one_can(client, catalog):
    add(catalog, "Auki")
    add(catalog, "Kiinni", enrolment_closes_at=NOW)
    add(catalog, "Kahvit", admission=Admission.NO_ENROLMENT)

    shown = soup(client.get("/koulutukset/")).select("article")

    assert {each.h2.get_text(): each.select_one(".actions a").get_text() for each in shown} == {
        "Auki": "Lue lisää ja ilmoittaudu", "Kiinni": "Lue lisää", "Kahvit": "Lue lisää",
    }  # fmt: skip


def test_the_form_shows_what_the_address_asked(client, full_catalog):
    form = soup(client.get("/koulutukset/?haku=koulu&alue=kainuu&muoto=online&alkaen=1.6.2027&vapaita=on")).form

    assert (form["method"], form["action"]) == ("get", "/koulutukset/")
    assert {field["name"]: field["value"] for field in form.select("input[value]")} == {
        "haku": "koulu", "alkaen": "1.6.2027"
    }  # fmt: skip
    assert [choice["value"] for choice in form.select("option[selected]")] == ["", "kainuu", "online"]
    assert form.select_one("input[name=vapaita]").has_attr("checked")


def test_regions_are_those_of_published_runs(client, full_catalog):
    RegionFactory(key="uusimaa", title_fi="Uusimaa")
    add(full_catalog, "Tulossa", region="savo", published_at=None)

    options = soup(client.get("/koulutukset/")).select("select[name=alue] option")

    assert [option["value"] for option in options] == ["", "kainuu", "lappi"]


def test_the_pages_of_what_was_found_keep_the_question(client, catalog):
    for number in range(21):
        add(catalog, f"Koulutus {number}", region="kainuu")

    page = soup(client.get("/koulutukset/?alue=kainuu&haku=koulutus"))

    assert page.select_one(".pagination a")["href"] == "?haku=koulutus&alue=kainuu&page=2"
    assert found(client, "?haku=koulutus&alue=kainuu&page=2") == ["Koulutus 20"]


def test_another_question_is_never_answered_from_the_page_cache(client, full_catalog):
    client.get("/koulutukset/")

    assert found(client, "?alue=lappi") == ["Lähi"]
    assert found(client, "?alue=kainuu") == ["Etä", "Molemmat"]
    assert found(client, "") == ["Etä", "Lähi", "Molemmat"]


EVERYTHING = "?haku=ryhmä&alue=kainuu&muoto=online&alkaen=1.1.2027&asti=31.12.2027&vapaita=on"


@pytest.mark.parametrize("query", ["", EVERYTHING], ids=["cold", "with every question"])
def test_the_catalogue_costs_at_most_fourteen_queries_and_asks_nothing_twice(client, catalog, query):
    def cost() -> list[str]:
        cache.clear()
        client.get("/")  # Wagtail keeps the site's root in the cache
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/koulutukset/{query}").status_code == 200
        return [each["sql"] for each in queries]

    def add_one(number: int) -> None:
        EnrollmentFactory(run=add(catalog, f"Koulutus {number}", region="kainuu", for_whom="Ryhmä"))

    add_one(0)
    one = cost()
    for number in range(1, 12):
        add_one(number)
    many = cost()

    assert len(one) == len(many) <= 14
    assert [sql for sql in set(many) if many.count(sql) > 1] == []
