"""Parts in runs as far as they give rights."""

from datetime import datetime

from django.db import transaction

from accounts.enums import Role
from accounts.models import User
from accounts.services.staff import give_staff_role
from courses.models import RunRole
from enrollment.rights import WRITES


def brings_group(part: RunRole) -> bool:
    """Whether the part makes its person one of the trainers: leading or training a whole run."""
    return part.person_id is not None and part.session_id is None and part.role in WRITES


def follow_part(part: RunRole, *, by: User, now: datetime) -> bool:
    """Make whoever leads or trains a whole run a trainer; True when the person became one.

    What may be done in the run follows from the part itself; the group opens the admin. Raises StaffRefused for
    somebody who cannot sign in.
    """
    if not brings_group(part) or part.person is None:
        return False
    return give_staff_role(part.person, Role.TRAINER, by=by, now=now)


@transaction.atomic
def name_parts_only(person: User) -> int:
    """Let the person's parts stay on the pages of the runs by name and give no rights; returns how many there were."""
    parts = list(RunRole.objects.filter(person=person).select_related("person"))
    for part in parts:
        part.name, part.person = part.display_name[:150], None
        part.save(update_fields=["name", "person"])
    return len(parts)
