"""Sessions of a run, and who organises it."""

from typing import Any

from django.db import transaction
from django.db.models import Max, Model, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.widgets.button import HeaderButton

from accounts.admin_helpers import (
    ChildCreate,
    ChildEdit,
    ChildForm,
    ChildViewSet,
    Linked,
    RelatedList,
    ShownPanel,
    TextColumn,
)
from accounts.models import User
from accounts.queries import is_administrator
from cms.services import forget_cached_pages
from courses.models import CourseRun, RunOrganiser, Session, Topic
from courses.queries import held_sessions, session_title, session_when
from enrollment.queries import run_is_locked, runs_of_trainer
from enrollment.queries.readiness import times_to_check
from enrollment.services import lock_run
from enrollment.services.sessions import note_change
from enrollment.viewsets.runs import sessions_of

TIME_AND_PLACE = ("precision", "starts_at", "ends_at", "counted_minutes", "venue")
IN_CALENDARS = ("starts_at", "ends_at", "venue", "link")
NEEDED = gettext_lazy("Needed when the day and the clock time are known.")
PROMISED = ("number", "topic", *TIME_AND_PLACE)  # the topic decides what the completion rule counts


class OfRunViewSet(ChildViewSet):
    """Rows of a run: trainers see those of their own runs."""

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
            for name in PROMISED:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Locked, because somebody has enrolled.")
            for name in ("starts_at", "ends_at", "venue"):
                self.fields[name].help_text = _("Locked, because somebody has enrolled. Press Move the session.")


class _AsksAboutTimes:
    """Saves, and asks about times that can hardly be right."""

    request: Any
    form: Any

    def save_instance(self) -> Model:
        session = super().save_instance()  # type: ignore[misc]
        if {"starts_at", "ends_at"} & set(self.form.changed_data):
            for doubt in times_to_check(session, held_sessions(session.run), timezone.now()):
                messages.warning(self.request, doubt)
        return session


class SessionEdit(_AsksAboutTimes, ChildEdit):
    """Changes a session nobody has enrolled for yet, leaving a row of what it was; moving and cancelling one that
    people have enrolled for, and its attendance, are one press away.
    """

    @property
    def header_buttons(self) -> list[HeaderButton]:
        session = self.object
        if session.cancelled_at or session.run.cancelled_at or session.starts_at is None:
            return []
        buttons = [HeaderButton(_("Attendance list"), url=_at("desk-session", session), icon_name="clipboard-list")]
        if session.attendance_confirmed_at is None:
            buttons.append(HeaderButton(_("Move the session"), url=_at("desk-move", session), icon_name="date"))
            buttons.append(HeaderButton(_("Cancel the session"), url=_at("desk-cancel", session), icon_name="cross"))
        return buttons

    def form_valid(self, form: SessionForm) -> HttpResponse:
        """Under the run's lock: whoever enrols meanwhile enrolled for the time that stood then."""
        with transaction.atomic():
            lock_run(form.instance.run_id)
            promised = set(PROMISED) & set(form.changed_data)
            if promised and run_is_locked(form.instance.run):
                form.add_error(None, _("Somebody has enrolled meanwhile, so this can no longer be changed here."))
                self.produced_error_message = self.get_error_message()
                return self.form_invalid(form)
            before = Session.objects.get(pk=form.instance.pk)
            if set(IN_CALENDARS) & set(form.changed_data):
                note_change(before, by=self.request.user, now=timezone.now())
                form.instance.sequence = before.sequence
            return super().form_valid(form)


def _at(name: str, session: Session) -> str:
    return reverse(name, args=[session.pk])


class SessionCreate(_AsksAboutTimes, ChildCreate):
    """Proposes the next number."""

    def get_initial_form_instance(self) -> Model:
        session = super().get_initial_form_instance()
        session.number = (session.run.sessions.aggregate(last=Max("number"))["last"] or 0) + 1
        return session


class SessionViewSet(OfRunViewSet):
    """Sessions: cancelled, never deleted."""

    model = Session
    counted = ngettext_lazy("%(count)s session", "%(count)s sessions", "count")
    icon = "date"
    actions = ("view", "add", "change")
    form_class = SessionForm
    error_fields = {
        "session_one_of_a_number": "number",
        "session_starts_before_it_ends": "ends_at",
        "session_time_is_whole": "ends_at",
    }
    add_view_class = SessionCreate
    edit_view_class = SessionEdit
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
            [
                "precision",
                FieldPanel("starts_at", help_text=NEEDED),
                FieldPanel("ends_at", help_text=NEEDED),
                "counted_minutes",
                "venue",
            ],
            heading=gettext_lazy("Time and place"),
        ),
        "link",
        ShownPanel("cancelled_at"),
    ]

    def title_of(self, row: Session) -> str:
        return session_name(row)

    def parent_refusal(self, parent: CourseRun) -> str:
        if not run_is_locked(parent):
            return ""
        return _(
            "Somebody has enrolled in this run already. A new session would change what the certificate asks of them, "
            "so it cannot be added. Make a new run for it."
        )


class RunOrganiserViewSet(OfRunViewSet):
    """Who organises the run and in which part."""

    model = RunOrganiser
    counted = ngettext_lazy("%(count)s organiser", "%(count)s organisers", "count")
    icon = "group"
    error_fields = {"runorganiser_one_lead": "part", "runorganiser_one_part_each": "organiser"}
    relations = ("run__course", "organiser")
    list_display = (
        TextColumn("organiser", label=gettext_lazy("Organiser")),
        TextColumn("part", accessor="get_part_display", label=gettext_lazy("Part")),
    )
    panels = [FieldPanel("organiser"), FieldPanel("part")]

    def title_of(self, row: RunOrganiser) -> str:
        return row.organiser.name


def session_name(session: Session) -> str:
    """`Session 2`, with its topic where it has one."""
    name = _("Session %(number)s") % {"number": session.number}
    return f"{name}: {session_title(session)}" if session.topic else name


def attendance_of(session: Session) -> Linked:
    """The way to the list of those who were there."""
    return Linked(_("Attendance list"), reverse("desk-session", args=[session.pk]))


def session_state(session: Session) -> str:
    """What has become of the session, in words."""
    if session.cancelled_at:
        return _("Cancelled")
    return _("Attendance confirmed") if session.attendance_confirmed_at else ""


sessions, organisers = SessionViewSet(), RunOrganiserViewSet()
screens = (sessions, organisers)
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
            (gettext_lazy("Attendance"), attendance_of),
        ),
        add_label=gettext_lazy("Add a session"),
        empty=gettext_lazy("The run has no sessions yet."),
        order=10,
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
        empty=gettext_lazy("The run has no organiser yet."),
        order=60,
    ),
)
