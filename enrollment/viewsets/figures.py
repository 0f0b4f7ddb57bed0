"""Told numbers of a run: administrators keep all of them, trainers those of their own runs."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from accounts.admin_helpers import ChildCreate, ChildEdit, ChildForm, ChildViewSet, RelatedList, TextColumn
from accounts.models import User
from courses.models import CourseRun, Session
from enrollment.models import Figure
from enrollment.queries import can_run, runs_of_trainer


class FigureForm(ChildForm):
    """Offers the sessions of the number's own run."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sessions = Session.objects.filter(run=self.instance.run, cancelled_at=None).select_related("topic")
        self.fields["session"].queryset = sessions


class FigureCreate(ChildCreate):
    """Adds a number, as of today unless told otherwise, to a run the person may see; another run does not exist."""

    @cached_property
    def parent(self) -> Model | None:
        run = super().parent
        if run is not None and not can_run(self.request.user, run):
            raise Http404
        return run

    def get_initial_form_instance(self) -> Model:
        figure = super().get_initial_form_instance()
        figure.as_of = timezone.localdate()
        return figure

    def save_instance(self) -> Model:
        self.form.instance.by = self.request.user
        return super().save_instance()


class FigureEdit(ChildEdit):
    """Corrects a number in the name of the one who does."""

    def save_instance(self) -> Model:
        self.form.instance.by = self.request.user
        return super().save_instance()


class FigureViewSet(ChildViewSet):
    """Numbers told, not counted."""

    model = Figure
    icon = "order"
    form_class = FigureForm
    add_view_class = FigureCreate
    edit_view_class = FigureEdit
    relations = ("run__course", "session__topic")
    list_display = (
        TextColumn("kind", label=gettext_lazy("What was counted"), accessor="get_kind_display"),
        TextColumn("said", label=pgettext_lazy("figure", "Number"), accessor="in_words"),
        TextColumn("run", label=gettext_lazy("Run")),
        TextColumn("as_of", label=gettext_lazy("As of")),
    )
    panels = [
        MultiFieldPanel(["kind", "session", "covers"], heading=gettext_lazy("What was counted")),
        MultiFieldPanel(
            ["qualifier", "value", FieldRowPanel([FieldPanel("low"), FieldPanel("high")])],
            heading=pgettext_lazy("figure", "Number"),
        ),
        MultiFieldPanel(["as_of", "source"], heading=gettext_lazy("Source")),
    ]

    def visible_to(self, user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(run__in=runs_of_trainer(user).order_by().values("pk"))


def _figures(run: CourseRun) -> list[Figure]:
    return list(run.told_figures.select_related("session__topic"))


figures = FigureViewSet()
screens = (figures,)
lists = (
    RelatedList(
        title=gettext_lazy("Told numbers"),
        viewset=lambda: figures,
        rows=_figures,
        columns=(
            (gettext_lazy("What was counted"), lambda figure: figure.get_kind_display()),
            (pgettext_lazy("figure", "Number"), lambda figure: figure.in_words()),
            (gettext_lazy("Session"), lambda figure: figure.session),
            (gettext_lazy("As of"), lambda figure: figure.as_of),
            (gettext_lazy("Source"), lambda figure: figure.source),
        ),
        add_label=gettext_lazy("Add a told number"),
        empty=gettext_lazy("Nobody has told a number of the run yet."),
        order=70,
    ),
)
