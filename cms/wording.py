"""How materials and files are said in lists and on cards. Reads no database."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from wagtail.documents.models import AbstractDocument

from cms.documents import kind_of
from cms.models import LibraryItemPage
from messaging.dates import NBSP

KILOBYTE = 1024


def size_in_words(size: int) -> str:
    """`340 kt`, `1,2 Mt`, `18 Mt`: Finnish units, one decimal under ten megabytes; never less than one kilobyte."""
    if size < KILOBYTE * KILOBYTE:
        return f"{max(round(size / KILOBYTE), 1)}{NBSP}" + _("kB")
    megabytes = size / KILOBYTE / KILOBYTE
    places = 1 if megabytes < 10 else 0
    return f"{number_format(round(megabytes, places), decimal_pos=places)}{NBSP}" + _("MB")


def file_facts(document: AbstractDocument) -> str:
    """`PDF-tiedosto, 1,2 Mt`; the size is left out when nobody has measured it."""
    kind = kind_of(document.filename)
    parts = [str(kind.label) if kind else "", size_in_words(document.file_size) if document.file_size else ""]
    return ", ".join(part for part in parts if part)


def version_line(item: LibraryItemPage) -> str:
    """`Versio 2, 3.5.2027`."""
    day = item.version_on
    return _("Version %(version)s, %(day)s") % {
        "version": item.version,
        "day": f"{day.day}.{day.month}.{day.year}",
    }
