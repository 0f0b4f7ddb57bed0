"""Telling the holder. Writes to the outbox, inside the transaction of the change."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from certificates.letters import READY, REPLACED, REVOKED
from certificates.models import Certificate
from courses.queries import contact_in_words, organiser_name, reply_address
from messaging.kinds import MessageKind
from messaging.services import queue_message


def ready(certificate: Certificate, now: datetime) -> None:
    """Say that the certificate is there, and where; of a replacement also which one it replaces."""
    with override(certificate.enrollment.person.language):
        link = settings.SITE_URL + reverse("certificate-verify", args=[certificate.token])
    if certificate.replaces:
        _say(REPLACED, certificate, now, link=link, old_id=certificate.replaces.human_id)
    else:
        _say(READY, certificate, now, link=link)


def revoked(certificate: Certificate, now: datetime) -> None:
    """Say that the certificate is void and who to talk to; never why."""
    run = certificate.enrollment.run
    _say(REVOKED, certificate, now, contact=contact_in_words(run))


def _say(kind: MessageKind, certificate: Certificate, now: datetime, **extra: str) -> None:
    run, person = certificate.enrollment.run, certificate.enrollment.person
    with override(person.language):
        course = run.course.short_title
    queue_message(
        kind.key,
        person,
        {"name": person.get_short_name(), "course": course, "certificate_id": certificate.human_id, **extra},
        dedup_key=f"{kind.key.replace('.', '-')}:{certificate.pk}",
        now=now,
        reply_to=reply_address(run),
        sender_name=organiser_name(run),
    )
