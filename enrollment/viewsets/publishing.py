"""Checking a run, then showing it to people."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.permission_policies import ModelPermissionPolicy

from courses.models import CourseRun
from enrollment.queries.readiness import checklist_before_publishing
from enrollment.services.publishing import PublishRefused, publish_run


def publish_view(
    request: HttpRequest, pk: object, *, policy: ModelPermissionPolicy, runs: QuerySet[CourseRun]
) -> HttpResponse:
    """The checklist, and publishing by POST; whoever may not change runs is sent to the front page."""
    if not policy.user_has_permission(request.user, "change"):
        return redirect("wagtailadmin_home")
    run, now = get_object_or_404(runs, pk=pk), timezone.now()
    if request.method == "POST":
        try:
            publish_run(run, by=request.user, now=now)
        except PublishRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("courserun:publish", run.pk)
        messages.success(request, _("The run is published."))
        return redirect("courserun:inspect", run.pk)
    checks = checklist_before_publishing(run, now)
    title = _("Checklist")
    context = {
        "run": run,
        "checks": checks,
        "unmet_count": sum(not check.is_met for check in checks),
        "blocking_count": sum(check.blocks for check in checks),
        "is_published": bool(run.published_at and run.published_at <= now),
        "back": reverse("courserun:inspect", args=[run.pk]),
        "page_title": title,
        "header_title": title,
    }
    return render(request, "admin/publish_run.html", context)
