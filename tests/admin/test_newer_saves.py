"""Two people have the same form open: the later save never wipes what the earlier one wrote."""

import re
from typing import Any

import pytest
from django.urls import reverse

from feedback.models import FeedbackForm, Question
from tests.admin.conftest import told
from tests.admin.test_locks import run_form, session_form
from tests.factories import SectorFactory, UserFactory

REFUSED = (
    "Ei tallennettu: joku muu on tallentanut tämän sen jälkeen, kun avasit lomakkeen. Nykyinen tieto on niiden kohtien "
    "alla, jotka ovat sinulla toisin. Tarkista ne ja tallenna uudelleen."
)


def opened(admin: Any, url: str) -> str:
    """What the form carries when it is opened."""
    return carried(admin.get(url))


def carried(response: Any) -> str:
    return re.search(r'name="as_read" value="([^"]+)"', response.content.decode())[1]


def faults(response: Any) -> dict[str, list[str]]:
    return {name: [str(text) for text in texts] for name, texts in response.context["form"].errors.items()}


def course_form(course: Any, **changes: Any) -> dict[str, Any]:
    fields = ("title_fi", "title_sv", "title_en", "code", "status", "parallel_places")
    return {**{name: getattr(course, name) for name in fields}, **changes}


def test_a_form_opened_before_somebody_elses_save_is_refused_and_keeps_what_was_typed(admin, run):
    url = reverse("course:edit", args=[run.course.pk])
    as_read = opened(admin, url)
    admin.post(url, course_form(run.course, title_sv="Styrkor", as_read=as_read))

    response = admin.post(url, course_form(run.course, title_en="Strengths", as_read=as_read))

    run.course.refresh_from_db()
    assert (run.course.title_sv, run.course.title_en) == ("Styrkor", "")
    assert faults(response) == {"title_sv": ["Joku muu on tallentanut tähän sillä välin: Styrkor"]}
    assert told(response)[1:] == [REFUSED]
    assert response.context["form"]["title_en"].value() == "Strengths"


def test_a_refused_form_is_saved_when_it_is_sent_again_as_it_now_stands(admin, run):
    url = reverse("course:edit", args=[run.course.pk])
    as_read = opened(admin, url)
    admin.post(url, course_form(run.course, title_sv="Styrkor", as_read=as_read))
    refused = admin.post(url, course_form(run.course, title_en="Strengths", as_read=as_read))

    admin.post(url, course_form(run.course, title_sv="Styrkor", title_en="Strengths", as_read=carried(refused)))

    run.course.refresh_from_db()
    assert (run.course.title_sv, run.course.title_en) == ("Styrkor", "Strengths")


def test_a_form_with_another_fault_still_remembers_when_it_was_opened(admin, run):
    url = reverse("course:edit", args=[run.course.pk])
    as_read = opened(admin, url)
    admin.post(url, course_form(run.course, title_sv="Styrkor", as_read=as_read))

    faulty = admin.post(url, course_form(run.course, title_fi="", as_read=as_read))

    assert carried(faulty) == as_read


def test_two_who_write_the_same_do_not_disturb_each_other(admin, run):
    url = reverse("course:edit", args=[run.course.pk])
    as_read = opened(admin, url)
    admin.post(url, course_form(run.course, title_sv="Styrkor", as_read=as_read))

    response = admin.post(url, course_form(run.course, title_sv="Styrkor", title_en="Strengths", as_read=as_read))

    assert response.status_code == 302


def test_choices_of_many_are_compared_whatever_their_order(admin, run):
    first, second = SectorFactory(), SectorFactory(key="toinen", title_fi="Toinen")
    run.course.target_groups.set([second, first])
    url = reverse("course:edit", args=[run.course.pk])
    as_read = opened(admin, url)
    run.course.target_groups.set([first])

    response = admin.post(url, course_form(run.course, target_groups=[first.pk, second.pk], as_read=as_read))

    assert faults(response) == {"target_groups": [f"Joku muu on tallentanut tähän sillä välin: {first}"]}


def test_a_contact_person_saved_meanwhile_is_not_wiped_by_an_older_form(admin, run):
    url = reverse("courserun:edit", args=[run.pk])
    as_read = opened(admin, url)
    admin.post(url, run_form(run, contact_name="Tab kaksi", as_read=as_read))

    response = admin.post(url, run_form(run, extent_note="Kaksi päivää", as_read=as_read))

    run.refresh_from_db()
    assert (run.contact_name, run.extent_note) == ("Tab kaksi", "")
    assert faults(response)["contact_name"] == ["Joku muu on tallentanut tähän sillä välin: Tab kaksi"]


def test_an_instant_saved_meanwhile_is_told_in_words(admin, run):
    session = run.sessions.first()
    url = reverse("session:edit", args=[session.pk])
    admin.post(url, session_form(session))
    as_read = opened(admin, url)
    admin.post(url, session_form(session, ends_at="01.06.2027 13.00", as_read=as_read))

    response = admin.post(url, session_form(session, venue="Iisalmi", as_read=as_read))

    assert faults(response) == {"ends_at": ["Joku muu on tallentanut tähän sillä välin: ti 1.6.2027 klo 13.00"]}


def test_a_person_chosen_meanwhile_is_told_by_name(admin, run, helmi):
    part, other = run.roles.get(person=helmi), UserFactory(name="Oona Outo")
    run.roles.create(person=other, role="guest")
    url = reverse("runrole:edit", args=[part.pk])
    as_read = opened(admin, url)
    run.roles.filter(pk=part.pk).update(person=other)

    response = admin.post(url, {"person": helmi.pk, "role": part.role, "as_read": as_read})

    assert faults(response) == {"person": ["Joku muu on tallentanut tähän sillä välin: Oona Outo"]}


def test_fields_that_are_no_columns_are_compared_too(admin):
    form = FeedbackForm.objects.create(key="oma", number=9, title="Oma", moment="end", open_days=7)
    question = Question.objects.create(form=form, key="a", position=1, kind="choice", text="Mitä?", choices=[])
    url = reverse("question:edit", args=[question.pk])
    as_read = opened(admin, url)
    Question.objects.update(choices=[{"key": "kylla", "label": "Kyllä"}])

    typed = {
        "text": "Mitä sitten?",
        "kind": "choice",
        "key": "a",
        "position": 1,
        "choice_lines": "",
        "as_read": as_read,
    }
    response = admin.post(url, typed)

    assert faults(response) == {"choice_lines": ["Joku muu on tallentanut tähän sillä välin: kylla, Kyllä"]}


@pytest.mark.parametrize("sent", ["", "roskaa", "eyJhIjoxfQ:1abcde:xyz"])
def test_a_form_sent_without_a_readable_memory_is_saved(admin, run, sent):
    response = admin.post(reverse("course:edit", args=[run.course.pk]), course_form(run.course, as_read=sent))

    assert response.status_code == 302


def test_every_form_of_a_row_carries_how_the_row_stood(admin, everything):
    from tests.admin.conftest import screens  # noqa: PLC0415

    missing = []
    for viewset in screens():
        row = viewset.model._default_manager.first()
        if viewset.has_form and "change" in viewset.actions and row is not None and not viewset.frozen_reason(row):
            response = admin.get(reverse(viewset.get_url_name("edit"), args=[row.pk]))
            if b'name="as_read"' not in response.content:
                missing.append(viewset.name)

    assert missing == []
