"""Choices of what is on offer."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CourseStatus(TextChoices):
    IDEA = "idea", pgettext_lazy("course status", "Idea")
    ACTIVE = "active", pgettext_lazy("course status", "In use")
    ARCHIVED = "archived", pgettext_lazy("course status", "Archived")


class Admission(TextChoices):
    """How people come in. Only open runs take enrolments from the public form so far."""

    OPEN = "open", _("Open to everyone")
    APPLICATION = "application", _("Application and selection")
    TEAM = "team", _("For agreed teams")
    NO_ENROLMENT = "no_enrolment", _("Without enrolment")
    RECORD_ONLY = "record_only", _("Recorded for the report only")


WITHOUT_A_LIST = frozenset({Admission.NO_ENROLMENT, Admission.RECORD_ONLY})  # nobody enrols: no list of names


class AfterCutOff(TextChoices):
    """What becomes of those who still wait when no more places are given from the queue."""

    END = "end", _("The queue ends, and those in it are told so")
    COME = "come", _("Those in the queue are told that they may come without a place")


class Mode(TextChoices):
    ONSITE = "onsite", pgettext_lazy("mode", "On site")
    ONLINE = "online", pgettext_lazy("mode", "Online")
    HYBRID = "hybrid", pgettext_lazy("mode", "Online or on site")


class Phase(TextChoices):
    """Where a run stands at one instant; computed, never stored."""

    UNPUBLISHED = "unpublished", pgettext_lazy("run phase", "Not published")
    CANCELLED = "cancelled", pgettext_lazy("run phase", "Cancelled")
    SOON = "soon", pgettext_lazy("run phase", "Enrolment opens later")
    OPEN = "open", pgettext_lazy("run phase", "Enrolment is open")
    CLOSED = "closed", pgettext_lazy("run phase", "Enrolment has closed")
    OVER = "over", pgettext_lazy("run phase", "Over")


class Precision(TextChoices):
    """How exactly a session's time is known."""

    TIME = "time", pgettext_lazy("precision", "Day and clock time")
    DAY = "day", pgettext_lazy("precision", "Day")
    MONTH = "month", pgettext_lazy("precision", "Month")
    UNKNOWN = "unknown", pgettext_lazy("precision", "Not known")


class RoleKind(TextChoices):
    LEAD = "lead", _("Lead trainer")
    TRAINER = "trainer", _("Trainer")
    EXPERT = "expert", _("Expert by experience")
    GUEST = "guest", _("Guest speaker")
    CHECK_IN = "check_in", _("Check-in")
    CONTACT = "contact", _("Team contact")


SHOWN_AS_TRAINER = frozenset({RoleKind.LEAD, RoleKind.TRAINER, RoleKind.EXPERT, RoleKind.GUEST})


class OrganiserPart(TextChoices):
    LEAD = "lead", pgettext_lazy("organiser part", "Organiser")
    JOINT = "joint", pgettext_lazy("organiser part", "Joint organiser")
    PARTNER = "partner", pgettext_lazy("organiser part", "In cooperation with")


class Audience(TextChoices):
    PUBLIC = "public", pgettext_lazy("audience", "Everyone")
    PARTICIPANTS = "participants", pgettext_lazy("audience", "Participants only")


class AssignmentPurpose(TextChoices):
    REQUIRED = "required", _("Part of the training")
    SUPPLEMENTARY = "supplementary", _("Supplementary assignment")
