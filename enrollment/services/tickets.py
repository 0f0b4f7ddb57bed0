"""One wish, one place: what becomes of a ticket's other enrolments when one of them gets its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Prefetch

from accounts.models import User
from courses.queries import runs_with_sessions
from enrollment.enums import EnrollmentState, Verb
from enrollment.models import Enrollment, MakeUp, Submission
from enrollment.queries.group_changes import may_leave
from enrollment.services.absences import forget_told_absences
from enrollment.services.transitions import change_state


@dataclass(frozen=True)
class GivenUp:
    """What a place was taken instead of: the place that was left for it, and the queues and offers that ended."""

    place: Enrollment | None = None
    queues: Sequence[Enrollment] = ()

    @property
    def freed_runs(self) -> list[UUID]:
        """The runs in which a place became free, by id."""
        freed = {each.run_id for each in self.queues if each.had_offer}  # type: ignore[attr-defined]  # told by `give_up`
        return sorted(freed | ({self.place.run_id} if self.place else set()))


def give_up_the_rest(enrollment: Enrollment, *, now: datetime, by: User | None) -> GivenUp:
    """End everything else of the ticket, for a place this stored enrolment gets next; the course's lock is held.

    The place held so far is left for this one, with all that was done there; the other queues and offers end. A place
    that can no longer be left stays, and this enrolment becomes a wish of its own.
    """
    mates = Enrollment.objects.live().filter(ticket=enrollment.ticket).exclude(pk=enrollment.pk)
    mates = mates.select_related("person").prefetch_related(Prefetch("run", runs_with_sessions()))
    place, queues = None, []
    for mate in mates.order_by("pk").select_for_update(of=("self",)):
        if not mate.is_confirmed:
            queues.append(_end_queue(mate, now=now, by=by))
        elif may_leave(mate, now):
            place = mate
            leave_for(place, enrollment, now=now, by=by)
        else:
            enrollment.ticket = uuid4()
    enrollment.save(update_fields=["ticket", "counts_from", "wants_certificate"])
    return GivenUp(place, queues)


def end_queues_of(ticket: UUID, *, now: datetime, by: User | None) -> GivenUp:
    """End the queues and offers of a ticket under which a new enrolment gets a place; the course's lock is held."""
    mates = Enrollment.objects.live().filter(ticket=ticket).select_related("person")
    mates = mates.prefetch_related(Prefetch("run", runs_with_sessions())).order_by("pk")
    return GivenUp(None, [_end_queue(mate, now=now, by=by) for mate in mates.select_for_update(of=("self",))])


def _end_queue(mate: Enrollment, *, now: datetime, by: User | None) -> Enrollment:
    mate.had_offer = mate.holds_place  # type: ignore[attr-defined]
    change_state(mate, EnrollmentState.EXPIRED, Verb.SERVED, now=now, by=by)
    return mate


def leave_for(place: Enrollment, new: Enrollment, *, now: datetime, by: User | None) -> None:
    """Let the enrolment in another group continue this one: since when sessions count, the wish for a certificate,
    make-ups and answers go along; of these `new` keeps its own. It is stored by the caller in the same transaction.
    An absence told from a session of the group that is left stays behind with it: nobody expects the person there.
    """
    forget_told_absences(place, by=by, now=now)
    change_state(place, EnrollmentState.TRANSFERRED, Verb.TRANSFER, now=now, by=by, continued_in=new)
    new.counts_from = min(place.counts_from, new.counts_from)
    new.wants_certificate = new.wants_certificate or place.wants_certificate
    written = Submission.objects.filter(enrollment=new).values("assignment")
    Submission.objects.filter(enrollment=place).exclude(assignment__in=written).update(enrollment=new)
    made_up = MakeUp.objects.filter(enrollment=new, closed_at=None, missed_topic__isnull=False).values("missed_topic")
    MakeUp.objects.filter(enrollment=place).exclude(missed_topic__in=made_up).update(enrollment=new)
