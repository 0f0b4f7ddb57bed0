"""The enrolment form: what it asks, what it answers, and what it never tells (journeys S1-S3)."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from icalendar import Calendar

from accounts.models import Affiliation, Organisation, OrganisationAlias, Profession, User
from courses.enums import Admission
from enrollment.enums import DenialReason, EnrollmentState
from enrollment.models import Enrollment
from messaging.dates import moment
from messaging.models import Message
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.enrollment.conftest import says, soup, told
from tests.factories import CourseRunFactory, EnrollmentFactory, OrganisationFactory, SectorFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

JOIN_LINK = "teams.microsoft.com"
QUESTION = "The last place has just gone. What you wrote is safe: do you want number %(number)s in the queue?"
FULL = "The run is full. You get number %(number)s in the queue, and we tell you at once when a place becomes free."


def enroll_url(run) -> str:
    return reverse("enroll", args=[run.pk])


def done_url(run) -> str:
    return reverse("enroll-done", args=[run.pk])


def typed(**changes: str) -> dict[str, str]:
    facts = {
        "name": "Uuno Uusi",
        "email": "uuno@esimerkki.example",
        "organisation": "",
        "sector": str(SectorFactory().pk),
        "profession": "opettaja",
    }
    return facts | changes


def error_of(response, field: str) -> str:
    box = soup(response).find(id=f"id_{field}_error")
    return " ".join(box.get_text(" ").split()) if box else ""


@pytest.fixture
def full():
    """One place, held."""
    run = CourseRunFactory(places=1)
    EnrollmentFactory(run=run)
    return run


# the form


def test_the_form_asks_five_things(client, run):
    page = soup(client.get(enroll_url(run)))

    controls = page.select("main input, main select, main textarea")
    fields = [control["name"] for control in controls if control.get("type") != "hidden"]
    assert fields == ["name", "email", "organisation", "sector", "profession"]


def test_the_wish_is_asked_where_the_rule_asks_for_it(client):
    run = CourseRunFactory(needs_opt_in=True)

    assert soup(client.get(enroll_url(run))).find(attrs={"name": "wants_certificate"}) is not None


def test_every_field_has_its_label(client, run):
    page = soup(client.get(enroll_url(run)))

    for field in page.select("main input:not([type=hidden]), main select"):
        assert page.find("label", attrs={"for": field["id"]}) is not None


@pytest.mark.parametrize("changes", [{"published_at": None}, {"published_at": NOW + hours(1)}])
def test_an_unpublished_run_answers_404(client, changes):
    run = CourseRunFactory(**changes)

    for address in (enroll_url(run), done_url(run), reverse("run-calendar", args=[run.pk])):
        assert client.get(address).status_code in (404, 302 if address == done_url(run) else 404)
    assert client.post(enroll_url(run), typed()).status_code == 404


# a place


def test_a_stranger_gets_a_place_and_a_page_that_says_so(client, run):
    answer = client.post(enroll_url(run), typed(), follow=True)

    enrollment = Enrollment.objects.get()
    assert (enrollment.state, enrollment.name, enrollment.profession_text) == ("confirmed", "Uuno Uusi", "opettaja")
    assert answer.redirect_chain == [(done_url(run), 302)]
    assert soup(answer).h1.get_text() == _("You have a place.")
    assert says(answer, "uuno@esimerkki.example")
    assert told(enrollment.person) == ["enrollment.confirmed"]


def test_a_new_person_is_stored_with_employer(client, run):
    organisation = OrganisationFactory()

    client.post(enroll_url(run), typed(organisation=organisation.name))

    user = User.objects.get(email="uuno@esimerkki.example")
    affiliation = Affiliation.objects.get(user=user)
    assert (user.name, affiliation.organisation, affiliation.profession_text) == ("Uuno Uusi", organisation, "opettaja")
    assert (affiliation.valid_from, user.has_usable_password()) == (NOW.date(), False)
    assert user.emailaddress_set.get().email == user.email


@pytest.mark.parametrize(
    "spelling", ["Kuopion kaupunki, sivistystoimi", "KUOPION  kaupunki, sivistystoimi", "Sivistys"]
)
def test_an_organisation_is_found_by_its_name_and_other_names(client, run, spelling):
    organisation = OrganisationFactory()
    OrganisationAlias.objects.create(organisation=organisation, alias="Sivistys")

    client.post(enroll_url(run), typed(organisation=spelling))

    assert Enrollment.objects.get().organisation == organisation
    assert Organisation.objects.count() == 1


def test_an_unknown_organisation_is_stored_unchecked_and_offered_to_nobody(client, run):
    client.post(enroll_url(run), typed(organisation="  Perhekeskus   Äyräpää "))

    organisation = Enrollment.objects.get().organisation
    assert (organisation.name, organisation.checked_at) == ("Perhekeskus Äyräpää", None)
    assert client.get(reverse("organisations"), {"q": "äyräpää"}).json() == {"names": []}


def test_no_organisation_is_an_answer(client, run):
    client.post(enroll_url(run), typed(organisation=""))

    assert (Enrollment.objects.get().organisation, Enrollment.objects.get().organisation_name) == (None, "")


def test_a_job_title_of_the_register_is_recognised(client, run):
    profession = Profession.objects.create(key="opettaja", title_fi="Opettaja")

    client.post(enroll_url(run), typed(profession="opettaja"))

    assert Enrollment.objects.get().profession == profession


def test_the_wish_for_a_certificate_is_stored(client):
    run = CourseRunFactory(needs_opt_in=True)

    client.post(enroll_url(run), typed(wants_certificate="on"))

    assert Enrollment.objects.get().wants_certificate is True


@pytest.mark.parametrize("field", ["state", "rule_set", "completed_at", "over_limit", "person", "origin"])
def test_the_form_takes_nothing_but_its_own_fields(client, run, field, outi):
    client.post(enroll_url(run), typed(**{field: str(outi.pk)}))

    enrollment = Enrollment.objects.get()
    assert (enrollment.state, enrollment.origin, enrollment.person == outi) == ("confirmed", "self", False)


@pytest.mark.parametrize("presses", [2, 3])
def test_pressing_twice_makes_one_enrolment(client, run, presses):
    facts = typed()

    answers = [client.post(enroll_url(run), facts) for _ in range(presses)]

    assert {answer.status_code for answer in answers} == {302}
    assert (Enrollment.objects.count(), User.objects.filter(email=facts["email"]).count()) == (1, 1)


# messages of S2

MISTAKES = [
    ({"name": ""}, "name", "Write your name in the form you want it on the certificate."),
    ({"name": "  "}, "name", "Write your name in the form you want it on the certificate."),
    ({"name": "123 !?"}, "name", "Write your name in the form you want it on the certificate."),
    ({"email": ""}, "email", "Write your e-mail address, so that we can send the confirmation."),
    (
        {"email": "uuno@esimerkki"},
        "email",
        "Check the e-mail address. It should look like this: etunimi.sukunimi@organisaatio.fi",
    ),
    (
        {"email": "uuno esimerkki.fi"},
        "email",
        "Check the e-mail address. It should look like this: etunimi.sukunimi@organisaatio.fi",
    ),
    ({"sector": ""}, "sector", "Choose the sector closest to your work."),
]


@pytest.mark.parametrize(("changes", "field", "message"), MISTAKES)
def test_a_mistake_is_told_beside_its_field_and_the_rest_is_kept(client, run, changes, field, message):
    facts = typed(organisation="Perhekeskus", **changes) if "organisation" not in changes else typed(**changes)

    answer = client.post(enroll_url(run), facts)

    page = soup(answer)
    assert (answer.status_code, error_of(answer, field)) == (200, _(message))
    assert page.find(id=f"id_{field}")["aria-invalid"] == "true"
    kept = {
        name: page.find(id=f"id_{name}").get("value", "") for name in ("name", "email", "organisation", "profession")
    }
    assert kept == {name: facts[name] for name in kept}
    assert (Enrollment.objects.count(), User.objects.filter(email=facts["email"]).count()) == (0, 0)


def test_a_name_with_every_letter_is_taken_as_it_is(client, run):
    client.post(enroll_url(run), typed(name="Áŋŋel-Đuro  Äyräpää"))

    assert Enrollment.objects.get().name == "Áŋŋel-Đuro Äyräpää"


def test_a_hostile_name_is_text_everywhere(client, run, helmi):
    client.post(enroll_url(run), typed(name="<b>Uuno</b><script>alert(1)</script>"))

    page = signed_in(helmi).get(reverse("desk-session", args=[run.sessions.first().pk])).content.decode()
    assert escape("<b>Uuno</b><script>alert(1)</script>") in page
    assert "<script>alert" not in page


def test_a_full_run_shows_the_number_before_the_press_and_the_press_queues(client, full):
    page = client.get(enroll_url(full))
    assert says(page, _(FULL) % {"number": 1})
    assert soup(page).find(attrs={"name": "queue_seen"})["value"] == "on"

    answer = client.post(enroll_url(full), typed(queue_seen="on"), follow=True)

    assert Enrollment.objects.waiting().get().person.email == "uuno@esimerkki.example"
    assert soup(answer).h1.get_text() == _("You are in the queue")
    assert soup(answer).select('main a[href$="kalenteri.ics"]') == []


def test_the_last_place_going_meanwhile_asks_and_a_second_press_queues(client):
    run = CourseRunFactory(places=1)
    client.get(enroll_url(run))
    EnrollmentFactory(run=run)

    asked = client.post(enroll_url(run), typed(organisation="Perhekeskus"))

    assert says(asked, _(QUESTION) % {"number": 1})
    assert Enrollment.objects.filter(person__email="uuno@esimerkki.example").count() == 0
    form = {each["name"]: each.get("value", "") for each in soup(asked).select("main form input[name]")}
    form["sector"] = soup(asked).select_one("main select option[selected]")["value"]

    done = client.post(enroll_url(run), form, follow=True)

    waiting = Enrollment.objects.waiting().get()
    assert (waiting.name, waiting.organisation_name) == ("Uuno Uusi", "Perhekeskus")
    assert soup(done).h1.get_text() == _("You are in the queue")


def test_a_run_that_closed_while_it_was_typed_says_when(client):
    run = CourseRunFactory(enrolment_closes_at=NOW)

    answer = client.post(enroll_url(run), typed())

    assert _("Enrolment closed %(moment)s.") % {"moment": moment(NOW)} in answer.content.decode()
    assert (Enrollment.objects.count(), User.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"enrolment_closes_at": NOW},
        {"enrolment_opens_at": NOW + hours(1)},
        {"cancelled_at": NOW},
        {"admission": Admission.TEAM},
        {"finished": True},
    ],
)
def test_a_run_that_takes_nobody_says_why_and_shows_no_form(client, changes):
    answer = client.get(enroll_url(CourseRunFactory(**changes)))

    assert (answer.status_code, soup(answer).select("main form")) == (200, [])
    assert soup(answer).select_one('main a[href="/koulutukset/"]') is not None


def test_a_full_run_whose_queue_is_closed_says_so_after_the_press(client):
    run = CourseRunFactory(places=1, cut_off_at=NOW)
    EnrollmentFactory(run=run)

    answer = client.post(enroll_url(run), typed(queue_seen="on"))

    assert says(answer, DenialReason.QUEUE_CLOSED.label)
    assert Enrollment.objects.filter(person__email="uuno@esimerkki.example").count() == 0


# what the form never does


@pytest.mark.parametrize("spelling", ["aino@esimerkki.example", " AINO@Esimerkki.example "])
def test_an_existing_persons_name_and_employer_are_never_changed(client, run, spelling):
    aino = UserFactory(name="Aino Esimerkki", email="aino@esimerkki.example")

    client.post(enroll_url(run), typed(name="Joku Muu", email=spelling, organisation="Muu työ"))

    aino.refresh_from_db()
    assert (aino.name, aino.affiliations.count(), User.objects.count()) == ("Aino Esimerkki", 0, 1)
    assert Enrollment.objects.get(person=aino).name == "Joku Muu"
    assert "Joku" not in Message.objects.get().body


def pages_for(run, email: str, **changes: str) -> tuple[bytes, bytes]:
    """What the press and the page after it answer to this address, token and address taken out."""
    client = Client()
    pressed = client.post(enroll_url(run), typed(email=email, **changes))
    after = client.get(done_url(run)) if pressed.status_code == 302 else pressed
    bare = [re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", each.content) for each in (pressed, after)]
    return tuple(each.replace(email.encode(), b"ADDRESS") for each in bare)


@pytest.mark.parametrize("presence", ["enrolled", "known", "waiting", "cancelled"])
@pytest.mark.parametrize("changes", [{}, {"queue_seen": "on"}])
@pytest.mark.parametrize("is_full", [True, False])
def test_known_and_unknown_addresses_get_the_same_page(presence, changes, is_full):
    run = CourseRunFactory(places=1 if is_full else 50)
    EnrollmentFactory(run=run)
    user = UserFactory(email="tuttu@esimerkki.example")
    if presence == "enrolled":
        EnrollmentFactory(run=run, person=user, over_limit=True)
    elif presence == "waiting":
        run.enrollments.create(
            person=user, state="waiting", queued_at=NOW - days(1), counts_from=NOW, created_at=NOW, name="T"
        )
    elif presence == "cancelled":
        EnrollmentFactory(run=run, person=user, cancelled=True)

    known = pages_for(run, "tuttu@esimerkki.example", **changes)
    Enrollment.objects.filter(person=user, created_at=NOW, queued_at=NOW).delete()
    unknown = pages_for(run, "vieras@esimerkki.example", **changes)

    assert known == unknown


def test_the_answer_to_an_enrolled_address_comes_by_mail_only(client, run, aino):
    answer = client.post(enroll_url(run), typed(email=aino.email), follow=True)

    assert soup(answer).h1.get_text() == _("You have a place.")
    assert (Enrollment.objects.count(), told(aino)) == (1, ["enrollment.already"])


def test_the_page_after_the_press_is_for_who_pressed(client, run):
    assert client.get(done_url(run)).status_code == 302

    Client().post(enroll_url(run), typed())
    assert client.get(done_url(run)).url == enroll_url(run)


def test_the_page_after_the_press_belongs_to_its_run(client, run):
    other = CourseRunFactory()
    client.post(enroll_url(run), typed())

    assert client.get(done_url(other)).url == enroll_url(other)


def test_the_join_link_is_on_no_page_of_an_anonymous_visitor(client, run):
    pages = [client.get(enroll_url(run)), client.post(enroll_url(run), typed()), client.get(done_url(run))]
    pages.append(client.get(reverse("run-calendar", args=[run.pk])))

    assert [JOIN_LINK in page.content.decode() for page in pages] == [False] * 4
    assert JOIN_LINK in Message.objects.get().body
    assert JOIN_LINK in Message.objects.get().attachments[0]["text"]


def test_the_public_calendar_has_the_sessions(client, run):
    answer = client.get(reverse("run-calendar", args=[run.pk]))

    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="kalenteri.ics"'
    assert [str(event["uid"]) for event in events] == [f"{each.pk}@sytyke" for each in run.sessions.all()]


def test_a_cancelled_session_leaves_the_calendar(client, run):
    run.sessions.filter(number=2).update(cancelled_at=NOW)

    answer = client.get(reverse("run-calendar", args=[run.pk]))

    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == 2


# signed in


def test_a_signed_in_person_is_not_asked_for_an_address(run, outi):
    Affiliation.objects.create(
        user=outi,
        organisation=OrganisationFactory(),
        sector=SectorFactory(),
        profession_text="opettaja",
        valid_from=NOW.date() - days(30),
    )

    page = soup(signed_in(outi).get(enroll_url(run)))

    assert page.find(id="id_email") is None
    assert page.find(id="id_name")["value"] == "Outi Ulkopuolinen"
    assert page.find(id="id_organisation")["value"] == "Kuopion kaupunki, sivistystoimi"
    assert page.find(id="id_profession")["value"] == "opettaja"
    assert page.select_one("#id_sector option[selected]").get_text() == "Sivistystoimi"


def test_a_signed_in_person_enrols_as_oneself_whatever_address_is_posted(run, outi):
    signed_in(outi).post(enroll_url(run), typed(email="joku@esimerkki.example"))

    assert (Enrollment.objects.get().person, User.objects.filter(email="joku@esimerkki.example").count()) == (outi, 0)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_signed_in_participant_is_led_to_the_own_page(run, aino, method):
    answer = getattr(signed_in(aino), method)(enroll_url(run), typed() if method == "post" else {})

    assert answer.url == reverse("own-enrollment", args=[aino.enrollment.pk])
    assert Enrollment.objects.get().state == EnrollmentState.CONFIRMED


# organisations


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", []),
        ("ku", []),
        ("kuo", ["Kuopion kaupunki, sivistystoimi"]),
        ("SIVISTYS", ["Kuopion kaupunki, sivistystoimi"]),
        ("keski-po", ["Soite"]),
        ("Äyräp", ["Äyräpään perhekeskus"]),
        ("ayrap", ["Äyräpään perhekeskus"]),
        ("tarkistamaton", []),
        ("yhdistetty", []),
        ("kuo\0", ["Kuopion kaupunki, sivistystoimi"]),
        ("100%_", []),
        ("x" * 500, []),
    ],
)
def test_organisations_are_suggested_from_three_letters(client, query, names):
    kuopio = OrganisationFactory()
    OrganisationFactory(name="Äyräpään perhekeskus")
    OrganisationAlias.objects.create(
        organisation=OrganisationFactory(name="Soite"), alias="Keski-Pohjanmaan hyvinvointialue"
    )
    OrganisationFactory(name="Tarkistamaton", checked_at=None)
    OrganisationFactory(name="Yhdistetty", merged_into=kuopio)

    assert client.get(reverse("organisations"), {"q": query}).json() == {"names": names}


def test_at_most_eight_organisations_are_suggested(client):
    for number in range(12):
        OrganisationFactory(name=f"Koulu {number:02}")

    assert client.get(reverse("organisations"), {"q": "koulu"}).json()["names"] == [
        f"Koulu {number:02}" for number in range(8)
    ]


def test_what_to_correct_stands_first_on_the_page_and_in_its_title(client, run):
    page = soup(client.post(enroll_url(run), typed(email="")))

    first = page.select_one("main > div > *")
    assert (first["id"], first.h2.get_text()) == ("error-summary", "Tarkista tämä kohta")
    assert [link["href"] for link in first.select("a")] == ["#id_email"]
    assert page.title.get_text().startswith("Tarkista: ")
    assert page.select_one('script[src*="errors"]') is not None


def test_a_page_without_mistakes_has_neither(client, run):
    page = soup(client.get(enroll_url(run)))

    assert (page.select_one("#error-summary"), page.title.get_text().startswith("Tarkista")) == (None, False)
