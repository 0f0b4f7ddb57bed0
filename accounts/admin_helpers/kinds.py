"""Polymorphic models: one listing of all kinds, one screen per kind, and no form for the bare base."""

from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import HeaderButton

from accounts.admin_helpers.views import RegisterIndex
from accounts.admin_helpers.viewsets import RegisterViewSet


class KindsIndex(RegisterIndex):
    """All kinds in one list; each row opens in the screen of its kind."""

    kinds: dict[type[Model], RegisterViewSet] = {}
    add_url = None

    def get_edit_url(self, instance: Model) -> str | None:
        viewset = self.kinds.get(type(instance))
        if viewset and viewset.permission_policy.user_has_permission(self.request.user, "change"):
            return reverse(viewset.get_url_name("edit"), args=[instance.pk])
        return None

    def get_delete_url(self, instance: Model) -> str | None:
        viewset = self.kinds.get(type(instance))
        if viewset and viewset.permission_policy.user_has_permission(self.request.user, "delete"):
            return reverse(viewset.get_url_name("delete"), args=[instance.pk])
        return None

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(
                _("Add: %(kind)s") % {"kind": viewset.model._meta.verbose_name},
                url=reverse(viewset.get_url_name("add")),
                icon_name="plus",
            )
            for viewset in self.kinds.values()
            if viewset.permission_policy.user_has_permission(self.request.user, "add")
        ]


class KindsViewSet(RegisterViewSet):
    """The base model's listing. A row of the bare base cannot be made: there is no route that would."""

    kinds: tuple[RegisterViewSet, ...] = ()
    actions = ("view", "change")
    opens_form = False
    index_view_class = KindsIndex

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(kinds={viewset.model: viewset for viewset in self.kinds}, **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in {"index", "index_results"}]

    def register_admin_url_finder(self) -> None:
        """Each kind registers its own."""
