"""Words the register of people and organisations uses for its choices."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Language(TextChoices):
    FINNISH = "fi", _("Finnish")
    SWEDISH = "sv", _("Swedish")
    ENGLISH = "en", _("English")


class OrganisationKind(TextChoices):
    WELLBEING_COUNTY = "wellbeing_county", _("Wellbeing services county")
    MUNICIPALITY = "municipality", _("Municipality")
    FEDERATION = "federation", _("Joint municipal authority")
    NGO = "ngo", _("Non-governmental organisation")
    PARISH = "parish", _("Parish")
    STATE = "state", pgettext_lazy("organisation kind", "State")
    EDUCATION = "education", _("Educational institution")
    OTHER = "other", _("Other organisation")


class Role(TextChoices):
    """The staff groups; made by config's migration, never by hand."""

    TRAINER = "trainer", _("Trainer")
    ADMINISTRATOR = "administrator", _("Administrator")
