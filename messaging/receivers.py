"""What messaging does when accounts announces something; inside the transaction of the announcement."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from accounts.signals import account_idle, person_erasing
from messaging.dates import day
from messaging.letters import ERASED, IDLE
from messaging.models import Message
from messaging.queries import site_addresses
from messaging.services import queue_message, queue_to_address


@receiver(person_erasing, dispatch_uid="goodbye-to-the-erased")
def say_goodbye(*, person: User, addresses: list[str], now: datetime, **_: Any) -> None:
    """Confirm the erasure to the address messages go to, and forget every code sent to any of the addresses."""
    Message.objects.filter(recipient=None, address__in=addresses).exclude(kind=ERASED.key).delete()
    if person.mail_address:
        queue_to_address(
            ERASED.key,
            person.mail_address,
            {
                "name": person.get_short_name(),
                "privacy": settings.SITE_URL + site_addresses(person.language).privacy,
                "contact": settings.SUPPORT_EMAIL,
            },
            language=person.language,
            dedup_key=f"{ERASED.key}:{person.pk}",
            now=now,
        )


@receiver(account_idle, dispatch_uid="warn-the-idle")
def warn(*, person: User, closes_on: date, number: int, now: datetime, **_: Any) -> None:
    """Tell the day on which the account closes."""
    with override(person.language):
        own_page = settings.SITE_URL + reverse("own")
        context = {"name": person.get_short_name(), "day": day(closes_on), "own_page": own_page}
    key = f"{IDLE.key}:{person.pk}:{closes_on}:{number}"
    queue_message(IDLE.key, person, context, dedup_key=key, now=now)
