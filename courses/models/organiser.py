"""Who organises a run, under the name of its time."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Region
from courses.enums import OrganiserPart


class Organiser(models.Model):
    """A project or organisation that organises runs; printed on certificates. Personal data: none."""

    name = models.CharField(_("name"), max_length=200)
    project = models.CharField(_("project"), max_length=200, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("region"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("organisation")
    )
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("successor"))

    class Meta:
        verbose_name = _("organiser")
        verbose_name_plural = _("organisers")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name", "project"], name="organiser_one_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class RunOrganiser(models.Model):
    """An organiser's part in a run. Personal data: none."""

    run = models.ForeignKey("courses.CourseRun", models.CASCADE, related_name="organisers", verbose_name=_("run"))
    organiser = models.ForeignKey(Organiser, models.PROTECT, verbose_name=_("organiser"))
    part = models.CharField(_("part"), max_length=10, choices=OrganiserPart.choices, default=OrganiserPart.LEAD)

    class Meta:
        verbose_name = _("organiser of a run")
        verbose_name_plural = _("organisers of runs")
        constraints = [
            models.UniqueConstraint(
                fields=["run"],
                condition=models.Q(part=OrganiserPart.LEAD),
                name="runorganiser_one_lead",
                violation_error_message=_("The run has an organiser already. Choose another part."),
            ),
            models.UniqueConstraint(
                fields=["run", "organiser"],
                name="runorganiser_one_part_each",
                violation_error_message=_("This organiser has a part in the run already."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
