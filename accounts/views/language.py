"""Choosing the language of one's own screens and mails."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override
from django.views.decorators.http import require_POST

from accounts.services import own_data


@login_required
@require_POST
def language_view(request: HttpRequest) -> HttpResponse:
    """Keep the language, and go on where the person was."""
    language, goes_on = request.POST.get("language", ""), request.POST.get("next", "")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    own_data.choose_language(request.user, language)
    if not url_has_allowed_host_and_scheme(goes_on, {request.get_host()}, require_https=request.is_secure()):
        with override(language):
            goes_on = reverse("own")
    return redirect(goes_on)
