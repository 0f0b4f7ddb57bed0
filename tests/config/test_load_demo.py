"""What `make demo` promises (issue chapter 4): the content, twice loaded once there, and new runs as the days go."""

from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Model

from accounts.enums import Role
from accounts.models import User
from certificates.models import Certificate
from config.demo.pilot import LABEL as PILOT
from config.demo.runs import FULL, OPEN, TRIAL
from config.invariants import broken_invariants
from courses.enums import Phase
from courses.models import AttendanceRule, CourseRun, ModulePage, Section
from courses.queries import held_sessions, phase
from enrollment.enums import EnrollmentState
from enrollment.models import Attendance, Enrollment
from enrollment.queries import place_count
from enrollment.services import Snapshot, enroll
from feedback.models import FeedbackRound
from messaging.models import Message
from tests.clock import HELSINKI, NOW, days

pytestmark = pytest.mark.django_db


def load(at=NOW) -> str:
    told = StringIO()
    with time_machine.travel(at, tick=False):
        call_command("load_demo", stdout=told)
    return told.getvalue()


def row_counts() -> dict[str, int]:
    ours = ("accounts", "messaging", "cms", "courses", "enrollment", "feedback", "certificates")
    models: list[type[Model]] = [model for app in ours for model in apps.get_app_config(app).get_models()]
    more = [apps.get_model(name) for name in ("wagtailcore.Page", "wagtailcore.Revision", "wagtailimages.Image")]
    return {model._meta.label: model.objects.count() for model in [*models, *more]}


def run_called(label: str) -> CourseRun:
    return CourseRun.objects.get(label__startswith=label)


def test_the_demo_is_what_the_issue_promises_and_keeps_every_invariant():
    told = load()

    assert sum("@" in line for line in told.splitlines()) == 6
    # The course with its content
    sections = {section.number: section.modules.live().count() for section in Section.objects.all()}
    assert sections == {1: 4, 2: 4, 3: 4}
    blocks = {block.block_type for module in ModulePage.objects.all() for block in module.body}
    assert blocks == {"paragraph", "heading", "quote", "reflection", "figure"}
    # People
    groups = {role: User.objects.filter(groups__name=role).count() for role in (Role.TRAINER, Role.ADMINISTRATOR)}
    assert groups == {Role.TRAINER: 2, Role.ADMINISTRATOR: 1}
    # The pilot of spring 2021: 3 + 6 + 3 hours, 24 people, certificates and feedback
    pilot = run_called(PILOT)
    hours = [(each.ends_at - each.starts_at).total_seconds() / 3600 for each in held_sessions(pilot)]
    assert (hours, phase(pilot, NOW), pilot.enrollments.count()) == ([3, 6, 3], Phase.OVER, 24)
    assert Attendance.objects.filter(session__run=pilot, status="absent").count() > 0
    valid = Certificate.objects.filter(enrollment__run=pilot, status="valid").count()
    assert (valid == pilot.enrollments.filter(completed_at__isnull=False).count(), valid > 10) == (True, True)
    answered = FeedbackRound.objects.get(run=pilot)
    assert (answered.responses.count() >= 12, answered.receipts.count()) == (True, answered.responses.count())
    names = "".join(pilot.enrollments.values_list("name", flat=True))
    assert set("äöåáčđŋšž") & set(names.casefold()) >= set("äöåáš")
    # A run with few places left, a full one with a queue
    assert 0 < place_count(run_called(OPEN)).left <= 5
    full = place_count(run_called(FULL))
    assert (full.left, full.waiting > 0, phase(run_called(FULL), NOW)) == (0, True, Phase.OPEN)
    assert Enrollment.objects.waiting().filter(person__name__startswith="Eino").count() == 1
    # The kokeilutoteutus: open until tonight, both sessions behind, one of them may be replaced
    trial = run_called(TRIAL)
    rule = AttendanceRule.objects.get(rule_set__run=trial)
    assert (phase(trial, NOW), rule.minimum, rule.max_replaced) == (Phase.OPEN, None, 1)
    assert [each.ends_at <= NOW for each in held_sessions(trial)] == [True, True]
    assert trial.enrolment_closes_at.astimezone(HELSINKI).strftime("%d.%m. %H.%M") == "20.05. 23.59"
    assert trial.assignments.count() == 2
    # Everything in order, and nothing left to send
    assert broken_invariants(NOW) == []
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_loading_again_changes_nothing_and_keeps_what_was_entered():
    load()
    user = User.objects.create_user("uuno@esimerkki.example", name="Uuno Uusi")
    enrollment = enroll(run_called(TRIAL), user, Snapshot("Uuno Uusi"), now=NOW)
    aino = User.objects.get(name__startswith="Aino")
    User.objects.filter(pk=aino.pk).update(name="Aino Toisinnimetty")
    before = row_counts()

    load()

    assert row_counts() == before
    enrollment.refresh_from_db()
    assert (enrollment.state, User.objects.get(pk=aino.pk).name) == (EnrollmentState.CONFIRMED, "Aino Toisinnimetty")


def test_the_next_day_brings_a_new_trial_and_later_new_runs_while_the_old_stay():
    load()
    old = set(CourseRun.objects.values_list("pk", flat=True))
    stood = row_counts()["enrollment.Attendance"]

    load(NOW + days(1))
    (new,) = CourseRun.objects.exclude(pk__in=old)
    assert (new.label.startswith(TRIAL), phase(new, NOW + days(1))) == (True, Phase.OPEN)
    assert phase(CourseRun.objects.get(pk__in=old, label__startswith=TRIAL), NOW + days(1)) == Phase.OVER

    load(NOW + days(60))
    labels = [label.split(",")[0] for label in CourseRun.objects.exclude(pk__in=old).values_list("label", flat=True)]
    assert (labels.count(OPEN), labels.count(FULL)) == (1, 1)
    assert set(CourseRun.objects.filter(pk__in=old).values_list("pk", flat=True)) == old
    assert row_counts()["enrollment.Attendance"] == stood
    assert broken_invariants(NOW + days(60)) == []


@pytest.mark.parametrize(
    ("clock", "ended"),
    [((5, 59), "19.05. 20.00"), ((6, 0), "20.05. 05.30"), ((23, 58), "20.05. 23.00")],
)
def test_the_trials_sessions_ended_before_the_moment_of_loading(clock, ended):
    at = NOW.replace(hour=clock[0], minute=clock[1])

    load(at)

    trial = run_called(TRIAL)
    last = held_sessions(trial)[-1]
    assert last.ends_at.astimezone(HELSINKI).strftime("%d.%m. %H.%M") == ended
    assert phase(trial, at) == Phase.OPEN


def test_the_demo_is_loaded_under_demo_settings_only(settings):
    settings.IS_DEMO = False

    with pytest.raises(CommandError):
        call_command("load_demo")

    assert User.objects.count() == 0
