"""Assignments of runs, one screen per kind."""

from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.admin.panels import MultiFieldPanel

from accounts.admin_helpers import AdminMenu, ChildForm, ChildViewSet, KindsViewSet, RelatedList, TextColumn
from accounts.models import User
from accounts.queries import is_administrator
from courses.models import Assignment, CourseRun, FileAssignment, Session, TextAssignment, Topic
from enrollment.queries import runs_of_trainer

PANELS_OF_EVERY_KIND = (
    "title",
    "instructions",
    "purpose",
    MultiFieldPanel(["makes_up_for_topic", "makes_up_for_session"], heading=gettext_lazy("Makes up for")),
    MultiFieldPanel(["due_days", "due_on"], heading=gettext_lazy("Due")),
    "hours_estimate",
)


class AssignmentForm(ChildForm):
    """Offers topics and sessions of the assignment's own run; the key comes from the title and stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        run = self.instance.run
        self.fields["makes_up_for_topic"].queryset = Topic.objects.filter(course=run.course_id)
        self.fields["makes_up_for_session"].queryset = Session.objects.filter(run=run).select_related("topic")

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if not self.instance.key:
            self.instance.key = free_key(self.instance.run, facts.get("title", ""))
        return facts


def free_key(run: CourseRun, title: str) -> str:
    """A short name from the title that no other assignment of the run has."""
    stem = slugify(title)[:40] or "tehtava"
    taken = set(run.assignments.values_list("key", flat=True))
    return next(key for key in (stem, *(f"{stem}-{number}" for number in range(2, 1000))) if key not in taken)


def kind_name(assignment: Assignment) -> str:
    """What kind of assignment it is, for staff."""
    return str(assignment._meta.verbose_name).capitalize()


def due_in_words(assignment: Assignment) -> Any:
    """The due day, or how long everybody has."""
    if assignment.due_on:
        return assignment.due_on
    return _("%(count)s days after the attendance was confirmed") % {"count": assignment.due_days}


class _Assignments:
    error_fields = {
        "assignment_one_due_rule": "due_days",
        "assignment_makes_up_for_one_thing": "makes_up_for_session",
        "fileassignment_takes_one_to_five": "max_files",
    }
    relations: tuple[str, ...] = ("run__course",)
    list_display = (
        "title",
        TextColumn("run", label=gettext_lazy("Run")),
        TextColumn("kind", label=gettext_lazy("Kind"), accessor=kind_name),
        TextColumn("purpose", label=gettext_lazy("Purpose"), accessor="get_purpose_display"),
    )
    search_fields = ("title", "run__label")

    def visible_to(self, user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows if is_administrator(user) else rows.filter(run__in=runs_of_trainer(user).values("pk"))


class TextAssignmentViewSet(_Assignments, ChildViewSet):
    """Assignments answered with text."""

    model = TextAssignment
    counted = ngettext_lazy("%(count)s assignment", "%(count)s assignments", "count")
    icon = "edit"
    pk_path_converter = "uuid"
    form_class = AssignmentForm
    panels = [*PANELS_OF_EVERY_KIND, "min_words"]


class FileAssignmentViewSet(_Assignments, ChildViewSet):
    """Assignments answered with files."""

    model = FileAssignment
    icon = "doc-full"
    pk_path_converter = "uuid"
    form_class = AssignmentForm
    panels = [*PANELS_OF_EVERY_KIND, "max_files"]


text_assignments, file_assignments = TextAssignmentViewSet(), FileAssignmentViewSet()


class AssignmentsViewSet(_Assignments, KindsViewSet):
    """All assignments, whatever their kind."""

    model = Assignment
    counted = ngettext_lazy("%(count)s assignment", "%(count)s assignments", "count")
    icon = "edit"
    menu = AdminMenu.TRAININGS
    menu_order = 35
    kinds = (text_assignments, file_assignments)


assignments = AssignmentsViewSet()
screens = (assignments, text_assignments, file_assignments)
lists = (
    RelatedList(
        title=gettext_lazy("Assignments"),
        viewset=lambda: text_assignments,
        rows=lambda run: run.assignments.all(),
        columns=(
            (gettext_lazy("Title"), lambda assignment: assignment.title),
            (gettext_lazy("Kind"), kind_name),
            (
                gettext_lazy("Makes up for"),
                lambda assignment: assignment.makes_up_for_topic or assignment.makes_up_for_session,
            ),
            (gettext_lazy("Due"), due_in_words),
        ),
        add_label=gettext_lazy("Add a text assignment"),
        empty=gettext_lazy("The run has no assignments yet."),
        more=((gettext_lazy("Add a file assignment"), lambda: file_assignments),),
        order=40,
    ),
)
