"""Draft, named reviewer, published: who may do what, and who hears of it."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, Workflow
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.enums import Role
from accounts.services.erasure import erase_person
from cms.models import LibraryItemPage, ReviewTask
from cms.services.review import publish_scheduled
from courses.models import CatalogPage, ModulePage, Section
from messaging.dates import moment
from messaging.models import Message
from tests.admin.test_screens import ENGLISH
from tests.admin.test_screens import words as words_of
from tests.clock import NOW, hours
from tests.cms.conftest import add_item
from tests.conftest import signed_in
from tests.courses.conftest import add_course_page
from tests.factories import RunRoleFactory, UserFactory

pytestmark = pytest.mark.django_db

IDLE = '<p>Lue <a href="https://thl.fi">tästä</a>.</p>'


@pytest.fixture
def course_page(home, run):
    catalog = home.add_child(instance=CatalogPage(title="Koulutukset", slug="koulutukset"))
    return add_course_page(catalog, run.course)


@pytest.fixture
def module(course_page, helmi) -> ModulePage:
    """Helmi's draft."""
    section = Section.objects.create(course=course_page.course, number=1, title_fi="Osio")
    page = ModulePage(title="Mistä polku alkaa", slug="m", key="m", section=section, live=False, owner=helmi)
    course_page.add_child(instance=page)
    page.save_revision()
    return page


@pytest.fixture
def mira(db):
    """A trainer of nothing here, named to review."""
    user = UserFactory(name="Mira Mallikas", email="mira@esimerkki.example")
    user.groups.add(Group.objects.get(name=Role.TRAINER))
    return user


def send(page, by, reviewer=None) -> TaskState:
    """The page as its writer sends it for review."""
    page.reviewer = reviewer
    page.save_revision(user=by)
    page.get_workflow().start(page, by)
    return page.current_workflow_task_state


def decide(state: TaskState, by, action: str, **facts) -> None:
    state.task.specific.on_action(state, by, action, **facts)


def letters() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("address", "subject"))


def test_every_page_goes_the_same_way(home, library, module):
    ways = {page.get_workflow().name for page in (home, library, module)}
    steps = [task.specific for task in Workflow.objects.get(active=True).tasks]

    assert ways == {"Läpikäynti ennen julkaisua"}
    assert [type(step) for step in steps] == [ReviewTask]


def test_the_forms_of_pages_call_reviewers_by_name(library, module, helmi, sanna):
    for page in (add_item(library), module):
        shown = BeautifulSoup(
            signed_in(sanna).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content, "html.parser"
        )
        names = {option.get_text() for option in shown.select("select[name=reviewer] option")}
        assert {"Helmi Harju", "Sanna Koskela"} <= names
        assert not any(name.startswith("#") for name in names)


def test_the_named_reviewer_hears_approves_and_the_writer_hears(module, helmi, mira, sanna):
    state = send(module, helmi, mira)
    asked = letters()
    decide(state, mira, "approve")
    module.refresh_from_db()

    assert asked == [("mira@esimerkki.example", "Sivu odottaa läpikäyntiä: Mistä polku alkaa")]
    assert module.live is True
    assert letters()[1:] == [("helmi@esimerkki.example", "Sivusi on hyväksytty: Mistä polku alkaa")]
    assert f"/hallinta/pages/{module.pk}/edit/" in Message.objects.first().body


def test_without_a_named_reviewer_every_administrator_hears(module, helmi, sanna):
    send(module, helmi)

    assert [address for address, _subject in letters()] == ["sanna@esimerkki.example"]


def test_a_reviewer_who_has_gone_is_replaced_by_the_administrators(module, helmi, mira, sanna):
    mira.is_active = False
    mira.save()

    send(module, helmi, mira)

    assert [address for address, _subject in letters()] == ["sanna@esimerkki.example"]


def test_the_writer_hears_what_to_change_and_sends_again(module, helmi, mira):
    state = send(module, helmi, mira)
    decide(state, mira, "reject", comment="Lyhennä toista kappaletta.")
    module.refresh_from_db()
    asked_to_change = Message.objects.get(address=helmi.email)
    was_live, module.reviewer = module.live, mira
    module.save_revision(user=helmi)
    module.current_workflow_state.resume(user=helmi)

    assert was_live is False
    assert asked_to_change.subject == "Sivuusi pyydetään muutoksia: Mistä polku alkaa"
    assert "Kommentti: Lyhennä toista kappaletta." in asked_to_change.body
    assert [address for address, _subject in letters()].count(mira.email) == 2


def test_changes_without_a_comment_say_so(module, helmi, mira):
    decide(send(module, helmi, mira), mira, "reject")

    assert "Kommentti: Kommenttia ei kirjoitettu." in Message.objects.get(address=helmi.email).body


def test_nobody_is_told_what_they_did_themselves(module, sanna):
    decide(send(module, sanna), sanna, "approve")

    assert letters() == []


def test_nothing_goes_past_the_outbox(module, helmi, mira):
    decide(send(module, helmi, mira), mira, "approve")

    assert mail.outbox == []


def test_only_the_reviewer_and_administrators_decide_and_the_page_is_locked_for_others(
    module, helmi, mira, sanna, johannes
):
    step = send(module, helmi, mira).task.specific

    may = {user: bool(step.get_actions(module, user)) for user in (helmi, mira, sanna, johannes)}
    locked = {user: step.locked_for_user(module, user) for user in may}

    assert may == {helmi: False, mira: True, sanna: True, johannes: False}
    assert locked == {user: not each for user, each in may.items()}


def test_what_waits_is_listed_for_its_reviewer_as_it_was_sent(module, helmi, mira, sanna, johannes):
    decide(send(module, helmi, mira), mira, "approve")
    module.refresh_from_db()
    state = send(module, helmi, johannes)  # the live page still names Mira

    step = state.task.specific
    listed = {user: list(step.get_task_states_user_can_moderate(user)) for user in (helmi, mira, johannes, sanna)}

    assert listed == {helmi: [], mira: [], johannes: [state], sanna: [state]}


def test_the_reviewer_is_forgotten_with_the_account(module, library, mira, sanna):
    item = add_item(library, reviewer=mira)
    ModulePage.objects.filter(pk=module.pk).update(reviewer=mira)
    mira.groups.clear()

    erase_person(mira, by=sanna, now=NOW)

    assert ModulePage.objects.get(pk=module.pk).reviewer is None
    assert LibraryItemPage.objects.get(pk=item.pk).reviewer is None


# who writes modules


def edit(user, page) -> int:
    return signed_in(user).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code


def add_under(user, page) -> int:
    address = reverse("wagtailadmin_pages:add", args=["courses", "modulepage", page.pk])
    return signed_in(user).get(address).status_code


def test_trainers_write_the_modules_of_courses_they_train(module, course_page, run, helmi, johannes, sanna, mira):
    RunRoleFactory(run=run, person=mira, role="guest")

    assert [edit(user, module) for user in (helmi, sanna, johannes, mira)] == [200, 200, 302, 302]
    assert [add_under(user, course_page) for user in (helmi, sanna, johannes, mira)] == [200, 200, 302, 302]


def test_a_training_page_is_edited_by_those_who_train_it(course_page, run, helmi, johannes, sanna):
    assert [edit(user, course_page) for user in (helmi, sanna, johannes)] == [200, 200, 302]


def test_a_substitute_for_one_session_writes_nothing(module, run, mira):
    RunRoleFactory(run=run, person=mira, role="trainer", session=run.sessions.first())

    assert edit(mira, module) == 302


def test_the_reviewer_opens_a_module_of_a_strange_course_while_it_waits(module, helmi, mira):
    before = edit(mira, module)
    state = send(module, helmi, mira)
    during = edit(mira, module)
    decide(state, mira, "approve")

    assert (before, during, edit(mira, module)) == (302, 200, 302)


@pytest.mark.parametrize("action", ["unpublish", "delete", "copy", "move"])
def test_a_strange_trainer_does_nothing_else_to_a_module_either(module, johannes, action):
    module.save_revision().publish()

    answer = signed_in(johannes).get(reverse(f"wagtailadmin_pages:{action}", args=[module.pk]))

    assert answer.status_code == 302


# the screens


def fields(module: ModulePage, text: str, **more) -> dict:
    facts = {
        "title": module.title, "slug": module.slug, "key": module.key, "section": module.section_id, "position": 1,
        "audience": "public", "summary": "", "minutes": "", "reviewer": "", "body": streamfield(
            [("paragraph", rich_text(text))]
        ),
    }  # fmt: skip
    return nested_form_data({**facts, **more})


def test_no_time_that_has_gone_by_is_taken_for_publishing(module, helmi):
    address = reverse("wagtailadmin_pages:edit", args=[module.pk])
    before = fields(module, "<p>Polku.</p>", go_live_at="1.1.2027 8.00")
    ahead = fields(module, "<p>Polku.</p>", go_live_at="1.12.2027 8.00")
    client = signed_in(helmi)

    refused, kept = client.post(address, before), client.post(address, ahead)

    is_told = "Valitse aika, joka on vielä edessä." in refused.content.decode()
    assert (is_told, refused.status_code, kept.status_code) == (True, 200, 302)


def test_a_trainer_sends_a_module_from_the_editor_and_the_reviewer_publishes_it(module, helmi, mira):
    address = reverse("wagtailadmin_pages:edit", args=[module.pk])
    sent = signed_in(helmi).post(
        address, {**fields(module, "<p>Polku.</p>", reviewer=str(mira.pk)), "action-submit": "1"}
    )
    module.refresh_from_db()
    state = module.current_workflow_task_state
    names = [module.pk, "approve", state.pk]
    approved = signed_in(mira).post(reverse("wagtailadmin_pages:workflow_action", args=names))
    module.refresh_from_db()

    assert (sent.status_code, approved.status_code, module.live) == (302, 302, True)
    assert letters()[0] == (mira.email, "Sivu odottaa läpikäyntiä: Mistä polku alkaa")


def pressed(module) -> dict[str, str]:
    """The editor's form with the decision in it."""
    return {**fields(module, "<p>Polku.</p>"), "action-workflow-action": "true", "workflow-action-name": "approve"}


def test_saving_in_the_background_does_not_decide_and_a_second_press_says_it_is_done(module, helmi, sanna):
    send(module, helmi)
    address, client = reverse("wagtailadmin_pages:edit", args=[module.pk]), signed_in(sanna)

    before = client.post(address, pressed(module), headers={"accept": "application/json"})
    module.refresh_from_db()
    assert (before.status_code, before.json()["success"], module.live) == (400, False, False)
    approved = client.post(address, pressed(module), follow=True)
    after = client.post(address, pressed(module), headers={"accept": "application/json"})
    again = client.post(address, pressed(module), follow=True)

    module.refresh_from_db()
    assert (module.live, approved.status_code, after.status_code, again.status_code) == (True, 200, 400, 200)
    assert "Hyväksytty ja julkaistu." in approved.content.decode()
    assert "siitä on jo päätetty" in again.content.decode()


def test_approving_what_is_scheduled_says_when_it_comes_out(module, helmi, sanna):
    module.go_live_at = NOW + timedelta(days=2)
    send(module, helmi)
    data = pressed(module) | {"go_live_at": timezone.localtime(module.go_live_at).strftime("%-d.%-m.%Y %-H.%M")}

    answer = signed_in(sanna).post(reverse("wagtailadmin_pages:edit", args=[module.pk]), data, follow=True)

    assert f"Hyväksytty. Sivu julkaistaan {moment(module.go_live_at)}." in answer.content.decode()


def test_the_key_of_a_module_is_made_from_its_title(module, helmi):
    data = fields(module, "<p>Polku.</p>") | {"key": "", "title": "Tauot etänä!"}

    answer = signed_in(helmi).post(reverse("wagtailadmin_pages:edit", args=[module.pk]), data)

    module.refresh_from_db()
    assert (answer.status_code, module.get_latest_revision_as_object().key) == (302, "tauot-etana")


@pytest.mark.parametrize(
    ("typed", "slug"),
    [("Äiti-Öberg-Åbo", "aiti-oberg-abo"), ("rødgrød", "rodgrod"), ("m", "m")],
)
def test_a_new_address_is_of_plain_letters(module, helmi, typed, slug):
    data = fields(module, "<p>Polku.</p>") | {"slug": typed}

    answer = signed_in(helmi).post(reverse("wagtailadmin_pages:edit", args=[module.pk]), data)

    module.refresh_from_db()
    assert (answer.status_code, module.get_latest_revision_as_object().slug) == (302, slug)


def test_an_address_that_stands_is_kept_as_it_is(module, helmi):
    ModulePage.objects.filter(pk=module.pk).update(slug="äiti")
    module.refresh_from_db()
    module.save_revision()

    answer = signed_in(helmi).post(
        reverse("wagtailadmin_pages:edit", args=[module.pk]), fields(module, "<p>Polku.</p>")
    )

    module.refresh_from_db()
    assert (answer.status_code, module.get_latest_revision_as_object().slug) == (302, "äiti")


def test_an_address_made_of_a_title_has_plain_letters(course_page, module):
    page = ModulePage(title="Äidin höpö, Åbo", key="a", section=module.section)

    course_page.add_child(instance=page)

    assert page.slug == "aidin-hopo-abo"


def test_the_time_of_publishing_is_written_as_elsewhere_and_has_no_calendar(module, helmi):
    address = reverse("wagtailadmin_pages:edit", args=[module.pk])
    written = fields(module, "<p>Polku.</p>", go_live_at="ke 1.12.2027 klo 8")

    client = signed_in(helmi)
    kept = client.post(address, written)
    module.refresh_from_db()
    field = BeautifulSoup(client.get(address).content, "html.parser").find(id="id_go_live_at")

    assert kept.status_code == 302
    assert module.get_latest_revision_as_object().go_live_at == datetime(2027, 12, 1, 6, tzinfo=UTC)
    assert (field["value"], field.find_next_sibling("script")) == ("1.12.2027 klo 8.00", None)


def test_the_front_page_of_the_admin_leads_a_trainer_to_the_modules(course_page, helmi, johannes):
    RunRoleFactory(run=course_page.course.runs.first(), person=helmi)
    address = f"{reverse('wagtailadmin_explore', args=[course_page.pk])}?ordering=ord"

    pages = [
        BeautifulSoup(signed_in(who).get(reverse("wagtailadmin_home")).content, "html.parser")
        for who in (helmi, johannes)
    ]

    assert [page.find("a", href=address) is not None for page in pages] == [True, False]


def test_what_is_to_be_mended_is_not_sent_for_review(module, helmi):
    address = reverse("wagtailadmin_pages:edit", args=[module.pk])

    answer = signed_in(helmi).post(address, {**fields(module, IDLE), "action-submit": "1"})

    module.refresh_from_db()
    assert (answer.status_code, module.current_workflow_state) == (200, None)


def texts(response) -> set[str]:
    return words_of(response)


def test_the_screens_of_the_review_are_finnish(module, helmi, mira, sanna):
    state = send(module, helmi, mira)
    pages = [
        (helmi, reverse("wagtailadmin_pages:edit", args=[module.pk])),
        (mira, reverse("wagtailadmin_pages:edit", args=[module.pk])),
        (mira, reverse("wagtailadmin_home")),
        (helmi, reverse("wagtailadmin_home")),
        (sanna, reverse("wagtailadmin_home")),
        (helmi, reverse("wagtailadmin_pages:history", args=[module.pk])),
        (helmi, reverse("wagtailadmin_pages:workflow_history", args=[module.pk])),
        (helmi, reverse("wagtailadmin_pages:workflow_history_detail", args=[module.pk, state.workflow_state.pk])),
        (sanna, reverse("wagtailadmin_pages:workflow_history", args=[module.pk])),
    ]

    english = ENGLISH | {"Workflow", "Submit", "Approve", "Reject", "Awaiting", "review", "Draft", "Publish", "Started"}
    for user, address in pages:
        answer = signed_in(user).get(address)
        assert (address, answer.status_code, texts(answer) & english) == (address, 200, set())


@pytest.mark.parametrize(
    ("name", "action"), [("workflow_action", "reject"), ("collect_workflow_action_data", "reject"), ("cancel", "")]
)
def test_the_windows_of_the_review_are_finnish(module, helmi, mira, name, action):
    state = send(module, helmi, mira)
    if action:
        answer = signed_in(mira).get(reverse(f"wagtailadmin_pages:{name}", args=[module.pk, action, state.pk]))
    else:
        answer = signed_in(helmi).get(reverse("wagtailadmin_pages:confirm_workflow_cancellation", args=[module.pk]))

    html = BeautifulSoup(answer.json()["html"], "html.parser").get_text(" ")
    assert set(html.split()) & (ENGLISH | {"Comment", "Submit", "Approve", "Request", "changes", "Cancel"}) == set()


def test_the_front_page_of_the_admin_lists_what_waits(module, helmi, mira):
    send(module, helmi, mira)

    mine = signed_in(mira).get(reverse("wagtailadmin_home")).content.decode()
    hers = signed_in(helmi).get(reverse("wagtailadmin_home")).content.decode()

    assert "Mistä polku alkaa" in mine
    assert "Mistä polku alkaa" in hers


# at a set time


def test_a_page_comes_out_and_goes_at_the_set_time(library, time_machine_to, django_capture_on_commit_callbacks):
    page = add_item(library, title="Ajastettu", live=False)
    page.go_live_at, page.expire_at = NOW + hours(1), NOW + hours(3)
    page.save_revision().publish()
    page.refresh_from_db()
    early = (page.live, publish_scheduled(NOW))

    time_machine_to(NOW + hours(1) + timedelta(minutes=1))
    came = publish_scheduled(NOW + hours(1) + timedelta(minutes=1))
    page.refresh_from_db()
    live = page.live
    time_machine_to(NOW + hours(4))
    went = publish_scheduled(NOW + hours(4))
    page.refresh_from_db()

    assert (early, came, live, went, page.live) == ((False, 0), 1, True, 1, False)
