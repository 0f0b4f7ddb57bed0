"""Accounts nobody uses: two warnings, then the account is emptied. Enrolments and certificates keep their own times."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from accounts.enums import ErasureCause, Role
from accounts.models import ErasureEntry, User
from accounts.registry import person_links
from accounts.services.erasure import empty_account, erase_links
from accounts.signals import account_idle

FIRST_WARNING = timedelta(days=60)  # before the account closes: long enough for a summer
SECOND_WARNING = timedelta(days=14)
KIND = "account"


def idle_accounts(since: datetime) -> QuerySet[User]:
    """Participants who have neither signed in nor taken part since then, as the registry's `activity` tells."""
    staff = Q(is_superuser=True) | Q(is_staff=True) | Q(groups__name__in=Role.values)
    users = User.objects.filter(erased_at=None, merged_into=None, date_joined__lt=since).exclude(staff)
    users = users.filter(Q(last_login=None) | Q(last_login__lt=since))
    for link in person_links():
        for instant in link.activity:
            users = users.exclude(Exists(link.rows_of(OuterRef("pk")).filter(**{f"{instant}__gte": since})))
    return users


def _can_be_told() -> Q:
    return Q(email__isnull=False) | ~Q(contact_email="")


def accounts_to_warn(cutoff: datetime, now: datetime) -> QuerySet[User]:
    """Accounts that close in two months, and those warned once whose last fortnight begins."""
    first = Q(idle_warnings=0)
    second = Q(idle_warnings=1, idle_warned_at__lte=now - (FIRST_WARNING - SECOND_WARNING))
    return idle_accounts(cutoff + FIRST_WARNING).filter(_can_be_told(), first | second)


def warn_about_closing(people: QuerySet[User], now: datetime) -> None:
    """Count the warning and announce it with the day the account closes."""
    for person in people:
        number = person.idle_warnings + 1
        User.objects.filter(pk=person.pk).update(idle_warnings=number, idle_warned_at=now)
        closes_on = localdate(now + (FIRST_WARNING if number == 1 else SECOND_WARNING))
        account_idle.send(sender=User, person=person, closes_on=closes_on, number=number, now=now)


def accounts_to_close(cutoff: datetime, now: datetime) -> QuerySet[User]:
    """Unused accounts warned twice, the second time a fortnight ago; without an address there is nobody to warn."""
    warned = Q(idle_warnings=2, idle_warned_at__lte=now - SECOND_WARNING)
    return idle_accounts(cutoff).filter(warned | ~_can_be_told())


def close_accounts(people: QuerySet[User], now: datetime) -> None:
    """Empty the accounts; what people took part in stays for its own time, without a way to sign in."""
    links = [link for link in person_links() if link.kind == KIND]
    for person in people.select_for_update(no_key=True):
        counts = erase_links(person, links, now)
        empty_account(person, now)
        ErasureEntry.objects.create(person=person, cause=ErasureCause.IDLE, at=now, counts=counts)


def accounts_in_use_again(cutoff: datetime, now: datetime) -> QuerySet[User]:
    """People who were warned and came back."""
    still_idle = idle_accounts(cutoff + FIRST_WARNING).filter(pk=OuterRef("pk"))
    return User.objects.filter(idle_warnings__gt=0).exclude(Exists(still_idle))


def forget_warnings(people: QuerySet[User], now: datetime) -> None:
    """Begin again from nothing for people who came back."""
    people.update(idle_warnings=0, idle_warned_at=None)
