"""Whose desk shows a run, and what the person may do there. What each part gives is decided by `enrollment.rights`."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.queries import is_administrator, is_trainer
from courses.models import CourseRun, RunRole, Session
from enrollment.rights import OF_THE_RUN, Right, kinds_giving


def parts_giving(user: User, right: Right) -> QuerySet[RunRole]:
    """The person's parts in runs and sessions that give the right; none for somebody who may not sign in."""
    if not user.is_active:
        return RunRole.objects.none()
    parts = RunRole.objects.filter(person=user, role__in=kinds_giving(right))
    return parts.filter(session=None) if right in OF_THE_RUN else parts


def runs_with(user: User, right: Right) -> QuerySet[CourseRun]:
    """The runs in whose every session the person has the right; every run for administrators."""
    if is_administrator(user):
        return CourseRun.objects.all()
    return CourseRun.objects.filter(pk__in=parts_giving(user, right).filter(session=None).values("run"))


def sessions_with(user: User, right: Right) -> QuerySet[Session]:
    """The sessions in which the person has the right: of their runs, and single ones they have a part in."""
    if is_administrator(user):
        return Session.objects.all()
    here = Q(session=None) | Q(session=OuterRef("pk"))
    return Session.objects.filter(Exists(parts_giving(user, right).filter(here, run=OuterRef("run"))))


def may(user: User, right: Right, run: CourseRun, session: Session | None = None) -> bool:
    """Whether the person has the right in the whole run, or in this session of it."""
    if runs_with(user, right).filter(pk=run.pk).exists():
        return True
    return session is not None and sessions_with(user, right).filter(pk=session.pk).exists()


def has_screen(user: User, right: Right) -> bool:
    """Whether the screen of the right opens to the person, be it empty: trainers between two runs keep theirs."""
    return is_trainer(user) or parts_giving(user, right).exists()


def start_screen(user: User) -> str:
    """The name of the screen the person begins at: that of their work here, or their own trainings.

    Somebody with a part in a run who also takes part somewhere begins at the latter; the desk is in the menu.
    """
    if is_administrator(user):
        return "wagtailadmin_home"
    if is_trainer(user):
        return "desk"
    return "own" if user.enrollments.exists() or not has_screen(user, Right.SEE_SESSIONS) else "desk"


def runs_of_trainer(user: User) -> QuerySet[CourseRun]:
    """The runs the person leads or trains; every run for administrators.

    A substitute for one session sees that session's list only, never the run's answers and figures.
    """
    return runs_with(user, Right.SEE_IN_ADMIN)


def can_run(user: User, run: CourseRun) -> bool:
    """Whether the person leads or trains the run."""
    return runs_of_trainer(user).filter(pk=run.pk).exists()
