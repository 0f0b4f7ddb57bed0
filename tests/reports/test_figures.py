"""What each figure counts."""

import pytest

from certificates.enums import CertificateStatus, EndReason
from certificates.models import Certificate
from certificates.services import revoke
from courses.enums import Admission
from enrollment.models import Enrollment
from enrollment.services import (
    Snapshot,
    add_walk_in,
    cancel_enrollment,
    enroll,
    remove_walk_in,
    reopen_session,
)
from reports import queries
from reports.queries.figures import CALLED_OFF
from tests.clock import NOW, days, hours
from tests.factories import CourseRunFactory, EnrollmentFactory
from tests.reports.conftest import AFTER, names, numbers


def test_every_figure_of_the_scripted_run(story):
    assert numbers(story.run) == {
        "registered": 7,
        "walked-in": 1,
        "waiting": 1,
        "cancelled": 1,
        "attended": 5,
        "completed": 3,
        "certified": 0,
        "attended-1": 6,
        "attended-3": 4,
    }


def test_every_figure_once_all_is_confirmed_and_certificates_are_made(finished_story):
    counted = numbers(finished_story.run, AFTER + days(1))

    assert (counted["completed"], counted["certified"], counted["attended-2"]) == (3, 3, 2)


@pytest.mark.parametrize(
    ("key", "people"),
    [
        ("registered", ["Anna", "Birgit", "Cecilia", "Daniel", "Elina", "Fanni", "Gunnar"]),
        ("walked-in", ["Jaakko"]),
        ("waiting", ["Heidi"]),
        ("cancelled", ["Birgit"]),
        ("attended", ["Anna", "Cecilia", "Daniel", "Gunnar", "Jaakko"]),
        ("attended-1", ["Anna", "Cecilia", "Daniel", "Gunnar", "Jaakko", "Kalle"]),
        ("attended-3", ["Anna", "Cecilia", "Daniel", "Jaakko"]),
    ],
)
def test_a_figure_opens_to_exactly_its_people(story, key, people):
    assert names(story.run, key) == people


def test_registered_keeps_and_cancelled_grows_when_somebody_cancels(run, aino):
    before = numbers(run, NOW)

    cancel_enrollment(aino.enrollment, by=aino, now=NOW)

    after = numbers(run, NOW)
    assert (before["registered"], before["cancelled"]) == (1, 0)
    assert (after["registered"], after["cancelled"]) == (1, 1)


def test_somebody_who_only_waited_is_neither_registered_nor_cancelled(run, eino):
    waiting = numbers(run, NOW)
    cancel_enrollment(eino.enrollment, by=eino, now=NOW)
    left = numbers(run, NOW)

    assert (waiting["registered"], waiting["waiting"], waiting["cancelled"]) == (0, 1, 0)
    assert (left["registered"], left["waiting"], left["cancelled"]) == (0, 0, 0)


def test_a_person_who_cancels_and_comes_back_is_counted_once_and_is_not_cancelled(run, aino):
    cancel_enrollment(aino.enrollment, by=aino, now=NOW)
    enroll(run, aino, Snapshot(aino.name), now=NOW + hours(1))

    counted = numbers(run, NOW + hours(2))

    assert Enrollment.objects.filter(run=run, person=aino).count() == 2
    assert (counted["registered"], counted["cancelled"]) == (1, 0)


def test_somebody_added_by_mistake_and_taken_off_the_list_is_in_no_figure(story):
    before = numbers(story.run, AFTER + hours(2))
    second = story.session(2)
    added = add_walk_in(second, "Veera Vieras", "", by=story.helmi, now=AFTER).person

    remove_walk_in(second, added.pk, by=story.helmi, now=AFTER + hours(1))

    assert (numbers(story.run, AFTER + hours(2)), numbers(story.run, AFTER)) == (before, before)
    everybody = queries.everyone_with_a_place(story.run, AFTER + hours(2))
    assert list(everybody.filter(person=added)) == []


def test_who_cancelled_and_was_then_added_by_mistake_stays_among_the_cancelled(story):
    birgit, second = story.people["Birgit"], story.session(2)
    add_walk_in(second, birgit.name, birgit.email, by=story.helmi, now=AFTER)
    remove_walk_in(second, birgit.pk, by=story.helmi, now=AFTER)

    assert (names(story.run, "cancelled"), names(story.run, "walked-in")) == (["Birgit"], ["Jaakko"])


def test_figures_can_be_asked_as_of_an_earlier_day(story):
    on_the_first_day = numbers(story.run, NOW + hours(1))

    assert (on_the_first_day["registered"], on_the_first_day["waiting"], on_the_first_day["cancelled"]) == (6, 3, 0)
    assert names(story.run, "waiting", NOW + hours(1)) == ["Gunnar", "Heidi", "Iida"]


def test_an_unconfirmed_session_has_words_instead_of_a_number(story):
    told = {figure.key: str(figure.unknown) for figure in queries.session_figures(story.run, AFTER)}

    assert told == {"attended-1": "", "attended-2": str(queries.NOT_CONFIRMED), "attended-3": ""}


def test_attended_is_not_known_before_any_session_is_confirmed(run, aino):
    figures = {figure.key: figure for figure in queries.figures_of(run, NOW)}

    assert figures["attended"].said(0) == str(queries.NOT_KNOWN)
    assert figures["completed"].said(0) == "0"


def test_a_reopened_session_is_not_counted(story):
    reopen_session(story.session(1), by=story.helmi, reason="Väärä henkilö", now=AFTER)

    counted = numbers(story.run)

    assert "attended-1" not in counted
    assert (counted["attended"], names(story.run, "attended")) == (4, ["Anna", "Cecilia", "Daniel", "Jaakko"])


def test_nothing_is_known_of_a_run_that_is_only_recorded(db):
    run = CourseRunFactory(admission=Admission.RECORD_ONLY)

    assert {figure.said(0) for figure in queries.figures_of(run, NOW)} == {str(queries.NOT_KNOWN)}


def test_session_counts_tell_guests_and_parts_of_the_time(story):
    first, second, third = queries.session_counts(story.run, AFTER, {})

    assert (first.attended, first.partial, first.guests, first.absent, first.unmarked) == (6, 1, 1, 2, 0)
    assert (third.attended, third.partial, third.guests, third.absent, third.unmarked) == (4, 0, 0, 3, 0)
    assert second.unknown == queries.NOT_CONFIRMED
    assert [each.waits_for_marks(AFTER) for each in (first, second, third)] == [False, True, False]


def test_a_cancelled_session_is_shown_and_not_counted(story):
    reopened = {"attendance_confirmed_at": None, "attendance_confirmed_by": None}
    story.run.sessions.filter(number=3).update(cancelled_at=AFTER, **reopened)

    counts = queries.session_counts(story.run, AFTER, {})

    assert [count.unknown for count in counts] == ["", queries.NOT_CONFIRMED, CALLED_OFF]
    assert "attended-3" not in numbers(story.run)
    assert numbers(story.run)["attended"] == 5


def test_a_revoked_certificate_is_not_counted(finished_story):
    certificate = Certificate.objects.filter(status=CertificateStatus.VALID).first()
    revoke(certificate, by=finished_story.helmi, reason=EndReason.WRONG_PERSON, now=AFTER + hours(1))

    assert numbers(finished_story.run, AFTER + hours(2))["certified"] == 2


def test_a_replaced_certificate_and_its_replacement_count_once(finished_story):
    old = Certificate.objects.filter(status=CertificateStatus.VALID).first()
    fields = {field.name: getattr(old, field.name) for field in Certificate._meta.concrete_fields}
    ended = {"status": CertificateStatus.REPLACED, "ended_at": AFTER, "end_reason": EndReason.REPLACED}
    Certificate.objects.filter(pk=old.pk).update(**ended)
    new = {**fields, "id": None, "human_id": "SY-UUSI-0001", "token": "uusi", "replaces": old, "issued_at": AFTER}
    Certificate.objects.create(**new)

    assert numbers(finished_story.run, AFTER + hours(1))["certified"] == 3


def test_a_run_counts_only_its_own_people(run, aino):
    EnrollmentFactory(run=CourseRunFactory(course=run.course))

    assert numbers(run, NOW)["registered"] == 1


def test_the_run_list_tells_the_same_numbers(finished_story):
    later = AFTER + days(1)
    counts = queries.count_period(queries.reported_runs(finished_story.helmi), later)
    told = numbers(finished_story.run, later)

    keys = ("registered", "completed", "certified")
    assert [counts.of(key, finished_story.run) for key in keys] == [told[key] for key in keys]
