"""How often one network address may look a certificate up."""

import ipaddress
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

PER_MINUTE = 30  # wide enough for an office behind one address, hopeless for guessing 60 random bits
WINDOW = 60  # seconds


def is_within_limit(request: HttpRequest, action: str, now: datetime) -> bool:
    """Count one try of the action from this address; False once there are too many in this minute.

    The address is read as allauth reads it: `ALLAUTH_TRUSTED_PROXY_COUNT` says how many proxies are ours.
    """
    key = f"certificate:{action}:{_network(request)}:{int(now.timestamp()) // WINDOW}"
    cache.add(key, 0, WINDOW * 2)
    try:
        return cache.incr(key) <= PER_MINUTE
    except ValueError:  # emptied in between
        return True


def _network(request: HttpRequest) -> str:
    """The address, for IPv6 the /64 every household or office owns whole."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
