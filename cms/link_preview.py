"""What other services show of a link to a page (Open Graph)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from wagtail.images.models import SourceImageIOError

WIDTH = "width-1200"  # what the large services draw


@dataclass(frozen=True)
class LinkPreview:
    """Title, description and address of a page, and its first image if it has one."""

    title: str
    description: str
    url: str
    image_url: str = ""
    image_text: str = ""


def link_preview(title: str, description: str, url: str, body: Iterable[Any]) -> LinkPreview:
    """The preview, with the first image of the body; one query when there is an image."""
    image = next(
        (block.value["image"] for block in body if block.block_type == "figure" and block.value["image"]), None
    )
    if image is None:
        return LinkPreview(title, description, url)
    try:
        address = image.get_rendition(WIDTH).url
    except SourceImageIOError:  # the file has gone: a page without a picture is better than none
        return LinkPreview(title, description, url)
    absolute = address if "://" in address else f"{settings.SITE_URL}{address}"
    return LinkPreview(title, description, url, absolute, "" if image.decorative else image.contextual_alt_text or "")
