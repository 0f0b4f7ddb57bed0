"""Who has looked at whose data, how long data are kept, and erasing a person who asks for it."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList
from wagtail.admin.widgets.button import HeaderButton

from accounts.admin_helpers import (
    AdministratorsOnly,
    AdminMenu,
    MomentColumn,
    RegisterCreate,
    RegisterForm,
    RegisterIndex,
    RegisterViewSet,
    TextColumn,
)
from accounts.enums import AccessKind, ErasureCause
from accounts.models import AccessEntry, RetentionPeriod, User
from accounts.queries import counts_by_kind, keeping_months
from accounts.registry import data_kinds
from accounts.services.erasure import ErasureRefused, erase_person
from accounts.services.retention import NIGHT_HOUR, retain
from accounts.signals import keeping_times_changed
from accounts.wording import due_lines, duration, erasure_plan, keeping_lines


class AccessFilters(WagtailFilterSet):
    """By what was opened."""

    kind = django_filters.ChoiceFilter(choices=AccessKind.choices, label=gettext_lazy("What was opened"))

    class Meta:
        model = AccessEntry
        fields = ["kind"]


class AccessEntryViewSet(RegisterViewSet):
    """The log of looks at people's texts and files; nobody changes it."""

    model = AccessEntry
    icon = "view"
    menu = AdminMenu.PEOPLE
    explanation = gettext_lazy(
        "Shows who of the staff has opened an answer or a file somebody sent in, and when. The sender sees the same "
        "on the page My details."
    )
    menu_order = 60
    actions = ("view",)
    opens_form = False
    relations = ("viewer", "person")
    filterset_class = AccessFilters
    folded_fields = ("viewer__name_folded", "person__name_folded")
    search_fields = ("subject",)
    list_display = (
        MomentColumn("at", label=gettext_lazy("When")),
        TextColumn("viewer", label=gettext_lazy("Who looked"), accessor="viewer.shown_name"),
        TextColumn("person", label=gettext_lazy("Whose data"), accessor="person.shown_name"),
        TextColumn("kind", label=gettext_lazy("What was opened"), accessor="get_kind_display"),
        TextColumn("subject", label=gettext_lazy("About")),
    )

    @property
    def permission_policy(self) -> AdministratorsOnly:
        return AdministratorsOnly(self.model, *self.actions)


class KeepingTimeIndex(RegisterIndex):
    """Every kind of data with the time that is in force, whether decided here or proposed by the code."""

    results_template_name = "admin/keeping_times.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        decided = {row.kind: row for row in RetentionPeriod.objects.all()}
        may = self.permission_policy.user_has_permission(self.request.user, "change")
        rows = [
            (line, _way_to_change(line.key, decided.get(line.key)) if may and line.has_months else "")
            for line in keeping_lines({kind: row.months for kind, row in decided.items()})
        ]
        return {**super().get_context_data(**kwargs), "keeping_rows": rows}

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        due = HeaderButton(_("What is due now"), url=reverse("retentionperiod:due"), icon_name="bin")
        return [*super().header_buttons, due]


def _way_to_change(kind: str, decided: RetentionPeriod | None) -> str:
    if decided:
        return reverse("retentionperiod:edit", args=[decided.pk])
    return f"{reverse('retentionperiod:add')}?{urlencode({'kind': kind})}"


class KeepingTimeCreate(RegisterCreate):
    """Proposes the kind that was pressed, with the time that is in force."""

    def get_initial_form_instance(self) -> RetentionPeriod:
        proposals = {kind.key: kind.months for kind in data_kinds() if kind.months}
        kind = self.request.GET.get("kind", "")
        return RetentionPeriod(kind=kind, months=proposals[kind]) if kind in proposals else RetentionPeriod()


class KeepingTimeForm(RegisterForm):
    """One of the kinds of data, each with the time the code proposes."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of data"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (kind.key, _("%(name)s (%(time)s)") % {"name": kind.name, "time": duration(kind.months)})
            for kind in data_kinds()
            if kind.months is not None
        ]
        self.fields["kind"].disabled = self.instance.pk is not None


class KeepingTimeViewSet(RegisterViewSet):
    """Times the controller has decided instead of the proposed ones; deleting one brings the proposal back."""

    model = RetentionPeriod
    icon = "time"
    menu = AdminMenu.PEOPLE
    menu_label = gettext_lazy("Keeping times")
    explanation = gettext_lazy(
        "These times are in force now. Change a time by pressing the kind of data; deleting the change brings the "
        "proposed time back."
    )
    index_view_class = KeepingTimeIndex
    add_view_class = KeepingTimeCreate
    menu_order = 70
    list_display = (
        TextColumn("kind", label=gettext_lazy("Kind of data"), accessor="kind_name"),
        TextColumn("months", label=gettext_lazy("Kept"), accessor=lambda row: duration(row.months)),
    )

    @property
    def permission_policy(self) -> AdministratorsOnly:
        return AdministratorsOnly(self.model, *self.actions)

    def get_edit_handler(self) -> ObjectList:
        return ObjectList(["kind", "months"], base_form_class=KeepingTimeForm).bind_to_model(self.model)

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("due/", self.due_view, name="due")]

    def due_view(self, request: HttpRequest) -> HttpResponse:
        """What would be erased if the night came now; nothing is changed."""
        if not self.permission_policy.user_has_permission(request.user, "view"):
            return redirect("wagtailadmin_home")
        title = _("What is due now")
        context = {
            "rows": due_lines(retain(timezone.now(), dry_run=True)),
            "is_nightly": settings.RETAIN_NIGHTLY,
            "night_hour": NIGHT_HOUR,
            "back": reverse("retentionperiod:index"),
            "page_title": title,
            "header_title": title,
        }
        return render(request, "admin/retention_due.html", context)

    def after_change(self, row: RetentionPeriod) -> None:
        keeping_times_changed.send(sender=RetentionPeriod)


class PersonErasureForm(forms.Form):
    """That the person has asked, and that the administrator has made sure who asks."""

    is_asked = forms.BooleanField(
        label=gettext_lazy("The person has asked for this, and I have made sure who they are"),
        error_messages={"required": gettext_lazy("Make sure first that the person has asked for this.")},
    )


def erase_view(request: HttpRequest, pk: int, *, policy: AdministratorsOnly, people: QuerySet[User]) -> HttpResponse:
    """Say what is erased and what stays, then erase somebody who cannot sign in and do it themselves."""
    if not policy.user_has_permission(request.user, "change"):
        return redirect("wagtailadmin_home")
    person, form = get_object_or_404(people, pk=pk), PersonErasureForm(request.POST or None)
    if form.is_valid():
        try:
            erase_person(person, by=request.user, now=timezone.now(), cause=ErasureCause.REQUEST)
        except ErasureRefused:
            messages.error(request, _("A member of the staff cannot be erased. Remove the role first."))
            return redirect(reverse("people:inspect", args=[pk]))
        messages.success(request, _("The person's data have been erased."))
        return redirect("people:index")
    title = _("Erase a person's data")
    context = {
        "form": form,
        "person": person,
        "plan": erasure_plan(counts_by_kind(person), keeping_months()),
        "back": reverse("people:inspect", args=[pk]),
        "page_title": title,
        "header_title": title,
    }
    return render(request, "admin/erase_person.html", context)


screens = (AccessEntryViewSet(), KeepingTimeViewSet())
