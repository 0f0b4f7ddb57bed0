"""Questions about runs: their sessions, where they stand, what rule they have."""

from datetime import datetime

from django.db.models import Min, Prefetch, Q, QuerySet

from courses.enums import Admission, Phase
from courses.models import Course, CourseRun, RuleSet, RunRole, Session

_SESSIONS = Prefetch("sessions", Session.objects.select_related("topic").order_by("number"))
_ROLES = Prefetch("roles", RunRole.objects.select_related("person").order_by("pk"))
_RULES = Prefetch("rule_sets", RuleSet.objects.prefetch_related("rules").order_by("number"))


def runs_with_everything() -> QuerySet[CourseRun]:
    """Runs with sessions, roles, organisers and rules loaded: what every screen about a run needs."""
    return CourseRun.objects.select_related("course").prefetch_related(
        _SESSIONS, _ROLES, _RULES, "organisers__organiser"
    )


def published_runs(course: Course, now: datetime) -> QuerySet[CourseRun]:
    """The course's published runs with everything, the coming ones in the order of their first session."""
    runs = runs_with_everything().filter(course=course, published_at__lte=now).exclude(admission=Admission.RECORD_ONLY)
    return runs.annotate(first_at=Min("sessions__starts_at")).order_by("first_at", "label")


def held_sessions(run: CourseRun) -> list[Session]:
    """The sessions that are part of the total, by number; no query when `runs_with_everything` loaded them."""
    sessions = sorted(run.sessions.all(), key=lambda session: session.number)
    return [session for session in sessions if session.is_held]


def last_session_end(run: CourseRun) -> datetime | None:
    """When the last held session ends, or None without a known end."""
    return max((session.ends_at for session in held_sessions(run) if session.ends_at), default=None)


def first_session_start(run: CourseRun) -> datetime | None:
    """When the first held session begins, or None without a known start."""
    return min((session.starts_at for session in held_sessions(run) if session.starts_at), default=None)


def phase(run: CourseRun, now: datetime) -> Phase:
    """Where the run stands. Enrolment is open between its two instants whatever the sessions' times; a run is over
    when its last session has ended and enrolment has closed (architecture §3).
    """
    if run.published_at is None or run.published_at > now:
        return Phase.UNPUBLISHED
    if run.cancelled_at is not None:
        return Phase.CANCELLED
    if run.enrolment_opens_at and now < run.enrolment_opens_at:
        return Phase.SOON
    if run.enrolment_opens_at and run.enrolment_closes_at and now < run.enrolment_closes_at:
        return Phase.OPEN
    ended = last_session_end(run)
    return Phase.OVER if ended and ended <= now else Phase.CLOSED


def is_over(run: CourseRun, now: datetime) -> bool:
    """Whether nothing of the run is still to come."""
    return phase(run, now) == Phase.OVER


def cancel_deadline(run: CourseRun) -> datetime | None:
    """Until when a participant may cancel on the own page: the stated instant, else the first session's start."""
    return run.cancel_by_at or first_session_start(run)


def queue_cut_off(run: CourseRun) -> datetime | None:
    """After this no freed place goes to the queue: the stated instant, else the first session's start."""
    return run.cut_off_at or first_session_start(run)


def queue_is_closed(run: CourseRun, now: datetime) -> bool:
    """Whether the queue is no longer served, so that joining it would lead nowhere."""
    cut_off = queue_cut_off(run)
    return cut_off is not None and now >= cut_off


def all_sessions_settled(run: CourseRun, now: datetime) -> bool:
    """Whether every session of the run that is not cancelled has ended and is confirmed; False without sessions."""
    sessions = held_sessions(run)
    return bool(sessions) and all(
        session.attendance_confirmed_at and session.ends_at and session.ends_at <= now for session in sessions
    )


def unit_key(session: Session) -> str:
    """What covering this session covers: its topic, or the session itself."""
    return f"topic:{session.topic_id}" if session.topic_id else f"session:{session.pk}"


def unit_count(run: CourseRun) -> int:
    """How many units the run's rule counts: different topics, and sessions without one."""
    return len({unit_key(session) for session in held_sessions(run)})


def current_rule_set(run: CourseRun, now: datetime) -> RuleSet | None:
    """The rule set somebody joining now comes under: the newest in force, else the first one."""
    rule_sets = list(run.rule_sets.all())
    in_force = [rule_set for rule_set in rule_sets if rule_set.in_force_from <= now]
    candidates = in_force or rule_sets[:1]
    return candidates[-1] if candidates else None


def rule_sentence(run: CourseRun, rule_set: RuleSet | None = None) -> str:
    """The run's (or the given) rule as sentences; empty when the run has none."""
    chosen = rule_set or next(reversed(list(run.rule_sets.all())), None)
    if chosen is None:
        return ""
    return " ".join(rule.sentence(unit_count(run)) for rule in chosen.rules.all())


def next_change(course: Course | None, now: datetime) -> datetime | None:
    """The next instant at which a public page about the course (or any course) says something else by itself."""
    runs = CourseRun.objects.filter(published_at__isnull=False, cancelled_at=None)
    runs = runs.filter(course=course) if course else runs
    fields = (
        "published_at",
        "enrolment_opens_at",
        "enrolment_closes_at",
        "cut_off_at",
        "sessions__starts_at",
        "sessions__ends_at",
    )
    instants = runs.aggregate(
        **{f"next_{index}": Min(field, filter=Q(**{f"{field}__gt": now})) for index, field in enumerate(fields)}
    )
    return min((instant for instant in instants.values() if instant), default=None)
