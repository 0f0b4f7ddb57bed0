"""Registers the whole site chooses from: regions, sectors and job titles."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class TranslatedTitle(models.Model):
    """A title in the three languages; Finnish stands in for a missing one."""

    title_fi = models.CharField(_("title in Finnish"), max_length=200)
    title_sv = models.CharField(_("title in Swedish"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the moment, in Finnish where it is missing."""
        return getattr(self, f"title_{self.title_language}")

    @property
    def title_language(self) -> str:
        """The language `title` is in."""
        language = (get_language() or "fi")[:2]
        return language if getattr(self, f"title_{language}", "") else "fi"


class Register(TranslatedTitle):
    """One row of a list people choose from, in the order staff gave it."""

    key = models.SlugField(_("key"), unique=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["position", "title_fi"]


class Region(Register):
    """A wellbeing services county. Personal data: none."""

    class Meta(Register.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")


class Sector(Register):
    """A sector (toimiala) participants come from. Personal data: none."""

    class Meta(Register.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")


class Profession(Register):
    """A job title offered as a suggestion. Personal data: none."""

    class Meta(Register.Meta):
        verbose_name = _("job title")
        verbose_name_plural = _("job titles")
