"""People, organisations and registers in the admin."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList

from accounts.admin_helpers import (
    AdministratorsOnly,
    AdminMenu,
    ChildViewSet,
    HubView,
    HubViewSet,
    MomentColumn,
    RegisterEdit,
    RegisterViewSet,
    RelatedList,
    TextColumn,
)
from accounts.models import Organisation, OrganisationAlias, Profession, Region, Sector, User


class PersonEdit(RegisterEdit):
    """Shows whose name is being mended; the log keeps numbers only."""

    def get_page_subtitle(self) -> str:
        return self.object.name


class PersonViewSet(RegisterViewSet):
    """Find a person and mend the name, the language or the contact address. Nothing here gives rights."""

    model = User
    name = "people"
    icon = "user"
    menu = AdminMenu.PEOPLE
    menu_label = _("People")
    menu_order = 10
    actions = ("view", "change")
    list_display = (
        "name",
        TextColumn("email", label=_("E-mail address")),
        TextColumn("contact_email", label=_("Contact address")),
        TextColumn("language", label=_("Language"), accessor="get_language_display"),
        MomentColumn("date_joined", label=_("In the register since")),
    )
    ordering = ("name_folded",)
    folded_fields = ("name_folded",)
    search_fields = ("email", "contact_email")
    edit_view_class = PersonEdit
    panels = ["name", "language", "contact_email"]

    @property
    def permission_policy(self) -> AdministratorsOnly:
        return AdministratorsOnly(self.model, *self.actions)

    def visible_to(self, user: User, rows: QuerySet[User]) -> QuerySet[User]:
        return rows.filter(erased_at=None, merged_into=None)


class OrganisationForm(WagtailAdminModelForm):
    """Offers as a parent only checked organisations that are not part of another one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = Organisation.objects.filter(parent=None, merged_into=None, checked_at__isnull=False)
        self.fields["parent"].queryset = parents.exclude(pk=self.instance.pk)


class OrganisationHub(HubView):
    """An organisation and its other names."""

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.object
        return [
            (_("Kind"), row.get_kind_display()),
            (_("Region"), row.region),
            (_("Part of"), row.parent),
            (_("Checked"), row.checked_at),
        ]


class OrganisationViewSet(HubViewSet):
    """Organisations; a name typed by a participant waits here until it is checked."""

    model = Organisation
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
    list_filter = {"kind": ["exact"], "region": ["exact"]}
    relations = ("region",)
    folded_fields = ("name_folded", "aliases__folded")
    inspect_view_class = OrganisationHub

    def get_edit_handler(self) -> ObjectList:
        panels = ["name", "kind", "region", "parent", "checked_at"]
        return ObjectList(panels, base_form_class=OrganisationForm).bind_to_model(self.model)

    def visible_to(self, user: User, rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
        return rows.filter(merged_into=None)


class AliasViewSet(ChildViewSet):
    """Other spellings by which participants look for an organisation."""

    model = OrganisationAlias
    icon = "tag"
    parent_field = "organisation"
    parent_name = "organisation"
    panels = ["alias"]
    list_display = ("alias", "organisation")
    relations = ("organisation",)


class _ListViewSet(RegisterViewSet):
    menu = AdminMenu.PEOPLE
    icon = "list-ul"
    list_display = ("title_fi", "title_sv", "title_en", "position")
    search_fields = ("title_fi", "title_sv", "title_en")
    panels = ["title_fi", "title_sv", "title_en", "key", "position"]


class SectorViewSet(_ListViewSet):
    model = Sector
    menu_order = 30


class ProfessionViewSet(_ListViewSet):
    model = Profession
    menu_order = 40


class RegionViewSet(_ListViewSet):
    model = Region
    menu_order = 50


people, organisations, aliases = PersonViewSet(), OrganisationViewSet(), AliasViewSet()
registers = (SectorViewSet(), ProfessionViewSet(), RegionViewSet())

ALIASES = RelatedList(
    title=_("Other names"),
    viewset=lambda: aliases,
    rows=lambda organisation: organisation.aliases.order_by("alias"),
    columns=((_("Name"), lambda alias: alias.alias),),
    add_label=_("Add another name"),
)
