"""Blocks of the privacy notice and the accessibility statement."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms.enums import GapReason

PLAIN_FEATURES = ["bold", "italic", "ul", "ol", "link"]


class PartBlock(blocks.StructBlock):
    """A part of the page with a heading of its own."""

    heading = blocks.CharBlock(label=_("Heading"))
    text = blocks.RichTextBlock(label=_("Text"), features=PLAIN_FEATURES)

    class Meta:
        icon = "title"
        label = _("Part")
        template = "cms/blocks/part.html"
        preview_value: dict[str, Any] = {"heading": "Evästeet", "text": "<p>Vain välttämättömät.</p>"}


class GapValue(blocks.StructValue):
    """A gap with its reason in words."""

    @property
    def reason_label(self) -> str:
        """The reason as the statement says it."""
        return str(GapReason(self["reason"]).label)


class GapBlock(blocks.StructBlock):
    """Something that is not accessible: what, why, and what one can use instead."""

    what = blocks.CharBlock(label=_("What is not accessible"))
    why = blocks.TextBlock(label=_("In what way, and why"), rows=3)
    reason = blocks.ChoiceBlock(label=_("Reason by the law"), choices=GapReason.choices)
    instead = blocks.TextBlock(label=_("What one can use instead"), rows=2)
    mended_by = blocks.CharBlock(
        label=_("When it is mended"), required=False, help_text=_("For example: by the end of 2027")
    )

    class Meta:
        icon = "warning"
        label = _("Gap")
        template = "cms/blocks/gap.html"
        value_class = GapValue
        preview_value: dict[str, Any] = {
            "what": "Todistusten PDF-tiedostot",
            "why": "Ruudunlukija ei lue rakennetta.",
            "reason": GapReason.NOT_DONE,
            "instead": "Sama sisältö on verkkosivulla.",
            "mended_by": "",
        }
