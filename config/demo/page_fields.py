"""Columns of pages from their text in JSON."""

from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate
from wagtail.rich_text import RichText


def parts_of(parts: list[dict[str, str]]) -> list[tuple[str, Any]]:
    """Headings, each with its paragraph."""
    return [pair for part in parts for pair in (("heading", part["heading"]), ("paragraph", part["html"]))]


def privacy_fields(text: dict[str, Any]) -> dict[str, Any]:
    """The columns of the privacy notice from its text."""
    parts = [("part", {"heading": part["heading"], "text": RichText(part["html"])}) for part in text["parts"]]
    return {**text, "parts": parts, "dated_on": date.fromisoformat(text["dated_on"])}


def accessibility_fields(text: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The statement, reviewed on the day it is made."""
    gaps = [("gap", gap) for gap in text["gaps"]]
    made = date.fromisoformat(text["published_on"])
    return {**text, "gaps": gaps, "published_on": made, "reviewed_on": max(made, localdate(now))}
