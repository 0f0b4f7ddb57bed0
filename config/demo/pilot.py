"""The pilot of spring 2021 replayed through the services, from the enrolments to certificates and feedback."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import User
from certificates.services import make_prepared_certificates
from config.demo.content_files import content, picture
from config.demo.people import user_called
from config.demo.runs import at, enroll_all, make_run
from courses.models import Course, CourseRun, Session
from enrollment.enums import AttendanceStatus
from enrollment.models import Enrollment, Submission
from enrollment.services import (
    accept_submission,
    ask_for_more,
    attach_file,
    cancel_enrollment,
    confirm_session,
    mark_attendance,
    send_submission,
)
from enrollment.services.attendance import Mark
from enrollment.uploads import examined
from feedback.models import FeedbackRound, Question
from feedback.services import answer_round, close_due_rounds, open_due_rounds

LABEL = "Pilotti, kevät 2021"
DAYS = (
    (date(2021, 5, 28), "9.00", "12.00"),
    (date(2021, 6, 7), "9.00", "15.00"),
    (date(2021, 6, 21), "9.00", "12.00"),
)
DAY_ENDS = {number: at(day, end) for number, (day, _start, end) in enumerate(DAYS, start=1)}


def load_pilot() -> None:
    """The finished run with 24 people; a no-op when it is there."""
    course = Course.objects.get(code=content("course")["code"])
    if course.runs.filter(label=LABEL).exists():
        return
    times = [(at(day, start), at(day, end)) for day, start, end in DAYS]
    opens, closes = at(date(2021, 5, 3), "9.00"), at(date(2021, 5, 27), "23.59")
    run = make_run(course, LABEL, times, places=27, opens_at=opens, closes_at=closes, minimum=None)
    keys = [row["key"] for row in content("people")["pilot"]]
    enroll_all(run, keys, first_at=opens + timedelta(hours=1), step=timedelta(hours=19))
    _cancel_some(run, closes - timedelta(days=2))
    for session in run.sessions.order_by("number"):
        _hold(session)
        _give_quick_feedback(session)
    _answer_assignments(run)
    make_prepared_certificates(at(date(2021, 7, 12), "12.00"))
    _give_feedback(run)


def _stories() -> dict[str, dict[str, Any]]:
    return content("people")["pilot_attendance"]


def _cancel_some(run: CourseRun, when: datetime) -> None:
    for key, story in _stories().items():
        if story.get("cancelled"):
            cancel_enrollment(Enrollment.objects.get(run=run, person=user_called(key)), by=user_called(key), now=when)


def _hold(session: Session) -> None:
    """Mark everybody and confirm a quarter of an hour after the end."""
    when = DAY_ENDS[session.number] + timedelta(minutes=15)
    marks = [
        _mark(user_called(key).pk, story["sessions"][session.number - 1])
        for key, story in _stories().items()
        if not story.get("cancelled")
    ]
    mark_attendance(session, marks, by=user_called("helmi"), now=when)
    confirm_session(session, by=user_called("helmi"), now=when)


def _mark(person_id: int, told: str) -> Mark:
    status, _, minutes = told.partition(":")
    return Mark(person_id, AttendanceStatus(status), minutes=int(minutes) if minutes else None)


def _answer_assignments(run: CourseRun) -> None:
    for key, story in _stories().items():
        told = story.get("assignment")
        if told and told["text"]:
            enrollment = Enrollment.objects.get(run=run, person=user_called(key))
            submission = Submission.objects.get(
                enrollment=enrollment, assignment__makes_up_for_topic__number=told["topic"]
            )
            _answer(submission, told)


def _answer(submission: Submission, told: dict[str, Any]) -> None:
    sent = submission.due_at - timedelta(days=9)
    if told.get("file"):
        attach_file(submission, examined(picture(told["file"]), told["file"]), now=sent)
    send_submission(submission, told["text"], now=sent)
    decided = sent + timedelta(days=4)
    reviewer = user_called("johannes")
    if told["state"] == "accepted":
        accept_submission(submission, turn=1, comment=told["comment"], by=reviewer, now=decided)
    elif told["state"] == "revision_asked":
        ask_for_more(submission, turn=1, comment=told["comment"], by=reviewer, now=decided)


def _give_quick_feedback(session: Session) -> None:
    """Open the round of a session and answer it; the last day is asked about with the whole run."""
    told = content("pulse")["pilot_answers"].get(str(session.number))
    if told is None:
        return
    ended = DAY_ENDS[session.number] + timedelta(minutes=15)
    open_due_rounds(ended)
    feedback_round = FeedbackRound.objects.get(session=session)
    there = session.attendances.filter(status=AttendanceStatus.PRESENT).order_by("person__email")
    people = [attendance.person for attendance in there.select_related("person")]
    answer_all(feedback_round, people, told, now=ended + timedelta(hours=3))
    close_due_rounds(feedback_round.closes_at)


def answer_all(
    feedback_round: FeedbackRound, people: Sequence[User], told: Sequence[dict[str, Any]], *, now: datetime
) -> None:
    """Let as many people answer as there are answers."""
    questions = {question.key: question.pk for question in Question.objects.filter(form=feedback_round.form)}
    for person, answers in zip(people, told, strict=False):
        answer_round(feedback_round, person, {questions[key]: str(value) for key, value in answers.items()}, now=now)


def _give_feedback(run: CourseRun) -> None:
    ended = at(date(2021, 6, 21), "12.30")
    open_due_rounds(ended)
    feedback_round = FeedbackRound.objects.get(run=run, session=None)
    present = [user_called(key) for key, story in _stories().items() if not story.get("cancelled")]
    answer_all(feedback_round, present, content("feedback")["pilot_answers"], now=ended + timedelta(days=1))
    close_due_rounds(at(date(2021, 7, 6), "12.00"))
