"""Completion rules of a run: a set per moment, a rule per kind."""

from typing import Any

from django.db.models import Max, Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from wagtail.admin.panels import FieldPanel

from accounts.admin_helpers import (
    AdminMenu,
    ChildCreate,
    ChildEdit,
    ChildViewSet,
    HubIndex,
    HubView,
    Linked,
    RelatedList,
    TextColumn,
)
from accounts.models import User
from accounts.queries import is_administrator
from courses.models import AttendanceRule, CompletionRule, RuleSet
from courses.queries import rule_sentence, unit_count
from courses.services import show_changed_runs
from enrollment.models import Enrollment
from enrollment.queries import runs_of_trainer


def rules_are_in_use(rule_set: RuleSet) -> bool:
    """Whether somebody joined or completed under the set, so that it must stay as it is."""
    return Enrollment.objects.filter(Q(rule_set=rule_set) | Q(completed_under=rule_set)).exists()


def frozen_rules(rule_set: RuleSet) -> str:
    """Why the set may not be changed; empty when it may."""
    if rules_are_in_use(rule_set):
        return _("Somebody has joined under these rules, so they stay as they are. Add a new set of rules to the run.")
    return ""


class RuleSetIndex(HubIndex):
    """Rule sets with their sentence."""

    def get_base_queryset(self) -> QuerySet[RuleSet]:
        return super().get_base_queryset().prefetch_related("rules", "run__sessions")


class RuleSetCreate(ChildCreate):
    """A new set is in force from now on; its page opens, where the rule itself is added."""

    def get_initial_form_instance(self) -> Model:
        rule_set = super().get_initial_form_instance()
        rule_set.number = (rule_set.run.rule_sets.aggregate(last=Max("number"))["last"] or 0) + 1
        rule_set.in_force_from = timezone.now()
        rule_set.written_by = self.request.user
        return rule_set

    def get_success_url(self) -> str:
        return reverse("ruleset:inspect", args=[self.object.pk])


class RuleSetEdit(ChildEdit):
    def get_success_url(self) -> str:
        return reverse("ruleset:inspect", args=[self.object.pk])


class RuleSetPage(HubView):
    """The set as people read it, and its rules."""

    def facts(self) -> list[tuple[Any, Any]]:
        rule_set = self.object
        return [
            (_("Run"), Linked(rule_set.run, reverse("courserun:inspect", args=[rule_set.run_id]))),
            (_("Completion rules"), rule_sentence(rule_set.run, rule_set) or _("No rule yet. Add one below.")),
            (_("In force from"), rule_set.in_force_from),
            (_("Reason for the change"), rule_set.why),
            (_("Only for those who ask for it"), rule_set.needs_opt_in),
            (_("Partial presence counts from"), rule_set.partial_from),
            (_("Can be changed"), not rules_are_in_use(rule_set)),
        ]


class RuleSetViewSet(ChildViewSet):
    """Completion rules of runs, each read as one sentence."""

    model = RuleSet
    counted = ngettext_lazy("%(count)s set of completion rules", "%(count)s sets of completion rules", "count")
    icon = "clipboard-list"
    menu = AdminMenu.TRAININGS
    menu_order = 30
    menu_label = gettext_lazy("Completion rules")
    actions = ("view", "add", "change")
    inspect_view_enabled = True
    index_view_class = RuleSetIndex
    add_view_class = RuleSetCreate
    edit_view_class = RuleSetEdit
    inspect_view_class = RuleSetPage
    relations = ("run__course",)
    list_display = (
        "run",
        TextColumn("number", label=gettext_lazy("Number")),
        TextColumn(
            "sentence",
            label=gettext_lazy("Completion rules"),
            accessor=lambda rule_set: rule_sentence(rule_set.run, rule_set),
        ),
    )
    search_fields = ("run__label", "run__course__title_fi")
    panels = ["in_force_from", "why", "needs_opt_in", "partial_from"]
    error_fields = {"ruleset_partial_is_a_share": "partial_from"}

    def title_of(self, row: RuleSet) -> str:
        return _("Completion rules %(number)s, %(run)s") % {"number": row.number, "run": row.run}

    def visible_to(self, user: User, rows: QuerySet[RuleSet]) -> QuerySet[RuleSet]:
        return rows if is_administrator(user) else rows.filter(run__in=runs_of_trainer(user).values("pk"))

    def frozen_reason(self, row: RuleSet) -> str:
        return frozen_rules(row)

    def after_change(self, row: RuleSet) -> None:
        show_changed_runs(row.run.course)


class AttendanceRuleViewSet(ChildViewSet):
    """The rule of presence; other kinds get screens of their own."""

    model = AttendanceRule
    counted = ngettext_lazy("%(count)s attendance rule", "%(count)s attendance rules", "count")
    icon = "clipboard-list"
    pk_path_converter = "int"
    parent_field = "rule_set"
    parent_name = "ruleset"
    relations = ("rule_set__run__course",)
    list_display = (TextColumn("rule_set", label=gettext_lazy("Completion rules")), "minimum", "max_replaced")
    panels = [FieldPanel("minimum"), FieldPanel("max_replaced")]

    def title_of(self, row: AttendanceRule) -> str:
        return str(row._meta.verbose_name).capitalize()

    def frozen_reason(self, row: AttendanceRule) -> str:
        return frozen_rules(row.rule_set)

    def parent_refusal(self, parent: RuleSet) -> str:
        return frozen_rules(parent)

    def after_change(self, row: AttendanceRule) -> None:
        show_changed_runs(row.rule_set.run.course)


def _rules(rule_set: RuleSet) -> list[CompletionRule]:
    return list(rule_set.rules.all())


rule_sets, attendance_rules = RuleSetViewSet(), AttendanceRuleViewSet()
screens = (rule_sets, attendance_rules)
lists = (
    RelatedList(
        title=gettext_lazy("Completion rules"),
        viewset=lambda: rule_sets,
        rows=lambda run: run.rule_sets.all(),
        columns=(
            (gettext_lazy("Number"), lambda rule_set: rule_set.number),
            (gettext_lazy("Completion rules"), lambda rule_set: rule_sentence(rule_set.run, rule_set)),
            (gettext_lazy("In force from"), lambda rule_set: rule_set.in_force_from),
        ),
        add_label=gettext_lazy("Add a set of completion rules"),
        empty=gettext_lazy("Nothing says yet what is required for the certificate."),
        order=30,
    ),
)
RULES_OF_A_SET = RelatedList(
    title=gettext_lazy("Rules"),
    viewset=lambda: attendance_rules,
    rows=_rules,
    columns=(
        (gettext_lazy("Kind"), lambda rule: rule._meta.verbose_name.capitalize()),
        (gettext_lazy("Rule"), lambda rule: rule.sentence(unit_count(rule.rule_set.run))),
    ),
    add_label=gettext_lazy("Add an attendance rule"),
    empty=gettext_lazy("There is no rule yet. Add one: until then nobody can complete the run."),
)
