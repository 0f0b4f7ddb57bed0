"""The runs whose figures somebody may see."""

from datetime import date, datetime, time, timedelta

from django.db.models import Max, Min, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.names import finnish_key
from courses.enums import OrganiserPart
from courses.models import CourseRun, Organiser, RunOrganiser, Session
from enrollment.queries import runs_with
from enrollment.rights import Right
from reports.periods import Period

# Partners cooperate; the report is of those who organise.
_ORGANISES = Q(part__in=[OrganiserPart.LEAD, OrganiserPart.JOINT])
ORGANISER_PATHS = {"project": "organiser__project", "organiser": "organiser", "region": "organiser__region"}


def reported_runs(user: User) -> QuerySet[CourseRun]:
    """The trainer's own runs, every run for administrators, with `first_at`, `last_at` (when the last session begins)
    and `ends_at`, newest first.
    """
    held = Q(sessions__cancelled_at=None)
    runs = CourseRun.objects.filter(pk__in=runs_with(user, Right.SEE_FIGURES).order_by().values("pk")).select_related(
        "course"
    )
    runs = runs.annotate(
        first_at=Min("sessions__starts_at", filter=held),
        last_at=Max("sessions__starts_at", filter=held),
        ends_at=Max("sessions__ends_at", filter=held),
    )
    return runs.order_by(Coalesce("first_at", "enrolment_opens_at").desc(nulls_last=True), "label", "pk")


def reported_run(user: User) -> QuerySet[CourseRun]:
    """The same with sessions loaded, to take one of."""
    sessions = Session.objects.select_related("topic").order_by("number")
    return reported_runs(user).prefetch_related(Prefetch("sessions", sessions))


def runs_of_period(user: User, period: Period) -> QuerySet[CourseRun]:
    """Of the runs somebody may see figures of those that began in the period.

    A run belongs to the period its first session that was not called off begins in, and without sessions to the one
    its planned period begins in: two half-years following each other report no run twice.
    """
    runs = reported_runs(user)
    if period.since:
        starts = _start_of(period.since)
        runs = runs.filter(Q(first_at__gte=starts) | Q(first_at=None, period_from__gte=period.since))
    if period.until:
        ends = _start_of(period.until + timedelta(days=1))
        runs = runs.filter(Q(first_at__lt=ends) | Q(first_at=None, period_from__lte=period.until))
    if period.organiser:
        kind, _separator, value = period.organiser.partition(":")
        parts = RunOrganiser.objects.filter(_ORGANISES, **{ORGANISER_PATHS[kind]: value})
        runs = runs.filter(pk__in=parts.values("run"))
    return runs


def _start_of(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


def organiser_choices(user: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """Projects, organisers and regions of the runs somebody may see figures of, in one query."""
    runs = reported_runs(user).order_by().values("pk")
    parts = RunOrganiser.objects.filter(_ORGANISES, run__in=runs)
    organisers = list(Organiser.objects.filter(pk__in=parts.values("organiser")).select_related("region"))
    groups = {
        _("Project"): {f"project:{each.project}": each.project for each in organisers if each.project},
        _("Organiser"): {f"organiser:{each.pk}": each.name for each in organisers},
        _("Region"): {f"region:{each.region.pk}": each.region.title for each in organisers if each.region},
    }
    return [
        (str(heading), sorted(found.items(), key=lambda choice: finnish_key(choice[1])))
        for heading, found in groups.items()
        if found
    ]
