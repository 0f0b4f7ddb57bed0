"""The form of the accessibility statement. Open to anyone: no sign-in, no session, no cookie."""

from datetime import datetime
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from accounts.services.limits import count_try, network_of
from cms.forms import AccessibilityRequestForm
from cms.models import AccessibilityPage
from cms.services import receive_request
from cms.services.accessibility import ANSWER_WITHIN

AN_HOUR = 3600  # seconds
MOST_AN_HOUR = 10  # from one network: an office may have much to say, a robot has more


# The statement comes from the page cache, without a cookie that a CSRF token would need: the origin is checked instead.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def accessibility_request_view(request: HttpRequest) -> HttpResponse:
    """Take what somebody says about accessibility; what was typed stays when something is missing."""
    page = _statement(request)
    if request.method == "GET":
        return redirect(f"{page.get_url(request)}#palaute")
    if not _is_from_here(request):
        raise PermissionDenied
    now = timezone.now()
    form = AccessibilityRequestForm(request.POST)
    if not form.is_valid():
        return render(request, page.template, {**page.get_context(request), "form": form})
    if not count_try(f"accessibility:{network_of(request)}", now, most=MOST_AN_HOUR, window=AN_HOUR):
        return _too_many(request)
    _take(form, now)
    return redirect("accessibility-thanks")


def _statement(request: HttpRequest) -> AccessibilityPage:
    """The statement the form stood on, else the one in the language of the address, else any."""
    pages, asked = AccessibilityPage.objects.live(), request.POST.get("statement", "")
    page = pages.filter(pk=asked).first() if asked.isdecimal() else None
    page = page or pages.filter(locale__language_code=get_language()).first() or pages.order_by("pk").first()
    if page is None:
        raise Http404
    return page


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on this site; old ones say nothing."""
    origin = request.headers.get("Origin")
    if origin:
        return urlsplit(origin).netloc == request.get_host()
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


def _take(form: AccessibilityRequestForm, now: datetime) -> None:
    """Store the request; a robot is thanked like anybody and leaves nothing."""
    typed = form.cleaned_data
    if not form.is_from_a_robot:
        receive_request(typed["text"], page=typed["page"], reply_to=typed["reply_to"], now=now, language=get_language())


def _too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(AN_HOUR)
    return response


@require_GET
def accessibility_thanks_view(request: HttpRequest) -> HttpResponse:
    """That it arrived, and by when the answer comes."""
    return render(request, "cms/accessibility_thanks.html", {"due_on": localdate(timezone.now() + ANSWER_WITHIN)})
