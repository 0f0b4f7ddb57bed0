"""The blocks content is written in: five of words and pictures here, four of material beside (ADR 0010)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError
from wagtail.images.blocks import ImageBlock

from accounts.admin_helpers import plain
from cms.content_checks import alternative_text_fault, heading_faults, heading_levels, link_faults, skipped_level
from cms.material_blocks import FileBlock, LibraryCardBlock, TableBlock, VideoBlock

PAGE_HEADING = 1  # the level of the page's title


class HeadingBlock(blocks.CharBlock):
    """A heading inside the text; the page title is the only h1."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "cms/blocks/heading.html"
        preview_value = "Kuka tekee mitä, kun huoli herää"


class ParagraphBlock(blocks.RichTextBlock):
    """Running text with subheadings, lists, links, bold and italics; every link says where it leads."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "cms/blocks/paragraph.html"
        preview_value = "<p>Lastensuojelu ei ole yksi päätös vaan polku.</p>"

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("features", ["h3", "h4", "bold", "italic", "ul", "ol", "link"])
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        faults = [] if self.is_deferred_validation else [*link_faults(cleaned.source), *heading_faults(cleaned.source)]
        if faults:
            raise ValidationError(faults)
        return cleaned


class QuoteBlock(blocks.StructBlock):
    """Somebody's words and who said them."""

    text = blocks.TextBlock(label=_("Quotation"), rows=3)
    source = blocks.CharBlock(label=_("Who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "cms/blocks/quote.html"
        preview_value = {"text": "Sain ensimmäistä kertaa kysyä ääneen.", "source": "Opettaja"}


class ReflectionBlock(blocks.StructBlock):
    """A question to stop at; nothing is written or sent."""

    question = blocks.TextBlock(label=_("Question"), rows=2)
    hint = blocks.CharBlock(
        label=_("Hint"), required=False, help_text=_("For example: Discuss in pairs for five minutes.")
    )

    class Meta:
        icon = "help"
        label = _("Reflection question")
        template = "cms/blocks/reflection.html"
        preview_value = {"question": "Kenet tunnet polun varrelta nimeltä?", "hint": ""}


class DecorationBlock(blocks.BooleanBlock):
    """Whether an image says nothing that the text does not; yes or no where versions are compared."""

    def render_basic(self, value: bool, context: object = None) -> str:
        return plain(value)


class PictureBlock(ImageBlock):
    """Wagtail's image with its text, in Finnish where Wagtail has only its own names and values to show."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.child_blocks["image"].label = _("Image")
        decoration = DecorationBlock(required=False, label=self.child_blocks["decorative"].label)
        words = blocks.CharBlock(
            required=False,
            label=self.child_blocks["alt_text"].label,
            help_text=_("Say in a sentence what the image shows. The name of the file will not do."),
        )
        for name, block in (("decorative", decoration), ("alt_text", words)):
            block.set_name(name)
            self.child_blocks[name] = block


class FigureBlock(blocks.StructBlock):
    """An image that either says in words what it shows or is marked decorative; never the name of its file."""

    image = PictureBlock(label=_("Image"))
    caption = blocks.CharBlock(label=pgettext_lazy("picture", "Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Image and caption")
        template = "cms/blocks/figure.html"
        preview_value = {"caption": "Lapsi suhteidensa verkossa"}

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        image = cleaned["image"]  # None in a draft, before one has been chosen
        words = image.contextual_alt_text if image and not image.decorative else ""
        fault = alternative_text_fault(words, image.filename) if words else ""
        if fault:
            said = StructBlockValidationError({"alt_text": ValidationError(fault)})
            raise StructBlockValidationError(block_errors={"image": said})
        return cleaned


class ContentBlock(blocks.StreamBlock):
    """What a module or a page is made of; under the page's own heading no level of headings is skipped (WCAG 1.3.1).

    A draft may be saved with what is still to be mended; it is neither published nor sent for review.
    """

    paragraph = ParagraphBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    reflection = ReflectionBlock()
    figure = FigureBlock()
    video = VideoBlock()
    file = FileBlock()
    library_card = LibraryCardBlock()
    table = TableBlock()

    def clean(self, value: Any) -> Any:
        if self.is_deferred_validation:
            return super().clean(value)
        levels = _skipped_levels(value)
        try:
            cleaned = super().clean(value)
        except StreamBlockValidationError as refusal:  # everything to be mended is told at once
            faults = {**levels, **refusal.block_errors}
            both = {place for place in levels if _is_plain(refusal.block_errors.get(place))}
            faults |= {place: ValidationError([refusal.block_errors[place], levels[place]]) for place in both}
            raise StreamBlockValidationError(faults, refusal.non_block_errors) from refusal
        if levels:
            raise StreamBlockValidationError(levels)
        return cleaned


def _is_plain(fault: ValidationError | None) -> bool:
    """Whether it is of the whole block and not of its parts, so that another sentence can be added."""
    return fault is not None and not isinstance(fault, StructBlockValidationError)


def _skipped_levels(value: Any) -> dict[int, ValidationError]:
    """The text of each block whose subheadings come before the heading above them."""
    faults, before = {}, PAGE_HEADING
    for place, child in enumerate(value):
        levels = _levels(child)
        fault = skipped_level(before, levels)
        if fault:
            faults[place] = ValidationError(fault)
        before = levels[-1] if levels else before
    return faults


def _levels(child: Any) -> list[int]:
    if child.block_type == "heading":
        return [PAGE_HEADING + 1]
    return heading_levels(child.value.source) if child.block_type == "paragraph" else []
