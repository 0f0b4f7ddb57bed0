"""The style page, for those who make the site."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.queries import is_trainer
from config.style.gallery import gallery, style_sheets

ROOMS = {"vaalea": "light", "tumma": "dark"}


@login_required
@require_safe
def style_view(request: HttpRequest) -> HttpResponse:
    """Every component in every state; an unknown `pohja` is that of the device."""
    if not is_trainer(request.user):
        raise Http404
    room = ROOMS.get(request.GET.get("pohja", ""), "")
    context = {"parts": gallery(request), "sheets": style_sheets(), "room": room}
    response = render(request, "style/style.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
