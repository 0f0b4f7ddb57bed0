"""A run under way: its first day lies behind, an answer with a file waits, and the quick feedback is open."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from config.demo.content_files import content, picture
from config.demo.people import user_called
from config.demo.pilot import answer_all
from config.demo.runs import at, enroll_all, make_run
from config.demo.workdays import workday_from, workday_until
from courses.models import Course, CourseRun, Session
from courses.queries import held_sessions
from enrollment.enums import AttendanceStatus, Covers, Qualifier
from enrollment.models import Enrollment, Submission
from enrollment.services import (
    Slot,
    attach_file,
    confirm_session,
    decline_new_time,
    mark_attendance,
    move_session,
    record_headcount,
    save_draft,
    send_submission,
)
from enrollment.services.attendance import Mark
from enrollment.uploads import examined
from feedback.models import FeedbackRound
from feedback.services import open_due_rounds

UNDER_WAY = "Ryhmä C"
PEOPLE = [
    "olga-naytelma", "sakari-mallinen", "sofia-testberg", "teemu-naytto", "tiina-keksinto", "yrjo-oljymalli",
]  # fmt: skip
AWAY = ("teemu-naytto", "tiina-keksinto")
CANNOT_COME = "sofia-testberg"  # at the time the second day was moved to
UNNAMED = 3  # came to the first day and gave no name
MAP = "verkostokartta.jpg"


def load_under_way(now: datetime) -> None:
    """Add the run unless one is still going on."""
    course = Course.objects.get(code=content("course")["code"])
    runs = course.runs.filter(label=UNDER_WAY).prefetch_related("sessions")
    if not any((held_sessions(run)[-1].ends_at or now) > now for run in runs):
        _load(course, now)


def _load(course: Course, now: datetime) -> None:
    first = workday_until(timezone.localdate(now) - timedelta(days=2))
    days = [first, *(workday_from(first + timedelta(days=count)) for count in (12, 24))]
    times = [(at(day, "9.00"), at(day, "12.00")) for day in days]
    run = make_run(
        course, UNDER_WAY, times, places=12, extent=9,
        opens_at=times[0][0] - timedelta(days=30), closes_at=at(first - timedelta(days=1), "23.59"),
    )  # fmt: skip
    enroll_all(run, PEOPLE, first_at=times[0][0] - timedelta(days=20), step=timedelta(hours=31))
    session = run.sessions.get(number=1)
    _hold(session, first)
    _answer(run, times[0][1])
    _move_second(run, first)
    _give_quick_feedback(session, times[0][1])


def _hold(session: Session, day: date) -> None:
    helmi, ended = user_called("helmi"), at(day, "12.15")
    statuses = {key: AttendanceStatus.ABSENT if key in AWAY else AttendanceStatus.PRESENT for key in PEOPLE}
    marks = [Mark(user_called(key).pk, status) for key, status in statuses.items()]
    mark_attendance(session, marks, by=helmi, now=ended)
    confirm_session(session, by=helmi, now=ended)
    record_headcount(session, UNNAMED, Qualifier.EXACT, Covers.UNNAMED, by=helmi, now=ended)


def _move_second(run: CourseRun, first: date) -> None:
    """The trainer moves the second day to the afternoon; one of the participants cannot come then."""
    session, moved_at = run.sessions.get(number=2), at(first + timedelta(days=1), "10.00")
    day = timezone.localdate(session.starts_at)
    slot = Slot(at(day, "13.00"), at(day, "16.00"), session.venue)
    move_session(session, slot, seen=session.sequence, by=user_called("helmi"), now=moved_at)
    cannot_come = Enrollment.objects.get(run=run, person=user_called(CANNOT_COME))
    decline_new_time(cannot_come, session, by=cannot_come.person, now=moved_at + timedelta(hours=2))


def _answer(run: CourseRun, ended: datetime) -> None:
    """One of those who were away has sent the map, the other is still drawing it."""
    sender, drawer = (Submission.objects.get(enrollment__run=run, enrollment__person=user_called(key)) for key in AWAY)
    text = content("assignments")["answer_with_file"]
    for submission in (sender, drawer):
        attach_file(submission, examined(picture(MAP), MAP), now=ended + timedelta(hours=5))
    send_submission(sender, text, now=ended + timedelta(hours=6))
    save_draft(drawer, text.partition("\n")[0], now=ended + timedelta(hours=7))


def _give_quick_feedback(session: Session, ended: datetime) -> None:
    open_due_rounds(ended)
    there = [user_called(key) for key in PEOPLE if key not in AWAY]
    told = content("pulse")["pilot_answers"]["1"][:2]
    answer_all(FeedbackRound.objects.get(session=session), there, told, now=ended + timedelta(hours=1))
