"""Answers of the house itself: faults, health, and the pictures of its pages."""

import sys
from mimetypes import guess_type
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.views.decorators.http import require_safe

from config import health
from config.faults import is_passing
from config.logs import request_id
from config.sheets import SHEETS, joined_sheet
from messaging.queries import SiteAddresses

RETRY_AFTER = 30  # seconds; a database restarts in less
STYLE_LASTS = 365 * 24 * 3600  # seconds; changed styles get another name
PICTURE_LASTS = 7 * 24 * 3600  # seconds; a changed picture gets another name


def server_error(request: HttpRequest) -> HttpResponse:
    """What broke: our fault (500), or a service that is away for a moment (503, with the time to come back).

    Rendered without the request, so that neither the session nor the database is asked again.
    """
    is_away = is_passing(sys.exc_info()[1])
    context = {
        "request_id": request_id.get(),
        "site_contact_email": settings.SUPPORT_EMAIL,
        "addresses": SiteAddresses(),
    }
    page = render_to_string("503.html" if is_away else "500.html", context)
    response = HttpResponse(page, status=503 if is_away else 500)
    if is_away:
        response["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response


@require_safe
def whole_health(request: HttpRequest) -> HttpResponse:
    """Whether everything works, for whoever watches the site: 200 `ok`, or 503 `not ok`, and not a word more."""
    return _health(health.ALL)


@require_safe
def web_health(request: HttpRequest) -> HttpResponse:
    """Whether this process can answer people, for the proxy that chooses where to send them."""
    return _health(health.FOR_REQUESTS)


def _health(parts: tuple[str, ...]) -> HttpResponse:
    is_well = health.is_well(parts)
    response = HttpResponse(
        "ok\n" if is_well else "not ok\n", status=200 if is_well else 503, content_type="text/plain"
    )
    add_never_cache_headers(response)
    return response


@require_safe
def sheet(request: HttpRequest, name: str, digest: str) -> HttpResponse:
    """Styles asked for together. A page kept from before a change asks by the old digest and gets the new ones."""
    if name not in SHEETS:
        raise Http404
    sheet = joined_sheet(name)
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(sheet.packed if is_packed else sheet.text, content_type="text/css; charset=utf-8")
    if is_packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    is_current = digest == sheet.digest
    response["Cache-Control"] = f"public, max-age={STYLE_LASTS}, immutable" if is_current else "public, no-cache"
    return response


@require_safe
def picture(request: HttpRequest, folder: str, path: str) -> FileResponse:
    """A picture of a page, from wherever files are kept. Public; what participants send never lies in its folder."""
    name = PurePosixPath(path)
    if ".." in name.parts or name.suffix.lower().lstrip(".") not in settings.WAGTAILIMAGES_EXTENSIONS:
        raise Http404
    try:
        file = default_storage.open(f"{folder}/{name}")
    except (FileNotFoundError, IsADirectoryError, ValueError):  # ValueError: a name no file system takes
        raise Http404 from None
    lifetime = f"public, max-age={PICTURE_LASTS}, immutable"
    return FileResponse(file, content_type=guess_type(name.name)[0], headers={"Cache-Control": lifetime})
