"""Secret addresses in mails: whoever holds one may answer without signing in. Nothing happens by opening one."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from courses.models import Session
from enrollment.models import Enrollment

_offers = signing.Signer(salt="enrollment.offer")  # a token of another purpose is none of ours
_new_times = signing.Signer(salt="enrollment.new_time")


def offer_path(enrollment: Enrollment) -> str:
    """The path of the page on which this offer is answered; another offer to the same person has another one."""
    expires = enrollment.offer_expires_at
    told = [str(enrollment.pk), int(expires.timestamp()) if expires else 0]
    return reverse("offer", args=[_offers.sign_object(told)])


def offer_link(enrollment: Enrollment) -> str:
    """The same with the site's address, in the language being spoken."""
    return settings.SITE_URL + offer_path(enrollment)


def enrollment_of_offer(token: str) -> tuple[UUID, int] | None:
    """Which enrolment the token is about and when the offer ends, in seconds since 1970; None for a false token."""
    try:
        key, expires = _offers.unsign_object(token)
    except signing.BadSignature:
        return None
    return UUID(key), expires


def new_time_path(enrollment: Enrollment, session: Session) -> str:
    """The path of the page on which the person says that a session's new time does not suit."""
    return reverse("new-time", args=[_new_times.sign_object([str(enrollment.pk), str(session.pk)])])


def new_time_link(enrollment: Enrollment, session: Session) -> str:
    """The same with the site's address, in the language being spoken."""
    return settings.SITE_URL + new_time_path(enrollment, session)


def place_and_session(token: str) -> tuple[UUID, UUID] | None:
    """Which enrolment and which session the token is about; None for a false token."""
    try:
        enrollment, session = _new_times.unsign_object(token)
    except signing.BadSignature:
        return None
    return UUID(enrollment), UUID(session)
