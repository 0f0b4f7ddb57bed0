"""Emptying a person in place. What stays, and why, stands in the registry (docs/decisions/0009)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.enums import ErasureCause, Language
from accounts.models import ErasureEntry, User
from accounts.models.user import new_secret
from accounts.queries import addresses_of, is_trainer
from accounts.registry import OnErasure, PersonLink, person_links
from accounts.services.rows import erase_rows, holds_something
from accounts.signals import person_erasing


class ErasureRefused(Exception):
    """The person may not be erased now; the text says why."""


def erasure_refusal(person: User) -> str:
    """Why the person may not be erased, or an empty text. Staff are not: their runs would be left without anybody."""
    if is_trainer(person) or person.is_staff or person.is_superuser:
        return _(
            "You are a member of the staff, so your data cannot be erased here: your runs and the records of what you "
            "confirmed would be left without anybody. Ask the administrator to hand your runs over and to remove your "
            "role first."
        )
    return ""


@transaction.atomic
def erase_person(
    person: User, *, by: User | None, now: datetime, cause: ErasureCause = ErasureCause.OWN_WISH
) -> ErasureEntry:
    """Erase everything the registry does not keep, end the sessions and write the journal; twice changes nothing.

    Coming places go back to the queue and a last mail is queued before anything is emptied. Raises ErasureRefused for
    a member of the staff.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    earlier = ErasureEntry.objects.filter(person=locked).exclude(cause=ErasureCause.IDLE).first()
    if earlier:
        return earlier
    if refusal := erasure_refusal(locked):
        raise ErasureRefused(refusal)
    counts = _erase(locked, by, now)
    return ErasureEntry.objects.create(person=locked, cause=cause, at=now, by=by, counts=counts)


def _erase(person: User, by: User | None, now: datetime) -> dict[str, int]:
    person_erasing.send(sender=User, person=person, by=by, addresses=addresses_of(person), now=now)
    counts = erase_links(person, person_links(), now)
    empty_account(person, now)
    return counts


def erase_links(person: User, links: Iterable[PersonLink], now: datetime) -> dict[str, int]:
    """Erase the person's rows of these links; returns how many by model."""
    counts: Counter[str] = Counter()
    for link in links:
        if link.model is not User:
            counts[link.model._meta.label] += erase_rows(link, person.pk, now)
    return dict(+counts)


def empty_account(person: User, now: datetime) -> None:
    """Leave of the person a number nobody can sign in with, and end every session."""
    person.name = person.contact_email = ""
    person.email = person.last_login = person.idle_warned_at = None
    person.language = Language.FINNISH
    person.calendar_secret = new_secret()
    person.idle_warnings = 0
    person.is_active = person.is_staff = person.is_superuser = False
    person.date_joined = person.erased_at = now
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    person.user_permissions.clear()
    end_sessions(person, now)


def end_sessions(person: User, now: datetime) -> None:
    """Delete every session the person is signed in with; the emptied account would not open them any more anyway."""
    for session in Session.objects.filter(expire_date__gt=now).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            session.delete()


def erased_with_leftovers(cutoff: datetime, now: datetime) -> QuerySet[User]:
    """People erased whole of whom something is left: written by a request that ran while they were erased."""
    left = Q(~Q(name="")) | Q(email__isnull=False) | ~Q(contact_email="")
    for link in person_links():
        if link.model is User:
            continue
        rows = link.rows_of(OuterRef("pk"))
        if link.on_erasure is OnErasure.DELETE:
            left |= Q(Exists(rows))
        elif link.on_erasure is OnErasure.EMPTY and link.personal:
            left |= Q(Exists(rows.filter(holds_something(link))))
    whole = ErasureEntry.objects.filter(person=OuterRef("pk")).exclude(cause=ErasureCause.IDLE)
    return User.objects.filter(left, Exists(whole), erased_at__isnull=False)


@transaction.atomic
def erase_leftovers(people: QuerySet[User], now: datetime) -> None:
    """Erase once more those in whose rows something was left."""
    for person in people.select_for_update(no_key=True):
        _erase(person, None, now)
