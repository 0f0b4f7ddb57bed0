"""The face and the content of a training."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PagePermissionTester
from wagtail.search import index

from accounts.models import User
from cms.blocks import ContentBlock
from cms.enums import SearchKind
from cms.models import BasePage, ReviewedPage
from courses.enums import Audience
from courses.models.course import Course, Section, Theme
from courses.models.page_permissions import OfCoursePermissions
from courses.signals import may_read_module

if TYPE_CHECKING:
    from courses.queries import CoursePageContent


class CatalogPage(BasePage):
    """The list of trainings at /koulutukset/. Personal data: none."""

    lede = models.TextField(_("opening words"), blank=True)

    content_panels = [*Page.content_panels, "lede"]
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count_per_parent = 1
    template = "courses/catalog_page.html"

    class Meta:
        verbose_name = _("training catalogue")
        verbose_name_plural = _("training catalogues")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.forms import CatalogFilterForm  # noqa: PLC0415 - both read these models
        from courses.queries import catalog_entries  # noqa: PLC0415

        form = CatalogFilterForm(request.GET)
        wanted = form.wanted
        return {
            **super().get_context(request, *args, **kwargs),
            "form": form,
            "wanted": wanted,
            "entries": catalog_entries(self, request.GET.get("page"), wanted),
        }

    def changes_at(self, now: datetime) -> datetime | None:
        from courses.queries import next_change  # noqa: PLC0415

        return next_change(now)


class CoursePage(BasePage):
    """What a training promises, for whom, and what it consists of. Personal data: none."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="pages", verbose_name=_("training"))
    promise = models.TextField(_("promise in one sentence"), blank=True)
    practical = models.CharField(_("in short"), max_length=200, blank=True, help_text=_("For example: Online in Teams"))
    cost_note = models.CharField(_("price"), max_length=60, blank=True, help_text=_("For example: Free of charge"))
    introduction = StreamField(ContentBlock(), verbose_name=_("introduction"), blank=True)
    for_whom = models.TextField(_("for whom"), blank=True)
    what_you_learn = models.TextField(_("what you learn"), blank=True, help_text=_("One thing per line."))
    notice = models.CharField(
        _("note about the content"), max_length=200, blank=True, help_text=_("Shown on every module.")
    )

    content_panels = [
        *Page.content_panels,
        "course",
        MultiFieldPanel(["promise", "practical", "cost_note"], heading=_("First lines")),
        "introduction",
        "for_whom",
        "what_you_learn",
        "notice",
    ]
    search_fields = [*Page.search_fields, index.SearchField("promise"), index.SearchField("introduction")]
    parent_page_types = ["courses.CatalogPage"]
    subpage_types = ["courses.ModulePage"]
    served_with = ("course", "locale")
    template = "courses/course_page.html"
    search_kind = SearchKind.COURSE
    opening_field, body_field = "promise", "introduction"

    class Meta:
        verbose_name = _("training page")
        verbose_name_plural = _("training pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "content": self.content}

    @cached_property
    def content(self) -> "CoursePageContent":
        """What the page shows besides its own fields, read once."""
        from courses.queries import course_page_content  # noqa: PLC0415

        return course_page_content(self)

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        return OfCoursePermissions(user, self, course_id=self.course_id)

    def search_text(self) -> str:
        from courses.queries import rule_words  # noqa: PLC0415

        return f"{self.own_words()} {rule_words(self)}"

    def own_words(self) -> str:
        """The words of the page itself, without those of its runs; no query."""
        return " ".join([super().search_text(), self.course.title, self.for_whom, self.what_you_learn])

    def changes_at(self, now: datetime) -> datetime | None:
        return self.content.changes_at

    def clean(self) -> None:
        super().clean()
        same = CoursePage.objects.filter(course_id=self.course_id, locale_id=self.locale_id)
        if self.course_id and same.exclude(pk=self.pk).exists():
            raise ValidationError({"course": _("The training has a page in this language already.")})


class ModulePage(ReviewedPage, BasePage):
    """A module of a section: what participants read and think about. Personal data: the reviewer."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="modules", verbose_name=_("section"))
    key = models.SlugField(_("key"), max_length=60, help_text=_("The same in every language version."))
    position = models.PositiveSmallIntegerField(_("order in the section"), default=1)
    themes = ParentalManyToManyField(Theme, blank=True, verbose_name=_("core themes"))
    audience = models.CharField(_("audience"), max_length=15, choices=Audience.choices, default=Audience.PUBLIC)
    summary = models.CharField(_("summary"), max_length=250, blank=True)
    minutes = models.PositiveSmallIntegerField(_("takes about, minutes"), null=True, blank=True)
    body = StreamField(ContentBlock(), verbose_name=_("content"), blank=True)

    content_panels = [
        *Page.content_panels,
        MultiFieldPanel(
            ["section", "position", FieldPanel("themes", widget=forms.CheckboxSelectMultiple), "key", "audience"],
            heading=_("Place in the training"),
        ),
        "summary",
        "minutes",
        "body",
        "reviewer",
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    served_with = ("section", "locale")
    template = "courses/module_page.html"
    search_kind = SearchKind.MODULE
    opening_field = "summary"

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.queries import module_neighbours  # noqa: PLC0415

        return {**super().get_context(request, *args, **kwargs), "neighbours": module_neighbours(self)}

    def search_text(self) -> str:
        return " ".join([super().search_text(), *(theme.title for theme in self.themes.all())])

    @property
    def is_for_everyone(self) -> bool:
        return self.audience == Audience.PUBLIC

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        return OfCoursePermissions(user, self, course_id=self.section.course_id if self.section_id else None)

    def may_be_read(self, request: HttpRequest) -> bool:
        """A module for participants is denied unless an app above knows the reader (architecture §3)."""
        if self.is_for_everyone:
            return True
        answers = may_read_module.send(sender=type(self), module=self, request=request)
        return any(allowed for _receiver, allowed in answers)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """To whom the module is closed it says what it is and how to take part, and nothing of its body."""
        if self.is_for_everyone:
            return super().serve(request, *args, **kwargs)
        if self.may_be_read(request):
            response = Page.serve(self, request, *args, **kwargs)  # neither is ever marked for the page cache
        else:
            response = TemplateResponse(request, "courses/module_closed.html", self.get_context(request))
        response["X-Robots-Tag"] = "noindex"
        return response
