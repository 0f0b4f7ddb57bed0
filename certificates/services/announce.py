"""Telling the holder. Writes to the outbox, inside the transaction of the change."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from certificates.letters import READY, REVOKED
from certificates.models import Certificate
from courses.queries import organiser_name
from messaging.kinds import MessageKind
from messaging.services import queue_message


def ready(certificate: Certificate, now: datetime) -> None:
    """Say that the certificate is there, and where."""
    _say(READY, certificate, now, link=settings.SITE_URL + reverse("certificate-verify", args=[certificate.token]))


def revoked(certificate: Certificate, now: datetime) -> None:
    """Say that the certificate is void and who to talk to; never why."""
    run = certificate.enrollment.run
    contact = ", ".join(filter(None, [run.contact_name, run.contact_email])) or settings.SUPPORT_EMAIL
    _say(REVOKED, certificate, now, contact=contact)


def _say(kind: MessageKind, certificate: Certificate, now: datetime, **extra: str) -> None:
    run = certificate.enrollment.run
    queue_message(
        kind.key,
        certificate.enrollment.person,
        {"course": run.course.short_title, "certificate_id": certificate.human_id, **extra},
        dedup_key=f"{kind.key.replace('.', '-')}:{certificate.pk}",
        now=now,
        reply_to=run.contact_email or settings.SUPPORT_EMAIL,
        sender_name=organiser_name(run),
    )
