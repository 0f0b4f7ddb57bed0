"""People and registers in the admin."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import HeaderButton

from accounts.admin_helpers import (
    AdministratorsOnly,
    AdminMenu,
    HubView,
    HubViewSet,
    MomentColumn,
    PageAction,
    RegisterEdit,
    RegisterViewSet,
    TextColumn,
)
from accounts.enums import Role
from accounts.models import Profession, Region, Sector, User
from accounts.queries import current_affiliation, role_names
from accounts.viewsets.rights import erase_view
from accounts.viewsets.roles import ROLE_QUESTIONS, role_view


class PersonEdit(RegisterEdit):
    """Shows whose name is being mended, and returns to the person; the log keeps numbers only."""

    def get_success_url(self) -> str:
        return reverse("people:inspect", args=[self.object.pk])

    @property
    def header_buttons(self) -> list[HeaderButton]:
        address = reverse("people:erase", args=[self.object.pk])
        return [HeaderButton(_("Erase the person's data"), url=address, icon_name="bin")]


class PersonPage(HubView):
    """A person: who they are, what they may do, and everything that hangs on them, each list one press away."""

    def facts(self) -> list[tuple[Any, Any]]:
        person = self.object
        work = current_affiliation(person, timezone.localdate())
        return [
            (gettext("Name"), person.name),
            (gettext("E-mail address"), person.email),
            (gettext("Contact address"), person.contact_email),
            (gettext("Language"), person.get_language_display()),
            (gettext("Organisation"), work.organisation if work else ""),
            (gettext("Rights"), ", ".join(str(Role(name).label) for name in sorted(role_names(person)))),
            (gettext("In the register since"), person.date_joined),
            (gettext("Last signed in"), person.last_login),
        ]

    def actions(self) -> list[PageAction]:
        held = role_names(self.object)
        verbs = ["no-trainer" if Role.TRAINER in held else "make-trainer"]
        if self.object.pk != self.request.user.pk:
            verbs.append("no-administrator" if Role.ADMINISTRATOR in held else "make-administrator")
        rights = [
            PageAction(ROLE_QUESTIONS[verb][0], reverse("people:role", args=[self.object.pk, verb]), posts=False)
            for verb in verbs
            if self.object.email or verb.startswith("no-")
        ]
        erase = reverse("people:erase", args=[self.object.pk])
        return [*rights, PageAction(gettext("Erase the person's data"), erase, posts=False, is_serious=True)]


class PersonViewSet(HubViewSet):
    """Find a person, see what hangs on them, mend the name, make a trainer or an administrator."""

    model = User
    counted = ngettext_lazy("%(count)s person", "%(count)s people", "count")
    name = "people"
    icon = "user"
    menu = AdminMenu.PEOPLE
    menu_label = _("People")
    menu_order = 10
    actions = ("view", "change")
    edit_view_class = PersonEdit
    inspect_view_class = PersonPage
    list_display = (
        "name",
        TextColumn("email", label=_("E-mail address")),
        TextColumn("contact_email", label=_("Contact address")),
        TextColumn("language", label=_("Language"), accessor="get_language_display"),
        MomentColumn("date_joined", label=_("In the register since")),
    )
    alphabetical = "name"
    folded_fields = ("name_folded",)
    search_fields = ("email", "contact_email")
    panels = ["name", "language", "contact_email"]
    private_fields = ("name", "contact_email")

    @property
    def permission_policy(self) -> AdministratorsOnly:
        return AdministratorsOnly(self.model, *self.actions)

    def visible_to(self, user: User, rows: QuerySet[User]) -> QuerySet[User]:
        return rows.filter(erased_at=None, merged_into=None)

    def title_of(self, row: User) -> str:
        return row.name

    def get_urlpatterns(self) -> list[Any]:
        return [
            *super().get_urlpatterns(),
            path("erase/<int:pk>/", self.erase_view, name="erase"),
            path("role/<int:pk>/<slug:verb>/", self.role_view, name="role"),
        ]

    def role_view(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        """Say what the right brings or ends, then give or take it."""
        people = self.visible_to(request.user, User.objects.all())
        return role_view(request, pk, verb, policy=self.permission_policy, people=people)

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Erase somebody who asks for it and cannot sign in."""
        people = self.visible_to(request.user, User.objects.all())
        return erase_view(request, pk, policy=self.permission_policy, people=people)


class _ListViewSet(RegisterViewSet):
    menu = AdminMenu.PEOPLE
    icon = "list-ul"
    list_display = ("title_fi", "title_sv", "title_en", "position")
    search_fields = ("title_fi", "title_sv", "title_en")
    panels = ["title_fi", "title_sv", "title_en", "key", "position"]


class SectorViewSet(_ListViewSet):
    model = Sector
    counted = ngettext_lazy("%(count)s sector", "%(count)s sectors", "count")
    menu_order = 30


class ProfessionViewSet(_ListViewSet):
    model = Profession
    counted = ngettext_lazy("%(count)s job title", "%(count)s job titles", "count")
    menu_order = 40


class RegionViewSet(_ListViewSet):
    model = Region
    counted = ngettext_lazy("%(count)s region", "%(count)s regions", "count")
    menu_order = 50


people = PersonViewSet()
registers = (SectorViewSet(), ProfessionViewSet(), RegionViewSet())
