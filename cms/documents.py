"""What a file of the site's content is: the types taken, and whether the inside agrees with the name. Pure."""

import zipfile
from io import BytesIO
from typing import BinaryIO

import filetype

from cms.enums import DocumentKind, DocumentRefusal

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE  # of a document
MOST_BYTES_OF_VIDEO = 100 * MEGABYTE  # a quarter of an hour of a talking head
HEAD = 8192  # bytes; more than any signature needs

VIDEOS = frozenset({DocumentKind.MP4, DocumentKind.WEBM})
ZIPPED = frozenset(
    {
        DocumentKind.DOCX, DocumentKind.ODT, DocumentKind.XLSX, DocumentKind.ODS, DocumentKind.PPTX, DocumentKind.ODP,
    }
)  # fmt: skip
CONTENT_TYPES = {
    DocumentKind.PDF: "application/pdf",
    DocumentKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentKind.ODT: "application/vnd.oasis.opendocument.text",
    DocumentKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    DocumentKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    DocumentKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    DocumentKind.ODP: "application/vnd.oasis.opendocument.presentation",
    DocumentKind.MP4: "video/mp4",
    DocumentKind.WEBM: "video/webm",
    DocumentKind.VTT: "text/vtt; charset=utf-8",
}


def kind_of(name: str) -> DocumentKind | None:
    """What the file's name says it is; None for a type the site does not take."""
    _, dot, ending = name.rpartition(".")
    return DocumentKind(ending.lower()) if dot and ending.lower() in DocumentKind.values else None


def is_video(name: str) -> bool:
    """Whether the file plays as a video."""
    return kind_of(name) in VIDEOS


def is_captions(name: str) -> bool:
    """Whether the file holds captions."""
    return kind_of(name) is DocumentKind.VTT


def fault(file: BinaryIO, name: str, size: int) -> DocumentRefusal | None:
    """Why the file may not be given out under that name, or None (security.md §2: the content decides)."""
    kind = kind_of(name)
    if kind is None:
        return DocumentRefusal.WRONG_TYPE
    if size > (MOST_BYTES_OF_VIDEO if kind in VIDEOS else MOST_BYTES):
        return DocumentRefusal.VIDEO_TOO_LARGE if kind in VIDEOS else DocumentRefusal.TOO_LARGE
    file.seek(0)
    head = file.read(HEAD)
    agrees = _is_captions(head) if kind is DocumentKind.VTT else _is_as_named(head, kind)
    if not agrees:
        return DocumentRefusal.NOT_WHAT_IT_SAYS
    return DocumentRefusal.MACROS if kind in ZIPPED and _has_programs(file) else None


def _is_captions(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT") and b"\0" not in head


def _is_as_named(head: bytes, kind: DocumentKind) -> bool:
    guess = filetype.guess_mime(head)
    return guess == CONTENT_TYPES[kind] or (kind in ZIPPED and guess == "application/zip")


def _has_programs(file: BinaryIO) -> bool:
    """Whether an office file carries programs; one that cannot be read counts as one."""
    file.seek(0)
    try:
        with zipfile.ZipFile(BytesIO(file.read())) as archive:
            names = [name.lower() for name in archive.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError):
        return True
    return any(name.endswith("vbaproject.bin") or name.startswith(("basic/", "scripts/")) for name in names)
