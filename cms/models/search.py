"""What the site's search looks in: one row for every page anybody may read."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class SearchEntry(models.Model):
    """A public page's words, folded so that every letter is found by its plain one. Personal data: none.

    `folded_title` and `folded_text` hold each word after a space: a word that begins with x is found by " x".
    """

    page = models.OneToOneField(Page, models.CASCADE, related_name="search_entry", verbose_name=_("page"))
    kind = models.CharField(_("kind"), max_length=20)
    title = models.CharField(_("title"), max_length=255)
    text = models.TextField(_("text"), blank=True)
    folded_title = models.TextField(blank=True)
    folded_text = models.TextField(blank=True)
    indexed_at = models.DateTimeField(_("indexed"))

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return self.title
