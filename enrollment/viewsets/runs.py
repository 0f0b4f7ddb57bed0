"""Runs: the listing, the page of one run and its form."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList

from accounts.admin_helpers import (
    AdminMenu,
    HubView,
    HubViewSet,
    MomentColumn,
    PageAction,
    RegisterCreate,
    RegisterEdit,
    RegisterForm,
    RelatedList,
    ShownPanel,
    TextColumn,
)
from accounts.models import User
from accounts.queries import is_administrator
from cms.services import forget_cached_pages
from courses.enums import Admission, OrganiserPart
from courses.models import CourseRun, Session
from courses.queries import by_their_days, days_in_words, runs_with_everything, runs_with_sessions, trainer_names
from enrollment.enums import EnrollmentState
from enrollment.queries import (
    place_count,
    run_is_locked,
    runs_of_trainer,
)
from enrollment.queries.readiness import closes_after_the_last_session
from enrollment.queries.roles import may
from enrollment.rights import Right
from enrollment.services import lock_course, offer_next_places
from enrollment.viewsets.calling_off import call_off_action, call_off_view
from enrollment.viewsets.publishing import publish_view
from enrollment.viewsets.run_list import RunFilters, RunIndex, places_in_words
from enrollment.viewsets.writing import write_view
from enrollment.wording.runs import phase_in_words

WORKS = {Admission.OPEN, Admission.NO_ENROLMENT, Admission.RECORD_ONLY}  # the other ways in are not built yet


class RunForm(RegisterForm):
    """A run's own facts. Once somebody has joined, the training stays what they enrolled in."""

    error_fields = {
        "courserun_opens_before_it_closes": "enrolment_closes_at",
        "courserun_period_in_order": "period_until",
        "courserun_extent_is_positive": "extent_hours",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = CourseRun.objects.select_related("course").exclude(pk=self.instance.pk)
        self.fields["previous"].queryset = others.order_by("course__title_fi", "label")
        self.fields["admission"].choices = [
            (value, label) for value, label in Admission.choices if value in WORKS or value == self.instance.admission
        ]
        if not self.instance._state.adding and run_is_locked(self.instance):
            self.fields["course"].disabled = True
            self.fields["course"].help_text = _("Locked, because somebody has enrolled.")


class RunCreate(RegisterCreate):
    """The training's usual organiser leads the run. Its page opens: sessions and trainers are added there."""

    def save_instance(self) -> CourseRun:
        run = super().save_instance()
        if run.course.default_organiser:
            run.organisers.create(organiser=run.course.default_organiser, part=OrganiserPart.LEAD)
        return run

    def get_success_url(self) -> str:
        return reverse("courserun:inspect", args=[self.object.pk])


class RunEdit(RegisterEdit):
    """Saves under the run's lock: places never go below those taken, and freed ones go to the queue."""

    def get_success_url(self) -> str:
        return reverse("courserun:inspect", args=[self.object.pk])

    def form_valid(self, form: RunForm) -> HttpResponse:
        with transaction.atomic():
            lock_course(form.instance.pk)
            before = CourseRun.objects.select_for_update().get(pk=form.instance.pk)
            refusal = too_few_places(before, form.cleaned_data["places"])
            if refusal:
                form.add_error("places", refusal)
                self.produced_error_message = self.get_error_message()
                return self.form_invalid(form)
            response = super().form_valid(form)
            if has_more_places(before.places, form.instance.places):
                offer_next_places(form.instance, now=timezone.now())
        if closes_after_the_last_session(runs_with_everything().get(pk=form.instance.pk)):
            messages.warning(self.request, _("Enrolment closes only after the last session. Check the times."))
        return response


class RunPage(HubView):
    """One run: its facts, sessions, conditions, assignments, trainers and organisers."""

    def get_object(self, queryset: QuerySet[CourseRun] | None = None) -> CourseRun:
        run = super().get_object(queryset)
        return runs_with_everything().get(pk=run.pk)

    def facts(self) -> list[tuple[Any, Any]]:
        run = self.object
        return [
            (_("Training"), run.course),
            (_("Phase"), phase_in_words(run, timezone.now())),
            (_("Dates"), days_in_words(run)),
            (_("Places"), places_in_words(place_count(run))),
            (_("Enrolment opens"), run.enrolment_opens_at),
            (_("Enrol by"), run.enrolment_closes_at),
            (_("Trainers"), ", ".join(trainer_names(run))),
            *([(_("Why it was cancelled"), run.cancel_reason)] if run.cancelled_at else []),
        ]

    def actions(self) -> list[PageAction]:
        run, now = self.object, timezone.now()
        writes = [PageAction(_("Write to participants"), reverse("courserun:write", args=[run.pk]), posts=False)]
        if not is_administrator(self.request.user):
            return writes if may(self.request.user, Right.WRITE_TO, run) else []
        is_published = bool(run.published_at and run.published_at <= now)
        label = _("Checklist of the run") if is_published else _("Check and publish")
        return [
            PageAction(_("Participants of the run"), participants_of(run), posts=False),
            PageAction(_("What is missing"), reverse("report-missing", args=[run.pk]), posts=False),
            *writes,
            PageAction(label, reverse("courserun:publish", args=[run.pk]), posts=False),
            *call_off_action(run, now),
        ]


def participants_of(run: CourseRun) -> str:
    """The address of the list of those who have a place: as many as the run's page counts."""
    return f"{reverse('enrollment:index')}?{urlencode({'run': run.pk, 'state': EnrollmentState.CONFIRMED.value})}"


def too_few_places(run: CourseRun, places: int | None) -> str:
    """Why the limit may not be this low; empty when it may. Call it with the run locked."""
    held = place_count(run).held
    if places is None or places >= held:
        return ""
    return ngettext(
        "The run already has %(count)s participant. Places cannot go below that. To close enrolment, change the field "
        "Enrol by.",
        "The run already has %(count)s participants. Places cannot go below that. To close enrolment, change the field "
        "Enrol by.",
        held,
    ) % {"count": held}


def has_more_places(before: int | None, after: int | None) -> bool:
    """Whether the limit was raised or taken away."""
    return before is not None and (after is None or after > before)


class RunViewSet(HubViewSet):
    """Runs; a trainer sees own runs only and changes nothing here."""

    model = CourseRun
    counted = ngettext_lazy("%(count)s run", "%(count)s runs", "count")
    icon = "date"
    menu = AdminMenu.TRAININGS
    menu_order = 10
    parent_field = "course"
    actions = ("view", "add", "change")
    index_view_class = RunIndex
    add_view_class = RunCreate
    edit_view_class = RunEdit
    inspect_view_class = RunPage
    relations = ("course",)
    list_display = (
        "label",
        TextColumn("course", label=gettext_lazy("Training"), sort_key="course__title_fi"),
        TextColumn("phase_label", label=gettext_lazy("Phase")),
        TextColumn("days_label", label=gettext_lazy("Dates")),
        TextColumn("places_label", label=gettext_lazy("Places")),
        MomentColumn("enrolment_closes_at", label=gettext_lazy("Enrol by")),
    )
    filterset_class = RunFilters
    search_fields = ("label", "course__title_fi")
    private_fields = ("contact_name", "contact_email")

    def get_edit_handler(self) -> ObjectList:
        needed = gettext_lazy("Needed before publishing, when people enrol on the site.")
        panels = [
            MultiFieldPanel(["course", "label", "language", "mode", "admission"], heading=gettext_lazy("Run")),
            MultiFieldPanel(
                [
                    "places",
                    FieldPanel("enrolment_opens_at", help_text=needed),
                    FieldPanel("enrolment_closes_at", help_text=needed),
                    "cancel_by_at",
                ],
                heading=gettext_lazy("Enrolment"),
            ),
            MultiFieldPanel(["offer_hours", "cut_off_at", "after_cut_off"], heading=gettext_lazy("Queue")),
            MultiFieldPanel(["contact_name", "contact_email"], heading=gettext_lazy("Contact person")),
            MultiFieldPanel(
                ["extent_hours", "extent_note", "period_from", "period_until"],
                heading=gettext_lazy("Extent and period"),
            ),
            MultiFieldPanel(
                [
                    ShownPanel("published_at"),
                    ShownPanel("cancelled_at"),
                    FieldPanel(
                        "previous",
                        help_text=gettext_lazy("The earlier run that this one repeats or continues. Empty = none."),
                    ),
                ],
                heading=gettext_lazy("Publishing"),
            ),
        ]
        return ObjectList(panels, base_form_class=RunForm).bind_to_model(self.model)

    def title_of(self, row: CourseRun) -> str:
        return row.label

    def visible_to(self, user: User, rows: QuerySet[CourseRun]) -> QuerySet[CourseRun]:
        return rows if is_administrator(user) else rows.filter(pk__in=runs_of_trainer(user).values("pk"))

    def get_urlpatterns(self) -> list[Any]:
        own = [
            path("publish/<uuid:pk>/", self.publish_view, name="publish"),
            path("cancel/<uuid:pk>/", self.call_off_view, name="call-off"),
            path("write/<uuid:pk>/", self.write_view, name="write"),
        ]
        return [*super().get_urlpatterns(), *own]

    def publish_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The checklist, and publishing."""
        runs = self.visible_to(request.user, runs_with_everything())
        return publish_view(request, pk, policy=self.permission_policy, runs=runs)

    def call_off_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """Cancelling the run."""
        return call_off_view(request, get_object_or_404(runs_with_sessions(), pk=pk))

    def write_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """A message to those who take part or wait."""
        return write_view(request, pk, runs=self.visible_to(request.user, runs_with_everything()))

    def after_change(self, row: Model) -> None:
        forget_cached_pages()


def sessions_of(run: CourseRun) -> list[Session]:
    """The run's sessions by number, cancelled ones too; no query on a run's own page."""
    return sorted(run.sessions.all(), key=lambda session: session.number)


runs = RunViewSet()
RUNS_OF_A_COURSE = RelatedList(
    title=gettext_lazy("Runs"),
    viewset=lambda: runs,
    rows=lambda course: by_their_days(runs_with_sessions().filter(course=course), timezone.now()),
    columns=(
        (gettext_lazy("Run"), lambda run: run.label),
        (gettext_lazy("Phase"), lambda run: phase_in_words(run, timezone.now())),
        (gettext_lazy("Dates"), days_in_words),
    ),
    add_label=gettext_lazy("Add a run"),
    empty=gettext_lazy("The training has no runs yet."),
    order=10,
)
screens = (runs,)
