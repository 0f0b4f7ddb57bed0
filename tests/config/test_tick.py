"""tick: every job, whatever happens to the others."""

import logging
from io import StringIO

import pytest
from django.core.management import call_command

from config.management.commands import tick
from enrollment.models import Enrollment
from messaging.models import Message
from tests.clock import NOW
from tests.factories import EnrollmentFactory

pytestmark = pytest.mark.django_db


def carry_out() -> str:
    told = StringIO()
    call_command("tick", stdout=told)
    return told.getvalue()


def test_one_failing_job_does_not_stop_the_others_and_is_logged(monkeypatch, caplog):
    done = []

    def before(now):
        done.append(("before", now))
        return 2

    def broken(now):
        raise RuntimeError("rikki tarkoituksella")

    def after(now):
        done.append(("after", now))
        return 0

    monkeypatch.setattr(tick, "JOBS", [before, broken, after])

    with caplog.at_level(logging.ERROR):
        told = carry_out()

    assert (done, told) == ([("before", NOW), ("after", NOW)], "before: 2\n")
    assert [(record.message, str(record.exc_info[1])) for record in caplog.records] == [
        ("tick: broken failed", "rikki tarkoituksella")
    ]


def test_tick_serves_the_queue_and_sends_what_that_says(mailoutbox):
    waiter = EnrollmentFactory(waiting=True)

    carry_out()
    carry_out()

    assert Enrollment.objects.get().state == "confirmed"
    assert [mail.to for mail in mailoutbox] == [[waiter.person.email]]
    assert Message.objects.get().state == "sent"


def test_with_nothing_due_tick_says_nothing():
    assert carry_out() == ""


def test_mail_goes_last_so_that_what_the_jobs_say_goes_at_once():
    assert tick.JOBS[-1] is tick.send_due_messages
