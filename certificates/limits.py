"""How often one network address may look a certificate up."""

from datetime import datetime

from django.http import HttpRequest

from accounts.services.limits import count_try, network_of

PER_MINUTE = 30  # wide enough for an office behind one address, hopeless for guessing 60 random bits
WINDOW = 60  # seconds


def is_within_limit(request: HttpRequest, action: str, now: datetime) -> bool:
    """Count one try of the action from this address; False once there are too many in this minute."""
    return count_try(f"certificate:{action}:{network_of(request)}", now, most=PER_MINUTE, window=WINDOW)
