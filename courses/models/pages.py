"""The face and the content of a training."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.blocks import ContentBlock
from cms.models import BasePage
from courses.enums import Audience
from courses.models.course import Course, Section, Theme
from courses.signals import may_read_module


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
        from courses.queries import catalog_entries  # noqa: PLC0415 - queries read these models

        return {
            **super().get_context(request, *args, **kwargs),
            "entries": catalog_entries(self, request.GET.get("page")),
        }

    def changes_at(self, now: datetime) -> datetime | None:
        from courses.queries import next_change  # noqa: PLC0415

        return next_change(None, now)


class CoursePage(BasePage):
    """What a training promises, for whom, and what it consists of. Personal data: none."""

    course = models.OneToOneField(Course, models.PROTECT, related_name="page", verbose_name=_("training"))
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
    template = "courses/course_page.html"

    class Meta:
        verbose_name = _("training page")
        verbose_name_plural = _("training pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.queries import course_page_content  # noqa: PLC0415

        return {**super().get_context(request, *args, **kwargs), "content": course_page_content(self)}

    def changes_at(self, now: datetime) -> datetime | None:
        from courses.queries import next_change  # noqa: PLC0415

        return next_change(self.course, now)


class ModulePage(BasePage):
    """A module of a section: what participants read and think about. Personal data: none."""

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
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    template = "courses/module_page.html"

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from courses.queries import module_neighbours  # noqa: PLC0415

        return {**super().get_context(request, *args, **kwargs), "neighbours": module_neighbours(self)}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A module for participants is denied unless an app above knows the reader (architecture §3)."""
        if self.audience == Audience.PUBLIC:
            return super().serve(request, *args, **kwargs)
        answers = may_read_module.send(sender=type(self), module=self, request=request)
        if not any(allowed for _receiver, allowed in answers):
            raise Http404
        return Page.serve(self, request, *args, **kwargs)  # never marked for the page cache
