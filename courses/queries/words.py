"""How a run and its sessions are said: who, what, when and where."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils.timezone import localtime

from courses.enums import SHOWN_AS_TRAINER, Mode, OrganiserPart
from courses.models import CourseRun, Organiser, Session, SessionChange
from courses.queries.runs import held_sessions
from messaging.dates import date_range, list_of_days, moment, span


def lead_organiser(run: CourseRun) -> Organiser | None:
    """Whose run it is."""
    return next((part.organiser for part in run.organisers.all() if part.part == OrganiserPart.LEAD), None)


def organiser_name(run: CourseRun) -> str:
    """The lead organiser's name, the sender of the run's mail; empty without one."""
    organiser = lead_organiser(run)
    return organiser.name if organiser else ""


def contact_in_words(run: CourseRun) -> str:
    """Whom to ask about the run: its contact person by name and address, else the site's support address."""
    return ", ".join(filter(None, [run.contact_name, run.contact_email])) or settings.SUPPORT_EMAIL


def reply_address(run: CourseRun) -> str:
    """Where answers to the run's mail go."""
    return run.contact_email or settings.SUPPORT_EMAIL


def trainer_names(run: CourseRun) -> list[str]:
    """The people shown as trainers, each in the form they chose, once."""
    shown = [role.display_name for role in run.roles.all() if role.role in SHOWN_AS_TRAINER]
    return list(dict.fromkeys(shown))


def trainers_of(runs: Iterable[CourseRun]) -> list[str]:
    """The people shown as trainers of any of these runs, each once, in the form they chose last."""
    shown = [role for run in runs for role in run.roles.all() if role.role in SHOWN_AS_TRAINER]
    newest_last = sorted(shown, key=lambda role: role.pk)
    chosen = {role.person_id or role.display_name: role.display_name for role in newest_last}
    return list(dict.fromkeys(chosen[role.person_id or role.display_name] for role in shown))


def session_title(session: Session) -> str:
    """What the session is about; empty when nobody said."""
    return session.topic.title if session.topic else ""


def session_place(session: Session, run: CourseRun) -> str:
    """Where: the venue, the mode in words, or both."""
    mode = str(Mode(run.mode).label)
    return f"{mode}, {session.venue}" if session.venue and run.mode == Mode.HYBRID else session.venue or mode


def session_when(session: Session | SessionChange) -> str:
    """When, as exactly as it is known, or when it was before a move; empty when it is not known."""
    if session.starts_at and session.ends_at:
        return span(session.starts_at, session.ends_at)
    return moment(session.starts_at) if session.starts_at else ""


def days_in_words(run: CourseRun) -> str:
    """`pe 28.5., ma 7.6. ja ma 21.6.2021`, the period, or nothing."""
    days: list[date] = [localtime(session.starts_at).date() for session in held_sessions(run) if session.starts_at]
    if days:
        return list_of_days(list(dict.fromkeys(days)))
    return date_range(run.period_from, run.period_until) if run.period_from and run.period_until else ""
