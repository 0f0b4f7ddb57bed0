"""Feedback on accessibility in the admin, with its clock."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet

from accounts.admin_helpers import (
    AdministratorsOnly,
    AdminMenu,
    HubView,
    HubViewSet,
    MomentColumn,
    PageAction,
    TextColumn,
)
from accounts.models import User
from cms.forms import AnswerRequestForm
from cms.models import AccessibilityRequest
from cms.services import answer_request
from cms.services.accessibility import AnswerRefused
from messaging.dates import day


def clock(request: AccessibilityRequest) -> str:
    """By when the answer is due and how long that is; of an answered one that it is answered."""
    if request.answered_at:
        return _("Answered")
    left = request.days_left(localdate(timezone.now()))
    if left < 0:
        told = ngettext("%(count)s day late", "%(count)s days late", -left) % {"count": -left}
    elif left:
        told = ngettext("%(count)s day left", "%(count)s days left", left) % {"count": left}
    else:
        told = pgettext("due", "today")
    return f"{day(request.due_on)} · {told}"


class RequestFilters(WagtailFilterSet):
    """Open or answered."""

    answered = django_filters.BooleanFilter(
        field_name="answered_at", lookup_expr="isnull", exclude=True, label=gettext_lazy("Answered")
    )

    class Meta:
        model = AccessibilityRequest
        fields = ["answered"]


class RequestPage(HubView):
    """One message and its answer."""

    def get_page_subtitle(self) -> str:
        return self.object.opening

    def facts(self) -> list[tuple[Any, Any]]:
        row = self.object
        return [
            (_("Answer by"), clock(row)),
            (_("What did not work?"), row.text),
            (_("Page"), row.page),
            (_("Reply address"), row.reply_to),
            (_("Received"), row.received_at),
            (_("Answer"), row.answer),
            (_("Answered"), row.answered_at),
            (_("Answered by"), row.answered_by.shown_name if row.answered_by else ""),
        ]

    def actions(self) -> list[PageAction]:
        if self.object.answered_at:
            return []
        return [
            PageAction(
                pgettext("button", "Answer"), reverse("accessibilityrequest:answer", args=[self.object.pk]), posts=False
            )
        ]


class AccessibilityRequestViewSet(HubViewSet):
    """What people have written about accessibility, the most urgent first."""

    model = AccessibilityRequest
    icon = "warning"
    menu = AdminMenu.MESSAGES
    menu_label = gettext_lazy("Accessibility")
    menu_order = 30
    actions = ("view", "change")
    opens_form = False
    inspect_view_class = RequestPage
    filterset_class = RequestFilters
    relations = ("answered_by",)
    search_fields = ("text", "page")
    list_display = (
        "opening",
        TextColumn("due_on", label=gettext_lazy("Answer by"), accessor=clock),
        MomentColumn("received_at", label=gettext_lazy("Received")),
        MomentColumn("answered_at", label=gettext_lazy("Answered")),
    )

    @property
    def permission_policy(self) -> AdministratorsOnly:
        return AdministratorsOnly(self.model, *self.actions)

    def visible_to(self, user: User, rows: QuerySet[AccessibilityRequest]) -> QuerySet[AccessibilityRequest]:
        return rows.select_related("answered_by")

    def get_urlpatterns(self) -> list[Any]:
        return [*super().get_urlpatterns(), path("answer/<int:pk>/", self.answer_view, name="answer")]

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write the answer and send it."""
        if not self.permission_policy.user_has_permission(request.user, "change"):
            return redirect("wagtailadmin_home")
        row = get_object_or_404(AccessibilityRequest, pk=pk)
        page, form = reverse("accessibilityrequest:inspect", args=[pk]), AnswerRequestForm(request.POST or None)
        if not form.is_valid():
            title = _("Answer about accessibility")
            context = {"form": form, "row": row, "clock": clock(row), "back": page, "page_title": title}
            return render(request, "admin/answer_request.html", {**context, "header_title": title})
        try:
            answer_request(row, form.cleaned_data["answer"], by=request.user, now=timezone.now())
        except AnswerRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The answer was saved.") if not row.reply_to else _("The answer was sent."))
        return redirect(page)


screens = (AccessibilityRequestViewSet(),)
