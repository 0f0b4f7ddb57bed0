"""Organisations people come from, and the dated link between the two."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import OrganisationKind
from accounts.fields import FoldedCharField
from accounts.models.register import Profession, Region, Sector
from accounts.models.user import User
from accounts.names import folded


class Organisation(models.Model):
    """An employer or other organisation; a name typed by a participant waits unchecked. Personal data: none."""

    name = models.CharField(_("name"), max_length=200)
    name_folded = FoldedCharField(source="name")
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices, default=OrganisationKind.OTHER)
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("region"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="units", verbose_name=_("part of")
    )
    checked_at = models.DateTimeField(
        _("checked"), null=True, blank=True, help_text=_("Only checked names are offered in forms.")
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", editable=False
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_folded"], condition=models.Q(merged_into=None), name="organisation_one_of_a_name"
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("pk")),
                name="organisation_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        same = Organisation.objects.filter(name_folded=folded(self.name)[:200], merged_into=None).exclude(pk=self.pk)
        if self.merged_into_id is None and same.exists():
            raise ValidationError({"name": _("There is an organisation of this name already.")})


def _registered(wanted: str) -> Organisation | None:
    return Organisation.objects.filter(name_folded=wanted, merged_into=None).first()


class OrganisationAlias(models.Model):
    """Another spelling by which people look for an organisation. Personal data: none."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="aliases", verbose_name=_("organisation")
    )
    alias = models.CharField(_("other name"), max_length=200)
    folded = FoldedCharField(source="alias", unique=True)

    class Meta:
        verbose_name = _("other name of an organisation")
        verbose_name_plural = _("other names of organisations")

    def __str__(self) -> str:
        return self.alias

    def clean(self) -> None:
        """Refuse what any organisation is called: somebody who types it means that one."""
        wanted = folded(self.alias)[:200]
        same = OrganisationAlias.objects.filter(folded=wanted).exclude(pk=self.pk).first()
        called = same.organisation if same else _registered(wanted)
        if called:
            text = _("An organisation is called so already: %(name)s")
            raise ValidationError({"alias": text % {"name": called.name}})


class Affiliation(models.Model):
    """Where a person works, in what, from when until when.

    Personal data: employer, sector and job title of a person (erased with the account).
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="affiliations", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name=_("organisation")
    )
    sector = models.ForeignKey(Sector, models.PROTECT, null=True, blank=True, verbose_name=_("sector"))
    profession = models.ForeignKey(Profession, models.PROTECT, null=True, blank=True, verbose_name=_("job title"))
    profession_text = models.CharField(_("job title in own words"), max_length=120, blank=True)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gte=models.F("valid_from")),
                name="affiliation_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(valid_until=None),
                name="affiliation_one_current_per_organisation",
            ),
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(valid_until=None, organisation=None),
                name="affiliation_one_current_without_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
