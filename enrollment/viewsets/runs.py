"""Runs: the listing, the page of one run and its form."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import django_filters
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Table

from accounts.admin_helpers import (
    AdminMenu,
    HubIndex,
    HubView,
    HubViewSet,
    MomentColumn,
    PageAction,
    RegisterCreate,
    RegisterEdit,
    RegisterForm,
    ShownPanel,
    TextColumn,
)
from accounts.models import User
from accounts.queries import is_administrator
from cms.services import forget_cached_pages
from courses.enums import Admission
from courses.models import CourseRun, Session
from courses.queries import days_in_words, phase, runs_with_everything, trainer_names
from enrollment.enums import EnrollmentState
from enrollment.queries import (
    PlaceCount,
    place_count,
    place_counts,
    run_is_locked,
    runs_of_trainer,
    runs_with_a_queue,
)
from enrollment.queries.readiness import closes_after_the_last_session
from enrollment.services import offer_next_places
from enrollment.viewsets.publishing import publish_view

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


class RunFilters(WagtailFilterSet):
    """By training, and those somebody waits for."""

    queue = django_filters.ChoiceFilter(
        label=gettext_lazy("Queue"),
        choices=(("yes", gettext_lazy("Somebody is in the queue")),),
        method="with_a_queue",
    )

    class Meta:
        model = CourseRun
        fields = ["course", "queue"]

    def with_a_queue(self, rows: QuerySet[CourseRun], name: str, value: str) -> QuerySet[CourseRun]:
        return rows.filter(pk__in=runs_with_a_queue().order_by().values("pk"))


class RunIndex(HubIndex):
    """Runs with their phase and places, in a constant number of queries."""

    def get_base_queryset(self) -> QuerySet[CourseRun]:
        return super().get_base_queryset().prefetch_related("sessions")

    def get_table(self, object_list: Sequence[CourseRun]) -> Table:
        rows, now = list(object_list), timezone.now()
        counts = place_counts(rows)
        for run in rows:
            run.phase_label = phase(run, now).label  # type: ignore[attr-defined]
            run.places_label = places_in_words(counts[run.pk])  # type: ignore[attr-defined]
            run.days_label = days_in_words(run)  # type: ignore[attr-defined]
        return super().get_table(rows)


class RunCreate(RegisterCreate):
    """After a run is added its page opens: sessions, trainers and conditions are added there."""

    def get_success_url(self) -> str:
        return reverse("courserun:inspect", args=[self.object.pk])


class RunEdit(RegisterEdit):
    """Saves under the run's lock: places never go below those taken, and freed ones go to the queue."""

    def get_success_url(self) -> str:
        return reverse("courserun:inspect", args=[self.object.pk])

    def form_valid(self, form: RunForm) -> HttpResponse:
        with transaction.atomic():
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
            (_("Phase"), phase(run, timezone.now()).label),
            (_("Dates"), days_in_words(run)),
            (_("Places"), places_in_words(place_count(run))),
            (_("Enrolment opens"), run.enrolment_opens_at),
            (_("Enrol by"), run.enrolment_closes_at),
            (_("Trainers"), ", ".join(trainer_names(run))),
        ]

    def actions(self) -> list[PageAction]:
        if not is_administrator(self.request.user):
            return []
        run, now = self.object, timezone.now()
        is_published = bool(run.published_at and run.published_at <= now)
        label = _("Checklist of the run") if is_published else _("Check and publish")
        return [
            PageAction(_("Participants of the run"), participants_of(run), posts=False),
            PageAction(_("What is missing"), reverse("report-missing", args=[run.pk]), posts=False),
            PageAction(label, reverse("courserun:publish", args=[run.pk]), posts=False),
        ]


def participants_of(run: CourseRun) -> str:
    """The address of the list of those who have a place: as many as the run's page counts."""
    return f"{reverse('enrollment:index')}?{urlencode({'run': run.pk, 'state': EnrollmentState.CONFIRMED.value})}"


def places_in_words(count: PlaceCount) -> str:
    """`12 / 20, in the queue 3`, without a limit `12`."""
    held = str(count.held) if count.places is None else f"{count.held} / {count.places}"
    return (
        _("%(held)s, in the queue: %(waiting)s") % {"held": held, "waiting": count.waiting} if count.waiting else held
    )


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
                    FieldPanel(
                        "cancelled_at",
                        help_text=gettext_lazy(
                            "Write here when the run was cancelled. The site then says that it is cancelled and nobody "
                            "can enrol. No message goes out by itself: tell the participants."
                        ),
                    ),
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
        return [*super().get_urlpatterns(), path("publish/<uuid:pk>/", self.publish_view, name="publish")]

    def publish_view(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """The checklist, and publishing."""
        runs = self.visible_to(request.user, runs_with_everything())
        return publish_view(request, pk, policy=self.permission_policy, runs=runs)

    def after_change(self, row: Model) -> None:
        forget_cached_pages()


def sessions_of(run: CourseRun) -> list[Session]:
    """The run's sessions by number, cancelled ones too; no query on a run's own page."""
    return sorted(run.sessions.all(), key=lambda session: session.number)


screens = (RunViewSet(),)
