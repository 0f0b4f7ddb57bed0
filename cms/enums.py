"""Choices of the library, of files, and of the accessibility statement (Implementing Decision (EU) 2018/1523)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Conformance(TextChoices):
    """How far the service meets the requirements; the label is the sentence of the statement."""

    FULL = "full", _("The service meets the accessibility requirements.")
    PARTIAL = "partial", _("The service meets the accessibility requirements in part.")
    NONE = "none", _("The service does not meet the accessibility requirements.")


class GapReason(TextChoices):
    """Why something is not accessible."""

    NOT_DONE = "not_done", _("Not accessible yet")
    BURDEN = "burden", _("Making it accessible would be a disproportionate burden")
    OUT_OF_SCOPE = "out_of_scope", _("The law does not cover it")


class AssessedBy(TextChoices):
    """Who assessed the service."""

    SELF = "self", _("We have assessed the service ourselves.")
    THIRD_PARTY = "third_party", _("An outside expert has assessed the service.")


class LibraryAudience(TextChoices):
    """For whom a material of the library is written; the value ends the name of the page's column."""

    WORKERS = "workers", pgettext_lazy("library audience", "Child welfare workers")
    PARTNERS = "partners", pgettext_lazy("library audience", "Partner agencies")
    CLIENTS = "clients", pgettext_lazy("library audience", "Children, young people and parents")


class ContentLanguage(TextChoices):
    """In what language a material is written; the value is its code in HTML (BCP 47)."""

    FI = "fi", pgettext_lazy("content language", "Finnish")
    SV = "sv", pgettext_lazy("content language", "Swedish")
    EN = "en", pgettext_lazy("content language", "English")
    SE = "se", pgettext_lazy("content language", "Northern Sámi")


class SearchKind(TextChoices):
    """What a page found by the search is."""

    COURSE = "course", pgettext_lazy("search kind", "Training")
    MODULE = "module", pgettext_lazy("search kind", "Module")
    MATERIAL = "material", pgettext_lazy("search kind", "Material")


class DocumentKind(TextChoices):
    """Types of files pages may hand out; the value is the ending of the name."""

    PDF = "pdf", _("PDF file")
    DOCX = "docx", _("Word file")
    ODT = "odt", _("OpenDocument text")
    XLSX = "xlsx", _("Excel table")
    ODS = "ods", _("OpenDocument table")
    PPTX = "pptx", _("PowerPoint slides")
    ODP = "odp", _("OpenDocument slides")
    MP4 = "mp4", pgettext_lazy("type of a file", "Video")
    WEBM = "webm", pgettext_lazy("type of a file", "Video (WebM)")
    VTT = "vtt", pgettext_lazy("type of a file", "Captions")


class DocumentRefusal(TextChoices):
    """Why a file was not taken; the label says what to do."""

    WRONG_TYPE = (
        "wrong_type",
        _("This type of file cannot be used. Allowed types: pdf, docx, odt, xlsx, ods, pptx, odp, mp4, webm and vtt."),
    )
    TOO_LARGE = "too_large", _("The file is too large. The largest size is 10 MB.")
    VIDEO_TOO_LARGE = (
        "video_too_large",
        _("The video is too large. The largest size is 100 MB. Make it smaller or link to where it can be watched."),
    )
    NOT_WHAT_IT_SAYS = (
        "not_what_it_says",
        _("The content of the file does not match its name. Save it again in the right format."),
    )
    MACROS = "macros", _("The file holds macros or is broken. Save it again without macros.")
