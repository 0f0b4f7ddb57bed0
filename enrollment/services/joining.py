"""A new enrolment: who the person was when they joined, and the row that holds it."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from accounts.models import Organisation, Profession, Sector, User
from accounts.services.persons import organisation_called
from courses.models import CourseRun
from courses.queries import current_rule_set
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment
from enrollment.services.queue import next_in_queue


@dataclass(frozen=True)
class Snapshot:
    """Who the person is at sign-up; kept on the enrolment for good.

    `organisation_typed` is looked up, or stored unchecked, only once the gate has let the person in.
    """

    name: str
    organisation: Organisation | None = None
    sector: Sector | None = None
    profession: Profession | None = None
    profession_text: str = ""
    organisation_typed: str = ""


def known(snapshot: Snapshot) -> Snapshot:
    """The same with the typed organisation in the register."""
    if snapshot.organisation or not snapshot.organisation_typed:
        return snapshot
    return replace(snapshot, organisation=organisation_called(snapshot.organisation_typed))


def snapshot_of(enrollment: Enrollment) -> Snapshot:
    """Who the person was when they took the place they have."""
    return Snapshot(
        enrollment.name, enrollment.organisation, enrollment.sector, enrollment.profession, enrollment.profession_text
    )


def new_enrollment(
    run: CourseRun,
    person: User,
    snapshot: Snapshot,
    state: EnrollmentState,
    *,
    now: datetime,
    ticket: UUID | None = None,
) -> Enrollment:
    """The row of somebody joining now, not stored yet; the caller holds the run's lock. Without a ticket a new one."""
    return Enrollment(
        run=run,
        person=person,
        state=state,
        ticket=ticket or uuid4(),
        name=snapshot.name,
        organisation=snapshot.organisation,
        organisation_name=snapshot.organisation.name if snapshot.organisation else "",
        sector=snapshot.sector,
        profession=snapshot.profession,
        profession_text=snapshot.profession_text or (snapshot.profession.title_fi if snapshot.profession else ""),
        rule_set=current_rule_set(run, now),
        counts_from=now,
        created_at=now,
        queued_at=next_in_queue(run, now) if state == EnrollmentState.WAITING else None,
    )
