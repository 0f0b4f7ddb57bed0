"""Which modules a participant has marked as done."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from enrollment.models.enrollment import Enrollment


class ModuleVisit(models.Model):
    """A participant's own mark that a module is done; no row = not marked. Nothing is decided from it.
    It is shown in every enrolment of the person in the course, also once this one has ended.

    `module_key` is the key that stays the same in every language version of the module.
    Personal data: which modules a person has marked, and when (deleted with the account, else five years).
    """

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="module_visits")
    module_key = models.SlugField(_("key of the module"), max_length=60)
    done_at = models.DateTimeField(_("marked as done"))

    class Meta:
        verbose_name = _("module done")
        verbose_name_plural = _("modules done")
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "module_key"], name="modulevisit_once_per_enrollment")
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
