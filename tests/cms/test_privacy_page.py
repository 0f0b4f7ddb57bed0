"""The privacy notice: every mandatory part, and keeping times that cannot differ from what the code does."""

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import RetentionPeriod
from accounts.registry import data_kinds
from accounts.templatetags.keeping import kept_for
from accounts.wording import duration
from tests.conftest import signed_in
from tests.enrollment.conftest import soup, words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

ADDRESS = "/tietosuoja/"
MANDATORY = (
    "lede", "controller", "officer", "contact_email", "purposes", "legal_basis", "categories", "sources",
    "recipients", "transfers", "decisions", "security", "rights", "authority", "dated_on",
)  # fmt: skip


def kept(client) -> dict[str, str]:
    """The keeping times as the notice lists them."""
    cache.clear()
    rows = soup(client.get(ADDRESS)).select(".rights-list > div")
    return {row.dt.get_text(): " ".join(row.dd.get_text().split()) for row in rows}


def test_the_notice_says_everything_it_must(client, notice):
    page = client.get(ADDRESS)

    assert [heading.get_text() for heading in soup(page).select("h2")] == [
        "Rekisterinpitäjä", "Mihin käytämme tietoja", "Mihin käsittely perustuu", "Mitä tietoja käsittelemme",
        "Mistä saamme tiedot", "Kuka näkee tietosi", "Kuinka kauan säilytämme tietoja", "Automaattiset päätökset",
        "Missä tiedot ovat", "Miten suojaamme tiedot", "Älä kirjoita asiakkaista", "Palaute on nimetön", "Evästeet",
        "Oikeutesi", "Valvontaviranomainen",
    ]  # fmt: skip
    assert "Versio 2, 22. marraskuuta 2026" in words(page)


def test_every_kind_of_data_stands_in_the_notice_with_its_time(client, notice):
    listed = kept(client)

    assert list(listed) == [str(kind.name) for kind in data_kinds()]
    assert listed["Tehtävien vastaukset, lähetetyt tiedostot ja kouluttajien kommentit"] == (
        "6 kuukautta hyväksymisestä tai, jos vastaus jäi kesken, viimeisestä tallennuksesta. "
        "Vastaus, tiedostot ja kommentit poistetaan. Tieto hyväksymisestä jää."
    )
    assert listed["Todistusten rekisteri"].startswith("10 vuotta myöntämisestä.")
    assert listed["Rooli toteutuksessa kouluttajana, kokemusasiantuntijana tai vierailijana"].startswith(
        "Niin kauan kuin toteutus on palvelussa. Rooli"
    )


def test_the_notice_says_the_time_staff_decided_at_once(client, notice, sanna, django_capture_on_commit_callbacks):
    name = "Lähetetyt viestit"
    assert kept(client)[name].startswith("5 vuotta viestistä.")
    client.get(ADDRESS)

    with django_capture_on_commit_callbacks(execute=True):
        signed_in(sanna).post(reverse("retentionperiod:add"), {"kind": "messages", "months": "18"})

    rows = soup(client.get(ADDRESS)).select(".rights-list > div")
    assert [row.dd.get_text()[:23] for row in rows if row.dt.get_text() == name] == ["18 kuukautta viestistä."]
    RetentionPeriod.objects.get().delete()


def test_the_notice_is_kept_for_anonymous_readers(client, notice, django_assert_num_queries):
    client.get(ADDRESS)

    with django_assert_num_queries(0):
        client.get(ADDRESS)


@pytest.mark.parametrize("field", MANDATORY)
def test_a_notice_without_a_mandatory_part_is_refused(notice, field):
    setattr(notice, field, None if field == "dated_on" else "")

    with pytest.raises(ValidationError) as refused:
        notice.full_clean()

    assert list(refused.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (1, "1 kuukausi"),
        (6, "6 kuukautta"),
        (12, "12 kuukautta"),
        (24, "24 kuukautta"),
        (30, "30 kuukautta"),
        (36, "3 vuotta"),
        (60, "5 vuotta"),
    ],
)
def test_a_time_is_said_as_people_say_it(months, said):
    assert duration(months) == said


def test_a_kind_without_a_clock_has_no_duration():
    assert (kept_for("teaching"), kept_for("submissions")) == ("", "6 kuukautta")


def test_administrators_edit_the_notice_in_finnish(notice, sanna):
    page = signed_in(sanna).get(reverse("wagtailadmin_pages:edit", args=[notice.pk]))

    text = page.content.decode()
    assert page.status_code == 200
    assert [label for label in ("Rekisterinpitäjä", "Käsittelyn peruste", "Versio") if label not in text] == []
