"""Organisations in the admin: checking a typed name, or merging it into a known one."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import ObjectList

from accounts.admin_helpers import (
    AdminMenu,
    ChildViewSet,
    HubView,
    HubViewSet,
    MomentColumn,
    PageAction,
    RegisterForm,
    RelatedList,
    TextColumn,
    perform,
)
from accounts.collation import in_finnish_order
from accounts.models import Organisation, OrganisationAlias, Region, User
from accounts.services.organisations import MergeRefused, check_organisation, merge_organisation


class OrganisationFilters(WagtailFilterSet):
    """By whether somebody has checked the name, by kind and by region."""

    checked = django_filters.ChoiceFilter(
        label=_("Checked"),
        choices=(("no", _("Waits to be checked")), ("yes", _("Has been checked"))),
        method="by_check",
    )
    region = django_filters.ModelChoiceFilter(queryset=Region.objects.all(), label=_("Region"))

    class Meta:
        model = Organisation
        fields = ["checked", "kind", "region"]

    def by_check(self, rows: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        return rows.filter(checked_at__isnull=value == "no")


class OrganisationForm(RegisterForm):
    """Offers as a parent only checked organisations that are not part of another one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = Organisation.objects.filter(parent=None, merged_into=None, checked_at__isnull=False)
        self.fields["parent"].queryset = parents.exclude(pk=self.instance.pk)


class MergeForm(forms.Form):
    """The known organisation the typed name means."""

    into = forms.ModelChoiceField(
        label=_("Organisation it is the same as"),
        queryset=Organisation.objects.none(),
        error_messages={"required": _("Choose the organisation.")},
    )

    def __init__(self, *args: Any, typed: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Organisation.objects.filter(checked_at__isnull=False, merged_into=None).exclude(pk=typed.pk)
        self.fields["into"].queryset = known.order_by(in_finnish_order("name"))


class OrganisationHub(HubView):
    """An organisation and its other names; a typed one can be checked or merged."""

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.object
        return [
            (gettext("Kind"), row.get_kind_display()),
            (gettext("Region"), row.region),
            (gettext("Part of"), row.parent),
            (gettext("Checked"), row.checked_at),
            (gettext("People who work or have worked there"), row.affiliation_set.values("user").distinct().count()),
        ]

    def actions(self) -> list[PageAction]:
        if not self.permission_policy.user_has_permission(self.request.user, "change"):
            return []
        at = [self.object.pk]
        merge = PageAction(gettext("Merge into another organisation"), reverse("organisation:merge", args=at), False)
        if self.object.checked_at:
            return [merge]
        return [PageAction(gettext("Mark as checked"), reverse("organisation:check", args=at)), merge]


class OrganisationViewSet(HubViewSet):
    """Organisations; a name typed by a participant waits here until it is checked."""

    model = Organisation
    counted = ngettext_lazy("%(count)s organisation", "%(count)s organisations", "count")
    icon = "group"
    menu = AdminMenu.PEOPLE
    menu_order = 20
    actions = ("view", "add", "change")
    list_display = (
        "name",
        TextColumn("kind", label=_("Kind"), accessor="get_kind_display"),
        TextColumn("region", label=_("Region")),
        MomentColumn("checked_at", label=_("Checked")),
    )
    filterset_class = OrganisationFilters
    relations = ("region",)
    folded_fields = ("name_folded", "aliases__folded")
    alphabetical = "name"
    inspect_view_class = OrganisationHub

    def get_edit_handler(self) -> ObjectList:
        panels = ["name", "kind", "region", "parent", "checked_at"]
        return ObjectList(panels, base_form_class=OrganisationForm).bind_to_model(self.model)

    def visible_to(self, user: User, rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
        return rows.filter(merged_into=None)

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("check/<int:pk>/", perform(self, check), name="check"),
            path("merge/<int:pk>/", self.merge_view, name="merge"),
        ]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask which organisation the typed name means, then merge."""
        if not self.permission_policy.user_has_permission(request.user, "change"):
            return redirect("wagtailadmin_home")
        typed = get_object_or_404(self.visible_to(request.user, Organisation.objects.all()), pk=pk)
        form = MergeForm(request.POST or None, typed=typed)
        if not form.is_valid():
            title, back = gettext("Merge into another organisation"), reverse("organisation:inspect", args=[pk])
            context = {"form": form, "typed": typed, "back": back, "page_title": title, "header_title": title}
            return render(request, "admin/merge_organisation.html", context)
        try:
            merge_organisation(typed, form.cleaned_data["into"], by=request.user)
        except MergeRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("organisation:inspect", pk)
        messages.success(request, gettext("The organisations are now one."))
        return redirect("organisation:inspect", form.cleaned_data["into"].pk)


def check(request: HttpRequest, organisation: Organisation) -> str:
    """Take the typed name into the register."""
    check_organisation(organisation, by=request.user, now=timezone.now())
    return gettext("The organisation has been checked, and it is now offered in forms.")


class AliasViewSet(ChildViewSet):
    """Other spellings by which participants look for an organisation."""

    model = OrganisationAlias
    counted = ngettext_lazy("%(count)s other name", "%(count)s other names", "count")
    icon = "tag"
    parent_field = "organisation"
    parent_name = "organisation"
    panels = ["alias"]
    list_display = ("alias", "organisation")
    relations = ("organisation",)


organisations, aliases = OrganisationViewSet(), AliasViewSet()
ALIASES = RelatedList(
    title=_("Other names"),
    viewset=lambda: aliases,
    rows=lambda organisation: organisation.aliases.order_by("alias"),
    columns=((_("Name"), lambda alias: alias.alias),),
    add_label=_("Add another name"),
    empty=_("The organisation has no other names."),
)
