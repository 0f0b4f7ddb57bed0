"""Small real files of the types pages may hand out."""

import zipfile
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from config.demo.content_files import FOLDER

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nHei.\n"
WEBM = (FOLDER / "files" / "polku.webm").read_bytes()


def docx(*extra: str) -> bytes:
    """A Word file as far as its parts go."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *extra):
            archive.writestr(name, "<x/>")
    return file.getvalue()


def document(name: str = "muistilista.pdf", content: bytes = PDF, **fields: Any) -> Any:
    """A document as the chooser would have made it."""
    made = get_document_model()(
        title=fields.pop("title", "Muistilista"), file=ContentFile(content, name=name), **fields
    )
    made._set_document_file_metadata()
    made.save()
    return made
