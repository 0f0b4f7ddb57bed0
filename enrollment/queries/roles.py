"""Whose desk shows a run."""

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.queries import is_administrator, is_trainer
from courses.enums import RUNS_SESSIONS
from courses.models import CourseRun, Session


def runs_of_trainer(user: User) -> QuerySet[CourseRun]:
    """The runs the person leads or trains; every run for administrators.

    A substitute for one session sees that session's list only, never the run's answers and figures.
    """
    if is_administrator(user):
        return CourseRun.objects.all()
    if not is_trainer(user):
        return CourseRun.objects.none()
    whole_run = {"roles__person": user, "roles__role__in": RUNS_SESSIONS, "roles__session": None}
    return CourseRun.objects.filter(**whole_run).distinct()


def can_run(user: User, run: CourseRun) -> bool:
    """Whether the person may see the run's people."""
    return runs_of_trainer(user).filter(pk=run.pk).exists()


def can_run_session(user: User, session: Session) -> bool:
    """Whether the person may mark this session: trainer of the run, or substitute for this session alone."""
    if is_administrator(user):
        return True
    whole_run_or_this_one = Q(session=None) | Q(session=session)
    mine = session.run.roles.filter(whole_run_or_this_one, person=user, role__in=RUNS_SESSIONS)
    return is_trainer(user) and mine.exists()
