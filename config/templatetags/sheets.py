"""`{% sheet "frame" %}`: the address of style sheets that are asked for together."""

from django import template
from django.urls import reverse

from config.sheets import joined_sheet

register = template.Library()


@register.simple_tag
def sheet(name: str) -> str:
    """Changes when the styles do, so that browsers may keep them for good."""
    return reverse("sheet", args=[name, joined_sheet(name).digest])
