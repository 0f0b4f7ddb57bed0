"""What may not change any more is refused by the server, whatever the form sends."""

from datetime import timedelta

import pytest
from django.urls import reverse

from courses.models import AttendanceRule, RuleSet, Session, SessionChange
from enrollment.enums import EnrollmentState
from feedback.models import Question, Response
from tests.factories import EnrollmentFactory, FeedbackRoundFactory


def session_form(session: Session, **changes: str) -> dict[str, str]:
    return {
        "number": str(session.number),
        "topic": str(session.topic_id or ""),
        "precision": "time",
        "starts_at": "01.06.2027 10.00",
        "ends_at": "01.06.2027 12.00",
        "venue": "Kuopio",
        "link": "",
        "counted_minutes": "",
        "cancelled_at": "",
        **changes,
    }


def run_form(run, **changes: str) -> dict[str, str]:
    return {
        "course": str(run.course_id),
        "label": run.label,
        "language": "fi",
        "mode": "online",
        "admission": "open",
        "places": str(run.places),
        "after_cut_off": "end",
        "enrolment_opens_at": "13.05.2027 9.00",
        "enrolment_closes_at": "26.05.2027 9.00",
        "published_at": "10.05.2027 9.00",
        **changes,
    }


def test_a_sessions_time_and_place_change_until_somebody_has_enrolled(admin, run):
    session = run.sessions.first()

    response = admin.post(reverse("session:edit", args=[session.pk]), session_form(session))

    assert response.url == reverse("courserun:inspect", args=[run.pk])
    session.refresh_from_db()
    assert session.venue == "Kuopio"
    assert session.ends_at - session.starts_at == timedelta(hours=2)


def test_a_change_before_anybody_has_enrolled_leaves_a_row_of_what_was(admin, run):
    session = run.sessions.first()

    admin.post(reverse("session:edit", args=[session.pk]), session_form(session))
    after = Session.objects.get(pk=session.pk)
    admin.post(reverse("session:edit", args=[session.pk]), session_form(session, counted_minutes="90"))

    assert list(SessionChange.objects.values_list("starts_at", "venue")) == [(session.starts_at, "")]
    assert (after.sequence, Session.objects.get(pk=session.pk).sequence) == (1, 1)


def test_who_enrols_while_the_form_is_open_keeps_the_time_they_enrolled_for(admin, run, monkeypatch):
    session, answers = run.sessions.first(), iter([False, True])
    monkeypatch.setattr("enrollment.viewsets.sessions.run_is_locked", lambda run: next(answers, True))

    response = admin.post(reverse("session:edit", args=[session.pk]), session_form(session))

    assert response.context["form"].non_field_errors() == [
        "Joku on ilmoittautunut sillä välin, joten tätä ei voi enää muuttaa tässä."
    ]
    assert Session.objects.get(pk=session.pk).starts_at == session.starts_at


def test_nobody_cancels_a_session_or_a_run_by_writing_a_day(admin, run):
    session = run.sessions.first()

    admin.post(reverse("session:edit", args=[session.pk]), session_form(session, cancelled_at="20.05.2027 9.00"))
    admin.post(reverse("courserun:edit", args=[run.pk]), run_form(run, cancelled_at="20.05.2027 9.00"))

    run.refresh_from_db()
    assert (Session.objects.get(pk=session.pk).cancelled_at, run.cancelled_at) == (None, None)


def test_a_sessions_time_and_place_are_locked_once_somebody_is_enrolled(admin, run, eino):
    session = run.sessions.first()

    admin.post(
        reverse("session:edit", args=[session.pk]), session_form(session, link="https://teams.microsoft.com/l/uusi")
    )

    after = Session.objects.get(pk=session.pk)
    assert (after.starts_at, after.ends_at, after.venue) == (session.starts_at, session.ends_at, session.venue)
    assert after.link == "https://teams.microsoft.com/l/uusi"


def test_sessions_have_no_delete(admin, run):
    session = run.sessions.first()

    assert admin.post(f"/hallinta/session/delete/{session.pk}/").status_code == 404
    assert Session.objects.filter(pk=session.pk).exists()


def test_a_session_is_added_to_the_run_it_was_opened_from(admin, run):
    response = admin.post(f"{reverse('session:add')}?run={run.pk}", session_form(Session(number=4)))

    assert response.status_code == 302
    assert run.sessions.get(number=4).venue == "Kuopio"


def test_a_session_with_a_taken_number_is_refused_in_the_form(admin, run):
    response = admin.post(f"{reverse('session:add')}?run={run.pk}", session_form(Session(number=1)))

    assert response.context["form"].errors == {
        "number": ["Toteutuksessa on jo tämän numeroinen kerta. Anna toinen numero."]
    }
    assert run.sessions.count() == 3


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"ends_at": "01.06.2027 9.00"},
            {"ends_at": ["Kerta päättyy ennen kuin se alkaa. Tarkista kellonajat."]},
        ),
        ({"ends_at": ""}, {"ends_at": ["Anna sekä alkamis- että päättymisaika."]}),
        (
            {"link": "https://muualla.example/1"},
            {
                "link": [
                    "Linkin alussa täytyy olla https:// ja sen täytyy johtaa johonkin näistä palveluista: "
                    "teams.microsoft.com, teams.live.com"
                ]
            },
        ),
    ],
)
def test_what_is_wrong_with_a_session_is_said_at_its_field(admin, run, typed, errors):
    response = admin.post(f"{reverse('session:add')}?run={run.pk}", session_form(Session(number=4), **typed))

    assert response.context["form"].errors == errors


def test_a_second_organiser_and_a_part_given_twice_are_refused_in_words(admin, run, helmi):
    lead = run.organisers.get(part="lead")

    organiser = admin.post(
        f"{reverse('runorganiser:add')}?run={run.pk}", {"organiser": str(lead.organiser_id), "part": "joint"}
    )
    part = admin.post(f"{reverse('runrole:add')}?run={run.pk}", {"person": str(helmi.pk), "role": "lead"})

    assert organiser.context["form"].errors == {"organiser": ["Tällä järjestäjällä on jo rooli toteutuksessa."]}
    assert part.context["form"].errors == {
        "role": ["Toteutuksella on jo vastuukouluttaja. Valitse rooliksi kouluttaja."],
        "person": ["Tällä henkilöllä on jo tämä rooli."],
    }


def test_places_never_go_below_those_taken(admin, run):
    for _ in range(3):
        EnrollmentFactory(run=run)

    response = admin.post(reverse("courserun:edit", args=[run.pk]), run_form(run, places="2"))

    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["places"]
    run.refresh_from_db()
    assert run.places == 20


def test_more_places_go_to_the_queue(admin, run, aino, eino):
    run.places = 1
    run.save()

    admin.post(reverse("courserun:edit", args=[run.pk]), run_form(run, places="2"))

    eino.enrollment.refresh_from_db()
    assert eino.enrollment.state == EnrollmentState.CONFIRMED


def test_the_training_of_a_run_stays_once_somebody_has_enrolled(admin, run, aino):
    from tests.factories import CourseFactory  # noqa: PLC0415

    other = CourseFactory()

    admin.post(reverse("courserun:edit", args=[run.pk]), run_form(run, course=str(other.pk)))

    run.refresh_from_db()
    assert run.course != other


def test_rules_are_frozen_once_somebody_has_joined_under_them(admin, run, aino):
    rule_set = run.rule_sets.get()
    rule = AttendanceRule.objects.get(rule_set=rule_set)
    page = reverse("ruleset:inspect", args=[rule_set.pk])

    for address, data in (
        (reverse("ruleset:edit", args=[rule_set.pk]), {"in_force_from": "01.01.2027 9.00", "needs_opt_in": "on"}),
        (reverse("attendancerule:edit", args=[rule.pk]), {"minimum": "1", "max_replaced": "3"}),
        (reverse("attendancerule:delete", args=[rule.pk]), {}),
        (f"{reverse('attendancerule:add')}?rule_set={rule_set.pk}", {"minimum": "1", "max_replaced": "3"}),
    ):
        assert admin.post(address, data).url == page, address

    assert list(AttendanceRule.objects.values_list("pk", "minimum", "max_replaced")) == [(rule.pk, None, 1)]
    assert RuleSet.objects.get().needs_opt_in is False


def test_a_new_set_of_rules_is_added_beside_a_frozen_one(admin, sanna, run, aino):
    response = admin.post(
        f"{reverse('ruleset:add')}?run={run.pk}", {"in_force_from": "21.05.2027 9.00", "why": "Kerta peruttiin"}
    )

    new = run.rule_sets.get(number=2)
    assert (response.url, new.written_by, new.why) == (
        reverse("ruleset:inspect", args=[new.pk]),
        sanna,
        "Kerta peruttiin",
    )
    admin.post(f"{reverse('attendancerule:add')}?rule_set={new.pk}", {"minimum": "2", "max_replaced": "1"})
    assert AttendanceRule.objects.get(rule_set=new).minimum == 2


@pytest.fixture
def answered(db):
    round_ = FeedbackRoundFactory()
    Response.objects.create(round=round_)
    return round_.form


def test_an_answered_form_keeps_its_questions(admin, answered):
    question = answered.questions.first()
    page = reverse("feedbackform:inspect", args=[answered.pk])

    assert admin.post(reverse("question:edit", args=[question.pk]), {"text": "Muutettu"}).url == page
    assert admin.post(reverse("question:delete", args=[question.pk])).url == page
    assert (
        admin.post(
            f"{reverse('question:add')}?form={answered.pk}",
            {"text": "Uusi", "kind": "text", "key": "uusi", "position": "9"},
        ).url
        == page
    )
    assert Question.objects.get(pk=question.pk).text == question.text
    assert answered.questions.count() == 2


def test_an_answered_form_changes_nothing_but_whether_it_is_used(admin, answered):
    admin.post(reverse("feedbackform:edit", args=[answered.pk]), {"title": "Toinen", "open_days": "3"})

    before = answered.title
    answered.refresh_from_db()
    assert (answered.title, answered.open_days, answered.is_default) == (before, 14, False)
