"""Who belongs to the staff groups. Wagtail's own user screens stay closed to all but superusers (security.md §0.4)."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.enums import Role
from accounts.models import User
from accounts.queries import is_administrator, is_trainer
from accounts.services.erasure import end_sessions
from accounts.signals import staff_role_taken


class StaffRefused(ValueError):
    """The role cannot be given or taken; the text says why."""


@transaction.atomic
def give_staff_role(person: User, role: Role, *, by: User, now: datetime) -> bool:
    """Make the person a trainer or an administrator; logged, and True when it changed something.

    The person's sessions end: the next sign-in has the time limits of staff. Whoever is staff already keeps them.
    Raises StaffRefused for somebody who cannot sign in, and for a giver who is no administrator.
    """
    group = _locked_group(role, by)
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not person.is_active or not person.email:
        raise StaffRefused(_("The person has no e-mail address to sign in with. Add the address first."))
    if person.groups.filter(name=role).exists():
        return False
    was_staff = is_trainer(person)
    person.groups.add(group)
    log(instance=person, action="accounts.role_given", user=by, data={"role": role.value})
    if not was_staff:
        end_sessions(person, now)
    return True


@transaction.atomic
def take_staff_role(person: User, role: Role, *, by: User) -> bool:
    """Take the role away; logged, and True when it changed something. A trainer's parts in runs give nothing any more.

    Raises StaffRefused for one's own role as an administrator, and for a taker who is no administrator.
    """
    group = _locked_group(role, by)
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.pk == by.pk and role == Role.ADMINISTRATOR:
        raise StaffRefused(_("You cannot take the administrator's rights from yourself. Another administrator can."))
    if not person.groups.filter(name=role).exists():
        return False
    person.groups.remove(group)
    log(instance=person, action="accounts.role_taken", user=by, data={"role": role.value})
    staff_role_taken.send(sender=User, person=person, role=role)
    return True


@transaction.atomic
def set_superuser(person: User, is_superuser: bool, *, by: User, now: datetime) -> bool:
    """Give all rights or take them; logged, and True when it changed something. The person's sessions end.

    Raises StaffRefused for one's own rights and for a giver who is no superuser.
    """
    # Locked together, in one order: two who take the rights from each other at once leave one of them.
    people = {
        each.pk: each
        for each in User.objects.select_for_update(no_key=True).filter(pk__in=[person.pk, by.pk]).order_by("pk")
    }
    if not (people[by.pk].is_active and people[by.pk].is_superuser):
        raise StaffRefused(_("Only somebody who has all rights gives and takes them."))
    if person.pk == by.pk:
        raise StaffRefused(_("You cannot change your own rights."))
    person = people[person.pk]
    if person.is_superuser == is_superuser:
        return False
    person.is_superuser = is_superuser
    person.save(update_fields=["is_superuser"])
    log(instance=person, action=f"accounts.superuser_{'given' if is_superuser else 'taken'}", user=by)
    end_sessions(person, now)
    return True


def _locked_group(role: Role, by: User) -> Group:
    """The group, locked: two administrators who take the rights from each other at once leave one of them."""
    group = Group.objects.select_for_update(no_key=True).get(name=role)
    # Asked again of the database: the object may remember the groups of an earlier moment.
    if not is_administrator(User.objects.get(pk=by.pk)):
        raise StaffRefused(_("Only an administrator gives and takes rights."))
    return group
