"""What a calendar holds after reading every file a person got, in order, as a calendar does (RFC 5546 §2.1.5).

And the feed with all of one's sessions.
"""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from accounts.models import User
from accounts.services.erasure import erase_person
from enrollment.models import Enrollment
from enrollment.services import (
    Slot,
    call_off_run,
    cancel_enrollment,
    cancel_session,
    move_session,
    reinstate,
    remove,
)
from messaging.models import Message
from tests.clock import HELSINKI, NOW, days, hours
from tests.conftest import signed_in
from tests.enrollment.conftest import join, says, session_of, soup
from tests.factories import CourseRunFactory, EnrollmentFactory

pytestmark = pytest.mark.django_db


def calendar_of(person: User) -> dict[str, datetime]:
    """Start by UID after reading all files: the entry with the highest sequence stands, of equal ones the later."""
    standing: dict[str, tuple[int, datetime | None]] = {}
    for message in Message.objects.filter(recipient=person).order_by("pk"):
        for attachment in message.attachments:
            calendar = Calendar.from_ical(attachment["text"])
            for entry in calendar.walk("VEVENT"):
                uid, sequence = str(entry["uid"]), int(entry["sequence"])
                if uid in standing and sequence < standing[uid][0]:
                    continue
                is_gone = str(calendar["method"]) == "CANCEL"
                assert is_gone == (str(entry["status"]) == "CANCELLED")
                standing[uid] = (sequence, None if is_gone else entry.decoded("dtstart"))
    return {uid: starts for uid, (_sequence, starts) in standing.items() if starts}


def wanted(run) -> dict[str, datetime]:
    return {f"{each.pk}@sytyke": each.starts_at for each in run.sessions.filter(cancelled_at=None)}


def move(run, number, starts, *, by, now=NOW):
    session = session_of(run, number)
    move_session(session, Slot(starts, starts + hours(3)), seen=session.sequence, by=by, now=now)


def test_after_moves_and_a_cancelled_session_the_calendar_is_the_run(run, outi, helmi):
    join(run, outi)
    assert calendar_of(outi) == wanted(run)

    move(run, 2, NOW + days(15), by=helmi)
    move(run, 2, NOW + days(16), by=helmi)
    assert calendar_of(outi) == wanted(run)

    cancel_session(session_of(run, 3), by=helmi, now=NOW)
    move(run, 1, NOW + days(8), by=helmi)

    assert calendar_of(outi) == wanted(run)
    assert len(wanted(run)) == 2


def test_after_a_cancelled_run_the_calendar_is_empty(run, outi, helmi, sanna):
    join(run, outi)
    move(run, 2, NOW + days(15), by=helmi)

    call_off_run(run, reason="Sairastuminen", by=sanna, now=NOW)

    assert calendar_of(outi) == {}


def test_who_leaves_and_comes_back_has_every_entry_again(run, outi, helmi, sanna):
    for number in range(2):
        enrollment = join(run, outi, now=NOW + hours(number))
        cancel_enrollment(enrollment, by=outi, now=NOW + hours(number))
        assert calendar_of(outi) == {}
    move(run, 2, NOW + days(15), by=helmi)
    reinstate(enrollment, by=sanna, reason="Erehdys", now=NOW + hours(3))
    assert calendar_of(outi) == wanted(run)

    remove(Enrollment.objects.get(pk=enrollment.pk), by=sanna, reason="Erehdys", now=NOW + hours(4))

    assert calendar_of(outi) == {}


@pytest.mark.parametrize(
    ("first", "moved_to", "offset"),
    [
        (datetime(2027, 10, 28, 9, tzinfo=HELSINKI), datetime(2027, 11, 4, 9, tzinfo=HELSINKI), 2),  # over 31.10.2027
        (datetime(2027, 11, 4, 9, tzinfo=HELSINKI), datetime(2027, 10, 28, 9, tzinfo=HELSINKI), 3),
        (datetime(2028, 3, 23, 9, tzinfo=HELSINKI), datetime(2028, 3, 30, 9, tzinfo=HELSINKI), 3),  # over 26.3.2028
        (datetime(2026, 10, 22, 9, tzinfo=HELSINKI), datetime(2026, 10, 26, 9, tzinfo=HELSINKI), 2),  # over 25.10.2026
        (datetime(2027, 3, 25, 9, tzinfo=HELSINKI), datetime(2027, 3, 29, 9, tzinfo=HELSINKI), 3),  # over 28.3.2027
    ],
)
def test_e25_nine_stays_nine_when_a_session_moves_over_the_change_of_clocks(first, moved_to, offset, outi, helmi):
    now = first - days(20)
    run = CourseRunFactory(
        first_session_at=first, session_count=1, enrolment_opens_at=now - days(1), enrolment_closes_at=first - days(1),
        published_at=now - days(2),
    )  # fmt: skip
    join(run, outi, now=now)

    move(run, 1, moved_to, by=helmi, now=now)

    (starts,) = calendar_of(outi).values()
    assert (starts.hour, starts.utcoffset(), starts) == (9, timedelta(hours=offset), moved_to)


# the feed


def feed(person: User) -> list:
    person.refresh_from_db()
    response = Client().get(reverse("calendar-feed", args=[person.calendar_secret]))
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_the_feed_holds_the_sessions_of_every_own_training(run, aino, helmi):
    other = CourseRunFactory(label="Toinen")
    EnrollmentFactory(run=other, person=aino)
    EnrollmentFactory(run=CourseRunFactory(), person=aino, waiting=True)
    EnrollmentFactory(run=CourseRunFactory(), person=aino, cancelled=True)

    entries = feed(aino)

    assert {str(entry["uid"]) for entry in entries} == {*wanted(run), *wanted(other)}


def test_a_moved_session_stands_at_its_new_time_and_a_cancelled_one_as_cancelled(run, aino, helmi, sanna):
    move(run, 2, NOW + days(15), by=helmi)
    cancel_session(session_of(run, 3), by=helmi, now=NOW)

    told = [(entry.decoded("dtstart"), str(entry["status"]), int(entry["sequence"])) for entry in feed(aino)]

    assert told == [
        (session_of(run, 1).starts_at, "CONFIRMED", 0),
        (NOW + days(15), "CONFIRMED", 1),
        (session_of(run, 3).starts_at, "CANCELLED", 1),
    ]
    call_off_run(run, reason="Sairastuminen", by=sanna, now=NOW)
    assert {str(entry["status"]) for entry in feed(aino)} == {"CANCELLED"}


def test_no_join_link_is_in_the_feed_but_the_way_to_the_own_page(aino):
    response = Client().get(reverse("calendar-feed", args=[aino.calendar_secret]))

    assert b"teams" not in response.content
    assert str(feed(aino)[0]["url"]).endswith(f"/omat/{aino.enrollment.pk}/")


def test_the_feed_is_kept_nowhere(aino):
    response = Client().get(reverse("calendar-feed", args=[aino.calendar_secret]))

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"


def test_the_feed_speaks_the_persons_language(aino):
    User.objects.filter(pk=aino.pk).update(language="sv")

    assert {str(entry["location"]) for entry in feed(aino)} == {"På distans"}


def test_a_new_address_ends_the_old_one(aino):
    old = reverse("calendar-feed", args=[aino.calendar_secret])
    browser = signed_in(aino)

    page = browser.post(reverse("own-calendar-address"), follow=True)

    assert says(page, "Kalenterillasi on uusi osoite.")
    assert Client().get(old).status_code == 404
    aino.refresh_from_db()
    assert soup(page).select_one("#feed").get_text().endswith(f"/kalenteri/{aino.calendar_secret}.ics")
    assert len(feed(aino)) == 3


@pytest.mark.parametrize("secret", ["x", "0" * 32])
def test_an_unknown_secret_is_404(db, client, secret):
    assert client.get(reverse("calendar-feed", args=[secret])).status_code == 404


def test_an_erased_person_has_no_feed(aino, sanna):
    address = reverse("calendar-feed", args=[aino.calendar_secret])

    erase_person(aino, by=sanna, now=NOW)
    aino.refresh_from_db()

    assert Client().get(address).status_code == 404
    assert Client().get(reverse("calendar-feed", args=[aino.calendar_secret])).status_code == 404


def test_the_feed_costs_as_many_queries_for_thirty_trainings_as_for_one(aino, django_assert_num_queries):
    address = reverse("calendar-feed", args=[aino.calendar_secret])
    with django_assert_num_queries(4):
        Client().get(address)
    for _ in range(29):
        EnrollmentFactory(run=CourseRunFactory(), person=aino)

    with django_assert_num_queries(4):
        Client().get(address)
