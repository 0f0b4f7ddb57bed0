"""Where a reader is led from every page and every mail."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from wagtail.models import Page

from messaging.models import Message


@dataclass(frozen=True)
class SiteAddresses:
    """Where the pages are that every page leads to: the Finnish ones, unless the reader's language has its own."""

    home: str = "/"
    trainings: str = "/koulutukset/"
    materials: str = "/materiaalit/"
    accessibility: str = "/saavutettavuus/"
    privacy: str = "/tietosuoja/"


def site_addresses(language: str | None) -> SiteAddresses:
    """The addresses for a reader of this language; a page its tree lacks is the Finnish one."""
    if language in (None, settings.LANGUAGE_CODE):
        return SiteAddresses()
    tree = Page.objects.live().filter(locale__language_code=language, depth__in=(2, 3))
    slugs = dict(tree.values_list("slug", "depth"))
    if 2 not in slugs.values():
        return SiteAddresses()
    own = {
        name: f"/{language}{address}"
        for name, address in vars(SiteAddresses()).items()
        if slugs.get(address.strip("/")) == 3
    }
    return SiteAddresses(**{"home": f"/{language}/", **own})


def spoken_keys(dedup_keys: Iterable[str]) -> set[str]:
    """Those of the causes a message has been written for already."""
    return set(Message.objects.filter(dedup_key__in=list(dedup_keys)).values_list("dedup_key", flat=True))
