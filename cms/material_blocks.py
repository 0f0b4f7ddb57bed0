"""The four blocks that carry material: video, file, card of the library, table."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock

from accounts.enums import Language
from cms.content_checks import link_faults
from cms.documents import is_captions, is_video

CAPTIONS = {
    Language.FINNISH: _("Finnish captions"),
    Language.SWEDISH: _("Swedish captions"),
    Language.ENGLISH: _("English captions"),
}


class VideoBlock(blocks.StructBlock):
    """A video kept here or a link to one elsewhere; nobody is left without what it says (WCAG 1.2.2, 1.2.3).

    Nothing is loaded from another site: what is elsewhere opens from a link.
    """

    title = blocks.CharBlock(label=_("What the video shows"), max_length=150)
    file = DocumentChooserBlock(label=_("Video file"), required=False, help_text=_("mp4 or webm, at most 100 MB"))
    link = blocks.URLBlock(label=_("or a link to the video"), required=False)
    captions = DocumentChooserBlock(
        label=_("Captions"), required=False, help_text=_("A vtt file. Needed unless everything said stands as text.")
    )
    captions_language = blocks.ChoiceBlock(
        label=_("Language of the captions"),
        required=False,
        choices=Language.choices,
        help_text=_("Empty: the language of the page."),
    )
    transcript = blocks.RichTextBlock(
        label=_("The content as text"),
        required=False,
        features=["bold", "italic", "ul", "ol", "link"],
        help_text=_("What is said and what can be seen. Needed when there are no captions, and for every link."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        template = "cms/blocks/video.html"
        preview_value = {
            "title": "Lastensuojelun polku kahdessa minuutissa",
            "file": None,
            "link": "https://innokyla.fi/",
            "captions": None,
            "captions_language": "",
            "transcript": "<p>Polku alkaa yhteydenotosta, ja lapsi on mukana koko matkan.</p>",
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """With the language of the captions and their name in the reader's."""
        page = (parent_context or {}).get("page")
        language = value["captions_language"] or (page.locale.language_code if page else get_language())
        context = super().get_context(value, parent_context)
        return {**context, "captions_language": language, "captions_label": CAPTIONS[Language(language)]}

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        faults = _wrong_files(cleaned)
        if not faults and not self.is_deferred_validation:
            faults = _lacking(cleaned)
        if faults:
            raise StructBlockValidationError(block_errors=faults)
        return cleaned


def _wrong_files(value: Any) -> dict[str, ValidationError]:
    """What can never be right, not even in a draft."""
    faults: dict[str, ValidationError] = {}
    if value["file"] and not is_video(value["file"].filename):
        faults["file"] = ValidationError(gettext("This file is not a video. Choose an mp4 or webm file."))
    if value["captions"] and not is_captions(value["captions"].filename):
        faults["captions"] = ValidationError(gettext("These are not captions. Choose a vtt file."))
    if value["file"] and value["link"]:
        faults["link"] = ValidationError(gettext("Choose a file or give a link, not both."))
    return faults


def _lacking(value: Any) -> dict[str, ValidationError]:
    """What must be there before anybody reads the page."""
    spoken = link_faults(value["transcript"].source) if value["transcript"] else []
    if spoken:
        return {"transcript": ValidationError(spoken)}
    has_text = bool(value["transcript"] and value["transcript"].source.strip())
    if not value["file"] and not value["link"]:
        return {"file": ValidationError(gettext("Choose a video file or give a link to the video."))}
    if has_text or (value["file"] and value["captions"]):
        return {}
    if value["link"]:
        text = gettext("We cannot caption a video that is elsewhere. Write its content as text before publishing.")
        return {"transcript": ValidationError(text)}
    text = gettext("The video has no captions. Add captions or write the content as text before publishing.")
    return {"captions": ValidationError(text)}


class FileBlock(blocks.StructBlock):
    """A file to be saved, with its type and size."""

    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(
        label=_("Name"), required=False, max_length=150, help_text=_("Empty: the title of the file is shown.")
    )

    class Meta:
        icon = "doc-full"
        label = _("File")
        template = "cms/blocks/file.html"

    def get_preview_value(self) -> Any:
        return self.normalize({"document": get_document_model().objects.first(), "title": "Muistilista tapaamiseen"})


class LibraryCardBlock(blocks.PageChooserBlock):
    """A material of the library, shown as a card with its version and date."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"page_type": "cms.LibraryItemPage", **kwargs})

    class Meta:
        icon = "link"
        label = _("Material of the library")
        template = "cms/blocks/library_card.html"

    def get_preview_value(self) -> Any:
        return self.target_model.objects.live().first()

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """On a page in another language the material in that language, where there is one."""
        is_finnish = get_language() == settings.LANGUAGE_CODE
        return super().get_context(value if is_finnish or value is None else value.localized, parent_context)


class TableBlock(blocks.StructBlock):
    """A table with a caption; its first row, and the first column where chosen, name the others."""

    table = TypedTableBlock(
        [("text", blocks.CharBlock(label=_("Text"), required=False, max_length=500))], label=_("Table")
    )
    names_rows = blocks.BooleanBlock(label=_("The first column names the rows"), required=False, default=True)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "cms/blocks/table.html"

    def get_searchable_content(self, value: Any) -> list[str]:
        table = value["table"]
        cells = [str(cell) for row in table.row_data for cell in row["values"] if cell]
        return [table.caption, *(column["heading"] for column in table.columns), *cells]

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        fault = "" if self.is_deferred_validation else _table_fault(cleaned["table"])
        if fault:
            raise StructBlockValidationError(non_block_errors=[ValidationError(fault)])
        return cleaned

    def get_preview_value(self) -> Any:
        rows = [["Koordinaattori", "Kutsuu koolle"], ["Kliinikko", "Pitää yllä systeemistä ajattelua"]]
        table = {
            "caption": "Tiimin roolit",
            "columns": [{"type": "text", "heading": heading} for heading in ("Rooli", "Tehtävä")],
            "rows": [{"values": row} for row in rows],
        }
        return self.to_python({"table": table, "names_rows": True})


def _table_fault(table: TypedTable) -> str:
    if not table.columns or not table.row_data:
        return gettext("The table is empty. Add columns and rows.")
    if not table.caption.strip():
        return gettext("The table has no caption. Say in a few words what it shows.")
    if not all(column["heading"].strip() for column in table.columns):
        return gettext("A column has no heading. Name every column.")
    return ""
