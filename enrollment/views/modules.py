"""Marking a module as done, from the module's own page."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from courses.models import ModulePage
from enrollment.services.modules import ModuleMarkRefused, mark_module

MARK = "merkinta"  # where on the module's page the mark stands, with what it became


@login_required
@require_POST
def module_mark_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """Mark or unmark, and back to the mark on the page; for people without a place the address does not exist."""
    module = get_object_or_404(ModulePage.objects.live().select_related("section"), pk=page_id)
    done = request.POST.get("done") != "no"
    try:
        mark_module(module, request.user, done=done, now=timezone.now())
    except ModuleMarkRefused:
        raise Http404 from None
    return redirect(f"{module.get_url(request)}#{MARK}")
