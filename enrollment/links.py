"""Secret addresses in mails: whoever holds one may answer without signing in. Nothing happens by opening one."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from enrollment.models import Enrollment

_disowned = signing.Signer(salt="enrollment.disown")
_offers = signing.Signer(salt="enrollment.offer")  # a token of another purpose is none of ours


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


def disown_link(enrollment: Enrollment) -> str:
    """The address of the page on which whoever reads the mail says that they did not enrol."""
    return settings.SITE_URL + reverse("disown", args=[_disowned.sign(str(enrollment.pk))])


def enrollment_to_disown(token: str) -> UUID | None:
    """Which enrolment the token is about; None for a false one."""
    try:
        return UUID(_disowned.unsign(token))
    except signing.BadSignature:
        return None
