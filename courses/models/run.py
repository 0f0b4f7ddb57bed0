"""One round of a training: when, for how many, until when one may enrol."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import User
from courses.enums import Admission, AfterCutOff, Mode, RoleKind
from courses.models.course import Course
from courses.models.session import Session


class CourseRun(models.Model):
    """A run (toteutus). Its phase is computed by `courses.queries.phase`, never stored.

    Personal data: name and address of the contact person (a work contact the person agreed to publish).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="runs", verbose_name=_("training"))
    label = models.CharField(_("name of the run"), max_length=120, help_text=_("For example: Spring 2027, group 1"))
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.FINNISH)
    places = models.PositiveSmallIntegerField(
        _("places at most"), null=True, blank=True, help_text=_("Empty = no limit.")
    )
    admission = models.CharField(
        _("how people come in"), max_length=15, choices=Admission.choices, default=Admission.OPEN
    )
    enrolment_opens_at = models.DateTimeField(_("enrolment opens"), null=True, blank=True)
    enrolment_closes_at = models.DateTimeField(_("enrol by"), null=True, blank=True)
    cancel_by_at = models.DateTimeField(
        _("cancel by"),
        null=True,
        blank=True,
        help_text=_("Empty = until the first session begins."),
    )
    offer_hours = models.PositiveSmallIntegerField(
        _("hours to answer an offered place"),
        null=True,
        blank=True,
        help_text=_("Empty = a freed place goes to the first in the queue at once."),
    )
    cut_off_at = models.DateTimeField(
        _("queue closes"),
        null=True,
        blank=True,
        help_text=_("After this no freed place is offered. Empty = at the first session."),
    )
    after_cut_off = models.CharField(
        _("when the queue closes"), max_length=5, choices=AfterCutOff.choices, default=AfterCutOff.END
    )
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, default=Mode.ONLINE)
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact person's e-mail"), blank=True)
    period_from = models.DateField(_("period from"), null=True, blank=True, help_text=_("When there are no dates yet."))
    period_until = models.DateField(_("period until"), null=True, blank=True)
    extent_hours = models.DecimalField(
        _("extent in hours"),
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("Printed on the certificate."),
    )
    extent_note = models.CharField(_("note to the extent"), max_length=120, blank=True)
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="next_runs", verbose_name=_("previous run")
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True, editable=False)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-enrolment_opens_at", "label"]
        constraints = [
            models.CheckConstraint(
                condition=Q(enrolment_opens_at=None)
                | Q(enrolment_closes_at=None)
                | Q(enrolment_opens_at__lt=F("enrolment_closes_at")),
                name="courserun_opens_before_it_closes",
                violation_error_message=_("Enrolment must open before it closes."),
            ),
            models.CheckConstraint(
                condition=Q(period_from=None) | Q(period_until=None) | Q(period_from__lte=F("period_until")),
                name="courserun_period_in_order",
                violation_error_message=_("The period must begin before it ends."),
            ),
            models.CheckConstraint(
                condition=Q(extent_hours=None) | Q(extent_hours__gt=0),
                name="courserun_extent_is_positive",
                violation_error_message=_("The extent must be more than 0."),
            ),
            models.CheckConstraint(
                condition=Q(previous=None) | ~Q(previous=F("pk")),
                name="courserun_not_its_own_previous",
            ),
            models.CheckConstraint(
                condition=Q(offer_hours=None) | Q(offer_hours__gt=0),
                name="courserun_offers_last_some_time",
                violation_error_message=_("There must be at least one hour to answer."),
            ),
            models.CheckConstraint(
                condition=Q(cancel_reason="") | Q(cancelled_at__isnull=False),
                name="courserun_reason_of_a_cancelled_one",
            ),
        ]
        indexes = [models.Index(fields=["course", "published_at"], name="courserun_published")]

    def __str__(self) -> str:
        return f"{self.course.title}: {self.label}"

    def clean(self) -> None:
        if (
            self.admission == Admission.OPEN
            and self.published_at
            and not (self.enrolment_opens_at and self.enrolment_closes_at)
        ):
            raise ValidationError(
                {"enrolment_closes_at": _("A published run needs the times when enrolment opens and closes.")}
            )


class RunRole(models.Model):
    """Somebody's part in a run or in one of its sessions; `enrollment.rights` says what it lets them do.

    A pair is a lead trainer and a trainer: a run has one lead, and so has a session with a lead of its own.

    Personal data: the person, or a name in the form the person chose (deleted with the account).
    """

    run = models.ForeignKey(CourseRun, models.CASCADE, related_name="roles", verbose_name=_("run"))
    session = models.ForeignKey(
        Session,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="roles",
        verbose_name=_("session"),
        help_text=_("Empty = every session."),
    )
    person = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="run_roles", verbose_name=_("person")
    )
    name = models.CharField(
        _("name"), max_length=150, blank=True, help_text=_("For somebody who is not in the register.")
    )
    role = models.CharField(_("part"), max_length=10, choices=RoleKind.choices, default=RoleKind.TRAINER)
    shown_as = models.CharField(
        _("shown as"),
        max_length=150,
        blank=True,
        help_text=_("Name and title as the person wants them shown."),
    )

    class Meta:
        verbose_name = _("part in a run")
        verbose_name_plural = _("parts in runs")
        constraints = [
            models.CheckConstraint(condition=Q(person__isnull=False) | ~Q(name=""), name="runrole_has_somebody"),
            models.UniqueConstraint(
                fields=["run", "person", "role"],
                condition=Q(session=None, person__isnull=False),
                name="runrole_one_for_the_run",
                violation_error_message=_("This person has this part already."),
            ),
            models.UniqueConstraint(
                fields=["session", "person", "role"],
                condition=Q(session__isnull=False, person__isnull=False),
                name="runrole_one_for_a_session",
                violation_error_message=_("This person has this part already."),
            ),
            models.UniqueConstraint(
                fields=["run"],
                condition=Q(role=RoleKind.LEAD, session=None),
                name="runrole_one_lead",
                violation_error_message=_("The run has a lead trainer already. Choose the part of a trainer."),
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(role=RoleKind.LEAD, session__isnull=False),
                name="runrole_one_lead_of_a_session",
                violation_error_message=_("The session has a lead trainer already. Choose the part of a trainer."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def display_name(self) -> str:
        """The name in the form the person chose."""
        return self.shown_as or self.name or (self.person.name if self.person else "")
