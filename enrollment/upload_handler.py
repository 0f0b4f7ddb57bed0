"""Receiving files: no more than is allowed is ever written down, and the text of the same form always arrives."""

from collections.abc import Callable
from functools import wraps
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from courses.models import MOST_FILES
from enrollment.enums import UploadRefusal
from enrollment.uploads import MOST_BYTES, UploadRefused, cleaned_name, require_size

View = Callable[..., HttpResponse]


class AnswerUploadHandler(FileUploadHandler):
    """Keeps up to five files of ten megabytes in unnamed temporary files; the rest is read past and told in `refused`.

    A field after a refused file is still read: what the participant has written is not lost with it.
    """

    file: IO[bytes]

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.refused: list[UploadRefused] = []
        self.count = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.count += 1
        self.fault: UploadRefusal | None = UploadRefusal.TOO_MANY if self.count > MOST_FILES else None
        self.file = TemporaryFile()  # noqa: SIM115 - lives until the request has been answered

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.fault:
            return
        if start + len(raw_data) > MOST_BYTES:
            self.fault = UploadRefusal.TOO_LARGE  # told by the whole size, once the rest has been read past
            self.file.truncate(0)
        else:
            self._write(raw_data)

    def _write(self, raw_data: bytes) -> None:
        try:
            self.file.write(raw_data)
        except OSError:  # the disk is full
            self.fault = UploadRefusal.NOT_STORED

    def file_complete(self, file_size: int) -> UploadedFile | None:
        name = cleaned_name(self.file_name or "")
        try:
            require_size(file_size, name)
            if self.fault:
                raise UploadRefused(self.fault, name, most=MOST_FILES)
        except UploadRefused as refusal:
            self.refused.append(refusal)
            self.file.close()
            return None
        self.file.seek(0)
        return UploadedFile(self.file, name, self.content_type, file_size, self.charset)


def receives_files(view: View) -> View:
    """Let the view's files come in through an `AnswerUploadHandler`, found as `request.answer_uploads`.

    The handler has to stand before the token against forgery is looked for in the form, so the usual check is put off
    until then; it is made all the same.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def receiving(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        handler = AnswerUploadHandler(request)
        request.upload_handlers = [handler]
        request.answer_uploads = handler  # type: ignore[attr-defined]
        return checked(request, *args, **kwargs)

    return receiving
