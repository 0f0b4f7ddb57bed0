"""What is on offer, in the admin. Runs live in enrollment: their locks depend on who has joined."""

from typing import Any

from django.db.models import Model
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList

from accounts.admin_helpers import AdminMenu, MomentColumn, RegisterViewSet, TextColumn
from cms.services import forget_cached_pages
from courses.models import Course, Organiser, Section, Theme, Topic


class _ShownInPublic(RegisterViewSet):
    """Rows that public pages show: a change empties the page cache."""

    menu = AdminMenu.TRAININGS

    def after_change(self, row: Model) -> None:
        forget_cached_pages()


class CourseForm(WagtailAdminModelForm):
    """The code is part of addresses, so it stays as it was first given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.instance.pk is not None


class CourseViewSet(_ShownInPublic):
    """Trainings. Their pages are written under Pages."""

    model = Course
    counted = ngettext_lazy("%(count)s training", "%(count)s trainings", "count")
    icon = "openquote"
    menu_order = 20
    actions = ("view", "add", "change")
    list_display = (
        "title_fi",
        "code",
        TextColumn("status", label=_("Status"), accessor="get_status_display"),
        TextColumn("default_organiser", label=_("Usual organiser")),
    )
    list_filter = {"status": ["exact"]}
    search_fields = ("title_fi", "title_sv", "title_en", "code")
    relations = ("default_organiser",)

    def get_edit_handler(self) -> ObjectList:
        groups = FieldPanel("target_groups", widget=CheckboxSelectMultiple)
        panels = ["title_fi", "title_sv", "title_en", "code", "status", groups, "default_organiser", "parallel_places"]
        return ObjectList(panels, base_form_class=CourseForm).bind_to_model(self.model)


class PartOfCourseForm(WagtailAdminModelForm):
    """What belongs to a training stays with it: sessions and pages already point here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].disabled = self.instance.pk is not None


class _PartOfCourse(_ShownInPublic):
    relations = ("course",)
    list_filter = {"course": ["exact"]}
    search_fields = ("title_fi", "title_sv", "title_en")
    form_panels: tuple[str, ...] = ("course", "number", "title_fi", "title_sv", "title_en")

    def get_edit_handler(self) -> ObjectList:
        return ObjectList(list(self.form_panels), base_form_class=PartOfCourseForm).bind_to_model(self.model)


class TopicViewSet(_PartOfCourse):
    """Topics of sessions: the same topic in another group makes up for a missed one."""

    model = Topic
    counted = ngettext_lazy("%(count)s session topic", "%(count)s session topics", "count")
    icon = "title"
    menu_order = 40
    list_display = ("title_fi", "number", "course", MomentColumn("retired_at", label=_("No longer used")))
    form_panels = ("course", "number", "title_fi", "title_sv", "title_en", "retired_at")


class SectionViewSet(_PartOfCourse):
    """Sections that divide a training's modules."""

    model = Section
    counted = ngettext_lazy("%(count)s section", "%(count)s sections", "count")
    icon = "folder-open-1"
    menu_order = 50
    list_display = ("title_fi", "number", "course")


class ThemeViewSet(_ShownInPublic):
    """Core themes that cut across sections."""

    model = Theme
    counted = ngettext_lazy("%(count)s core theme", "%(count)s core themes", "count")
    icon = "tag"
    menu_order = 60
    list_display = ("title_fi", "key", "position")
    search_fields = ("title_fi", "title_sv", "title_en")
    panels = ["title_fi", "title_sv", "title_en", "key", "intro", "position"]


class OrganiserViewSet(_ShownInPublic):
    """Projects and organisations that organise runs."""

    model = Organiser
    counted = ngettext_lazy("%(count)s organiser", "%(count)s organisers", "count")
    icon = "group"
    menu_order = 70
    list_display = ("name", "project", TextColumn("region", label=_("Region")))
    search_fields = ("name", "project")
    relations = ("region",)
    alphabetical = "name"

    def get_edit_handler(self) -> ObjectList:
        panels = ["name", "project", "region", "organisation", "successor"]
        return ObjectList(panels, base_form_class=OrganiserForm).bind_to_model(self.model)


class OrganiserForm(WagtailAdminModelForm):
    """Offers only checked organisations, and never the organiser itself as its successor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = self.fields["organisation"].queryset
        self.fields["organisation"].queryset = organisations.filter(checked_at__isnull=False, merged_into=None)
        self.fields["successor"].queryset = Organiser.objects.exclude(pk=self.instance.pk)


screens = (CourseViewSet(), TopicViewSet(), SectionViewSet(), ThemeViewSet(), OrganiserViewSet())
