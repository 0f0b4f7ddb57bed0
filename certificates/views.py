"""Checking a certificate. Open to anyone: no sign-in, no cookie, no session, nothing that changes anything."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from certificates import queries
from certificates.forms import CertificateCheckForm
from certificates.limits import WINDOW, is_within_limit
from certificates.numbers import file_name

PRIVATE = {"X-Robots-Tag": "noindex", "Cache-Control": "private, no-store", "Referrer-Policy": "same-origin"}
View = Callable[..., HttpResponse]


def unlisted(view: View) -> View:
    """Keep the answer out of search engines and caches, whatever the answer is."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        for name, value in PRIVATE.items():
            response[name] = value
        return response

    return wrapper


# Exempt from CSRF, which would need a cookie: the look-up changes nothing (certificate.md §7).
@csrf_exempt
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Look up by typed ID and surname. The answer comes to the POST itself, so that neither stands in an address."""
    if request.method != "POST":
        return render(request, "certificates/check.html", {"form": CertificateCheckForm()})
    form = CertificateCheckForm(request.POST)
    if not is_within_limit(request, "look-up", timezone.now()):
        return _with_retry(render(request, "certificates/check.html", {"form": form, "is_limited": True}, status=429))
    record = None
    if form.is_valid():
        record = queries.record_by_id(form.cleaned_data["human_id"], form.cleaned_data["surname"])
    if record is None:
        return render(request, "certificates/check.html", {"form": form, "is_unknown": form.is_valid()})
    return _shown(request, record)


@unlisted
@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link and the QR code lead."""
    if not is_within_limit(request, "look-up", timezone.now()):
        return too_many(request)
    record = queries.record_by_token(token)
    if record is None:
        return dead_link(request)
    return _shown(request, record)


@unlisted
@require_safe
def pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The original file, byte for byte, while the certificate is valid."""
    if not is_within_limit(request, "file", timezone.now()):
        return too_many(request)
    certificate = queries.valid_file(token)
    if certificate is None or certificate.pdf is None:
        return dead_link(request)
    response = HttpResponse(bytes(certificate.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{file_name(certificate.human_id)}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def dead_link(request: HttpRequest) -> HttpResponse:
    """The same calm page for an address that never led anywhere and for one that does not any more."""
    request.shown_address = reverse("certificate-check")  # type: ignore[attr-defined]  # read by config.languages
    return render(
        request, "certificates/check.html", {"form": CertificateCheckForm(), "is_dead_link": True}, status=404
    )


def too_many(request: HttpRequest) -> HttpResponse:
    """A calm page instead of an answer."""
    return _with_retry(render(request, "429.html", status=429))


def _with_retry(response: HttpResponse) -> HttpResponse:
    response["Retry-After"] = str(WINDOW)
    return response


def _shown(request: HttpRequest, record: queries.PublicRecord) -> HttpResponse:
    request.shown_address = reverse("certificate-verify", args=[record.token])  # type: ignore[attr-defined]
    return render(request, "certificates/verify.html", {"record": record, "checked_at": timezone.now()})
