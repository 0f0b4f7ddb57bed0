"""Checking a run, then showing it to people, at once or later; taking it off the site again."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.admin_helpers import MomentField, MomentInput
from courses.models import CourseRun
from enrollment.queries.readiness import checklist_before_publishing
from enrollment.services.publishing import PublishRefused, publish_run, withdraw_run
from messaging.dates import moment


class ScheduleForm(forms.Form):
    """From which instant on a run is shown."""

    at = MomentField(
        label=gettext_lazy("Show the run from"),
        widget=MomentInput(attrs={"placeholder": "10.1.2027 klo 16.00"}),
        error_messages={
            "required": gettext_lazy("Write when the run is shown."),
            "invalid": gettext_lazy("Write the day and the clock time like this: 10.1.2027 klo 16.00"),
        },
    )


def publish_view(
    request: HttpRequest, pk: object, *, policy: ModelPermissionPolicy, runs: QuerySet[CourseRun]
) -> HttpResponse:
    """The checklist, and by POST publishing, scheduling or withdrawing; whoever may not change runs is sent to the
    front page.
    """
    if not policy.user_has_permission(request.user, "change"):
        return redirect("wagtailadmin_home")
    run, now = get_object_or_404(runs, pk=pk), timezone.now()
    action = request.POST.get("action", "publish")
    form = ScheduleForm(request.POST if request.method == "POST" and action == "schedule" else None)
    if request.method != "POST" or (form.is_bound and not form.is_valid()):
        return render(request, "admin/publish_run.html", _context(run, form, now))
    try:
        told = _carry_out(run, action, form, request, now)
    except PublishRefused as refusal:
        messages.error(request, str(refusal))
        if form.is_bound:
            return render(request, "admin/publish_run.html", _context(run, form, now))
        return redirect("courserun:publish", run.pk)
    messages.success(request, told)
    return redirect("courserun:inspect", run.pk)


def _carry_out(run: CourseRun, action: str, form: ScheduleForm, request: HttpRequest, now: datetime) -> str:
    """Do what was pressed; returns what is said of it. Raises PublishRefused."""
    if action == "withdraw":
        withdraw_run(run, by=request.user, now=now)
        return _("The run is not shown on the site.")
    if action == "schedule":
        at = form.cleaned_data["at"]
        publish_run(run, by=request.user, now=now, at=at)
        return _("The run will be shown from %(moment)s.") % {"moment": moment(at)}
    publish_run(run, by=request.user, now=now)
    return _("The run is published.")


def _context(run: CourseRun, form: ScheduleForm, now: datetime) -> dict[str, Any]:
    checks = checklist_before_publishing(run, now)
    title = _("Checklist")
    is_published = bool(run.published_at and run.published_at <= now)
    return {
        "run": run,
        "form": form,
        "checks": checks,
        "unmet_count": sum(not check.is_met for check in checks),
        "blocking_count": sum(check.blocks for check in checks),
        "is_published": is_published,
        "shown_from": moment(run.published_at) if run.published_at and not is_published else "",
        "back": reverse("courserun:inspect", args=[run.pk]),
        "page_title": title,
        "header_title": title,
    }
