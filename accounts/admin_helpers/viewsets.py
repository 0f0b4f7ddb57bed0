"""The base of every screen in the admin."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.admin.panels import ObjectList
from wagtail.admin.viewsets.model import ModelViewSet

from accounts.admin_helpers.forms import RegisterForm
from accounts.admin_helpers.menus import AdminMenu
from accounts.admin_helpers.policies import Allow
from accounts.admin_helpers.views import (
    RegisterCreate,
    RegisterDelete,
    RegisterEdit,
    RegisterHistory,
    RegisterIndex,
    RegisterInspect,
)
from accounts.models import User


class RegisterViewSet(ModelViewSet):
    """List, add, change and delete rows of one model, as far as `actions` and the person's permissions allow."""

    actions: tuple[str, ...] = ("view", "add", "change", "delete")
    menu: AdminMenu | None = None
    panels: Sequence[Any] = ()  # of the form, where the screen makes no handler of its own
    parent_field = ""  # what a row belongs to: a hub page adds rows with it filled in
    opens_form = True  # False where rows change by services only
    explanation: Any = ""  # a sentence above the listing: what stands in it
    relations: tuple[str, ...] = ()  # select_related of the listing
    folded_fields: tuple[str, ...] = ()  # searched without accents and case
    alphabetical = ""  # the text column the listing stands in order of, as the Finnish alphabet goes
    private_fields: tuple[str, ...] = ()  # of a person: the log of changes keeps no value of them
    counted: Any = ""  # lazy "%(count)s run" / "%(count)s runs": how many rows a list holds
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = RegisterIndex
    add_view_class = RegisterCreate
    edit_view_class = RegisterEdit
    delete_view_class = RegisterDelete
    inspect_view_class = RegisterInspect
    history_view_class = RegisterHistory

    @property
    def permission_policy(self) -> Allow:
        return Allow(self.model, *self.actions)

    @property
    def menu_hook(self) -> str | None:
        return self.menu.value if self.menu else None

    def visible_to(self, user: User, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows the person may see: all of them, unless a screen says otherwise."""
        return rows

    def frozen_reason(self, row: Model) -> str:
        """Why the row may not be changed or deleted any more; empty when it may."""
        return ""

    def title_of(self, row: Model) -> str:
        """What the row is called on its own screens; the log keeps its `str`, which never holds a name."""
        return str(row)

    def belongs_to(self, row: Model) -> str:
        """What the row is a part of, in words: the history tells whose it is. No query with `relations` loaded."""
        return str(getattr(row, self.parent_field)) if self.parent_field else ""

    def after_change(self, row: Model) -> None:
        """What follows from a change, in the same transaction; nothing unless a screen says otherwise."""

    @property
    def has_form(self) -> bool:
        """Whether rows are written by hand at all."""
        return self.opens_form and bool({"add", "change"} & set(self.actions))

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        own: dict[str, Any] = {
            "scope": self.visible_to,
            "frozen_reason": self.frozen_reason,
            "after_change": self.after_change,
            "title_of": self.title_of,
            "usage_url_name": None,
        }
        if not self.has_form:
            own |= {"edit_url_name": None, "history_url_name": None}
        return super().get_common_view_kwargs(**{**own, **kwargs})

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(
            explanation=self.explanation,
            relations=self.relations,
            folded_fields=self.folded_fields,
            counted=self.counted,
            alphabetical=self.alphabetical,
            **kwargs,
        )

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_add_view_kwargs(**{"proposed_field": self.parent_field, **kwargs})

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_edit_view_kwargs(private_fields=self.private_fields, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        """Wagtail's routes without the usage report, and without forms nobody may open."""
        closed = {"usage"} | ({"add", "delete"} - set(self.actions))
        closed |= set() if self.has_form else {"add", "edit", "history", "history_results"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name not in closed]

    def get_edit_handler(self) -> Any:
        if not self.has_form:
            return None
        return ObjectList(list(self.panels), base_form_class=RegisterForm).bind_to_model(self.model)

    def get_form_class(self, for_update: bool = False) -> Any:
        return super().get_form_class(for_update) if self.has_form else None
