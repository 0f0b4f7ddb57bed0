"""One person's place, or wish for one, in one run."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Profession, Sector, User
from courses.models import CourseRun, RuleSet
from enrollment.enums import HOLDS_PLACE, LIVE, EnrollmentState, Origin, Verb


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def live(self) -> "EnrollmentQuerySet":
        """Applied, waiting, offered or confirmed."""
        return self.filter(state__in=LIVE)

    def confirmed(self) -> "EnrollmentQuerySet":
        """Participants: those whose place is theirs."""
        return self.filter(state=EnrollmentState.CONFIRMED)

    def waiting(self) -> "EnrollmentQuerySet":
        """The queue, first come first."""
        return self.filter(state=EnrollmentState.WAITING).order_by("queued_at")


class Enrollment(models.Model):
    """A person in a run, with who they were when they joined. The state changes only in `services/`.

    Personal data: name, employer, sector and job title at sign-up (emptied with the account; the row stays counted).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(CourseRun, models.PROTECT, related_name="enrollments", verbose_name=_("run"))
    person = models.ForeignKey(User, models.PROTECT, related_name="enrollments", verbose_name=_("person"))
    state = models.CharField(_("state"), max_length=15, choices=EnrollmentState.choices)
    name = models.CharField(_("name at sign-up"), max_length=150)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    organisation_name = models.CharField(_("organisation at sign-up"), max_length=200, blank=True)
    sector = models.ForeignKey(
        Sector, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("sector")
    )
    profession = models.ForeignKey(
        Profession, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("job title")
    )
    profession_text = models.CharField(_("job title at sign-up"), max_length=120, blank=True)
    origin = models.CharField(_("how the person came in"), max_length=10, choices=Origin.choices, default=Origin.SELF)
    wants_certificate = models.BooleanField(_("wants a certificate"), default=False)
    rule_set = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rule set at joining")
    )
    counts_from = models.DateTimeField(_("sessions of other groups count from"))
    continued_in = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="continues", editable=False
    )
    ticket = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("enrolled"))
    queued_at = models.DateTimeField(_("joined the queue"), null=True, blank=True)
    offer_expires_at = models.DateTimeField(_("answer by"), null=True, blank=True)
    over_limit = models.BooleanField(_("over the limit"), default=False)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    completed_under = models.ForeignKey(
        RuleSet, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "person"], condition=Q(state__in=sorted(LIVE)), name="enrollment_one_live_per_person"
            ),
            models.UniqueConstraint(
                fields=["run", "queued_at"],
                condition=Q(state=EnrollmentState.WAITING),
                name="enrollment_queue_is_strict",
            ),
            models.CheckConstraint(
                condition=Q(state=EnrollmentState.OFFERED, offer_expires_at__isnull=False)
                | (~Q(state=EnrollmentState.OFFERED) & Q(offer_expires_at=None)),
                name="enrollment_offer_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=EnrollmentState.WAITING) | Q(queued_at__isnull=False),
                name="enrollment_waiting_is_queued",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None) | Q(state=EnrollmentState.CONFIRMED),
                name="enrollment_completed_is_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None, completed_under=None)
                | Q(completed_at__isnull=False, completed_under__isnull=False),
                name="enrollment_completed_under_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(state=EnrollmentState.TRANSFERRED, continued_in__isnull=False)
                | (~Q(state=EnrollmentState.TRANSFERRED) & Q(continued_in=None)),
                name="enrollment_transferred_continues",
            ),
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(state=EnrollmentState.CONFIRMED),
                name="enrollment_one_place_per_ticket",
            ),
            models.CheckConstraint(condition=~Q(continued_in=F("id")), name="enrollment_not_continued_in_itself"),
        ]
        indexes = [
            models.Index(fields=["run", "state"], name="enrollment_run_state"),
            models.Index(fields=["person", "state"], name="enrollment_person_state"),
        ]

    def __str__(self) -> str:
        return f"#{str(self.pk)[:8]}"

    @property
    def shown_name(self) -> str:
        """The name at sign-up, or words in its place once it has been erased."""
        return self.name or str(_("Name removed"))

    shown_name.fget.short_description = _("name at sign-up")  # type: ignore[attr-defined]  # heading of admin lists
    shown_name.fget.admin_order_field = "name"  # type: ignore[attr-defined]

    @property
    def is_live(self) -> bool:
        """Whether the enrolment still stands."""
        return self.state in LIVE

    @property
    def is_confirmed(self) -> bool:
        """Whether the place is the person's: only then is the join link theirs, an offer has to be taken first."""
        return self.state == EnrollmentState.CONFIRMED

    @property
    def holds_place(self) -> bool:
        """Whether the person has a place, within the limit or, walked in, over it."""
        return self.state in HOLDS_PLACE


class Transition(models.Model):
    """One change of an enrolment's state; append only. As-of figures read `effective_at`.

    Personal data: who changed it (kept with the enrolment).
    """

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="transitions")
    verb = models.CharField(_("what happened"), max_length=12, choices=Verb.choices)
    from_state = models.CharField(_("earlier state"), max_length=15, choices=EnrollmentState.choices, blank=True)
    to_state = models.CharField(_("new state"), max_length=15, choices=EnrollmentState.choices)
    effective_at = models.DateTimeField(_("in effect from"))
    at = models.DateTimeField(_("recorded"))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("change of an enrolment")
        verbose_name_plural = _("changes of enrolments")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment"], condition=Q(from_state=""), name="transition_one_birth"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
