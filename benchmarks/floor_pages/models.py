"""A page with a title and a body."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.models import Page

from benchmarks.floors.views import ROWS


class FloorPage(Page):
    """Personal data: none."""

    body = models.TextField(blank=True)
    template = "floor.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "title": self.title, "rows": ROWS}
