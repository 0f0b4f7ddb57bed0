"""How often one visitor, or one person, may do what costs or what could be guessed."""

import ipaddress
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def count_try(key: str, now: datetime, *, most: int, window: int) -> bool:
    """Count one try under this key; False once there are more than `most` in this window of so many seconds."""
    place = f"tries:{key}:{int(now.timestamp()) // window}"
    cache.add(place, 0, window * 2)
    try:
        return cache.incr(place) <= most
    except ValueError:  # emptied in between
        return True


def network_of(request: HttpRequest) -> str:
    """The visitor's address, for IPv6 the /64 every household or office owns whole.

    It is read as allauth reads it: `ALLAUTH_TRUSTED_PROXY_COUNT` says how many proxies are ours.
    """
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
