"""The page of one row with the lists of what belongs to it. Apps above hang their lists in without being imported."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse
from wagtail.admin.ui.tables import TitleColumn

from accounts.admin_helpers.columns import plain
from accounts.admin_helpers.views import RegisterIndex, RegisterInspect
from accounts.admin_helpers.viewsets import RegisterViewSet
from accounts.models import User


@dataclass(frozen=True)
class RelatedList:
    """Rows of another model shown on a hub page. `columns` are (heading, cell) pairs; `rows` takes the hub's row."""

    title: Any
    viewset: Callable[[], Any]
    rows: Callable[[Any], Iterable[Any]]
    columns: tuple[tuple[Any, Callable[[Any], Any]], ...]
    add_label: Any = ""
    order: int = 100

    def shown_to(self, user: User, row: Model) -> dict[str, Any] | None:
        """What the template shows, or None when the person may not see such rows."""
        viewset = self.viewset()
        may = viewset.permission_policy.user_has_permission
        if not viewset.permission_policy.user_has_any_permission(user, ("view", "change")):
            return None
        lines = [
            {
                "cells": [plain(cell(item)) for _, cell in self.columns],
                "url": self._address(viewset, item, can_change=may(user, "change")),
            }
            for item in self.rows(row)
        ]
        parent = f"?{viewset.parent_field}={row.pk}" if getattr(viewset, "parent_field", "") else ""
        add_url = reverse(viewset.get_url_name("add")) + parent if self.add_label and may(user, "add") else ""
        headings = [heading for heading, _ in self.columns]
        return {
            "title": self.title,
            "headings": headings,
            "lines": lines,
            "add_url": add_url,
            "add_label": self.add_label,
        }

    def _address(self, viewset: Any, item: Any, *, can_change: bool) -> str:
        if viewset.inspect_view_enabled:
            return reverse(viewset.get_url_name("inspect"), args=[item.pk])
        if can_change and not viewset.frozen_reason(item):
            return reverse(viewset.get_url_name("edit"), args=[item.pk])
        return ""


@dataclass(frozen=True)
class PageAction:
    """A button on a hub page: a link, or a POST when `posts`."""

    label: Any
    url: str
    posts: bool = True
    is_serious: bool = False


_lists: dict[type[Model], list[RelatedList]] = {}


def register_related_list(hub: type[Model], related: RelatedList) -> None:
    """Show the list on every page of the model."""
    _lists.setdefault(hub, []).append(related)


class HubIndex(RegisterIndex):
    """Rows open their page, not a form."""

    def _get_title_column(self, field_name: str, column_class: Any = TitleColumn, **kwargs: Any) -> Any:
        column_class = self._get_title_column_class(column_class)
        return self._get_custom_column(field_name, column_class, get_url=self.get_inspect_url, **kwargs)


class HubView(RegisterInspect):
    """A row's facts and everything that belongs to it, on one page."""

    template_name = "admin/hub.html"

    def facts(self) -> list[tuple[Any, Any]]:
        """(heading, value) pairs on top; the fields of `inspect_view_fields` unless a screen computes its own."""
        return [(field["label"], field["value"]) for field in self.get_fields_context()]

    def actions(self) -> list[PageAction]:
        """Buttons under the facts."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lists = sorted(_lists.get(self.model, []), key=lambda related: related.order)
        shown = [related.shown_to(self.request.user, self.object) for related in lists]
        facts = [(heading, plain(value)) for heading, value in self.facts()]
        return {
            **super().get_context_data(**kwargs),
            "facts": facts,
            "page_actions": self.actions(),
            "related": [item for item in shown if item],
        }


class HubViewSet(RegisterViewSet):
    """A model whose rows have a page of their own."""

    inspect_view_enabled = True
    index_view_class = HubIndex
    inspect_view_class = HubView
