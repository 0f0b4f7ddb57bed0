"""The page of one row with the lists of what belongs to it. Apps above hang their lists in without being imported."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.ui.tables import TitleColumn

from accounts.admin_helpers.columns import plain
from accounts.admin_helpers.views import RegisterIndex, RegisterInspect
from accounts.admin_helpers.viewsets import RegisterViewSet
from accounts.models import User


@dataclass(frozen=True)
class Linked:
    """A fact that leads to the page of what it tells of."""

    text: Any
    url: str


@dataclass(frozen=True)
class RelatedList:
    """Rows of another model shown on a hub page. `columns` are (heading, cell) pairs; `rows` takes the hub's row.

    `empty` is what the page says when there are none yet.

    `more` are the further kinds of a polymorphic model: what their add button says, and their screen.
    """

    title: Any
    viewset: Callable[[], Any]
    rows: Callable[[Any], Iterable[Any]]
    columns: tuple[tuple[Any, Callable[[Any], Any]], ...]
    add_label: Any = ""
    empty: Any = ""
    order: int = 100
    more: tuple[tuple[Any, Callable[[], Any]], ...] = ()

    def shown_to(self, user: User, row: Model) -> dict[str, Any] | None:
        """What the template shows, or None when the person may not see such rows."""
        if not self.viewset().permission_policy.user_has_any_permission(user, ("view", "change")):
            return None
        lines = [
            {"cells": [plain(cell(item)) for _, cell in self.columns], "url": self._address(user, item)}
            for item in self.rows(row)
        ]
        screens = [(self.add_label, self.viewset), *self.more]
        adds = [(label, self._add_address(user, screen(), row)) for label, screen in screens if label]
        headings = [heading for heading, _ in self.columns]
        return {
            "title": self.title,
            "empty": self.empty,
            "headings": headings,
            "lines": lines,
            "adds": [(label, url) for label, url in adds if url],
        }

    def _add_address(self, user: User, viewset: Any, row: Model) -> str:
        if not viewset.permission_policy.user_has_permission(user, "add"):
            return ""
        parent = f"?{viewset.parent_field}={row.pk}" if getattr(viewset, "parent_field", "") else ""
        return reverse(viewset.get_url_name("add")) + parent

    def _address(self, user: User, item: Any) -> str:
        others = [screen() for _label, screen in self.more]
        viewset = next((screen for screen in others if screen.model is type(item)), self.viewset())
        if viewset.inspect_view_enabled:
            return reverse(viewset.get_url_name("inspect"), args=[item.pk])
        can_change = viewset.permission_policy.user_has_permission(user, "change")
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


def _fact(heading: Any, value: Any) -> tuple[Any, str, str]:
    """Heading, value in plain words, and the address it leads to or nothing."""
    return (heading, plain(value.text), value.url) if isinstance(value, Linked) else (heading, plain(value), "")


class HubView(RegisterInspect):
    """A row's facts and everything that belongs to it, on one page."""

    template_name = "admin/hub.html"

    def facts(self) -> list[tuple[Any, Any]]:
        """(heading, value or `Linked`) pairs on top; without a screen's own, the fields of `inspect_view_fields`."""
        return [(field["label"], field["value"]) for field in self.get_fields_context()]

    def actions(self) -> list[PageAction]:
        """Buttons under the facts."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lists = sorted(_lists.get(self.model, []), key=lambda related: related.order)
        shown = [related.shown_to(self.request.user, self.object) for related in lists]
        facts = [_fact(heading, value) for heading, value in self.facts()]
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

    @property
    def url_finder_class(self) -> type[ModelAdminURLFinder]:
        """Leads from the site's history to the row's page: not every row has a form."""
        finder: type[ModelAdminURLFinder] = super().url_finder_class
        finder.edit_url_name = self.get_url_name("inspect")
        return finder
