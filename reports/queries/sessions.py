"""Attendance of each session in numbers."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils.timezone import localdate

from courses.models import CourseRun, Session
from enrollment.enums import AttendanceStatus, FigureKind
from enrollment.models import Enrollment
from enrollment.models import Figure as ToldFigure
from enrollment.queries import standing_figures
from enrollment.queries.desk import with_counts
from reports.queries.figures import NO_LIST, NOT_CONFIRMED, Text, is_counted_elsewhere, why_session_unknown
from reports.queries.people import absences_with_enrolment, presences_with_enrolment


@dataclass(frozen=True)
class SessionCount:
    """How many were at a session, `partial` and `guests` of them; nothing of it holds while `unknown` says why."""

    session: Session
    unknown: Text
    attended: int
    partial: int
    guests: int
    absent: int
    unmarked: int
    has_list: bool  # anybody to confirm
    headcounts: Sequence[ToldFigure] = ()  # told, without names; never added to those who attended

    def waits_for_marks(self, as_of: datetime) -> bool:
        """Whether the trainer has something to do: it has ended with somebody on the list and is not confirmed, or
        somebody joined later.
        """
        if self.session.cancelled_at is not None:
            return False
        has_ended = self.session.ends_at is not None and self.session.ends_at <= as_of
        return has_ended and self.has_list if self.unknown else self.unmarked > 0


def session_counts(
    run: CourseRun, as_of: datetime, told: Mapping[UUID | None, Sequence[ToldFigure]]
) -> list[SessionCount]:
    """Every session of the run, cancelled ones too, by number, with its headcounts in `told`; three queries."""
    sessions = with_counts(Session.objects.filter(run=run)).select_related("topic").order_by("number")
    there = _presence_counts(run, as_of)
    absent = Counter(absences_with_enrolment(as_of).filter(session__run=run).values_list("session", flat=True))
    return [
        SessionCount(
            session=session,
            unknown=_why_unknown(run, session, as_of),
            has_list=session.has_list,  # type: ignore[attr-defined]
            attended=there[session.pk]["attended"],
            partial=there[session.pk]["partial"],
            guests=there[session.pk]["guests"],
            absent=absent[session.pk],
            unmarked=session.expected_count - session.marked_count,  # type: ignore[attr-defined]
            headcounts=told.get(session.pk, ()),
        )
        for session in sessions
    ]


def _why_unknown(run: CourseRun, session: Session, as_of: datetime) -> Text:
    why = why_session_unknown(session, as_of)
    is_without_list = is_counted_elsewhere(run) and not session.has_list  # type: ignore[attr-defined]
    return NO_LIST if why is NOT_CONFIRMED and is_without_list else why


def headcounts(run: CourseRun, as_of: datetime) -> dict[UUID | None, list[ToldFigure]]:
    """The headcounts that stand, by session; those of the whole run are under None. One query."""
    by_session: dict[UUID | None, list[ToldFigure]] = defaultdict(list)
    for figure in standing_figures([run.pk], localdate(as_of)):
        if figure.kind == FigureKind.HEADCOUNT and figure.quantity:
            by_session[figure.session_id].append(figure)
    return by_session


def _presence_counts(run: CourseRun, as_of: datetime) -> dict[UUID, Counter[str]]:
    rows = presences_with_enrolment(as_of).filter(session__run=run).values("session").annotate(
        attended=Count("pk"),
        partial=Count("pk", filter=Q(status=AttendanceStatus.PARTIAL)),
        own=Count("pk", filter=Q(counted_as__in=Enrollment.objects.filter(run=run).values("pk"))),
    )  # fmt: skip
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    for row in rows:
        guests = row["attended"] - row["own"]
        counts[row["session"]].update(attended=row["attended"], partial=row["partial"], guests=guests)
    return counts
