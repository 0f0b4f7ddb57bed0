"""What the site shell does when Wagtail announces something."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms.services import forget_cached_pages


@receiver([page_published, page_unpublished, post_page_move], dispatch_uid="forget-cached-pages")
def forget_what_has_changed(**_: Any) -> None:
    """A page published, taken down or moved is seen by the next visitor."""
    forget_cached_pages()
