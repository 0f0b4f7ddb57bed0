"""Files of the site's content, given to those who may read a page that uses them."""

import re
from typing import Any, BinaryIO

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model

from cms.documents import CONTENT_TYPES, kind_of
from cms.queries import may_open_document

# Whatever a browser makes of the file, it runs nothing and reaches nothing (security.md §2).
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Accept-Ranges": "bytes",
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


@require_safe
def document_view(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponse:
    """A document, to be saved and never shown as a page; a part of it where a player asks for one."""
    document = get_object_or_404(get_document_model(), pk=document_id)
    kind = kind_of(document.filename)
    if kind is None or document.filename != document_filename or not may_open_document(document, request):
        raise Http404
    try:
        file = document.file.open("rb")
        size = document.file.size
    except FileNotFoundError:
        raise Http404 from None
    response = _answer(request, file, size, content_type=CONTENT_TYPES[kind], filename=document.filename)
    for name, value in HEADERS.items():
        response[name] = value
    return response


def _answer(request: HttpRequest, file: BinaryIO, size: int, **facts: Any) -> HttpResponse:
    asked = _RANGE.match(request.headers.get("Range", ""))
    if not asked or asked.groups() == ("", ""):
        return FileResponse(file, as_attachment=True, **facts)
    first, last = _bounds(*asked.groups(), size)
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = FileResponse(_Part(file, first, last - first + 1), as_attachment=True, status=206, **facts)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    part["Content-Length"] = str(last - first + 1)
    return part


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and the last byte asked for (RFC 9110 §14.1.2); `-500` are the last 500."""
    if not first:
        return max(size - int(last), 0), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


class _Part:
    """So many bytes of a file from a place on; closing it closes the file."""

    def __init__(self, file: BinaryIO, first: int, length: int) -> None:
        file.seek(first)
        self._file, self._left = file, length

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(content)
        return content

    def close(self) -> None:
        self._file.close()
