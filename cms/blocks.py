"""The five blocks content is written in."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock


class HeadingBlock(blocks.CharBlock):
    """A heading inside the text; the page title is the only h1."""

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "cms/blocks/heading.html"
        preview_value = "Kuka tekee mitä, kun huoli herää"


class ParagraphBlock(blocks.RichTextBlock):
    """Running text with lists, links, bold and italics."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "cms/blocks/paragraph.html"
        preview_value = "<p>Lastensuojelu ei ole yksi päätös vaan polku.</p>"

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("features", ["bold", "italic", "ul", "ol", "link"])
        super().__init__(**kwargs)


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


class FigureBlock(blocks.StructBlock):
    """An image that either says in words what it shows or is marked decorative."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "cms/blocks/figure.html"
        preview_value = {"caption": "Lapsi suhteidensa verkossa"}


class ContentBlock(blocks.StreamBlock):
    """What a module or a page is made of."""

    paragraph = ParagraphBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    reflection = ReflectionBlock()
    figure = FigureBlock()
