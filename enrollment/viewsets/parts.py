"""Who has which part in a run. Giving somebody the whole run to lead or train makes them a trainer."""

from typing import Any

from django import forms
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel

from accounts.admin_helpers import ChildCreate, ChildEdit, ChildForm, RelatedList, TextColumn
from accounts.collation import in_finnish_order
from accounts.enums import Role
from accounts.models import User
from accounts.names import folded
from accounts.queries import person_at
from accounts.services.persons import Background, person_for
from courses.models import CourseRun, RunRole, Session
from enrollment.rights import WRITES
from enrollment.services.parts import follow_part
from enrollment.viewsets.sessions import OfRunViewSet


class PartForm(ChildForm):
    """A trainer chosen from the list, anybody by the e-mail address, or a name without rights."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address of somebody who is not on the list"),
        required=False,
        help_text=gettext_lazy("The person signs in with this address. Write the name too if the person is new here."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Q(groups__name__in=list(Role)) | Q(run_roles__isnull=False)
        staff = User.objects.filter(known, is_active=True, erased_at=None).distinct().order_by(in_finnish_order("name"))
        self.fields["person"].queryset = staff
        self.fields["session"].queryset = Session.objects.filter(run=self.instance.run).select_related("topic")

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("person") and (facts.get("email") or facts.get("name")):
            text = _("Choose a person or write another, not both. Empty the one you do not mean.")
            self.add_error("person", text)
            return facts
        if facts.get("email"):
            self._find_by_address(facts)
        if not facts.get("person") and not facts.get("name") and "name" not in self.errors:
            self.add_error("person", _("Choose a person or write a name."))
        if facts.get("person"):
            facts["name"] = ""
            self._refuse_without_address(facts)
        return facts

    def _find_by_address(self, facts: dict[str, Any]) -> None:
        """Whose address it is; refused when the name typed beside it is somebody else's."""
        found, typed = person_at(facts["email"]), facts.get("name", "")
        if found and typed and folded(typed) != folded(found.name):
            text = _(
                "The address belongs to this person: %(name)s. Empty the name if you mean them, or mend the address."
            )
            self.add_error("email", text % {"name": found.name})
        elif found is None and not typed:
            self.add_error("name", _("Nobody here has this address. Write the name of the new person."))
        else:
            facts["person"] = found

    def _refuse_without_address(self, facts: dict[str, Any]) -> None:
        if facts.get("role") in WRITES and not facts.get("session") and not facts["person"].email:
            self.add_error("person", _("The person has no e-mail address to sign in with. Add the address first."))

    @property
    def newcomer_address(self) -> str:
        """The address of somebody the register does not know yet; empty when there is none."""
        facts = self.cleaned_data
        return facts["email"] if facts.get("email") and not facts.get("person") else ""


class _GivesRights:
    request: Any
    form: Any

    def save_instance(self) -> Model:
        now = timezone.now()
        if address := self.form.newcomer_address:
            part = self.form.instance
            part.person, part.name = person_for(address, part.name, Background(), now=now), ""
        row = super().save_instance()  # type: ignore[misc]
        if follow_part(row, by=self.request.user, now=now):
            messages.info(self.request, _("%(name)s is now a trainer.") % {"name": row.person.name})
        return row


class PartCreate(_GivesRights, ChildCreate):
    """Adds a part, and with it the rights."""


class PartEdit(_GivesRights, ChildEdit):
    """Changes a part, and with it the rights."""


class PartViewSet(OfRunViewSet):
    """Trainers, experts and others who have a part in a run; trainers see the runs they have a part in."""

    model = RunRole
    counted = ngettext_lazy("%(count)s part in a run", "%(count)s parts in runs", "count")
    icon = "user"
    form_class = PartForm
    error_fields = {
        "runrole_one_lead": "role",
        "runrole_one_lead_of_a_session": "role",
        "runrole_one_for_the_run": "person",
        "runrole_one_for_a_session": "person",
    }
    add_view_class = PartCreate
    edit_view_class = PartEdit
    relations = ("run__course", "person", "session__topic")
    list_display = (
        TextColumn("display_name", label=gettext_lazy("Name")),
        TextColumn("role", accessor="get_role_display", label=gettext_lazy("Part")),
    )
    private_fields = ("person", "email", "name", "shown_as")
    panels = ["person", FieldPanel("email"), "name", "shown_as", "role", "session"]

    def title_of(self, row: RunRole) -> str:
        return row.display_name


def _parts(run: CourseRun) -> list[RunRole]:
    return list(run.roles.select_related("person", "session__topic").order_by("pk"))


def _parts_of(person: User) -> list[RunRole]:
    return list(person.run_roles.select_related("run__course", "session__topic").order_by("-pk"))


parts = PartViewSet()
PARTS_OF_A_PERSON = RelatedList(
    title=gettext_lazy("Parts in runs"),
    viewset=lambda: parts,
    rows=_parts_of,
    columns=(
        (gettext_lazy("Run"), lambda part: part.run),
        (gettext_lazy("Part"), lambda part: part.get_role_display()),
        (gettext_lazy("Session"), lambda part: part.session or _("Every session")),
    ),
    empty=gettext_lazy("The person has no part in any run."),
    order=40,
)
screens = (parts,)
lists = (
    RelatedList(
        title=gettext_lazy("Trainers and other parts"),
        viewset=lambda: parts,
        rows=_parts,
        columns=(
            (gettext_lazy("Name"), lambda part: part.display_name),
            (gettext_lazy("Part"), lambda part: part.get_role_display()),
            (gettext_lazy("Session"), lambda part: part.session or _("Every session")),
        ),
        add_label=gettext_lazy("Add a trainer or another part"),
        empty=gettext_lazy("The run has no trainers yet."),
        order=20,
    ),
)
