"""Secret addresses in mails: whoever holds one may answer without signing in. Nothing happens by opening one."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from courses.models import Session
from enrollment.models import Enrollment

_disowned = signing.Signer(salt="enrollment.disown")
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
    keys = urlsafe_b64encode(enrollment.pk.bytes + session.pk.bytes).decode().rstrip("=")
    return reverse("new-time", args=[_new_times.sign(keys)])


def new_time_link(enrollment: Enrollment, session: Session) -> str:
    """The same with the site's address, in the language being spoken."""
    return settings.SITE_URL + new_time_path(enrollment, session)


def place_and_session(token: str) -> tuple[UUID, UUID] | None:
    """Which enrolment and which session the token is about; None for a false token."""
    try:
        keys = urlsafe_b64decode(_new_times.unsign(token) + "=")
    except signing.BadSignature:
        return None
    return UUID(bytes=keys[:16]), UUID(bytes=keys[16:])


def shown_new_time_link() -> str:
    """The same for a preview: whoever looks at somebody else's letter gets no address to answer with."""
    return settings.SITE_URL + reverse("new-time", args=["esimerkki"])


def disown_link(enrollment: Enrollment) -> str:
    """The address of the page on which whoever reads the mail says that they did not enrol."""
    return settings.SITE_URL + reverse("disown", args=[_disowned.sign(str(enrollment.pk))])


def enrollment_to_disown(token: str) -> UUID | None:
    """Which enrolment the token is about; None for a false one."""
    try:
        return UUID(_disowned.unsign(token))
    except signing.BadSignature:
        return None
