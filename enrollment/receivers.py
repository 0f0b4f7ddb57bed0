"""What enrollment answers and does when a lower app asks or announces."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver
from django.http import HttpRequest

from accounts.enums import Role
from accounts.models import Organisation, User
from accounts.queries import is_administrator
from accounts.signals import organisations_merged, person_erasing, staff_role_taken
from courses.models import CourseRun, ModulePage
from courses.signals import may_read_module, runs_with_room
from enrollment.models import Enrollment
from enrollment.queries.places import runs_giving_a_place
from enrollment.queries.roles import parts_giving
from enrollment.rights import Right
from enrollment.services.parts import name_parts_only
from enrollment.services.persons import leave_everything


@receiver(may_read_module, dispatch_uid="participants-read-modules")
def participant_may_read(*, module: ModulePage, request: HttpRequest, **_: Any) -> bool:
    """Participants of any run of the course read its modules, and so do administrators and those whose part says so."""
    if not request.user.is_authenticated:
        return False
    runs = {"run__course": module.section.course_id}
    is_participant = Enrollment.objects.confirmed().filter(person=request.user, **runs).exists()
    has_part = parts_giving(request.user, Right.READ_CONTENT).filter(**runs).exists()
    return is_participant or is_administrator(request.user) or has_part


@receiver(runs_with_room, dispatch_uid="runs-with-free-places")
def where_there_is_room(*, runs: Sequence[CourseRun], now: datetime, **_: Any) -> set[UUID]:
    """Open runs where a place is free and nobody waits for it."""
    return runs_giving_a_place(runs, now)


@receiver(person_erasing, dispatch_uid="erased-people-leave")
def leave_before_erasure(*, person: User, by: User | None, now: datetime, **_: Any) -> None:
    """Whoever is erased leaves the queues and the coming runs, so that the next ones get the places."""
    leave_everything(person, by=by, now=now)


@receiver(organisations_merged, dispatch_uid="enrolments-follow-a-merge")
def enrolments_follow(*, typed: Organisation, into: Organisation, **_: Any) -> None:
    """Enrolments made from a typed name are of the known organisation, and say its name."""
    Enrollment.objects.filter(organisation=typed).update(organisation=into, organisation_name=into.name)


@receiver(staff_role_taken, dispatch_uid="former-trainers-keep-no-rights")
def parts_give_nothing(*, person: User, role: Role, **_: Any) -> None:
    """Whoever is a trainer no longer stays on the runs' pages by name and opens none of them."""
    if role == Role.TRAINER:
        name_parts_only(person)
