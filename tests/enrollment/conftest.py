"""A run whose sessions are behind, and the short ways to mark, confirm and look."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.storage import Storage

from accounts.models import User
from courses.models import CourseRun, Session
from enrollment.enums import AttendanceStatus, EnrollmentState
from enrollment.models import Enrollment, Submission
from enrollment.services import MarkResult, Snapshot, answer_storage, confirm_session, enroll, mark_attendance
from enrollment.services.attendance import Mark
from messaging.models import Message
from tests.clock import NOW, days
from tests.factories import (
    CourseRunFactory,
    EnrollmentFactory,
    FileAssignmentFactory,
    RunRoleFactory,
    TextAssignmentFactory,
    UserFactory,
)

PRESENT, PARTIAL, ABSENT, EXCUSED = (
    AttendanceStatus.PRESENT,
    AttendanceStatus.PARTIAL,
    AttendanceStatus.ABSENT,
    AttendanceStatus.EXCUSED,
)


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response) -> str:
    """What the page says, every kind of space read as one space."""
    return " ".join(soup(response).get_text(" ").split())


def says(response, text: object) -> bool:
    """Whether the page says this."""
    return " ".join(str(text).split()) in words(response)


def session_of(run: CourseRun, number: int) -> Session:
    return run.sessions.get(number=number)


def mark(session: Session, person: User, status: AttendanceStatus, *, by: User, now=NOW, **options) -> MarkResult:
    """One trainer's press for one person."""
    minutes, seen = options.pop("minutes", None), options.pop("seen", "")
    return mark_attendance(session, [Mark(person.pk, status, seen, minutes)], by=by, now=now, **options)[0]


def hold(session: Session, statuses: dict[User, AttendanceStatus], *, by: User, now=NOW) -> None:
    """Mark these people and confirm the session."""
    mark_attendance(session, [Mark(person.pk, status) for person, status in statuses.items()], by=by, now=now)
    confirm_session(session, by=by, now=now)


def join(run: CourseRun, user: User, *, now=NOW, **options) -> Enrollment:
    return enroll(run, user, Snapshot(user.name), now=now, **options)


def told(user: User) -> list[str]:
    """The kinds of message the person has got, oldest first."""
    return list(Message.objects.filter(recipient=user).order_by("pk").values_list("kind", flat=True))


def mark_facts(session: Session) -> dict[str, str]:
    """Who stands how on the session's list."""
    return dict(session.attendances.values_list("person__name", "status"))


def participant(run: CourseRun, name: str = "Aino Esimerkki", **fields) -> User:
    """A person with a place in the run since before its first session."""
    user = UserFactory(name=name)
    fields = {"counts_from": NOW - days(40), "created_at": NOW - days(40)} | fields
    user.enrollment = EnrollmentFactory(run=run, person=user, **fields)
    return user


def enrollment_in(state: str, run: CourseRun, person: User) -> Enrollment:
    """An enrolment in any state, with the columns that state asks for."""
    extra: dict[str, object] = {}
    if state == EnrollmentState.WAITING:
        extra = {"queued_at": NOW - days(1)}
    if state == EnrollmentState.OFFERED:
        extra = {"offer_expires_at": NOW + days(1)}
    if state == EnrollmentState.TRANSFERRED:
        extra = {"continued_in": EnrollmentFactory(run=CourseRunFactory(), person=person)}
    return EnrollmentFactory(run=run, person=person, state=state, **extra)


@pytest.fixture
def past(db) -> CourseRun:
    """A run with three sessions behind it, none of them confirmed; one of the three may be replaced."""
    return CourseRunFactory(finished=True, course__code="sytyketta")


@pytest.fixture
def trainer(past, helmi):
    """Helmi, who trains the finished run too."""
    RunRoleFactory(run=past, person=helmi)
    return helmi


@pytest.fixture
def tasks(past):
    """Every session of the finished run has its supplementary assignment."""
    return {
        session.number: TextAssignmentFactory(
            run=past, key=f"t{session.number}", title=f"Tehtävä {session.number}", makes_up_for_topic=session.topic
        )
        for session in past.sessions.all()
    }


@pytest.fixture
def first(past) -> Session:
    return session_of(past, 1)


@pytest.fixture
def submission(past, tasks, trainer) -> Submission:
    """Aino missed the second session and has its assignment open."""
    aino = participant(past)
    hold(session_of(past, 1), {aino: PRESENT}, by=trainer)
    hold(session_of(past, 2), {aino: ABSENT}, by=trainer)
    hold(session_of(past, 3), {aino: PRESENT}, by=trainer)
    return Submission.objects.get(enrollment=aino.enrollment)


@pytest.fixture
def answers(settings) -> Storage:
    """An empty storage for the files of answers."""
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "answers": memory}
    return answer_storage()


def stored(storage: Storage) -> list[str]:
    """The keys of what lies in the storage."""
    return sorted(storage.listdir("")[1])


@pytest.fixture
def drawing(past, trainer, answers) -> Submission:
    """Aino missed the second session and has its file assignment open; it takes three files."""
    FileAssignmentFactory(run=past, key="kartta", makes_up_for_topic=session_of(past, 2).topic)
    aino = participant(past)
    hold(session_of(past, 1), {aino: PRESENT}, by=trainer)
    hold(session_of(past, 2), {aino: ABSENT}, by=trainer)
    hold(session_of(past, 3), {aino: PRESENT}, by=trainer)
    return Submission.objects.get(enrollment=aino.enrollment)


@pytest.fixture
def other_group(past) -> CourseRun:
    """Another run of the same course on the same topics, its sessions behind, a day after the first group's."""
    run = CourseRunFactory(course=past.course, finished=True, first_session_at=NOW - days(28), label="Ryhmä 2")
    assert [each.topic_id for each in run.sessions.all()] == [each.topic_id for each in past.sessions.all()]
    return run
