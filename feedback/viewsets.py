"""Questionnaires in the admin. Answers are never here: results are shown after closing, from five answers up."""

from typing import Any

from django import forms
from django.db.models import Count, Max, Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList

from accounts.admin_helpers import (
    AdminMenu,
    ChildCreate,
    ChildForm,
    ChildViewSet,
    HubView,
    HubViewSet,
    MomentColumn,
    RegisterCreate,
    RegisterEdit,
    RegisterViewSet,
    RelatedList,
    TextColumn,
)
from accounts.models import User
from feedback.models import FeedbackForm, FeedbackRound, Question
from feedback.queries import is_frozen


def frozen_form(form: FeedbackForm) -> str:
    """Why the form's questions may not be changed; empty when they may."""
    return (
        _("Somebody has answered this form, so it stays as it is. Make a new version of it.") if is_frozen(form) else ""
    )


class FormForm(WagtailAdminModelForm):
    """An answered form keeps everything but whether it is used from now on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and is_frozen(self.instance):
            for name in set(self.fields) - {"is_default"}:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Locked, because somebody has answered.")


class _OpensItsPage:
    object: Any

    def get_success_url(self) -> str:
        return reverse("feedbackform:inspect", args=[self.object.pk])


class FormCreate(_OpensItsPage, RegisterCreate):
    """After a form is added its page opens, where questions are added."""


class FormEdit(_OpensItsPage, RegisterEdit):
    """Returns to the form's page."""


class FormPage(HubView):
    """A form and its questions."""

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.object
        return [
            (_("Version"), row.number),
            (_("Language"), row.get_language_display()),
            (_("Opening words"), row.intro),
            (_("Asked"), row.get_moment_display()),
            (_("Open for days"), row.open_days),
            (_("Used for every run"), row.is_default),
            (_("Can be changed"), not is_frozen(row)),
        ]


class FormViewSet(HubViewSet):
    """Feedback forms by version."""

    model = FeedbackForm
    counted = ngettext_lazy("%(count)s feedback form", "%(count)s feedback forms", "count")
    icon = "form"
    menu = AdminMenu.FEEDBACK
    menu_order = 10
    actions = ("view", "add", "change")
    add_view_class = FormCreate
    edit_view_class = FormEdit
    inspect_view_class = FormPage
    list_display = (
        "title",
        "number",
        TextColumn("language", label=gettext_lazy("Language"), accessor="get_language_display"),
        TextColumn("moment", label=gettext_lazy("Asked"), accessor="get_moment_display"),
        TextColumn("is_default", label=gettext_lazy("Used for every run")),
    )

    def get_edit_handler(self) -> ObjectList:
        panels = ["title", "key", "number", "language", "intro", "moment", "open_days", "is_default"]
        return ObjectList(panels, base_form_class=FormForm).bind_to_model(self.model)


class QuestionForm(ChildForm):
    """Choices one per line, instead of the stored list."""

    choice_lines = forms.CharField(
        label=gettext_lazy("Choices"),
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("One per line: key, text. Only for a choice question."),
    )
    shown_values = forms.CharField(
        label=gettext_lazy("When the answer is"),
        required=False,
        help_text=gettext_lazy("Keys of the answers, separated by commas."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice_lines"].initial = "\n".join(
            f"{choice['key']}, {choice['label']}" for choice in self.instance.choices
        )
        self.fields["shown_values"].initial = ", ".join(map(str, self.instance.shown_if_values))
        others = Question.objects.filter(form=self.instance.form)
        self.fields["shown_if"].queryset = others.exclude(pk=self.instance.pk)

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        lines = [line.partition(",") for line in facts.get("choice_lines", "").splitlines() if line.strip()]
        self.instance.choices = [
            {"key": key.strip(), "label": label.strip() or key.strip()} for key, _comma, label in lines
        ]
        self.instance.shown_if_values = [
            value.strip() for value in facts.get("shown_values", "").split(",") if value.strip()
        ]
        return facts


class QuestionCreate(ChildCreate):
    """Proposes the last place."""

    def get_initial_form_instance(self) -> Model:
        question = super().get_initial_form_instance()
        question.position = (question.form.questions.aggregate(last=Max("position"))["last"] or 0) + 1
        return question


class QuestionViewSet(ChildViewSet):
    """Questions of a form; frozen with it."""

    model = Question
    counted = ngettext_lazy("%(count)s question", "%(count)s questions", "count")
    icon = "help"
    parent_field = "form"
    parent_name = "feedbackform"
    form_class = QuestionForm
    add_view_class = QuestionCreate
    relations = ("form",)
    list_display = (
        "text",
        TextColumn("form", label=gettext_lazy("Form")),
        TextColumn("kind", accessor="get_kind_display", label=gettext_lazy("Kind")),
    )
    panels = ["text", "kind", FieldPanel("choice_lines"), "key", "position", "shown_if", FieldPanel("shown_values")]

    def frozen_reason(self, row: Question) -> str:
        return frozen_form(row.form)

    def parent_refusal(self, parent: FeedbackForm) -> str:
        return frozen_form(parent)


class RoundViewSet(RegisterViewSet):
    """Rounds open by themselves when a session or a run ends; here is only how many have answered."""

    model = FeedbackRound
    counted = ngettext_lazy("%(count)s feedback round", "%(count)s feedback rounds", "count")
    icon = "history"
    menu = AdminMenu.FEEDBACK
    menu_order = 20
    actions = ("view",)
    relations = ("form", "run__course", "session__topic")
    list_display = (
        TextColumn("run", label=gettext_lazy("Run")),
        TextColumn("session", label=gettext_lazy("Session")),
        TextColumn("form", label=gettext_lazy("Form")),
        MomentColumn("opens_at", label=gettext_lazy("Opens")),
        MomentColumn("closes_at", label=gettext_lazy("Closes")),
        TextColumn("answer_count", label=gettext_lazy("Answers")),
    )
    search_fields = ("run__label", "run__course__title_fi")

    def visible_to(self, user: User, rows: QuerySet[FeedbackRound]) -> QuerySet[FeedbackRound]:
        return rows.annotate(answer_count=Count("responses"))


forms_, questions, rounds = FormViewSet(), QuestionViewSet(), RoundViewSet()
screens = (forms_, questions, rounds)
QUESTIONS_OF_A_FORM = RelatedList(
    title=gettext_lazy("Questions"),
    viewset=lambda: questions,
    rows=lambda form: form.questions.select_related("form").order_by("position"),
    columns=(
        (gettext_lazy("Question"), lambda question: question.text),
        (gettext_lazy("Kind"), lambda question: question.get_kind_display()),
        (gettext_lazy("Key"), lambda question: question.key),
    ),
    add_label=gettext_lazy("Add a question"),
    empty=gettext_lazy("The form has no questions yet."),
)
