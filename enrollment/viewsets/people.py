"""Enrolments and staff tasks: what there is to see, and the one thing to do."""

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext, pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet

from accounts.admin_helpers import (
    AdminMenu,
    HubIndex,
    HubView,
    HubViewSet,
    Linked,
    MomentColumn,
    PageAction,
    RelatedList,
    TextColumn,
    perform,
    plain,
)
from accounts.models import User
from accounts.queries import is_administrator
from courses.models import CourseRun
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment, Todo, Transition
from enrollment.queries.persons import names_of_the_missing
from enrollment.services import finish_todo
from enrollment.viewsets.by_staff import DEEDS, actions_on, by_staff_view
from enrollment.wording.todos import subject_of, ways, what_happened, what_to_do


class EnrollmentFilters(WagtailFilterSet):
    """By run and by state."""

    run = django_filters.ModelChoiceFilter(
        queryset=CourseRun.objects.select_related("course"), label=gettext_lazy("Run")
    )
    state = django_filters.ChoiceFilter(choices=EnrollmentState.choices, label=gettext_lazy("State"))

    class Meta:
        model = Enrollment
        fields = ["run", "state"]


def run_link(run: CourseRun | None) -> Linked | str:
    """The run, leading to its page."""
    return Linked(run, reverse("courserun:inspect", args=[run.pk])) if run else ""


def person_link(enrollment: Enrollment) -> Linked | str:
    """The name at sign-up, leading to the person; to nowhere once the person has been erased."""
    if enrollment.person.erased_at or enrollment.person.merged_into_id:
        return enrollment.shown_name
    return Linked(enrollment.shown_name, reverse("people:inspect", args=[enrollment.person_id]))


def state_in_words(enrollment: Enrollment) -> str:
    """The state, or that the run is completed."""
    return pgettext("enrolment", "Completed") if enrollment.completed_at else str(enrollment.get_state_display())


def asks_who_wants_one(enrollment: Enrollment) -> bool:
    """Whether the person was asked about a certificate at joining."""
    return bool(enrollment.rule_set and enrollment.rule_set.needs_opt_in)


class EnrollmentPage(HubView):
    """One enrolment as it was made, and everything that happened to it."""

    def get_page_subtitle(self) -> str:
        return self.object.shown_name

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.object
        return [
            (_("Run"), run_link(row.run)),
            (_("State"), state_in_words(row)),
            (_("Name at sign-up"), person_link(row)),
            (_("E-mail address"), row.person.mail_address),
            (_("Organisation"), row.organisation_name),
            (_("Sector"), row.sector),
            (_("Job title"), row.profession or row.profession_text),
            (_("How the person came in"), row.get_origin_display()),
            *([(_("Wants a certificate"), row.wants_certificate)] if asks_who_wants_one(row) else []),
            (_("Enrolled"), row.created_at),
            (_("Completed"), row.completed_at),
            (
                _("What has happened"),
                "\n".join(step_in_words(step) for step in row.transitions.all()),
            ),
        ]

    def actions(self) -> list[PageAction]:
        return actions_on(self.object) if is_administrator(self.request.user) else []


def step_in_words(step: Transition) -> str:
    """When what happened, and why where staff decided by hand."""
    happened = f"{plain(step.at)} {step.get_verb_display()}"
    return f"{happened}: {step.reason}" if step.reason else happened


class EnrollmentViewSet(HubViewSet):
    """Everybody's enrolments: nobody edits one, administrators give and take places by hand, with a reason."""

    model = Enrollment
    counted = ngettext_lazy("%(count)s enrolment", "%(count)s enrolments", "count")
    icon = "group"
    menu = AdminMenu.PARTICIPANTS
    menu_order = 10
    actions = ("view",)
    inspect_view_class = EnrollmentPage
    parent_field = "run"
    relations = ("run__course", "person")
    filterset_class = EnrollmentFilters
    folded_fields = ("person__name_folded",)
    search_fields = ("person__email", "organisation_name")
    list_display = (
        "shown_name",
        TextColumn("run", label=gettext_lazy("Run")),
        TextColumn("state", label=gettext_lazy("State"), accessor="get_state_display"),
        TextColumn("organisation_name", label=gettext_lazy("Organisation")),
        MomentColumn("created_at", label=gettext_lazy("Enrolled")),
        MomentColumn("completed_at", label=gettext_lazy("Completed")),
    )
    list_export = (
        "name",
        "person.email",
        "organisation_name",
        "profession_text",
        "run",
        "get_state_display",
        "created_at",
        "completed_at",
    )
    export_headings = {"person.email": gettext_lazy("E-mail address"), "get_state_display": gettext_lazy("State")}
    export_filename = pgettext_lazy("file name", "enrolments")

    def title_of(self, row: Enrollment) -> str:
        return row.name

    def get_urlpatterns(self) -> list[Any]:
        deeds = [path(f"{deed}/<uuid:pk>/", self.by_staff_view, {"deed": deed}, name=deed) for deed in DEEDS]
        return [*super().get_urlpatterns(), *deeds]

    def by_staff_view(self, request: HttpRequest, pk: UUID, deed: str) -> HttpResponse:
        """Something done to the enrolment by hand."""
        rows = self.visible_to(request.user, Enrollment.objects.select_related(*self.relations))
        return by_staff_view(request, get_object_or_404(rows, pk=pk), DEEDS[deed])


def _enrollments(person: User) -> QuerySet[Enrollment]:
    return person.enrollments.select_related("run__course").order_by("-created_at")


enrollments = EnrollmentViewSet()
ENROLLMENTS_OF_A_PERSON = RelatedList(
    title=gettext_lazy("Enrolments"),
    viewset=lambda: enrollments,
    rows=_enrollments,
    columns=(
        (gettext_lazy("Run"), lambda row: row.run),
        (gettext_lazy("State"), state_in_words),
        (gettext_lazy("Enrolled"), lambda row: row.created_at),
        (gettext_lazy("Completed"), lambda row: row.completed_at),
    ),
    empty=gettext_lazy("The person has not enrolled in anything."),
    order=10,
)


class TodoFilters(WagtailFilterSet):
    """Open tasks, done ones or both."""

    done = django_filters.ChoiceFilter(
        label=gettext_lazy("State"),
        choices=(("false", pgettext_lazy("staff task", "Open")), ("true", pgettext_lazy("staff task", "Done"))),
        method="by_state",
    )

    class Meta:
        model = Todo
        fields = ["done"]

    def by_state(self, rows: QuerySet[Todo], name: str, value: str) -> QuerySet[Todo]:
        return rows.filter(done_at__isnull=value == "false")


class TodoPage(HubView):
    """One staff task."""

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.object
        away = names_of_the_missing(row.session_id) if row.session_id else []
        return [
            (_("What happened"), what_happened(row)),
            (_("What to do"), what_to_do(row)),
            (_("Subject"), subject_of(row)),
            (_("Run"), run_link(row.run)),
            *([(_("Participant"), person_link(row.enrollment))] if row.enrollment else []),
            *([(_("Who were away"), ", ".join(away))] if away else []),
            (_("Raised"), row.raised_at),
            (_("Done"), row.done_at),
            (_("Done by"), row.done_by.shown_name if row.done_by else ""),
        ]

    def actions(self) -> list[PageAction]:
        may = self.permission_policy.user_has_permission(self.request.user, "change")
        url = reverse("todo:finish", args=[self.object.pk])
        places = [PageAction(way.label, way.url, posts=False) for way in ways(self.object)]
        return [*places, PageAction(_("Mark as done"), url)] if may and self.object.done_at is None else []


def participant_of(todo: Todo) -> str:
    """Whose enrolment the task is about; empty when it is about a whole run."""
    return todo.enrollment.shown_name if todo.enrollment else ""


class TodoIndex(HubIndex):
    """Calls a task by what it asks for."""

    def _get_title_column(self, field_name: str, *args: Any, **kwargs: Any) -> Any:
        return super()._get_title_column(field_name, *args, accessor="get_kind_display", **kwargs)


class TodoViewSet(HubViewSet):
    """Things staff must look at."""

    model = Todo
    counted = ngettext_lazy("%(count)s staff task", "%(count)s staff tasks", "count")
    icon = "tasks"
    menu = AdminMenu.PARTICIPANTS
    menu_order = 20
    actions = ("view", "change")
    opens_form = False
    index_view_class = TodoIndex
    inspect_view_class = TodoPage
    relations = ("run__course",)
    filterset_class = TodoFilters
    search_fields = ("subject",)
    list_display = (
        "kind",
        TextColumn("subject", label=gettext_lazy("Subject"), accessor=subject_of),
        TextColumn("run", label=gettext_lazy("Run")),
        TextColumn("participant", label=gettext_lazy("Participant"), accessor=participant_of),
        MomentColumn("raised_at", label=gettext_lazy("Raised")),
        MomentColumn("done_at", label=gettext_lazy("Done")),
    )

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("finish/<int:pk>/", perform(self, finish), name="finish")]

    def visible_to(self, user: User, rows: QuerySet[Todo]) -> QuerySet[Todo]:
        return rows.select_related("run__course", "enrollment__person", "done_by")

    def title_of(self, row: Todo) -> str:
        return subject_of(row)


def finish(request: HttpRequest, todo: Todo) -> str:
    """Mark the task done in the name of the one who pressed."""
    finish_todo(todo, by=request.user, now=timezone.now())
    return _("The task is done.")


screens = (enrollments, TodoViewSet())
