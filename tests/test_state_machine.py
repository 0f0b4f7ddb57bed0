"""Every verb in every order: after each step the audit of invariants (I1-I11 of the security plan) finds nothing.

Hypothesis chooses the steps, and for each way which verbs it may use; every way begins with people on the list.
`make test` walks a few short ways, always the same; SYTYKE_STRICT=1 (`.ci/run`) six hundred steps on each database.
A failing way is printed as a program that repeats it.
"""

import os
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.models import Max, Min
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from certificates.enums import CertificateStatus, EndReason
from certificates.models import Certificate
from certificates.services import CertificateRefused, make_prepared_certificates, replace, revoke
from config.invariants import broken_invariants
from courses.models import CourseRun, Session
from enrollment.enums import AttendanceStatus, EnrollmentState, Verb
from enrollment.models import Attendance, Enrollment, Submission, Transition
from enrollment.queries.places import place_count
from enrollment.services import (
    AbsenceRefused,
    AnswerRefused,
    AttendanceRefused,
    CallingOffRefused,
    CancellationRefused,
    EnrollmentRefused,
    LastPlaceGone,
    OfferGone,
    SessionRefused,
    Slot,
    Snapshot,
    SubmissionRefused,
    accept_offer,
    accept_submission,
    add_walk_in,
    ask_for_more,
    call_off_run,
    cancel_enrollment,
    cancel_session,
    change_group,
    come_after_all,
    confirm_session,
    decline_new_time,
    decline_offer,
    end_queues,
    enroll,
    mark_attendance,
    mark_rest_present,
    move_session,
    offer_next_places,
    offer_waiting_places,
    remind_of_sessions,
    remove_walk_in,
    reopen_session,
    send_submission,
    settle_run,
    take_absence_back,
    take_back_submission,
    tell_absence,
    undo_marks,
)
from enrollment.services.attendance import Mark
from enrollment.services.disown import DisownRefused, disown
from tests.clock import NOW, days, hours
from tests.factories import CertificateOfferFactory, CourseRunFactory, TextAssignmentFactory, UserFactory

REFUSED = (
    EnrollmentRefused, LastPlaceGone, CancellationRefused, AttendanceRefused, SubmissionRefused, CertificateRefused,
    OfferGone, DisownRefused, SessionRefused, AnswerRefused, CallingOffRefused, AbsenceRefused,
)  # fmt: skip
IS_STRICT = os.environ.get("SYTYKE_STRICT") == "1"
WAYS, STEPS = (15, 40) if IS_STRICT else (6, 20)
PEOPLE, RUNS, SESSIONS = st.integers(0, 4), st.integers(0, 1), st.integers(0, 1)


class Training(RuleBasedStateMachine):
    """Two groups of one course with two sessions each, two and three places, five people and a trainer."""

    def __init__(self) -> None:
        super().__init__()
        cache.clear()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.now: datetime = NOW
        self.presses, self.batch = count(), ""

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    @initialize(
        signed_up=st.lists(st.tuples(PEOPLE, RUNS), min_size=4, max_size=8),
        marks=st.lists(st.sampled_from([AttendanceStatus.PRESENT, AttendanceStatus.ABSENT]), min_size=20, max_size=20),
        story=st.integers(0, 4),
    )
    def build(self, signed_up: list[tuple[int, int]], marks: list[AttendanceStatus], story: int) -> None:
        """Begin anywhere in the life of the runs: enrolment, held, confirmed, answers sent, accepted and certified."""
        course = CourseRunFactory(session_count=2, places=2).course
        CourseRunFactory(course=course, session_count=2, places=3, label="Ryhmä 2", first_session_at=NOW + days(8))
        CourseRun.objects.update(enrolment_closes_at=NOW + days(60), cut_off_at=NOW + days(60))
        CourseRun.objects.filter(label="Ryhmä 2").update(offer_hours=24)
        for run in CourseRun.objects.all():
            CertificateOfferFactory(run=run)
            for session in run.sessions.all():
                TextAssignmentFactory(run=run, key=f"t{session.number}", makes_up_for_topic=session.topic)
        self.people = [UserFactory() for _ in range(5)]
        self.trainer = UserFactory()
        for person, chosen in signed_up:
            self.sign_up(person, chosen, accepts_queue=True)
        self.tell(story, marks)

    def tell(self, story: int, marks: list[AttendanceStatus]) -> None:
        """The story so far: 1 the sessions have begun, 2 are confirmed, 3 answers are sent, 4 accepted."""
        if story >= 1:
            self.now += days(16)
        for session in Session.objects.order_by("starts_at") if story >= 2 else ():
            rest = dict(zip([person.pk for person in self.people], marks, strict=False))
            self.attempt(confirm_session, session, by=self.trainer, rest=rest)
            marks = marks[5:]
        for index in range(Submission.objects.count()) if story >= 3 else ():
            self.send(index, "Ajattelin.")
            if story == 4:
                self.decide(index, turn=1, accepts=True)
        if story == 4:
            self.the_clock_ticks()

    # what the steps are about

    def run_of(self, index: int) -> CourseRun:
        return CourseRun.objects.order_by("label", "pk")[index]

    def session_of(self, run: int, index: int) -> Session:
        return self.run_of(run).sessions.order_by("number")[index]

    def attempt(self, verb, *args, **options) -> None:
        """Do it as a request would: whole or not at all; what a person may be told is no error."""
        try:
            with transaction.atomic():
                verb(*args, now=self.now, **options)
        except REFUSED:
            return

    # the clock and the places

    @rule(step=st.sampled_from([hours(2), days(1), days(4)]))
    def time_passes(self, step: timedelta) -> None:
        self.now += step

    @rule(person=PEOPLE, run=RUNS, accepts_queue=st.booleans())
    def sign_up(self, person: int, run: int, accepts_queue: bool) -> None:
        user = self.people[person]
        self.attempt(enroll, self.run_of(run), user, Snapshot(user.name), accepts_queue=accepts_queue)

    @rule(person=PEOPLE, run=RUNS)
    def cancel(self, person: int, run: int) -> None:
        for enrollment in Enrollment.objects.live().filter(run=self.run_of(run), person=self.people[person]):
            self.attempt(cancel_enrollment, enrollment, by=enrollment.person)

    @rule(person=PEOPLE, run=RUNS, accepts_queue=st.booleans())
    def change_to(self, run: int, person: int, accepts_queue: bool) -> None:
        target, user = self.run_of(run), self.people[person]
        for place in Enrollment.objects.confirmed().filter(person=user).exclude(run=target).select_related("run"):
            self.attempt(change_group, place, target, by=user, accepts_queue=accepts_queue)

    @rule(run=RUNS, places=st.integers(1, 6))
    def alter_the_limit(self, run: int, places: int) -> None:
        chosen = self.run_of(run)
        if places >= place_count(chosen).held:
            CourseRun.objects.filter(pk=chosen.pk).update(places=places)
            offer_next_places(chosen, now=self.now)

    @rule()
    def the_clock_ticks(self) -> None:
        offer_waiting_places(self.now)
        end_queues(self.now)
        make_prepared_certificates(self.now)
        for run in CourseRun.objects.all():
            settle_run(run, now=self.now)

    # the day

    @rule(run=RUNS, session=SESSIONS, person=PEOPLE, status=st.sampled_from(AttendanceStatus), is_fresh=st.booleans())
    def mark(self, run: int, session: int, person: int, status: AttendanceStatus, is_fresh: bool) -> None:
        chosen, user = self.session_of(run, session), self.people[person]
        standing = Attendance.objects.filter(session=chosen, person=user).first()
        seen = str(standing.version) if standing and is_fresh else ""
        self.batch = f"press-{next(self.presses)}"
        self.attempt(mark_attendance, chosen, [Mark(user.pk, status, seen)], by=self.trainer, batch=self.batch)

    @rule(run=RUNS, session=SESSIONS, person=PEOPLE, is_back=st.booleans())
    def tell_an_absence(self, run: int, session: int, person: int, is_back: bool) -> None:
        verb, chosen = take_absence_back if is_back else tell_absence, self.session_of(run, session)
        for enrollment in Enrollment.objects.live().filter(run=chosen.run_id, person=self.people[person]):
            self.attempt(verb, enrollment, chosen, by=enrollment.person)

    @rule(run=RUNS, session=SESSIONS)
    def mark_the_rest(self, run: int, session: int) -> None:
        self.batch = f"press-{next(self.presses)}"
        self.attempt(mark_rest_present, self.session_of(run, session), by=self.trainer, batch=self.batch)

    @rule(run=RUNS, session=SESSIONS)
    def undo(self, run: int, session: int) -> None:
        self.attempt(undo_marks, self.session_of(run, session), self.batch, by=self.trainer)

    @rule(run=RUNS, session=SESSIONS, rest=st.sampled_from([AttendanceStatus.PRESENT, AttendanceStatus.ABSENT]))
    def confirm(self, run: int, session: int, rest: AttendanceStatus) -> None:
        everybody = dict.fromkeys(User.objects.values_list("pk", flat=True), rest)
        self.attempt(confirm_session, self.session_of(run, session), by=self.trainer, rest=everybody)

    @rule(run=RUNS, session=SESSIONS)
    def reopen(self, run: int, session: int) -> None:
        self.attempt(reopen_session, self.session_of(run, session), by=self.trainer, reason="Korjataan.")

    @rule(run=RUNS, session=SESSIONS, person=PEOPLE)
    def somebody_comes(self, run: int, session: int, person: int) -> None:
        user = self.people[person]
        self.attempt(add_walk_in, self.session_of(run, session), user.name, user.email, by=self.trainer)

    @rule(run=RUNS, session=SESSIONS, person=PEOPLE)
    def take_off_the_list(self, run: int, session: int, person: int) -> None:
        self.attempt(remove_walk_in, self.session_of(run, session), self.people[person].pk, by=self.trainer)

    # what the organiser changes

    @rule(run=RUNS, session=SESSIONS, later=st.integers(1, 12))
    def move_a_session(self, run: int, session: int, later: int) -> None:
        chosen = self.session_of(run, session)
        slot = Slot(self.now + days(later), self.now + days(later) + hours(3))
        self.attempt(move_session, chosen, slot, seen=chosen.sequence, by=self.trainer)

    @rule(run=RUNS, session=SESSIONS, person=PEOPLE, comes=st.booleans())
    def answer_a_new_time(self, run: int, session: int, person: int, comes: bool) -> None:
        for enrollment in Enrollment.objects.filter(run=self.run_of(run), person=self.people[person])[:1]:
            if comes:
                self.attempt(come_after_all, enrollment, self.session_of(run, session))
            else:
                self.attempt(decline_new_time, enrollment, self.session_of(run, session), by=enrollment.person)

    @rule(session=SESSIONS)
    def cancel_a_session(self, session: int) -> None:
        self.attempt(cancel_session, self.session_of(0, session), by=self.trainer)

    @precondition(lambda self: self.now > NOW + days(4))
    @rule()
    def call_off_the_second_group(self) -> None:
        self.attempt(call_off_run, self.run_of(1), reason="Sairastuminen", by=self.trainer)

    @rule()
    def people_are_reminded(self) -> None:
        remind_of_sessions(self.now)

    # assignments and certificates

    @rule(index=st.integers(0, 3), text=st.sampled_from(["Ajattelin.", "Ajattelin lisää.", ""]))
    def send(self, index: int, text: str) -> None:
        for submission in Submission.objects.order_by("pk")[index : index + 1]:
            self.attempt(send_submission, submission, text)

    @rule(index=st.integers(0, 2), accepts=st.booleans())
    def answer_an_offer(self, index: int, accepts: bool) -> None:
        for enrollment in Enrollment.objects.filter(state=EnrollmentState.OFFERED).order_by("pk")[index : index + 1]:
            self.attempt(accept_offer if accepts else decline_offer, enrollment, by=enrollment.person)

    @rule(index=st.integers(0, 3))
    def disown_one(self, index: int) -> None:
        for enrollment in Enrollment.objects.live().order_by("pk")[index : index + 1]:
            self.attempt(disown, enrollment)

    @rule(index=st.integers(0, 3))
    def take_back(self, index: int) -> None:
        for submission in Submission.objects.order_by("pk")[index : index + 1]:
            self.attempt(take_back_submission, submission)

    @rule(index=st.integers(0, 3), turn=st.integers(1, 3), accepts=st.booleans())
    def decide(self, index: int, turn: int, accepts: bool) -> None:
        verb = accept_submission if accepts else ask_for_more
        for submission in Submission.objects.order_by("pk")[index : index + 1]:
            self.attempt(verb, submission, turn=turn, comment="Kiitos.", by=self.trainer)

    @rule()
    def revoke_one(self) -> None:
        for certificate in Certificate.objects.filter(status=CertificateStatus.VALID)[:1]:
            self.attempt(revoke, certificate, by=self.trainer, reason=EndReason.ISSUED_IN_ERROR)

    @rule()
    def replace_one(self) -> None:
        for certificate in Certificate.objects.exclude(status=CertificateStatus.PREPARED).order_by("pk")[:2]:
            template = certificate.template
            self.attempt(replace, certificate, by=self.trainer, template=template, reason=EndReason.NAME_CHANGED)

    # what must hold after every step

    @invariant()
    def the_audit_finds_nothing(self) -> None:
        assert broken_invariants(self.now) == []

    @invariant()
    def whoever_queued_earlier_was_served_earlier(self) -> None:
        for run in CourseRun.objects.all():
            promoted = Transition.objects.filter(enrollment__run=run, verb__in=[Verb.PROMOTE, Verb.OFFER])
            latest = promoted.aggregate(at=Max("enrollment__queued_at"))["at"]
            waiting = Enrollment.objects.filter(run=run, state=EnrollmentState.WAITING)
            first = waiting.aggregate(at=Min("queued_at"))["at"]
            assert latest is None or first is None or latest < first

    @invariant()
    def a_certificate_belongs_to_a_completed_enrolment_or_to_a_corrected_fact(self) -> None:
        standing = Certificate.objects.filter(status__in=[CertificateStatus.PREPARED, CertificateStatus.VALID])
        undone = standing.filter(enrollment__completed_at=None)
        assert undone.exclude(enrollment__todos__kind="fact_corrected").count() == 0


@pytest.mark.django_db
def test_no_order_of_steps_breaks_an_invariant() -> None:
    profile = settings(
        max_examples=WAYS,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],  # shrinking takes minutes; the way as found can be repeated
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(Training, settings=profile)
