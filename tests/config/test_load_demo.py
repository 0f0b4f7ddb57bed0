"""What `make demo` promises (issue chapter 4): the content, twice loaded once there, and new runs as the days go."""

from collections.abc import Iterator
from datetime import date
from io import StringIO
from urllib.parse import urlsplit

import pytest
import pytest_django
import time_machine
from bs4 import BeautifulSoup
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model

from accounts.enums import Role
from accounts.models import User
from certificates.models import Certificate
from config.demo.breadth import AUTUMN
from config.demo.pilot import LABEL as PILOT
from config.demo.runs import FULL, OPEN, TRIAL
from config.demo.under_way import UNDER_WAY
from config.invariants import broken_invariants
from courses.enums import Admission, Phase
from courses.models import AttendanceRule, CoursePage, CourseRun, ModulePage, Organiser, Section, Session
from courses.queries import held_sessions, phase, trainer_names
from enrollment.enums import EnrollmentState
from enrollment.models import Attendance, Enrollment, MakeUp, Submission
from enrollment.queries import place_count, standing_figures
from enrollment.services import Snapshot, enroll
from feedback.models import FeedbackForm, FeedbackRound
from feedback.queries import is_open, round_results
from messaging.models import Message
from messaging.workdays import is_working_day
from reports.period_figures import period_numbers
from reports.periods import Period
from reports.queries import runs_of_period
from tests.clock import HELSINKI, NOW, days
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


def load(at=NOW) -> str:
    told = StringIO()
    with time_machine.travel(at, tick=False):
        call_command("load_demo", stdout=told)
    return told.getvalue()


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Iterator[str]:
    """The demo of NOW, loaded once for all who ask for it (what they write themselves is rolled back), and what the
    command said.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


def row_counts() -> dict[str, int]:
    ours = ("accounts", "messaging", "cms", "courses", "enrollment", "feedback", "certificates")
    models: list[type[Model]] = [model for app in ours for model in apps.get_app_config(app).get_models()]
    more = [apps.get_model(name) for name in ("wagtailcore.Page", "wagtailcore.Revision", "wagtailimages.Image")]
    return {model._meta.label: model.objects.count() for model in [*models, *more]}


def run_called(label: str) -> CourseRun:
    return CourseRun.objects.get(label__startswith=label)


def test_the_demo_is_what_the_issue_promises_and_keeps_every_invariant(told):
    assert sum("@" in line for line in told.splitlines()) == 6
    # The course with its content
    sections = {
        section.number: section.modules.live().filter(locale__language_code="fi").count()
        for section in Section.objects.all()
    }
    assert sections == {1: 4, 2: 4, 3: 5}
    blocks = {block.block_type for module in ModulePage.objects.all() for block in module.body}
    assert blocks == {"paragraph", "heading", "quote", "reflection", "figure", "file", "library_card"}
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
    answered = FeedbackRound.objects.get(run=pilot, session=None)
    assert (answered.responses.count() >= 12, answered.receipts.count()) == (True, answered.responses.count())
    pulses = FeedbackRound.objects.filter(run=pilot, session__isnull=False).order_by("opens_at")
    assert [(each.session.number, round_results(each, NOW).is_shown) for each in pulses] == [(1, True), (2, True)]
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
    # The run under way: a file waits for review, another is being drawn, feedback is open, a headcount is told
    going_on = run_called(UNDER_WAY)
    drawn = Submission.objects.filter(assignment__run=going_on)
    assert phase(going_on, NOW) == Phase.CLOSED
    assert sorted((each.state, each.files.count()) for each in drawn) == [
        ("draft", 1), ("open", 0), ("submitted", 1),
    ]  # fmt: skip
    # Its second day was moved, and one of them cannot come then; a coffee to come is cancelled
    assert going_on.sessions.get(number=2).changes.count() == 1
    assert MakeUp.objects.filter(cause="new_time").values_list("enrollment__name", flat=True).get() == "Sofia Testberg"
    coffees = Session.objects.filter(run__course__code="syty-kahvit", cancelled_at__isnull=False)
    assert list(coffees.values_list("number", flat=True)) == [5]
    assert [is_open(each, NOW) for each in FeedbackRound.objects.filter(run=going_on)] == [True]
    assert [figure.in_words() for figure in standing_figures([going_on.pk], NOW.date())] == ["3"]
    # Everything in order, and nothing left to send
    assert broken_invariants(NOW) == []
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_the_demo_holds_events_of_every_kind_and_its_report_reads_as_a_project_s(told):
    sanna = User.objects.get(name="Sanna Koskela")

    def numbers(**asked):
        return period_numbers(runs_of_period(sanna, Period.asked(NOW, **asked)), NOW)

    year = {"since": date(2022, 1, 1), "until": date(2022, 12, 31)}
    whole = numbers(**year)
    assert {figure.key: (figure.counted, figure.told) for figure in whole.figures if figure.is_shown} == {
        "registered": (48, "yli 900"), "attended": (42, ""), "no-show": (6, ""), "headcount": (None, "noin 40"),
        "completed": (40, ""), "certified": (3, ""),
    }  # fmt: skip
    assert dict(whole.counts.routes) == {"Sytypajat": 3}
    assert (whole.events.runs, whole.events.held, whole.events.minutes) == (7, 11, 2235)
    # The organisers: the series, the webinar, the forum and the talk; the workshops, and the webinar they share
    kallio, oulu = Organiser.objects.filter(project__startswith="Lastensuojelun").order_by("-name")
    assert [numbers(**year, organiser=f"organiser:{each.pk}").events.runs for each in (kallio, oulu)] == [4, 4]
    # A workshop three times: two people were at two of them, and one is enough
    workshops = CourseRun.objects.filter(course__code="monialaiset-tyopajat")
    assert len({topic for run in workshops for topic in run.sessions.values_list("topic", flat=True)}) == 1
    enrolled = Enrollment.objects.filter(run__in=workshops.exclude(label__startswith="Ryhmä"))
    assert (enrolled.count(), enrolled.values("person").distinct().count()) == (24, 22)
    # And in three groups to come: one has changed the group, one waits for the full one and keeps the place
    coming = Enrollment.objects.filter(run__in=workshops.filter(label__startswith="Ryhmä"))
    states = [coming.filter(run__label__startswith=f"Ryhmä {number}").order_by("state") for number in (1, 2, 3)]
    assert [list(each.values_list("state", flat=True)) for each in states] == [
        ["confirmed"] * 6 + ["waiting"], ["confirmed"] * 4, ["confirmed"] * 2 + ["transferred"],
    ]  # fmt: skip
    # More people than had enrolled, coffees without enrolment, a talk held elsewhere, an autumn without days
    webinar, coffee, talk = run_called("Helmikuu 2022"), run_called("1. sarja"), run_called("Koulun ja")
    heads = standing_figures([webinar.pk, coffee.pk, talk.pk], NOW.date())
    assert sorted(figure.in_words() for figure in heads) == ["12", "19", "30", "noin 40", "yli 900"]
    assert (webinar.enrollments.count(), coffee.enrollments.count(), talk.enrollments.count()) == (12, 0, 0)
    assert (coffee.admission, coffee.sessions.filter(starts_at__gt=NOW).count()) == (Admission.NO_ENROLMENT, 5)
    assert (phase(talk, NOW), phase(run_called(AUTUMN), NOW)) == (Phase.UNPUBLISHED, Phase.SOON)
    assert run_called("Sytypajat").admission == Admission.TEAM
    pages = CoursePage.objects.live().filter(locale__language_code="fi").order_by("path").values_list("slug", flat=True)
    assert list(pages) == [
        "sytyketta", "sytypajat", "monialaiset-tyopajat", "osallisuuden-ytimessa", "lakifoorumi", "syty-kahvit",
    ]  # fmt: skip


def test_what_the_demo_says_of_its_runs_is_true_and_short(told):
    runs = CourseRun.objects.prefetch_related("sessions", "assignments", "rule_sets__rules", "roles__person")

    for run in runs.exclude(label__in=[TRIAL, PILOT]):  # a trial is always of today, the pilot was when it was
        assert all(is_working_day(each.starts_at.astimezone(HELSINKI).date()) for each in run.sessions.all()), run.label
    for run in runs:
        replaceable = [rule.max_replaced for rule_set in run.rule_sets.all() for rule in rule_set.rules.all()]
        assert (max(replaceable, default=0) > 0) == bool(run.assignments.all()), run.label
        assert not any("kouluttaja" in name for name in trainer_names(run)), run.label
    assert max(len(subject) for subject in Message.objects.values_list("subject", flat=True)) <= 60


def test_loading_again_changes_nothing_and_keeps_what_was_entered(told):
    user = User.objects.create_user("uuno@esimerkki.example", name="Uuno Uusi")
    enrollment = enroll(run_called(TRIAL), user, Snapshot("Uuno Uusi"), now=NOW)
    aino = User.objects.get(name__startswith="Aino")
    User.objects.filter(pk=aino.pk).update(name="Aino Toisinnimetty")
    before = row_counts()

    load()

    assert row_counts() == before
    enrollment.refresh_from_db()
    assert (enrollment.state, User.objects.get(pk=aino.pk).name) == (EnrollmentState.CONFIRMED, "Aino Toisinnimetty")


def test_the_next_day_brings_a_new_trial_and_later_new_runs_while_the_old_stay(told):
    old = set(CourseRun.objects.values_list("pk", flat=True))
    stood = Attendance.objects.filter(session__run__in=old).count()

    load(NOW + days(1))
    (new,) = CourseRun.objects.exclude(pk__in=old)
    assert (new.label.startswith(TRIAL), phase(new, NOW + days(1))) == (True, Phase.OPEN)
    assert phase(CourseRun.objects.get(pk__in=old, label__startswith=TRIAL), NOW + days(1)) == Phase.OVER

    load(NOW + days(60))
    labels = [label.split(",")[0] for label in CourseRun.objects.exclude(pk__in=old).values_list("label", flat=True)]
    assert (labels.count(OPEN), labels.count(FULL), labels.count(UNDER_WAY)) == (1, 1, 1)
    assert set(CourseRun.objects.filter(pk__in=old).values_list("pk", flat=True)) == old
    assert Attendance.objects.filter(session__run__in=old).count() == stood
    assert broken_invariants(NOW + days(60)) == []


def test_the_course_is_there_in_swedish_with_a_run_and_its_first_section(told, client):
    finnish = BeautifulSoup(client.get("/koulutukset/sytyketta/").content, "html.parser")
    page = BeautifulSoup(client.get(finnish.select_one(".language-switch a")["href"]).content, "html.parser")

    assert page.html["lang"] == "sv"
    modules = [link["href"] for link in page.select(".module-list a")]
    assert len(modules) == 4
    assert [client.get(address).status_code for address in modules[1:]] == [200] * 3  # the first one has a picture
    assert all(address.startswith("/sv/koulutukset/sytyketta/") for address in modules)
    run = run_called("Grupp på svenska")
    marked = {heading.text: heading.get("lang") for heading in page.select("section.run-card h3")}
    assert marked[run.label] is None
    assert set(marked.values()) == {None, "fi"}
    assert run.certificate_offers.get().template.language == "sv"
    assert {assignment.title for assignment in run.assignments.all()} == {
        "Min nätverkskarta",
        "Frågor utan brådska",
        "Att kalla samman",
    }


def test_the_frame_of_a_swedish_page_leads_to_swedish_pages_alone(told, client):
    page = BeautifulSoup(client.get("/sv/materiaalit/").content, "html.parser")

    addresses = ["/sv/materiaalit/", "/sv/saavutettavuus/", "/sv/tietosuoja/"]
    assert {link["href"] for link in page.select("footer a")} >= set(addresses)
    assert len(page.select(".library-list li")) == 4
    assert {heading["lang"] for heading in page.select(".library-list h3")} == {"sv"}
    sitemap = client.get("/sitemap.xml").content.decode()
    for address in [*addresses, "/sv/materiaalit/systeeminen-tiimi/"]:
        shown = BeautifulSoup(client.get(address).content, "html.parser")
        others = {link["hreflang"]: urlsplit(link["href"]).path for link in shown.select("link[rel=alternate]")}
        assert (shown.html["lang"], others) == ("sv", {"fi": address.removeprefix("/sv"), "sv": address})
        assert f"{address}</loc>" in sitemap
    assert "Dataskyddsombud" in BeautifulSoup(client.get("/sv/tietosuoja/").content, "html.parser").get_text()


def test_the_swedish_group_is_asked_in_swedish_with_the_keys_of_the_finnish_questions(told):
    asked = FeedbackRound.objects.filter(run__label__startswith="Svenskspråkig grupp")

    assert {(each.form.language, each.form.moment, is_open(each, NOW)) for each in asked} == {
        ("sv", "end", True),
        ("sv", "session", True),
    }
    for form in {each.form for each in asked}:
        finnish = FeedbackForm.objects.get(key=form.key, number=form.number, language="fi")
        facts = ("key", "position", "kind", "shown_if__key", "shown_if_values")
        rows = list(form.questions.values_list(*facts))
        assert rows == list(finnish.questions.values_list(*facts))
        assert not set(form.questions.values_list("text")) & set(finnish.questions.values_list("text"))


def test_a_person_of_the_demo_reads_and_is_written_to_in_swedish(told):
    sofia = User.objects.get(name="Sofia Testberg")

    letter = Message.objects.filter(recipient=sofia, subject__startswith="Bekräftelse").latest("created_at")

    page = BeautifulSoup(signed_in(sofia).get("/omat/", follow=True).content, "html.parser")
    assert (letter.language, page.html["lang"], page.h1.text) == ("sv", "sv", "Hej Sofia Testberg")
