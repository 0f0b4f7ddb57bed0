"""Sessions of a run, who leads them and who organises the run."""

from typing import Any

from django.db.models import Max, Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from accounts.admin_helpers import ChildCreate, ChildForm, ChildViewSet, RelatedList, TextColumn
from accounts.enums import Role
from accounts.models import User
from accounts.queries import is_administrator
from cms.services import forget_cached_pages
from courses.models import CourseRun, RunOrganiser, RunRole, Session, Topic
from courses.queries import session_when
from enrollment.queries import run_is_locked, runs_of_trainer
from enrollment.viewsets.runs import sessions_of

TIME_AND_PLACE = ("precision", "starts_at", "ends_at", "counted_minutes", "venue", "cancelled_at")


class _OfRun(ChildViewSet):
    relations: tuple[str, ...] = ("run__course",)

    def visible_to(self, user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows if is_administrator(user) else rows.filter(run__in=runs_of_trainer(user).values("pk"))

    def after_change(self, row: Model) -> None:
        forget_cached_pages()


class SessionForm(ChildForm):
    """Time and place are what people enrolled for: a disabled field ignores whatever is sent in its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].queryset = Topic.objects.filter(course=self.instance.run.course_id, retired_at=None)
        if not self.instance._state.adding and run_is_locked(self.instance.run):
            for name in TIME_AND_PLACE:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Locked, because somebody has enrolled.")


class SessionCreate(ChildCreate):
    """Proposes the next number."""

    def get_initial_form_instance(self) -> Model:
        session = super().get_initial_form_instance()
        session.number = (session.run.sessions.aggregate(last=Max("number"))["last"] or 0) + 1
        return session


class SessionViewSet(_OfRun):
    """Sessions: cancelled, never deleted."""

    model = Session
    icon = "date"
    actions = ("view", "add", "change")
    form_class = SessionForm
    add_view_class = SessionCreate
    relations = ("run__course", "topic")
    list_display = (
        "number",
        TextColumn("topic", label=gettext_lazy("Topic")),
        TextColumn("run", label=gettext_lazy("Run")),
    )
    panels = [
        "number",
        "topic",
        MultiFieldPanel(
            ["precision", "starts_at", "ends_at", "counted_minutes", "venue"], heading=gettext_lazy("Time and place")
        ),
        "link",
        "cancelled_at",
    ]


class RoleForm(ChildForm):
    """Offers the trainers and administrators of the register; others are written by name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(groups__name__in=list(Role), is_active=True).distinct().order_by("name_folded")
        self.fields["person"].queryset = staff
        self.fields["person"].label_from_instance = lambda person: person.name
        self.fields["session"].queryset = Session.objects.filter(run=self.instance.run).select_related("topic")

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if not facts.get("person") and not facts.get("name"):
            self.add_error("person", _("Choose a person or write a name."))
        return facts


class RoleViewSet(_OfRun):
    """Trainers, experts and others who have a part in a run; trainers see the runs they have a part in."""

    model = RunRole
    icon = "user"
    form_class = RoleForm
    relations = ("run__course", "person", "session__topic")
    list_display = (
        TextColumn("display_name", label=gettext_lazy("Name")),
        TextColumn("role", accessor="get_role_display", label=gettext_lazy("Part")),
    )
    panels = ["person", "name", "shown_as", "role", "session"]


class RunOrganiserViewSet(_OfRun):
    """Who organises the run and in which part."""

    model = RunOrganiser
    icon = "group"
    relations = ("run__course", "organiser")
    list_display = (
        TextColumn("organiser", label=gettext_lazy("Organiser")),
        TextColumn("part", accessor="get_part_display", label=gettext_lazy("Part")),
    )
    panels = [FieldPanel("organiser"), FieldPanel("part")]


def session_state(session: Session) -> str:
    """What has become of the session, in words."""
    if session.cancelled_at:
        return _("Cancelled")
    return _("Attendance confirmed") if session.attendance_confirmed_at else ""


def _roles(run: CourseRun) -> list[RunRole]:
    return list(run.roles.select_related("person", "session__topic").order_by("pk"))


sessions, roles, organisers = SessionViewSet(), RoleViewSet(), RunOrganiserViewSet()
screens = (sessions, roles, organisers)
lists = (
    RelatedList(
        title=gettext_lazy("Sessions"),
        viewset=lambda: sessions,
        rows=sessions_of,
        columns=(
            (gettext_lazy("Session"), str),
            (gettext_lazy("Time"), session_when),
            (gettext_lazy("Venue"), lambda session: session.venue),
            (gettext_lazy("State"), session_state),
        ),
        add_label=gettext_lazy("Add a session"),
        order=10,
    ),
    RelatedList(
        title=gettext_lazy("Trainers and other parts"),
        viewset=lambda: roles,
        rows=_roles,
        columns=(
            (gettext_lazy("Name"), lambda role: role.display_name),
            (gettext_lazy("Part"), lambda role: role.get_role_display()),
            (gettext_lazy("Session"), lambda role: role.session or _("Every session")),
        ),
        add_label=gettext_lazy("Add a trainer or another part"),
        order=20,
    ),
    RelatedList(
        title=gettext_lazy("Organisers"),
        viewset=lambda: organisers,
        rows=lambda run: run.organisers.all(),
        columns=(
            (gettext_lazy("Organiser"), lambda part: part.organiser),
            (gettext_lazy("Part"), lambda part: part.get_part_display()),
        ),
        add_label=gettext_lazy("Add an organiser"),
        order=60,
    ),
)
