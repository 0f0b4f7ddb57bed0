"""What may be attached to an answer: the limits, the names, and the one way in. Pure; what is inside: `contents.py`."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from math import ceil

import filetype
from django.utils.formats import number_format
from django.utils.translation import pgettext

from enrollment.contents import CONTENT_TYPES, OLE, ZIPPED, checked
from enrollment.enums import FileKind, UploadRefusal
from enrollment.secrecy import looks_like_a_person

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE  # of one file
LONGEST_NAME = 100  # characters before the ending
HEAD = 8192  # bytes; more than any signature needs

KINDS = {**{kind.value: kind for kind in FileKind}, "jpeg": FileKind.JPG}
OTHER_TEXTS = frozenset({"doc", "dot", "docm", "dotx", "rtf", "txt", "pages", "wpd", "odm", "ott", "gdoc"})
OTHER_IMAGES = frozenset({"heic", "heif", "webp", "gif", "bmp", "tif", "tiff", "avif", "jfif", "raw", "dng"})
_FORBIDDEN = re.compile(r'[<>:"|?*]')  # characters that Windows refuses in a name, and HTML reads as markup


class UploadRefused(Exception):
    """A file was not taken; the text names the file and says what to do."""

    def __init__(self, reason: UploadRefusal, name: str, **facts: object) -> None:
        super().__init__(f"{name}: {str(reason.label) % facts}")
        self.reason, self.name = reason, name


@dataclass(frozen=True)
class Upload:
    """A file fit to be stored: what it is by its content, under a name fit to be shown."""

    kind: FileKind
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The fingerprint of what is stored, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def examined(content: bytes, name: str) -> Upload:
    """The file as it may be stored; pictures are made anew, so that place, time and device are gone.

    Raises UploadRefused for anything but a pdf, docx, odt, jpg or png of at most ten megabytes that is what its name
    says (security.md §2: the content decides, and the ending must agree).
    """
    shown = cleaned_name(name)
    stem, ending = _split(shown)
    kind = _kind_called(ending, shown)
    if looks_like_a_person(shown):
        raise UploadRefused(UploadRefusal.NAMES_SOMEBODY, shown)
    require_size(len(content), shown)
    _require_agreement(content, kind, shown)
    fit, fault = checked(content, kind)
    if fault:
        raise UploadRefused(fault, shown)
    return Upload(kind, f"{stem}.{kind.value}", fit)


def require_size(size: int, name: str) -> None:
    """Raise UploadRefused for an empty file and for one over the limit."""
    if size == 0:
        raise UploadRefused(UploadRefusal.EMPTY, name)
    if size > MOST_BYTES:
        raise UploadRefused(UploadRefusal.TOO_LARGE, name, size=megabytes(size), most=megabytes(MOST_BYTES))


def megabytes(size: int) -> str:
    """`18` or `10,1`: rounded up, so that one byte too much does not read as the limit itself."""
    tenths = ceil(size * 10 / MEGABYTE)
    return number_format(tenths / 10, decimal_pos=1 if tenths % 10 else 0)


def cleaned_name(name: str) -> str:
    """A name fit to be shown: no folders, control or direction characters, and not endlessly long."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    printed = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" or sign.isspace())
    stem, ending = _split(" ".join(_FORBIDDEN.sub("", printed).split()).strip(". "))
    stem = stem[:LONGEST_NAME].strip(". ") or pgettext("name of a file", "file")
    return f"{stem}.{ending[:LONGEST_NAME]}" if ending else stem


def _split(name: str) -> tuple[str, str]:
    stem, dot, ending = name.rpartition(".")
    return (stem, ending.lower()) if dot else (name, "")


def _kind_called(ending: str, name: str) -> FileKind:
    if ending in KINDS:
        return KINDS[ending]
    if ending in OTHER_TEXTS:
        raise UploadRefused(UploadRefusal.OTHER_TEXT, name)
    raise UploadRefused(UploadRefusal.OTHER_IMAGE if ending in OTHER_IMAGES else UploadRefusal.WRONG_TYPE, name)


def _require_agreement(content: bytes, kind: FileKind, name: str) -> None:
    guess = filetype.guess_mime(content[:HEAD])
    if kind in ZIPPED and content.startswith(OLE):
        raise UploadRefused(UploadRefusal.PROTECTED, name)  # a docx with a password is wrapped like an old doc
    # A docx or odt is a zip: which one it is, its parts tell.
    expected = {CONTENT_TYPES[kind], "application/zip"} if kind in ZIPPED else {CONTENT_TYPES[kind]}
    if guess not in expected:
        raise UploadRefused(UploadRefusal.NOT_WHAT_IT_SAYS, name)
