"""Questions about runs: their sessions, where they stand, what rule they have."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Min, Prefetch, Q, QuerySet, prefetch_related_objects
from django.db.models.query import ModelIterable

from courses.enums import Admission, Phase
from courses.models import CompletionRule, Course, CourseRun, RuleSet, RunOrganiser, RunRole, Session

_SESSIONS = Prefetch("sessions", Session.objects.select_related("topic").order_by("number"))
_ROLES = Prefetch("roles", RunRole.objects.select_related("person").order_by("pk"))
_KINDS = [link for link in CompletionRule._meta.related_objects if link.parent_link]


class _EachAsItsKind(ModelIterable):
    """Rules as their kinds, joined into the one query: polymorphic asks one more for every kind."""

    def __iter__(self) -> Iterator[CompletionRule]:
        for rule in super().__iter__():
            kinds: Iterator[Any] = (link.get_cached_value(rule, None) for link in _KINDS)
            yield next(kind for kind in kinds if kind)


def _rules_of_every_kind() -> QuerySet[CompletionRule]:
    rules: Any = CompletionRule.objects.non_polymorphic().select_related(*(link.name for link in _KINDS)).order_by("pk")
    rules._iterable_class = _EachAsItsKind
    return rules


_RULES = Prefetch(
    "rule_sets", RuleSet.objects.prefetch_related(Prefetch("rules", _rules_of_every_kind())).order_by("number")
)
_ORGANISERS = Prefetch("organisers", RunOrganiser.objects.select_related("organiser"))

_RUN_INSTANTS = ("published_at", "enrolment_opens_at", "enrolment_closes_at", "cut_off_at")  # a page changes at these
_SESSION_INSTANTS = ("starts_at", "ends_at")


def runs_with_sessions() -> QuerySet[CourseRun]:
    """Runs with their sessions loaded: what a line in a list needs."""
    return CourseRun.objects.select_related("course").prefetch_related(_SESSIONS)


def runs_with_rules() -> QuerySet[CourseRun]:
    """Runs with sessions and rules loaded: what a participant's own page needs."""
    return runs_with_sessions().prefetch_related(_RULES)


def runs_to_join() -> QuerySet[CourseRun]:
    """Runs with sessions, rules and organisers loaded: what giving a place and the letter about it need."""
    return runs_with_rules().prefetch_related(_ORGANISERS)


def runs_with_everything() -> QuerySet[CourseRun]:
    """Runs with sessions, rules, roles and organisers loaded: what staff screens and letters about a run need."""
    return runs_to_join().prefetch_related(_ROLES)


def loaded_for_letters(run: CourseRun) -> CourseRun:
    """The same run with what a letter about it says; no query for what has been loaded already."""
    prefetch_related_objects([run], _SESSIONS, _ORGANISERS)
    return run


def announced_runs(course: Course) -> QuerySet[CourseRun]:
    """The course's runs that are or will be published, with sessions, rules and roles, in the order of their first
    session.
    """
    runs = runs_with_rules().prefetch_related(_ROLES).filter(course=course, published_at__isnull=False)
    runs = runs.exclude(admission=Admission.RECORD_ONLY)
    return runs.annotate(first_at=Min("sessions__starts_at")).order_by("first_at", "label")


def held_sessions(run: CourseRun) -> list[Session]:
    """The sessions that are part of the total, by number; no query when `runs_with_everything` loaded them."""
    sessions = sorted(run.sessions.all(), key=lambda session: session.number)
    return [session for session in sessions if session.is_held]


def last_session_end(run: CourseRun) -> datetime | None:
    """When the last held session ends, or None without a known end."""
    return max((session.ends_at for session in held_sessions(run) if session.ends_at), default=None)


def every_session_is_held(run: CourseRun, now: datetime) -> bool:
    """Whether nothing of the run is still to come, though enrolment may go on; False without a known last end."""
    ends = last_session_end(run)
    return ends is not None and ends <= now and all(session.ends_at for session in held_sessions(run))


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
    if run.admission == Admission.OPEN and run.enrolment_opens_at is None and first_session_start(run) is None:
        return Phase.SOON  # the days have not been agreed yet
    if run.enrolment_opens_at and run.enrolment_closes_at and now < run.enrolment_closes_at:
        return Phase.OPEN
    ended = last_session_end(run)
    return Phase.OVER if ended and ended <= now else Phase.CLOSED


def is_over(run: CourseRun, now: datetime) -> bool:
    """Whether nothing of the run is still to come."""
    return phase(run, now) == Phase.OVER


def cancel_deadline(run: CourseRun) -> datetime | None:
    """Until when a participant may cancel on the own page: the stated instant, else the first session's start; never
    once every session has been held.
    """
    stated, ends = run.cancel_by_at or first_session_start(run), last_session_end(run)
    has_every_end = all(session.ends_at for session in held_sessions(run))
    return min(stated, ends) if stated and ends and has_every_end else stated


def queue_cut_off(run: CourseRun) -> datetime | None:
    """After this no freed place goes to the queue: the stated instant, else the first session's start."""
    return run.cut_off_at or first_session_start(run)


def queue_is_closed(run: CourseRun, now: datetime) -> bool:
    """Whether the queue is no longer served, so that joining it would lead nowhere."""
    cut_off = queue_cut_off(run)
    return cut_off is not None and now >= cut_off


def unit_key(session: Session) -> str:
    """What covering this session covers: its topic, or the session itself."""
    return f"topic:{session.topic_id}" if session.topic_id else f"session:{session.pk}"


def unit_count(run: CourseRun) -> int:
    """How many units the run's rule counts: different topics, and sessions without one."""
    return len({unit_key(session) for session in held_sessions(run)})


def _written(run: CourseRun) -> list[RuleSet]:
    """The run's rule sets that hold a rule, by number: one just begun is in nobody's way."""
    return [rule_set for rule_set in run.rule_sets.all() if rule_set.rules.all()]


def current_rule_set(run: CourseRun, now: datetime) -> RuleSet | None:
    """The rule set somebody joining now comes under: the newest in force, else the first one."""
    rule_sets = _written(run)
    in_force = [rule_set for rule_set in rule_sets if rule_set.in_force_from <= now]
    candidates = in_force or rule_sets[:1]
    return candidates[-1] if candidates else None


def rule_sentence(run: CourseRun, rule_set: RuleSet | None = None) -> str:
    """The run's (or the given) rule as sentences; empty when the run has none."""
    chosen = rule_set or next(reversed(_written(run)), None)
    if chosen is None:
        return ""
    return " ".join(rule.sentence(unit_count(run)) for rule in chosen.rules.all())


def shared_rule(runs: Sequence[CourseRun]) -> str:
    """The rule sentence when all these runs have the same one, else an empty text; one without a rule or a day yet
    says nothing against it.
    """
    sentences = {rule_sentence(run) for run in runs if _written(run) or held_sessions(run)}
    return sentences.pop() if len(sentences) == 1 else ""


def next_change(now: datetime) -> datetime | None:
    """The next instant at which a public page about any course says something else by itself."""
    runs = CourseRun.objects.filter(published_at__isnull=False, cancelled_at=None)
    fields = [*_RUN_INSTANTS, *(f"sessions__{field}" for field in _SESSION_INSTANTS)]
    instants = runs.aggregate(
        **{f"next_{index}": Min(field, filter=Q(**{f"{field}__gt": now})) for index, field in enumerate(fields)}
    )
    return min((instant for instant in instants.values() if instant), default=None)


def next_change_of(runs: Iterable[CourseRun], now: datetime) -> datetime | None:
    """The same for a page about these runs, from what is loaded."""
    coming = [run for run in runs if run.cancelled_at is None]
    instants = [getattr(run, field) for run in coming for field in _RUN_INSTANTS]
    sessions = [session for run in coming for session in run.sessions.all()]
    instants += [getattr(session, field) for session in sessions for field in _SESSION_INSTANTS]
    return min((instant for instant in instants if instant and instant > now), default=None)
