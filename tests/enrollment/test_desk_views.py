"""The trainer's desk: whose it is, marking on a phone, confirming, and going through answers (journeys T5, T7)."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import Role
from courses.enums import Admission
from courses.models import RunRole
from enrollment.enums import AttendanceStatus, SubmissionState
from enrollment.models import Attendance, AttendanceMark, Submission
from enrollment.services import add_walk_in, confirm_session, reopen_session, send_submission, take_back_submission
from enrollment.wording.desk import conflict_sentence
from messaging.dates import moment
from tests.clock import NOW, days, hours
from tests.conftest import signed_in
from tests.enrollment.conftest import (
    ABSENT,
    PARTIAL,
    PRESENT,
    hold,
    mark,
    mark_facts,
    participant,
    says,
    session_of,
    soup,
    told,
    words,
)
from tests.factories import CourseRunFactory, EnrollmentFactory, RunRoleFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SESSION_PAGES = ["desk-session", "desk-marks", "desk-walk-in", "desk-confirm"]
SESSION_POSTS = ["desk-session", "desk-rest", "desk-undo", "desk-walk-in", "desk-confirm", "desk-reopen"]


def at(name: str, session) -> str:
    return reverse(name, args=[session.pk])


def filled(client: Client, session, **pressed: str) -> dict[str, str]:
    """The attendance form as the screen shows it, with these radio buttons pressed instead."""
    form = soup(client.get(at("desk-session", session))).find("form", attrs={"data-attendance": True})
    data = {}
    for field in form.select("fieldset:not([disabled]) input[name]"):
        if field["type"] != "radio" or field.has_attr("checked"):
            data[field["name"]] = field.get("value", "")
    return data | {key.replace("_", "-"): value for key, value in pressed.items()}


@pytest.fixture
def aino(past):
    return participant(past)


@pytest.fixture
def desk(trainer) -> Client:
    return signed_in(trainer)


@pytest.fixture
def mira():
    return UserFactory(name="Mira Kokemus")


@pytest.fixture
def other_trainer(past):
    user = UserFactory(name="Pekka Toinen")
    user.groups.add(Group.objects.get(name=Role.TRAINER))
    RunRoleFactory(run=past, person=user)
    return user


# whose desk


@pytest.mark.parametrize("viewer", ["outi", "johannes"])
@pytest.mark.parametrize("name", SESSION_PAGES)
def test_sessions_of_others_answer_404(viewer, name, first, aino, request):
    assert signed_in(request.getfixturevalue(viewer)).get(at(name, first)).status_code == 404


@pytest.mark.parametrize("viewer", ["outi", "johannes"])
@pytest.mark.parametrize("name", SESSION_POSTS)
def test_presses_on_sessions_of_others_answer_404_and_change_nothing(viewer, name, first, aino, request):
    data = {f"mark-{aino.pk}": PRESENT, "all": PRESENT, "name": "X", "reason": "X"}

    assert signed_in(request.getfixturevalue(viewer)).post(at(name, first), data).status_code == 404
    assert (Attendance.objects.count(), AttendanceMark.objects.count()) == (0, 0)


def test_a_participant_does_not_mark_oneself(first, aino):
    assert signed_in(aino).post(at("desk-session", first), {f"mark-{aino.pk}": PRESENT}).status_code == 404


@pytest.mark.parametrize("role", ["expert", "guest", "contact"])
def test_other_parts_in_the_run_open_no_list_of_names(role, past, first, johannes):
    RunRoleFactory(run=past, person=johannes, role=role)

    assert signed_in(johannes).get(at("desk-session", first)).status_code == 404


def test_a_substitute_opens_the_one_session(past, first, johannes):
    RunRole.objects.create(run=past, session=first, person=johannes, role="trainer")

    client = signed_in(johannes)
    assert client.get(at("desk-session", first)).status_code == 200
    assert client.get(at("desk-session", session_of(past, 2))).status_code == 404


def test_an_administrator_opens_every_session(first, sanna):
    assert signed_in(sanna).get(at("desk-session", first)).status_code == 200


@pytest.mark.parametrize("viewer", ["outi", "aino"])
@pytest.mark.parametrize("name", ["desk", "review-queue"])
def test_the_desk_is_for_trainers(viewer, name, request, past):
    assert signed_in(request.getfixturevalue(viewer)).get(reverse(name)).status_code == 404


def test_strangers_are_led_to_the_door(client, first):
    for address in (reverse("desk"), reverse("review-queue"), *(at(name, first) for name in SESSION_PAGES)):
        assert client.get(address).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("path", ["/kouluttaja/", "/raportit/", "/sv/kouluttaja/"])
def test_staff_at_what_is_not_theirs_read_that_they_may_lack_access(path, desk):
    page = soup(desk.get(f"{path}olematon/"))

    language = path.removesuffix("kouluttaja/").removesuffix("raportit/")
    assert [link["href"] for link in page.select("main .actions a")] == [f"{language}kouluttaja/"]


@pytest.mark.parametrize(("viewer", "path"), [("outi", "/kouluttaja/"), ("helmi", "/omat/")])
def test_elsewhere_and_for_others_a_missing_page_leads_to_the_trainings(viewer, path, request):
    page = soup(signed_in(request.getfixturevalue(viewer)).get(f"{path}olematon/"))

    assert page.find("a", href="/kouluttaja/", class_="button") is None


# the desk


def desk_links(response, heading: str) -> list[str]:
    section = soup(response).find("section", attrs={"aria-labelledby": heading})
    return [link["href"] for link in section.select(".person-row__name a")] if section else []


def test_the_desk_shows_what_to_confirm_first_then_the_coming(past, run, desk, aino):
    hold(session_of(past, 2), {aino: PRESENT}, by=aino)

    answer = desk.get(reverse("desk"))

    assert desk_links(answer, "to-confirm") == [at("desk-session", session_of(past, number)) for number in (1, 3)]
    assert desk_links(answer, "coming") == [at("desk-session", each) for each in run.sessions.order_by("number")]
    assert soup(answer).select_one(".next-step a")["href"] == at("desk-session", session_of(past, 1))


@pytest.mark.parametrize("first_at", [NOW - days(3), NOW - hours(5)], ids=["an earlier day", "earlier today"])
def test_a_confirmed_session_with_a_later_joiner_returns_with_the_number_unmarked(first_at, helmi):
    run = CourseRunFactory(first_session_at=first_at, session_count=1)
    RunRoleFactory(run=run, person=helmi)
    session = run.sessions.get()
    confirm_session(session, by=helmi, now=NOW)
    participant(run), participant(run, "Eeva")

    answer = signed_in(helmi).get(reverse("desk"))

    row = soup(answer).find("a", href=at("desk-session", session), class_=False).find_parent("li")
    label = ngettext("%(count)s not marked", "%(count)s not marked", 2) % {"count": 2}
    assert row.select_one(".badge").get_text(strip=True) == label


def test_the_desk_opens_with_a_later_joiner_but_not_with_what_is_done(helmi):
    run = CourseRunFactory(first_session_at=NOW - hours(5), session_count=1)
    RunRoleFactory(run=run, person=helmi)
    confirm_session(run.sessions.get(), by=helmi, now=NOW)
    desk = signed_in(helmi)
    assert soup(desk.get(reverse("desk"))).select(".next-step") == []

    participant(run)

    step = soup(desk.get(reverse("desk"))).select_one(".next-step")
    assert step.select_one(".next-step__eyebrow").get_text() == "Myöhemmin mukaan tullut odottaa merkintää"


def badges(response, heading: str) -> list[str]:
    section = soup(response).find("section", attrs={"aria-labelledby": heading})
    return [badge.get_text(strip=True) for badge in section.select(".badge")] if section else []


def test_a_run_without_a_list_of_names_has_nothing_to_confirm(helmi, past):
    run = CourseRunFactory(first_session_at=NOW - days(3), session_count=1, admission=Admission.NO_ENROLMENT)
    RunRoleFactory(run=run, person=helmi)
    desk = signed_in(helmi)

    assert badges(desk.get(reverse("desk")), "to-confirm") == []
    assert badges(desk.get(reverse("desk")), "held") == ["Ei nimilistaa"]

    add_walk_in(run.sessions.get(), "Veera Vieras", "", by=helmi, now=NOW)
    assert badges(desk.get(reverse("desk")), "to-confirm") == ["Kaikki merkitty, vahvista"]


def test_a_session_nobody_was_expected_at_has_nothing_to_confirm_until_somebody_joins(helmi):
    run = CourseRunFactory(first_session_at=NOW - days(3), session_count=1)
    RunRoleFactory(run=run, person=helmi)
    desk = signed_in(helmi)
    assert badges(desk.get(reverse("desk")), "to-confirm") == []

    participant(run)

    assert badges(desk.get(reverse("desk")), "to-confirm") == ["1 merkitsemättä"]


def test_sessions_of_other_runs_are_not_on_the_desk(desk, other_group):
    links = {link["href"] for link in soup(desk.get(reverse("desk"))).select("main a")}

    assert links.isdisjoint(at("desk-session", each) for each in other_group.sessions.all())


# the list


def test_the_list_begins_with_nobody_marked(first, aino, desk):
    page = soup(desk.get(at("desk-session", first)))

    assert [legend.get_text() for legend in page.select(".attendance-list fieldset legend")] == ["Aino Esimerkki"]
    assert page.select(".attendance-list input[type=radio][checked]") == []


def test_a_coming_session_is_listed_without_buttons(run, helmi):
    participant(run)

    page = soup(signed_in(helmi).get(at("desk-session", session_of(run, 1))))

    assert (page.select("main input[type=radio]"), page.select("main button[type=submit]")) == ([], [])
    assert "Aino Esimerkki" in page.get_text()


def test_a_press_before_the_start_is_refused_with_the_reason(run, helmi):
    user, session = participant(run), session_of(run, 1)

    answer = signed_in(helmi).post(at("desk-session", session), {f"mark-{user.pk}": PRESENT}, follow=True)

    assert says(answer, _("Attendance can be marked once the session has begun."))
    assert Attendance.objects.count() == 0


def test_a_press_stores_the_rows_that_changed(past, first, aino, desk):
    eeva = participant(past, "Eeva")
    mark(first, eeva, PRESENT, by=aino)
    data = filled(desk, first, **{f"mark_{aino.pk}": PARTIAL, f"minutes_{aino.pk}": "90"})

    answer = desk.post(at("desk-session", first), data, follow=True)

    assert mark_facts(first) == {"Aino Esimerkki": PARTIAL, "Eeva": PRESENT}
    assert Attendance.objects.get(person=aino).minutes == 90
    assert AttendanceMark.objects.filter(person=eeva).count() == 1
    assert says(answer, ngettext("%(count)s mark saved.", "%(count)s marks saved.", 1) % {"count": 1})


@pytest.mark.parametrize(("minutes", "stored"), [("90", 90), (" 90 ", 90), ("", None)])
def test_minutes_may_be_left_empty(minutes, stored, first, aino, desk):
    desk.post(at("desk-session", first), {f"mark-{aino.pk}": PARTIAL, f"minutes-{aino.pk}": minutes})

    assert Attendance.objects.get().minutes == stored


TOO_MANY = "Ei tallennettu: kerta kesti 180 minuuttia."
NO_NUMBER = "Ei tallennettu: kirjoita minuutit numeroin, vähintään 1."


@pytest.mark.parametrize(
    ("minutes", "why"),
    [("181", TOO_MANY), ("9" * 400, TOO_MANY), *((odd, NO_NUMBER) for odd in ("0", "-5", "²", "puoli", "1.5"))],
)
def test_odd_minutes_come_back_with_the_reason_and_wipe_nothing(minutes, why, past, first, aino, desk, trainer):
    eeva = participant(past, "Eeva")
    mark(first, aino, PARTIAL, by=trainer, minutes=30)
    data = filled(desk, first, **{f"minutes_{aino.pk}": minutes, f"mark_{eeva.pk}": PRESENT})

    page = soup(desk.post(at("desk-session", first), data))

    row = page.find(id=f"person-{aino.pk}")
    field = row.find("input", attrs={"name": f"minutes-{aino.pk}"})
    assert (field["value"], field["aria-invalid"], field.has_attr("autofocus")) == (minutes, "true", True)
    assert page.find(id=field["aria-describedby"]).get_text(strip=True) == why
    assert row.select_one("[name^=seen]")["value"] == data[f"seen-{aino.pk}"]
    assert (Attendance.objects.get(person=aino).minutes, mark_facts(first)["Eeva"]) == (30, PRESENT)


def test_minutes_typed_for_a_part_of_the_time_without_any_are_refused_too(first, aino, desk, trainer):
    mark(first, aino, PARTIAL, by=trainer)

    answer = desk.post(at("desk-session", first), filled(desk, first, **{f"minutes_{aino.pk}": "-5"}))

    assert says(answer, NO_NUMBER)


@pytest.mark.parametrize("name", ["desk-rest", "desk-remove"])
def test_while_minutes_are_to_be_corrected_the_rest_waits_and_nobody_is_taken_off(name, first, aino, desk, trainer):
    added = add_walk_in(first, "Tuula Tuli", "", by=trainer, now=NOW).person
    data = filled(desk, first, **{f"mark_{aino.pk}": PARTIAL, f"minutes_{aino.pk}": "500"})

    answer = desk.post(at(name, first), {**data, "person": added.pk})

    assert (says(answer, TOO_MANY), mark_facts(first)) == (True, {"Tuula Tuli": PRESENT})


@pytest.mark.parametrize(
    "data", [{"mark-²": "present"}, {"mark-x": "present"}, {"mark-": "present"}, {"mark-1": "joku"}]
)
def test_odd_rows_are_left_out(data, first, aino, desk):
    data = {key.replace("1", str(aino.pk)): value for key, value in data.items()}

    assert desk.post(at("desk-session", first), data).status_code == 302
    assert Attendance.objects.count() == 0


def test_undo_is_offered_for_the_last_press_and_takes_it_back(first, aino, desk):
    desk.post(at("desk-session", first), filled(desk, first, **{f"mark_{aino.pk}": ABSENT}))
    form = soup(desk.get(at("desk-session", first))).find("form", action=at("desk-undo", first))

    desk.post(at("desk-undo", first), {"batch": form.find("input", attrs={"name": "batch"})["value"]})

    assert mark_facts(first) == {}


def test_undoing_says_whose_mark_was_taken_back_and_how_it_stands_now(first, aino, desk):
    desk.post(at("desk-session", first), filled(desk, first, **{f"mark_{aino.pk}": ABSENT}))
    batch = AttendanceMark.objects.get().client_id

    assert says(desk.post(at("desk-undo", first), {"batch": batch}, follow=True), "Aino Esimerkki (Ei merkitty)")
    assert says(desk.post(at("desk-undo", first), {"batch": batch}, follow=True), "merkinnät ovat muuttuneet")


def test_undoing_on_the_open_list_answers_the_rows_and_the_press_before(past, first, aino, desk):
    eeva = participant(past, "Eeva")
    for person in (aino, eeva):
        desk.post(at("desk-session", first), filled(desk, first, **{f"mark_{person.pk}": ABSENT}))
    before, last = AttendanceMark.objects.order_by("pk").values_list("client_id", flat=True)

    answer = desk.post(at("desk-undo", first), {"batch": last}, headers={"accept": "application/json"}).json()

    row = {"person": eeva.pk, "status": "", "minutes": None, "version": ":", "text": ""}
    assert answer == {"rows": [row], "said": "Kumottu. Nyt: Eeva (Ei merkitty).", "batch": before}


def test_after_adding_somebody_the_list_offers_no_undoing_of_what_was_marked_before(first, aino, desk):
    desk.post(at("desk-session", first), filled(desk, first, **{f"mark_{aino.pk}": ABSENT}))
    desk.post(at("desk-walk-in", first), {"name": "Ville Vieras"})

    assert soup(desk.get(at("desk-session", first))).select_one("[data-undo]").has_attr("data-idle")


def test_an_open_list_asks_for_the_marks_of_the_other_trainer(past, first, aino, desk, other_trainer):
    participant(past, "Eeva")
    mark(first, aino, PARTIAL, by=other_trainer, minutes=40)

    answer = desk.get(at("desk-marks", first)).json()

    version = f"partial:40:{Attendance.objects.get().version}"
    text = _("%(name)s marked %(moment)s") % {"name": "Pekka Toinen", "moment": moment(NOW)}
    row = {"person": aino.pk, "status": PARTIAL, "minutes": 40, "version": version, "text": text}
    assert answer == {"rows": [row]}


def test_two_trainers_never_overwrite_each_other_silently(first, aino, desk, other_trainer):
    stale = filled(desk, first, **{f"mark_{aino.pk}": ABSENT})
    mark(first, aino, PRESENT, by=other_trainer)

    answer = desk.post(at("desk-session", first), stale, follow=True)

    stands = Attendance.objects.select_related("marked_by", "person").get()
    assert (stands.status, stands.marked_by) == (PRESENT, other_trainer)
    assert says(answer, conflict_sentence(stands))


def test_a_tap_is_stored_at_once_and_answers_the_row(first, aino, desk, trainer):
    data = filled(desk, first, **{f"mark_{aino.pk}": PARTIAL, f"minutes_{aino.pk}": "60"})

    answer = desk.post(at("desk-session", first), data, headers={"accept": "application/json"})

    version = f"partial:60:{Attendance.objects.get().version}"
    text = _("%(name)s marked %(moment)s") % {"name": "Helmi Harju", "moment": moment(NOW)}
    said = f"Aino Esimerkki: {AttendanceStatus.PARTIAL.label}."
    facts = {"person": aino.pk, "status": "partial", "minutes": 60, "version": version, "conflict": ""}
    batch = AttendanceMark.objects.get().client_id  # what the undo button gives back
    assert answer.json() == {"rows": [{**facts, "text": text, "said": said}], "batch": batch}


def test_a_tap_on_anothers_mark_answers_whose_stands(first, aino, desk, other_trainer):
    stale = filled(desk, first, **{f"mark_{aino.pk}": ABSENT})
    mark(first, aino, PRESENT, by=other_trainer)

    (row,) = desk.post(at("desk-session", first), stale, headers={"accept": "application/json"}).json()["rows"]

    stands = Attendance.objects.select_related("marked_by", "person").get()
    sentence = conflict_sentence(stands)
    assert (row["conflict"], row["said"], row["status"]) == (sentence, sentence, PRESENT)
    assert row["text"] == _("%(name)s marked %(moment)s") % {"name": "Pekka Toinen", "moment": moment(NOW)}


def test_a_tap_that_is_refused_answers_the_reason(run, helmi):
    user, session = participant(run), session_of(run, 1)

    answer = signed_in(helmi).post(
        at("desk-session", session), {f"mark-{user.pk}": PRESENT}, headers={"accept": "application/json"}
    )

    assert (answer.status_code, answer.json()) == (
        409,
        {"error": _("Attendance can be marked once the session has begun.")},
    )


def test_marking_the_rest_keeps_what_was_chosen_on_the_same_screen(past, first, aino, desk):
    participant(past, "Eeva")

    answer = desk.post(at("desk-rest", first), filled(desk, first, **{f"mark_{aino.pk}": ABSENT}), follow=True)

    assert mark_facts(first) == {"Aino Esimerkki": ABSENT, "Eeva": PRESENT}
    said = ngettext("%(count)s person marked present.", "%(count)s people marked present.", 1) % {"count": 1}
    assert says(answer, said)


# confirming


def test_the_confirm_screen_asks_about_the_unmarked_each_and_all(past, first, aino, desk):
    mark(first, aino, PRESENT, by=aino)
    eeva = participant(past, "Eeva")

    page = soup(desk.get(at("desk-confirm", first)))

    assert [legend.get_text() for legend in page.select("fieldset legend")] == ["Eeva"]
    assert {each["value"] for each in page.select(f"input[name=rest-{eeva.pk}]")} == {PRESENT, ABSENT}
    assert [each["value"] for each in page.select("button[name=all]")] == [PRESENT, ABSENT]


def test_confirming_with_somebody_left_open_comes_back_with_the_reason(first, aino, desk):
    answer = desk.post(at("desk-confirm", first))

    assert answer.status_code == 200
    assert _("Somebody has not been marked yet. Mark each of them before confirming.") in soup(answer).get_text()
    first.refresh_from_db()
    assert first.attendance_confirmed_at is None


def test_confirming_with_somebody_left_open_keeps_what_was_chosen(past, first, aino, desk):
    participant(past, "Eeva")

    page = soup(desk.post(at("desk-confirm", first), {f"rest-{aino.pk}": ABSENT}))

    assert [(each["name"], each["value"]) for each in page.select("input[checked]")] == [(f"rest-{aino.pk}", ABSENT)]


def test_a_tap_with_minutes_beyond_the_session_answers_why(first, aino, desk):
    data = filled(desk, first, **{f"mark_{aino.pk}": PARTIAL, f"minutes_{aino.pk}": "500"})

    answer = desk.post(at("desk-session", first), data, headers={"accept": "application/json"})

    assert answer.json() == {"rows": [{"person": aino.pk, "refusal": TOO_MANY}], "batch": ""}
    assert (Attendance.objects.count(), AttendanceMark.objects.count()) == (0, 0)


def test_minutes_that_cannot_be_do_not_hide_that_somebody_else_has_marked(first, aino, desk, other_trainer):
    stale = filled(desk, first, **{f"mark_{aino.pk}": PARTIAL, f"minutes_{aino.pk}": "99999"})
    mark(first, aino, PRESENT, by=other_trainer)

    answer = desk.post(at("desk-session", first), stale, follow=True)

    stands = Attendance.objects.select_related("marked_by", "person").get()
    assert says(answer, conflict_sentence(stands))
    assert AttendanceMark.objects.get(effective=False).minutes is None


def test_somebody_on_the_list_already_keeps_the_mark_and_the_trainer_is_told(first, aino, desk):
    mark(first, aino, ABSENT, by=aino)

    answer = desk.post(at("desk-walk-in", first), {"name": "Aino Väärä", "email": aino.email}, follow=True)

    facts = {"name": "Aino Esimerkki", "status": AttendanceStatus.ABSENT.label}
    assert says(answer, _("%(name)s is on the list already, marked: %(status)s. Change it on the list.") % facts)
    assert mark_facts(first) == {"Aino Esimerkki": ABSENT}


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        ({"all": "present"}, [PRESENT, PRESENT]),
        ({"all": "absent"}, [ABSENT, ABSENT]),
        ({"first": "absent", "second": "present"}, [ABSENT, PRESENT]),
    ],
)
def test_confirming_marks_the_unmarked_all_or_each(data, facts, past, first, aino, desk):
    eeva = participant(past, "Eeva")
    names = {"first": f"rest-{aino.pk}", "second": f"rest-{eeva.pk}"}

    desk.post(at("desk-confirm", first), {names.get(key, key): value for key, value in data.items()})

    first.refresh_from_db()
    assert (list(mark_facts(first).values()), first.attendance_confirmed_at) == (facts, NOW)


def test_a_confirmed_list_locks_its_marks_but_for_later_joiners(past, first, aino, desk, trainer):
    hold(first, {aino: PRESENT}, by=trainer)
    late = participant(past, "Lauri")

    page = soup(desk.get(at("desk-session", first)))

    assert page.find(id=f"person-{aino.pk}").has_attr("disabled") is True
    assert page.find(id=f"person-{late.pk}").has_attr("disabled") is False
    assert page.find("form", action=at("desk-reopen", first)) is not None


def test_reopening_needs_a_reason_and_unlocks(first, aino, desk, trainer):
    hold(first, {aino: PRESENT}, by=trainer)

    answer = desk.post(at("desk-reopen", first), {"reason": ""})
    page = soup(answer)
    assert page.find(id="id_reason_error").get_text(strip=True) == "Kirjoita, miksi läsnäolot avataan."
    assert (page.select_one("details[open] form")["action"], page.select_one("details[open] form[novalidate]")) == (
        at("desk-reopen", first),
        page.select_one("details[open] form"),
    )

    desk.post(at("desk-reopen", first), {"reason": "Väärä merkintä"})
    first.refresh_from_db()
    assert first.attendance_confirmed_at is None


# walk-ins


def test_somebody_who_came_is_added_by_name(first, desk):
    answer = desk.post(at("desk-walk-in", first), {"name": "Tuula Tuli", "email": ""}, follow=True)

    assert mark_facts(first) == {"Tuula Tuli": PRESENT}
    assert _("%(name)s was added and marked present.") % {"name": "Tuula Tuli"} in words(answer)


def test_the_same_name_twice_is_asked_about_and_added_with_a_second_press(first, aino, desk):
    typed = {"name": "Aino Esimerkki", "email": ""}
    asked = soup(desk.post(at("desk-walk-in", first), typed))
    assert asked.find(id="id_name_error").get_text(strip=True) == (
        "Aino Esimerkki on jo listalla. Lisätäänkö toinen samanniminen?"
    )
    button = asked.select_one("main form button[type=submit]")
    assert (button.get_text(), first.attendances.count()) == ("Lisää toinen samanniminen", 0)

    desk.post(at("desk-walk-in", first), {**typed, "asked": asked.find(attrs={"name": "asked"})["value"]})

    assert mark_facts(first) == {"Aino Esimerkki": PRESENT}
    assert first.attendances.get().person != aino


@pytest.mark.parametrize("data", [{"name": "", "email": ""}, {"name": "Tuula", "email": "ei osoite"}])
def test_a_mistake_in_adding_is_told(data, first, desk):
    answer = desk.post(at("desk-walk-in", first), data)

    assert (answer.status_code, mark_facts(first)) == (200, {})
    assert soup(answer).select(".field--error") != []


# going through answers


@pytest.fixture
def sent(submission) -> Submission:
    send_submission(submission, "Ajattelin asiaa.", now=NOW - hours(1))
    submission.refresh_from_db()
    return submission


def review_url(submission) -> str:
    return reverse("review", args=[submission.pk])


def test_the_queue_is_oldest_first(sent, desk, past, trainer):
    eeva = participant(past, "Eeva", wants_certificate=True)
    older = Submission.objects.create(assignment=sent.assignment, enrollment=eeva.enrollment, due_at=NOW)
    send_submission(older, "Vanhempi.", now=NOW - days(1))

    answer = desk.get(reverse("review-queue"))

    links = [link["href"] for link in soup(answer).select("[aria-labelledby=waiting] a")]
    assert links == [review_url(older), review_url(sent)]
    assert says(answer, "Ajattelin") is False


def test_the_answer_stands_beside_its_instruction(sent, desk):
    text = words(desk.get(review_url(sent)))

    assert ("Ajattelin asiaa." in text, sent.assignment.instructions in text) == (True, True)


@pytest.mark.parametrize("viewer", ["outi", "johannes"])
def test_answers_of_other_runs_answer_404(viewer, sent, request):
    client = signed_in(request.getfixturevalue(viewer))

    assert client.get(review_url(sent)).status_code == 404
    assert client.post(review_url(sent), {"turn": "1", "decision": "accept"}).status_code == 404
    assert Submission.objects.get().state == SubmissionState.SUBMITTED


def test_what_nobody_has_sent_is_not_read(submission, desk):
    submission.text = "Keskeneräinen"
    submission.save()

    assert desk.get(review_url(submission)).status_code == 404


def test_a_draft_after_a_decision_shows_the_sent_text_only(sent, desk):
    desk.post(review_url(sent), {"turn": "1", "comment": "Kerro lisää", "decision": "more"})
    Submission.objects.update(text="Keskeneräinen ajatus")

    text = words(desk.get(review_url(sent)))
    assert ("Ajattelin asiaa." in text, "Keskeneräinen" in text) == (True, False)


def test_accepting_leads_back_to_the_queue(sent, desk):
    answer = desk.post(review_url(sent), {"turn": "1", "comment": "", "decision": "complete"})

    assert (answer.url, Submission.objects.get().state) == (reverse("review-queue"), SubmissionState.ACCEPTED)
    assert says(desk.get(answer.url), f"Hyväksytty: {sent.enrollment.shown_name}. Osallistuja sai viestin.")
    assert desk.get(review_url(sent)).status_code == 200


def test_accepting_what_completes_the_training_is_asked_about_first(sent, desk):
    typed = {"turn": "1", "comment": "Hyvä pohdinta", "decision": "accept"}

    page = soup(desk.post(review_url(sent), typed))

    assert " ".join(page.select_one("#question").get_text().split()) == (
        "Kun hyväksyt tämän, osallistujan suoritus on valmis. Jos koulutuksesta saa todistuksen, se tehdään heti. "
        "Hyväksymistä ei voi perua."
    )
    assert (page.find("textarea").get_text().strip(), Submission.objects.get().state) == (
        "Hyvä pohdinta",
        SubmissionState.SUBMITTED,
    )
    assert [button["value"] for button in page.select("button[name=decision]")] == ["complete", "more"]


def test_accepting_what_does_not_complete_the_training_is_done_at_once(past, first, sent, desk, trainer):
    reopen_session(first, by=trainer, reason="Korjaus", now=NOW)

    desk.post(review_url(sent), {"turn": "1", "comment": "", "decision": "accept"})

    assert Submission.objects.get().state == SubmissionState.ACCEPTED


def test_asking_for_more_needs_a_comment(sent, desk):
    answer = desk.post(review_url(sent), {"turn": "1", "comment": "", "decision": "more"})

    assert soup(answer).find(id="id_comment_error").get_text(strip=True) == _(
        "Write what you would like to read more about."
    )
    assert Submission.objects.get().state == SubmissionState.SUBMITTED


@pytest.mark.parametrize("turn", ["0", "2", "x", ""])
def test_a_decision_on_another_turn_changes_nothing_and_keeps_the_comment(turn, sent, desk):
    answer = desk.post(review_url(sent), {"turn": turn, "comment": "Hyvä pohdinta", "decision": "accept"})

    assert (answer.status_code, Submission.objects.get().state) == (200, SubmissionState.SUBMITTED)
    assert soup(answer).find("textarea").get_text().strip() == "Hyvä pohdinta"


def test_after_anothers_decision_the_page_tells_whose_it_is_and_shows_the_comment_to_copy(sent, desk, other_trainer):
    signed_in(other_trainer).post(review_url(sent), {"turn": "1", "comment": "Kerro lisää", "decision": "more"})

    answer = desk.post(review_url(sent), {"turn": "1", "comment": "Hyvä pohdinta", "decision": "accept"})

    when = moment(Submission.objects.get().decided_at)
    assert says(answer, f"Pekka Toinen pyysi täydentämään {when}.")
    assert says(answer, "Kommenttiasi ei lähetetty Voit kopioida sen tästä. Hyvä pohdinta")


def test_a_comment_being_written_is_kept_for_its_writer_until_the_decision(sent, desk, other_trainer):
    def comment(client: Client) -> str:
        return soup(client.get(review_url(sent))).find("textarea").get_text().strip()

    kept = desk.post(review_url(sent), {"turn": "1", "comment": "Hyvä poh", "decision": "keep"})

    assert (kept.status_code, comment(desk), comment(signed_in(other_trainer))) == (204, "Hyvä poh", "")
    assert Submission.objects.get().state == SubmissionState.SUBMITTED
    desk.post(review_url(sent), {"turn": "1", "comment": "Hyvä pohdinta", "decision": "more"})
    assert soup(desk.get(review_url(sent))).find(id="unsent") is None


def test_before_confirming_the_unmarked_the_screen_says_who_gets_mail(first, aino, desk, tasks):
    page = desk.get(at("desk-confirm", first))

    assert says(page, "Jokainen, jonka vahvistat poissa olleeksi, saa heti viestin täydennystehtävästä")
    assert [each["class"][-1] for each in soup(page).select("button[name=all]")] == ["button--quiet", "button--danger"]


def test_whoever_has_no_address_is_named_before_confirming_and_after(first, aino, desk, trainer, tasks):
    tuula = add_walk_in(first, "Tuula Tuli", "", by=trainer, now=NOW).person
    seen = str(Attendance.objects.get(person=tuula).version)
    mark(first, tuula, ABSENT, by=trainer, seen=seen)
    mark(first, aino, ABSENT, by=trainer)

    assert says(
        desk.get(at("desk-confirm", first)),
        "Ei osoitetta: kerro itse väliin jääneestä kerrasta ja täydennystehtävästä.",
    )
    answer = desk.post(at("desk-confirm", first), follow=True)
    assert says(answer, "Ei osoitetta, kerro itse: Tuula Tuli.")


def test_a_walk_in_is_told_from_the_enrolled(first, aino, desk, trainer):
    tuula = add_walk_in(first, "Tuula Tuli", "", by=trainer, now=NOW).person

    page = soup(desk.get(at("desk-session", first)))

    about = {person: page.find(id=f"about-{person.pk}").get_text() for person in (tuula, aino)}
    assert [("Tuli ilmoittautumatta" in about[person]) for person in (tuula, aino)] == [True, False]


@pytest.mark.parametrize(("ends_at", "links"), [(NOW + hours(1), 1), (NOW - hours(1), 0)], ids=["under way", "over"])
@pytest.mark.parametrize("part", ["trainer", "expert"])
def test_the_link_to_join_stands_on_the_desk_until_the_session_is_over(part, ends_at, links, helmi, mira):
    run = CourseRunFactory(first_session_at=NOW - hours(2), session_count=1)
    person = {"trainer": helmi, "expert": mira}[part]
    RunRoleFactory(run=run, person=person, role=part)
    address = "https://teams.microsoft.com/l/meetup-join/1"
    run.sessions.update(link=address, ends_at=ends_at)
    client = signed_in(person)

    assert len(soup(client.get(reverse("desk"))).find_all("a", href=address)) == links
    if part == "trainer":
        page = soup(client.get(at("desk-session", run.sessions.get())))
        assert len(page.find_all("a", href=address)) == links


@pytest.mark.parametrize(
    ("viewer", "where"), [("outi", "own"), ("mira", "desk"), ("helmi", "desk"), ("sanna", "wagtailadmin_home")]
)
def test_whoever_signs_in_begins_at_their_work(viewer, where, run, mira, request):
    RunRoleFactory(run=run, person=mira, role="expert")

    assert signed_in(request.getfixturevalue(viewer)).get(reverse("start")).url == reverse(where)


def test_an_expert_who_takes_part_somewhere_begins_at_the_own_trainings(run, past, mira):
    RunRoleFactory(run=past, person=mira, role="expert")
    EnrollmentFactory(run=run, person=mira)

    assert signed_in(mira).get(reverse("start")).url == reverse("own")


def test_after_a_refused_decision_the_next_press_is_about_the_answer_that_is_shown(sent, desk):
    take_back_submission(sent, now=NOW)
    send_submission(sent, "Uusi vastaus", now=NOW)

    page = soup(desk.post(review_url(sent), {"turn": "1", "comment": "Hyvä", "decision": "complete"}))
    turn = page.select_one("input[name=turn]")["value"]
    desk.post(review_url(sent), {"turn": turn, "comment": "Hyvä", "decision": "complete"})

    assert (turn, Submission.objects.get().state) == ("2", SubmissionState.ACCEPTED)


def test_confirming_shows_first_for_whom_the_session_will_not_count(past, first, aino, desk, trainer, tasks):
    eino, eeva = participant(past, "Eino"), participant(past, "Eeva")
    mark(first, aino, ABSENT, by=trainer)
    mark(first, eino, PARTIAL, by=trainer)
    mark(first, eeva, PRESENT, by=trainer)

    page = desk.get(at("desk-confirm", first))

    lines = [" ".join(line.get_text(" ").split()) for line in soup(page).select("[aria-labelledby=missed] li")]
    follows = "Saa tänään sähköpostiin täydennystehtävän: Tehtävä 1"
    assert lines == [
        f"Aino Esimerkki poissa {follows}",
        f"Eino osan ajasta, minuutteja ei ole merkitty: kerta ei kerry {follows}",
    ]


def test_confirming_again_tells_who_hears_nothing_new(past, first, aino, desk, trainer, tasks):
    eino = participant(past, "Eino")
    hold(first, {aino: ABSENT, eino: PRESENT}, by=trainer)
    reopen_session(first, by=trainer, reason="Eino puuttui", now=NOW)
    mark(first, eino, ABSENT, by=trainer, seen=str(first.attendances.get(person=eino).version))

    page = desk.get(at("desk-confirm", first))
    answer = desk.post(at("desk-confirm", first), follow=True)

    lines = [" ".join(line.get_text(" ").split()) for line in soup(page).select("[aria-labelledby=missed] li")]
    assert lines == [
        "Aino Esimerkki poissa On jo saanut täydennystehtävän. Ei saa uutta viestiä.",
        "Eino poissa Saa tänään sähköpostiin täydennystehtävän: Tehtävä 1",
    ]
    assert (told(aino), told(eino)) == (["enrollment.missed"], ["enrollment.missed"])
    assert says(answer, "Läsnäolot on vahvistettu. 1 henkilö, jolta kerta jäi väliin, sai viestin.")


def test_the_screen_tells_who_reopened_the_attendance_when_and_why(past, first, aino, desk, trainer):
    hold(first, {aino: PRESENT}, by=trainer)

    page = desk.post(at("desk-reopen", first), {"reason": "Eino puuttui."}, follow=True)

    assert says(page, f"Avattu korjattavaksi: Helmi Harju, {moment(NOW)}. Syy: Eino puuttui.")


def test_somebody_added_by_mistake_is_taken_off_from_the_list_itself(past, first, aino, desk, trainer):
    added = add_walk_in(first, "Tuula Tuli", "", by=trainer, now=NOW).person
    page = desk.get(at("desk-session", first))
    button = soup(page).select_one("button[name=person]")

    question = desk.post(button["formaction"], {"person": button["value"], f"mark-{aino.pk}": PRESENT})
    assert mark_facts(first) == {"Aino Esimerkki": PRESENT, "Tuula Tuli": PRESENT}
    asked = soup(question).select_one("button[name=asked]")
    answer = desk.post(asked["formaction"], {"asked": asked["value"]}, follow=True)

    assert (asked["value"], says(answer, "Tuula Tuli poistettiin listalta.")) == (str(added.pk), True)
    assert mark_facts(first) == {"Aino Esimerkki": PRESENT}


def test_of_a_confirmed_session_those_who_joined_later_come_first(past, first, aino, desk, trainer):
    hold(first, {aino: PRESENT}, by=trainer)
    participant(past, "Öky Öinen")

    page = desk.get(at("desk-session", first))

    assert [legend.get_text() for legend in soup(page).select(".attendance-row legend")] == [
        "Öky Öinen",
        "Aino Esimerkki",
    ]
