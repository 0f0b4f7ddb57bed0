"""The feed a person's calendar asks for: whoever holds its address reads it, nobody else knows that it is there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from enrollment.services.calendars import personal_calendar
from enrollment.views.enroll import calendar_response


@never_cache
@require_safe
def feed_view(request: HttpRequest, secret: str) -> HttpResponse:
    """All sessions of the person whose secret this is."""
    person = get_object_or_404(User, calendar_secret=secret, erased_at=None, merged_into=None, is_active=True)
    response = calendar_response(personal_calendar(person, timezone.now()))
    response["X-Robots-Tag"] = "noindex"
    return response
