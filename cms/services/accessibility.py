"""Taking and answering what people say about accessibility (Act 306/2019: an answer within 14 days)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.enums import Language
from accounts.models import User
from cms.letters import ANSWERED, NOTICE, RECEIVED
from cms.models import AccessibilityRequest
from messaging.dates import day
from messaging.queries import site_addresses
from messaging.services import queue_to_address

ANSWER_WITHIN = timedelta(days=14)
SAME_PRESS = timedelta(hours=1)  # the same words again within this are a second press, not a second request


class AnswerRefused(ValueError):
    """The request cannot be answered now; the text says why."""


@transaction.atomic
def receive_request(
    text: str, *, page: str, reply_to: str, now: datetime, language: str = Language.FINNISH
) -> AccessibilityRequest:
    """Store what somebody said, tell the support, and confirm it to the sender; a second press changes nothing."""
    latest = AccessibilityRequest.objects.filter(text=text, reply_to=reply_to, received_at__gt=now - SAME_PRESS)
    if earlier := latest.first():
        return earlier
    request = AccessibilityRequest.objects.create(
        text=text,
        page=page,
        reply_to=reply_to,
        language=language or Language.FINNISH,
        received_at=now,
        due_on=localdate(now + ANSWER_WITHIN),
    )
    _tell_the_support(request, now)
    if reply_to:
        _confirm(request, now)
    return request


def _tell_the_support(request: AccessibilityRequest, now: datetime) -> None:
    with override(settings.LANGUAGE_CODE):
        context = {"day": day(request.due_on), "page": request.page, "number": str(request.pk)}
    context["address"] = f"{settings.SITE_URL}{reverse('accessibilityrequest:inspect', args=[request.pk])}"
    queue_to_address(
        NOTICE.key, settings.SUPPORT_EMAIL, context, dedup_key=f"accessibility:{request.pk}:notice", now=now
    )


def _confirm(request: AccessibilityRequest, now: datetime) -> None:
    """Nothing the sender wrote goes along: a stranger's address must not be a way to send words to somebody."""
    with override(request.language):
        context = {"day": day(request.due_on), "page": request.page, "number": str(request.pk)}
    queue_to_address(
        RECEIVED.key,
        request.reply_to,
        {**context, "statement": _statement_address(request)},
        dedup_key=f"accessibility:{request.pk}:received",
        now=now,
        language=request.language,
    )


def _statement_address(request: AccessibilityRequest) -> str:
    return settings.SITE_URL + site_addresses(request.language).accessibility


@transaction.atomic
def answer_request(request: AccessibilityRequest, answer: str, *, by: User, now: datetime) -> None:
    """Mail the answer, when there is an address, and stop the clock. Raises AnswerRefused when somebody was first."""
    locked = AccessibilityRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if locked.answered_at:
        raise AnswerRefused(_("Somebody has answered this already."))
    locked.answer, locked.answered_at, locked.answered_by = answer.strip(), now, by
    locked.save(update_fields=["answer", "answered_at", "answered_by"])
    if locked.reply_to:
        context = {
            "answer": locked.answer,
            "number": str(locked.pk),
            "statement": _statement_address(locked),
        }
        queue_to_address(
            ANSWERED.key,
            locked.reply_to,
            context,
            dedup_key=f"accessibility:{locked.pk}:answer",
            now=now,
            language=locked.language,
            reply_to=settings.SUPPORT_EMAIL,
        )


def requests_due(cutoff: datetime, now: datetime) -> QuerySet[AccessibilityRequest]:
    """Requests answered before the cut-off."""
    return AccessibilityRequest.objects.filter(answered_at__lt=cutoff)


def forget_senders(addresses: list[str]) -> None:
    """Empty the reply address of answered requests; an open one must still be answered."""
    AccessibilityRequest.objects.filter(answered_at__isnull=False, reply_to__in=addresses).update(reply_to="")
