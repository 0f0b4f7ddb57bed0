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


class AccessKind(TextChoices):
    """What of somebody's data a staff member opened."""

    SUBMISSION = "submission", pgettext_lazy("access", "Answer to an assignment")
    FILE = "file", pgettext_lazy("access", "File sent in")


class ErasureCause(TextChoices):
    """Why a person was erased. `IDLE` erases the account only: the rest has keeping times of its own."""

    OWN_WISH = "own_wish", pgettext_lazy("erasure", "By the person")
    REQUEST = "request", pgettext_lazy("erasure", "Asked of the administrator")
    IDLE = "idle", pgettext_lazy("erasure", "Account not used")
