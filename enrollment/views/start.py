"""Where somebody who has signed in begins."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from enrollment.queries.roles import start_screen


@login_required
@require_GET
def start_view(request: HttpRequest) -> HttpResponse:
    """Lead on to the admin, the trainer's desk or the own page."""
    return redirect(start_screen(request.user))
