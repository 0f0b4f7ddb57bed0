"""What is inside a file: a whole pdf, a real docx or odt without programs, a picture made anew. Pure: bytes to bytes.

Nothing is unpacked but three small parts of an office file, each with a limit; nothing of a pdf is interpreted.
"""

import struct
import zipfile
import zlib
from io import BytesIO
from math import ceil

from PIL import Image, ImageOps, JpegImagePlugin

from enrollment.enums import FileKind, UploadRefusal

CONTENT_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
}
ZIPPED = frozenset({FileKind.DOCX, FileKind.ODT})
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of old office files and of password-protected new ones

MOST_PARTS = 5000
MOST_UNPACKED = 100 * 1024 * 1024  # bytes, as the zip itself tells; a reader unpacks no more than that
MOST_READ = 1024 * 1024  # bytes of a part that is looked at
ENTRY = b"PK\x01\x02"  # stands before every entry of a zip's table of contents

# A phone's largest jpg is read at a half or a quarter of its size, a png as a whole: four bytes a pixel.
MOST_PIXELS = {FileKind.JPG: 50_000_000, FileKind.PNG: 25_000_000}
LONGEST_SIDE = 4000  # pixels; a page of handwriting stays readable
JPG_QUALITY = 88
PNG_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"})

MARKUP = (b"<html", b"<!doctype", b"<script", b"<body", b"<svg", b"<iframe")  # what a browser might take for a page
WORD_DOCUMENT = b"wordprocessingml.document.main+xml"
WORD_PROGRAMS = (b"macroenabled", b"vbaproject", b"ms-office.activex")
DATA_INSIDE = (".xlsx", ".docx", ".pptx")  # what a chart or a table may keep inside a docx
BROKEN_ZIP = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError, zlib.error,
              struct.error)  # fmt: skip
BROKEN_PICTURE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError,
                  ZeroDivisionError, struct.error, zlib.error)  # fmt: skip

Checked = tuple[bytes, UploadRefusal | None]


def checked(content: bytes, kind: FileKind) -> Checked:
    """The bytes to be stored, and why they may not be, if so."""
    if kind is FileKind.PDF:
        return content, _pdf_fault(content)
    if kind in ZIPPED:
        return content, _office_fault(content, kind)
    return _picture_made_anew(content, kind)


def _pdf_fault(content: bytes) -> UploadRefusal | None:
    """A pdf begins as one, ends as one, and is nothing else besides: neither a page nor an archive."""
    beginning = content[:1024].lower()
    is_another_too = any(tag in beginning for tag in MARKUP) or zipfile.is_zipfile(BytesIO(content))
    if not content.startswith(b"%PDF-") or is_another_too:
        return UploadRefusal.NOT_WHAT_IT_SAYS
    return None if b"%%EOF" in content[-1024:] else UploadRefusal.BROKEN


def _office_fault(content: bytes, kind: FileKind) -> UploadRefusal | None:
    if content.count(ENTRY) > MOST_PARTS:  # counted before the table of contents is read into memory
        return UploadRefusal.EXPANDS
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            fault = _archive_fault(archive)
            return fault or (_docx_fault(archive) if kind is FileKind.DOCX else _odt_fault(archive))
    except BROKEN_ZIP:
        return UploadRefusal.BROKEN


def _archive_fault(archive: zipfile.ZipFile) -> UploadRefusal | None:
    parts = archive.infolist()
    if any(part.flag_bits & 0x1 for part in parts):
        return UploadRefusal.PROTECTED
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        return UploadRefusal.EXPANDS
    names = {part.filename.lower() for part in parts}
    return UploadRefusal.BROKEN if len(names) < len(parts) else None  # of two equal names each reader takes its own


def _docx_fault(archive: zipfile.ZipFile) -> UploadRefusal | None:
    names = [name.lower() for name in archive.namelist()]
    types = _part(archive, "[Content_Types].xml").lower()
    if any(word in types for word in WORD_PROGRAMS) or any(map(_is_program, names)):
        return UploadRefusal.MACROS
    is_word = WORD_DOCUMENT in types and any(name.startswith("word/document") for name in names)
    return None if is_word else UploadRefusal.NOT_WHAT_IT_SAYS


def _is_program(name: str) -> bool:
    is_foreign = name.startswith("word/embeddings/") and not name.endswith(("/", *DATA_INSIDE))
    return is_foreign or name.endswith("vbaproject.bin") or name.startswith("word/activex/")


def _odt_fault(archive: zipfile.ZipFile) -> UploadRefusal | None:
    names = archive.namelist()
    first = min(archive.infolist(), key=lambda part: part.header_offset, default=zipfile.ZipInfo())
    says_what_it_is = first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED
    if not says_what_it_is or _part(archive, "mimetype").decode("ascii", "replace") != CONTENT_TYPES[FileKind.ODT]:
        return UploadRefusal.NOT_WHAT_IT_SAYS
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        return UploadRefusal.MACROS
    if b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
        return UploadRefusal.PROTECTED
    return None if "content.xml" in names else UploadRefusal.NOT_WHAT_IT_SAYS


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """A small part; empty when there is none. Raises BadZipFile for one that is not small."""
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        content = part.read(MOST_READ + 1)
    if len(content) > MOST_READ:
        raise zipfile.BadZipFile(f"{name} is too large")
    return content


def _picture_made_anew(content: bytes, kind: FileKind) -> Checked:
    try:
        with Image.open(BytesIO(content), formats=["JPEG" if kind is FileKind.JPG else "PNG"]) as picture:
            if picture.width * picture.height > MOST_PIXELS[kind]:
                return b"", UploadRefusal.TOO_MANY_PIXELS
            return _drawn_again(picture, kind), None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return b"", UploadRefusal.TOO_MANY_PIXELS
    except BROKEN_PICTURE:
        return b"", UploadRefusal.BROKEN


def _drawn_again(picture: Image.Image, kind: FileKind) -> bytes:
    """The same picture from its pixels alone: turned upright, without place, time, device, remarks or a second file."""
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        share = max(picture.size) / LONGEST_SIDE
        picture.draft(None, (ceil(picture.width / share), ceil(picture.height / share)))
    drawn = ImageOps.exif_transpose(picture)
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    drawn = _in_mode_for(drawn, kind)
    drawn.info = {name: value for name, value in drawn.info.items() if name == "transparency"}
    file = BytesIO()
    if kind is FileKind.JPG:
        drawn.save(file, "JPEG", quality=JPG_QUALITY)
    else:
        drawn.save(file, "PNG")
    return file.getvalue()


def _in_mode_for(picture: Image.Image, kind: FileKind) -> Image.Image:
    if kind is FileKind.JPG:
        return picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    return picture if picture.mode in PNG_MODES else picture.convert("RGBA")
