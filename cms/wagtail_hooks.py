"""Registers the screens of the site shell."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from cms import viewsets
from messaging.dates import moment

DECISION = "action-workflow-action"  # what the editor's form carries once approving has been pressed


@hooks.register("register_admin_viewset")
def site_shell() -> list[object]:
    return list(viewsets.screens)


@hooks.register("before_edit_page")
def decide_once(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Let one press decide one time: Wagtail's background saving sends the pressed decision along, and a second press
    finds the page decided on; it answers both with an error.
    """
    if request.method != "POST" or DECISION not in request.POST:
        return None
    if not request.accepts("text/html"):
        return HttpResponse(status=409)  # Wagtail tells its own script
    if page.current_workflow_task is None:
        messages.warning(request, _("The page is no longer waiting for review: it has been decided on."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None


@hooks.register("after_edit_page")
def tell_the_decision(request: HttpRequest, page: Page) -> None:
    """Say what approving did: Wagtail says only that the page was saved."""
    if request.POST.get(DECISION) and request.POST.get("workflow-action-name") == "approve":
        comes_out = page.go_live_at if page.go_live_at and page.go_live_at > timezone.now() else None
        if comes_out:
            messages.success(request, _("Approved. The page comes out %(moment)s.") % {"moment": moment(comes_out)})
        else:
            messages.success(request, _("Approved and published."))
