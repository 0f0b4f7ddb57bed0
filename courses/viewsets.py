"""What is on offer, in the admin. Runs live in enrollment: their locks depend on who has joined."""

from typing import Any

from django.db.models import Model
from django.forms import CheckboxSelectMultiple
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext_lazy, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList

from accounts.admin_helpers import (
    AdminMenu,
    HubView,
    HubViewSet,
    Linked,
    MomentColumn,
    PageAction,
    RegisterCreate,
    RegisterEdit,
    RegisterForm,
    RegisterViewSet,
    RelatedList,
    TextColumn,
)
from cms.services import forget_cached_pages
from courses.models import Course, CoursePage, Organiser, Section, Theme, Topic
from courses.queries import new_page_address


class _ShownInPublic(RegisterViewSet):
    """Rows that public pages show: a change empties the page cache."""

    menu = AdminMenu.TRAININGS

    def after_change(self, row: Model) -> None:
        forget_cached_pages()


class CourseForm(RegisterForm):
    """The code is part of addresses, so it stays as it was first given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = self.instance.pk is not None


class _OpensItsPage:
    object: Any

    def get_success_url(self) -> str:
        return reverse("course:inspect", args=[self.object.pk])


class CourseCreate(_OpensItsPage, RegisterCreate):
    """After a training is added its page opens: topics, runs and its page on the site are reached from there."""


class CourseEdit(_OpensItsPage, RegisterEdit):
    """Returns to the training's page."""


class CourseHub(HubView):
    """A training: its facts, its pages on the site, and the lists of what belongs to it."""

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.object
        return [
            (gettext("Status"), row.get_status_display()),
            (gettext("Code"), row.code),
            (gettext("Name in Swedish"), row.title_sv),
            (gettext("Name in English"), row.title_en),
            (gettext("Target groups"), ", ".join(map(str, row.target_groups.all())) or gettext("For everyone")),
            (gettext("Usual organiser"), row.default_organiser),
            *((self._page_label(page), self._page_link(page)) for page in self.pages),
        ]

    @cached_property
    def pages(self) -> list[CoursePage]:
        return list(self.object.pages.select_related("locale").order_by("locale"))

    def _page_label(self, page: CoursePage) -> str:
        return gettext("Page on the site (%(language)s)") % {"language": page.locale.get_display_name()}

    def _page_link(self, page: CoursePage) -> Linked:
        state = pgettext("page", "Published") if page.live else pgettext("page", "Not published")
        return Linked(f"{page.title} · {state}", reverse("wagtailadmin_pages:edit", args=[page.pk]))

    def actions(self) -> list[PageAction]:
        if self.pages or not self.permission_policy.user_has_permission(self.request.user, "change"):
            return []
        return [PageAction(gettext("Write the page of the training"), new_page_address(), posts=False)]


class CourseViewSet(_ShownInPublic, HubViewSet):
    """Trainings. Their pages are written under Pages."""

    model = Course
    counted = ngettext_lazy("%(count)s training", "%(count)s trainings", "count")
    icon = "openquote"
    menu_order = 20
    actions = ("view", "add", "change")
    add_view_class = CourseCreate
    edit_view_class = CourseEdit
    inspect_view_class = CourseHub
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


class PartOfCourseForm(RegisterForm):
    """What belongs to a training stays with it: sessions and pages already point here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].disabled = self.instance.pk is not None


class _PartOfCourse(_ShownInPublic):
    parent_field = "course"
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


class OrganiserForm(RegisterForm):
    """Offers only checked organisations, and never the organiser itself as its successor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = self.fields["organisation"].queryset
        self.fields["organisation"].queryset = organisations.filter(checked_at__isnull=False, merged_into=None)
        self.fields["successor"].queryset = Organiser.objects.exclude(pk=self.instance.pk)


topics, sections = TopicViewSet(), SectionViewSet()
PARTS_OF_A_COURSE = (
    RelatedList(
        title=_("Session topics"),
        viewset=lambda: topics,
        rows=lambda course: course.topics.order_by("number", "pk"),
        columns=(
            (_("Topic"), str),
            (_("No longer used"), lambda topic: topic.retired_at),
        ),
        add_label=_("Add a session topic"),
        empty=_("The training has no session topics yet."),
        order=20,
    ),
    RelatedList(
        title=_("Sections"),
        viewset=lambda: sections,
        rows=lambda course: course.sections.order_by("number", "pk"),
        columns=((_("Section"), str),),
        add_label=_("Add a section"),
        empty=_("The training has no sections yet. They are needed when it has modules on the site."),
        order=30,
    ),
)
screens = (CourseViewSet(), topics, sections, ThemeViewSet(), OrganiserViewSet())
