"""Rows that belong to a row with a page of its own: added from that page, and never moved to another."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList

from accounts.admin_helpers.forms import RegisterForm
from accounts.admin_helpers.views import RegisterCreate, RegisterDelete, RegisterEdit
from accounts.admin_helpers.viewsets import RegisterViewSet


class ChildForm(RegisterForm):
    """A form without the parent field that still checks the constraints the parent is part of."""

    parent_field = ""

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() - {self.parent_field}


class _ReturnsToParent:
    parent_field = ""
    parent_url_name = ""
    object: Any

    def get_parent_url(self) -> str:
        return reverse(self.parent_url_name, args=[getattr(self.object, f"{self.parent_field}_id")])

    def get_success_url(self) -> str:
        return self.get_parent_url()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        parent = getattr(self.object, self.parent_field)
        root = self.breadcrumbs_items
        return [*root, {"url": self.get_parent_url(), "label": str(parent)}, {"url": "", "label": self.child_label()}]

    def child_label(self) -> str:
        return self.title_of(self.object)


class ChildCreate(_ReturnsToParent, RegisterCreate):
    """Adds a row to the parent named in the address."""

    parent_index_url_name = ""
    parent_refusal: Callable[[Any], str] | None = None

    @cached_property
    def parent(self) -> Model | None:
        rows = self.model._meta.get_field(self.parent_field).related_model._default_manager
        try:
            return rows.filter(pk=self.request.GET.get(self.parent_field)).first()
        except (ValidationError, ValueError):
            raise Http404 from None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission("add"):
            return super().dispatch(request, *args, **kwargs)
        if self.parent is None:
            messages.warning(request, _("Choose first what this belongs to, and add it there."))
            return redirect(reverse(self.parent_index_url_name))
        if refusal := self.parent_refusal(self.parent) if self.parent_refusal else "":
            messages.error(request, refusal)
            return redirect(reverse(self.parent_url_name, args=[self.parent.pk]))
        return super().dispatch(request, *args, **kwargs)

    def get_initial_form_instance(self) -> Model:
        return self.model(**{self.parent_field: self.parent})

    def get_add_url(self) -> str:
        return f"{reverse(self.add_url_name)}?{self.parent_field}={self.parent.pk}"

    def child_label(self) -> str:
        return _("New: %(model_name)s") % {"model_name": self.model._meta.verbose_name}


class ChildEdit(_ReturnsToParent, RegisterEdit):
    """Changes a row and returns to its parent's page."""


class ChildDelete(_ReturnsToParent, RegisterDelete):
    """Deletes a row and returns to its parent's page."""


class ChildViewSet(RegisterViewSet):
    """A model whose rows are reached from the page of their parent."""

    parent_field = "run"
    parent_name = "courserun"  # the viewset of the parent
    form_class: type[ChildForm] = ChildForm
    panels: list[Any] = []
    error_fields: Mapping[str, str] = {}
    add_view_class = ChildCreate
    edit_view_class = ChildEdit
    delete_view_class = ChildDelete

    def parent_refusal(self, parent: Any) -> str:
        """Why nothing may be added to the parent any more; empty when it may."""
        return ""

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(
            parent_field=self.parent_field,
            parent_url_name=f"{self.parent_name}:inspect",
            parent_index_url_name=f"{self.parent_name}:index",
            parent_refusal=self.parent_refusal,
            **kwargs,
        )

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Rows are added on their parent's page, so the list has no button that could not do it."""
        return super().get_index_view_kwargs(**{"add_url_name": None, **kwargs})

    def get_edit_handler(self) -> Any:
        bound = {"parent_field": self.parent_field, "error_fields": self.error_fields}
        form = type("BoundChildForm", (self.form_class,), bound)
        return ObjectList(self.panels, base_form_class=form).bind_to_model(self.model)
